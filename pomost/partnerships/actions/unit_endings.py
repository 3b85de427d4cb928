"""What becomes of a membership when the unit of the member's local government is no more."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from pomost.core import journal
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.local_governments import local_government_of
from pomost.partnerships.actions.members import cease_membership
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.models.members import Membership
from pomost.partnerships.states import PRESENT
from pomost.territory.models.units import Unit

DAY = timedelta(days=1)
TAKEN_OVER = ("role", "sector", "pays", "share_percent", "share_amount", "currency")


@transaction.atomic
def carry_membership_over(*, membership: Membership, to: Unit, last_day: date, by: Any) -> Membership:
    """The local government of `to` follows as a member on the next day: same role, sector and share.

    Where the organisation itself lives on with `to`, its membership goes on; where that local government is
    a member or invited already, the old membership only ends. Raises PermissionDenied; TransitionNotAllowed
    for a membership that is not confirmed; DomainError when the member joined after the last day, or `to`
    has no local government.
    """
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "territory.decide_on_ended_unit", to)
    organisation = local_government_of(to)
    if organisation.pk == membership.organisation_id:
        return membership
    cease_membership(membership=membership, left=last_day.isoformat(), by=by)
    member = partnership.memberships.filter(organisation=organisation, state__in=PRESENT).first()
    if member is not None:
        return member
    kept = {name: getattr(membership, name) for name in TAKEN_OVER}
    joined = (last_day + DAY).isoformat()
    member = Membership.objects.create(
        partnership=partnership, organisation=organisation, joined=joined, **kept
    )
    journal.record(
        by=by,
        verb="membership.carried_over",
        target=partnership,
        data={"id": member.pk, "before": membership.pk, "organisation": organisation.slug, "joined": joined},
    )
    index.changed(partnership)
    return member
