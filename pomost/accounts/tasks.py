"""What the room does by the clock: requests expire. What was kept long enough goes with core.erasing."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import api_access, queries
from pomost.accounts.actions.account_requests import expire_account_request
from pomost.accounts.actions.erasure import repeat_erasure
from pomost.accounts.actions.tokens import warn_of_expiry
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.tokens import ApiToken
from pomost.core import erasing
from pomost.core.errors import DomainError
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


def repeat_erasures(since: datetime) -> list[str]:
    """Erase again whom an archive made at `since` brought back; returns a sentence for each of them.

    Raises ValueError when the list of erasures is damaged; those before the damage are not repeated.
    """
    return [sentence for noted in erasing.noted_since(since) if (sentence := _repeated(noted))]


def _repeated(noted: erasing.Noted) -> str:
    """Repeat one erasure; what there is to say of it, nothing if the archive holds it as done."""
    what = {"number": noted.request, "day": noted.at[:10]}
    account = Account.objects.filter(pk=noted.account).first() if noted.account else None
    if account is None or account.created_at.isoformat() != noted.joined:
        return _("Request no. %(number)d of %(day)s: erase by hand, it is about no account held here.") % what
    if account.is_erased:
        return ""
    try:
        repeat_erasure(account=account, request=noted.request, by=SYSTEM)
    except DomainError as refusal:
        reason = _("Request no. %(number)d of %(day)s: not repeated. %(reason)s")
        return reason % {**what, "reason": refusal.message}
    return _("Request no. %(number)d of %(day)s: erased again.") % what


def register() -> None:
    """Put the room's work on the clock; called once when the room is ready."""
    tasks.add("accounts.expire_requests", Scheduled(expire_requests, hour=4))
    tasks.add("accounts.warn_of_expiring_tokens", Scheduled(warn_of_expiring_tokens, hour=6))
    tasks.add("accounts.forget_api_answers", Scheduled(api_access.forget, minutes=60))
