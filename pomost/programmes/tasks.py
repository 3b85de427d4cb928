"""What this room does when something ends elsewhere: programmes never stay without a manager."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from pomost.accounts import inbox
from pomost.accounts.actions.grants import grant_role
from pomost.accounts.models.grants import RoleGrant, in_force
from pomost.accounts.roles import Role, Scope
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
        alone = not _managers(programme).exclude(account=account).filter(account__is_active=True).exists()
        yield OpenThing(
            key=f"programme-{programme.pk}",
            label=_("Manages the programme “%s”") % programme.spoken_short_title,
            where=reverse("programmes-panel:overview", args=[programme.slug]),
            needs_successor=alone,
            candidates=_candidates(position, programme),
            hand_over=_hand_over(programme, alone),
            may_hand_over=_may_name_a_manager(programme),
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


def _managers(programme: Programme) -> QuerySet[RoleGrant]:
    return in_force().filter(
        role=Role.PROGRAMME_MANAGER, scope_kind=Scope.PROGRAMME, scope_id=str(programme.pk)
    )


def _may_name_a_manager(programme: Programme) -> Any:
    def may(by: Any) -> bool:
        role = RoleGrant(role=Role.PROGRAMME_MANAGER, scope_kind=Scope.PROGRAMME, scope_id=str(programme.pk))
        return bool(by.has_perm("accounts.give_role", role))

    return may


def _hand_over(programme: Programme, is_left_alone: bool) -> Any:
    def run(successor: Any, by: Any) -> None:
        if successor is None:
            if is_left_alone:
                _tell_administrators(programme)
        elif not _managers(programme).filter(account=successor).exists():
            grant_role(
                account=successor,
                role=Role.PROGRAMME_MANAGER,
                scope_id=str(programme.pk),
                reason=_("Takes over from a predecessor."),
                by=by,
            )

    return run


def _tell_administrators(programme: Programme) -> None:
    """An office may end a position, but not say who manages a programme: administrators do that."""
    link = reverse("programmes-panel:overview", args=[programme.slug])
    for grant in in_force().filter(role=Role.ADMINISTRATOR).select_related("account"):
        with translation.override(grant.account.language):
            text = _("The programme “%s” is left without a manager: give somebody the role.")
            text = text % programme.spoken_short_title
        inbox.notify(account=grant.account, text=text, link=link)
