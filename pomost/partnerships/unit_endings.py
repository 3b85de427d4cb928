"""What of this room stays open when a unit is no more: memberships of its local government."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.organisations.local_governments import without_a_unit
from pomost.partnerships.actions.members import cease_membership
from pomost.partnerships.actions.unit_endings import carry_membership_over
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import named_to_anybody
from pomost.partnerships.states import MembershipState
from pomost.territory.ending import OpenThing, Provider
from pomost.territory.models.units import Unit


def _open() -> Any:
    """Confirmed memberships of organisations that are the local government of no unit any more."""
    return Membership.objects.filter(state=MembershipState.CONFIRMED, organisation__in=without_a_unit())


def memberships_of(unit: Unit) -> Iterable[OpenThing]:
    """The memberships of the unit's local government that still count."""
    rows = _open().filter(organisation__unit_links__unit=unit).distinct()
    for membership in rows.select_related("partnership", "organisation").order_by("partnership__slug", "pk"):
        yield OpenThing(
            key=f"membership-{membership.pk}",
            name=f"{named_to_anybody(membership.partnership)} ({membership.organisation})",
            where=membership.partnership.get_absolute_url(),
            end=_end(membership),
            carry_over=_carry_over(membership),
        )


def _end(membership: Membership) -> Any:
    def end(last_day: date, by: Any) -> None:
        cease_membership(membership=membership, left=last_day.isoformat(), by=by)

    return end


def _carry_over(membership: Membership) -> Any:
    def carry_over(to: Unit, last_day: date, by: Any) -> None:
        carry_membership_over(membership=membership, to=to, last_day=last_day, by=by)

    return carry_over


def waiting() -> QuerySet[Any, tuple[int, int]]:
    """How many memberships each unit that is no more has left behind."""
    rows = _open().filter(organisation__unit_links__unit__until__lt=timezone.localdate())
    by_unit = rows.order_by().values_list("organisation__unit_links__unit")
    return by_unit.annotate(count=Count("pk", distinct=True))


PROVIDER = Provider(_("membership"), memberships_of, waiting)
