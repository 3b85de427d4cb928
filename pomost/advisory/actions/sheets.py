"""Writes about months' sheets and hours over the limit: the consultant submits, the manager decides."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.advisory import notifications
from pomost.advisory.actions.consultations import lock_contract, recount
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import ConsultantContract
from pomost.advisory.queries import consultations as queries
from pomost.advisory.states import ACCEPT_HOURS, APPROVE, REFUSE_HOURS, RETURN, SUBMIT, OverState
from pomost.core import journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.workflow import Transition


@transaction.atomic
def submit_sheet(*, contract: ConsultantContract, month: date, by: Any) -> Timesheet:
    """Submit a month: its consultations stand from now on, and the managers are told.

    month: its first day. Raises PermissionDenied unless the contract is one's own, TransitionNotAllowed;
    DomainError for a month to come and one without consultations.
    """
    contract = ConsultantContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    require(by, "advisory.submit_sheet", contract)
    if month > timezone.localdate():
        raise DomainError(_("This month has not come yet."))
    sums = queries.in_month(contract, month).aggregate(
        minutes=Sum("minutes"), travel_minutes=Sum("travel_minutes"), kilometres=Sum("kilometres")
    )
    if not sums["minutes"]:
        raise DomainError(_("Nothing was recorded in this month."))
    sheet = Timesheet.objects.filter(contract=contract, month=month).first()
    sheet = sheet or Timesheet.objects.create(contract=contract, month=month)
    SUBMIT.move(sheet)
    for name, value in sums.items():
        setattr(sheet, name, value)
    sheet.submitted_at, sheet.note = timezone.now(), ""
    versions.save(sheet, ["state", "submitted_at", "note", *sums])
    journal.record(
        by=by, verb="timesheet.submitted", target=sheet, fields=["state"], data={"month": f"{month:%Y-%m}"}
    )
    notifications.tell_of_submitted_sheet(sheet, by)
    return sheet


@transaction.atomic
def approve_sheet(*, sheet: Timesheet, by: Any, seen: int | None = None) -> Timesheet:
    """Approve a month. Raises PermissionDenied, Conflict, TransitionNotAllowed; DomainError while hours over
    the limit wait for a decision.
    """
    sheet = _locked(sheet)
    require(by, "advisory.change_contract", sheet.contract)
    versions.check(sheet, seen)
    waiting = queries.in_month(sheet.contract, sheet.month).filter(over_state=OverState.RECORDED)
    if waiting.exists():
        raise DomainError(_("Decide on the hours over the limit first: each is accepted or refused."))
    return _decided(sheet, APPROVE, "timesheet.approved", by)


@transaction.atomic
def return_sheet(*, sheet: Timesheet, note: str, by: Any) -> Timesheet:
    """Return a month to its consultant, who may correct it now. Raises PermissionDenied,
    TransitionNotAllowed; DomainError without a reason.
    """
    sheet = _locked(sheet)
    require(by, "advisory.change_contract", sheet.contract)
    if not note.strip():
        text = _("Say what is to be corrected.")
        raise DomainError(text, fields={"note": text})
    sheet.note = note.strip()
    sheet = _decided(sheet, RETURN, "timesheet.returned", by)
    recount(sheet.contract, by)
    return sheet


def _locked(sheet: Timesheet) -> Timesheet:
    """The contract's row first, as all who change what counts lock it; then the sheet's."""
    ConsultantContract.objects.select_for_update(of=("self",)).get(pk=sheet.contract_id)
    rows = Timesheet.objects.select_for_update(of=("self",)).select_related("contract__account")
    return rows.get(pk=sheet.pk)


def _decided(sheet: Timesheet, arrow: Transition, verb: str, by: Any) -> Timesheet:
    arrow.move(sheet)
    sheet.decided_at, sheet.decided_by = timezone.now(), by
    versions.save(sheet, ["state", "decided_at", "decided_by", "note"])
    journal.record(by=by, verb=verb, target=sheet, fields=["state"], data={"month": f"{sheet.month:%Y-%m}"})
    notifications.tell_of_decided_sheet(sheet, by)
    return sheet


@transaction.atomic
def accept_hours_over_limit(
    *, consultation: Consultation, by: Any, reason: str = "", seen: int | None = None
) -> Consultation:
    """Accept what lies over the limit. Raises PermissionDenied, Conflict, TransitionNotAllowed."""
    lock_contract(consultation.contract)
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    require(by, "advisory.decide_hours", consultation)
    versions.check(consultation, seen)
    return _hours_decided(consultation, ACCEPT_HOURS, reason, by)


@transaction.atomic
def refuse_hours_over_limit(
    *, consultation: Consultation, reason: str, by: Any, seen: int | None = None
) -> Consultation:
    """Refuse what lies over the limit: the advice stays recorded, these minutes are not settled.

    Raises PermissionDenied, Conflict, TransitionNotAllowed; DomainError without a reason.
    """
    lock_contract(consultation.contract)
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    require(by, "advisory.decide_hours", consultation)
    versions.check(consultation, seen)
    if not reason.strip():
        text = _("Say why they are refused.")
        raise DomainError(text, fields={"reason": text})
    return _hours_decided(consultation, REFUSE_HOURS, reason, by)


def _hours_decided(row: Consultation, arrow: Transition, reason: str, by: Any) -> Consultation:
    arrow.move(row, field="over_state")
    row.over_reason, row.over_decided_by = reason.strip(), by
    versions.save(row, ["over_state", "over_reason", "over_decided_by"])
    journal.record(
        by=by,
        verb=f"consultation.hours_{row.over_state}",
        target=row,
        fields=["over_state"],
        data={"over": row.over},
    )
    notifications.tell_of_decided_hours(row, by)
    return row
