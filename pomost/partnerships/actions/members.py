"""Writes about who is in a partnership."""

from collections.abc import Iterable, Mapping, Sequence
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
from pomost.partnerships.states import CEASE, LEAVE, NEVER, OVER, PRESENT, MemberRole, MembershipState

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
STATED = (*WORDS, "left", "certainty")  # what a table says of a member, besides its state


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


@transaction.atomic
def take_membership(
    *, partnership: Partnership, organisation: Organisation, values: Mapping[str, Any], file: str, by: Any
) -> tuple[Membership, str]:
    """Enter a member of today or of earlier as a table states it, or bring a known one up to date.

    values: fields named in STATED, and state: confirmed, left or ended; what is not there stays as it is.
    file: the source where the row names none and says something new. Returns the membership with `added`,
    `changed` or `unchanged`. Raises PermissionDenied; DomainError at the field that does not fit: an end
    before the beginning, a second leader, a time in which it was a member already, an open invitation.
    """
    partnership = locked(partnership)
    require(by, "partnerships.take_register")
    ever = list(partnership.memberships.filter(organisation=organisation).exclude(state__in=NEVER))
    if any(row.state == MembershipState.INVITED for row in ever):
        text = _("%s has an invitation that waits for its answer.") % organisation
        raise DomainError(text, fields={"organisation": text})
    membership = _the_same(ever, values)
    is_new = membership is None
    if membership is None:
        membership = Membership(partnership=partnership, organisation=organisation)
        membership.sector = sector_of(organisation)
    changes = differences.apply(membership, {name: values[name] for name in STATED if name in values})
    changes |= _end_as_stated(membership, values["state"], is_new)
    _refuse_a_second_leader(membership)
    _refuse_a_day_to_come(membership)
    if membership.left > timezone.localdate().isoformat()[: len(membership.left)]:
        text = _("Choose a day that has come.")
        raise DomainError(text, fields={"left": text})
    _refuse_an_end_before_the_beginning(membership, "left")
    _refuse_the_same_time(membership, ever)
    if not changes and not is_new:
        return membership, "unchanged"
    if "source" not in values:
        changes |= differences.apply(membership, {"source": file, "source_url": "", "certainty": "seen"})
    if is_new:
        membership.save()
    else:
        versions.save(membership, changes)
    if not is_new and membership.state == MembershipState.LEFT and "state" in changes:
        _end_roles_of_its_people(membership)
    journal.record(
        by=by,
        verb="membership.entered" if is_new else "membership.brought_up_to_date",
        target=partnership,
        fields=changes,
        data={"id": membership.pk, "organisation": organisation.slug, "changes": changes, "file": file},
    )
    index.changed(partnership)
    return membership, "added" if is_new else "changed"


def _the_same(ever: Sequence[Membership], values: Mapping[str, Any]) -> Membership | None:
    """The membership of which a row speaks: the one of today, or the earlier one of the same time."""
    joined, left = values.get("joined", ""), values.get("left", "")
    now = [row for row in ever if row.state == MembershipState.CONFIRMED]
    over = [row for row in ever if row.state != MembershipState.CONFIRMED]
    if values["state"] == MembershipState.CONFIRMED:
        known = next((row for row in over if joined and row.joined == joined), None)
        if known is not None and not now:
            text = _("It left: %s. Here it is a member still.") % (known.left or "?")
            raise DomainError(text, fields={"left": text})
        return next(iter(now), None)
    exact = [row for row in over if (row.joined, row.left) == (joined, left)]
    alike = [row for row in over if joined and row.joined == joined]
    leaves = [row for row in now if not joined or row.joined in ("", joined)]
    return next(iter([*exact, *alike, *leaves]), None)


def _end_as_stated(membership: Membership, state: str, is_new: bool) -> differences.Changes:
    """Set the state that a table states; a known member of today leaves by its arrow."""
    before = membership.state
    if is_new:
        membership.state = state
    elif state != before:
        (CEASE if state == MembershipState.ENDED else LEAVE).move(membership)
    return {} if membership.state == before else {"state": [before, membership.state]}


def _refuse_the_same_time(membership: Membership, ever: Iterable[Membership]) -> None:
    """Raise DomainError when it was a member in a part of this time already, as far as days are known."""
    for row in ever:
        if row.pk == membership.pk or not (row.joined and membership.joined):
            continue
        earlier, later = sorted((row, membership), key=lambda each: each.joined)
        is_over = earlier.state != MembershipState.CONFIRMED
        if not is_over or (earlier.left and earlier.left > later.joined[: len(earlier.left)]):
            text = _("It was a member in this time already: %(joined)s to %(left)s") % {
                "joined": row.joined,
                "left": row.left or "…",
            }
            raise DomainError(text, fields={"joined": text})


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
