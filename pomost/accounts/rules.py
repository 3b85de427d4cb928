"""Predicates on roles; other rooms build theirs from `holds`."""

from collections.abc import Callable
from typing import Any

import rules

from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import SCOPES, Role, Scope
from pomost.core.registries import Registry

# What only an administrator may give or end besides the roles of the whole installation: the manager
# answers for the programme, and the auditor must not owe the role to the audited.
GIVEN_BY_ADMINISTRATOR = frozenset({Role.PROGRAMME_MANAGER, Role.AUDITOR})

# Which organisations an account belongs to: name → function(account) → ids as text.
organisations_of: Registry[Callable[[Any], set[str]]] = Registry("organisations of an account")

# Who may give and end roles in a kind of scope that a lower room brings: scope → function(user, grant).
rulers: Registry[Callable[[Any, Any], bool]] = Registry("who gives roles in a scope")


def holds(user: Any, role: str, scope_kind: str, scope_id: object = "") -> bool:
    """Whether the account holds the role today in that scope (an anonymous visitor never does)."""
    return user.is_authenticated and (role, scope_kind, str(scope_id)) in user.current_grants


def scopes_of(user: Any, *roles: str) -> set[str]:
    """Ids of the scopes in which the account holds one of the roles today."""
    if not user.is_authenticated:
        return set()
    return {scope_id for role, _kind, scope_id in user.current_grants if role in roles}


@rules.predicate
def is_administrator(user, _obj=None):
    return holds(user, Role.ADMINISTRATOR, Scope.INSTALLATION)


@rules.predicate
def is_signed_in(user, _obj=None):
    return user.is_authenticated


@rules.predicate
def is_the_system(user, _obj=None):
    return getattr(user, "is_the_system", False)


@rules.predicate
def is_for_somebody_else(user, grant):
    """Nobody gives a role to himself, not even an administrator."""
    return grant is not None and grant.account_id != user.pk


@rules.predicate
def rules_the_scope(user, grant):
    """Organisation administrators give roles of their organisation, managers those of their programme."""
    if grant is None or grant.role in GIVEN_BY_ADMINISTRATOR:
        return False
    if SCOPES.get(grant.role) == (Scope.ORGANISATION,):
        return holds(user, Role.ORGANISATION_ADMINISTRATOR, Scope.ORGANISATION, grant.scope_id)
    if SCOPES.get(grant.role) == (Scope.PROGRAMME,):
        return holds(user, Role.PROGRAMME_MANAGER, Scope.PROGRAMME, grant.scope_id)
    return any(rules_it(user, grant) for rules_it in rulers)


@rules.predicate
def administers_an_organisation_of_the_account(user, account):
    """Whether the account belongs to an organisation that `user` administers.

    An account with a role of the whole installation is left to administrators: an office could
    otherwise lock the installation's own people out by entering them as its staff.
    """
    if account is None or not user.is_authenticated:
        return False
    mine = scopes_of(user, Role.ORGANISATION_ADMINISTRATOR)
    if not mine or in_force().filter(account=account, scope_kind=Scope.INSTALLATION).exists():
        return False
    return any(mine & provider(account) for provider in organisations_of)


@rules.predicate
def administers_every_role_of_the_account(user, account):
    """Whether all that the account may do lies in organisations that `user` administers."""
    if not administers_an_organisation_of_the_account(user, account):
        return False
    mine = scopes_of(user, Role.ORGANISATION_ADMINISTRATOR)
    held = in_force().filter(account=account)
    return all(grant.scope_kind == Scope.ORGANISATION and grant.scope_id in mine for grant in held)


@rules.predicate
def manages_every_programme_of_the_account(user, account):
    """Whether all that the account may do lies in programmes that `user` manages, and not as manager."""
    if account is None or not user.is_authenticated:
        return False
    mine = scopes_of(user, Role.PROGRAMME_MANAGER)
    held = list(in_force().filter(account=account)) if mine else []
    return bool(held) and all(
        grant.scope_kind == Scope.PROGRAMME
        and grant.scope_id in mine
        and grant.role not in GIVEN_BY_ADMINISTRATOR
        for grant in held
    )


