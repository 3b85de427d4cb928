"""Maps of partnerships: what is drawn, and the same as GeoJSON (RFC 7946)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Avg, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from pomost.partnerships import presenting
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.presenting import Area, Members
from pomost.partnerships.queries import register
from pomost.partnerships.states import MemberRole
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitLevel
from pomost.ui.ground import Map, Place, collection, features_of, mapped, on_grid, with_others

MOST_AREAS = (
    700  # municipalities drawn in the page; of more it has the marks, the areas come after (≤ 400 kB)
)
MOST_OTHERS = 300  # municipalities of other partnerships on one partnership's map
MOST_MARKS = 500  # of one map and its list; more are narrowed by the filters, or read in the table
COARSE = 0.002  # degrees, about 200 m: a pixel at the scale of a voivodeship
COARSER = 0.005


def point(longitude: Any, latitude: Any) -> str:
    """A GeoJSON point, in degrees."""
    return json.dumps({"type": "Point", "coordinates": [float(longitude), float(latitude)]})


def shape_of(unit: Unit) -> str | None:
    """The unit's boundary as GeoJSON, else its point; None when nobody knows where it lies."""
    boundary = getattr(unit, "boundary", None)
    if boundary is not None:
        return str(boundary.geometry)
    return point(unit.longitude, unit.latitude) if unit.latitude is not None else None


def of_partnership(partnership: Partnership, members: Members, area: Area | None, *, shares: bool) -> Map:
    """A partnership's own map: its members' ground, the leader's marked, gaps of its functional area.

    A county or a voivodeship is drawn only where nothing within it is a member's: else it would cover it.
    shares: whether others work on the same ground; what is theirs is asked for when a reader wants it.
    """
    units = [(member, unit) for member in members.now for unit in member.units]
    covered = {above for _member, unit in units for above in (unit.parent_id, unit.region_id)}
    roles = [
        _place(unit, "lead" if member.is_leader else "member", member.membership.get_role_display())
        for member, unit in units
        if unit.pk not in covered
    ]
    gap = _("in the functional area, but no member")
    gaps = [_place(unit, "gap", gap) for unit in (area.gaps if area else ())]
    words = {"lead": MemberRole.LEADER.label, "member": MemberRole.MEMBER.label, "gap": gap}
    drawn = mapped([place for place in (*roles, *gaps) if place is not None], words)
    if not shares:
        return drawn
    return with_others(
        drawn,
        _("Show the areas of other partnerships on the same ground"),
        _("in another partnership (hatched)"),
        reverse("partnerships:beside", args=[partnership.slug]),
    )


def beside(partnership: Partnership) -> dict[str, Any]:
    """Municipalities of other registered partnerships on the same ground, as GeoJSON: each with their names
    and whether it is a member here too."""
    units_of = register.units_of(register.organisations_in(partnership))
    units = {unit for held in units_of.values() for unit in held}
    others = register.on_the_same_ground(partnership, units)
    names: dict[Unit, list[str]] = {}
    for unit, name in register.ground_of_others(others, MOST_OTHERS):
        names.setdefault(unit, []).append(name)
    here = _("a member here too")
    places = (
        _place(unit, "other", "; ".join((*called, here) if unit in units else called))
        for unit, called in names.items()
    )
    return features_of(replace(place, key=f"other-{place.key}") for place in places if place is not None)


def _is_municipality(unit: Unit) -> bool:
    return unit.level == UnitLevel.MUNICIPALITY


def _place(unit: Unit, look: str, note: str) -> Place | None:
    shape = shape_of(unit)
    if shape is None:
        return None
    url = reverse("territory:unit", args=[unit.key])
    return Place(unit.called, shape, look, key=unit.key, url=url, note=note)


def of_register(rows: Sequence[Partnership]) -> Map:
    """The map of a register: the voivodeships behind, the members' municipalities while they are few
    enough, and a mark for each partnership with its number in the list. Scripts ask for all areas later."""
    units = register.ground_of(row.pk for row in rows)
    land, count = list(_land()), units.count()
    ground = _ground(units) if count <= MOST_AREAS else ()
    address = reverse("partnerships:areas") if land or count else ""
    words = {"mark": _("partnership, with its number in the list")}
    drawn = mapped([*land, *ground, *_marks(rows)], words, address=address)
    if not count:
        return drawn
    return replace(drawn, legend=[*drawn.legend, ("ground", _("municipalities of the members"))])


def _land() -> Iterator[Place]:
    for unit in _voivodeships():
        yield Place(unit.name, unit.boundary.geometry, "land")


def _voivodeships() -> QuerySet[Unit]:
    rows = Unit.objects.filter(
        country="PL", level=UnitLevel.REGION, until__isnull=True, boundary__isnull=False
    )
    return rows.select_related("boundary").order_by("code")


def _ground(units: QuerySet[Unit]) -> Iterator[Place]:
    for unit in units.select_related("boundary").order_by("pk"):
        yield Place(unit.name, unit.boundary.geometry, "ground")


def _marks(rows: Sequence[Partnership]) -> Iterator[Place]:
    middles = {row.pk: row for row in placed(Partnership.objects.filter(pk__in=[each.pk for each in rows]))}
    for number, row in enumerate(rows, 1):
        middle = middles.get(row.pk)
        if middle is not None and middle.latitude is not None:
            where = point(round(middle.longitude, 4), round(middle.latitude, 4))
            name, url = str(row.spoken_name), row.get_absolute_url()
            yield Place(name, where, "mark", number, row.slug, url, presenting.in_short(row))


def areas_of_register() -> dict[str, Any]:
    """The voivodeships, and the ground of each registered partnership (by slug), as coarse GeoJSON."""
    links = register.ground_with_partnerships(register.registered())
    step = COARSE if len(links) <= MOST_AREAS else COARSER
    ground: dict[str, list[Any]] = {}
    for slug, geometry in links:
        ground.setdefault(slug, []).extend(on_grid(json.loads(geometry), step)["coordinates"])
    land = ((unit.key, on_grid(json.loads(unit.boundary.geometry), COARSER)) for unit in _voivodeships())
    together = ((slug, {"type": "MultiPolygon", "coordinates": parts}) for slug, parts in ground.items())
    return collection(
        {"type": "Feature", "geometry": geometry, "properties": {"id": key, "look": look}}
        for look, areas in (("land", land), ("ground", together))
        for key, geometry in areas
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
