"""Parts of the actions on registers: units as they are known, and writing their new periods."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Protocol

from django.db.models import Model

from pomost.core.models.claims import Certainty
from pomost.territory.history import DAY, Facts, Period
from pomost.territory.models.units import Succession, Unit, UnitVersion, folded_name
from pomost.territory.states import ENDINGS, LEVELS, SuccessionKind, UnitKind, UnitLevel

A_BATCH = 2000
PLAIN_REGISTERS = frozenset({"lau"})  # lists that say no more than code and name


class Stated(Protocol):
    """Whose statement is being written."""

    @property
    def country(self) -> str: ...
    @property
    def register(self) -> str: ...
    @property
    def as_of(self) -> date: ...
    @property
    def source(self) -> str: ...


@dataclass(slots=True)
class Known:
    """The units of a country, by code, with their periods and who stated them."""

    statistical: bool
    units: dict[str, Unit] = field(default_factory=dict)
    versions: dict[int, list[UnitVersion]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[int, str] = field(default_factory=dict)

    def periods(self, unit: Unit | None, besides: str = "") -> list[Period]:
        """The unit's periods in order; without those that the register `besides` stated."""
        if unit is None:
            return []
        return [
            Period(row.since, row.until, self.facts(row))
            for row in self.versions[unit.pk]
            if row.register != besides
        ]

    def facts(self, row: UnitVersion) -> Facts:
        return Facts(row.official_code, row.name, row.kind, self.codes.get(row.parent_id or 0, ""))

    def has_own_register(self, unit: Unit) -> bool:
        """Whether anything but a plain list states the unit."""
        return any(row.register not in PLAIN_REGISTERS for row in self.versions[unit.pk])

    def is_of_a_register(self, unit: Unit) -> bool:
        """Whether an official register states the unit, not only lists and tables."""
        return any(row.register not in PLAIN_REGISTERS | {"table"} for row in self.versions[unit.pk])


def of_country(country: str, *, statistical: bool) -> Known:
    """Read and lock the units of a country: either its statistical regions or all the others."""
    rows = Unit.objects.filter(country=country)
    own = {"level": UnitLevel.STATISTICAL}
    rows = rows.filter(**own) if statistical else rows.exclude(**own)
    known = Known(statistical=statistical)
    for unit in rows.select_for_update().order_by("pk"):
        known.units[unit.code] = unit
    known.codes = dict(Unit.objects.filter(country=country).values_list("pk", "code"))
    versions = UnitVersion.objects.filter(unit__country=country).order_by("unit", "since")
    for version in versions.iterator(chunk_size=A_BATCH):
        known.versions[version.unit_id].append(version)
    return known


def write(
    stated: Stated,
    histories: Mapping[str, list[Period]],
    known: Known,
    sources: Mapping[tuple[str, Period], str] | None = None,
) -> None:
    """Write the new periods of these units: the units themselves, their versions, what happened to them.

    sources: who states a unit's period (by code and period), where it is not the statement as a whole.
    """
    if not histories:
        return
    old = [code for code in histories if code in known.units]
    places = dict(Unit.objects.filter(country=stated.country).values_list("code", "pk"))
    _add_units(stated, histories, known, places)
    for code in old:
        _fit(known.units[code], histories[code], places)
    fields = ["name", "folded", "kind", "level", "since", "until", "parent", "region"]
    save_many([known.units[code] for code in old], fields)
    versions = []
    for code, periods in histories.items():
        unit = known.units[code]
        said = {known.facts(row): (row.register, row.source) for row in known.versions.get(unit.pk, ())}
        for period in periods:
            register, source = said.get(period.facts, (stated.register, stated.source))
            if register in PLAIN_REGISTERS:
                register, source = stated.register, stated.source
            source = (sources or {}).get((code, period), source)
            versions.append(_version(unit, period, places, (register, source)))
    ids = [known.units[code].pk for code in old]
    for start in range(0, len(ids), A_BATCH):
        UnitVersion.objects.filter(unit__in=ids[start : start + A_BATCH]).delete()
    UnitVersion.objects.bulk_create(versions, batch_size=A_BATCH)
    _write_successions(stated, histories, known)


