"""Names, numbers and addresses of an organisation: kept with their days, shown and found."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.core.search import asking, index
from pomost.organisations import queries
from pomost.organisations.actions import ending, history
from pomost.organisations.actions import organisations as actions
from pomost.organisations.models import (
    FormerName,
    Organisation,
    OrganisationAddress,
    OrganisationUnit,
)
from pomost.organisations.numbers import nip_of, regon_of
from pomost.organisations.tests.factories import (
    AddressFactory,
    FormerNameFactory,
    OrganisationFactory,
    PositionFactory,
)
from pomost.territory.tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
NIP, REGON, LONG_REGON = "1234563218", "123456785", "12345678512347"
DAY = datetime.date
SEAT = {"kind": "seat", "street": "Rynek 2", "postcode": "00-002", "town": "Nowe"}


@pytest.fixture
def manager():
    return with_role("administrator")


def test_numbers_are_kept_as_digits():
    assert nip_of("PL 123-456-32-18") == NIP
    assert regon_of("123 456 785") == REGON
    assert regon_of(LONG_REGON) == LONG_REGON
    assert (nip_of(" "), regon_of("")) == ("", "")


@pytest.mark.parametrize(
    ("check", "text", "field"),
    [(nip_of, "1234563219", "nip"), (nip_of, "12345", "nip"), (regon_of, "123456786", "regon")],
)
def test_what_is_no_number_is_refused_at_its_field(check, text, field):
    with pytest.raises(DomainError) as refusal:
        check(text)
    assert list(refusal.value.fields) == [field]


def test_a_number_belongs_to_one_organisation_that_exists(manager):
    first = OrganisationFactory(nip=NIP)
    values = {"slug": "druga", "kind": "ngo", "name": {"pl": "Druga"}, "nip": "123-456-32-18"}

    with pytest.raises(DomainError) as refusal:
        actions.create_organisation(values=values, by=manager)
    assert str(first) in refusal.value.fields["nip"]
    assert not Organisation.objects.filter(slug="druga").exists()

    ending.end_organisation(organisation=first, ended_on=DAY(2020, 1, 1), by=manager, reason="likwidacja")
    assert actions.create_organisation(values=values, by=manager).nip == NIP


def test_a_number_needs_a_polish_organisation(manager):
    other = OrganisationFactory(country="NO")
    with pytest.raises(DomainError) as refusal:
        actions.change_organisation(organisation=other, values={"regon": REGON}, by=manager)
    assert "regon" in refusal.value.fields
    other.refresh_from_db()
    assert (other.regon, other.row_version) == ("", 1)


def test_a_new_name_keeps_the_one_before_from_the_end_of_the_last(manager):
    row = OrganisationFactory(name={"pl": "Gmina B"}, short_name="GB")
    FormerNameFactory(organisation=row, name={"pl": "Gmina A"}, until=DAY(2010, 12, 31))

    changed = actions.change_organisation(
        organisation=row, values={"name": {"pl": "Gmina C"}}, renamed_on=DAY(2020, 1, 1), by=manager
    )

    assert str(changed) == "Gmina C"
    kept = row.former_names.get(name__pl="Gmina B")
    assert (kept.since, kept.until, kept.short_name) == (DAY(2011, 1, 1), DAY(2019, 12, 31), "GB")
    assert JournalEntry.objects.get().data["renamed_on"] == "2020-01-01"


@pytest.mark.parametrize(
    ("values", "day"),
    [
        ({"short_name": "X"}, DAY(2005, 1, 1)),  # before the end of the name before
        ({"website": "https://example.org"}, DAY(2020, 1, 1)),  # no new name
        ({"short_name": "X"}, DAY(2999, 1, 1)),
    ],
)
def test_a_day_of_a_new_name_that_does_not_fit_is_refused(manager, values, day):
    row = OrganisationFactory()
    FormerNameFactory(organisation=row, until=DAY(2010, 12, 31))
    with pytest.raises(DomainError) as refusal:
        actions.change_organisation(organisation=row, values=values, renamed_on=day, by=manager)
    assert "renamed_on" in refusal.value.fields
    row.refresh_from_db()
    assert (row.short_name, row.website, FormerName.objects.count()) == ("", "", 1)


def test_a_correction_of_the_name_keeps_nothing(manager):
    row = OrganisationFactory(name={"pl": "Gmina Swidnica"})
    actions.change_organisation(organisation=row, values={"name": {"pl": "Gmina Świdnica"}}, by=manager)
    assert not FormerName.objects.exists()


def test_a_new_seat_ends_the_one_before_and_needs_its_day(manager):
    row = OrganisationFactory()
    first = history.record_address(
        organisation=row, values={**SEAT, "town": "Stare", "since": DAY(2000, 1, 1)}, by=manager
    )
    with pytest.raises(DomainError) as refusal:
        history.record_address(organisation=row, values=SEAT, by=manager)
    assert "since" in refusal.value.fields
    assert row.addresses.count() == 1

    history.record_address(organisation=row, values={**SEAT, "since": DAY(2015, 5, 1)}, by=manager)
    first.refresh_from_db()
    assert first.until == DAY(2015, 4, 30)
    history.record_address(organisation=row, values={**SEAT, "kind": "correspondence"}, by=manager)
    assert row.addresses.filter(until=None).count() == 2


def test_an_address_that_would_end_before_it_began_is_refused(manager):
    address = AddressFactory(since=DAY(2010, 1, 1))
    with pytest.raises(DomainError):
        history.change_address(address=address, values={"until": DAY(2009, 1, 1)}, by=manager)
    earlier = AddressFactory(organisation=address.organisation, until=DAY(2009, 1, 1))
    with pytest.raises(DomainError) as refusal:
        history.change_address(address=earlier, values={"until": None}, by=manager)
    assert "until" in refusal.value.fields
    assert not JournalEntry.objects.exists()


def test_a_unit_has_one_local_government_at_a_time(manager, client):
    unit, row, other = UnitFactory(code="160705"), OrganisationFactory(slug="urzad"), OrganisationFactory()
    client.force_login(manager)
    address = reverse("organisations-panel:add-part", args=["urzad", "jednostki"])
    assert client.post(address, {"unit": "999999"}).status_code == 422
    assert client.post(address, {"unit": "1607053"}).status_code == 302
    link = row.unit_links.get()
    assert link.unit == unit

    with pytest.raises(DomainError) as refusal:
        history.record_unit_link(organisation=other, values={"unit": unit}, by=manager)
    assert str(row) in refusal.value.fields["unit"]
    history.change_unit_link(link=link, values={"until": DAY(2020, 12, 31)}, by=manager)
    history.record_unit_link(organisation=other, values={"unit": unit, "since": DAY(2021, 1, 1)}, by=manager)
    with pytest.raises(DomainError) as refusal:
        history.change_unit_link(link=link, values={"until": None}, by=manager)
    assert "until" in refusal.value.fields
    page = client.get(reverse("organisations-panel:part", args=["urzad", "jednostki", link.pk]))
    assert b"2020-12-31" in page.content

    history.remove_unit_link(link=link, by=manager)
    assert not row.unit_links.exists()
    assert other.unit_links.get().unit == unit
    with pytest.raises(DomainError):
        history.record_unit_link(
            organisation=OrganisationFactory(kind="ngo"), values={"unit": UnitFactory()}, by=manager
        )


def test_what_was_entered_wrongly_is_taken_out_and_stays_in_the_journal(manager):
    address, former = AddressFactory(), FormerNameFactory(name={"pl": "Gmina Pomyłka"})
    history.remove_address(address=address, by=manager)
    history.remove_former_name(former=former, by=manager)
    assert not OrganisationAddress.objects.exists()
    assert not FormerName.objects.exists()
    assert JournalEntry.objects.get(verb="former_name.removed").data["name"] == {"pl": "Gmina Pomyłka"}


def test_a_former_name_is_corrected_and_can_not_end_before_it_began(manager):
    former = FormerNameFactory(until=DAY(2015, 12, 31))
    history.change_former_name(former=former, values={"short_name": "DG"}, seen=1, by=manager)
    with pytest.raises(DomainError):
        history.change_former_name(former=former, values={"since": DAY(2020, 1, 1)}, by=manager)
    former.refresh_from_db()
    assert (former.short_name, former.since) == ("DG", None)


def test_strangers_change_nothing():
    row, stranger = OrganisationFactory(), AccountFactory()
    address, former = AddressFactory(organisation=row), FormerNameFactory(organisation=row)
    link = OrganisationUnit.objects.create(organisation=row, unit=UnitFactory())
    for run in (
        lambda: history.record_address(
            organisation=row, values={**SEAT, "kind": "correspondence"}, by=stranger
        ),
        lambda: history.change_address(address=address, values={"town": "X"}, by=stranger),
        lambda: history.remove_address(address=address, by=stranger),
        lambda: history.record_former_name(organisation=row, values={"name": {"pl": "X"}}, by=stranger),
        lambda: history.change_former_name(former=former, values={"short_name": "X"}, by=stranger),
        lambda: history.remove_former_name(former=former, by=stranger),
        lambda: history.record_unit_link(organisation=row, values={"unit": UnitFactory()}, by=stranger),
        lambda: history.change_unit_link(link=link, values={"until": DAY(2020, 1, 1)}, by=stranger),
        lambda: history.remove_unit_link(link=link, by=stranger),
        lambda: ending.end_organisation(organisation=row, ended_on=DAY(2020, 1, 1), by=stranger, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            run()
    assert (row.addresses.count(), row.former_names.count(), row.unit_links.count()) == (1, 1, 1)
    assert not JournalEntry.objects.exists()


def test_an_organisation_ends_with_its_addresses_and_not_while_people_work_there(manager):
    row = AddressFactory().organisation
    position = PositionFactory(organisation=row)
    with pytest.raises(DomainError):
        ending.end_organisation(organisation=row, ended_on=DAY(2024, 1, 1), by=manager, reason="x")
    position.until = DAY(2023, 12, 31)
    position.save()
    with pytest.raises(DomainError) as refusal:
        ending.end_organisation(organisation=row, ended_on=DAY(2999, 1, 1), by=manager, reason="x")
    assert "ended_on" in refusal.value.fields
    assert row.addresses.get().until is None

    ending.end_organisation(organisation=row, ended_on=DAY(2024, 1, 1), by=manager, reason="likwidacja")

    row.refresh_from_db()
    assert (row.ended_on, row.addresses.get().until) == (DAY(2024, 1, 1), DAY(2024, 1, 1))
    assert queries.offices(str(row)) == []
    with pytest.raises(DomainError):
        ending.end_organisation(organisation=row, ended_on=DAY(2024, 1, 1), by=manager, reason="x")


@pytest.mark.parametrize("word", ["Dawniejsza", "dawniejsza", "123-456-32-18", NIP, REGON, "gmina-nowa"])
def test_the_list_finds_by_former_name_and_numbers(manager, word):
    row = OrganisationFactory(slug="gmina-nowa", name={"pl": "Gmina Nowa"}, nip=NIP, regon=REGON)
    FormerNameFactory(organisation=row, name={"pl": "Gmina Dawniejsza"})
    OrganisationFactory(name={"pl": "Inna"}, slug="inna")
    assert list(queries.holding(queries.visible_to(manager), word)) == [row]


def test_the_search_finds_by_former_name(manager):
    row = FormerNameFactory(name={"pl": "Gmina Przeszłość"}).organisation
    index.rebuild()
    assert asking.ids_of("organisations", "przeszlosc", limit=5) == [row.pk]


def test_the_page_shows_addresses_names_and_numbers_and_takes_changes(client):
    row = OrganisationFactory(slug="urzad", nip=NIP, regon=REGON, name={"pl": "Gmina Nowa"})
    AddressFactory(organisation=row, email="urzad@example.org")
    FormerNameFactory(organisation=row, name={"pl": "Gmina Dawna"})
    account = AccountFactory()
    GrantFactory(account=account, role="organisation_administrator", scope_id=str(row.pk))
    client.force_login(account)

    page = client.get(reverse("organisations-panel:detail", args=["urzad"])).content.decode()
    for text in (NIP, REGON, "Gmina Dawna", "Rynek 1, 00-001 Przykładowo", "urzad@example.org"):
        assert text in page

    address = reverse("organisations-panel:add-part", args=["urzad", "adresy"])
    wrong = client.post(address, SEAT)
    assert wrong.status_code == 422
    assert "Rynek 2" in wrong.content.decode()
    assert client.post(address, {**SEAT, "since": "2020-02-01"}).status_code == 302
    assert row.addresses.get(until=None).town == "Nowe"
    assert client.get(reverse("organisations-panel:end", args=["urzad"])).status_code == 403
    assert client.get(reverse("organisations-panel:add-part", args=["urzad", "nic"])).status_code == 404


def test_the_form_of_an_organisation_keeps_the_former_name(client, manager):
    row = OrganisationFactory(slug="urzad", name={"pl": "Gmina Dawna"})
    client.force_login(manager)
    address = reverse("organisations-panel:change", args=["urzad"])
    sent = {
        "name_pl": "Gmina Nowa", "slug": "urzad", "kind": "local_government", "country": "PL",
        "nip": "123", "renamed_on": "2020-01-01", "seen": "1",
    }  # fmt: skip
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert not FormerName.objects.exists()
    assert client.post(address, {**sent, "nip": "123-456-32-18"}).status_code == 302
    row.refresh_from_db()
    assert (str(row), row.nip, str(row.former_names.get())) == ("Gmina Nowa", NIP, "Gmina Dawna")
