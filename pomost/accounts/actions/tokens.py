"""Writes about API tokens: making one, revoking it, warning before it expires."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pomost.accounts import notifications, tokens
from pomost.accounts.inbox import notify
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.tokens import ApiToken, Scope
from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require

LONGEST = 365  # days
MOST = 20  # tokens that one account may have open


@transaction.atomic
def create_token(*, values: Mapping[str, Any], by: Any, second_factor: bool) -> tuple[ApiToken, str]:
    """Make a token of one's own; returns it with its secret, which is known only now.

    values: name, scope (models.tokens.Scope), days (how long it lasts, at most 365). second_factor:
    whether the session in which it is made has passed a second factor. Raises PermissionDenied;
    DomainError when a role demands a second factor and there was none, or there are too many tokens.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=by.pk)
    require(account, "accounts.make_token")
    if tokens.demands_second_factor(account) and not second_factor:
        raise DomainError(_("Your role needs a second factor: sign in with it, then make the token."))
    _check(values)
    now = timezone.now()
    if ApiToken.objects.filter(account=account, revoked_at=None, expires_at__gt=now).count() >= MOST:
        raise DomainError(_("You have 20 tokens already. Revoke one that you no longer need."))
    secret, secret_hash = tokens.new_for_api()
    token = ApiToken.objects.create(
        account=account,
        name=values["name"].strip(),
        secret_hash=secret_hash,
        begins_with=secret[: len(tokens.PREFIX) + 4],
        scope=values["scope"],
        second_factor=second_factor,
        expires_at=now + timedelta(days=values["days"]),
    )
    journal.record(by=by, verb="api_token.made", target=token, data=_shown(token))
    _mail(token, "made")
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Any) -> ApiToken:
    """Revoke a token of one's own at once; it stays in the list. Raises PermissionDenied, DomainError."""
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    require(by, "accounts.revoke_token", token)
    if token.revoked_at is not None:
        raise DomainError(_("This token is revoked already."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    journal.record(by=by, verb="api_token.revoked", target=token, fields=["revoked_at"], data=_shown(token))
    return token


@transaction.atomic
def warn_of_expiry(*, token: ApiToken, by: Any) -> bool:
    """Tell the owner, once, that a token will stop working; False when that is no longer so."""
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("account").get(pk=token.pk)
    require(by, "accounts.warn_of_token", token)
    if token.warned_at is not None or not token.is_open or not token.account.is_active:
        return False
    token.warned_at = timezone.now()
    token.save(update_fields=["warned_at"])
    journal.record(by=by, verb="api_token.warned", target=token, fields=["warned_at"])
    _mail(token, "expires")
    with translation.override(token.account.language):
        text = _("The API token “%(name)s” will stop working soon.") % {"name": token.name}
        notify(account=token.account, text=text, link=reverse("accounts:tokens"))
    return True


def _check(values: Mapping[str, Any]) -> None:
    if not values["name"].strip():
        raise DomainError(_("Say what it is for."), fields={"name": _("Say what it is for.")})
    if values["scope"] not in Scope.values:
        raise DomainError(_("Choose what it may."), fields={"scope": _("Choose what it may.")})
    if not 1 <= values["days"] <= LONGEST:
        text = _("A token lasts at most a year.")
        raise DomainError(text, fields={"days": text})


def _shown(token: ApiToken) -> dict[str, str]:
    return {
        "account": str(token.account_id),
        "scope": token.scope,
        "expires_at": token.expires_at.isoformat(),
    }


def _mail(token: ApiToken, what: str) -> None:
    """Tell the owner by mail; the secret is never in it."""
    account = token.account
    with translation.override(account.language):
        context = {"account": account, "token": token, "path": reverse("accounts:tokens")}
    notifications.send(account.email, account.language, f"accounts/email/token_{what}", context)
