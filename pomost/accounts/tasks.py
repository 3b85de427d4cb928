"""What the room does by the clock: requests expire, what was kept long enough goes."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from pomost.accounts import api_access, queries
from pomost.accounts.actions.account_requests import expire_account_request
from pomost.accounts.actions.tokens import warn_of_expiry
from pomost.accounts.models.devices import KnownDevice
from pomost.accounts.models.invitations import AccountRequest, Invitation
from pomost.accounts.models.own import InboxItem
from pomost.accounts.models.tokens import ApiToken
from pomost.accounts.states import AccountRequestState
from pomost.core.schedule import Scheduled, tasks
from pomost.core.system import SYSTEM

YEAR = timedelta(days=365)
WARNED_BEFORE = timedelta(days=14)


def expire_requests() -> int:
    """End requests for accounts on which nobody decided; returns how many."""
    stale = list(queries.stale_account_requests())
    for found in stale:
        expire_account_request(account_request=found, by=SYSTEM)
    return len(stale)


def forget() -> None:
    """Delete what `personal_data.py` says is kept no longer, and sign-in logs past their two years."""
    now = timezone.now()
    Invitation.objects.filter(
        Q(expires_at__lt=now - YEAR) | Q(accepted_at__lt=now - YEAR) | Q(withdrawn_at__lt=now - YEAR)
    ).delete()
    decided = AccountRequest.objects.exclude(state=AccountRequestState.ASKED)
    decided.filter(decided_at__lt=now - YEAR).delete()
    KnownDevice.objects.filter(last_seen_at__lt=now - 2 * YEAR).delete()
    InboxItem.objects.filter(created_at__lt=now - 2 * YEAR).delete()
    # KRI 2024 § 20: logs of access are kept for two years.
    old = now - timedelta(days=settings.ACCESS_LOG_DAYS)
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(attempt_time__lt=old).delete()


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
    tasks.add("accounts.forget", Scheduled(forget, hour=4))
    tasks.add("accounts.warn_of_expiring_tokens", Scheduled(warn_of_expiring_tokens, hour=6))
    tasks.add("accounts.forget_api_answers", Scheduled(api_access.forget, minutes=60))
