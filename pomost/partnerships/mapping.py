"""Maps of partnerships as GeoJSON (RFC 7946): areas where boundaries are known, points otherwise."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Avg, OuterRef, QuerySet, Subquery

from pomost.organisations.models.units import OrganisationUnit
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.presenting import Area, Members
from pomost.partnerships.queries.register import members_now
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitLevel

MOST_AREAS = 700  # municipalities drawn on one map; with more only the marks are sent (≤ 400 kB a page)
MOST_MARKS = 6000


def feature(geometry: str, **properties: Any) -> str:
    """A GeoJSON feature; the geometry is JSON already, as it is kept."""
    return f'{{"type":"Feature","geometry":{geometry},"properties":{json.dumps(properties, ensure_ascii=False)}}}'


def collection(features: Iterable[str]) -> str:
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


def point(longitude: Any, latitude: Any) -> str:
    return f'{{"type":"Point","coordinates":[{float(longitude):.4f},{float(latitude):.4f}]}}'


def shape_of(unit: Unit) -> tuple[str, str] | None:
    """The unit's geometry and its kind: an area, else a point; None when nobody knows where it lies."""
    boundary = getattr(unit, "boundary", None)
    if boundary is not None:
        return boundary.geometry, "area"
    if unit.latitude is not None:
        return point(unit.longitude, unit.latitude), "point"
    return None


def of_partnership(members: Members, area: Area | None) -> str:
    """A partnership's own map: its municipalities, the leader's marked, gaps of its functional area dashed.

    A county is drawn only where none of its municipalities is a member: else it would cover them.
    """
    features = []
    places = {unit.pk for member in members.now for unit in member.units if _is_municipality(unit)}
    parents = {unit.parent_id for member in members.now for unit in member.units if _is_municipality(unit)}
    number = 0
    for member in members.now:
        for unit in member.units:
            shape = shape_of(unit)
            if shape is None or (
                not _is_municipality(unit) and (unit.pk in parents or len(member.units) > 1)
            ):
                continue
            number += 1
            features.append(
                feature(
                    shape[0],
                    id=f"u{unit.pk}",
                    number=number,
                    name=str(member.name),
                    url=member.where,
                    kind=shape[1],
                    state="lead" if member.is_leader else "member",
                )
            )
    for unit in area.gaps if area else ():
        shape = shape_of(unit)
        if shape is not None and unit.pk not in places:
            number += 1
            features.append(
                feature(
                    shape[0],
                    id=f"u{unit.pk}",
                    number=number,
                    name=unit.name,
                    url="",
                    kind=shape[1],
                    state="gap",
                )
            )
    return collection(features)


def _is_municipality(unit: Unit) -> bool:
    return unit.level == UnitLevel.MUNICIPALITY


def of_register(rows: QuerySet[Partnership]) -> str:
    """The map of a register: the members' municipalities while they are few enough, a mark for each."""
    return collection([*_areas(rows), *_marks(rows)])


def _areas(rows: QuerySet[Partnership]) -> Iterator[str]:
    links = (
        OrganisationUnit.objects.filter(
            until__isnull=True,
            unit__level=UnitLevel.MUNICIPALITY,
            unit__boundary__isnull=False,
            organisation__in=members_now().filter(partnership__in=rows).values("organisation"),
        )
        .select_related("unit__boundary")
        .order_by("unit")
    )
    if links.count() > MOST_AREAS:
        return
    for link in links:
        yield feature(
            link.unit.boundary.geometry,
            id=f"u{link.unit_id}",
            name=link.unit.name,
            kind="area",
            state="ground",
        )


def _marks(rows: QuerySet[Partnership]) -> Iterator[str]:
    for place, row in enumerate(placed(rows).order_by("name__pl", "pk")[:MOST_MARKS], 1):
        if row.latitude is None:
            continue
        yield feature(
            point(row.longitude, row.latitude),
            id=f"p{row.pk}",
            number=place,
            name=str(row.spoken_name),
            url=row.get_absolute_url(),
            kind="point",
            state=row.state,
        )


def placed(rows: QuerySet[Partnership]) -> QuerySet[Any]:
    """The partnerships with `latitude` and `longitude`: the middle of their members' units, in degrees."""

    def middle(name: str) -> Subquery:
        units = Membership.objects.filter(
            partnership=OuterRef("pk"), state="confirmed", organisation__unit_links__until__isnull=True
        ).order_by()
        lookup = f"organisation__unit_links__unit__{name}"
        return Subquery(units.values("partnership").annotate(middle=Avg(lookup)).values("middle"))

    return rows.annotate(latitude=middle("latitude"), longitude=middle("longitude"))
