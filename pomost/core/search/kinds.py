"""What can be found. A room registers its kinds in its `apps.py`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from pomost.core.registries import Registry


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one thing by language, e.g. `{"pl": "…"}`. The title is found and shown first."""

    title: Mapping[str, str]
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that can be found.

    label: lazily translated plural. visible_to: the room's own query, asked anew at every search, so
    that nobody finds what they may not open. words: takes objects with what `prepared` fetched; None
    for an object that is not to be found. follows: label of another model → the ids of this kind's
    objects whose words hold words of those records. address: object → where it is read, for a reader
    of the page and, when `in_panel`, for somebody at work.
    """

    model: type[Model]
    label: Any
    visible_to: Callable[[Any], QuerySet]
    words: Callable[[Any], Words | None]
    address: Callable[[Any], str]
    prepared: Callable[[QuerySet], QuerySet] = lambda rows: rows
    follows: Mapping[str, Callable[[int], Iterable[int]]] = field(default_factory=dict)
    in_panel: bool = False


kinds: Registry[Kind] = Registry("kinds of things that can be found")
