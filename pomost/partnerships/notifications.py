"""Who is told what of a partnership: letters to offices, messages in inboxes."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from pomost.accounts import inbox
from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Role, Scope
from pomost.core import outbox
from pomost.partnerships.models.invitations import MembershipInvitation
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.steps import NextStep
from pomost.partnerships.models.support import Participation
from pomost.partnerships.rules import DECIDES, OF_AN_OFFICE
from pomost.partnerships.states import MembershipState, ParticipationState


def invite(invitation: MembershipInvitation, token: str, *, is_reminder: bool = False) -> None:
    """Put the letter with the link into the outbox, in the language chosen for it."""
    name = "membership_reminder" if is_reminder else "membership_invitation"
    with translation.override(invitation.language):
        values = {
            "site_address": settings.SITE_ADDRESS,
            "invitation": invitation,
            "membership": invitation.membership,
            "partnership": invitation.membership.partnership,
            "organisation": invitation.membership.organisation,
            "by": invitation.invited_by,
            "address": reverse("partnerships:invitation", args=[token]),
        }
        subject = render_to_string(f"partnerships/email/{name}_subject.txt", values)
        text = render_to_string(f"partnerships/email/{name}_message.txt", values)
    outbox.put(
        kind=name,
        to=invitation.email,
        language=invitation.language,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        key=f"partnerships:{secrets.token_urlsafe(16)}",
    )


def _holders(roles: Iterable[str], kind: str, scope_id: object) -> list[Any]:
    """Accounts that hold one of the roles there today, each once."""
    grants = in_force().filter(role__in=list(roles), scope_kind=kind, scope_id=str(scope_id))
    found = {grant.account_id: grant.account for grant in grants.select_related("account")}
    return [account for account in found.values() if account.is_active]


def _tell(accounts: Iterable[Any], sentence: Any, link: str, by: Any = None) -> None:
    """Put a sentence, made in each reader's language, into their inboxes; not into that of who acts."""
    for account in accounts:
        if account.pk == getattr(by, "pk", None):
            continue
        with translation.override(account.language):
            text = sentence()
        inbox.notify(account=account, text=text, link=link)


def tell_the_office(membership: Membership, by: Any) -> None:
    """Tell those who act for the organisation that it is invited."""
    names = {"office": membership.organisation, "partnership": membership.partnership}
    _tell(
        _holders(OF_AN_OFFICE, Scope.ORGANISATION, membership.organisation_id),
        lambda: _("%(office)s is invited to the partnership “%(partnership)s”.") % names,
        reverse("partnerships-panel:answer", args=[membership.pk]),
        by,
    )


def tell_of_answer(membership: Membership, invited_by: Any) -> None:
    """Tell who invited, and the coordinators, what became of an invitation."""
    names = {"office": membership.organisation, "partnership": membership.partnership}
    sentences = {
        MembershipState.CONFIRMED: lambda: _("%(office)s joined the partnership “%(partnership)s”.") % names,
        MembershipState.DECLINED: lambda: _("%(office)s declined to join “%(partnership)s”.") % names,
        MembershipState.EXPIRED: lambda: (
            _("%(office)s did not answer the invitation to “%(partnership)s”.") % names
        ),
    }
    readers = _coordinators(membership.partnership_id)
    if invited_by is not None and invited_by.is_active:
        readers = {account.pk: account for account in [*readers, invited_by]}.values()
    link = reverse("partnerships-panel:members", args=[membership.partnership.slug])
    _tell(readers, sentences[MembershipState(membership.state)], link)


def _coordinators(partnership_id: object) -> Any:
    return _holders([Role.COORDINATOR], Scope.PARTNERSHIP, partnership_id)


def tell_of_tie(other: Partnership, partnership: Partnership, by: Any) -> None:
    """Tell another partnership's coordinators that one has written down a tie to it."""
    names = {"partnership": partnership.called, "other": other.called}
    _tell(
        _coordinators(other.pk),
        lambda: _("“%(partnership)s” wrote down a tie to “%(other)s”. Is it right?") % names,
        reverse("partnerships-panel:workspace", args=[other.slug]),
        by,
    )


def tell_of_joining(membership: Membership, by: Any) -> None:
    """Tell those who act for the organisation that it was entered as a member on the ground of a paper."""
    names = {"office": membership.organisation, "partnership": membership.partnership}
    _tell(
        _holders(OF_AN_OFFICE, Scope.ORGANISATION, membership.organisation_id),
        lambda: _("%(office)s was entered as a member of “%(partnership)s”. Is it right?") % names,
        reverse("partnerships-panel:members", args=[membership.partnership.slug]),
        by,
    )


def tell_of_step(step: NextStep, by: Any) -> None:
    """Tell the person that a step is theirs now."""
    if step.assigned_to is not None:
        names = {"step": step.title, "partnership": step.partnership.called}
        _tell(
            [step.assigned_to],
            lambda: _("%(partnership)s: “%(step)s” is for you to do.") % names,
            reverse("partnerships-panel:steps", args=[step.partnership.slug]),
            by,
        )


def tell_of_request(participation: Participation, by: Any) -> None:
    """Tell the programme's staff that a partnership asks for support."""
    names = {"partnership": participation.partnership, "programme": participation.programme}
    _tell(
        _holders(DECIDES, Scope.PROGRAMME, participation.programme_id),
        lambda: _("“%(partnership)s” asks for the support of “%(programme)s”.") % names,
        reverse("partnerships-panel:participation", args=[participation.partnership.slug, participation.pk]),
        by,
    )


def tell_of_decision(participation: Participation, by: Any) -> None:
    """Tell the coordinators what the programme decided."""
    names = {"partnership": participation.partnership, "programme": participation.programme}
    sentences = {
        ParticipationState.ADMITTED: lambda: _("“%(programme)s” admitted “%(partnership)s”.") % names,
        ParticipationState.DECLINED: lambda: _("“%(programme)s” did not admit “%(partnership)s”.") % names,
        ParticipationState.ENDED: lambda: (
            _("The support of “%(partnership)s” by “%(programme)s” ended.") % names
        ),
    }
    _tell(
        _coordinators(participation.partnership_id),
        sentences[ParticipationState(participation.state)],
        reverse("partnerships-panel:participation", args=[participation.partnership.slug, participation.pk]),
        by,
    )
