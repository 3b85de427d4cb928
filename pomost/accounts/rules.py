"""Predicates on roles; other rooms build theirs from `holds`."""

from typing import Any

import rules

from pomost.accounts.roles import Role, Scope


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
