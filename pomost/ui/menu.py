"""The menus of the frame. Rooms add their items in `apps.py`; only what exists and may be used is shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from pomost.core.registries import Registry


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of a menu.

    label: lazily translated. url_name: reversed without arguments; an item whose address does not exist
    is left out. order: small first. shown: whether this visitor gets it (the request is given).
    note: text behind the label, e.g. the number of unread messages; empty text shows nothing.
    is_home: everything lies below its address, so only its own page is "here".
    """

    label: Any
    url_name: str
    order: int = 100
    shown: Callable[[HttpRequest], bool] = lambda _request: True
    note: Callable[[HttpRequest], str] = lambda _request: ""
    is_home: bool = False


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An item as one visitor sees it."""

    label: str
    url: str
    is_current: bool
    is_below: bool
    note: str


public_menu: Registry[MenuItem] = Registry("public menu")
panel_menu: Registry[MenuItem] = Registry("menu of the panel")
account_menu: Registry[MenuItem] = Registry("menu of the account")
footer_menu: Registry[MenuItem] = Registry("links of the footer")


def links(items: Iterable[MenuItem], request: HttpRequest) -> list[MenuLink]:
    """The items that this visitor gets, in order; the longest address that the page lies below is current."""
    found = []
    for item in sorted(items, key=lambda item: item.order):
        url = address(item.url_name)
        if url and item.shown(request):
            found.append((item, url))
    below = [
        url
        for item, url in found
        if request.path == url or (request.path.startswith(url) and url != "/" and not item.is_home)
    ]
    nearest = max(below, key=len, default="")
    return [
        MenuLink(str(item.label), url, request.path == url, url == nearest, str(item.note(request)))
        for item, url in found
    ]


def address(url_name: str) -> str:
    """The address of a named page in the active language, empty where the page does not exist."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
