"""What a document says, apart from how it looks: title, facts, sections with paragraphs, lists, tables."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, a list, and a table (its first row is the header).

    Rows that are too short end in empty cells, so that no value slips into another column.
    """

    title: str
    paragraphs: Sequence[str] = ()
    items: Sequence[str] = ()
    table: Sequence[Sequence[str]] = ()

    def __post_init__(self) -> None:
        width = max(map(len, self.table), default=0)
        rows = tuple((*row, *[""] * (width - len(row))) for row in self.table) if width else ()
        object.__setattr__(self, "table", rows)


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
