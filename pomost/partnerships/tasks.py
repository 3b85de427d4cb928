"""What the room does by the clock, what waits for people, and what passes on when they leave."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.core.handover import OpenThing
from pomost.core.home import Awaiting, Start
from pomost.core.schedule import Scheduled
from pomost.core.system import SYSTEM
from pomost.organisations.models.people import Position
from pomost.partnerships.actions.invitations import expire_membership, remind_of_invitation
from pomost.partnerships.actions.steps import hand_over_step
from pomost.partnerships.models.steps import NextStep
from pomost.partnerships.queries import joining, people, support
from pomost.partnerships.queries.steps import open_for

REMINDED_BEFORE = timedelta(days=7)


def end_invitations() -> int:
    """End invitations that nobody answered in their days, and remind of those that run out soon.

    Returns how many ended. What somebody answers in this moment is left alone.
    """
    for letter in list(joining.to_remind(REMINDED_BEFORE)):
        remind_of_invitation(invitation=letter, by=SYSTEM)
    ended = 0
    for membership in list(joining.expired()):
        try:
            expire_membership(membership=membership, by=SYSTEM)
        except DomainError:
            continue
        ended += 1
    return ended


EVERY_NIGHT = Scheduled(end_invitations, hour=5)


def awaiting(user: Any) -> Iterator[Awaiting]:
    """Invitations to answer, steps to do, requests for support to decide on."""
    for membership in joining.invited_for(user):
        letter = next((row for row in membership.invitations.all() if row.is_open), None)
        yield Awaiting(
            label=_("Invitation to the partnership “%s”") % membership.partnership,
            where=reverse("partnerships-panel:answer", args=[membership.pk]),
            due=timezone.localdate(letter.expires_at) if letter else None,
            note=str(membership.organisation),
        )
    for step in open_for(user):
        yield Awaiting(
            label=step.title,
            where=reverse("partnerships-panel:close-step", args=[step.partnership.slug, step.pk]),
            due=step.due,
            note=step.partnership.called,
        )
    for asked in support.waiting_for(user):
        yield Awaiting(
            label=_("“%s” asks for support") % asked.partnership,
            where=reverse("partnerships-panel:participation", args=[asked.partnership.slug, asked.pk]),
            note=str(asked.programme.spoken_short_title),
        )


def starts(user: Any) -> Iterator[Start]:
    """What a person may start in this room: a partnership."""
    if user.has_perm("partnerships.begin_partnership"):
        yield Start(_("Start a partnership"), reverse("partnerships-panel:start"))


def steps_of(position: Position) -> Iterator[OpenThing]:
    """Open steps of whoever leaves the office, each to pass on to somebody who may do it."""
    account = position.person.account
    if account is None:
        return
    steps = list(open_for(account).prefetch_related("partnership__participations"))
    runs: dict[Any, bool] = {}
    able = people.who_may_do_steps_of(step.partnership for step in steps) if steps else {}
    for step in steps:
        yield OpenThing(
            key=f"step-{step.pk}",
            label=_("%(partnership)s: %(step)s")
            % {"partnership": step.partnership.called, "step": step.title},
            where=reverse("partnerships-panel:steps", args=[step.partnership.slug]),
            needs_successor=False,
            candidates=tuple(each for each in able[step.partnership_id] if each.pk != account.pk),
            hand_over=_passing_on(step),
            may_hand_over=_who_may(step, account, runs),
        )


def _passing_on(step: NextStep) -> Callable[[Any, Any], None]:
    def hand_over(successor: Any, by: Any) -> None:
        who = by if by.has_perm("partnerships.hand_over_step", step) else SYSTEM
        hand_over_step(step=step, to=successor, by=who)

    return hand_over


def _who_may(step: NextStep, account: Any, runs: dict[Any, bool]) -> Callable[[Any], bool]:
    """Whoever runs the person's office (asked once for all steps), or plans the partnership's steps."""

    def may(by: Any) -> bool:
        if by.pk not in runs:
            runs[by.pk] = by.has_perm("accounts.end_access_of_leaver", account)
        return runs[by.pk] or by.has_perm("partnerships.plan_steps", step.partnership)

    return may
