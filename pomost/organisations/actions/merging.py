"""Duplicates: one organisation goes into another with everything that hangs on it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.roles import Scope
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.actions.organisations import demand_right_values
from pomost.organisations.merging import CHOSEN, followers
from pomost.organisations.models.history import DistinctPair
from pomost.organisations.models.organisations import Organisation


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, merged: Organisation, values: Mapping[str, Any], by: Any, reason: str
) -> Organisation:
    """Let everything that hangs on `merged` hang on `kept`; the merged row stays and leads to the kept one.

    values: what the kept one says from now on, of the fields in CHOSEN; what is not named stays.
    What became of the things is kept with the journal entries of both. Raises PermissionDenied;
    DomainError for a merge into itself, with one that is merged already, of an invented organisation with
    a real one, or when the one who merges would gain a role by it.
    """
    if kept.pk == merged.pk:
        raise DomainError(_("An organisation can't be merged into itself."))
    kept = _locked(kept, merged)[kept.pk]
    merged = Organisation.objects.select_for_update(of=("self",)).get(pk=merged.pk)
    for each in (kept, merged):
        require(by, "organisations.merge_organisation", each)
    _refuse_what_can_not_be_one(kept, merged)
    _refuse_rights_by_own_hand(kept, merged, by)
    merged.merged_into = kept
    versions.save(merged, ["merged_into"])
    changes = differences.apply(kept, {name: values[name] for name in CHOSEN if name in values})
    demand_right_values(kept)
    if kept.awaits_check:
        kept.awaits_check = False  # who merges the two has looked at them
        changes = {**changes, "awaits_check": [True, False]}
    became = {name: dict(follower.move(kept, merged, by)) for name, follower in followers.items()}
    versions.save(kept, changes)
    data = {"reason": reason, "kept": kept.slug, "merged": merged.slug}
    journal.record(
        by=by,
        verb="organisation.merged",
        target=kept,
        fields=changes,
        data={**data, "changes": changes, "became": {name: said for name, said in became.items() if said}},
    )
    journal.record(by=by, verb="organisation.merged_away", target=merged, data=data)
    index.changed(kept)
    index.changed(merged)
    return kept


def _locked(*rows: Organisation) -> dict[int, Organisation]:
    """These organisations anew, locked in the order of their numbers: two who merge the same wait in turn."""
    found = Organisation.objects.select_for_update(of=("self",)).order_by("pk")
    return {row.pk: row for row in found.filter(pk__in=[row.pk for row in rows])}


def _refuse_what_can_not_be_one(kept: Organisation, merged: Organisation) -> None:
    for each in (kept, merged):
        if each.merged_into_id is not None:
            text = _("%(name)s is merged into another organisation already: %(other)s.")
            raise DomainError(text % {"name": each, "other": each.merged_into})
    if kept.is_invented is not merged.is_invented:
        raise DomainError(_("One of the two is invented, the other is not: they can't be one."))


def _refuse_rights_by_own_hand(kept: Organisation, merged: Organisation, by: Any) -> None:
    """Nobody gives themselves a role: who holds one in only one of the two would hold it over both.

    Roles held for somebody absent, and those that begin later, count.
    """
    own = RoleGrant.objects.filter(account=by.pk, scope_kind=Scope.ORGANISATION, ended_at__isnull=True)
    own = own.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))  # also those to come
    held = set(own.values_list("role", "scope_id"))
    borrowed = getattr(by, "borrowed_grants", {})
    held |= {(role, scope) for role, kind, scope in borrowed if kind == Scope.ORGANISATION}
    here, there = ({role for role, scope in held if scope == str(each.pk)} for each in (kept, merged))
    if here != there:
        raise DomainError(_("You hold a role in one of the two: somebody else must merge them."))


@transaction.atomic
def tell_apart(*, organisation: Organisation, other: Organisation, by: Any) -> None:
    """Note for good that two organisations are not the same. Again: nothing happens.

    Raises PermissionDenied; DomainError for one and the same.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.merge_organisation", organisation)
    if organisation.pk == other.pk:
        raise DomainError(_("An organisation is the same as itself."))
    first, second = sorted((organisation, other), key=lambda row: row.pk)
    _pair, is_new = DistinctPair.objects.get_or_create(first=first, second=second)
    if is_new:
        journal.record(by=by, verb="organisation.told_apart", target=organisation, data={"other": other.slug})
