"""Writes about accounts: making one directly, by invitation, opening a closed one again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import notifications, tokens
from pomost.accounts.actions.grants import grant_role
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.models.invitations import Invitation
from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require

VALID_FOR = timedelta(days=14)


@transaction.atomic
def create_account(*, email: str, name: str, by: Any, password: str | None = None) -> Account:
    """Make an account at once; without a password its owner sets one by "I don't remember my password".

    Raises PermissionDenied; DomainError when the address has an account or the password is weak.
    """
    require(by, "accounts.create_account")
    return _new_account(email, name, by, password)


@transaction.atomic
def invite_account(*, email: str, values: Mapping[str, str], by: Any) -> Invitation | None:
    """Send somebody a link by which to make an account within 14 days.

    values: name, language, role and scope_id (both may be empty). Who has an account already gets the
    role at once and a letter that says so; the caller can't tell the difference. Earlier invitations
    of the same address by the same person are withdrawn. Raises PermissionDenied, DomainError.
    """
    email = email.strip().lower()
    require(by, "accounts.invite_account")
    role, scope_id = values.get("role", ""), values.get("scope_id", "")
    if role:
        require(by, "accounts.give_role", RoleGrant(role=role, scope_id=scope_id))
    elif not by.has_perm("accounts.create_account"):
        raise DomainError(_("Choose a role."), fields={"role": _("Choose what the person will do.")})
    account = Account.objects.filter(email__iexact=email).first()
    if account is not None:
        _add_role(account, role, scope_id, by)
        return None
    Invitation.objects.filter(
        email=email, invited_by_id=by.pk, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=timezone.now())
    token, token_hash = tokens.new()
    invitation = Invitation.objects.create(
        email=email,
        name=values.get("name", ""),
        language=values.get("language") or "pl",
        role=role,
        scope_id=scope_id,
        token_hash=token_hash,
        invited_by_id=by.pk,
        expires_at=timezone.now() + VALID_FOR,
    )
    journal.record(
        by=by,
        verb="invitation.sent",
        target=invitation,
        personal={"email": email},
        data={"role": role, "scope": scope_id},
    )
    context = {"invitation": invitation, "token": token, "by": by}
    notifications.send(email, invitation.language, "accounts/email/invitation", context)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Any) -> Invitation:
    """Make the link of an open invitation worthless. Raises PermissionDenied, DomainError."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    require(by, "accounts.withdraw_invitation", invitation)
    if not invitation.is_open:
        raise DomainError(_("This invitation is over."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    journal.record(by=by, verb="invitation.withdrawn", target=invitation, fields=["withdrawn_at"])
    return invitation


@transaction.atomic
def renew_invitation(*, invitation: Invitation, by: Any) -> Invitation | None:
    """Send the invitation anew, as `by`'s own: the earlier link is worthless, the new one works for 14 days.

    Raises PermissionDenied; DomainError when it was accepted or withdrawn.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    require(by, "accounts.withdraw_invitation", invitation)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise DomainError(_("This invitation is over."))
    if invitation.is_open:
        withdraw_invitation(invitation=invitation, by=by)
    values = {name: getattr(invitation, name) for name in ("name", "language", "role", "scope_id")}
    return invite_account(email=invitation.email, values=values, by=by)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, name: str, password: str, by: Any) -> Account:
    """Make the account of an invitation, with its role if the one who invited may still give it.

    by: the visitor who holds the link. Raises PermissionDenied when the invitation was used, withdrawn
    or is over; DomainError for a weak password or when the address has an account by now.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    require(by, "accounts.accept_invitation", invitation)
    account = _new_account(invitation.email, name, None, password, invitation.language)
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    journal.record(by=account, verb="invitation.accepted", target=invitation, fields=["accepted_at"])
    inviter = invitation.invited_by
    if invitation.role and inviter is not None and inviter.is_active:
        _add_role(account, invitation.role, invitation.scope_id, inviter)
    return account


@transaction.atomic
def reopen_account(*, account: Any, by: Any, reason: str) -> Account:
    """Let a closed account sign in again, without any of its former roles. Raises PermissionDenied."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    require(by, "accounts.create_account")
    if account.is_active:
        raise DomainError(_("This account is open."))
    if account.is_erased:
        raise DomainError(_("The data of this account is erased: it can't be opened again."))
    account.is_active = True
    account.save(update_fields=["is_active"])
    journal.record(
        by=by, verb="account.reopened", target=account, fields=["is_active"], personal={"reason": reason}
    )
    return account


def _new_account(email: str, name: str, by: Any, password: str | None, language: str = "pl") -> Account:
    email = email.strip().lower()
    if Account.objects.filter(email__iexact=email).exists():
        raise DomainError(
            _("This address has an account."), fields={"email": _("This address has an account.")}
        )
    if password is not None:
        try:
            validate_password(password, Account(email=email, name=name))
        except ValidationError as error:
            raise DomainError(
                _("Choose a better password."), fields={"password": " ".join(error.messages)}
            ) from error
    account = Account.objects.create_user(email, password, name=name.strip(), language=language)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    journal.record(by=by, verb="account.created", target=account, personal={"email": email, "name": name})
    return account


def _add_role(account: Account, role: str, scope_id: str, by: Any) -> None:
    """Give the role of an invitation; what can't be given any more is left out without a word."""
    if not role:
        return
    try:
        with transaction.atomic():
            grant_role(account=account, role=role, scope_id=scope_id, reason=_("Invitation"), by=by)
    except (DomainError, PermissionDenied):
        return
    notifications.send(account.email, account.language, "accounts/email/role_given", {"account": account})
