"""A map drawn on the server as one SVG: areas and points in a flat projection. No script, also in print.

The list beside it says the same; see the component `c-ground`.
"""

import itertools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

WIDTH = 480  # of the drawing, in its own units
EDGE = 26  # room for the label of a point
NEAR_EDGE = 70
LEAST_SPREAD = 0.12  # degrees; a single point is not drawn as large as a country
LABELS = 24  # more would lie on one another
TALLEST = 1.3  # times the width

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Something to draw: a GeoJSON geometry as JSON text. look: one of LAYERS.

    number: its number in the list beside the map, for a point that is a mark of the list. key: what the
    list and its checkboxes know it by. url, note: where it leads and what it is, in words.
    """

    name: str
    geometry: str
    look: str = "member"
    number: int = 0
    key: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A place as it is drawn: the path of an area, or a point; its label where there is room."""

    name: str
    look: str
    number: int
    path: str
    x: float
    y: float

    @property
    def is_point(self) -> bool:
        return not self.path

    @property
    def anchor(self) -> str:
        """Where its label begins: near an edge the label runs inwards, else half of it would be cut off."""
        if self.x < NEAR_EDGE:
            return "start"
        return "end" if self.x > WIDTH - NEAR_EDGE else "middle"


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map: its size in its own units, shapes from the back to the front, and whether it has labels."""

    width: int
    height: int
    shapes: Sequence[Shape]
    has_labels: bool

    def __bool__(self) -> bool:
        return bool(self.shapes)


@dataclass(frozen=True, slots=True)
class Map:
    """A map for the component `c-map`: drawn on the server, and the same as data for the browser.

    legend: each look with its words. address: further areas, as GeoJSON. switch: the words beside the box
    that shows the places of the look `other`, which are not drawn; others: where they come from when it is
    ticked, unless the data have them.
    """

    drawing: Drawing
    data: dict[str, Any]
    legend: Sequence[tuple[str, str]] = ()
    address: str = ""
    switch: str = ""
    others: str = ""

    def __bool__(self) -> bool:
        return bool(self.drawing)

    @property
    def keys(self) -> set[str]:
        """What it shows, by the keys of the list."""
        return {feature["properties"].get("id", "") for feature in self.data["features"]}


LAYERS = {"land": 0, "ground": 1, "gap": 2, "member": 3, "lead": 4, "other": 5, "mark": 6}
FINE = 0.0005  # degrees, about 50 m: the grid of areas on the map of one partnership
BEHIND = ("land", "ground")  # comes from `address` where the map names one


def mapped(places: Sequence[Place], words: dict[str, Any], *, address: str = "") -> Map:
    """The map of these places. words: what each look means, for the legend; absent looks are left out."""
    looks = {place.look for place in places}
    return Map(
        drawn(place for place in places if place.look != "other"),
        features_of(place for place in places if not (address and place.look in BEHIND)),
        [(look, str(said)) for look, said in words.items() if look in looks],
        address,
    )


def with_others(known: Map, switch: str, words: str, address: str = "") -> Map:
    """The map with a box that shows the places of the look `other`; address: where they come from."""
    return replace(known, switch=switch, others=address, legend=[*known.legend, ("other", words)])


def features_of(places: Iterable[Place]) -> dict[str, Any]:
    """The places as GeoJSON."""
    return collection(_feature(place) for place in places)


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (RFC 7946)."""
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(place: Place) -> dict[str, Any]:
    known = {"id": place.key, "name": place.name, "look": place.look, "number": place.number}
    properties = {**known, "url": place.url, "note": place.note}
    return {
        "type": "Feature",
        "geometry": on_grid(json.loads(place.geometry), FINE),
        "properties": {name: value for name, value in properties.items() if value},
    }


