"""Who asks through the API, what they may, and how often. Core owns the hooks, a room fills them.

A caller brings a token (`Authorization: Bearer …`); cookies count for nothing here, so no request can
be forged from somebody's browser and none needs a CSRF token.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from pomost.core.registries import Registry

READ, WRITE = "read", "write"
WINDOW = 60  # seconds in which requests are counted
STEP = 10  # requests that a process counts by itself before it tells the others


class Refusal(Exception):
    """The API says no before any rule of a room is asked; becomes a problem document."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, dict(headers or {})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. counted_as: under which name the requests are counted; empty for a visitor."""

    account: Any
    scopes: frozenset[str] = frozenset({READ})
    counted_as: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What became of a token: the caller it stands for; or why a real token opens nothing now."""

    caller: Caller | None = None
    refusal: str = ""


# name → function(secret) -> Known. The room of accounts adds its own.
authenticators: Registry[Callable[[str], Known]] = Registry("ways to know who calls the API")
# name → function(whose, window, how many more) -> how many in all, over every process.
counters: Registry[Callable[[str, int, int], int]] = Registry("shared counts of requests")


class Token(HttpBearer):
    """Demands a token with a scope; with `optional` a visitor without any may ask too."""

    openapi_description = "A personal token, made in the account pages under “API tokens”."

    def __init__(self, scope: str, *, optional: bool = False) -> None:
        self.scope, self.optional = scope, optional
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """Raises Refusal: 401 for every token that is none (any more), 403 for one that may not."""
        request.user = AnonymousUser()  # whoever is signed in in this browser is not who asks here
        if self.optional and "Authorization" not in request.headers:
            return Caller(request.user)
        known = super().__call__(request) or Known()
        if known.refusal:
            raise Refusal(403, known.refusal)
        if known.caller is None:
            demand_room(address_key(request), settings.API_PER_ADDRESS)
            raise Refusal(401, _("This needs a valid token."), {"WWW-Authenticate": "Bearer"})
        if self.scope not in known.caller.scopes:
            raise Refusal(403, _("This token may only read. Make one that may write."))
        request.user = known.caller.account
        return known.caller

    def authenticate(self, request: HttpRequest, token: str) -> Known | None:
        for known_by in authenticators:
            found = known_by(token)
            if found.caller or found.refusal:
                return found
        return None


def has_token(request: HttpRequest) -> bool:
    """Whether the request says who asks: its answer is for that caller alone."""
    return "Authorization" in request.headers


class Limit(BaseThrottle):
    """So many requests a minute for each token; for visitors by address, where their answer is not stored.

    Settings: POMOST_API_PER_TOKEN, POMOST_API_PER_ADDRESS; 0 means no limit.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        caller: Caller | None = getattr(request, "auth", None)
        try:
            if caller and caller.counted_as:
                demand_room(caller.counted_as, settings.API_PER_TOKEN)
            else:
                demand_room(address_key(request), settings.API_PER_ADDRESS)
        except Refusal:
            return False
        return True

    def wait(self) -> float:
        return rest_of_window(time.time())


def address_key(request: HttpRequest) -> str:
    """A name for the visitor's address that does not tell the address."""
    address = get_adapter().get_client_ip(request) if "REMOTE_ADDR" in request.META else ""
    return f"address:{salted_hmac('pomost.core.api_access', address or '').hexdigest()[:32]}"


def demand_room(whose: str, most: int) -> None:
    """Count a request; raise Refusal (429 with Retry-After) when there were too many in this minute.

    Each process counts in its own cache and adds to the shared count every few requests (at once for
    small limits): so a minute may see a few more than `most` for each process, and most requests write
    nothing.
    """
    if not most:
        return
    now, cache = time.time(), caches["local"]
    window = int(now // WINDOW)
    name, step = f"api:{whose}:{window}", max(1, min(STEP, most // STEP))
    cache.add(name, 0, 2 * WINDOW)
    try:
        mine = cache.incr(name)
    except ValueError:  # dropped by a full cache between the two lines
        mine = 1
    others = cache.get(f"{name}:others", 0)
    if mine % step == 0:
        others = sum(counter(whose, window, step) for counter in counters) - mine
        cache.set(f"{name}:others", others, 2 * WINDOW)
    if mine + max(others, 0) > most:
        raise Refusal(429, too_often(), {"Retry-After": str(rest_of_window(now))})


def rest_of_window(now: float) -> int:
    """Whole seconds until requests are counted anew; at least one."""
    return int(WINDOW - now % WINDOW) + 1


def too_often() -> str:
    """What somebody is told who asks too often."""
    return _("Too many requests. Wait a moment.")
