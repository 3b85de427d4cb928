"""Values of answers: what was typed becomes what is stored; what does not fit is stored too, and named.

Stored values by kind: text, long_text: text; number, money: the number as text with a point (`"12.50"`);
date: `"2026-11-26"`; choice, stages: the key (`"1"` to `"5"`); choices: a list of keys; table: a list of
rows `{column: text}`; group: a list of ids of its rows; file: a list of names. What can't be read as its
kind is stored as `{"typed": "…"}`, so that nothing typed is lost, and keeps the whole from being completed.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.questionnaires.definition import LONGEST_TEXT, MOST_ROWS, ROW_ID, Question
from pomost.questionnaires.states import Kind

LONGEST_TYPED = 200_000  # letters that are kept of one answer, whatever it is
LONGEST_CELL = 2000
ROWS = frozenset({Kind.TABLE, Kind.GROUP, Kind.FILE})  # stored as lists of what was entered one by one
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Read:
    """A value to store, and what is wrong with it ("" when nothing is)."""

    value: Any
    problem: str = ""


class TooMuch(Exception):
    """More than can be kept. `message` is safe to show; what was stored before stays."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def is_answered(value: Any) -> bool:
    """Whether something was said, fit or not."""
    if isinstance(value, dict):
        return bool(value.get("typed"))
    if isinstance(value, list):
        return any(any(row.values()) if isinstance(row, dict) else row for row in value)
    return value not in (None, "")


def as_number(value: Any) -> Decimal | None:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def read(question: Question, typed: Any) -> Read:
    """What is stored for what was typed. Raises TooMuch for more than can be kept."""
    reader = _READERS[Kind(question.kind)]
    return reader(question, typed)


def problem_with(question: Question, value: Any) -> str:
    """What is wrong with a stored value, in the reader's language; "" when nothing is."""
    if not is_answered(value):
        return ""
    if isinstance(value, dict) and question.kind in ROWS:
        return _("Before the question was changed, this stood here: “%s”. Enter it anew.") % value["typed"]
    try:
        return read(question, value["typed"] if isinstance(value, dict) else value).problem
    except TooMuch as refusal:  # it was kept while more was allowed
        return refusal.message


def carried(question: Question, value: Any) -> Any:
    """A stored value of another version of the question as this one stores it.

    What it can't take stays: rows beyond the limit as rows, all else as the text that it was.
    """
    if not is_answered(value):
        return value if isinstance(value, list) == (question.kind in {*ROWS, Kind.CHOICES}) else None
    typed = value["typed"] if isinstance(value, dict) else value
    is_list = isinstance(typed, list)
    if is_list and question.kind not in {*ROWS, Kind.CHOICES}:
        typed = _as_one_text(typed)
    try:
        found = read(question, typed).value
    except TooMuch:
        return typed if is_list else {"typed": str(typed)}
    return found if is_answered(found) else {"typed": _as_one_text(typed) if is_list else str(typed)}


def _as_one_text(rows: list[Any]) -> str:
    return "; ".join(" | ".join(row.values()) if isinstance(row, dict) else str(row) for row in rows)


def _as_text(typed: Any) -> str:
    if not isinstance(typed, str):
        typed = "" if typed is None else str(typed)
    text = typed.replace("\x00", "").replace("\r\n", "\n")
    if len(text) > LONGEST_TYPED:
        text_ = _("This is longer than %d characters and can't be kept. Put it into a file.")
        raise TooMuch(text_ % LONGEST_TYPED)
    return text


def _text(question: Question, typed: Any) -> Read:
    text = _as_text(typed)
    if question.kind == Kind.TEXT:
        text = " ".join(text.split("\n"))
    limit = question.data.get("limit") or (500 if question.kind == Kind.TEXT else LONGEST_TEXT)
    over = len(text) - limit
    if over > 0:
        message = ngettext(
            "It is %(n)d character too long; at most %(limit)d fit.",
            "It is %(n)d characters too long; at most %(limit)d fit.",
            over,
        )
        return Read(text, message % {"n": over, "limit": limit})
    return Read(text)


def _number(question: Question, typed: Any) -> Read:
    text = _as_text(typed).strip()
    if not text:
        return Read("")
    number = _decimal(text)
    if number is None:
        return Read({"typed": text}, _("Write it as a number, for example 1 250,50."))
    places = question.data.get("decimals", 2 if question.kind == Kind.MONEY else 6)
    return Read(_plain(number), _fits(question, number, places))


