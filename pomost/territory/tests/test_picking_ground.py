"""The municipalities of a voivodeship that one picks on a map."""

import datetime
import json

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pomost.territory.tests.factories import BoundaryFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return UnitFactory(voivodeship=True, code="02", name="dolnośląskie")


def asked(client, code):
    answer = client.get(reverse("territory:ground"), {"woj": code})
    assert answer.headers["Content-Type"].startswith("application/geo+json")
    return json.loads(answer.content)["features"]


def test_it_holds_todays_municipalities_of_the_voivodeship_and_where_they_lie(client, region):
    BoundaryFactory(unit__code="020101", unit__name="Bolesławiec", unit__region=region, unit__kind="urban")
    UnitFactory(code="020102", name="Gromadka", region=region)
    UnitFactory(code="020103", region=region, latitude=None, longitude=None)
    UnitFactory(code="020104", region=region, until=datetime.date(2020, 12, 31))
    UnitFactory(code="0201", level="county", kind="county", region=region)
    UnitFactory(code="040101", region=UnitFactory(voivodeship=True, code="04"))
    first, second = asked(client, "02")
    assert first["properties"] == {
        "id": "PL-020101",
        "name": "Bolesławiec",
        "note": "gmina miejska",
        "kind": "urban",
    }
    assert first["geometry"]["type"] == "MultiPolygon"
    assert second["properties"]["id"] == "PL-020102"
    assert second["geometry"] == {"type": "Point", "coordinates": [17.1, 50.1]}


@pytest.mark.parametrize("code", ["", "99", "x' --"])
def test_without_a_voivodeship_there_is_nothing_to_pick(client, region, code):
    UnitFactory(code="020102", region=region)
    assert asked(client, code) == []


def test_fifty_municipalities_cost_as_many_queries_as_two(client, region):
    def cost():
        for cache in caches.all(initialized_only=True):
            cache.clear()
        with CaptureQueriesContext(connection) as done:
            asked(client, "02")
        return len(done)

    for _each in range(2):
        BoundaryFactory(unit__region=region)
    few = cost()
    for _each in range(48):
        BoundaryFactory(unit__region=region)
    assert cost() == few
