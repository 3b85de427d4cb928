"""Writes about who is in a partnership."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.actions.grants import end_grant
from pomost.accounts.roles import Role
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.core.system import SYSTEM
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships import notifications
from pomost.partnerships.actions.partnerships import locked, refuse_who_can_not_be_in_it
from pomost.partnerships.models.members import Membership, PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import people
from pomost.partnerships.sectors import sector_of
from pomost.partnerships.states import CEASE, LEAVE, OVER, PRESENT, MemberRole, MembershipState

WORDS = (
    "role",
    "sector",
    "pays",
    "share_percent",
    "share_amount",
    "currency",
    "joined",
    "joined_by",
    "source",
    "source_url",
)


@transaction.atomic
def add_member(
    *, partnership: Partnership, organisation: Organisation, values: Mapping[str, Any], by: Any
) -> Membership:
    """Enter a member that joined by a paper, such as an annex, or as a source says; nobody is asked.

    values: fields named in WORDS. Raises PermissionDenied; DomainError without a paper or source, when it
    is a member or invited already, or when the partnership has a leader and it would be a second one.
    """
    partnership = locked(partnership)
    require(by, "partnerships.change_partnership", partnership)
    refuse_who_can_not_be_in_it(partnership, organisation)
    if partnership.memberships.filter(organisation=organisation, state__in=PRESENT).exists():
        text = _("%s is a member already, or has an invitation.") % organisation
        raise DomainError(text, fields={"organisation": text})
    if partnership.state in OVER:
        raise DomainError(_("This partnership is over: nobody joins it any more."))
    kept = {name: values[name] for name in WORDS if name in values}
    membership = Membership(partnership=partnership, organisation=organisation)
    differences.apply(membership, {"sector": sector_of(organisation), **kept})
    paper = membership.joined_by
    if paper is None and not membership.source:
        text = _("Name the paper by which it joined, or the source that says so; else invite it.")
        raise DomainError(text, fields={"joined_by": text})
    _refuse_a_foreign_paper(membership)
    if not membership.joined and paper is not None:
        membership.joined = paper.signed
    _refuse_a_second_leader(membership)
    _refuse_a_day_to_come(membership)
    membership.save()
    notifications.tell_of_joining(membership, by)
    journal.record(
        by=by,
        verb="membership.added",
        target=partnership,
        fields=kept,
        data={
            "id": membership.pk,
            "organisation": organisation.slug,
            "changes": {name: [None, differences.as_json(value)] for name, value in kept.items() if value},
        },
    )
    index.changed(partnership)
    return membership


@transaction.atomic
def leave_partnership(*, membership: Membership, left: str, by: Any, reason: str = "") -> Membership:
    """Let a member leave; it stays among the earlier ones. left: year, month or day, not to come.

    Its own people or who may change the partnership do so; roles in the partnership of those who act for
    no other member end with it. Raises PermissionDenied, TransitionNotAllowed; DomainError for a day before
    it joined, for the leader while others are there, and for the last member of what goes on.
    """
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.end_membership", membership)
    before = LEAVE.move(membership)
    today = timezone.localdate().isoformat()
    if not left or left > today[: len(left)]:
        text = _("Choose a day that has come.")
        raise DomainError(text, fields={"left": text})
    others = partnership.memberships.filter(state=MembershipState.CONFIRMED).exclude(pk=membership.pk)
    if not others.exists() and partnership.state not in OVER:
        raise DomainError(_("The last member can't leave: close the partnership first."))
    if membership.role == MemberRole.LEADER and others.exists():
        raise DomainError(_("The leader can't leave while others stay: give the lead to one of them first."))
    membership.left = left
    _refuse_an_end_before_the_beginning(membership, "left")
    versions.save(membership, ["state", "left"])
    _record_end(membership, "membership.left", before, by, reason)
    _end_roles_of_its_people(membership)
    index.changed(partnership)
    return membership


@transaction.atomic
def cease_membership(*, membership: Membership, left: str, by: Any, reason: str = "") -> Membership:
    """End a membership because the organisation or its unit is no more. left: its last day.

    Raises PermissionDenied, TransitionNotAllowed; DomainError for a day before it joined.
    """
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.cease_membership", membership)
    before = CEASE.move(membership)
    membership.left = left
    _refuse_an_end_before_the_beginning(membership, "left")
    versions.save(membership, ["state", "left"])
    _record_end(membership, "membership.ceased", before, by, reason)
    index.changed(partnership)
    return membership


def _end_roles_of_its_people(membership: Membership) -> None:
    """Whoever took part for the organisation alone takes part no more; the last coordinator stays one."""
    for grant in people.grants_through(membership):
        if grant.role == Role.COORDINATOR and not people.other_coordinators(grant):
            continue
        end_grant(grant=grant, by=SYSTEM, reason=_("The office left the partnership."))


def _record_end(membership: Membership, verb: str, before: str, by: Any, reason: str) -> None:
    journal.record(
        by=by,
        verb=verb,
        target=membership.partnership,
        fields=["state", "left"],
        personal={"reason": reason} if reason else None,
        data={
            "id": membership.pk,
            "organisation": membership.organisation.slug,
            "changes": {"state": [before, membership.state], "left": ["", membership.left]},
        },
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
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.change_partnership", partnership)
    versions.check(membership, seen)
    changes = differences.apply(membership, {name: values[name] for name in WORDS if name in values})
    if not changes:
        return membership
    _refuse_a_foreign_paper(membership)
    _refuse_a_second_leader(membership)
    _refuse_a_day_to_come(membership)
    _refuse_an_end_before_the_beginning(membership, "joined")
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


def _refuse_a_day_to_come(membership: Membership) -> None:
    if membership.joined > timezone.localdate().isoformat()[: len(membership.joined)]:
        text = _("This day is still to come. Whoever will join is invited.")
        raise DomainError(text, fields={"joined": text})


def _refuse_a_foreign_paper(membership: Membership) -> None:
    paper: PartnershipDocument | None = membership.joined_by
    if paper is not None and paper.partnership_id != membership.partnership_id:
        text = _("This paper belongs to another partnership.")
        raise DomainError(text, fields={"joined_by": text})


def _refuse_an_end_before_the_beginning(membership: Membership, field: str) -> None:
    """Dates of unequal length count as one another's part: it may join in 2013-05 and leave in 2013."""
    joined, left = membership.joined, membership.left
    if joined and left and left < joined and not joined.startswith(left):
        text = _("The member left before this day.") if field == "joined" else _("It joined after this day.")
        raise DomainError(text, fields={field: text})
