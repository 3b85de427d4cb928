"""Numbers, money, dates and text as each language sets them: non-breaking spaces, no orphans.

Pure functions; the template filters of the same names are in `templatetags/typography.py`.
"""

import functools
import re
from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language

NBSP = "\u00a0"
WORD_JOINER = "\u2060"
# Our codes → the locales that set them: English as written in Europe.
LOCALES = {"pl": "pl", "en": "en_GB", "nb": "nb"}
CURRENCY_PATTERN = "#,##0.00\u00a0¤"


@functools.cache
def _locale(code: str) -> Locale:
    return Locale.parse(LOCALES.get(code, "pl"))


def locale() -> Locale:
    """Babel's locale of the active language."""
    return _locale((get_language() or "pl").split("-")[0])


def _unbroken(text: str) -> str:
    return text.replace(" ", NBSP).replace("\u202f", NBSP)


def money(amount: Decimal | int, currency: str) -> str:
    """An amount with two decimals and its currency behind: `10 622 115,00 zł`, `PLN` outside Polish.

    The currency stands last in every language of ours, as European administrations write it.
    """
    shown = format_currency(amount, currency, format=CURRENCY_PATTERN, locale=locale())
    return _unbroken(shown)


def amount(value: Decimal | int | float, decimals: int | None = None) -> str:
    """A number with its thousands apart; `decimals` fixes how many follow the comma."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return _unbroken(format_decimal(value, format=pattern, locale=locale()))


def percent(value: Decimal | int | float, decimals: int = 1) -> str:
    """A share given in per cent (60 for 60 %), at most `decimals` behind the comma."""
    shown = format_percent(
        Decimal(str(value)) / 100, format="0." + "#" * decimals + NBSP + "%", locale=locale()
    )
    return _unbroken(shown)


def as_date(value: date | datetime) -> date:
    """The day in Polish time."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def day(value: date | datetime) -> str:
    """`30 czerwca 2016`, `30. juni 2016`, `30 June 2016`; day and month never part."""
    shown = format_date(
        as_date(value), "d MMMM y" if locale().language != "nb" else "d. MMMM y", locale=locale()
    )
    return shown.replace(" ", NBSP, 1)


def weekday(value: date | datetime) -> str:
    """`czwartek, 30 czerwca`: for deadlines near enough not to need the year."""
    pattern = "EEEE, d MMMM" if locale().language != "nb" else "EEEE d. MMMM"
    head, _space, month_name = format_date(as_date(value), pattern, locale=locale()).rpartition(" ")
    return f"{head}{NBSP}{month_name}"


def month(value: date | datetime) -> str:
    """`czerwiec 2016`."""
    return format_date(as_date(value), "LLLL y", locale=locale())


def when(known: str) -> str:
    """A date known to the day, month or year (`2012-07-01`, `2012-07`, `2012`); other text as it is."""
    try:
        if len(known) == 10:
            return day(date.fromisoformat(known))
        if len(known) == 7:
            return month(date.fromisoformat(f"{known}-01"))
    except ValueError:
        pass
    return known


def quantity(value: Decimal | int | float) -> str:
    """A number with as many decimals as it has, trailing zeros dropped."""
    return amount(Decimal(str(value)).normalize() if value else Decimal(0))


def clock_time(value: datetime) -> str:
    """`14:02` in Polish time, 24 hours in every language."""
    return format_datetime(timezone.localtime(value), "HH:mm", locale=locale())


def moment(value: datetime) -> str:
    """`30 czerwca 2016, 14:37` in Polish time."""
    return f"{day(value)}, {clock_time(value)}"


_MONTHS = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia"
_MONTHS_NB = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
_SHORT_WORDS = {"pl": "[aiouwzAIOUWZ]", "en": "[aI]", "nb": "[iåIÅ]"}
_RULES = {
    "pl": [
        (re.compile(rf"(\d) (?=(?:{_MONTHS})\b)"), rf"\1{NBSP}"),
        (
            re.compile(r"\b(art\.|ust\.|pkt|lit\.|poz\.|nr|Nr|tel\.|ul\.|al\.|pl\.) (?=[\dA-ZĄĆĘŁŃÓŚŹŻa-z])"),
            rf"\1{NBSP}",
        ),
        (re.compile(r"(\d) (?=(?:r|w|zł|tys|mln|mld|proc)\b)"), rf"\1{NBSP}"),
    ],
    "nb": [
        (
            re.compile(rf"(\d\.) (?=(?:{_MONTHS_NB})\b)"),
            rf"\1{NBSP}",
        )
    ],
    "en": [(re.compile(r"\b(Art\.|art\.|No\.|no\.) (?=\d)"), rf"\1{NBSP}")],
}
_ANY = [
    (re.compile(r"(\d) (?=\d{3}(?!\d))"), rf"\1{NBSP}"),
    (re.compile(r"(\d) (?=(?:%|€|EUR|PLN|NOK|kr)(?!\w))"), rf"\1{NBSP}"),
    (re.compile(r"(§§?) (?=\d)"), rf"\1{NBSP}"),
    (re.compile(r"(\d)–(?=\d)"), rf"\1{WORD_JOINER}–{WORD_JOINER}"),
]


def _short_words(text: str, language: str) -> str:
    pattern = re.compile(rf"(?<![^\s(„«“{NBSP}])({_SHORT_WORDS.get(language, '[aI]')}) ")
    return pattern.sub(rf"\1{NBSP}", text)


def typo(text: str, language: str | None = None) -> str:
    """Text without orphans: no one-letter word at a line end, nothing torn out of art. 74 or 4–16.

    Only spaces change, and dashes between numbers get joiners: numbers, dates and codes stay as they are.
    """
    code = (language or get_language() or "pl").split("-")[0]
    text = _short_words(text, code)
    for rule, replacement in (*_RULES.get(code, ()), *_ANY):
        text = rule.sub(replacement, text)
    return text
