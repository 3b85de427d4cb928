"""Writes about organisations and people; ending a position is one action with everything in it."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pomost.accounts.models import Account, RoleGrant
from pomost.accounts.models.grants import in_force
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.errors import Conflict, DomainError
from pomost.core.models import JournalEntry
from pomost.organisations import queries, tasks
from pomost.organisations.actions import absences, organisations, people
from pomost.organisations.models import Absence, Organisation, Person, Position
from pomost.organisations.tests.factories import (
    AbsenceFactory,
    OrganisationFactory,
    PersonFactory,
    PositionFactory,
)
from pomost.programmes.models import ProgrammeVersion
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
DATA = {"given_name": "Ewa", "family_name": "Nowa", "email": "ewa@example.org", "phone": "600 000 000"}
VALUES = {"slug": "gmina-x", "kind": "local_government", "name": {"pl": "Gmina X"}}


@pytest.fixture
def office():
    return OrganisationFactory(slug="urzad")


@pytest.fixture
def head(office):
    """The office's administrator, who also works there."""
    position = PositionFactory(organisation=office, person__with_account=True, function="sekretarz")
    account = position.person.account
    GrantFactory(account=account, role="organisation_administrator", scope_id=str(office.pk))
    return account


@pytest.fixture
def stranger():
    return with_role("organisation_administrator", OrganisationFactory())


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


def test_an_organisation_is_entered_and_changed():
    by = with_role("administrator")
    made = organisations.create_organisation(values=VALUES, by=by)
    organisations.change_organisation(organisation=made, values={"short_name": "GX"}, seen=1, by=by)

    made.refresh_from_db()
    assert (made.short_name, made.row_version) == ("GX", 2)
    assert verbs() == ["organisation.created", "organisation.changed"]


def test_an_address_that_is_taken_is_refused(office):
    by = with_role("administrator")
    other = OrganisationFactory()

    with pytest.raises(DomainError) as refusal:
        organisations.create_organisation(values={**VALUES, "slug": "urzad"}, by=by)
    with pytest.raises(DomainError):
        organisations.change_organisation(organisation=other, values={"slug": "urzad"}, by=by)

    assert "slug" in refusal.value.fields
    assert Organisation.objects.filter(slug="urzad").count() == 1
    assert verbs() == []


def test_a_change_over_a_newer_version_is_a_conflict(office, head):
    organisations.change_organisation(organisation=office, values={"short_name": "A"}, seen=1, by=head)

    with pytest.raises(Conflict):
        organisations.change_organisation(organisation=office, values={"short_name": "B"}, seen=1, by=head)


def test_organisations_refuse_strangers(office, stranger):
    with pytest.raises(PermissionDenied):
        organisations.create_organisation(values=VALUES, by=stranger)
    with pytest.raises(PermissionDenied):
        organisations.change_organisation(organisation=office, values={"short_name": "X"}, by=stranger)
    assert verbs() == []


def test_a_person_is_joined_to_the_account_with_the_same_address(office, head):
    account = AccountFactory(email="ewa@example.org")
    GrantFactory(account=account, role="officer", scope_id=str(office.pk))

    position = people.add_person(
        organisation=office, values=DATA, function="inspektorka", since=datetime.date(2026, 1, 1), by=head
    )

    assert position.person.account == account
    assert verbs() == ["person.added", "position.begun"]
    entry = JournalEntry.objects.get(verb="person.added")
    assert "Ewa" not in str(entry.data)
    assert entry.personal.values["given_name"] == "Ewa"


def test_an_office_does_not_make_a_strangers_account_its_own(office, head):
    AccountFactory(email="ewa@example.org")
    since = datetime.date(2026, 1, 1)

    theirs = people.add_person(organisation=office, values=DATA, function="x", since=since, by=head)
    assert theirs.person.account is None

    by = with_role("administrator")
    joined = people.add_person(organisation=office, values=DATA, function="x", since=since, by=by)
    assert joined.person.account.email == "ewa@example.org"


def test_an_account_is_never_taken_from_another_person(office, head):
    taken = PersonFactory(with_account=True)

    position = people.add_person(
        organisation=office, values={**DATA, "email": taken.account.email}, function="x",
        since=datetime.date(2026, 1, 1), by=head,
    )  # fmt: skip

    assert position.person.account is None
    taken.refresh_from_db()
    assert taken.account is not None


