"""Sign-ins that are open now, and ending them."""

from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings


def end_all(account: Any, *, but: str = "") -> int:
    """End the account's open sign-ins (except the one with session key `but`); returns how many."""
    rows = UserSession.objects.filter(user=account).exclude(session_key=but)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = list(rows.values_list("session_key", flat=True))
    for key in keys:
        store().delete(key)
    rows.delete()
    return len(keys)
