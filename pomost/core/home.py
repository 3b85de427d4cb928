"""The lists on a person's home: what awaits them, what changed, what they may start. Rooms add theirs."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from pomost.core.models.journal import JournalEntry
from pomost.core.registries import Registry

MOST_NEWS = 15  # of the journal


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


@dataclass(frozen=True, slots=True)
class Watched:
    """Records whose journal is news for whoever has a task in them.

    ids: user → ids of these records as text, or a query for them. verbs: what is told of. told: entries about
    such records → their news.
    """

    target_type: str
    ids: Callable[[Any], Any]
    verbs: Collection[str]
    told: Callable[[Sequence[JournalEntry]], list[News]]


awaiting: Registry[Callable[[Any], Iterable[Awaiting]]] = Registry("what awaits a person")
news: Registry[Callable[[Any, datetime], Iterable[News]]] = Registry("what changed for a person")
watched: Registry[Watched] = Registry("records whose journal is news")
starts: Registry[Callable[[Any], Iterable[Start]]] = Registry("what a person may start")


def news_of_the_journal(user: Any, since: datetime) -> list[News]:
    """What others changed since in what the user has a task in, newest first; one query for all kinds."""
    others = JournalEntry.objects.filter(at__gt=since).exclude(actor_id=user.pk)
    found = Q(pk__in=[])
    for kind in watched:  # each kind by itself finds its newest by an index
        rows = others.filter(target_type=kind.target_type, target_id__in=kind.ids(user))
        found |= Q(pk__in=rows.filter(verb__in=kind.verbs).values("pk")[:MOST_NEWS])
    entries = list(JournalEntry.objects.filter(found)[:MOST_NEWS])
    told: list[News] = []
    for kind in watched:
        if mine := [row for row in entries if row.target_type == kind.target_type]:
            told += kind.told(mine)
    return sorted(told, key=lambda item: item.at, reverse=True)
