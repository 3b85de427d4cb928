"""Writes about tasks of experts: a programme orders, the expert delivers, the programme decides."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.rules import scopes_of
from pomost.advisory import notifications
from pomost.advisory.models.experts import ExpertTask
from pomost.advisory.states import APPROVE_RESULT, DELIVER, SEND_BACK, TAKE_ON, TURN_DOWN
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.workflow import Transition
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.rules import DECIDES, programmes_of
from pomost.partnerships.states import TAKES_PART

WORDS = ("expert", "title", "scope", "days", "deadline", "fee", "currency")


@transaction.atomic
def order_expert_task(*, partnership: Partnership, values: Mapping[str, Any], by: Any) -> ExpertTask:
    """Order work for a partnership: programme, expert (an account), title, scope, days, deadline, fee.

    The expert is told. Raises PermissionDenied unless `by` runs a programme that supports it; DomainError
    for a programme that does not, a deadline that is over, one's own account, and figures below nothing.
    """
    partnership = locked(partnership)
    require(by, "advisory.order_expert_task", partnership)
    row = ExpertTask(
        partnership=partnership, programme=values["programme"], ordered_by=by, ordered_at=timezone.now()
    )
    differences.apply(row, {name: values[name] for name in WORDS if name in values})
    said: dict[str, str] = {}
    runs_it = str(row.programme_id) in scopes_of(by, *DECIDES)
    if str(row.programme_id) not in programmes_of(partnership, TAKES_PART) or not runs_it:
        said["programme"] = _("Choose a programme that supports the partnership and that you run.")
    if row.expert is None or row.expert.pk == by.pk or not row.expert.is_active:
        said["expert"] = _("Choose somebody else.")
    if row.deadline < timezone.localdate():
        said["deadline"] = _("This day is over. Choose today or a later one.")
    if row.days <= 0:
        said["days"] = _("Enter how many days it takes.")
    if row.fee < 0:
        said["fee"] = _("A fee is not below nothing.")
    if said:
        raise DomainError(next(iter(said.values())), fields=said)
    row.save()
    journal.record(
        by=by,
        verb="expert_task.ordered",
        target=row,
        fields=[*values],
        data={"partnership": partnership.slug},
    )
    notifications.tell_of_expert_task(row, by)
    return row


@transaction.atomic
def accept_expert_task(*, task: ExpertTask, by: Any) -> ExpertTask:
    """The expert takes it on. Raises PermissionDenied, TransitionNotAllowed."""
    task = _locked(task)
    require(by, "advisory.answer_expert_task", task)
    task.answered_at = timezone.now()
    return _moved(task, TAKE_ON, by, "answered_at")


@transaction.atomic
def decline_expert_task(*, task: ExpertTask, answer: str, by: Any) -> ExpertTask:
    """The expert does not. Raises PermissionDenied, TransitionNotAllowed; DomainError without a reason."""
    task = _locked(task)
    require(by, "advisory.answer_expert_task", task)
    task.answer, task.answered_at = _demanded("answer", answer), timezone.now()
    return _moved(task, TURN_DOWN, by, "answer", "answered_at")


@transaction.atomic
def deliver_expert_task(*, task: ExpertTask, report: str, by: Any) -> ExpertTask:
    """The expert delivers; files are added to the task before. Raises PermissionDenied,
    TransitionNotAllowed; DomainError without a text.
    """
    task = _locked(task)
    require(by, "advisory.answer_expert_task", task)
    task.report, task.delivered_at, task.note = _demanded("report", report), timezone.now(), ""
    return _moved(task, DELIVER, by, "report", "delivered_at", "note")


@transaction.atomic
def approve_expert_task(*, task: ExpertTask, by: Any, seen: int | None = None) -> ExpertTask:
    """The programme takes the result. Raises PermissionDenied, Conflict, TransitionNotAllowed."""
    task = _locked(task)
    require(by, "advisory.decide_expert_task", task)
    versions.check(task, seen)
    task.approved_at = timezone.now()
    return _moved(task, APPROVE_RESULT, by, "approved_at")


@transaction.atomic
def return_expert_task(*, task: ExpertTask, note: str, by: Any) -> ExpertTask:
    """The programme wants it mended. Raises PermissionDenied, TransitionNotAllowed; DomainError without
    a reason.
    """
    task = _locked(task)
    require(by, "advisory.decide_expert_task", task)
    task.note = _demanded("note", note)
    return _moved(task, SEND_BACK, by, "note")


def _locked(task: ExpertTask) -> ExpertTask:
    rows = ExpertTask.objects.select_for_update(of=("self",)).select_related("partnership")
    return rows.get(pk=task.pk)


def _demanded(field: str, text: str) -> str:
    if not text.strip():
        said = _("Write this: the other side reads it.")
        raise DomainError(said, fields={field: said})
    return text.strip()


def _moved(row: ExpertTask, arrow: Transition, by: Any, *fields: str) -> ExpertTask:
    arrow.move(row)
    versions.save(row, ["state", *fields])
    journal.record(
        by=by,
        verb=f"expert_task.{row.state}",
        target=row,
        fields=["state"],
        data={"partnership": row.partnership.slug},
    )
    notifications.tell_of_expert_task(row, by)
    return row
