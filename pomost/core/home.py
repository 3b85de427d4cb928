"""The lists on a person's home: what awaits them, what changed, what they may start. Rooms add theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pomost.core.registries import Registry


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Something that this person is expected to do; `due` is the last day, None when there is no term."""

    label: str
    where: str
    due: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened in what this person has to do with."""

    at: datetime
    label: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """Something that this person often begins."""

    label: str
    where: str
    note: str = ""


awaiting: Registry[Callable[[Any], Iterable[Awaiting]]] = Registry("what awaits a person")
news: Registry[Callable[[Any, datetime], Iterable[News]]] = Registry("what changed for a person")
starts: Registry[Callable[[Any], Iterable[Start]]] = Registry("what a person may start")
