"""Template filters (built in, no load needed) of typography, money, dates, languages and icons.

Empty in, empty out: a missing value never becomes "None" on a page.
"""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from pomost.core.languages import Spoken
from pomost.core.languages import spoken as in_reader_language
from pomost.core.money import Money
from pomost.ui import icons, typography

register = template.Library()


def _empty_stays_empty(function: Callable[..., str]) -> Callable[..., str]:
    @functools.wraps(function)
    def guarded(value: Any, *args: Any) -> str:
        return "" if value is None or value == "" else function(value, *args)

    return guarded


def _filter(function: Callable[..., Any]) -> Callable[..., Any]:
    return register.filter(function.__name__, _empty_stays_empty(function))


@_filter
def money(value: Any, currency: str = "") -> str:
    """An amount with its currency: `{{ money }}` of core.money, or a number `|money:"PLN"`."""
    if isinstance(value, Money):
        return typography.money(value.amount, value.currency)
    return typography.money(value, currency) if currency else typography.amount(value, 2)


@_filter
def amount(value: Any, decimals: int | None = None) -> str:
    """A number with its thousands apart."""
    return typography.amount(value, decimals)


@_filter
def percent(value: Any, decimals: int = 1) -> str:
    """A share in per cent: `60` becomes `60 %`."""
    return typography.percent(value, decimals)


@_filter
def day(value: Any) -> str:
    """30 czerwca 2016."""
    return typography.day(value)


@_filter
def weekday(value: Any) -> str:
    """czwartek, 30 czerwca."""
    return typography.weekday(value)


@_filter
def month(value: Any) -> str:
    """czerwiec 2016."""
    return typography.month(value)


@_filter
def moment(value: Any) -> str:
    """30 czerwca 2016, 14:37."""
    return typography.moment(value)


@_filter
def clock_time(value: Any) -> str:
    """14:02."""
    return typography.clock_time(value)


@_filter
def when(value: Any) -> str:
    """A date known to the day, month or year, as text: `2012`, `2012-07`, `2012-07-01`."""
    return typography.when(str(value))


@_filter
def quantity(value: Any) -> str:
    """A number with as many decimals as it has: 12 500, 87,5."""
    return typography.quantity(value)


_TAG = re.compile(r"(<[^>]*>)")


@_filter
def typo(value: Any, language: str | None = None) -> SafeString:
    """Text without orphans; markup that is safe already keeps its tags untouched."""
    text = conditional_escape(value)
    pieces = _TAG.split(str(text))
    for index in range(0, len(pieces), 2):
        pieces[index] = typography.typo(pieces[index], language)
    return mark_safe("".join(pieces))  # noqa: S308 - escaped two lines above


@register.filter
def spoken(value: Any) -> Spoken:
    """A by-language value in the reader's language: has `.text`, `.language`, `.is_fallback`."""
    return value if isinstance(value, Spoken) else in_reader_language(value)


@_filter
def initials(value: Any) -> str:
    """Up to two capitals of a name: first and last word."""
    words = [word for word in re.split(r"[\s@]+", str(value)) if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@_filter
def icon_paths(value: Any) -> SafeString:
    """The shapes of an icon of `ui.icons`; an unknown name is a mistake and raises KeyError."""
    return icons.PATHS[str(value)]


@register.filter
def times(value: Any) -> range:
    """range(value), for boards and counters."""
    return range(int(value or 0))


@register.filter
def unlocal(value: Any) -> str:
    """A number as machines write it, for attributes."""
    return str(value)


@register.filter
def as_json(value: Any) -> str:
    """JSON for a data- attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
