"""Writes about what the installation owes people: its own data, the statement, requests with a term."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import notifications
from pomost.accounts.models.duties import (
    AccessibilityRequest,
    AccessibilityStatement,
    DataRequest,
    Duty,
    Installation,
)
from pomost.accounts.states import ANSWER, DECLINE, EXTEND
from pomost.core import clock, differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require

TERMS = {
    DataRequest: (clock.DATA_REQUEST, clock.DATA_REQUEST_EXTENDED),
    AccessibilityRequest: (clock.ACCESSIBILITY_REQUEST, clock.ACCESSIBILITY_REQUEST_EXTENDED),
}


@transaction.atomic
def change_installation(*, values: Mapping[str, Any], by: Any, seen: int | None = None) -> Installation:
    """Say who runs the installation and how to reach them. Raises PermissionDenied, Conflict."""
    require(by, "accounts.change_installation")
    row = Installation.objects.select_for_update().first() or Installation.objects.create()
    versions.check(row, seen)
    changes = differences.apply(row, values)
    if changes:
        versions.save(row, changes)
        journal.record(by=by, verb="installation.changed", target=row, fields=changes, personal=changes)
    return row


@transaction.atomic
def change_statement(
    *, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> AccessibilityStatement:
    """Change the facts of the accessibility statement. Raises PermissionDenied, Conflict."""
    require(by, "accounts.change_statement")
    row = (
        AccessibilityStatement.objects.select_for_update().first() or AccessibilityStatement.objects.create()
    )
    versions.check(row, seen)
    changes = differences.apply(row, values)
    if changes:
        versions.save(row, changes)
        journal.record(by=by, verb="statement.changed", target=row, fields=changes, personal=changes)
    return row


@transaction.atomic
def receive_data_request(*, values: Mapping[str, Any], by: Any) -> DataRequest:
    """Take down a request about personal data; its term of one month begins today.

    values: name, email, language, kind, text. by: the account that asks, or a visitor.
    """
    require(by, "accounts.ask_about_data")
    duty: DataRequest = _received(DataRequest(**values), by)
    _tell(duty, "received", by)
    return duty


@transaction.atomic
def receive_accessibility_request(*, values: Mapping[str, Any], by: Any) -> AccessibilityRequest:
    """Take down a request for access; its term of seven days begins today.

    values: name, email, language, element, alternative. by: the account that asks, or a visitor.
    """
    require(by, "accounts.ask_for_access")
    duty: AccessibilityRequest = _received(AccessibilityRequest(**values), by)
    _tell(duty, "received", by)
    return duty


@transaction.atomic
def extend_duty(*, duty: Duty, reason: str, by: Any) -> Duty:
    """Extend the term once, with a reason that the person gets, before it is over.

    Raises PermissionDenied, TransitionNotAllowed; DomainError without a reason or when it is too late.
    """
    duty = _locked(duty)
    require(by, _right(duty), duty)
    EXTEND.move(duty)
    if not reason.strip():
        raise DomainError(_("A reason is needed."), fields={"reason": _("The person gets it by mail.")})
    if timezone.localdate() > duty.due_on:
        raise DomainError(_("The term is over already: answer now."))
    duty.extension_reason = reason.strip()
    duty.due_on = TERMS[type(duty)][1].ends(duty.received_on)
    duty.save(update_fields=["state", "extension_reason", "due_on"])
    _tell(duty, "extended", by)
    return duty


@transaction.atomic
def answer_duty(*, duty: Duty, answer: str, by: Any) -> Duty:
    """Answer the request; the person gets the answer by mail. Raises PermissionDenied, DomainError."""
    duty = _locked(duty)
    require(by, _right(duty), duty)
    ANSWER.move(duty)
    _close(duty, answer, by)
    _tell(duty, "answered", by)
    return duty


@transaction.atomic
def refuse_duty(*, duty: Duty, answer: str, by: Any) -> Duty:
    """Refuse the request with reasons, which the person gets. Raises PermissionDenied, DomainError."""
    duty = _locked(duty)
    require(by, _right(duty), duty)
    DECLINE.move(duty)
    _close(duty, answer, by)
    _tell(duty, "refused", by)
    return duty


def _received(duty: Any, by: Any) -> Any:
    today: date = timezone.localdate()
    duty.received_on = today
    duty.due_on = TERMS[type(duty)][0].ends(today)
    duty.account_id = by.pk
    duty.save()
    return duty


def _locked(duty: Duty) -> Any:
    return type(duty).objects.select_for_update(of=("self",)).get(pk=duty.pk)  # type: ignore[attr-defined]


def _right(duty: Duty) -> str:
    return (
        "accounts.answer_data_requests" if isinstance(duty, DataRequest) else "accounts.answer_accessibility"
    )


def _close(duty: Duty, answer: str, by: Any) -> None:
    if not answer.strip():
        raise DomainError(_("Write the answer."), fields={"answer": _("The person gets it by mail.")})
    duty.answer = answer.strip()
    duty.answered_at = timezone.now()
    duty.answered_by_id = by.pk
    duty.save(update_fields=["state", "answer", "answered_at", "answered_by"])


def _tell(duty: Duty, what: str, by: Any) -> None:
    journal.record(
        by=by,
        verb=f"{duty._meta.model_name}.{what}",
        target=duty,
        fields=["state"],
        data={"state": duty.state, "due": duty.due_on.isoformat()},
    )
    notifications.send(duty.email, duty.language, f"accounts/email/duty_{what}", {"duty": duty})
