"""Money, numbers, dates and text in three languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from pomost.core.money import Money
from pomost.ui import typography

NBSP = "\u00a0"


def rendered(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", f"10{NBSP}622{NBSP}115,00{NBSP}zł"),
        ("nb", f"10{NBSP}622{NBSP}115,00{NBSP}PLN"),
        ("en", f"10,622,115.00{NBSP}PLN"),
    ],
)
def test_money_stands_as_each_language_writes_it_and_never_breaks(language, expected):
    with override(language):
        assert rendered('{{ a|money:"PLN" }}', a=Decimal("10622115")) == expected
        assert rendered("{{ a|money }}", a=Money(Decimal("10622115"), "PLN")) == expected


@pytest.mark.parametrize(
    ("language", "day", "month", "weekday"),
    [
        ("pl", f"30{NBSP}czerwca 2016", "czerwiec 2016", f"czwartek, 30{NBSP}czerwca"),
        ("nb", f"30.{NBSP}juni 2016", "juni 2016", f"torsdag 30.{NBSP}juni"),
        ("en", f"30{NBSP}June 2016", "June 2016", f"Thursday, 30{NBSP}June"),
    ],
)
def test_dates_in_three_languages(language, day, month, weekday):
    on = date(2016, 6, 30)
    with override(language):
        assert (typography.day(on), typography.month(on), typography.weekday(on)) == (day, month, weekday)


def test_a_moment_is_shown_in_polish_time():
    with override("pl"):
        at = datetime(2016, 6, 30, 22, 30, tzinfo=UTC)
        assert typography.moment(at) == f"1{NBSP}lipca 2016, 00:30"
        assert rendered("{{ at|day }}", at=at) == f"1{NBSP}lipca 2016"
        assert rendered("{{ at|clock_time }}", at=at) == "00:30"


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("2012", "2012"),
        ("2012-07", "lipiec 2012"),
        ("2012-07-01", f"1{NBSP}lipca 2012"),
        ("2012-99", "2012-99"),
    ],
)
def test_a_date_known_only_to_the_month_or_year(known, expected):
    with override("pl"):
        assert rendered("{{ k|when }}", k=known) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("w Ełku i z mapą", f"w{NBSP}Ełku i{NBSP}z{NBSP}mapą"),
        ("art. 74 ust. 2", f"art.{NBSP}74 ust.{NBSP}2"),
        ("§ 4 i 60 %", f"§{NBSP}4 i{NBSP}60{NBSP}%"),
        ("30 czerwca 2016 r.", f"30{NBSP}czerwca 2016{NBSP}r."),
        ("10 622 115,00 zł", f"10{NBSP}622{NBSP}115,00{NBSP}zł"),
        ("4–16 tygodni", "4\u2060–\u206016 tygodni"),
        ("PL06-0001 z 2012-07-27", f"PL06-0001 z{NBSP}2012-07-27"),
        ("Cała wieś", "Cała wieś"),
    ],
)
def test_typo_ties_what_belongs_together_in_polish(source, expected):
    assert typography.typo(source, "pl") == expected


def test_typo_escapes_text_and_leaves_tags_of_safe_markup_alone():
    with override("pl"):
        assert rendered("{{ t|typo }}", t="a <b> i c") == f"a{NBSP}&lt;b&gt; i{NBSP}c"
        markup = mark_safe('w <a href="/a b/">i c</a>')
        assert rendered("{{ t|typo }}", t=markup) == f'w{NBSP}<a href="/a b/">i{NBSP}c</a>'


@pytest.mark.parametrize(
    "name", ["money", "amount", "day", "moment", "month", "typo", "percent", "quantity", "when"]
)
def test_a_missing_value_stays_empty(name):
    assert rendered("{{ nothing|" + name + " }}", nothing=None) == ""


def test_numbers_keep_the_decimals_that_they_have():
    with override("pl"):
        assert typography.quantity(Decimal("100.00")) == "100"
        assert typography.quantity(Decimal("87.50")) == "87,5"
        assert typography.percent(Decimal("97.64")) == f"97,6{NBSP}%"
        assert typography.percent(100) == f"100{NBSP}%"


@pytest.mark.parametrize(
    ("name", "expected"), [("Anna Maria Wzór", "AW"), ("jan", "J"), ("osoba@example.org", "OE"), ("", "")]
)
def test_initials(name, expected):
    assert rendered("{{ n|initials }}", n=name) == expected
