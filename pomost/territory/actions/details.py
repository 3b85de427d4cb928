"""What is known of units besides their names: people and area, codes of others, official functional areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from pomost.core import journal
from pomost.core.models.claims import Certainty
from pomost.core.origin import Origin
from pomost.core.permissions import require
from pomost.territory.actions.records import save_many
from pomost.territory.models.areas import FunctionalArea, FunctionalAreaUnit
from pomost.territory.models.ground import Measure
from pomost.territory.models.units import Unit
from pomost.territory.states import AreaBasis

A_BATCH = 2000
STUDY = {
    "pl": "Definicja miejskiego obszaru funkcjonalnego UE i OECD",
    "en": "EU–OECD definition of a functional urban area",
    "nb": "EUs og OECDs definisjon av funksjonelle byområder",
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many people (persons) and hectares a unit has; None: the source does not say."""

    unit: Unit
    inhabitants: int | None
    area_ha: int | None


@dataclass(frozen=True, slots=True)
class OfficialArea:
    """A functional area of an official list: its key and name, its units, and its core where it has one."""

    key: str
    name: str
    units: Sequence[Unit]
    core: Unit | None = None


@dataclass(slots=True)
class Written:
    """Ids of units for which something was new, or differed from what was known."""

    added: set[int]
    changed: set[int]


@transaction.atomic
def take_measures(*, counts: Sequence[Count], as_of: date, source: str, by: Any) -> Written:
    """Write down people and area of units on a day. Raises PermissionDenied."""
    require(by, "territory.take_register")
    known = {row.unit_id: row for row in Measure.objects.select_for_update().filter(as_of=as_of)}
    new, written = [], Written(set(), set())
    changed = []
    for count in counts:
        row = known.get(count.unit.pk)
        said = (count.inhabitants, count.area_ha)
        if row is None:
            new.append(
                Measure(unit=count.unit, as_of=as_of, inhabitants=said[0], area_ha=said[1], source=source)
            )
            written.added.add(count.unit.pk)
        elif said != (row.inhabitants, row.area_ha):
            row.inhabitants, row.area_ha, row.source = *said, source
            changed.append(row)
            written.changed.add(count.unit.pk)
    Measure.objects.bulk_create(new, batch_size=A_BATCH)
    save_many(changed, ["inhabitants", "area_ha", "source"])
    if new or changed:
        journal.record(
            by=by,
            verb="measure.taken",
            target=(new or changed)[0],
            data={"as_of": as_of.isoformat(), "added": len(new), "changed": len(changed)},
        )
    return written


@transaction.atomic
def take_codes(*, codes: Mapping[int, tuple[str, str]], country: str, by: Any) -> set[int]:
    """Note each unit's LAU and NUTS 3 code (unit's id → the two); return ids of units that changed."""
    require(by, "territory.take_register")
    units = Unit.objects.select_for_update().filter(country=country)
    changed = []
    for unit in units.order_by("pk"):
        lau, nuts = codes.get(unit.pk, (unit.lau_code, unit.nuts))
        if (unit.lau_code, unit.nuts) != (lau, nuts):
            unit.lau_code, unit.nuts = lau, nuts
            changed.append(unit)
    save_many(changed, ["lau_code", "nuts"])
    if changed:
        journal.record(by=by, verb="unit.codes_taken", target=changed[0], data={"changed": len(changed)})
    return {unit.pk for unit in changed}


@transaction.atomic
def take_points(*, points: Mapping[tuple[str, str], tuple[float, float]], by: Any) -> int:
    """Set a point (latitude, longitude) for units by country and code; return how many changed.

    A unit whose boundary is known keeps the point inside it. Raises PermissionDenied.
    """
    require(by, "territory.take_register")
    if not points:
        return 0
    rows = Unit.objects.select_for_update(of=("self",)).filter(
        code__in={code for _country, code in points}, boundary__isnull=True
    )
    changed = []
    for unit in rows.order_by("pk"):
        wanted = points.get((unit.country, unit.code))
        if wanted is None:
            continue
        point = tuple(Decimal(str(value)) for value in wanted)
        if (unit.latitude, unit.longitude) != point:
            unit.latitude, unit.longitude = point
            changed.append(unit)
    save_many(changed, ["latitude", "longitude"])
    if changed:
        journal.record(by=by, verb="unit.points_taken", target=changed[0], data={"changed": len(changed)})
    return len(changed)


@transaction.atomic
def take_official_areas(*, areas: Sequence[OfficialArea], source: str, by: Any) -> Written:
    """Bring the official functional areas up to a list; areas that it does not name stay.

    Raises PermissionDenied.
    """
    require(by, "territory.take_register")
    rows = (
        FunctionalArea.objects.select_for_update(of=("self",))
        .select_related("core")
        .filter(key__in=[area.key for area in areas])
    )
    known = {row.key: row for row in rows}
    before: dict[int, set[int]] = {}
    for area_id, unit_id in FunctionalAreaUnit.objects.filter(area__in=known.values()).values_list(
        "area", "unit"
    ):
        before.setdefault(area_id, set()).add(unit_id)
    written = Written(set(), set())
    for area in areas:
        row, wanted = known.get(area.key), {unit.pk for unit in area.units}
        had = before.get(row.pk, set()) if row else set()
        if row is None:
            row = FunctionalArea.objects.create(
                key=area.key,
                name={"pl": area.name},
                basis=AreaBasis.DELINEATED,
                act=STUDY,
                core=area.core,
                is_official=True,
                source=source,
                certainty=Certainty.SEEN,
                origin=Origin.IMPORTED,
            )
            written.added.add(row.pk)
        elif (had, row.name, row.core) == (wanted, {"pl": area.name}, area.core):
            continue
        else:
            row.name, row.core, row.source = {"pl": area.name}, area.core, source
            row.row_version += 1
            row.save(update_fields=["name", "core", "source", "row_version", "updated_at"])
            written.changed.add(row.pk)
        FunctionalAreaUnit.objects.filter(area=row, unit__in=had - wanted).delete()
        FunctionalAreaUnit.objects.bulk_create(
            FunctionalAreaUnit(area=row, unit_id=unit) for unit in sorted(wanted - had)
        )
        journal.record(by=by, verb="functional_area.taken", target=row, data={"units": len(wanted)})
    return written
