"""The public register: what stands in it, how it is narrowed, what a partnership's and a unit's page show."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core.models import Claim
from pomost.partnerships import exports, road
from pomost.partnerships.models import Partnership
from pomost.partnerships.queries import register
from pomost.partnerships.tests.factories import (
    DocumentFactory,
    EntryFactory,
    FundingLineFactory,
    MembershipFactory,
    OrganisationUnitFactory,
    ParticipationFactory,
    PartnershipFactory,
    ThemeFactory,
)
from pomost.programmes.tests.factories import PhaseFactory
from pomost.territory.tests.factories import BoundaryFactory, FunctionalAreaFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    """A registered partnership with a leader on a drawn unit in a voivodeship."""
    region = UnitFactory(voivodeship=True, code="16", name="opolskie")
    unit = BoundaryFactory(unit__code="160705", unit__name="Nysa", unit__region=region).unit
    made = PartnershipFactory(published=True, slug="nyskie", name={"pl": "Partnerstwo Nyskie"})
    organisation = OrganisationUnitFactory(unit=unit).organisation
    MembershipFactory(partnership=made, organisation=organisation, leader=True)
    ThemeFactory(partnership=made, theme="water")
    return made


def listed(client, **query):
    answer = client.get(reverse("partnerships:index"), query)
    assert answer.status_code == 200
    return {row.object.slug for row in answer.context["list"].table}


def test_the_register_holds_what_is_published_and_not_invented(client, partnership):
    PartnershipFactory()
    PartnershipFactory(published=True, demonstration=True)
    assert listed(client) == {"nyskie"}
    assert [row[0] for row in exports.partnerships(None)] == ["nyskie"]
    assert len(list(exports.memberships(None))) == 1


@pytest.mark.parametrize(
    ("query", "is_in"),
    [
        ({"region": "16"}, True), ({"region": "99"}, True), ({"theme": "water"}, True),
        ({"theme": "energy"}, False), ({"state": "active"}, True), ({"state": "closed"}, False),
        ({"area": "rural"}, False), ({"q": "nyskie"}, True), ({"q": "zupełnie co innego"}, False),
    ],
)  # fmt: skip
def test_the_register_is_narrowed(client, partnership, query, is_in):
    UnitFactory(voivodeship=True, code="18", name="podkarpackie")
    assert (partnership.slug in listed(client, **query)) is is_in
    if "region" not in query:
        return
    assert listed(client, region="18") == set()


def test_the_map_numbers_the_marks_as_the_list_does_and_gives_geojson(client, partnership):
    PartnershipFactory(published=True, name={"pl": "A bez miejsca"})
    answer = client.get(reverse("partnerships:map"))
    assert [row.slug for row in answer.context["rows"]][1] == "nyskie"
    marks = [shape for shape in answer.context["map"].drawing.shapes if shape.look == "mark"]
    assert [(mark.number, mark.name) for mark in marks] == [(2, "Partnerstwo Nyskie")]
    data = json.loads(client.get(reverse("partnerships:map"), {"format": "geojson"}).content)
    assert [each["geometry"] and each["geometry"]["coordinates"] for each in data["features"]] == [
        None,
        [17.1, 50.1],
    ]


def test_an_unpublished_partnership_is_shown_to_its_people_only(client):
    hidden = PartnershipFactory()
    address = reverse("partnerships:detail", args=[hidden.slug])
    assert client.get(address).status_code == 404
    client.force_login(with_role("coordinator", hidden))
    assert client.get(address).status_code == 200


def test_the_page_shows_rivals_gaps_and_others_on_the_same_ground(client, partnership):
    gap = UnitFactory(name="Paczków")
    area = FunctionalAreaFactory()
    area.units.add(gap)
    Partnership.objects.filter(pk=partnership.pk).update(functional_area=area)
    paper = DocumentFactory(partnership=partnership)
    for value, chosen in (("2012-08-03", True), ("2012-08-02", False)):
        Claim.objects.create(
            subject_type="partnerships.partnershipdocument", subject_id=paper.pk, aspect="signed",
            kind="date", value=value, source=f"źródło {value}", chosen=chosen,
        )  # fmt: skip
    other = PartnershipFactory(published=True, name={"pl": "Sąsiednie"})
    MembershipFactory(partnership=other, organisation=partnership.memberships.get().organisation)
    EntryFactory(partnership=partnership, happened="2012-09", text={"pl": "Spotkanie"})
    answer = client.get(partnership.get_absolute_url())
    text = answer.content.decode()
    for words in ("źródło 2012-08-02", "Paczków", "Sąsiednie", "Spotkanie", "wrzesień 2012"):
        assert words in text
    assert answer.context["area"].gaps == [gap]


def test_a_page_with_everything_on_it_costs_at_most_fifteen_queries(client, partnership):
    area = FunctionalAreaFactory(core=UnitFactory())
    area.units.add(UnitFactory(), UnitFactory())
    Partnership.objects.filter(pk=partnership.pk).update(functional_area=area)
    for part in (DocumentFactory, EntryFactory, FundingLineFactory):
        part.create_batch(2, partnership=partnership)
    first, second = partnership.documents.all()
    DocumentFactory(partnership=partnership, kind="annex", amends=first)
    DocumentFactory(partnership=partnership, kind="annex", amends=second)
    PhaseFactory(programme=ParticipationFactory(partnership=partnership).programme)
    other = PartnershipFactory(published=True)
    MembershipFactory(partnership=other, organisation=partnership.memberships.get().organisation)
    partnership.links.create(kind="continues", other=other)
    other.links.create(kind="part_of", other=partnership)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(partnership.get_absolute_url()).status_code == 200
    assert len(asked) <= 15, [query["sql"][:90] for query in asked]


def test_the_road_is_read_off_what_happened():
    made = PartnershipFactory(state="idea")
    states = lambda: [stop.state for stop in road.road_of(Partnership.objects.get(pk=made.pk))]  # noqa: E731
    assert states() == ["now", "", "", "", "", ""]
    Partnership.objects.filter(pk=made.pk).update(state="active")
    DocumentFactory(partnership=made)
    assert states() == ["done", "now", "", "", "", ""]
    DocumentFactory(partnership=made, kind="strategy")
    assert states() == ["done", "done", "now", "", "", ""]
    FundingLineFactory(partnership=made, stage="planned")
    assert states()[3] == "now"
    FundingLineFactory(partnership=made, stage="contracted")
    assert states()[4] == "now"
    Partnership.objects.filter(pk=made.pk).update(state="closed")
    assert states() == ["done", "done", "done", "done", "done", ""]


def test_the_figures_list_the_partnerships_that_they_count(client, partnership):
    participation = ParticipationFactory(partnership=partnership, programme__published=True)
    figure = participation.programme.figures.create(
        slug="doradzane", label={"pl": "doradzanych"}, query="partnerships.advised", place=1, headline=True
    )
    Claim.objects.create(
        subject_type="programmes.figure", subject_id=figure.pk, aspect="value", kind="number", value=61,
        source="strona", chosen=True,
    )  # fmt: skip
    answer = client.get(reverse("programmes:figure", args=[participation.programme.slug, "doradzane"]))
    assert list(answer.context["listed"]) == [partnership]
    assert answer.context["shown"].counted == 1
    for address in (figure.get_absolute_url(), participation.programme.get_absolute_url()):
        assert "Wpisano tutaj: 1." in client.get(address).content.decode()
    assert "Źródło mówi o 61: wykaz nie jest jeszcze pełny." in answer.content.decode()


@pytest.mark.parametrize(
    ("line", "is_in"),
    [
        ({"fund": "eea", "stage": "stated"}, True), ({"fund": "popt", "stage": "final"}, True),
        ({"fund": "eea", "stage": "planned"}, False), ({"fund": "own", "stage": "contracted"}, False),
    ],
)  # fmt: skip
def test_a_plan_or_own_money_is_no_grant(partnership, line, is_in):
    programme = ParticipationFactory(partnership=partnership).programme
    FundingLineFactory(partnership=partnership, **line)
    assert list(register.with_grant(programme)) == ([partnership] if is_in else [])
    assert not register.with_grant(ParticipationFactory().programme).exists()


def test_a_unit_shows_its_partnerships_and_its_address_is_one(client, partnership):
    unit = partnership.memberships.get().organisation.unit_links.get().unit
    answer = client.get(reverse("territory:unit", args=[unit.key]))
    assert "Partnerstwo Nyskie" in answer.content.decode()
    moved = client.get(reverse("territory:unit", args=[unit.key.lower()]))
    assert (moved.status_code, moved["Location"]) == (301, reverse("territory:unit", args=[unit.key]))
    assert client.get(reverse("territory:unit", args=["PL-999998"])).status_code == 404


def test_addresses_are_translated():
    with override("nb"):
        assert reverse("partnerships:index") == "/nb/partnerskap/"
        assert reverse("partnerships:map") == "/nb/kart/"
    with override("en"):
        assert reverse("territory:index") == "/en/units/"


@pytest.mark.parametrize(
    ("role", "given", "may"),
    [
        ("programme_manager", "consultant", True),
        ("programme_manager", "coordinator", False),
        ("coordinator", "member", True),
        ("coordinator", "consultant", False),
        ("member", "member", False),
        ("consultant", "member", False),
    ],
)
def test_roles_in_a_partnership_are_given_by_those_who_answer_for_it(role, given, may):
    participation = ParticipationFactory()
    for partnership, expected in ((participation.partnership, may), (PartnershipFactory(), False)):
        scope = participation.programme if role == "programme_manager" else participation.partnership
        grant = RoleGrant(
            account=AccountFactory(), role=given, scope_kind="partnership", scope_id=str(partnership.pk)
        )
        assert with_role(role, scope).has_perm("accounts.give_role", grant) is expected
