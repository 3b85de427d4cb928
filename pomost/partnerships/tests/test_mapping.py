"""What the maps of partnerships show, and how much it costs to ask."""

import json

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pomost.partnerships import mapping
from pomost.partnerships.models import Partnership
from pomost.partnerships.tests.factories import (
    MembershipFactory,
    OrganisationUnitFactory,
    PartnershipFactory,
)
from pomost.territory.tests.factories import BoundaryFactory, FunctionalAreaFactory, UnitFactory

pytestmark = pytest.mark.django_db


def place(partnership, *, leader=False, **unit):
    """A member with a municipality that has a boundary."""
    made = BoundaryFactory(**{f"unit__{name}": value for name, value in unit.items()}).unit
    organisation = OrganisationUnitFactory(unit=made).organisation
    MembershipFactory(partnership=partnership, organisation=organisation, leader=leader)
    return organisation


@pytest.fixture
def norda():
    made = PartnershipFactory(published=True, slug="norda", name={"pl": "NORDA"})
    place(made, leader=True, code="220803", name="Cewice")
    return made


def asked(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/geo+json")
    return json.loads(answer.content)["features"]


def test_a_mark_says_who_leads_how_many_are_in_it_and_where_it_leads(client, norda):
    PartnershipFactory(published=True, slug="bez", name={"pl": "Bez miejsca"})
    answer = client.get(reverse("partnerships:map"))
    (feature,) = answer.context["map"].data["features"]
    leader = str(norda.memberships.get().organisation)
    assert feature["geometry"] == {"type": "Point", "coordinates": [17.1, 50.1]}
    assert feature["properties"] == {
        "id": "norda",
        "name": "NORDA",
        "look": "mark",
        "number": 2,
        "url": norda.get_absolute_url(),
        "note": f"lider: {leader}, wpisany 1 członek",
    }
    text = answer.content.decode()
    assert feature["properties"]["note"] in text.split('id="lista"')[1]
    assert "nie ma go na mapie" in text


def test_the_ground_of_the_register_comes_from_an_address_of_its_own(client, norda):
    place(PartnershipFactory(slug="ukryte"))
    BoundaryFactory(unit=UnitFactory(voivodeship=True, code="22"))
    features = asked(client, "partnerships:areas")
    known = [(each["properties"]["look"], each["properties"]["id"]) for each in features]
    assert known == [("land", "PL-22"), ("ground", "norda")]
    page = client.get(reverse("partnerships:map"))
    assert page.context["map"].address == reverse("partnerships:areas")


def test_without_boundaries_nothing_further_is_asked_for(client):
    made = PartnershipFactory(published=True)
    MembershipFactory(partnership=made, organisation=OrganisationUnitFactory().organisation)
    page = client.get(reverse("partnerships:map"))
    assert page.context["map"].address == ""
    assert len(page.context["map"].data["features"]) == 1
    assert asked(client, "partnerships:areas") == []


def test_an_unchanged_ground_is_answered_with_304(client, norda):
    first = client.get(reverse("partnerships:areas"))
    again = client.get(reverse("partnerships:areas"), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_partnerships_map_names_leader_member_and_gap_and_links_them(client, norda):
    place(norda, code="220804", name="Łeba")
    gap = BoundaryFactory(unit__code="220805", unit__name="Luzino").unit
    area = FunctionalAreaFactory()
    area.units.add(gap)
    Partnership.objects.filter(pk=norda.pk).update(functional_area=area)
    made = client.get(norda.get_absolute_url()).context["map"]
    shown = {each["properties"]["id"]: each["properties"] for each in made.data["features"]}
    assert {key: each["look"] for key, each in shown.items()} == {
        "PL-220803": "lead",
        "PL-220804": "member",
        "PL-220805": "gap",
    }
    assert shown["PL-220805"]["url"] == reverse("territory:unit", args=["PL-220805"])
    assert shown["PL-220805"]["note"] == "w obszarze funkcjonalnym, ale nie jest członkiem"
    assert [look for look, _words in made.legend] == ["lead", "member", "gap"]
    assert made.others == ""


def test_a_voivodeship_that_is_a_member_does_not_cover_those_within_it(client, norda):
    region = BoundaryFactory(unit=UnitFactory(voivodeship=True, code="22", name="pomorskie")).unit
    place(norda, code="220804", name="Łeba", region=region)
    MembershipFactory(partnership=norda, organisation=OrganisationUnitFactory(unit=region).organisation)
    shown = client.get(norda.get_absolute_url()).context["map"].data["features"]
    assert {each["properties"]["id"] for each in shown} == {"PL-220803", "PL-220804"}


def test_units_of_one_name_are_told_apart_by_their_kind(client, norda):
    area = FunctionalAreaFactory()
    area.units.add(UnitFactory(name="Puck", kind="urban"), UnitFactory(name="Puck"), UnitFactory(name="Hel"))
    Partnership.objects.filter(pk=norda.pk).update(functional_area=area)
    text = client.get(norda.get_absolute_url()).content.decode()
    for words in ("Puck (gmina miejska)</a>", "Puck (gmina wiejska)</a>", "Hel</a>"):
        assert words in text


def test_what_others_have_on_the_same_ground_names_them_and_not_the_hidden(client, norda):
    shared = norda.memberships.get().organisation
    other = PartnershipFactory(published=True, name={"pl": "Kaszuby"})
    hidden = PartnershipFactory(name={"pl": "Ukryte"})
    for each in (other, hidden):
        MembershipFactory(partnership=each, organisation=shared)
    place(other, code="220804", name="Łeba")
    place(hidden, code="220806", name="Hel")
    assert client.get(norda.get_absolute_url()).context["map"].others
    notes = {
        each["properties"]["id"]: each["properties"]["note"]
        for each in asked(client, "partnerships:beside", norda.slug)
    }
    assert notes == {
        "other-PL-220803": "Kaszuby; tutaj także członek",
        "other-PL-220804": "Kaszuby",
    }
    assert client.get(reverse("partnerships:beside", args=[hidden.slug])).status_code == 404


def queries_of(client, address):
    for cache in caches.all(initialized_only=True):
        cache.clear()
    with CaptureQueriesContext(connection) as done:
        assert client.get(address).status_code == 200
    return len(done)


def test_two_partnerships_cost_as_many_queries_as_fifty(client, norda):
    shared = norda.memberships.get().organisation
    addresses = [
        reverse("partnerships:map"),
        reverse("partnerships:areas"),
        reverse("partnerships:beside", args=["norda"]),
    ]

    def more(count):
        for _each in range(count):
            made = PartnershipFactory(published=True)
            MembershipFactory(partnership=made, organisation=shared)
            place(made, leader=True)

    more(1)
    few = [queries_of(client, address) for address in addresses]
    more(48)
    assert [queries_of(client, address) for address in addresses] == few


def test_many_areas_are_coarser_and_leave_the_page(client, norda, monkeypatch):
    monkeypatch.setattr(mapping, "MOST_AREAS", 0)
    page = client.get(reverse("partnerships:map"))
    assert [shape.look for shape in page.context["map"].drawing.shapes] == ["mark"]
    assert page.context["map"].address
    assert len(asked(client, "partnerships:areas")) == 1
