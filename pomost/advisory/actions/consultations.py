"""Writes about advice given: record, correct, withdraw. Hours over the limit are found anew each time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.advisory import hours, notifications
from pomost.advisory.actions.training import note_training_need
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import ConsultantContract
from pomost.advisory.queries import consultations as queries
from pomost.advisory.states import EXCEED, LOCKED, OverState, Topic
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.actions.steps import plan_step
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.people import who_may_do_steps

WORDS = (
    "day", "kind", "minutes", "travel_minutes", "kilometres", "place", "topics", "others", "agreed",
)  # fmt: skip
LONGEST_DAY = 24 * 60


@transaction.atomic
def record_consultation(
    *,
    partnership: Partnership,
    client_key: UUID,
    values: Mapping[str, Any],
    by: Any,
    steps: Sequence[Mapping[str, Any]] = (),
    training: str = "",
) -> Consultation:
    """Record advice that `by` gave. The same client_key twice gives the consultation recorded first.

    values: day, kind, minutes, travel_minutes, kilometres, place, topics, participants (accounts of the
    partnership), others, agreed. steps: next steps agreed (title, due, assigned_to; note), planned with it.
    training: one that would help, noted as a training need.
    Beyond the contract's limit it is recorded too, and waits for the manager's decision.
    Raises PermissionDenied unless `by` looks after the partnership; DomainError for a day to come, a day
    longer than a day, a person of no task there, and a month that is submitted.
    """
    partnership = locked(partnership)
    before = Consultation.objects.filter(client_key=client_key).first()
    if before is not None and before.adviser_id == by.pk:
        return before
    require(by, "advisory.record_consultation", partnership)
    if before is not None:
        raise DomainError(_("This entry was sent by somebody else already."))
    row = Consultation(partnership=partnership, client_key=client_key, adviser=by, recorded_at=timezone.now())
    differences.apply(row, {name: values[name] for name in WORDS if name in values})
    _demand(row)
    _under_its_contract(row, by)
    row.save()
    queries.WORDS.put(row.pk)
    row.participants.set(_of_the_partnership(partnership, values.get("participants", ())))
    row.steps.set([plan_step(partnership=partnership, values=step, by=by) for step in steps])
    if training.strip():
        need = {"title": training, "topic": row.topics[0], "consultation": row}
        note_training_need(partnership=partnership, values=need, by=by)
    journal.record(
        by=by,
        verb="consultation.recorded",
        target=row,
        fields=[*values],
        data={"partnership": partnership.slug, "day": row.day.isoformat(), "minutes": row.minutes},
    )
    recount(row.contract, by)
    row.refresh_from_db()
    return row


@transaction.atomic
def change_consultation(
    *, consultation: Consultation, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> Consultation:
    """Correct what one recorded, until its month is submitted.

    Raises PermissionDenied, Conflict; DomainError as record_consultation, and of a withdrawn one.
    """
    consultation = _locked(consultation)
    require(by, "advisory.change_consultation", consultation)
    versions.check(consultation, seen)
    _refuse_locked(consultation)
    had = consultation.contract
    changes = differences.apply(consultation, {name: values[name] for name in WORDS if name in values})
    _demand(consultation)
    if "participants" in values:
        found = _of_the_partnership(consultation.partnership, values["participants"])
        if set(found) != set(consultation.participants.all()):
            consultation.participants.set(found)
            changes["participants"] = []
    if not changes:
        return consultation
    _under_its_contract(consultation, by)
    versions.save(
        consultation, [*(set(changes) - {"participants"}), "contract", "counted", "over", "over_state"]
    )
    queries.WORDS.put(consultation.pk)
    journal.record(
        by=by,
        verb="consultation.changed",
        target=consultation,
        fields=changes,
        data={"fields": sorted(changes)},
    )
    for contract in {row.pk: row for row in (had, consultation.contract) if row is not None}.values():
        recount(contract, by)
    consultation.refresh_from_db()
    return consultation


@transaction.atomic
def withdraw_consultation(*, consultation: Consultation, reason: str, by: Any) -> Consultation:
    """Take out what was recorded by mistake; it stays readable with the reason, and counts no more.

    Raises PermissionDenied; DomainError without a reason, and when its month is submitted.
    """
    consultation = _locked(consultation)
    require(by, "advisory.change_consultation", consultation)
    _refuse_locked(consultation)
    if not reason.strip():
        text = _("Say why it is taken out.")
        raise DomainError(text, fields={"reason": text})
    consultation.withdrawn_at, consultation.withdrawn_why = timezone.now(), reason.strip()
    consultation.over, consultation.over_state = 0, OverState.NONE
    versions.save(consultation, ["withdrawn_at", "withdrawn_why", "over", "over_state"])
    journal.record(by=by, verb="consultation.withdrawn", target=consultation, fields=["withdrawn_at"])
    recount(consultation.contract, by)
    return consultation


def _locked(consultation: Consultation) -> Consultation:
    """The contract's row first, as all who change what counts lock it; then the consultation's."""
    contract = Consultation.objects.values_list("contract", flat=True).get(pk=consultation.pk)
    if contract is not None:
        lock_contract(ConsultantContract(pk=contract))
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("partnership", "contract")
    return rows.get(pk=consultation.pk)


def lock_contract(contract: ConsultantContract | None) -> None:
    """Hold the contract until the transaction ends: nobody submits or decides on its months meanwhile."""
    if contract is not None:
        ConsultantContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)


def _refuse_locked(row: Consultation) -> None:
    lock_contract(row.contract)
    if row.withdrawn_at is not None:
        raise DomainError(_("This entry was taken out."))
    if queries.is_locked(row.contract, row.day):
        raise DomainError(_("The sheet of this month is submitted. Ask the manager to return it first."))


def _demand(row: Consultation) -> None:
    """Refuse a day to come, too many minutes, unknown subjects and an entry that says nothing."""
    said: dict[str, str] = {}
    if row.day > timezone.localdate():
        said["day"] = _("This day has not come yet.")
    if not 0 < row.minutes <= LONGEST_DAY:
        said["minutes"] = _("Enter between one minute and 24 hours.")
    if row.travel_minutes > LONGEST_DAY:
        said["travel_minutes"] = _("Enter at most 24 hours.")
    if not row.topics or set(row.topics) - set(Topic.values):
        said["topics"] = _("Choose at least one subject.")
    if not row.agreed.strip():
        said["agreed"] = _("Say in a sentence what was agreed.")
    if said:
        raise DomainError(next(iter(said.values())), fields=said)


def _of_the_partnership(partnership: Partnership, accounts: Iterable[Any]) -> list[Any]:
    ids = {account.pk for account in accounts}
    found = list(who_may_do_steps(partnership).filter(pk__in=ids)) if ids else []
    if len(found) != len(ids):
        text = _("Choose people who have a task in the partnership; name others in the field below.")
        raise DomainError(text, fields={"participants": text})
    return found


def _under_its_contract(row: Consultation, by: Any) -> None:
    """Put it under the contract of its day. Raises DomainError when that month is submitted."""
    before = row.contract_id, row.counted
    row.contract = queries.contract_on(by, row.partnership, row.day)
    lock_contract(row.contract)
    row.counted = hours.counted_minutes(row.contract, row.minutes, row.travel_minutes)
    if (row.contract_id, row.counted) != before:  # else a decision on its minutes over the limit stands
        row.over, row.over_state = 0, OverState.NONE
    if queries.is_locked(row.contract, row.day):
        text = _("The sheet of this month is submitted. Ask the manager to return it first.")
        raise DomainError(text, fields={"day": text})


def recount(contract: ConsultantContract | None, by: Any) -> None:
    """Find the minutes over the limit anew; a step of the actions that change what counts.

    What stands in a submitted month is used up first and stays. A decision stays with an entry whose
    minutes over the limit are the same as before.
    """
    if contract is None:
        return
    contract = ConsultantContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    rows = hours.in_order(contract)
    sheets = Timesheet.objects.filter(contract=contract, state__in=LOCKED)
    months = set(sheets.values_list("month", flat=True))
    standing = [row for row in rows if row.day.replace(day=1) in months]
    moving = [row for row in rows if row.day.replace(day=1) not in months]
    left = max(0, contract.limit - sum(row.counted - row.over for row in standing))
    changed = []
    for row, over in zip(moving, hours.over_limit([row.counted for row in moving], left), strict=True):
        if over == row.over and (over == 0) == (row.over_state == OverState.NONE):
            continue
        row.over = over
        if not over:
            row.over_state = OverState.NONE
        elif row.over_state != OverState.RECORDED:
            EXCEED.move(row, field="over_state")
        row.over_reason, row.over_decided_by = "", None
        row.row_version += 1  # whoever decides on it must see it anew
        changed.append(row)
    fields = ["over", "over_state", "over_reason", "over_decided_by", "row_version"]
    Consultation.objects.bulk_update(changed, fields)
    if any(row.over for row in changed):
        notifications.tell_of_hours_over_limit(contract, by)