def save_many(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Save these fields of rows that exist: one statement for many, ten times as fast as `bulk_update`."""
    if rows:
        rows[0]._meta.model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["pk"], update_fields=fields, batch_size=A_BATCH
        )


def _add_units(
    stated: Stated, histories: Mapping[str, list[Period]], known: Known, places: dict[str, int]
) -> None:
    """Add the units that are new, each after the one in which it lies."""
    waiting = {code: periods for code, periods in histories.items() if code not in known.units}
    while waiting:
        ready = [code for code, periods in waiting.items() if periods[-1].facts.parent not in waiting]
        new = [Unit(country=stated.country, code=code) for code in ready or waiting]
        for unit in new:
            _fit(unit, waiting.pop(unit.code), places)
        Unit.objects.bulk_create(new, batch_size=A_BATCH)
        known.units.update({unit.code: unit for unit in new})
        places.update({unit.code: unit.pk for unit in new})


def _fit(unit: Unit, periods: Sequence[Period], places: Mapping[str, int]) -> None:
    """Set what the unit is called and where it lies to its last period."""
    last = periods[-1]
    unit.name, unit.folded, unit.kind = last.facts.name, folded_name(last.facts.name), last.facts.kind
    unit.level = LEVELS[UnitKind(last.facts.kind)]
    unit.since, unit.until = periods[0].since, last.until
    unit.parent_id = places.get(last.facts.parent)
    unit.region_id = None
    if unit.country == "PL" and unit.level in (UnitLevel.COUNTY, UnitLevel.MUNICIPALITY):
        unit.region_id = places.get(unit.code[:2])  # TERYT's first two digits are the voivodeship


def _version(
    unit: Unit, period: Period, places: Mapping[str, int], stated_by: tuple[str, str]
) -> UnitVersion:
    facts = period.facts
    return UnitVersion(
        unit=unit,
        official_code=facts.official_code,
        name=facts.name,
        folded=folded_name(facts.name),
        kind=facts.kind,
        parent_id=places.get(facts.parent),
        since=period.since,
        until=period.until,
        register=stated_by[0],
        source=stated_by[1],
    )


def _write_successions(stated: Stated, histories: Mapping[str, list[Period]], known: Known) -> None:
    """Write anew what comparing states shows of these units; what people recorded stays."""
    units = [known.units[code] for code in histories]
    ended, changed = set(), set()
    for start in range(0, len(units), A_BATCH):
        rows = Succession.objects.filter(predecessor__in=units[start : start + A_BATCH])
        rows.filter(derived=True).delete()
        for row in rows.filter(derived=False):
            changed.add((row.predecessor_id, row.kind, row.on))
            if row.kind in ENDINGS:
                ended.add(row.predecessor_id)
    found: list[Succession] = []
    for code, periods in histories.items():
        unit = known.units[code]
        seen = _changes(stated, unit, periods)
        found += [row for row in seen if (unit.pk, row.kind, row.on) not in changed]
        if periods[-1].until and unit.pk not in ended:
            found.append(ending_of(stated.source, unit, periods[-1].until, periods[-1].facts.name))
    _recognise_recoded(found, histories, known)
    Succession.objects.bulk_create(found, batch_size=A_BATCH)


def _changes(stated: Stated, unit: Unit, periods: Sequence[Period]) -> list[Succession]:
    found = []
    for before, after in pairwise(periods):
        if before.until is None or before.until + DAY != after.since:
            continue  # it had ended, and came back
        common = {"on": after.since, "predecessor": unit, "successor": unit, "derived": True}
        if before.facts.name != after.facts.name:
            found.append(
                Succession(
                    kind=SuccessionKind.RENAMED,
                    was=before.facts.name,
                    became=after.facts.name,
                    source=stated.source,
                    **common,
                )
            )
        if before.facts.kind != after.facts.kind:
            found.append(
                Succession(
                    kind=SuccessionKind.KIND_CHANGED,
                    was=before.facts.kind,
                    became=after.facts.kind,
                    source=stated.source,
                    **common,
                )
            )
    return found


def ending_of(source: str, unit: Unit, last_day: date, name: str) -> Succession:
    """That the unit is no more, as comparing states shows it: nobody has said yet what became of it."""
    return Succession(
        kind=SuccessionKind.DISSOLVED,
        on=last_day + DAY,
        predecessor=unit,
        was=name,
        derived=True,
        source=source,
    )


def _recognise_recoded(
    found: Sequence[Succession], histories: Mapping[str, list[Period]], known: Known
) -> None:
    """Turn "dissolved" into "recoded" where the only new unit of that name and kind begins the next day."""
    begun: dict[tuple[date, str, str], list[Unit]] = defaultdict(list)
    for code, periods in histories.items():
        first = periods[0]
        begun[first.since, first.facts.name, first.facts.kind].append(known.units[code])
    for row in found:
        if row.kind != SuccessionKind.DISSOLVED:
            continue
        same = [unit for unit in begun[row.on, row.was, row.predecessor.kind] if unit != row.predecessor]
        if len(same) == 1:
            row.kind, row.successor, row.became = SuccessionKind.RECODED, same[0], same[0].name
            row.certainty = Certainty.INFERRED
