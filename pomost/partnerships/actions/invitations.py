"""Writes about asking organisations to join: invited, confirmed, declined, withdrawn, expired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import tokens
from pomost.core import journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.actions.entering import enter_local_government
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.queries import signature
from pomost.partnerships import notifications
from pomost.partnerships.actions.partnerships import locked, refuse_who_can_not_be_in_it
from pomost.partnerships.models.invitations import MembershipInvitation
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.sectors import sector_of
from pomost.partnerships.states import (
    CONFIRM,
    DECLINE,
    EXPIRE,
    FORM,
    INVITE_AGAIN,
    OVER,
    PRESENT,
    WITHDRAW,
    MemberRole,
    MembershipState,
    PartnershipState,
)
from pomost.territory.models.units import Unit

VALID_FOR = timedelta(days=30)
MOST_LETTERS_A_DAY = 3  # to one address, whoever writes; more is a nuisance
MOST_OPEN = 200  # invitations of one partnership that wait for an answer: nobody mails the whole country


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to ask: an organisation, or a unit whose local government is asked. field: of the form."""

    field: str
    email: str
    role: str
    organisation: Organisation | None = None
    unit: Unit | None = None


@transaction.atomic
def invite_members(
    *, partnership: Partnership, wanted: Sequence[Wanted], message: str, by: Any, language: str = "pl"
) -> list[Membership]:
    """Ask several at once, all or none. Raises PermissionDenied; DomainError at the field of the one that
    can't be asked, when nobody is chosen, and when more than MOST_OPEN would wait.
    """
    partnership = locked(partnership)
    require(by, "partnerships.invite_members", partnership)
    if not wanted:
        raise DomainError(_("Choose whom to ask."))
    waiting = partnership.memberships.filter(state=MembershipState.INVITED).count()
    if waiting + len(wanted) > MOST_OPEN:
        raise DomainError(_("At most %d invitations wait for an answer at a time.") % MOST_OPEN)
    made, wrong = [], {}
    for each in wanted:
        values = {"email": each.email, "role": each.role, "message": message, "language": language}
        try:
            organisation = each.organisation
            if organisation is None and each.unit is not None:
                organisation = enter_local_government(unit=each.unit, by=by)
            if organisation is None:
                raise DomainError(_("Choose whom to ask."))
            made.append(
                invite_member(partnership=partnership, organisation=organisation, values=values, by=by)
            )
        except DomainError as refusal:
            wrong[each.field] = refusal.message
    if wrong:
        raise DomainError(_("Nobody was asked: see the fields below."), fields=wrong)
    journal.record(
        by=by, verb="members.invited", target=partnership, data={"ids": [each.pk for each in made]}
    )
    return made


@transaction.atomic
def invite_member(
    *, partnership: Partnership, organisation: Organisation, values: Mapping[str, Any], by: Any
) -> Membership:
    """Ask an organisation to join, by a letter with a link; it has thirty days to answer.

    values: email (where the letter goes), role, sector (by default that of the organisation's kind),
    message, language. Raises PermissionDenied; DomainError when the partnership is over, or when the
    organisation is a member or invited already.
    """
    partnership = locked(partnership)
    require(by, "partnerships.invite_members", partnership)
    _refuse_when_over(partnership)
    refuse_who_can_not_be_in_it(partnership, organisation)
    if partnership.memberships.filter(organisation=organisation, state__in=PRESENT).exists():
        text = _("%s is a member already, or has an invitation.") % organisation
        raise DomainError(text, fields={"organisation": text})
    membership = Membership.objects.create(
        partnership=partnership,
        organisation=organisation,
        state=MembershipState.INVITED,
        role=values.get("role") or MemberRole.MEMBER,
        sector=values.get("sector") or sector_of(organisation),
    )
    _send(membership, values, by)
    journal.record(
        by=by,
        verb="membership.invited",
        target=partnership,
        personal={"email": values["email"]},
        data={"id": membership.pk, "organisation": organisation.slug, "role": membership.role},
    )
    return membership


@transaction.atomic
def invite_member_again(*, membership: Membership, values: Mapping[str, Any], by: Any) -> Membership:
    """Ask again an organisation that declined or did not answer in time. values: email, message, language.

    Raises PermissionDenied, TransitionNotAllowed; DomainError when it is a member or invited by now.
    """
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.invite_members", partnership)
    _refuse_when_over(partnership)
    before = INVITE_AGAIN.move(membership)
    if partnership.memberships.filter(organisation=membership.organisation_id, state__in=PRESENT).exists():
        raise DomainError(_("%s is a member already, or has an invitation.") % membership.organisation)
    versions.save(membership, ["state"])
    _send(membership, values, by)
    _record(membership, "membership.invited_again", before, by)
    return membership


@transaction.atomic
def send_invitation_again(*, membership: Membership, values: Mapping[str, Any], by: Any) -> Membership:
    """Send an open invitation anew, maybe elsewhere: the earlier link is worthless, the days begin anew.

    values: email, message, language. Raises PermissionDenied; DomainError when it is no longer open.
    """
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.invite_members", partnership)
    _refuse_when_over(partnership)
    if membership.state != MembershipState.INVITED:
        raise DomainError(_("This invitation was answered, or is over."))
    _close(membership)
    _send(membership, values, by)
    journal.record(
        by=by,
        verb="membership.invitation_sent_again",
        target=partnership,
        personal={"email": values["email"]},
        data={"id": membership.pk},
    )
    return membership


