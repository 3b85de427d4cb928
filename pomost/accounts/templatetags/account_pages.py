"""What the pages of one's account need beside what allauth's views give them."""

from typing import Any

from django import template

from pomost.accounts import devices
from pomost.accounts.views import menus

register = template.Library()


@register.simple_tag(takes_context=True)
def account_trail(context: dict[str, Any]) -> list[tuple[str, str]]:
    """The trail of the page that is being rendered, from the name of its address."""
    match = context["request"].resolver_match
    return menus.trail_of(match.view_name if match else "")


@register.filter
def browser_name(user_agent: str) -> str:
    """E.g. "Firefox 128, Windows"."""
    return devices.name_of(user_agent or "")
