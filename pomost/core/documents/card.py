"""What a document says, apart from how it looks: title, facts, sections with paragraphs, lists, tables."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, a list, and a table (its first row is the header)."""

    title: str
    paragraphs: Sequence[str] = ()
    items: Sequence[str] = ()
    table: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One document. facts: (name, value). language: two letters. footer: where it comes from and when."""

    title: str
    language: str
    kicker: str = ""
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = field(default=())
    footer: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain data for a template."""
        return asdict(self)
