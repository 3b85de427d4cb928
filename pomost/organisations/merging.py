"""What hangs on an organisation and moves when it is merged: a list that lower rooms add to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pomost.core.registries import Registry
from pomost.organisations.models.organisations import Organisation

# Values that the one who merges chooses from both; `slug` stays: both addresses lead to the one kept.
CHOSEN = (
    "name", "short_name", "kind", "country", "website", "nip", "regon", "source", "source_url", "certainty",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hanging:
    """One kind of thing that hangs on an organisation, as the merge page lists it."""

    label: str
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Follower:
    """What of one room moves to the organisation that is kept.

    covers: the fields that point at an organisation, as `room.model.field` in small letters; a test finds
    every field that no follower covers. listed: organisation → what hangs on it. move: carries it over
    inside the action (kept, merged, by) and says what became of it, for the journal; both rows are locked,
    and `merged` is marked as merged already.
    """

    covers: frozenset[str]
    listed: Callable[[Organisation], Iterable[Hanging]]
    move: Callable[[Organisation, Organisation, Any], Mapping[str, Any]]


followers: Registry[Follower] = Registry("what follows a merged organisation")


def hanging_on(organisation: Organisation) -> list[Hanging]:
    """Everything that hangs on the organisation; kinds of which there is nothing are left out."""
    return [each for follower in followers for each in follower.listed(organisation) if each.things]