rules.add_perm(
    "accounts.give_role", is_the_system | (is_for_somebody_else & (is_administrator | rules_the_scope))
)
# Ending a role of one's own is laying it down: that is allowed to everybody.
rules.add_perm(
    "accounts.end_role", is_the_system | is_administrator | rules_the_scope | ~is_for_somebody_else
)
rules.add_perm(
    "accounts.end_access",
    is_the_system
    | is_administrator
    | administers_every_role_of_the_account
    | manages_every_programme_of_the_account,
)
rules.add_perm(
    "accounts.end_access_of_leaver",
    is_the_system | is_administrator | administers_an_organisation_of_the_account,
)


@rules.predicate
def rules_anything(user, _obj=None):
    """Whether the account administers an organisation or manages a programme."""
    return bool(scopes_of(user, Role.ORGANISATION_ADMINISTRATOR, Role.PROGRAMME_MANAGER))


@rules.predicate
def the_invitation_is_open(_user, invitation):
    return invitation is not None and invitation.is_open


@rules.predicate
def invited_them(user, invitation):
    return invitation is not None and user.is_authenticated and invitation.invited_by_id == user.pk


@rules.predicate
def may_decide_for_the_office(user, account_request):
    """The office's own administrator, or programme staff: who manages one knows the offices in it."""
    if account_request is None:
        return False
    if account_request.organisation_id in scopes_of(user, Role.ORGANISATION_ADMINISTRATOR) - {""}:
        return True
    return bool(scopes_of(user, Role.PROGRAMME_MANAGER))


rules.add_perm("accounts.create_account", is_the_system | is_administrator)
rules.add_perm("accounts.invite_account", is_the_system | is_administrator | rules_anything)
rules.add_perm("accounts.withdraw_invitation", is_administrator | invited_them | rules_the_scope)
rules.add_perm("accounts.accept_invitation", the_invitation_is_open)
rules.add_perm("accounts.view_accounts", is_administrator | rules_anything)
rules.add_perm("accounts.ask_for_account", rules.always_true)
rules.add_perm("accounts.decide_account_request", is_administrator | may_decide_for_the_office)
rules.add_perm("accounts.expire_account_request", is_the_system)


@rules.predicate
def protects_data(user, _obj=None):
    return holds(user, Role.DATA_PROTECTION_OFFICER, Scope.INSTALLATION)


@rules.predicate
def answers_for_accessibility(user, _obj=None):
    return holds(user, Role.ACCESSIBILITY_OFFICER, Scope.INSTALLATION)


rules.add_perm("accounts.change_installation", is_administrator)
rules.add_perm("accounts.change_statement", is_administrator | answers_for_accessibility)
rules.add_perm("accounts.answer_accessibility", answers_for_accessibility)
rules.add_perm("accounts.answer_data_requests", protects_data)
rules.add_perm("accounts.erase_person", protects_data)
rules.add_perm("accounts.repeat_erasure", is_the_system)
rules.add_perm("accounts.view_access_log", is_administrator | protects_data)
rules.add_perm("accounts.view_processing", is_administrator | protects_data)
rules.add_perm("accounts.ask_about_data", rules.always_true)
rules.add_perm("accounts.ask_for_access", rules.always_true)


@rules.predicate
def belongs_to(user, thing):
    return thing is not None and user.is_authenticated and thing.account_id == user.pk


rules.add_perm("accounts.keep_own", is_signed_in)
rules.add_perm("accounts.change_own", belongs_to)
rules.add_perm("accounts.make_token", is_signed_in)
rules.add_perm("accounts.revoke_token", belongs_to)
rules.add_perm("accounts.warn_of_token", is_the_system)
