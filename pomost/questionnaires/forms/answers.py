"""The shapes in which answers come in: a form of a whole section, and what the page saves as one types."""

import json
import re
import uuid
from typing import Any

from django.http import QueryDict

from pomost.questionnaires.actions.answering import MOST_AT_ONCE, Typed
from pomost.questionnaires.definition import MOST_ROWS
from pomost.questionnaires.presenting import Box
from pomost.questionnaires.states import Kind

_HIGHEST = 2**31 - 1
LONGEST_PATH = 100
MOST_BEFORE = 200  # savings without an answer that one goes on from


def _number(text: Any) -> int:
    """A version as it came in; 0 for anything that is none."""
    said = str(text or "")
    return min(int(said), _HIGHEST) if said.isdecimal() and len(said) < 11 else 0


def sent_in(data: QueryDict, boxes: list[Box]) -> list[Typed]:
    """What a form of these boxes says. Rows of groups and files have buttons of their own."""
    found = []
    for box in boxes:
        if box.question.kind in (Kind.GROUP, Kind.FILE) or f"v:{box.path}" not in data:
            continue
        found.append(Typed(box.path, value_in(data, box), _number(data[f"v:{box.path}"])))
    return found


def value_in(data: QueryDict, box: Box) -> Any:
    """What was typed into one box: text, a list of keys, or rows of texts."""
    if box.question.kind == Kind.CHOICES:
        return data.getlist(box.name)
    if box.question.kind != Kind.TABLE:
        return data.get(box.name, "")
    rows: dict[int, dict[str, str]] = {}
    pattern = re.compile(re.escape(box.name) + r":(\d{1,6}):([a-z0-9_]+)$")
    for name in data:
        if match := pattern.match(name):
            rows.setdefault(int(match[1]), {})[match[2]] = str(data[name])
    return [rows[number] for number in sorted(rows)][: MOST_ROWS * 2]


def saved_in(body: bytes) -> list[Typed]:
    """What the page saves as one types: `{"answers": [{"path", "value", "seen", "key"}, …]}`.

    Raises ValueError for anything else.
    """
    sent = json.loads(body)
    rows = sent.get("answers") if isinstance(sent, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_AT_ONCE:
        raise ValueError("answers")
    return [_typed(row) for row in rows]


def _typed(row: Any) -> Typed:
    if not isinstance(row, dict) or not isinstance(row.get("path"), str):
        raise ValueError("path")
    value = row.get("value")
    if not _is_plain(value) or len(row["path"]) > LONGEST_PATH:
        raise ValueError("value")
    before = row.get("after") or []
    if not isinstance(before, list) or len(before) > MOST_BEFORE:
        raise ValueError("after")
    after = tuple(uuid.UUID(str(key)) for key in before)
    return Typed(row["path"], value, _number(row.get("seen")), uuid.UUID(str(row.get("key"))), after)


def _is_plain(value: Any) -> bool:
    """Text, a list of texts, or rows of texts: nothing deeper comes from our pages."""
    if isinstance(value, list):
        return all(
            isinstance(each, str)
            or (isinstance(each, dict) and all(isinstance(cell, str) for cell in each.values()))
            for each in value
        )
    return value is None or isinstance(value, str)
