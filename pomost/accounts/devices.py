"""Noticing a sign-in from a browser that the account has not used before, and what a browser is called."""

import hashlib
import re
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import notifications
from pomost.accounts.models.devices import KnownDevice

COOKIE = "pomost-browser"
COOKIE_AGE = 2 * 365 * 24 * 3600  # seconds
# Most browsers also name those that they descend from: the most particular name comes first.
NAMES = (
    ("Edge", re.compile(r"\b(?:Edg|EdgA|EdgiOS|Edge)/(\d+)")),
    ("Opera", re.compile(r"\b(?:OPR|OPT|Opera)/(\d+)")),
    ("Vivaldi", re.compile(r"\bVivaldi/(\d+)")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/(\d+)")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/(\d+)")),
    ("Chrome", re.compile(r"\b(?:Chrome|Chromium|HeadlessChrome|CriOS)/(\d+)")),
    ("Safari", re.compile(r"\bVersion/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/")),
)
SYSTEMS = (
    ("Android", re.compile(r"\bAndroid\b")),
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("macOS", re.compile(r"\bMacintosh\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)
LONGEST = 60


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


def name_of(user_agent: str) -> str:
    """E.g. "Firefox 128, Windows"; the first words of what it says where it names no browser known here.

    A hint to its owner and no proof: every program may call itself what it likes.
    """
    text = user_agent.strip()
    browser = next((f"{name} {found[1]}" for name, form in NAMES if (found := form.search(text))), "")
    system = next((name for name, form in SYSTEMS if form.search(text)), "")
    if not browser:
        said = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        return _("unknown browser (%s)") % said if said else _("unknown browser")
    return ", ".join(part for part in (browser, system) if part)


class UserAgent(str):
    """The words of a browser as they are held; `named` is how they are shown."""

    __slots__ = ()

    @property
    def named(self) -> str:
        return name_of(self)
