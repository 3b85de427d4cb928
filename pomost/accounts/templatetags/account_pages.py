"""Where a page of one's account stands; allauth's views know no trail of their own."""

from typing import Any

from django import template

from pomost.accounts.views import menus

register = template.Library()


@register.simple_tag(takes_context=True)
def account_trail(context: dict[str, Any]) -> list[tuple[str, str]]:
    """The trail of the page that is being rendered, from the name of its address."""
    match = context["request"].resolver_match
    return menus.trail_of(match.view_name if match else "")
