"""Taking in a state of an official register: units come, change, end, and keep their history."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.territory.actions import records
from pomost.territory.history import Facts, Period, observed
from pomost.territory.models.units import RegisterState
from pomost.territory.states import LEVELS, UnitKind, UnitLevel

MOST_ENDED = 0.05  # of a country's units; a file that ends more is no state of the whole register
LAU = "lau"
TABLE = "table"


@dataclass(frozen=True, slots=True)
class State:
    """Which register of which country, on which day, and whether the file lists all of its units."""

    country: str
    register: str
    as_of: date
    is_whole: bool
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """One unit as the state shows it. number: its row in the file."""

    number: int
    code: str
    facts: Facts


@dataclass(slots=True)
class Outcome:
    """Codes of the units that the state brought, changed and ended; `unchanged` counts the others."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def take_state(*, state: State, rows: Sequence[Row], by: Any) -> Outcome:
    """Bring the units of a country up to what a state of its register says of one day.

    States may be taken in any order and again. Codes in `rows` stand once each, and each `parent` is in
    `rows` or known. A LAU list (Eurostat) adds only units that the country's own register does not know.
    Raises PermissionDenied; DomainError when a whole state would end more than one unit in twenty.
    """
    require(by, "territory.take_register")
    taken, _new = RegisterState.objects.select_for_update().get_or_create(
        country=state.country,
        register=state.register,
        as_of=state.as_of,
        is_whole=state.is_whole,
        defaults={"source": state.source},
    )
    known = records.of_country(state.country, statistical=_is_statistical(rows))
    outcome = Outcome()
    histories = _histories(state, rows, known, outcome)
    if state.is_whole:
        histories |= _endings(state, rows, known, outcome)
    records.write(state, histories, known)
    counts = _counts(rows)
    if outcome.added or outcome.changed or outcome.ended or taken.counts != counts:
        taken.counts, taken.source = counts, state.source
        taken.save(update_fields=["counts", "source", "taken_at"])
        journal.record(
            by=by,
            verb="register_state.taken",
            target=taken,
            data={
                "added": len(outcome.added),
                "changed": len(outcome.changed),
                "ended": outcome.ended[:500],
                "unchanged": outcome.unchanged,
            },
        )
    return outcome


@transaction.atomic
def take_periods(
    *,
    country: str,
    units: Mapping[str, Sequence[tuple[int, Period, str]]],
    source: str,
    by: Any,
) -> tuple[Outcome, list[tuple[int, str]]]:
    """Take units with their whole histories, as a table of ours or a programme file states them.

    units: code → (row, period, source) of each period. What an official register says of a unit stays:
    a table adds the units that are missing, and changes those that only tables stated.
    Returns what happened and the rows refused, with reasons. Raises PermissionDenied.
    """
    require(by, "territory.take_register")
    outcome, refused = Outcome(), []
    stated = State(country, TABLE, timezone.localdate(), is_whole=False, source=source)
    for statistical in (False, True):
        here = {
            code: sorted(rows, key=lambda row: row[1].since)
            for code, rows in units.items()
            if (LEVELS[UnitKind(rows[0][1].facts.kind)] == UnitLevel.STATISTICAL) is statistical
        }
        if not here:
            continue
        known, histories = records.of_country(country, statistical=statistical), {}
        places = set(known.codes.values()) | set(units)
        for code, rows in here.items():
            if problem := _period_problem(rows, places):
                refused.append((rows[0][0], problem))
                continue
            unit, periods = known.units.get(code), [period for _row, period, _source in rows]
            if unit is None:
                outcome.added.append(code)
            elif known.periods(unit) == periods or known.is_of_a_register(unit):
                outcome.unchanged += 1
                continue
            else:
                outcome.changed.append(code)
            histories[code] = periods
        said = {(code, period): text for code in histories for _row, period, text in units[code]}
        records.write(stated, histories, known, said)
        if histories:
            journal.record(
                by=by,
                verb="unit.periods_taken",
                target=known.units[next(iter(histories))],
                data={"added": len(outcome.added), "changed": len(outcome.changed)},
            )
    return outcome, refused


def _period_problem(rows: Sequence[tuple[int, Period, str]], places: Container[str]) -> str:
    periods = [period for _row, period, _source in rows]
    for before, after in pairwise(periods):
        if before.until is None or before.until >= after.since:
            return _("valid_to: the period overlaps with the next one, from %s") % after.since
    for period in periods:
        if period.facts.parent and period.facts.parent not in places:
            return _("parent: there is no unit %s") % period.facts.parent
    return ""


def _is_statistical(rows: Sequence[Row]) -> bool:
    return bool(rows) and LEVELS[UnitKind(rows[0].facts.kind)] == UnitLevel.STATISTICAL


def _days(state: State, known: records.Known) -> list[date]:
    """Days of the whole states that bear on this one: those of its own register, and for a LAU list, which
    only fills gaps, those of the country's own register besides."""
    rows = RegisterState.objects.filter(country=state.country, is_whole=True)
    if state.register != LAU:
        rows = rows.filter(register=state.register)
    elif known.statistical:
        rows = rows.none()
    days = set(rows.values_list("as_of", flat=True))
    return sorted(days | {state.as_of}) if state.is_whole else sorted(days)


def _histories(
    state: State, rows: Iterable[Row], known: records.Known, outcome: Outcome
) -> dict[str, list[Period]]:
    """The new periods of each unit of the file whose periods change."""
    days, histories = _days(state, known), {}
    for row in rows:
        unit = known.units.get(row.code)
        before = known.periods(unit, besides=LAU if state.register != LAU else "")
        if unit is not None and state.register == LAU and known.has_own_register(unit):
            outcome.unchanged += 1
            continue
        after = observed(before, day=state.as_of, seen=row.facts, whole_states=days)
        if unit is None:
            outcome.added.append(row.code)
        elif after == known.periods(unit):
            outcome.unchanged += 1
            continue
        else:
            outcome.changed.append(row.code)
        histories[row.code] = after
    return histories


def _endings(
    state: State, rows: Sequence[Row], known: records.Known, outcome: Outcome
) -> dict[str, list[Period]]:
    """The new periods of the units that the whole state does not list."""
    listed, days, histories = {row.code for row in rows}, _days(state, known), {}
    existing = 0
    for code, unit in known.units.items():
        if state.register == LAU and known.has_own_register(unit):
            continue
        before = known.periods(unit)
        existing += any(period.covers(state.as_of) for period in before)
        if code in listed:
            continue
        after = observed(before, day=state.as_of, seen=None, whole_states=days)
        if after and after != before:
            outcome.ended.append(code)
            histories[code] = after
    if len(outcome.ended) > max(existing * MOST_ENDED, 20):
        raise DomainError(
            _(
                "The file would end %(ended)d of %(all)d units. Is it the whole register, and of that day? "
                "Nothing was changed."
            )
            % {"ended": len(outcome.ended), "all": existing}
        )
    return histories


def _counts(rows: Iterable[Row]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        level = str(LEVELS[UnitKind(row.facts.kind)])
        counts[level] = counts.get(level, 0) + 1
    return counts
