"""Maps of partnerships: what is drawn, and the same as GeoJSON (RFC 7946)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Avg, OuterRef, QuerySet, Subquery

from pomost.organisations.models.units import OrganisationUnit
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.presenting import Area, Members
from pomost.partnerships.queries.register import members_now
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitLevel
from pomost.ui.ground import Place

MOST_AREAS = 700  # municipalities drawn on one map; with more only the marks are (≤ 400 kB a page)
MOST_MARKS = 3000


def point(longitude: Any, latitude: Any) -> str:
    """A GeoJSON point, in degrees."""
    return json.dumps({"type": "Point", "coordinates": [float(longitude), float(latitude)]})


def shape_of(unit: Unit) -> str | None:
    """The unit's boundary as GeoJSON, else its point; None when nobody knows where it lies."""
    boundary = getattr(unit, "boundary", None)
    if boundary is not None:
        return str(boundary.geometry)
    return point(unit.longitude, unit.latitude) if unit.latitude is not None else None


def of_partnership(members: Members, area: Area | None) -> list[Place]:
    """A partnership's own map: its members' ground, the leader's marked, gaps of its functional area.

    A county is drawn only where none of its municipalities is a member: else it would cover them.
    """
    units = [unit for member in members.now for unit in member.units]
    covered = {unit.parent_id for unit in units if _is_municipality(unit)}
    places = []
    for member in members.now:
        for unit in member.units:
            shape = shape_of(unit)
            if shape is not None and (_is_municipality(unit) or unit.pk not in covered):
                places.append(Place(unit.name, shape, "lead" if member.is_leader else "member"))
    for unit in area.gaps if area else ():
        shape = shape_of(unit)
        if shape is not None:
            places.append(Place(unit.name, shape, "gap"))
    return places


def _is_municipality(unit: Unit) -> bool:
    return unit.level == UnitLevel.MUNICIPALITY


def of_register(rows: Sequence[Partnership]) -> list[Place]:
    """The map of a register: the voivodeships behind, the members' municipalities while they are few
    enough, and a mark for each partnership with its number in the list."""
    return [*_land(), *_ground(rows), *_marks(rows)]


def _land() -> Iterator[Place]:
    rows = Unit.objects.filter(
        country="PL", level=UnitLevel.REGION, until__isnull=True, boundary__isnull=False
    )
    for unit in rows.select_related("boundary"):
        yield Place(unit.name, unit.boundary.geometry, "land")


def _ground(rows: Iterable[Partnership]) -> Iterator[Place]:
    members = members_now().filter(partnership__in=[row.pk for row in rows])
    links = OrganisationUnit.objects.filter(
        until__isnull=True,
        unit__level=UnitLevel.MUNICIPALITY,
        unit__boundary__isnull=False,
        organisation__in=members.values("organisation"),
    )
    if links.count() <= MOST_AREAS:
        for link in links.select_related("unit__boundary").order_by("unit"):
            yield Place(link.unit.name, link.unit.boundary.geometry, "ground")


def _marks(rows: Sequence[Partnership]) -> Iterator[Place]:
    middles = {row.pk: row for row in placed(Partnership.objects.filter(pk__in=[each.pk for each in rows]))}
    for number, row in enumerate(rows, 1):
        middle = middles.get(row.pk)
        if middle is not None and middle.latitude is not None:
            yield Place(str(row.spoken_name), point(middle.longitude, middle.latitude), "mark", number)


def placed(rows: QuerySet[Partnership]) -> QuerySet[Any]:
    """The partnerships with `latitude` and `longitude`: the middle of their members' units, in degrees."""

    def middle(name: str) -> Subquery:
        units = Membership.objects.filter(
            partnership=OuterRef("pk"), state="confirmed", organisation__unit_links__until__isnull=True
        ).order_by()
        lookup = f"organisation__unit_links__unit__{name}"
        return Subquery(units.values("partnership").annotate(middle=Avg(lookup)).values("middle"))

    return rows.annotate(latitude=middle("latitude"), longitude=middle("longitude"))


def as_geojson(rows: Sequence[Partnership]) -> dict[str, Any]:
    """A register's partnerships as a FeatureCollection: a point each, none where nobody knows."""
    middles = {row.pk: row for row in placed(Partnership.objects.filter(pk__in=[each.pk for each in rows]))}
    features = []
    for row in rows:
        middle = middles[row.pk]
        geometry = None
        if middle.latitude is not None:
            geometry = json.loads(point(middle.longitude, middle.latitude))
        properties = {"slug": row.slug, "name": row.name, "state": row.state}
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "features": features}
