"""Tags of lists: the address with one thing changed, pages with gaps, cells."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page

register = template.Library()


@register.simple_tag(takes_context=True)
def change_address(context: template.Context, key: str, value: Any) -> str:
    """This page's query with `key` set to `value` (removed when empty); a new order or filter starts at page 1."""
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
