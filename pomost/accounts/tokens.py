"""Secrets that are handed out once and kept only as a hash; and the API tokens of an account."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from pomost.accounts.models.tokens import ApiToken

PREFIX = "pomost_"  # lets people and scanners of published code see what a secret is


def new() -> tuple[str, str]:
    """A secret of 256 bits for a link, and the hash to keep."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def new_for_api() -> tuple[str, str]:
    """A secret of 256 bits for a program, and the hash to keep."""
    token = PREFIX + secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    """SHA-256 as hexadecimal: enough for secrets that are random and long (unlike passwords)."""
    return hashlib.sha256(token.encode()).hexdigest()


def of_account(account: Any) -> QuerySet[ApiToken]:
    """The account's own API tokens, newest first."""
    return ApiToken.objects.filter(account=account)


def revoke_all(account: Any) -> int:
    """Revoke every API token of an account, in the transaction of what ends them; returns how many."""
    return of_account(account).filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def demands_second_factor(account: Any) -> bool:
    """Whether a role that the account holds today is named in POMOST_SECOND_FACTOR_ROLES."""
    demanded = settings.SECOND_FACTOR_ROLES
    if account.lacks_second_factor:
        return True
    return bool(demanded) and any(role in demanded for role, _kind, _scope in account.current_grants)
