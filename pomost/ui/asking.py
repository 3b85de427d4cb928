"""“Ask” on the page of any thing: a lower room says how one asks, the pages of all rooms show it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pomost.core.registries import Registry


@dataclass(frozen=True, slots=True)
class Known:
    """A question about the thing that the reader may read."""

    title: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page shows: where a question about the thing is written, and those asked already;
    all_url: where all are listed, when more exist than are shown."""

    url: str
    known: list[Known]
    all_url: str = ""


# name → function(user, kind of the thing, its id) → what to show, None for nothing.
providers: Registry[Callable[[Any, str, str], Asked | None]] = Registry("how one asks about a thing")


def asked_about(user: Any, kind: str, thing_id: object) -> Asked | None:
    """What the first room that takes questions says."""
    for provider in providers:
        if found := provider(user, kind, str(thing_id)):
            return found
    return None
