"""Writes about who is in a partnership."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import MemberRole, MembershipState

WORDS = (
    "role",
    "sector",
    "pays",
    "share_percent",
    "share_amount",
    "currency",
    "joined",
    "source",
    "source_url",
)


@transaction.atomic
def change_membership(
    *, membership: Membership, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> Membership:
    """Change what is known of a member (fields named in WORDS); what stays the same is not written.

    seen: the row version that was edited. Raises PermissionDenied, Conflict; DomainError when there is a
    leader already, or when the member would join after it left.
    """
    # The partnership's row first: two members made leader at the same moment wait for one another.
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=membership.partnership_id)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.change_partnership", partnership)
    versions.check(membership, seen)
    changes = differences.apply(membership, {name: values[name] for name in WORDS if name in values})
    if not changes:
        return membership
    _refuse_a_second_leader(membership)
    _refuse_an_end_before_the_beginning(membership)
    versions.save(membership, changes)
    journal.record(
        by=by,
        verb="membership.changed",
        target=partnership,
        fields=changes,
        data={"id": membership.pk, "changes": changes, "currency": membership.currency},
    )
    index.changed(partnership)
    return membership


def _refuse_a_second_leader(membership: Membership) -> None:
    if membership.role != MemberRole.LEADER or membership.state != MembershipState.CONFIRMED:
        return
    others = Membership.objects.filter(
        partnership=membership.partnership_id, state=MembershipState.CONFIRMED, role=MemberRole.LEADER
    ).exclude(pk=membership.pk)
    leader = others.select_related("organisation").first()
    if leader is not None:
        text = _("%s leads the partnership. Give it another role first.") % leader.organisation
        raise DomainError(text, fields={"role": text})


def _refuse_an_end_before_the_beginning(membership: Membership) -> None:
    """Dates of unequal length count as one another's part: it may join in 2013-05 and leave in 2013."""
    joined, left = membership.joined, membership.left
    if joined and left and left < joined and not joined.startswith(left):
        text = _("The member left before this day.")
        raise DomainError(text, fields={"joined": text})