def _decimal(text: str) -> Decimal | None:
    """A number as people write it: blanks between thousands, a comma or a point before the decimals."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).removesuffix("zł")
    if not re.fullmatch(r"[-−]?\d{1,15}([.,]\d{1,9})?", bare):
        return None
    return Decimal(bare.replace("−", "-").replace(",", "."))


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fits(question: Question, number: Decimal, places: int) -> str:
    least, most = question.data.get("least"), question.data.get("most")
    if least is not None and number < Decimal(str(least)):
        return _("It must be at least %s.") % formats.number_format(Decimal(str(least)))
    if most is not None and number > Decimal(str(most)):
        return _("It must be at most %s.") % formats.number_format(Decimal(str(most)))
    if -number.as_tuple().exponent > places:  # type: ignore[operator]
        if places == 0:
            return _("Write a whole number.")
        return ngettext("At most %d place after the comma.", "At most %d places after the comma.", places) % (
            places
        )
    return ""


def _day(_question: Question, typed: Any) -> Read:
    text = _as_text(typed).strip()
    if not text:
        return Read("")
    found = _as_day(text)
    if found is None:
        return Read({"typed": text}, _("Write it as a day, for example 26.11.2026."))
    return Read(found.isoformat())


def _as_day(text: str) -> date | None:
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _choice(question: Question, typed: Any) -> Read:
    text = _as_text(typed).strip()
    if text and text not in dict(question.choices):
        return Read({"typed": text}, _("Choose one of those shown."))
    return Read(text)


def _choices(question: Question, typed: Any) -> Read:
    given = [_as_text(each) for each in typed] if isinstance(typed, list) else [_as_text(typed)]
    known = [key for key, _label in question.choices]
    unknown = [key for key in given if key and key not in known]
    if unknown:
        return Read({"typed": ", ".join(given)}, _("Choose only from those shown."))
    return Read([key for key in known if key in given])


def most_rows(question: Question) -> int:
    """How many rows a table or a repeating group takes."""
    return int(question.data.get("rows") or MOST_ROWS)


def _table(question: Question, typed: Any) -> Read:
    rows = [row for row in typed if isinstance(row, dict)] if isinstance(typed, list) else []
    columns = {column["key"]: column["kind"] for column in question.data["columns"]}
    kept = [{key: _as_text(row.get(key, "")).strip() for key in columns} for row in rows]
    while kept and not any(kept[-1].values()):
        kept.pop()
    most = most_rows(question)
    if len(kept) > most:
        text = _(
            "The table has %(rows)s rows; at most %(most)s fit. What stood there before stays. "
            "Put a longer table into a file."
        )
        said = {"rows": formats.number_format(len(kept), force_grouping=True), "most": most}
        raise TooMuch(text % said)
    return Read(kept, _wrong_cell(question, kept))


def _wrong_cell(question: Question, rows: list[dict[str, str]]) -> str:
    """What is wrong with the first cell that does not fit."""
    for number, row in enumerate(rows, start=1):
        for column in question.data["columns"]:
            text = row[column["key"]]
            problem = _problem_of_cell(column["kind"], text)
            if problem:
                name = Question(column["key"], column["kind"], column, "").label
                return _("Row %(row)d, “%(column)s”: %(problem)s") % {
                    "row": number,
                    "column": name,
                    "problem": problem,
                }
    return ""


def _problem_of_cell(kind: str, text: str) -> str:
    if len(text) > LONGEST_CELL:
        return _("It is too long for a cell.")
    if not text or kind == Kind.TEXT:
        return ""
    if kind == Kind.DATE:
        return "" if _as_day(text) else _("Write it as a day, for example 26.11.2026.")
    return "" if _decimal(text) is not None else _("Write it as a number, for example 1 250,50.")


def totals(question: Question, rows: list[dict[str, str]]) -> dict[str, Decimal]:
    """Sums of the columns of numbers and amounts, over the cells that are numbers."""
    found = {}
    for column in question.data["columns"]:
        if column["kind"] in (Kind.NUMBER, Kind.MONEY):
            cells = [_decimal(row.get(column["key"], "")) for row in rows if row.get(column["key"])]
            found[column["key"]] = sum((cell for cell in cells if cell is not None), Decimal(0))
    return found


def _group(question: Question, typed: Any) -> Read:
    rows = [str(row) for row in typed if ROW_ID.match(str(row))] if isinstance(typed, list) else []
    kept = list(dict.fromkeys(rows))
    if len(kept) > most_rows(question):
        raise TooMuch(_("At most %d of them can be entered.") % most_rows(question))
    return Read(kept)


def _files(_question: Question, typed: Any) -> Read:
    return Read([_as_text(name) for name in typed] if isinstance(typed, list) else [])


_READERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _day,
    Kind.CHOICE: _choice,
    Kind.STAGES: _choice,
    Kind.CHOICES: _choices,
    Kind.TABLE: _table,
    Kind.GROUP: _group,
    Kind.FILE: _files,
}


def said(question: Question, value: Any) -> str:
    """A stored value in words, as a person reads it; tables line by line."""
    if not is_answered(value):
        return ""
    if isinstance(value, dict):
        return str(value["typed"])
    labels = dict(question.choices)
    if question.kind in (Kind.CHOICE, Kind.STAGES):
        return labels.get(value, str(value))
    if question.kind == Kind.CHOICES:
        return "; ".join(labels.get(key, key) for key in value)
    if question.kind == Kind.DATE:
        return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
    if question.kind in (Kind.NUMBER, Kind.MONEY):
        return _number_said(question, value)
    if question.kind == Kind.GROUP:
        return ngettext("%d entry", "%d entries", len(value)) % len(value)
    if question.kind == Kind.TABLE:
        return "\n".join(" | ".join(row.values()) for row in value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def _number_said(question: Question, value: str) -> str:
    if question.kind == Kind.MONEY:
        shown = formats.number_format(Decimal(value), decimal_pos=2, force_grouping=True)
        currency = question.data.get("currency", "PLN")
        return f"{shown} {'zł' if currency == 'PLN' else currency}"
    return formats.number_format(Decimal(value), force_grouping=True)


def typed(question: Question, value: Any) -> str:
    """A stored simple value as it stands in its box."""
    if isinstance(value, dict):
        return str(value.get("typed", ""))
    if question.kind in (Kind.NUMBER, Kind.MONEY) and value:
        return str(formats.number_format(Decimal(value), use_l10n=True, force_grouping=True))
    return "" if value is None else str(value)
