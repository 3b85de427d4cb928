"""Both clocks against slow obvious oracles, and days known from the law."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomost.core import clock

DAYS = st.dates(min_value=date(2012, 1, 1), max_value=date(2030, 12, 31))
COUNTRIES = st.sampled_from(clock.COUNTRIES)


def obvious_working_days(start: date, count: int, country: str) -> date:
    day = start
    while not clock.is_working_day(day, country) and count == 0:
        day += timedelta(days=1)
    left = count
    while left > 0:
        day += timedelta(days=1)
        if clock.is_working_day(day, country):
            left -= 1
    return day


@given(DAYS, st.integers(min_value=0, max_value=40), COUNTRIES)
def test_working_days_agree_with_counting_on_fingers(start, count, country):
    end = clock.add_working_days(start, count, country)

    assert end == obvious_working_days(start, count, country)
    assert clock.is_working_day(end, country)


@given(DAYS, DAYS)
def test_working_days_between_agree_with_a_list(start, end):
    first, last = min(start, end), max(start, end)
    days = (
        [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
        if (last - first).days < 400
        else []
    )
    if not days and first != last:
        return
    assert clock.working_days_between(first, last) == sum(clock.is_working_day(day) for day in days)
    assert clock.working_days_between(last, first) == -clock.working_days_between(first, last)


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_a_term_in_days_ends_on_a_day_when_offices_work_and_never_early(delivered, days):
    end = clock.Term("KPA", days=days).ends(delivered)

    assert end >= delivered + timedelta(days=days)
    assert end.weekday() < 5
    assert not clock.is_day_off(end)
    between = (
        delivered + timedelta(days=days) + timedelta(days=n) for n in range((end - delivered).days - days)
    )
    assert all(day.weekday() == 5 or clock.is_day_off(day) for day in between)


@pytest.mark.parametrize(
    ("delivered", "ends"),
    [
        (date(2026, 1, 30), date(2026, 3, 2)),  # 28 February is a Saturday, 1 March a Sunday
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 11, 25), date(2026, 12, 28)),  # Christmas, a Saturday and a Sunday
    ],
)
def test_one_month_of_the_gdpr(delivered, ends):
    assert clock.DATA_REQUEST.ends(delivered) == ends


def test_seven_days_of_the_accessibility_act_roll_over_christmas():
    assert clock.ACCESSIBILITY_REQUEST.ends(date(2026, 12, 18)) == date(2026, 12, 28)
    assert "art. 18" in clock.ACCESSIBILITY_REQUEST.source


def test_polish_and_norwegian_days_off_differ():
    assert clock.is_day_off(date(2026, 11, 11), "PL")
    assert not clock.is_day_off(date(2026, 11, 11), "NO")
    assert clock.is_day_off(date(2026, 5, 17), "NO")
    with pytest.raises(ValueError, match="no calendar"):
        clock.is_day_off(date(2026, 1, 1), "DE")
    with pytest.raises(ValueError, match="not negative"):
        clock.add_working_days(date(2026, 1, 1), -1)
