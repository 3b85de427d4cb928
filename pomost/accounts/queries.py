"""Reads of the room."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from pomost.accounts.models.grants import RoleGrant
from pomost.core.registries import Registry

# Grants that somebody holds through another (a deputy during an absence): account → set of triples.
further_grants: Registry[Any] = Registry("further grants")


def in_force() -> QuerySet[RoleGrant]:
    """Role grants in force today (Polish time)."""
    today = timezone.localdate()
    return RoleGrant.objects.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)


def grants_in_force(account: Any) -> frozenset[tuple[str, str, str]]:
    """(role, kind of scope, id) of the account's own grants of today and of those it holds for others."""
    own = set(in_force().filter(account=account).values_list("role", "scope_kind", "scope_id"))
    for provider in further_grants:
        own |= provider(account)
    return frozenset(own)
