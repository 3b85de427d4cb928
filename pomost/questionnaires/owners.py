"""What answers belong to. A lower room adds its kind of thing, and says who reads and who fills them in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pomost.core.registries import Registry
from pomost.questionnaires.models.answers import AnswerSet

Predicate = Callable[[Any, AnswerSet], bool]


@dataclass(frozen=True, slots=True)
class About:
    """What the page of the answers says of their owner: heading, address to go back to, and its name.

    ask_kind, ask_id: the thing that a question asked from the page is about; empty where none is asked.
    """

    heading: str
    link: str
    back: str
    note: str = ""


def _nothing(*_args: Any) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Owner:
    """may_read, may_answer: (user, answers) → bool. about: what stands above them. carried: (old, new), in
    the transaction in which answers move to a newer version. completed: (answers, by), likewise.
    """

    may_read: Predicate
    may_answer: Predicate
    about: Callable[[AnswerSet], About]
    carried: Callable[[AnswerSet, AnswerSet], None] = _nothing
    completed: Callable[[AnswerSet, Any], None] = _nothing


owners: Registry[Owner] = Registry("owners of answers")
