"""What passes on when a position ends: absences that the person covers, and an office's administration."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from pomost.accounts.actions.grants import grant_role
from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Role, Scope
from pomost.core import schedule
from pomost.core.errors import DomainError
from pomost.core.handover import OpenThing
from pomost.core.health import Finding
from pomost.core.system import SYSTEM
from pomost.organisations.actions.absences import hand_over_absence
from pomost.organisations.actions.people import end_rights
from pomost.organisations.models.people import Absence, Position
from pomost.organisations.queries import colleagues, over_with_rights_left

logger = logging.getLogger(__name__)


def deputyships(position: Position) -> Iterable[OpenThing]:
    """Absences of others that the person covers now or later: each needs another deputy."""
    others = [person.account for person in colleagues(position) if person.account]
    covered = Absence.objects.filter(
        deputy=position.person, cancelled_at__isnull=True, until__gte=timezone.localdate()
    ).select_related("person")
    for absence in covered:
        yield OpenThing(
            key=f"absence-{absence.pk}",
            label=_("Deputy of %(name)s until %(day)s")
            % {"name": absence.person, "day": formats.date_format(absence.until)},
            where=reverse("organisations-panel:person", args=[absence.person_id]),
            needs_successor=True,
            candidates=tuple(each for each in others if each.pk != absence.person.account_id),
            hand_over=_new_deputy(absence, position),
        )


def _new_deputy(absence: Absence, position: Position) -> Any:
    def run(successor: Any, by: Any) -> None:
        hand_over_absence(absence=absence, position=position, deputy=successor.person, by=by)

    return run


def administration(position: Position) -> Iterable[OpenThing]:
    """The administration of the organisation, if the person holds it: it passes to a colleague."""
    account, scope_id = position.person.account, str(position.organisation_id)
    held = in_force().filter(
        role=Role.ORGANISATION_ADMINISTRATOR, scope_kind=Scope.ORGANISATION, scope_id=scope_id
    )
    if account is None or not held.filter(account=account).exists():
        return
    candidates = tuple(person.account for person in colleagues(position))
    alone = not held.exclude(account=account).filter(account__is_active=True).exists()
    yield OpenThing(
        key=f"administration-{scope_id}",
        label=_("Administers %s") % position.organisation,
        where=reverse("organisations-panel:detail", args=[position.organisation.slug]),
        # Without a colleague nobody can be named: the installation's administrator enters the next one.
        needs_successor=alone and bool(candidates),
        candidates=candidates,
        hand_over=_new_administrator(scope_id),
    )


def _new_administrator(scope_id: str) -> Any:
    def run(successor: Any, by: Any) -> None:
        if successor is None or _holds(successor, scope_id):
            return
        grant_role(
            account=successor,
            role=Role.ORGANISATION_ADMINISTRATOR,
            scope_id=scope_id,
            reason=_("Takes over from a predecessor."),
            by=by,
        )

    return run


def _holds(account: Any, scope_id: str) -> bool:
    held = in_force().filter(account=account, role=Role.ORGANISATION_ADMINISTRATOR, scope_id=scope_id)
    return held.exists()


def end_rights_of_leavers() -> None:
    """End the rights of positions whose last day, named in advance, has passed.

    One that can't be ended (the last administrator's) holds up nobody else's; the doctor names it.
    """
    for position in over_with_rights_left():
        try:
            end_rights(position=position, by=SYSTEM)
        except DomainError as error:
            logger.error("rights of position %s are not ended: %s", position.pk, error.message)


def findings() -> list[Finding]:
    """What the doctor says about people who left: their rights must have ended."""
    left = over_with_rights_left().filter(until__lt=timezone.localdate() - timedelta(days=1)).count()
    return [
        Finding(
            str(_("the rights of everybody who left have ended")),
            not left,
            str(_("Give the role of administrator to somebody else first; the night's task then ends them.")),
            is_grave=True,
        )
    ]


schedule.tasks.add("organisations.end_rights", schedule.Scheduled(end_rights_of_leavers, hour=0))
