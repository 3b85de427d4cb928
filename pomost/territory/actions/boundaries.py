"""Boundaries of units: checked, kept with four decimals, and who lies beside whom worked out of them."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from django.db import transaction

from pomost.core import journal
from pomost.core.permissions import require
from pomost.territory.actions.records import save_many
from pomost.territory.models.ground import Boundary, Neighbour
from pomost.territory.models.units import Unit

DECIMALS = 4  # of a degree: about ten metres
MANY_POINTS = 60  # on the average of a unit; boundaries with more are simplified, all of a level together
TOLERANCE = 0.004  # degrees, about 400 m: effective area of Visvalingam–Whyatt is its square
A_BATCH = 500
KM = 111.32  # of a degree of latitude


@dataclass(frozen=True, slots=True)
class Shape:
    """The boundary of a unit as shapely has it, in degrees, longitude first."""

    unit: Unit
    geometry: Any


@dataclass(slots=True)
class Taken:
    added: int = 0
    changed: int = 0


@transaction.atomic
def take_boundaries(*, shapes: Sequence[Shape], source: str, by: Any) -> Taken:
    """Keep these boundaries, a point inside each unit, and the neighbours among the units of each level.

    Neighbours of a unit without a boundary in `shapes` stay as they are. Raises PermissionDenied.
    """
    require(by, "territory.take_register")
    taken = Taken()
    levels: dict[tuple[str, str], list[Shape]] = defaultdict(list)
    for shape in shapes:
        levels[shape.unit.country, shape.unit.level].append(shape)
    for here in levels.values():
        _take_level(here, source, taken)
    if taken.added or taken.changed:
        journal.record(
            by=by,
            verb="boundary.taken",
            target=shapes[0].unit,
            data={"added": taken.added, "changed": taken.changed},
        )
    return taken


def _take_level(shapes: Sequence[Shape], source: str, taken: Taken) -> None:
    drawn = _simplified(numpy.array([shape.geometry for shape in shapes], dtype=object))
    known = Boundary.objects.select_for_update().in_bulk([shape.unit.pk for shape in shapes])
    kept, units = [], []
    for shape, geometry in zip(shapes, drawn, strict=True):
        text = shapely.to_geojson(geometry)
        old = known.get(shape.unit.pk)
        if old is not None and old.geometry == text:
            continue
        taken.changed += old is not None
        taken.added += old is None
        west, south, east, north = (float(value) for value in geometry.bounds)
        kept.append(
            Boundary(
                unit=shape.unit,
                geometry=text,
                west=west,
                south=south,
                east=east,
                north=north,
                source=source,
            )
        )
        inside = shapely.point_on_surface(geometry)
        shape.unit.longitude, shape.unit.latitude = round(inside.x, DECIMALS), round(inside.y, DECIMALS)
        units.append(shape.unit)
    if not kept:
        return
    Boundary.objects.filter(pk__in=[each.unit_id for each in kept]).delete()
    Boundary.objects.bulk_create(kept, batch_size=A_BATCH)
    save_many(units, ["latitude", "longitude"])
    _write_neighbours([shape.unit for shape in shapes], drawn)


def _simplified(shapes: Any) -> Any:
    """The shapes with four decimals; very detailed ones with fewer points, common borders staying common."""
    if shapely.get_num_coordinates(shapes).mean() > MANY_POINTS:
        shapes = shapely.coverage_simplify(shapes, TOLERANCE)
    rounded = shapely.transform(shapes, lambda points: numpy.round(points, DECIMALS))
    # What rounding folds over itself keeps its own form: two borders must not cross because of us.
    return numpy.where(shapely.is_valid(rounded) & ~shapely.is_empty(rounded), rounded, shapes)


def _write_neighbours(units: Sequence[Unit], drawn: Any) -> None:
    """Who shares more than a point with whom: one row in each direction, for each of these units."""
    ids = [unit.pk for unit in units]
    mine = set(ids)
    others = Boundary.objects.filter(unit__country=units[0].country, unit__level=units[0].level)
    further = [row for row in others.defer("source") if row.unit_id not in mine]
    every = ids + [row.unit_id for row in further]
    shapes = numpy.concatenate([drawn, shapely.from_geojson([row.geometry for row in further])])
    left, right = shapely.STRtree(shapes).query(shapes[: len(ids)], predicate="intersects")
    pairs = {(min(a, b), max(a, b)) for a, b in zip(left.tolist(), right.tolist(), strict=True) if a != b}
    found = []
    for (a, b), length in zip(sorted(pairs), _common_border(shapes, sorted(pairs)), strict=True):
        if length > 0:
            km = round(float(length), 1)
            found.append(Neighbour(unit_id=every[a], other_id=every[b], km=km))
            found.append(Neighbour(unit_id=every[b], other_id=every[a], km=km))
    for start in range(0, len(ids), A_BATCH):
        here = ids[start : start + A_BATCH]
        Neighbour.objects.filter(unit__in=here).delete()
        Neighbour.objects.filter(other__in=here).delete()
    Neighbour.objects.bulk_create(found, batch_size=2000)


def _common_border(shapes: Any, pairs: Sequence[tuple[int, int]]) -> Any:
    """How long the border is that each two share, in kilometres; 0 where they only touch."""
    if not pairs:
        return []
    firsts, seconds = (numpy.array(side) for side in zip(*pairs, strict=True))
    edges = shapely.boundary(shapes)
    return shapely.length(_in_km(shapely.intersection(edges[firsts], edges[seconds])))


def _in_km(lines: Any) -> Any:
    """Lines of degrees on a flat map in kilometres: near enough for "how long is the common border"."""

    def flat(points: Any) -> Any:
        if not len(points):
            return points
        middle = math.radians(float(numpy.mean(points[:, 1])))
        return points * numpy.array([KM * math.cos(middle), KM])

    return numpy.array([shapely.transform(line, flat) for line in lines], dtype=object)
