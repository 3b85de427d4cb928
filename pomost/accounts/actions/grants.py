"""Writes about role grants: giving, ending, and ending everything that an account may do."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import sessions, tokens
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.grants import RoleGrant, in_force
from pomost.accounts.roles import SCOPES, Role, Scope
from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require


@transaction.atomic
def grant_role(
    *, account: Any, role: str, scope_id: str, reason: str, by: Any, until: date | None = None
) -> RoleGrant:
    """Give an account a role from today on; `until` is the last day, None means until it is ended.

    scope_id: the id of the organisation or programme as text; empty for roles of the installation.
    Raises PermissionDenied (also for one's own account), DomainError when the account is closed, the
    role is held there already, or the last day is over.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    today = timezone.localdate()
    if role not in Role.values or bool(scope_id) is (SCOPES[role][0] == Scope.INSTALLATION):
        raise DomainError(_("This role can't be given there."), fields={"role": _("Choose another role.")})
    grant = RoleGrant(
        account=account,
        role=role,
        scope_kind=SCOPES[role][0],
        scope_id=scope_id,
        since=today,
        until=until,
        reason=reason.strip(),
        given_by_id=by.pk,
    )
    require(by, "accounts.give_role", grant)
    if not account.is_active:
        raise DomainError(_("This account is closed: nobody can sign in with it."))
    if until is not None and until < today:
        raise DomainError(_("The last day is over."), fields={"until": _("Choose today or a later day.")})
    if not grant.reason:
        raise DomainError(_("A reason is needed."), fields={"reason": _("Say why the role is given.")})
    held = in_force().filter(account=account, role=role, scope_kind=grant.scope_kind, scope_id=scope_id)
    if held.exists():
        raise DomainError(_("The account holds this role there already."))
    grant.save()
    journal.record(by=by, verb="role_grant.given", target=grant, data=_shown(grant))
    return grant


@transaction.atomic
def end_grant(*, grant: RoleGrant, by: Any, reason: str) -> RoleGrant:
    """End a role at once; the row stays, so that it is known who could do what.

    Raises PermissionDenied; DomainError when it is over already, without a reason, or when nobody
    would be left to administer the installation.
    """
    _lock_administrators()
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    require(by, "accounts.end_role", grant)
    if not reason.strip():
        raise DomainError(_("A reason is needed."), fields={"reason": _("Say why the role ends.")})
    if not in_force().filter(pk=grant.pk).exists():
        raise DomainError(_("This role has ended already."))
    _keep_an_administrator([grant])
    _end(grant, by, reason)
    return grant


@transaction.atomic
def end_access(*, account: Any, by: Any, reason: str) -> None:
    """End every role, session and token of an account at once, and close it for signing in.

    Who may: administrators; organisation administrators and programme managers for accounts whose every
    role lies in what they run. Raises PermissionDenied; DomainError when nobody would be left to
    administer.
    """
    _lock_administrators()
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    require(by, "accounts.end_access", account)
    _close(account, by, reason)


@transaction.atomic
def end_access_of_leaver(*, account: Any, by: Any, reason: str) -> None:
    """End all access of somebody whose last position is over: their office does so, whatever roles they
    held elsewhere, except of the whole installation. Raises PermissionDenied, DomainError as above.
    """
    _lock_administrators()
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    require(by, "accounts.end_access_of_leaver", account)
    _close(account, by, reason)


def _close(account: Account, by: Any, reason: str) -> None:
    grants = list(in_force().filter(account=account).select_for_update(of=("self",)))
    _keep_an_administrator(grants)
    for grant in grants:
        _end(grant, by, reason)
    ended = sessions.end_all(account)
    revoked = tokens.revoke_all(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    journal.record(
        by=by,
        verb="account.closed",
        target=account,
        fields=["is_active"],
        personal={"reason": reason},
        data={"roles": len(grants), "sessions": ended, "tokens": revoked},
    )


def _end(grant: RoleGrant, by: Any, reason: str) -> None:
    grant.ended_at = timezone.now()
    grant.ended_by_id = by.pk
    grant.end_reason = reason.strip()[:300]
    grant.save(update_fields=["ended_at", "ended_by", "end_reason"])
    journal.record(by=by, verb="role_grant.ended", target=grant, fields=["ended_at"], data=_shown(grant))


def _shown(grant: RoleGrant) -> dict[str, str]:
    return {
        "role": grant.role,
        "scope": f"{grant.scope_kind}:{grant.scope_id}",
        "account": str(grant.account_id),
    }


def _lock_administrators() -> None:
    """Take the grants of all administrators, in one order and before any other row: two of them who end
    each other at the same moment wait for one another, and the second gets a sentence.
    """
    rows = in_force().filter(role=Role.ADMINISTRATOR).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _keep_an_administrator(ending: list[RoleGrant]) -> None:
    """Refuse when no active administrator would be left after these grants ended."""
    if not any(grant.role == Role.ADMINISTRATOR for grant in ending):
        return
    left = in_force().filter(role=Role.ADMINISTRATOR, account__is_active=True)
    if not set(left.values_list("pk", flat=True)) - {each.pk for each in ending}:
        raise DomainError(_("This is the last administrator. Give the role to somebody else first."))