def on_grid(geometry: dict[str, Any], step: float) -> dict[str, Any]:
    """The geometry with its positions moved to a grid of `step` degrees, fewer of them and shorter to write.

    A border that two areas share stays shared: each position moves alike in both. Rings that vanish are left
    out, but never the whole area.
    """
    if geometry["type"] == "Point":
        return geometry
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    coarse = [[_coarse(ring, step) for ring in polygon] for polygon in polygons]
    kept = [[ring for ring in polygon if len(ring) > 3] for polygon in coarse if len(polygon[0]) > 3]
    return {"type": "MultiPolygon", "coordinates": kept} if kept else geometry


def _coarse(ring: Sequence[Position], step: float) -> list[list[float]]:
    """The ring on the grid, without positions that repeat or lie straight between two others."""
    found: list[tuple[int, int]] = []
    for position in ring:
        here = (round(position[0] / step), round(position[1] / step))
        if found and found[-1] == here:
            continue
        if len(found) > 1 and _is_between(found[-2], found[-1], here):
            found.pop()
        found.append(here)
    return [[round(x * step, 4), round(y * step, 4)] for x, y in found]


def _is_between(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) > 0
    return ahead and (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def drawn(places: Iterable[Place]) -> Drawing:
    """Draw the places. Lengths of a degree of longitude shrink with the cosine of the middle latitude."""
    parsed = [(place, json.loads(place.geometry)) for place in places]
    points = [point for _place, geometry in parsed for point in positions(geometry.get("coordinates"))]
    if not points:
        return Drawing(WIDTH, 0, (), has_labels=False)
    west, east = _spread(point[0] for point in points)
    south, north = _spread(point[1] for point in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * EDGE) / ((east - west) * squeeze), (TALLEST * WIDTH - 2 * EDGE) / (north - south)
    )
    shift = (WIDTH - (east - west) * squeeze * scale) / 2

    def flat(position: Sequence[float]) -> Position:
        return (
            round(shift + (position[0] - west) * squeeze * scale, 1),
            round(EDGE + (north - position[1]) * scale, 1),
        )

    shapes = sorted(
        (_shape(place, geometry, flat) for place, geometry in parsed),
        key=lambda shape: (shape.is_point, LAYERS.get(shape.look, 3)),
    )
    height = math.ceil((north - south) * scale + 2 * EDGE)
    return Drawing(WIDTH, height, shapes, has_labels=len(shapes) <= LABELS)


def positions(coordinates: Any) -> Iterator[Position]:
    """All positions in a geometry's coordinates, however deep they are nested."""
    if coordinates and isinstance(coordinates[0], int | float):
        yield (coordinates[0], coordinates[1])
    else:
        for part in coordinates or ():
            yield from positions(part)


def _spread(values: Iterable[float]) -> tuple[float, float]:
    found = sorted(values)
    low, high = found[0], found[-1]
    missing = max(LEAST_SPREAD - (high - low), 0) / 2
    return low - missing, high + missing


def _shape(place: Place, geometry: dict[str, Any], flat: Any) -> Shape:
    if geometry["type"] == "Point":
        x, y = flat(geometry["coordinates"])
        return Shape(place.name, place.look, place.number, "", x, y)
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    rings = [[flat(position) for position in ring] for polygon in polygons for ring in polygon]
    path = "".join(_ring(ring) for ring in rings)
    x, y = _middle(max(rings, key=lambda ring: abs(_area(ring))))
    return Shape(place.name, place.look, place.number, path, x, y)


def _ring(ring: Sequence[Position]) -> str:
    kept = [point for index, point in enumerate(ring[:-1]) if not index or point != ring[index - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _area(ring: Sequence[Position]) -> float:
    """Twice the signed area of a ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))


def _middle(ring: Sequence[Position]) -> Position:
    """The centroid of a ring; of a line, the middle of its ends."""
    area = _area(ring)
    if abs(area) < 1e-6:
        return ring[0]
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in itertools.pairwise(ring))
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in itertools.pairwise(ring))
    return round(x / (3 * area), 1), round(y / (3 * area), 1)
