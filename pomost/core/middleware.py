"""Middleware of every request: headers and language. Nothing here reads the session of a visitor."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from pomost.core.registries import Registry

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


class ContentSecurityPolicy:
    """A strict policy without nonces: nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(self)")
        return response


class ServerTiming:
    """With POMOST_SERVER_TIMING=1, says how long a response took and how many queries it needed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.SERVER_TIMING:
            return self.get_response(request)
        spent: list[float] = []

        def measure(execute, sql, params, many, context):
            began = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                spent.append(time.perf_counter() - began)

        began = time.perf_counter()
        with connection.execute_wrapper(measure):
            response = self.get_response(request)
        total = (time.perf_counter() - began) * 1000
        response.headers["Server-Timing"] = (
            f'total;dur={total:.1f}, db;dur={sum(spent) * 1000:.1f};desc="{len(spent)} queries"'
        )
        return response


LANGUAGE_COOKIE = "pomost-language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # seconds
# What follows when somebody signed in chooses a language: name → function(account, language).
language_chosen: Registry[Callable[[Any, str], object]] = Registry("what follows a choice of language")


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep the language of the panel in this browser."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


class Language:
    """The language of a page: from its address in public; from the reader's choice in the panel.

    Addresses without a language prefix are Polish in public. `/panel/` and `/api/` have no prefix in
    any language: there the cookie set by the language switch decides, then the browser's wish.
    """

    unprefixed = ("/panel/", "/api/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.codes = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen_by_reader = request.path_info.startswith(self.unprefixed)
        if chosen_by_reader:
            cookie = request.COOKIES.get(LANGUAGE_COOKIE, "")
            language = cookie if cookie in self.codes else translation.get_language_from_request(request)
        else:
            language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", language)
        if chosen_by_reader:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            # What was shown to somebody signed in is asked anew after they have left the computer.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
