"""What the lock-out of guessers needs to know about an attempt to sign in, and what it answers."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


def name_for_lockout(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The e-mail address that an attempt is about, in the one spelling under which it is counted."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or ""
    if not name and request is not None:
        name = request.POST.get("login", "") or getattr(getattr(request, "user", None), "email", "")
    return str(name).strip().lower()[:254]


def client_address(request: HttpRequest) -> str | None:
    """The address that the attempt comes from, with as many proxies trusted as the settings say."""
    if "REMOTE_ADDR" not in request.META:
        return None  # not a request over the network: a command or a test signs in
    return get_adapter().get_client_ip(request)


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, _credentials: Any = None
) -> HttpResponse:
    """The page for who guessed too often: the same whether or not the account exists."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    page = TemplateResponse(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    page.headers["Retry-After"] = str(minutes * 60)
    return page.render()
