"""Writes about requests for an account."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import notifications
from pomost.accounts.actions.accounts import invite_account
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.invitations import AccountRequest
from pomost.accounts.states import CONFIRM, EXPIRE, REFUSE, AccountRequestState
from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require


@transaction.atomic
def ask_for_account(*, values: Mapping[str, str], by: Any) -> AccountRequest | None:
    """Take down that somebody asks for an account, and send them a letter that says so.

    values: email, name, language, organisation_id, organisation_name, function, purpose. An address
    that has an account, or asks already, gets a letter that says that; the page is the same for all.
    """
    require(by, "accounts.ask_for_account")
    email, language = values["email"].strip().lower(), values.get("language") or "pl"
    if Account.objects.filter(email__iexact=email).exists():
        notifications.send(email, language, "accounts/email/has_account", {})
        return None
    waiting = AccountRequest.objects.filter(email=email, state=AccountRequestState.ASKED).first()
    if waiting is None:
        waiting = AccountRequest.objects.create(**{**values, "email": email, "language": language})
        journal.record(
            by=by,
            verb="account_request.asked",
            target=waiting,
            personal={"email": email, "name": values["name"]},
            data={"organisation": values.get("organisation_id", "")},
        )
    notifications.send(email, language, "accounts/email/account_asked", {"asked": waiting})
    return waiting


@transaction.atomic
def confirm_account_request(
    *, account_request: AccountRequest, role: str, scope_id: str, by: Any
) -> AccountRequest:
    """Confirm that the person belongs there: an invitation with a role goes out. Raises PermissionDenied."""
    account_request = _locked(account_request)
    require(by, "accounts.decide_account_request", account_request)
    CONFIRM.move(account_request)
    values = {
        "name": account_request.name,
        "language": account_request.language,
        "role": role,
        "scope_id": scope_id,
    }
    invite_account(email=account_request.email, values=values, by=by)
    _decided(account_request, by, "")
    journal.record(by=by, verb="account_request.confirmed", target=account_request, fields=["state"])
    return account_request


@transaction.atomic
def refuse_account_request(*, account_request: AccountRequest, answer: str, by: Any) -> AccountRequest:
    """Refuse with a reason, which the asker gets by mail. Raises PermissionDenied, DomainError."""
    account_request = _locked(account_request)
    require(by, "accounts.decide_account_request", account_request)
    if not answer.strip():
        raise DomainError(
            _("A reason is needed."), fields={"answer": _("Say why: the person gets it by mail.")}
        )
    REFUSE.move(account_request)
    _decided(account_request, by, answer.strip())
    journal.record(by=by, verb="account_request.refused", target=account_request, fields=["state"])
    notifications.send(
        account_request.email,
        account_request.language,
        "accounts/email/account_refused",
        {"asked": account_request},
    )
    return account_request


@transaction.atomic
def expire_account_request(*, account_request: AccountRequest, by: Any) -> AccountRequest:
    """Let a request that nobody decided end; the asker is told. Only the system does this."""
    account_request = _locked(account_request)
    require(by, "accounts.expire_account_request", account_request)
    EXPIRE.move(account_request)
    _decided(account_request, by, "")
    journal.record(by=by, verb="account_request.expired", target=account_request, fields=["state"])
    notifications.send(
        account_request.email,
        account_request.language,
        "accounts/email/account_expired",
        {"asked": account_request},
    )
    return account_request


def _locked(account_request: AccountRequest) -> AccountRequest:
    return AccountRequest.objects.select_for_update(of=("self",)).get(pk=account_request.pk)


def _decided(found: AccountRequest, by: Any, answer: str) -> None:
    found.decided_at = timezone.now()
    found.decided_by_id = by.pk
    found.answer = answer
    found.save(update_fields=["state", "decided_at", "decided_by", "answer"])
