"""Two clocks: working days, and calendar terms of the law. Each term names its article.

A calendar term starts with the day after delivery (the day of the event is not counted) and, when its
end falls on a Saturday or a day off, ends on the next day that is neither. Sources: Code of
Administrative Procedure (KPA) art. 57 §§ 1, 3 and 4; for the GDPR and other acts of the Union,
Regulation 1182/71 art. 3, whose rule for the ends used here agrees.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

COUNTRIES = ("PL", "NO")


@cache
def _days_off(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


def is_day_off(day: date, country: str = "PL") -> bool:
    """Whether a day is a public holiday of the country (Sundays included, Saturdays not).

    Raises ValueError for a country whose calendar is not kept here.
    """
    if country not in COUNTRIES:
        raise ValueError(f"no calendar for {country!r}")
    return day.weekday() == 6 or day in _days_off(country, day.year)


def is_working_day(day: date, country: str = "PL") -> bool:
    """Whether offices of the country work on that day: Monday to Friday, no public holiday."""
    return day.weekday() < 5 and not is_day_off(day, country)


def add_working_days(start: date, count: int, country: str = "PL") -> date:
    """The working day `count` working days after `start` (which is not counted); count ≥ 0.

    With count 0 the result is `start` itself, or the next working day when `start` is none.
    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("count is not negative")
    day = start
    while count or not is_working_day(day, country):
        day += timedelta(days=1)
        if is_working_day(day, country) and count:
            count -= 1
    return day


def working_days_between(start: date, end: date, country: str = "PL") -> int:
    """How many working days lie after `start` up to `end` (included); negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start, country)
    step, count = start, 0
    while step < end:
        step += timedelta(days=1)
        count += is_working_day(step, country)
    return count


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the law in days or in months, and where it is written."""

    source: str
    days: int = 0
    months: int = 0

    def ends(self, delivered: date) -> date:
        """The last day of the term that began with what was delivered on `delivered`."""
        end = _months_later(delivered, self.months) if self.months else delivered + timedelta(days=self.days)
        while end.weekday() == 5 or is_day_off(end):
            end += timedelta(days=1)
        return end


def _months_later(day: date, months: int) -> date:
    # KPA art. 57 § 3: the day of the last month that bears the same number, else that month's last day.
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


ACCESSIBILITY_REQUEST = Term("ustawa o dostępności cyfrowej, art. 18", days=7)
ACCESSIBILITY_REQUEST_EXTENDED = Term("ustawa o dostępności cyfrowej, art. 18", months=2)
DATA_REQUEST = Term("RODO, art. 12 ust. 3", months=1)
DATA_REQUEST_EXTENDED = Term("RODO, art. 12 ust. 3", months=3)
