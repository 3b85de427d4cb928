"""Files of what a table shows: CSV and XLSX, in which no text can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core.money import Money

# A cell that begins so is run as a formula by spreadsheet programs (OWASP, CSV injection).
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(value: Any) -> Any:
    """The value as files keep it: number, date, or text; amounts lose their currency only in name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Money):
        return value.amount
    if isinstance(value, datetime):
        return (
            timezone.localtime(value).replace(tzinfo=None, microsecond=0)
            if timezone.is_aware(value)
            else value
        )
    if isinstance(value, int | float | Decimal | date):
        return value
    return str(value)


def guarded(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would run it."""
    return f"'{text}" if text.startswith(ACTIVE) else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Comma-separated, UTF-8 with its mark (Excel needs it for Polish letters), numbers and dates as ISO."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(head) for head in heads])
    for row in rows:
        cells = (plain(value) for value in row)
        writer.writerow([guarded(cell) if isinstance(cell, str) else _as_text(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _as_text(value: Any) -> str:
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def as_xlsx(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A sheet with real numbers and dates, a bold frozen first row, texts never as formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    sheet = book.add_worksheet()
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            cell = plain(value)
            if isinstance(cell, datetime):
                sheet.write_datetime(number, column, cell, moment)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, datetime.combine(cell, time()))
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell)
            else:
                sheet.write_number(number, column, cell)
    sheet.autofit()
    book.close()
    return out.getvalue()
