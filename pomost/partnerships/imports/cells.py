"""What stands in a cell of a table: words of a list, days as known, amounts, yes or no. Refused by column."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from pomost.core.models.claims import Certainty
from pomost.core.tables.importing import RowRefused

Row = Mapping[str, str]
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
YES, NO = {"1", "tak", "yes", "ja", "true"}, {"0", "nie", "no", "nei", "false"}


def refused(column: str, text: str) -> RowRefused:
    """The refusal of a row because of one of its cells."""
    return RowRefused(f"{column}: {text}")


def text(row: Row, column: str, longest: int) -> str:
    """The cell's words. Raises RowRefused for more than `longest` characters."""
    found = row.get(column, "").strip()
    if len(found) > longest:
        raise refused(column, _("more than %d characters") % longest)
    return found


def by_language(row: Row, column: str, longest: int) -> dict[str, str]:
    """The texts of a column and of its English and Bokmål ones, as far as they say anything."""
    columns = {"pl": column, "en": f"{column}_en", "nb": f"{column}_nb"}
    found = {code: text(row, name, longest) for code, name in columns.items()}
    return {code: words for code, words in found.items() if words}


def one_of(row: Row, column: str, choices: type[TextChoices]) -> str:
    """A word of a list, by its key or as it is called on the pages; empty for an empty cell."""
    typed = row.get(column, "").strip()
    by_word = {str(word).casefold(): str(choice[0]) for choice in choices.choices for word in choice}
    found = by_word.get(typed.casefold(), "")
    if typed and not found:
        known = ", ".join(choices.values)
        raise refused(column, _("“%(text)s” is none of: %(known)s") % {"text": typed, "known": known})
    return found


def as_known(row: Row, column: str) -> str:
    """A year, a month or a day (2012, 2012-07, 2012-07-01, 1.07.2012) that exists."""
    typed = row.get(column, "").strip()
    if match := DAY.fullmatch(typed):
        typed = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    if not typed:
        return ""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", typed):
        raise refused(column, _("“%s” is no year, month or day: 2012, 2012-07, 2012-07-01") % typed)
    try:
        date.fromisoformat(typed + "-01-01"[len(typed) - 4 :])
    except ValueError:
        raise refused(column, _("there is no such month or day: %s") % typed) from None
    return typed


def day(row: Row, column: str) -> date | None:
    """A whole day that exists; None for an empty cell."""
    typed = as_known(row, column)
    if typed and len(typed) < 10:
        raise refused(column, _("“%s” is no whole day: 2012-07-01") % typed)
    return date.fromisoformat(typed) if typed else None


def number(row: Row, column: str, most: Decimal) -> Decimal | None:
    """An amount from 0 to `most` with at most two places, with a comma or a point; None for an empty cell."""
    typed = re.sub(r"\s", "", row.get(column, "")).replace(",", ".")
    if not typed:
        return None
    try:
        found = Decimal(typed)
    except InvalidOperation:
        raise refused(column, _("“%s” is no number") % row[column]) from None
    exponent = found.as_tuple().exponent
    if not found.is_finite() or not isinstance(exponent, int) or not 0 <= found <= most or exponent < -2:
        raise refused(
            column,
            _("“%(text)s” is no number from 0 to %(most)s with at most two places")
            % {"text": typed, "most": most},
        )
    return found


def flag(row: Row, column: str) -> bool | None:
    """Yes or no (1, 0, tak, nie); None for an empty cell."""
    typed = row.get(column, "").strip().casefold()
    if typed and typed not in YES | NO:
        raise refused(column, _("“%s” is neither yes nor no: 1 or 0") % typed)
    return typed in YES if typed else None


def address(row: Row, column: str, longest: int) -> str:
    """An address of the web."""
    found = text(row, column, longest)
    if found and not found.startswith(("http://", "https://")):
        raise refused(column, _("“%s” is no address: it begins with https://") % found)
    return found


def stated(row: Row) -> dict[str, Any]:
    """The source that the row names, with how certain it is; nothing where it names none."""
    source = text(row, "source", 300)
    if not source:
        return {}
    certainty = one_of(row, "certainty", Certainty)
    return {"source": source, "source_url": address(row, "source_url", 500), "certainty": certainty}