def test_people_refuse_strangers(office, stranger):
    position = PositionFactory(organisation=office)
    day = datetime.date(2026, 1, 1)
    for attempt in (
        lambda: people.add_person(organisation=office, values=DATA, function="x", since=day, by=stranger),
        lambda: people.change_person(person=position.person, values={"phone": "1"}, by=stranger),
        lambda: people.begin_position(
            person=position.person, organisation=office, function="x", since=day, by=stranger
        ),
        lambda: people.end_position(position=position, last_day=day, successors={}, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            attempt()

    position.refresh_from_db()
    assert position.until is None
    assert verbs() == []


def test_old_and_new_values_of_a_person_lie_on_the_erasable_side(office, head):
    person = PositionFactory(organisation=office).person
    before = person.phone

    people.change_person(person=person, values={"phone": "600"}, seen=1, by=head)

    entry = JournalEntry.objects.get()
    assert (entry.fields, entry.data) == (["phone"], {})
    assert entry.personal.values == {"phone": [before, "600"]}


def test_a_second_position_in_the_same_office_is_refused(office, head):
    person = PositionFactory(organisation=office).person

    with pytest.raises(DomainError):
        people.begin_position(
            person=person, organisation=office, function="x", since=timezone.localdate(), by=head
        )
    assert person.positions.count() == 1


@pytest.fixture
def leaver(office, head):
    """Somebody who administers the office, manages a programme alone, and covers an absence."""
    position = PositionFactory(organisation=office, person__with_account=True, function="kierownik")
    GrantFactory(account=position.person.account, role="officer", scope_id=str(office.pk))
    return position


def test_ending_a_position_passes_everything_on_and_ends_access_the_same_day(office, head, leaver):
    programme = ProgrammeFactory()
    account = leaver.person.account
    GrantFactory(account=account, role="programme_manager", scope_id=str(programme.pk))
    absence = AbsenceFactory(
        person=PositionFactory(organisation=office, person__with_account=True).person, deputy=leaver.person
    )
    written = ProgrammeVersion.objects.get(programme=programme)
    ProgrammeVersion.objects.filter(pk=written.pk).update(recorded_as=queries.signature(account))
    things = queries.open_things_of(leaver)
    assert {thing.key for thing in things} == {f"programme-{programme.pk}", f"absence-{absence.pk}"}

    people.end_position(
        position=leaver,
        last_day=timezone.localdate(),
        successors={thing.key: head for thing in things},
        by=with_role("administrator"),
    )

    leaver.refresh_from_db()
    absence.refresh_from_db()
    written.refresh_from_db()
    assert leaver.until == timezone.localdate()
    assert absence.deputy == head.person
    assert Account.objects.get(pk=head.pk).has_perm("programmes.change_programme", programme)
    assert not in_force().filter(account=account).exists()
    assert not Account.objects.get(pk=account.pk).has_perm("programmes.change_programme", programme)
    assert written.recorded_as.endswith("kierownik, Gmina " + str(office).split()[-1])
    assert "position.ended" in verbs()
    assert verbs()[-1] == "position.rights_ended"


def test_ending_a_position_needs_a_successor_where_one_is_needed(office, head, leaver):
    programme = ProgrammeFactory()
    GrantFactory(account=leaver.person.account, role="programme_manager", scope_id=str(programme.pk))

    by = with_role("administrator")

    with pytest.raises(DomainError) as refusal:
        people.end_position(position=leaver, last_day=timezone.localdate(), successors={}, by=by)

    assert refusal.value.missing == (f"programme-{programme.pk}",)
    nobody = {f"programme-{programme.pk}": AccountFactory()}  # somebody who has nothing to do with it
    with pytest.raises(DomainError) as refusal:
        people.end_position(position=leaver, last_day=timezone.localdate(), successors=nobody, by=by)
    assert set(refusal.value.fields) == {f"programme-{programme.pk}"}
    leaver.refresh_from_db()
    assert leaver.until is None
    assert RoleGrant.objects.filter(account=leaver.person.account, until__isnull=True).count() == 2
    assert verbs() == []


def test_a_position_is_ended_once_and_not_before_it_began(head, leaver):
    with pytest.raises(DomainError) as refusal:
        people.end_position(position=leaver, last_day=datetime.date(2019, 1, 1), successors={}, by=head)
    assert "last_day" in refusal.value.fields

    people.end_position(position=leaver, last_day=timezone.localdate(), successors={}, by=head)
    with pytest.raises(DomainError):
        people.end_position(position=leaver, last_day=timezone.localdate(), successors={}, by=head)
    assert verbs().count("position.ended") == 1


def test_who_has_another_position_keeps_the_account(head, leaver):
    PositionFactory(person=leaver.person)

    people.end_position(position=leaver, last_day=timezone.localdate(), successors={}, by=head)

    assert Account.objects.get(pk=leaver.person.account.pk).is_active


def test_a_last_day_named_in_advance_ends_rights_when_it_has_passed(head, leaver):
    last_day = timezone.localdate() + datetime.timedelta(days=10)
    account = leaver.person.account

    people.end_position(position=leaver, last_day=last_day, successors={}, by=head)
    tasks.end_rights_of_leavers()
    assert Account.objects.get(pk=account.pk).is_active
    with pytest.raises(DomainError):
        people.end_rights(position=leaver, by=head)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=11)):
        tasks.end_rights_of_leavers()
        tasks.end_rights_of_leavers()
    assert not Account.objects.get(pk=account.pk).is_active
    assert not in_force().filter(account=account).exists()
    assert verbs().count("position.rights_ended") == 1


