"""What this room does when something ends elsewhere: programmes never stay without a manager."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.models.grants import RoleGrant, in_force
from pomost.accounts.roles import Role, Scope
from pomost.core import journal
from pomost.core.handover import OpenThing
from pomost.organisations.queries import colleagues
from pomost.programmes.models.programmes import Programme


def managed_programmes(position: Any) -> Iterable[OpenThing]:
    """The programmes that the holder of a position manages: each passes to a successor."""
    account = position.person.account
    if account is None:
        return
    grants = in_force().filter(account=account, role=Role.PROGRAMME_MANAGER, scope_kind=Scope.PROGRAMME)
    managed = {int(pk) for pk in grants.values_list("scope_id", flat=True)}
    for programme in Programme.objects.filter(pk__in=managed).order_by("slug"):
        others = in_force().filter(
            role=Role.PROGRAMME_MANAGER, scope_kind=Scope.PROGRAMME, scope_id=str(programme.pk)
        )
        alone = not others.exclude(account=account).filter(account__is_active=True).exists()
        yield OpenThing(
            key=f"programme-{programme.pk}",
            label=_("Manages the programme “%s”") % programme.spoken_short_title,
            where=reverse("programmes-panel:overview", args=[programme.slug]),
            needs_successor=alone,
            candidates=_candidates(position, programme),
            hand_over=_hand_over(programme),
        )


def _candidates(position: Any, programme: Programme) -> tuple[Any, ...]:
    """Those with another task in the programme, then colleagues; nobody twice, the holder never."""
    in_programme = in_force().filter(scope_kind=Scope.PROGRAMME, scope_id=str(programme.pk))
    found = {
        grant.account_id: grant.account
        for grant in in_programme.exclude(account=position.person.account).select_related("account")
        if grant.account.is_active
    }
    for person in colleagues(position):
        if person.account is not None:
            found.setdefault(person.account.pk, person.account)
    return tuple(found.values())


def _hand_over(programme: Programme) -> Any:
    def run(successor: Any, by: Any) -> None:
        if successor is None:
            return
        grant = RoleGrant.objects.create(
            account=successor,
            role=Role.PROGRAMME_MANAGER,
            scope_kind=Scope.PROGRAMME,
            scope_id=str(programme.pk),
            since=timezone.localdate(),
            reason=_("Takes over from a predecessor."),
            given_by=by,
        )
        journal.record(by=by, verb="role_grant.given", target=grant, data={"role": grant.role})

    return run
