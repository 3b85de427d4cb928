"""What the room does by the clock: requests expire. What was kept long enough goes with core.erasing."""

from datetime import timedelta

from django.utils import timezone

from pomost.accounts import api_access, queries
from pomost.accounts.actions.account_requests import expire_account_request
from pomost.accounts.actions.tokens import warn_of_expiry
from pomost.accounts.models.tokens import ApiToken
from pomost.core.schedule import Scheduled, tasks
from pomost.core.system import SYSTEM

WARNED_BEFORE = timedelta(days=14)


def expire_requests() -> int:
    """End requests for accounts on which nobody decided; returns how many."""
    stale = list(queries.stale_account_requests())
    for found in stale:
        expire_account_request(account_request=found, by=SYSTEM)
    return len(stale)


def warn_of_expiring_tokens() -> int:
    """Tell people of their API tokens that end within fourteen days; returns how many were told."""
    now = timezone.now()
    soon = ApiToken.objects.filter(
        expires_at__gt=now, expires_at__lte=now + WARNED_BEFORE, warned_at=None, revoked_at=None
    )
    return sum(warn_of_expiry(token=token, by=SYSTEM) for token in soon)


def register() -> None:
    """Put the room's work on the clock; called once when the room is ready."""
    tasks.add("accounts.expire_requests", Scheduled(expire_requests, hour=4))
    tasks.add("accounts.warn_of_expiring_tokens", Scheduled(warn_of_expiring_tokens, hour=6))
    tasks.add("accounts.forget_api_answers", Scheduled(api_access.forget, minutes=60))
