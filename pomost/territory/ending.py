"""What stays open when a unit is no more, for a decision: carry over or end. Lower rooms add to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from pomost.core.registries import Registry
from pomost.territory.models.units import Unit


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something that still counts on a unit that is no more.

    key: unique for the unit. name: what it is called; where: its address. end(last_day, by) ends it with
    the unit's last day; carry_over(to, last_day, by) lets the unit `to` follow from the next day on. Both
    run inside the decision's transaction and raise DomainError where that can't be.
    """

    key: str
    name: str
    where: str
    end: Callable[[date, Any], None]
    carry_over: Callable[[Unit, date, Any], None]


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of open things. label: what they are, lazily translated.

    of(unit): those of a unit. waiting(): rows of the id of a unit that is no more and how many of
    them it left. may_decide(by): whether somebody who decides on the unit decides on these too.
    """

    label: Any
    of: Callable[[Unit], Iterable[OpenThing]]
    waiting: Callable[[], QuerySet[Any, tuple[int, int]]]
    may_decide: Callable[[Any], bool] = lambda _by: True


@dataclass(frozen=True, slots=True)
class Listed:
    """An open thing with its kind, as it is listed."""

    kind: str
    label: Any
    thing: OpenThing

    @property
    def key(self) -> str:
        return self.thing.key

    def __str__(self) -> str:
        return f"{self.label}: {self.thing.name}"


open_things: Registry[Provider] = Registry("open things when a unit ends")


def is_over(unit: Unit) -> bool:
    """Whether the unit's last day has passed (Polish time)."""
    return unit.until is not None and unit.until < timezone.localdate()


def things_of(unit: Unit, by: Any) -> tuple[list[Listed], list[Listed]]:
    """The open things of a unit on which `by` decides, and those that others decide on."""
    mine: list[Listed] = []
    others: list[Listed] = []
    if is_over(unit):
        for kind, provider in open_things.items():
            listed = mine if provider.may_decide(by) else others
            listed += [Listed(kind, provider.label, thing) for thing in provider.of(unit)]
    return mine, others


def waiting_for(by: Any) -> dict[int, int]:
    """How many things wait for a decision of `by`, by the id of the unit that is no more."""
    found: dict[int, int] = {}
    if not by.has_perm("territory.decide_on_ended_unit"):
        return found
    rows = [provider.waiting() for provider in open_things if provider.may_decide(by)]
    if rows:
        for unit, count in rows[0].union(*rows[1:], all=True):  # one query for all kinds
            found[unit] = found.get(unit, 0) + count
    return found
