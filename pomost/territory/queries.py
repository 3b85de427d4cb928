"""Reads of the room: units by code or name of any time, and what belongs to one."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from pomost.territory.models.areas import FunctionalArea
from pomost.territory.models.ground import Measure, Neighbour
from pomost.territory.models.units import Succession, Unit, UnitVersion, folded_name
from pomost.territory.states import UnitLevel

MOST_WORDS = 8


def by_key(key: str) -> Unit | None:
    """The unit that a key (`PL-020101`) names; None when there is none."""
    country, _dash, code = key.partition("-")
    return Unit.objects.filter(country=country.upper(), code=code).first()


def found(text: str, *, on: Any = None) -> QuerySet[Unit]:
    """Units by code (with or without TERYT's kind digit) or by name, today's or an earlier one.

    Polish letters do not matter. on: only units that existed, and names that were valid, on that day.
    """
    text = text.replace("\0", " ").strip()
    versions = UnitVersion.objects.order_by()
    if on is not None:
        versions = versions.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on)
    code = text.replace(" ", "").upper().removeprefix("PL-")
    order: tuple[str, ...] = ("country", "code")
    if code and code[0].isdigit():
        versions = versions.filter(Q(official_code=code) | Q(unit__code=code))
    else:
        order = ("folded", *order)
        for word in folded_name(text).split()[:MOST_WORDS]:
            versions = versions.filter(folded__contains=word)
    # Not asked row by row: without fresh statistics PostgreSQL takes minutes for that.
    return Unit.objects.filter(pk__in=versions.values("unit")).order_by(*order)


def whole(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """The units with all that their page shows, in a fixed number of queries."""
    return rows.select_related("parent", "region", "boundary").prefetch_related(
        Prefetch("versions", UnitVersion.objects.select_related("parent").order_by("-since")),
        Prefetch("successions", Succession.objects.select_related("successor")),
        Prefetch("origins", Succession.objects.select_related("predecessor")),
        Prefetch("neighbours", Neighbour.objects.select_related("other__boundary").order_by("-km")),
        Prefetch("measures", Measure.objects.order_by("-as_of")),
        Prefetch("functional_areas", FunctionalArea.objects.order_by("key")),
        Prefetch("children", Unit.objects.filter(until__isnull=True).order_by("folded", "code")),
    )


def with_periods(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """The units with their periods, oldest first."""
    return rows.prefetch_related(Prefetch("versions", UnitVersion.objects.select_related("parent")))


def listed() -> QuerySet[Unit]:
    """Units of all countries with the one in which each lies."""
    return Unit.objects.exclude(level=UnitLevel.STATISTICAL).select_related("parent", "region")


def periods() -> Iterator[UnitVersion]:
    """Every period of every unit, for a table."""
    rows = UnitVersion.objects.select_related("unit", "parent")
    yield from rows.order_by("unit__country", "unit__code", "since").iterator(chunk_size=2000)
