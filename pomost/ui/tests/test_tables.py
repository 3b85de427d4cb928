"""Files of what is shown."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from pomost.core.money import Money
from pomost.ui import tables

HEADS = ["Name", "Value", "On", "At", "Done"]
ROW = [
    "Ełk",
    Money(Decimal("1234.50"), "PLN"),
    date(2016, 6, 30),
    datetime(2016, 6, 30, 12, 0, tzinfo=UTC),
    None,
]


def test_csv_holds_canonical_values_and_opens_in_polish_in_excel():
    raw = tables.as_csv(HEADS, [ROW])
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows == [HEADS, ["Ełk", "1234.50", "2016-06-30", "2016-06-30 14:00:00", ""]]


def test_xlsx_holds_real_numbers_and_dates():
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(tables.as_xlsx(HEADS, [ROW]))).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0] == HEADS
    assert rows[1][:3] == ["Ełk", 1234.5, date(2016, 6, 30)]
    assert rows[1][3] == datetime(2016, 6, 30, 14, 0)  # noqa: DTZ001 - a sheet knows no zones


@pytest.mark.parametrize("text", ["=1+1", "+48 22", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_no_text_can_act_as_a_formula(text):
    (row,) = list(csv.reader(io.StringIO(tables.as_csv([], [[text]]).decode("utf-8-sig"))))[1:]
    assert row == [f"'{text}"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(tables.as_xlsx(["a"], [[text]]))).get_sheet_by_index(0)
    assert sheet.to_python()[1][0].strip() == text.strip()


def test_a_negative_number_stays_a_number():
    assert b"-5\r\n" in tables.as_csv(["a"], [[-5]])
