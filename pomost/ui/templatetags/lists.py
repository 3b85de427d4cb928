"""Tags of lists: the address with one thing changed, pages with gaps, cells."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.translation import gettext as _

from pomost.core.languages import Spoken
from pomost.core.money import Money
from pomost.ui import typography

register = template.Library()


@register.simple_tag(takes_context=True)
def change_address(context: template.Context, key: str, value: Any) -> str:
    """This page's query with `key` set to `value`, or without it when empty.

    A new order or filter starts at page 1.
    """
    query = context["request"].GET.copy()
    if key != "page":
        query.pop("page", None)
    if value in (None, ""):
        query.pop(key, None)
    else:
        query[key] = str(value)
    return f"?{query.urlencode()}" if query else context["request"].path


@register.simple_tag
def elided(page: Page) -> Iterator[int | str]:
    """Page numbers around this one, first and last, with gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def shown(value: Any) -> str:
    """A cell's value as its kind is set: amounts, dates, yes and no; nothing for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Money):
        return typography.money(value.amount, value.currency)
    if isinstance(value, datetime):
        return typography.moment(value)
    if isinstance(value, date):
        return typography.day(value)
    if isinstance(value, int | float | Decimal):
        return typography.amount(value)
    return value if isinstance(value, str) else value.text if isinstance(value, Spoken) else str(value)
