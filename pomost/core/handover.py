"""What must be decided when somebody's position ends: open things, and who takes each over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pomost.core.registries import Registry


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something that a person still holds or owes.

    key: unique in one ending. label, where: what it is and its address. needs_successor: whether it
    may not be left without anybody. candidates: accounts that may take it over. hand_over(successor,
    by): carries it out, inside the ending's transaction; successor None means: simply ends.
    may_hand_over(by): whether who ends the position may say who takes it over; else `hand_over` is
    called without a successor and tells those who may.
    """

    key: str
    label: str
    where: str
    needs_successor: bool
    candidates: tuple[Any, ...]
    hand_over: Callable[[Any, Any], None]
    may_hand_over: Callable[[Any], bool] = lambda _by: True


# name → function(position) -> iterable of OpenThing. Each room adds its own.
open_things: Registry[Callable[[Any], Iterable[OpenThing]]] = Registry("open things when a position ends")
