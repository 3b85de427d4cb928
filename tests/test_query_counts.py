"""A page's number of queries never grows with rows (style §14): every address, few rows and many."""

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pomost.accounts.models import Account
from pomost.core.permissions import Address, addresses
from tests.crowd import add_crowd
from tests.world import World, address_of, client_of, make_world, may, people

pytestmark = pytest.mark.django_db
FEW, MANY = range(1, 3), range(3, 21)
# Who looks: whoever sees most of something.
VIEWERS = (
    "administrator@installation",
    "programme_manager@programme",
    "organisation_administrator@organisation",
    "data_protection_officer@installation",
    "accessibility_officer@installation",
    "coordinator@partnership",
    "officer@organisation",
    "themselves",
    "anyone",
)


def queries_of(row: Address, world: World, name: str, user: Any) -> list[str]:
    """The SQL of one visit, with numbers and lists of ids taken out so that two visits can be compared."""
    client, address = client_of(user, row), address_of(row, world, name)
    client.get(address)  # content types and the like are read once for the process
    for cache in caches.all(initialized_only=True):
        cache.clear()
    with CaptureQueriesContext(connection) as done:
        client.get(address)
    return [re.sub(r"\d+", "n", each["sql"])[:300] for each in done.captured_queries]


def test_no_page_costs_more_queries_when_there_is_more_to_show():
    world = make_world()
    viewers = {name: user for name, user in people(world).items() if name in VIEWERS}
    assert len(viewers) == len(VIEWERS)
    own = [user for user in viewers.values() if isinstance(user, Account)]
    tried = [
        (row, name) for row in addresses for name in viewers if "GET" in row.who and may(row.who["GET"], name)
    ]

    add_crowd(world, own, FEW)
    before = {(row.name, name): queries_of(row, world, name, viewers[name]) for row, name in tried}
    add_crowd(world, own, MANY)
    wrong = []
    for row, name in tried:
        few, many = before[row.name, name], queries_of(row, world, name, viewers[name])
        if len(many) > len(few):
            more = next((sql for sql in many if many.count(sql) > few.count(sql)), "")
            wrong.append(f"{row.name} as {name}: {len(few)} → {len(many)}, {more}")
    assert wrong == []
