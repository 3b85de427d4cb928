"""What becomes of a membership when the unit of the member's local government is no more."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import journal, versions
from pomost.core.errors import DomainError, TransitionNotAllowed
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.local_governments import local_government_of
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import PRESENT, MembershipState
from pomost.territory.models.units import Unit

DAY = timedelta(days=1)
TAKEN_OVER = ("role", "sector", "pays", "share_percent", "share_amount", "currency")


@transaction.atomic
def end_membership_with_unit(*, membership: Membership, last_day: date, by: Any) -> Membership:
    """The membership ended with the unit, on its last day; the member stays among the earlier ones.

    Raises PermissionDenied; TransitionNotAllowed for one that is not confirmed; DomainError when the
    member joined after that day.
    """
    # The partnership's row first, as with every change of its members.
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=membership.partnership_id)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "territory.decide_on_ended_unit")
    if membership.state != MembershipState.CONFIRMED:
        raise TransitionNotAllowed(_("This membership is not confirmed any more. Reload the page to see it."))
    left = last_day.isoformat()
    if membership.joined and left < membership.joined and not membership.joined.startswith(left):
        raise DomainError(_("It joined after the unit's last day: correct that first."))
    membership.state, membership.left = MembershipState.ENDED, left
    versions.save(membership, ["state", "left"])
    journal.record(
        by=by,
        verb="membership.ended",
        target=partnership,
        fields=["state", "left"],
        data={"id": membership.pk, "organisation": membership.organisation_id, "left": left},
    )
    index.changed(partnership)
    return membership


@transaction.atomic
def carry_membership_over(*, membership: Membership, to: Unit, last_day: date, by: Any) -> Membership:
    """The local government of `to` follows as a member on the next day: same role, sector and share.

    Where the organisation itself lives on with `to`, its membership goes on; where that local government is
    a member or invited already, the old membership only ends. Raises as above, and DomainError when `to`
    has no local government.
    """
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=membership.partnership_id)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "territory.decide_on_ended_unit", to)
    organisation = local_government_of(to)
    if organisation.pk == membership.organisation_id:
        return membership
    end_membership_with_unit(membership=membership, last_day=last_day, by=by)
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
        data={"id": member.pk, "before": membership.pk, "organisation": organisation.pk, "joined": joined},
    )
    index.changed(partnership)
    return member