def test_who_goes_on_elsewhere_loses_the_roles_of_this_office_only(office, head, leaver):
    other = PositionFactory(person=leaver.person).organisation
    GrantFactory(account=leaver.person.account, role="officer", scope_id=str(other.pk))

    people.end_position(position=leaver, last_day=timezone.localdate(), successors={}, by=head)

    left = in_force().filter(account=leaver.person.account)
    assert [(grant.role, grant.scope_id) for grant in left] == [("officer", str(other.pk))]


def week() -> dict[str, datetime.date]:
    today = timezone.localdate()
    return {"since": today, "until": today + datetime.timedelta(days=7)}


def test_an_absence_gives_the_deputy_the_rights_until_it_is_called_off(office, head, leaver):
    programme = ProgrammeFactory()
    GrantFactory(account=leaver.person.account, role="programme_manager", scope_id=str(programme.pk))

    absence = absences.record_absence(
        person=leaver.person, deputy=head.person, by=leaver.person.account, **week()
    )
    assert Account.objects.get(pk=head.pk).has_perm("programmes.change_programme", programme)

    absences.cancel_absence(absence=absence, by=leaver.person.account)
    assert not Account.objects.get(pk=head.pk).has_perm("programmes.change_programme", programme)
    assert verbs() == ["absence.recorded", "absence.cancelled"]
    with pytest.raises(DomainError):
        absences.cancel_absence(absence=absence, by=head)


def test_a_deputy_of_a_deputy_gains_nothing(office, head, leaver):
    programme = ProgrammeFactory()
    GrantFactory(account=leaver.person.account, role="programme_manager", scope_id=str(programme.pk))
    third = PositionFactory(organisation=office, person__with_account=True).person
    AbsenceFactory(person=leaver.person, deputy=head.person)
    AbsenceFactory(person=head.person, deputy=third)

    assert not Account.objects.get(pk=third.account.pk).has_perm("programmes.change_programme", programme)


def test_absences_that_do_not_fit_are_refused(head, leaver):
    days, person = week(), leaver.person
    attempts = [
        {"deputy": person, **days},
        {"deputy": head.person, "since": days["until"], "until": days["since"]},
    ]
    for attempt in attempts:
        with pytest.raises(DomainError):
            absences.record_absence(person=person, by=head, **attempt)
    AbsenceFactory(person=person, deputy=head.person)
    with pytest.raises(DomainError):
        absences.record_absence(person=person, deputy=head.person, by=head, **days)
    with pytest.raises(DomainError):
        absences.record_absence(person=head.person, deputy=person, by=head, **days)

    assert Absence.objects.count() == 1
    assert verbs() == []


def test_absences_refuse_strangers(head, leaver, stranger):
    absence = AbsenceFactory(person=leaver.person, deputy=head.person)

    with pytest.raises(PermissionDenied):
        absences.record_absence(person=head.person, deputy=leaver.person, by=stranger, **week())
    with pytest.raises(PermissionDenied):
        absences.cancel_absence(absence=absence, by=stranger)
    absence.refresh_from_db()
    assert absence.cancelled_at is None


def test_lists_agree_with_the_rules_for_every_kind_of_user(office, head):
    PositionFactory(organisation=office)
    PositionFactory()
    users = [
        head,
        AccountFactory(),
        with_role("administrator"),
        with_role("programme_manager", ProgrammeFactory()),
    ]

    for user in users:
        fresh = Account.objects.get(pk=user.pk)
        seen = sorted(queries.visible_to(fresh).values_list("pk", flat=True))
        may = sorted(
            o.pk for o in Organisation.objects.all() if fresh.has_perm("organisations.view_organisation", o)
        )
        assert seen == may
        seen = sorted(queries.people_visible_to(fresh).values_list("pk", flat=True))
        may = sorted(p.pk for p in Person.objects.all() if fresh.has_perm("organisations.view_person", p))
        assert seen == may
    assert Position.objects.count() == 3


def test_a_signature_is_name_function_and_office_of_now(office, head):
    name = head.person.full_name
    assert queries.signature(head) == f"{name}, sekretarz, {office}"
    assert queries.signature(AccountFactory(name="Bez Osoby")) == "Bez Osoby"
    assert queries.signature(None) == ""
