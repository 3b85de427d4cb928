"""What an office may not do: gain rights or keep power by absences, positions and handing over."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pomost.accounts.actions.grants import end_access, end_grant, grant_role
from pomost.accounts.models import Account, InboxItem
from pomost.accounts.models.grants import in_force
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core import access
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.organisations import queries, tasks
from pomost.organisations.actions import absences, people
from pomost.organisations.actions.people import change_person
from pomost.organisations.models import Absence, Person
from pomost.organisations.tests.factories import AbsenceFactory, OrganisationFactory, PositionFactory
from pomost.programmes.actions.programmes import change_programme
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db


def anew(account) -> Account:
    return Account.objects.get(pk=account.pk)


@pytest.fixture
def office():
    return OrganisationFactory(slug="urzad")


@pytest.fixture
def head(office):
    """Who administers the office and works there."""
    account = PositionFactory(organisation=office, person__with_account=True).person.account
    GrantFactory(account=account, role="organisation_administrator", scope_id=str(office.pk))
    return account


@pytest.fixture
def boss(office):
    """Works in the office and holds every kind of role: of the installation, a programme, the office."""
    person = PositionFactory(organisation=office, person__with_account=True).person
    programme = ProgrammeFactory()
    GrantFactory(account=person.account, role="administrator", scope_id="")
    GrantFactory(account=person.account, role="programme_manager", scope_id=str(programme.pk))
    GrantFactory(account=person.account, role="auditor", scope_id=str(programme.pk))
    GrantFactory(account=person.account, role="signatory", scope_id=str(office.pk))
    return person


@pytest.fixture
def clerk(office):
    return PositionFactory(organisation=office, person__with_account=True).person


def days(**more):
    today = timezone.localdate()
    return {"since": today, "until": today + datetime.timedelta(days=9), **more}


def test_nobody_makes_themselves_a_deputy(boss, head):
    administrator = PositionFactory(
        organisation=head.person.positions.get().organisation, person__with_account=True
    ).person
    GrantFactory(account=administrator.account, role="administrator", scope_id="")
    for by in (head, administrator.account):
        with pytest.raises(DomainError) as refusal:
            absences.record_absence(person=boss, deputy=by.person, by=by, **days())
        assert set(refusal.value.fields) == {"deputy"}
    assert not Absence.objects.exists()
    assert not anew(head).has_perm("accounts.create_account")


def test_what_an_office_records_passes_on_its_own_roles_only(boss, clerk, head, office):
    absences.record_absence(person=boss, deputy=clerk, by=head, **days())

    assert {grant[0] for grant in queries.grants_as_deputy(clerk.account)} == {"signatory"}
    assert not anew(clerk.account).has_perm("accounts.create_account")
    told = InboxItem.objects.values_list("account_id", flat=True)
    assert set(told) == {boss.account_id, clerk.account_id}


@pytest.mark.parametrize("recorded_by", ["themselves", "an administrator"])
def test_what_the_person_records_passes_on_everything_but_audits(boss, clerk, recorded_by):
    by = boss.account if recorded_by == "themselves" else with_role("administrator")

    absences.record_absence(person=boss, deputy=clerk, by=by, **days())

    roles = {grant[0] for grant in queries.grants_as_deputy(clerk.account)}
    assert roles == {"administrator", "programme_manager", "signatory"}


def test_a_deputy_works_where_the_person_works(boss, head):
    elsewhere = PositionFactory(person__with_account=True).person
    for by in (boss.account, head):
        with pytest.raises(DomainError):
            absences.record_absence(person=boss, deputy=elsewhere, by=by, **days())


def test_an_office_that_names_the_next_deputy_passes_on_no_more_than_its_own(boss, clerk, head, office):
    leaver = PositionFactory(organisation=office, person__with_account=True)
    absence = AbsenceFactory(person=boss, deputy=leaver.person)
    (thing,) = queries.open_things_of(leaver)

    people.end_position(
        position=leaver, last_day=timezone.localdate(), successors={thing.key: clerk.account}, by=head
    )

    absence.refresh_from_db()
    assert (absence.deputy, absence.office) == (clerk, office)


def test_what_a_deputy_does_is_journalled_for_the_absent_person(clerk, office, head):
    programme = ProgrammeFactory()
    manager = PositionFactory(organisation=office, person__with_account=True).person
    GrantFactory(account=manager.account, role="programme_manager", scope_id=str(programme.pk))
    absences.record_absence(person=manager, deputy=clerk, by=manager.account, **days())
    deputy = anew(clerk.account)

    change_programme(programme=programme, values={"aim": {"pl": "Nowy cel"}}, by=deputy)

    entry = JournalEntry.objects.latest("pk")
    assert (entry.actor_id, entry.on_behalf_of_id) == (deputy.pk, manager.account_id)
    # A right of one's own is used in one's own name, also while one stands in for somebody.
    GrantFactory(account=clerk.account, role="programme_manager", scope_id=str(programme.pk))
    deputy = anew(clerk.account)
    change_programme(programme=programme, values={"aim": {"pl": "Jeszcze inny"}}, by=deputy)
    assert JournalEntry.objects.latest("pk").on_behalf_of_id is None


def test_the_access_log_says_for_whom_a_deputy_opened_a_page(client, clerk, office, head):
    absences.record_absence(person=head.person, deputy=clerk, by=head, **days())
    client.force_login(clerk.account, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/panel/konta/").status_code == 200

    entry = access.AccessEntry.objects.get()
    assert (entry.actor_id, entry.on_behalf_of_id) == (clerk.account_id, head.pk)


def test_an_office_of_earlier_times_has_no_power_over_a_person(head, office):
    left = PositionFactory(organisation=office, person__with_account=True, until=datetime.date(2020, 12, 31))
    person = left.person
    PositionFactory(person=person, since=datetime.date(2021, 1, 1))
    colleague = PositionFactory(organisation=office, person__with_account=True).person

    assert person not in queries.people_visible_to(head)
    with pytest.raises(PermissionDenied):
        change_person(person=person, values={"email": "evil@example.org"}, by=head)
    with pytest.raises(PermissionDenied):
        absences.record_absence(person=person, deputy=colleague, by=head, **days())
    with pytest.raises(PermissionDenied):
        people.begin_position(
            person=person, organisation=office, function="x", since=timezone.localdate(), by=head
        )
    with pytest.raises(PermissionDenied):
        end_access(account=person.account, by=head, reason="x")
    person.refresh_from_db()
    assert person.email != "evil@example.org"
    assert person.positions.count() == 2


def test_who_sees_a_person_is_who_may_by_the_rule(head, office):
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    PositionFactory(organisation=office)
    twice = PositionFactory(organisation=office, person__with_account=True)
    PositionFactory(organisation=office, person=twice.person)
    PositionFactory(organisation=office, until=datetime.date(2020, 1, 1))  # the last one of all
    moved = PositionFactory(organisation=office, until=datetime.date(2020, 1, 1))
    PositionFactory(person=moved.person)
    future = PositionFactory(until=today - day)
    PositionFactory(organisation=office, person=future.person, since=today + day)
    PositionFactory(organisation=office, until=today)
    Person.objects.create(given_name="Bez", family_name="Stanowiska")

    for user in (head, with_role("administrator"), twice.person.account, AccountFactory()):
        listed = sorted(queries.people_visible_to(user).values_list("pk", flat=True))
        allowed = sorted(
            person.pk for person in Person.objects.all() if user.has_perm("organisations.view_person", person)
        )
        assert listed == allowed


def test_an_office_closes_no_account_whose_roles_lie_elsewhere(boss, clerk, head, office):
    programme = ProgrammeFactory()
    GrantFactory(account=clerk.account, role="editor", scope_id=str(programme.pk))
    for account in (boss.account, clerk.account):
        with pytest.raises(PermissionDenied):
            end_access(account=account, by=head, reason="x")
    own = PositionFactory(organisation=office, person__with_account=True).person.account
    GrantFactory(account=own, role="officer", scope_id=str(office.pk))
    end_access(account=own, by=head, reason="odejście")
    assert not anew(own).is_active


def test_an_office_does_not_say_who_manages_a_programme(head, clerk, office):
    programme, admin = ProgrammeFactory(), with_role("administrator")
    leaver = PositionFactory(organisation=office, person__with_account=True)
    GrantFactory(account=leaver.person.account, role="programme_manager", scope_id=str(programme.pk))
    decided, left = queries.open_things_for(leaver, head)
    assert (decided, [thing.key for thing in left]) == ([], [f"programme-{programme.pk}"])

    for successor in (head, clerk.account):
        leaver.until = None
        people.end_position(
            position=leaver,
            last_day=timezone.localdate() + datetime.timedelta(days=30),
            successors={f"programme-{programme.pk}": successor},
            by=head,
        )
        type(leaver).objects.filter(pk=leaver.pk).update(until=None)

    for account in (head, clerk.account):
        assert not anew(account).has_perm("programmes.change_programme", programme)
    item = InboxItem.objects.filter(account=admin).first()
    assert "bez kierownika" in item.text


def test_handing_over_gives_a_role_once(office):
    programme, by = ProgrammeFactory(), with_role("administrator")
    leaver = PositionFactory(organisation=office, person__with_account=True)
    other = PositionFactory(organisation=office, person__with_account=True).person.account
    for account in (leaver.person.account, other):
        GrantFactory(account=account, role="programme_manager", scope_id=str(programme.pk))

    people.end_position(
        position=leaver,
        last_day=timezone.localdate(),
        successors={f"programme-{programme.pk}": other},
        by=by,
    )

    (grant,) = in_force().filter(account=other)
    end_grant(grant=grant, by=by, reason="x")
    assert not anew(other).has_perm("programmes.change_programme", programme)


def test_one_leaver_who_can_not_be_closed_holds_up_nobody_else(office, caplog):
    yesterday = timezone.localdate() - datetime.timedelta(days=2)
    last_administrator = PositionFactory(organisation=office, person__with_account=True, until=yesterday)
    GrantFactory(account=last_administrator.person.account, role="administrator", scope_id="")
    other = PositionFactory(organisation=office, person__with_account=True, until=yesterday)
    GrantFactory(account=other.person.account, role="officer", scope_id=str(office.pk))

    tasks.end_rights_of_leavers()

    assert not anew(other.person.account).is_active
    assert anew(last_administrator.person.account).is_active
    assert "are not ended" in caplog.text
    (finding,) = tasks.findings()
    assert not finding.is_well
    grant_role(
        account=AccountFactory(), role="administrator", scope_id="", reason="x", by=with_role("administrator")
    )
    tasks.end_rights_of_leavers()
    assert tasks.findings()[0].is_well


def test_positions_of_one_person_in_one_office_do_not_overlap(office, head):
    held = PositionFactory(organisation=office, since=datetime.date(2026, 5, 1))
    for since in (datetime.date(2026, 1, 1), datetime.date(2026, 6, 1)):
        with pytest.raises(DomainError):
            people.begin_position(person=held.person, organisation=office, function="x", since=since, by=head)
    assert held.person.positions.count() == 1
