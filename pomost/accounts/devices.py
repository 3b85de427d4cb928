"""Noticing a sign-in from a browser that the account has not used before."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pomost.accounts import notifications
from pomost.accounts.models.devices import KnownDevice

COOKIE = "pomost-browser"
COOKIE_AGE = 2 * 365 * 24 * 3600  # seconds


@transaction.atomic
def note(request: HttpRequest, response: HttpResponse, account: Any) -> bool:
    """Remember the browser of a sign-in; mail the account's owner when it is new. Returns whether it was.

    The first sign-in of all sends nothing: there is no other browser that it could be compared with.
    """
    key = request.COOKIES.get(COOKIE, "")
    if len(key) != 43:
        key = secrets.token_urlsafe(32)
    browser = request.headers.get("User-Agent", "")[:200]
    known = KnownDevice.objects.filter(account=account)
    is_first = not known.exists()
    device, is_new = KnownDevice.objects.get_or_create(
        account=account, key_hash=hashlib.sha256(key.encode()).hexdigest(), defaults={"browser": browser}
    )
    if not is_new:
        device.browser = browser
        device.save(update_fields=["browser", "last_seen_at"])
    response.set_cookie(
        COOKIE,
        key,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    if is_new and not is_first:
        _tell(account, browser)
    return is_new and not is_first


def is_known(request: HttpRequest, email: str) -> bool:
    """Whether the account with this address has signed in from this browser before."""
    key = request.COOKIES.get(COOKIE, "")
    if len(key) != 43:
        return False
    digest = hashlib.sha256(key.encode()).hexdigest()
    return KnownDevice.objects.filter(account__email__iexact=email, key_hash=digest).exists()


def _tell(account: Any, browser: str) -> None:
    context = {"account": account, "browser": browser, "at": timezone.localtime()}
    notifications.send(account.email, account.language, "accounts/email/new_device", context)
