"""`pomost import boundaries`: GeoJSON (RFC 7946) of units, checked before anything is kept."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from pomost.core.tables.importing import Given, Report
from pomost.core.tables.reading import TableRefused, decode
from pomost.territory.models.units import Unit

LARGEST = 80 * 1024 * 1024  # bytes; the official boundaries of all Polish municipalities, not simplified
DEEPEST = 3  # lists around a position: of polygons, of rings, of positions (RFC 7946, 3.1.7)
# Where a feature's code may stand, and what it says of the country.
CODES = (
    ("terc", "PL"), ("teryt", "PL"), ("jpt_kod_je", "PL"), ("kommunenummer", "NO"), ("fylkesnummer", "NO"),
    ("lau_id", ""), ("gisco_id", ""), ("code", ""), ("kod", "PL"),
)  # fmt: skip
# West, south, east, north of a country with its waters; only to notice swapped axes and other places.
PLACES = {"PL": (13.9, 48.9, 24.3, 55.1), "NO": (3.5, 57.0, 32.0, 72.0)}


class BoundariesFile:
    """Takes a GeoJSON FeatureCollection whose features carry a unit's code."""

    permission = "territory.take_register"

    def take_file(self, given: Given, report: Report) -> None:
        """Take the file. Raises TableRefused for what is no FeatureCollection of units, or too large."""
        from pomost.territory.actions import boundaries  # noqa: PLC0415 - see imports.geometry
        from pomost.territory.imports.geometry import NoShape, shape_of  # noqa: PLC0415

        features = _features(given)
        units = {(unit.country, unit.code): unit for unit in Unit.objects.all()}
        shapes, seen = [], set()
        for number, feature in enumerate(features, 1):
            try:
                unit = _unit_of(feature, units)
                if unit.pk in seen:
                    raise TableRefused(_("the unit %s has a boundary in this file already") % unit.key)
                shapes.append(boundaries.Shape(unit, shape_of(_geometry(feature, unit))))
            except (TableRefused, NoShape) as refusal:
                report.refused.append((number, str(refusal)))
                continue
            seen.add(unit.pk)
            if number % 200 == 0 or number == len(features):
                given.progress(number, len(features))
        taken = boundaries.take_boundaries(shapes=shapes, source=given.source, by=given.by)
        report.added += taken.added
        report.changed += taken.changed
        report.unchanged += len(shapes) - taken.added - taken.changed


def _features(given: Given) -> Sequence[Any]:
    try:
        size = given.file.stat().st_size
    except OSError as error:
        raise TableRefused(_("The file can't be read: %s") % error.strerror) from None
    if size > LARGEST:
        raise TableRefused(
            _("The file has %(size)d MB; at most %(most)d are taken. Simplify the boundaries, or split them.")
            % {"size": size // 1024 // 1024, "most": LARGEST // 1024 // 1024}
        )
    text, _encoding = decode(given.file.read_bytes())
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TableRefused(_("This is no well-formed GeoJSON (%s).") % error) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise TableRefused(_("This is no GeoJSON FeatureCollection with features."))
    crs = json.dumps(content.get("crs") or {})
    if content.get("crs") and not re.search(r"CRS84|EPSG(?:::|:)?4326", crs):
        raise TableRefused(_("The coordinates must be WGS 84 (RFC 7946); the file names another system."))
    return features


def _unit_of(feature: Any, units: dict[tuple[str, str], Unit]) -> Unit:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise TableRefused(_("the feature has no properties"))
    by_name = {str(name).lower(): str(value) for name, value in properties.items() if value is not None}
    stated = by_name.get("country", by_name.get("cntr_code", ""))
    tried = []
    for name, country in CODES:
        code = by_name.get(name, "")
        if not code:
            continue
        tried.append(code)
        for key in _keys(code, stated.upper() or country):
            if key in units:
                return units[key]
    raise TableRefused(
        _("there is no unit with the code %s") % ", ".join(tried)
        if tried
        else _("the feature carries no code (%s)") % ", ".join(name for name, _country in CODES)
    )


def _keys(code: str, country: str) -> Iterator[tuple[str, str]]:
    """Under which codes the unit may be known; TERYT's seventh digit is the kind and changes."""
    if "_" in code and not country:
        country, code = code.split("_", 1)
    country = country or "PL"
    yield country, code
    if country == "PL" and re.fullmatch(r"\d{7}", code):
        yield country, code[:6]
        if code.endswith("000"):
            yield country, code[:4]


def _geometry(feature: dict[str, Any], unit: Unit) -> dict[str, Any]:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise TableRefused(_("%s: the geometry is no Polygon and no MultiPolygon") % unit.key)
    points = list(_points(geometry.get("coordinates")))
    if not points:
        raise TableRefused(_("%s: the geometry has no coordinates") % unit.key)
    if not _lies_in(points, unit.country):
        swapped = [(second, first) for first, second in points]
        if _lies_in(swapped, unit.country):
            raise TableRefused(
                _("%s: the axes are swapped; GeoJSON has longitude first, then latitude") % unit.key
            )
        raise TableRefused(_("%s: the coordinates do not lie in its country") % unit.key)
    return geometry


def _lies_in(points: Sequence[tuple[float, float]], country: str) -> bool:
    west, south, east, north = PLACES.get(country, (-180.0, -90.0, 180.0, 90.0))
    return all(west <= x <= east and south <= y <= north for x, y in points)


def _points(coordinates: Any, depth: int = 0) -> Iterator[tuple[float, float]]:
    """All positions of a Polygon's or MultiPolygon's coordinates. Raises TableRefused for anything else."""
    if (
        isinstance(coordinates, list)
        and len(coordinates) >= 2
        and all(isinstance(value, int | float) and not isinstance(value, bool) for value in coordinates)
    ):
        yield float(coordinates[0]), float(coordinates[1])
    elif isinstance(coordinates, list) and depth < DEEPEST:
        for part in coordinates:
            yield from _points(part, depth + 1)
    else:
        raise TableRefused(_("the coordinates are no lists of numbers"))
