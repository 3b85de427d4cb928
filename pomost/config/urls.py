"""All addresses: the public ones in three languages, the others once.

Each room has `urls.py` with `public` (translated segments, Polish at the root), `panel` (below `/panel/`)
and `plain` (no language); only those that exist are taken.
"""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI

from pomost.accounts.urls import sign_in
from pomost.core.api import api

Patterns = list[URLPattern | URLResolver]


def of_rooms(part: str) -> Patterns:
    """The patterns that the rooms call `part`, each in its room's namespace.

    The lowest rooms first: their pages are what most visitors ask for, and each pattern tried costs time.
    """
    found: Patterns = []
    for room in reversed(settings.ROOMS):
        if find_spec(f"pomost.{room}.urls"):
            patterns = getattr(import_module(f"pomost.{room}.urls"), part, None)
            if patterns:
                # The application's name too: else {% url %} in the panel takes a public name for its own.
                name = room if part == "public" else f"{room}-{part}"
                found.append(path("", include((patterns, name), namespace=name)))
    return found


def with_rooms() -> NinjaAPI:
    """The API with the operations of every room that has an `api.py`."""
    for room in settings.ROOMS:
        if room != "core" and find_spec(f"pomost.{room}.api"):
            api.add_router("", import_module(f"pomost.{room}.api").router)
    return api


urlpatterns: Patterns = [
    *of_rooms("plain"),
    path("api/v1/", with_rooms().urls),
    path("panel/", include(of_rooms("panel"))),
    *i18n_patterns(
        *of_rooms("public"),
        *sign_in,
        prefix_default_language=False,
    ),
]
