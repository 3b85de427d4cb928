"""What an organisation still holds when it is no more: a list that this room owns and lower rooms add to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pomost.core.registries import Registry
from pomost.organisations.models.organisations import Organisation


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that ends with an organisation, e.g. a membership in a partnership.

    key: unique among the decisions about one organisation. label: what it is, for the page that asks for
    confirmation. where: the address at which it is read, or empty. end: carries it out inside the action
    that ends the organisation (or its unit), with the last day, the reason and who does it; it journals
    in its own room, and asks for no right of its own: the action has asked already.
    """

    key: str
    label: str
    where: str
    end: Callable[[date, str, Any], None]


decisions: Registry[Callable[[Organisation], Iterable[Decision]]] = Registry("what ends with an organisation")


def decisions_about(organisation: Organisation) -> list[Decision]:
    """Everything that ends with the organisation, in the order in which the rooms registered."""
    return [decision for provider in decisions for decision in provider(organisation)]
