"""The history of a unit, put together from what single states of a register say of it.

A register's state says what there is on one day. Between two states nothing is known but that something
changed; a change then stands at the later state's day unless the day itself was recorded. States may be
taken in any order: each is one more observation, and the history is put together anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
ENDLESS = 9999  # the year that registers write for "still lasts"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a register says of a unit on a day. parent: the code of the unit in which it lies."""

    official_code: str
    name: str
    kind: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The same facts from one day to another, both included; until None: they still hold."""

    since: date
    until: date | None
    facts: Facts

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def facts_on(periods: Iterable[Period], day: date) -> Facts | None:
    """What was so on a day; None when the unit did not exist, or nothing is known."""
    return next((period.facts for period in periods if period.covers(day)), None)


def observed(
    periods: Sequence[Period], *, day: date, seen: Facts | None, whole_states: Sequence[date]
) -> list[Period]:
    """The unit's periods once a state of `day` says `seen`, or, as None, that there is no such unit.

    whole_states: the days of all states that list every unit, in order; on each of them the unit is known
    to be what its periods say, or not to be. Days on which something is recorded to have begun or ended
    are kept as long as they do not contradict a state.
    """
    if seen is not None and facts_on(periods, day) == seen:
        return list(periods)
    if not periods and seen is None:
        return []
    days = sorted({*whole_states, *(period.since for period in periods), day})
    facts = {each: facts_on(periods, each) for each in days}
    facts[day] = seen
    return list(_runs(days, facts, periods))


def _runs(days: list[date], facts: dict[date, Facts | None], periods: Sequence[Period]) -> Iterable[Period]:
    at = 0
    while at < len(days):
        held, begin = facts[days[at]], at
        while at < len(days) and facts[days[at]] == held:
            at += 1
        if held is None:
            continue
        following = days[at] if at < len(days) else None
        yield Period(days[begin], _end(days[at - 1], following, periods), held)


def _end(last_seen: date, following: date | None, periods: Sequence[Period]) -> date | None:
    """The last day of a run: the recorded one where one is known, else the day before it is seen changed."""
    for period in periods:
        ended = period.until
        if ended is not None and ended >= last_seen and (following is None or ended < following):
            return ended
    return following - DAY if following else None


def last_day(text: str) -> date | None:
    """The last day as a table writes it; empty, or the year 9999 of many registers: it still lasts.

    Raises ValueError for what is no date.
    """
    day = date.fromisoformat(text) if text else None
    return day if day is not None and day.year < ENDLESS else None