@transaction.atomic
def confirm_membership(*, membership: Membership, by: Any) -> Membership:
    """Say yes for the organisation: from today it is a member; an idea with it begins to form.

    Raises PermissionDenied unless `by` acts for the organisation; TransitionNotAllowed when the
    invitation was answered or withdrawn; DomainError when its days are over or the partnership is.
    """
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.answer_invitation", membership)
    before = CONFIRM.move(membership)
    _refuse_when_over(partnership)
    _refuse_when_too_late(membership)
    membership.joined = timezone.localdate().isoformat()
    versions.save(membership, ["state", "joined"])
    invited_by = _close(membership, by)
    _record(membership, "membership.confirmed", before, by)
    if partnership.state == PartnershipState.IDEA:
        was = FORM.move(partnership)
        partnership.state_as_of = None  # from now on the state is of today
        versions.save(partnership, ["state", "state_as_of"])
        journal.record(
            by=by,
            verb="partnership.moved",
            target=partnership,
            fields=["state"],
            data={"changes": {"state": [was, partnership.state]}},
        )
    notifications.tell_of_answer(membership, invited_by)
    index.changed(partnership)
    return membership


@transaction.atomic
def decline_membership(*, membership: Membership, by: Any, reason: str = "") -> Membership:
    """Say no for the organisation; the reason goes to who invited it. Raises as confirm_membership."""
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.answer_invitation", membership)
    before = DECLINE.move(membership)
    _refuse_when_too_late(membership)
    versions.save(membership, ["state"])
    invited_by = _close(membership, by, reason)
    _record(membership, "membership.declined", before, by)
    notifications.tell_of_answer(membership, invited_by)
    index.changed(partnership)
    return membership


@transaction.atomic
def withdraw_membership(*, membership: Membership, by: Any) -> Membership:
    """Take an open invitation back. Raises PermissionDenied, TransitionNotAllowed."""
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.invite_members", partnership)
    before = WITHDRAW.move(membership)
    versions.save(membership, ["state"])
    _close(membership)
    _record(membership, "membership.withdrawn", before, by)
    return membership


@transaction.atomic
def expire_membership(*, membership: Membership, by: Any) -> Membership:
    """End an invitation that nobody answered in its days; who invited is told. Only the system does this.

    Raises PermissionDenied, TransitionNotAllowed.
    """
    partnership = locked(membership.partnership)
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    require(by, "partnerships.expire_invitation", membership)
    before = EXPIRE.move(membership)
    versions.save(membership, ["state"])
    invited_by = _close(membership)
    _record(membership, "membership.expired", before, by)
    notifications.tell_of_answer(membership, invited_by)
    index.changed(partnership)
    return membership


@transaction.atomic
def remind_of_invitation(*, invitation: MembershipInvitation, by: Any) -> bool:
    """Send a letter that the days of an invitation run out, once, with a new link; whether one was sent.

    The earlier link keeps its question but leads nowhere: only one works at a time. Raises PermissionDenied.
    """
    invitation = MembershipInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    require(by, "partnerships.expire_invitation", invitation.membership)
    if not invitation.is_open or invitation.reminded_at is not None:
        return False
    token, invitation.token_hash = tokens.new()
    invitation.reminded_at = timezone.now()
    invitation.save(update_fields=["token_hash", "reminded_at"])
    journal.record(
        by=by,
        verb="membership.reminded",
        target=invitation.membership.partnership,
        data={"id": invitation.membership_id},
    )
    notifications.invite(invitation, token, is_reminder=True)
    return True


def _refuse_when_over(partnership: Partnership) -> None:
    if partnership.state in OVER:
        raise DomainError(_("This partnership is over: nobody joins it any more."))


def _refuse_when_too_late(membership: Membership) -> None:
    invitation = membership.invitations.filter(closed_at__isnull=True).first()
    if invitation is not None and not invitation.is_open:
        raise DomainError(_("The days to answer are over. Ask for a new invitation."))


def _refuse_a_flood(membership: Membership, email: str) -> None:
    """Nobody sends letters without end: neither to one address, nor from one partnership."""
    lately = MembershipInvitation.objects.filter(invited_at__gt=timezone.now() - timedelta(days=1))
    if lately.filter(email__iexact=email).count() >= MOST_LETTERS_A_DAY:
        text = _("Enough letters went to this address today. Wait until tomorrow, or call the office.")
        raise DomainError(text, fields={"email": text})
    if lately.filter(membership__partnership=membership.partnership_id).count() >= MOST_OPEN:
        raise DomainError(_("The partnership has sent very many letters today. Wait until tomorrow."))


def _send(membership: Membership, values: Mapping[str, Any], by: Any) -> None:
    email = values["email"].strip()
    _refuse_a_flood(membership, email)
    token, token_hash = tokens.new()
    invitation = MembershipInvitation.objects.create(
        membership=membership,
        email=email,
        message=values.get("message", ""),
        language=values.get("language") or "pl",
        token_hash=token_hash,
        invited_by_id=by.pk,
        expires_at=timezone.now() + VALID_FOR,
    )
    notifications.invite(invitation, token)
    notifications.tell_the_office(membership, by)


def _close(membership: Membership, by: Any = None, answer: str = "") -> Any:
    """Close the open invitation; returns who sent it."""
    invitation = membership.invitations.filter(closed_at__isnull=True).select_related("invited_by").first()
    if invitation is None:
        return None
    invitation.closed_at = timezone.now()
    if by is not None:
        invitation.answered_by, invitation.answered_as, invitation.answer = by, signature(by), answer.strip()
    invitation.save(update_fields=["closed_at", "answered_by", "answered_as", "answer"])
    return invitation.invited_by


def _record(membership: Membership, verb: str, before: str, by: Any) -> None:
    journal.record(
        by=by,
        verb=verb,
        target=membership.partnership,
        fields=["state"],
        data={
            "id": membership.pk,
            "organisation": membership.organisation.slug,
            "changes": {"state": [before, membership.state]},
        },
    )
