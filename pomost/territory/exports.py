"""What this room gives out: units with their periods, what became of them, people and area."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from pomost.core.tables.exporting import Export
from pomost.territory import queries
from pomost.territory.models.ground import Measure
from pomost.territory.models.units import Succession, Unit

UNITS = (
    "code", "name", "kind", "parent", "valid_from", "valid_to", "country", "official_code", "level",
    "latitude", "longitude", "lau_code", "nuts", "source", "certainty", "address",
)  # fmt: skip
SUCCESSIONS = (
    "kind", "on", "country", "predecessor", "successor", "was", "became", "derived", "source", "certainty",
    "address",
)  # fmt: skip
POPULATION = ("code", "country", "name", "as_of", "inhabitants", "area_ha", "source", "address")


def address_of(unit: Unit) -> str:
    """The unit's page, in Polish: the address that lasts."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_ADDRESS}{reverse('territory:unit', args=[unit.key])}"


def units(_by: Any) -> Iterator[tuple[Any, ...]]:
    """A row for each period of each unit; the one without `valid_to` is today's."""
    for row in queries.periods():
        unit = row.unit
        yield (
            unit.code,
            row.name,
            row.kind,
            row.parent.code if row.parent else "",
            row.since,
            row.until,
            unit.country,
            row.official_code,
            unit.level,
            unit.latitude,
            unit.longitude,
            unit.lau_code,
            unit.nuts,
            row.source,
            "seen",
            address_of(unit),
        )


def successions(_by: Any) -> Iterator[tuple[Any, ...]]:
    """What happened to units; `derived` where it was found by comparing two states of a register."""
    rows = Succession.objects.select_related("predecessor", "successor").order_by("on", "pk")
    for row in rows.iterator():
        yield (
            row.kind,
            row.on,
            row.predecessor.country,
            row.predecessor.code,
            row.successor.code if row.successor else "",
            row.was,
            row.became,
            "1" if row.derived else "0",
            row.source,
            row.certainty,
            address_of(row.predecessor),
        )


def population(_by: Any) -> Iterator[tuple[Any, ...]]:
    """People (persons) and area (hectares) of units, by day."""
    for row in (
        Measure.objects.select_related("unit").order_by("unit__country", "unit__code", "as_of").iterator()
    ):
        unit = row.unit
        yield (
            unit.code,
            unit.country,
            unit.name,
            row.as_of,
            row.inhabitants,
            row.area_ha,
            row.source,
            address_of(unit),
        )


EXPORTS = {
    "units": Export(UNITS, units),
    "successions": Export(SUCCESSIONS, successions),
    "population": Export(POPULATION, population),
}
