"""The section `units` of a programme file: the units that the file uses, with their periods."""

from collections import defaultdict
from typing import Any

from django.utils import timezone

from pomost.core.programme_file import Section, Writer
from pomost.territory.actions import details, registers
from pomost.territory.history import Facts, Period
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitKind

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["code", "kind", "name"],
        "properties": {
            "code": {
                "title": 'the lasting code in quotes, e.g. "020101"',
                "type": "string",
                "pattern": "^[0-9A-Za-z_]{2,20}$",
            },
            "country": {"title": "two letters, ISO 3166-1", "type": "string", "pattern": "^[A-Z]{2}$"},
            "kind": {"enum": list(UnitKind.values)},
            "name": {"type": "string", "minLength": 1, "maxLength": 200},
            "parent": {"type": "string"},
            "valid_from": {"$ref": "#/$defs/day"},
            "valid_to": {"$ref": "#/$defs/day"},
            "point": {
                "title": 'latitude, longitude in degrees, e.g. "50.47, 17.33"',
                "type": "string",
                "pattern": r"^-?\d{1,2}(\.\d{1,5})?, ?-?\d{1,3}(\.\d{1,5})?$",
            },
            "source": {"$ref": "#/$defs/source"},
        },
        "additionalProperties": False,
    },
}
Rows = list[tuple[int, Period, str]]


def read_units(items: list[dict[str, Any]], writer: Writer, loaded: dict[str, Any]) -> None:
    """Take the units; what an official register says of one stays.

    Later sections find them in `loaded["units"]`, by country and code.
    """
    by_country: dict[str, dict[str, Rows]] = defaultdict(lambda: defaultdict(list))
    for index, item in enumerate(items):
        path = ("units", index)
        since = writer.day(item.get("valid_from"), (*path, "valid_from")) or timezone.localdate()
        until = writer.day(item.get("valid_to"), (*path, "valid_to"))
        if until is not None and until < since:
            writer.fail((*path, "valid_to"), "ends before it begins")
        facts = Facts(item["code"], item["name"], item["kind"], item.get("parent", ""))
        rows = by_country[item.get("country", "PL")][item["code"]]
        rows.append((index, Period(since, until, facts), item.get("source", writer.file)))
    added = 0
    for country, units in by_country.items():
        outcome, refused = registers.take_periods(
            country=country, units=units, source=writer.file, by=writer.by
        )
        for index, reason in refused:
            writer.fail(("units", index), reason)
        writer.count(len(outcome.added), len(outcome.changed), outcome.unchanged)
        added += len(outcome.added)
    changed = _take_points(items, writer)
    writer.count(0, max(changed - added, 0), 0)
    listed = Unit.objects.filter(code__in={item["code"] for item in items})
    loaded["units"] = {(unit.country, unit.code): unit for unit in listed}


def _take_points(items: list[dict[str, Any]], writer: Writer) -> int:
    points = {}
    for index, item in enumerate(items):
        if "point" in item:
            latitude, longitude = (float(part) for part in item["point"].split(","))
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                writer.fail(("units", index, "point"), "lies nowhere: latitude first, then longitude")
            points[item.get("country", "PL"), item["code"]] = (latitude, longitude)
    return details.take_points(points=points, by=writer.by)


SECTION = Section("units", SCHEMA, read_units, order=5)
