"""What the room does by the clock: requests expire, people are told of tokens, undone erasures repeated."""

import logging
from dataclasses import dataclass
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

logger = logging.getLogger(__name__)
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


@dataclass(frozen=True, slots=True)
class Repeated:
    """What became of one erasure that an archive had undone."""

    sentence: str
    is_done: bool


def repeat_erasures(since: datetime) -> list[Repeated]:
    """Erase again whom an archive made at `since` brought back. One that fails holds up no other."""
    return [found for noted in erasing.noted_since(since) if (found := _repeated(noted))]


def _repeated(noted: erasing.Noted) -> Repeated | None:
    """Repeat one erasure; None where the archive holds it as done."""
    what = {"number": noted.request, "day": noted.at[:10]}
    account = next(iter(queries.brought_back([noted])), None)
    if account is None:
        if _is_held_as_erased(noted):
            return None
        text = _("Request no. %(number)d of %(day)s: erase by hand, it is about no account held here.")
        return Repeated(text % what, False)
    try:
        repeat_erasure(account=account, request=noted.request, by=SYSTEM)
    except Exception as error:  # whatever it is: the others are erased, and the doctor names this one
        logger.exception("the erasure for request %d could not be repeated", noted.request)
        reason = error.message if isinstance(error, DomainError) else type(error).__name__
        text = _("Request no. %(number)d of %(day)s: not repeated. %(reason)s")
        return Repeated(text % {**what, "reason": reason}, False)
    return Repeated(_("Request no. %(number)d of %(day)s: erased again.") % what, True)


def _is_held_as_erased(noted: erasing.Noted) -> bool:
    account = Account.objects.filter(pk=noted.account).first() if noted.account else None
    return account is not None and account.is_erased and account.created_at.isoformat() == noted.joined


def repeat_what_was_left() -> int:
    """Repeat the erasures that were not possible before, because a position was held; returns how many."""
    everything = erasing.noted_since(erasing.BEGINNING)
    left = {account.pk for account in queries.brought_back(everything)}
    found = [_repeated(noted) for noted in everything if noted.account in left]
    return sum(each is not None and each.is_done for each in found)


def register() -> None:
    """Put the room's work on the clock; called once when the room is ready."""
    tasks.add("accounts.expire_requests", Scheduled(expire_requests, hour=4))
    tasks.add("accounts.warn_of_expiring_tokens", Scheduled(warn_of_expiring_tokens, hour=6))
    tasks.add("accounts.repeat_erasures", Scheduled(repeat_what_was_left, hour=3))
    tasks.add("accounts.forget_api_answers", Scheduled(api_access.forget, minutes=60))
