"""Starting a partnership: the idea, whom one may ask, the letters, and that nothing is half done."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from pomost.accounts.models import RoleGrant
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry, OutboxMessage
from pomost.organisations.actions.entering import enter_local_government, enter_organisation
from pomost.organisations.models import Organisation
from pomost.organisations.models.history import OrganisationAddress
from pomost.organisations.tests.factories import AbsenceFactory, OrganisationFactory, PositionFactory
from pomost.partnerships import choosing
from pomost.partnerships.actions.invitations import MOST_OPEN, Wanted, invite_members
from pomost.partnerships.actions.partnerships import start_partnership
from pomost.partnerships.models import Membership, Partnership
from pomost.partnerships.queries import joining
from pomost.partnerships.tests.factories import (
    LetterFactory,
    MembershipFactory,
    OrganisationUnitFactory,
    PartnershipFactory,
)
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.territory.models import Neighbour
from pomost.territory.tests.factories import FunctionalAreaFactory, UnitFactory

pytestmark = pytest.mark.django_db
VALUES = {"name": {"pl": "Partnerstwo Zielona Ścieżka"}, "about": {"pl": "Szlak"}, "themes": ["tourism"]}


@pytest.fixture
def office():
    return OrganisationFactory(name={"pl": "Gmina Nysa"})


@pytest.fixture
def officer(office):
    return with_role("officer", office)


@pytest.fixture
def partnership(office, officer):
    return start_partnership(organisation=office, values=VALUES, by=officer)


@pytest.fixture
def coordinator(partnership, officer):
    officer.forget_grants()
    return officer


def test_a_partnership_starts_as_an_unpublished_idea_that_its_starter_coordinates(office, officer):
    made = start_partnership(organisation=office, values=VALUES, by=officer)

    assert (made.slug, made.state, made.published_at) == ("partnerstwo-zielona-sciezka", "idea", None)
    member = made.memberships.get()
    assert (member.organisation, member.role, member.state) == (office, "leader", "confirmed")
    grant = RoleGrant.objects.get(account=officer, role="coordinator")
    assert grant.scope_id == str(made.pk)
    assert [row.theme for row in made.themes.all()] == ["tourism"]
    assert JournalEntry.objects.filter(verb="partnership.started", target_id=str(made.pk)).exists()


def test_only_who_acts_for_the_office_starts_one_in_its_name(office):
    for stranger in (with_role("officer", OrganisationFactory()), AccountFactory()):
        with pytest.raises(PermissionDenied):
            start_partnership(organisation=office, values=VALUES, by=stranger)
    assert not Partnership.objects.exists()


def test_the_same_idea_sent_twice_is_written_down_once(partnership, office, officer):
    with pytest.raises(DomainError) as refused:
        start_partnership(organisation=office, values=VALUES, by=officer)
    assert "name" in refused.value.fields
    assert Partnership.objects.count() == 1


def test_two_partnerships_of_one_name_get_addresses_of_their_own(partnership):
    other = OrganisationFactory()
    second = start_partnership(organisation=other, values=VALUES, by=with_role("officer", other))
    assert second.slug == f"{partnership.slug}-2"


def test_what_an_invented_office_starts_is_invented(office, officer):
    Organisation.objects.filter(pk=office.pk).update(origin="demonstration")
    assert start_partnership(organisation=office, values=VALUES, by=officer).is_invented


def test_an_office_without_a_partnership_starts_one_and_asks_in_one_step(office, officer, signed_in):
    programme = ProgrammeFactory(published=True, state="running")
    client, address = signed_in(officer), reverse("partnerships-panel:start")
    typed = {"organisation": office.pk, "name": "Nowe", "programme": programme.pk, "asked_for": ""}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "asked_for" in refused.context["form"].errors
    assert not Partnership.objects.exists()
    assert client.post(address, {**typed, "asked_for": "Doradca"}).status_code == 302
    made = Partnership.objects.get()
    assert (made.state, made.participations.get().state) == ("idea", "asked")


def test_what_a_deputy_starts_is_coordinated_by_whom_they_stand_in_for(office):
    absent = PositionFactory(organisation=office, person__with_account=True).person
    GrantFactory(account=absent.account, role="officer", scope_id=str(office.pk))
    deputy = PositionFactory(organisation=office, person__with_account=True).person
    today = timezone.localdate()
    AbsenceFactory(person=absent, deputy=deputy, since=today, until=today)
    made = start_partnership(organisation=office, values=VALUES, by=deputy.account)
    assert RoleGrant.objects.get(role="coordinator", scope_id=str(made.pk)).account == absent.account
    assert deputy.account.has_perm("partnerships.invite_members", made)


@pytest.mark.parametrize("pick", ["org-²", "org-" + "9" * 5000, "PL-\0", "PL-" + "1" * 3000])
def test_odd_keys_pick_nobody(partnership, coordinator, signed_in, pick):
    client = signed_in(coordinator)
    page = client.get(
        reverse("partnerships-panel:choose", args=[partnership.slug]), {"pick": pick, "q": "a\0b"}
    )
    assert page.status_code == 200
    assert page.context["shown"].picked == []
    letters = client.get(reverse("partnerships-panel:letters", args=[partnership.slug]), {"pick": pick})
    assert letters.status_code == 302


def test_several_are_invited_all_or_none(partnership, coordinator):
    first, second = OrganisationFactory(), OrganisationFactory()
    unit = UnitFactory(code="160705", name="Otmuchów")
    wanted = [
        Wanted("email-a", "a@example.org", "member", organisation=first),
        Wanted("email-b", "b@example.org", "social_partner", organisation=second),
        Wanted("email-c", "c@example.org", "member", unit=unit),
    ]
    made = invite_members(partnership=partnership, wanted=wanted, message="Zapraszamy", by=coordinator)

    assert [row.state for row in made] == ["invited"] * 3
    assert made[2].organisation.name == {"pl": "Gmina Otmuchów"}
    assert made[2].organisation.unit_links.get().unit == unit
    letters = OutboxMessage.objects.filter(kind="membership_invitation").order_by("to")
    assert [letter.to for letter in letters] == ["a@example.org", "b@example.org", "c@example.org"]
    assert "Zapraszamy" in letters[0].text
    assert "/partnerstwa/zaproszenie/" in letters[0].text

    third = OrganisationFactory()
    wrong = [
        Wanted("email-d", "d@example.org", "member", organisation=third),
        Wanted("email-a", "a@example.org", "member", organisation=first),
    ]
    with pytest.raises(DomainError) as refused:
        invite_members(partnership=partnership, wanted=wrong, message="", by=coordinator)
    assert list(refused.value.fields) == ["email-a"]
    assert not Membership.objects.filter(organisation=third).exists()
    assert not OutboxMessage.objects.filter(to="d@example.org").exists()


def test_nobody_writes_to_the_whole_country(partnership, coordinator, monkeypatch):
    monkeypatch.setattr("pomost.partnerships.actions.invitations.MOST_OPEN", 1)
    LetterFactory(membership__partnership=partnership, membership__state="invited")
    wanted = [Wanted("email-a", "a@example.org", "member", organisation=OrganisationFactory())]
    with pytest.raises(DomainError):
        invite_members(partnership=partnership, wanted=wanted, message="", by=coordinator)
    with pytest.raises(DomainError):
        invite_members(partnership=partnership, wanted=[], message="", by=coordinator)
    assert MOST_OPEN > 60  # a large partnership's letters all go out at once


@pytest.mark.parametrize("role", ["member", "consultant"])
def test_who_only_reads_invites_nobody(partnership, role):
    wanted = [Wanted("email-a", "a@example.org", "member", organisation=OrganisationFactory())]
    with pytest.raises(PermissionDenied):
        invite_members(partnership=partnership, wanted=wanted, message="", by=with_role(role, partnership))
    assert partnership.memberships.count() == 1


def test_neighbours_are_proposed_those_that_close_gaps_first(partnership, office):
    own, second = UnitFactory(name="Nysa"), UnitFactory(name="Otmuchów")
    OrganisationUnitFactory(organisation=office, unit=own)
    MembershipFactory(partnership=partnership, organisation=OrganisationUnitFactory(unit=second).organisation)
    gap, edge, area_unit = UnitFactory(name="Luka"), UnitFactory(name="Brzeg"), UnitFactory(name="Obszar")
    for unit, other, km in ((own, gap, 3), (second, gap, 4), (own, edge, 20)):
        Neighbour.objects.create(unit=unit, other=other, km=km)
    found = joining.proposals([own, second], area=[area_unit.pk, own.pk])
    assert [(each.unit, each.reason) for each in found] == [
        (area_unit, "area"),
        (gap, "gap"),
        (edge, "neighbour"),
    ]
    official = FunctionalAreaFactory(is_official=True)
    official.units.set([own, edge])
    assert [each.reason for each in joining.proposals([own, second])] == ["official", "gap"]
    assert joining.proposals([own], besides=[gap.pk, edge.pk]) == []
    county = UnitFactory(level="county", kind="county", code="1607")
    inside = UnitFactory(parent=county)
    UnitFactory(parent=county, until="2018-12-31")
    assert [(each.unit, each.reason) for each in joining.proposals([county])] == [(inside, "county")]


def test_who_is_there_already_is_said_but_not_what_one_may_not_see(partnership, office, coordinator):
    unit = UnitFactory()
    OrganisationUnitFactory(organisation=office, unit=unit)
    shown, hidden = PartnershipFactory(published=True), PartnershipFactory()
    for each in (shown, hidden):
        MembershipFactory(partnership=each, organisation=office)
    stranger = with_role("officer", OrganisationFactory())
    assert joining.already_there(stranger, [unit]) == [shown]
    seen = joining.already_there(coordinator, [unit], besides=partnership)
    assert {row.pk: row.shared for row in seen} == {shown.pk: 1, hidden.pk: 1}


def test_organisations_of_other_sectors_active_there_are_proposed(office):
    unit = UnitFactory()
    OrganisationUnitFactory(organisation=office, unit=unit)
    there = PartnershipFactory(published=True)
    chamber = OrganisationFactory(kind="chamber")
    for each in (office, chamber):
        MembershipFactory(partnership=there, organisation=each)
    elsewhere = PartnershipFactory(published=True)
    MembershipFactory(partnership=elsewhere, organisation=OrganisationFactory(kind="ngo"))
    assert joining.active_there([unit]) == [chamber]
    assert joining.active_there([unit], besides=[chamber.pk]) == []


def test_the_page_of_choosing_keeps_what_was_picked_and_finds_without_polish_letters(
    partnership, coordinator, signed_in
):
    unit = UnitFactory(code="301209", name="Łąka", kind="rural")
    OrganisationUnitFactory(unit=unit)
    ngo = OrganisationFactory(kind="ngo", name={"pl": "Stowarzyszenie Łąki"})
    client = signed_in(coordinator)
    address = reverse("partnerships-panel:choose", args=[partnership.slug])
    page = client.get(address, {"q": "laka"})
    assert [each.key for each in page.context["shown"].found] == [unit.key]
    page = client.get(address, {"q": "stowarzyszenie", "pick": [unit.key, "XX-nie", "org-999999", "org-1e9"]})
    assert [each.key for each in page.context["shown"].picked] == [unit.key]
    assert [each.key for each in page.context["shown"].found] == [f"org-{ngo.pk}"]


def test_the_letters_keep_what_was_typed_when_an_address_is_wrong(partnership, coordinator, signed_in):
    ngo = OrganisationFactory(kind="ngo")
    client, key = signed_in(coordinator), f"org-{ngo.pk}"
    address = f"{reverse('partnerships-panel:letters', args=[partnership.slug])}?pick={key}"
    typed = {
        f"email-{key}": "to nie adres",
        f"role-{key}": "member",
        "message": "Dzień dobry",
        "language": "pl",
    }
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert f"email-{key}" in answer.context["form"].errors
    assert "Dzień dobry" in answer.content.decode()
    assert client.post(address, {**typed, f"email-{key}": "ngo@example.org"}).status_code == 302
    assert partnership.memberships.get(organisation=ngo).state == "invited"


def test_a_letter_goes_to_the_address_that_the_register_knows(partnership, coordinator, signed_in):
    known = OrganisationFactory(kind="ngo")
    for kind, email in (("seat", "biuro@example.org"), ("correspondence", "listy@example.org")):
        OrganisationAddress.objects.create(organisation=known, kind=kind, town="Nysa", email=email)
    OrganisationAddress.objects.create(
        organisation=known, kind="seat", town="Nysa", email="dawne@example.org", until="2015-01-01"
    )
    address = reverse("partnerships-panel:letters", args=[partnership.slug])
    page = signed_in(coordinator).get(f"{address}?pick=org-{known.pk}")
    assert page.context["form"][f"email-org-{known.pk}"].value() == "listy@example.org"


def test_letters_without_anybody_lead_back_to_choosing(partnership, coordinator, signed_in):
    answer = signed_in(coordinator).get(reverse("partnerships-panel:letters", args=[partnership.slug]))
    assert answer.headers["Location"] == reverse("partnerships-panel:choose", args=[partnership.slug])


def test_an_organisation_that_the_register_lacks_is_entered_once(partnership, coordinator, signed_in):
    client = signed_in(coordinator)
    address = reverse("partnerships-panel:enter", args=[partnership.slug])
    answer = client.post(f"{address}?pick=PL-1", {"name": "Lokalna Grupa Działania", "kind": "ngo"})
    entered = Organisation.objects.get(name__pl="Lokalna Grupa Działania")
    assert f"pick=org-{entered.pk}" in answer.headers["Location"]
    assert "pick=PL-1" in answer.headers["Location"]
    assert entered.awaits_check  # until somebody who keeps the register has looked at it
    again = client.post(address, {"name": "lokalna grupa działania", "kind": "ngo"})
    assert again.status_code == 422
    assert "name" in again.context["form"].errors
    with pytest.raises(DomainError):
        enter_organisation(values={"name": "Gmina X", "kind": "local_government"}, by=coordinator)
    with pytest.raises(PermissionDenied):
        enter_organisation(values={"name": "Y", "kind": "ngo"}, by=with_role("officer", partnership))


def test_the_local_government_of_a_unit_is_entered_once_and_not_for_what_is_no_more(coordinator):
    unit = UnitFactory(code="3012", level="county", kind="county", name="krotoszyński")
    made = enter_local_government(unit=unit, by=coordinator)
    assert made.name == {"pl": "Powiat krotoszyński"}
    assert enter_local_government(unit=unit, by=coordinator) == made
    gone = UnitFactory(until="2018-12-31")
    abroad = UnitFactory(country="NO")
    for each in (gone, abroad):
        with pytest.raises(DomainError):
            enter_local_government(unit=each, by=coordinator)
    assert choosing.picked([gone.key]) == []
