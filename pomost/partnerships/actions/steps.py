"""Writes about what a partnership does next."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.workflow import Transition
from pomost.partnerships import notifications
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.steps import NextStep
from pomost.partnerships.queries.people import may_do_steps
from pomost.partnerships.states import DROP, FINISH, StepState

WORDS = ("title", "note", "due", "assigned_to")


@transaction.atomic
def plan_step(*, partnership: Partnership, values: Mapping[str, Any], by: Any) -> NextStep:
    """Plan a step: title, note, due (a day), assigned_to (somebody with a task in the partnership).

    The person is told. Raises PermissionDenied; DomainError for a day that is over, or a person who
    has no task in the partnership.
    """
    partnership = locked(partnership)
    require(by, "partnerships.plan_steps", partnership)
    step = NextStep(partnership=partnership, planned_by=by)
    differences.apply(step, {name: values[name] for name in WORDS if name in values})
    _refuse_a_past_day(step)
    _refuse_a_stranger(step)
    step.save()
    journal.record(
        by=by,
        verb="step.planned",
        target=partnership,
        fields=[*values],
        data={"id": step.pk, "due": step.due.isoformat(), "account": str(step.assigned_to_id)},
    )
    notifications.tell_of_step(step, by)
    return step


@transaction.atomic
def change_step(*, step: NextStep, values: Mapping[str, Any], by: Any, seen: int | None = None) -> NextStep:
    """Change an open step, or give it to somebody else, who is told.

    Raises PermissionDenied, Conflict; DomainError as plan_step, and when it is closed.
    """
    partnership = locked(step.partnership)
    step = NextStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    require(by, "partnerships.plan_steps", partnership)
    versions.check(step, seen)
    if step.state != StepState.OPEN:
        raise DomainError(_("This step is closed."))
    had = step.assigned_to_id
    changes = differences.apply(step, {name: values[name] for name in WORDS if name in values})
    if not changes:
        return step
    if "due" in changes:
        _refuse_a_past_day(step)
    if "assigned_to" in changes:
        _refuse_a_stranger(step)
        changes["assigned_to"] = [str(had or ""), str(step.assigned_to_id or "")]
    versions.save(step, changes)
    journal.record(
        by=by,
        verb="step.changed",
        target=partnership,
        fields=changes,
        data={"id": step.pk, "fields": sorted(changes)},
    )
    if "assigned_to" in changes:
        notifications.tell_of_step(step, by)
    return step


@transaction.atomic
def finish_step(*, step: NextStep, by: Any, outcome: str = "") -> NextStep:
    """Say that a step is done, and what came of it. Its person or a coordinator does so.

    Raises PermissionDenied, TransitionNotAllowed.
    """
    partnership = locked(step.partnership)
    step = NextStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    require(by, "partnerships.close_step", step)
    _close(step, FINISH, outcome, by)
    journal.record(by=by, verb="step.done", target=partnership, fields=["state"], data={"id": step.pk})
    return step


@transaction.atomic
def drop_step(*, step: NextStep, by: Any, outcome: str) -> NextStep:
    """Say that a step will not be done, and why. Raises PermissionDenied, TransitionNotAllowed;
    DomainError without a reason.
    """
    partnership = locked(step.partnership)
    step = NextStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    require(by, "partnerships.close_step", step)
    _close(step, DROP, outcome, by)
    if not step.outcome:
        text = _("Say why: others rely on it.")
        raise DomainError(text, fields={"outcome": text})
    journal.record(by=by, verb="step.dropped", target=partnership, fields=["state"], data={"id": step.pk})
    return step


@transaction.atomic
def hand_over_step(*, step: NextStep, to: Any, by: Any) -> NextStep:
    """Pass an open step on when its person leaves. to: None leaves it without anybody, for the coordinators.

    Raises PermissionDenied unless `by` may plan the partnership's steps or ends positions of the office;
    DomainError for a step that is closed.
    """
    partnership = locked(step.partnership)
    step = NextStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    require(by, "partnerships.hand_over_step", step)
    if step.state != StepState.OPEN:
        raise DomainError(_("This step is closed."))
    step.assigned_to = to
    versions.save(step, ["assigned_to"])
    journal.record(
        by=by,
        verb="step.handed_over",
        target=partnership,
        fields=["assigned_to"],
        data={"id": step.pk, "account": str(getattr(to, "pk", "") or "")},
    )
    notifications.tell_of_step(step, by)
    return step


def _close(step: NextStep, arrow: Transition, outcome: str, by: Any) -> None:
    arrow.move(step)
    step.outcome, step.closed_at, step.closed_by = outcome.strip(), timezone.now(), by
    versions.save(step, ["state", "outcome", "closed_at", "closed_by"])


def _refuse_a_past_day(step: NextStep) -> None:
    if step.due < timezone.localdate():
        text = _("This day is over. Choose today or a later one.")
        raise DomainError(text, fields={"due": text})


def _refuse_a_stranger(step: NextStep) -> None:
    if step.assigned_to is None or not may_do_steps(step.partnership, step.assigned_to):
        text = _("Choose somebody who has a task in the partnership.")
        raise DomainError(text, fields={"assigned_to": text})
