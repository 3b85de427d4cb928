"""What a change changes: old and new values in a form that the journal can keep and a page can show."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

Changes = dict[str, list[Any]]


def as_json(value: Any) -> Any:
    """The value as the journal keeps it: numbers as text, dates as ISO, records as their keys."""
    if isinstance(value, models.Model):
        return getattr(value, "slug", None) or str(value.pk)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def apply(obj: models.Model, values: Mapping[str, Any]) -> Changes:
    """Set the values on `obj` without saving; return `{field: [old, new]}` of those that differ."""
    changes: Changes = {}
    for field, new in values.items():
        old = getattr(obj, field)
        if _same(old, new):
            continue
        changes[field] = [as_json(old), as_json(new)]
        setattr(obj, field, new)
    return changes


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, Decimal) and new is not None:
        return old == Decimal(str(new))
    return bool(old == new)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed (`same`), went (`gone`) or came (`new`)."""

    kind: str
    text: str


def by_words(old: str, new: str) -> Iterator[Piece]:
    """The difference of two texts word by word, in reading order."""
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[a:b]))
            continue
        if b > a:
            yield Piece("gone", "".join(before[a:b]))
        if d > c:
            yield Piece("new", "".join(after[c:d]))
