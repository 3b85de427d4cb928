"""Writes about those who advise: their contracts and profiles, and the hand-over of a partnership."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.actions.grants import end_grant, grant_role
from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Role, Scope
from pomost.advisory import hours, notifications
from pomost.advisory.actions.consultations import recount
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.models.contracts import AdviserProfile, ConsultantContract, HandOver
from pomost.advisory.states import LOCKED, Topic
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.actions.steps import hand_over_step
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import Participation
from pomost.partnerships.states import TAKES_PART, StepState
from pomost.programmes.models.programmes import Programme

WORDS = ("account", "number", "since", "until", "limit", "counts_travel")


@transaction.atomic
def enter_contract(*, programme: Programme, values: Mapping[str, Any], by: Any) -> ConsultantContract:
    """Enter a consultant's contract: account, number, since, until, limit (minutes), counts_travel.

    What its consultant recorded on its days before it was entered counts under it from now on.

    Raises PermissionDenied; DomainError for one's own, dates that are upside down, a number used already,
    and days that another contract of the person in the programme covers.
    """
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    require(by, "advisory.enter_contract", programme)
    contract = ConsultantContract(programme=programme)
    differences.apply(contract, {name: values[name] for name in WORDS if name in values})
    if contract.account_id == by.pk:
        text = _("Another manager of the programme enters your own contract.")
        raise DomainError(text, fields={"account": text})
    _demand(contract)
    contract.save()
    taken = _take_in(contract)
    journal.record(
        by=by,
        verb="consultant_contract.entered",
        target=contract,
        fields=[*values],
        data={"programme": programme.slug, "limit": contract.limit, "consultations": taken},
    )
    recount(contract, by)
    return contract


def _take_in(contract: ConsultantContract) -> int:
    """Count under the contract what its consultant recorded on its days without one; return how many.

    Not what lies in a month that is submitted: that stands as it is.
    """
    supported = Participation.objects.filter(programme=contract.programme, state__in=TAKES_PART)
    rows = Consultation.objects.select_for_update(of=("self",)).filter(
        adviser=contract.account,
        contract__isnull=True,
        day__range=(contract.since, contract.until),
        withdrawn_at__isnull=True,
        partnership__in=supported.values("partnership"),
    )
    months = Timesheet.objects.filter(contract=contract, state__in=LOCKED).values_list("month", flat=True)
    standing = set(months)
    found = [row for row in rows.order_by("pk") if row.day.replace(day=1) not in standing]
    for row in found:
        row.contract = contract
        row.counted = hours.counted_minutes(contract, row.minutes, row.travel_minutes)
    Consultation.objects.bulk_update(found, ["contract", "counted"], batch_size=500)
    return len(found)


@transaction.atomic
def change_contract(
    *, contract: ConsultantContract, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> ConsultantContract:
    """Change a contract (an annex): the hours over its limit are found anew.

    Raises PermissionDenied, Conflict; DomainError as enter_contract, and when what was recorded would lie
    outside its days.
    """
    contract = ConsultantContract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    require(by, "advisory.change_contract", contract)
    versions.check(contract, seen)
    own = [name for name in WORDS if name != "account"]
    changes = differences.apply(contract, {name: values[name] for name in own if name in values})
    if not changes:
        return contract
    _demand(contract)
    _refuse_what_lies_outside(contract)
    versions.save(contract, changes)
    if "counts_travel" in changes:
        rows = list(Consultation.objects.filter(contract=contract))
        for row in rows:
            row.counted = hours.counted_minutes(contract, row.minutes, row.travel_minutes)
            row.over = min(row.over, row.counted)
        Consultation.objects.bulk_update(rows, ["counted", "over"])
    taken = _take_in(contract)
    journal.record(
        by=by,
        verb="consultant_contract.changed",
        target=contract,
        fields=changes,
        data={
            "changes": {name: value for name, value in changes.items() if name != "number"},
            "consultations": taken,
        },
    )
    recount(contract, by)
    return contract


def _demand(contract: ConsultantContract) -> None:
    said: dict[str, str] = {}
    if contract.until < contract.since:
        said["until"] = _("The last day is not before the first.")
    if contract.limit <= 0:
        said["limit"] = _("Enter how many hours the contract holds.")
    others = ConsultantContract.objects.filter(programme=contract.programme).exclude(pk=contract.pk)
    if others.filter(number=contract.number).exists():
        said["number"] = _("A contract of the programme has this number already.")
    same = others.filter(account=contract.account, account__isnull=False)
    if not said and same.filter(since__lte=contract.until, until__gte=contract.since).exists():
        said["since"] = _("Another contract of this person covers some of these days.")
    if said:
        raise DomainError(next(iter(said.values())), fields=said)


def _refuse_what_lies_outside(contract: ConsultantContract) -> None:
    rows = Consultation.objects.filter(contract=contract, withdrawn_at__isnull=True)
    if rows.filter(day__lt=contract.since).exists() or rows.filter(day__gt=contract.until).exists():
        text = _("Consultations were recorded on days that would lie outside the contract.")
        raise DomainError(text, fields={"until": text})


@transaction.atomic
def keep_profile(*, values: Mapping[str, Any], by: Any, seen: int | None = None) -> AdviserProfile:
    """Keep what an adviser says of oneself: topics, languages, home, regions, about.

    Raises PermissionDenied, Conflict; DomainError for an unknown subject.
    """
    require(by, "advisory.keep_profile")
    if set(values.get("topics", ())) - set(Topic.values):
        text = _("Choose subjects from the list.")
        raise DomainError(text, fields={"topics": text})
    profile = AdviserProfile.objects.select_for_update(of=("self",)).filter(account=by).first()
    profile = profile or AdviserProfile(account=by, row_version=0)
    if profile.pk:
        versions.check(profile, seen)
    plain = {name: values[name] for name in ("topics", "languages", "home", "about") if name in values}
    changes = differences.apply(profile, plain)
    profile.row_version += 1
    profile.save()
    if "regions" in values:
        profile.regions.set(values["regions"])
    journal.record(
        by=by,
        verb="adviser_profile.changed",
        target=profile,
        fields={*changes, *(["regions"] if "regions" in values else [])},
    )
    return profile


@transaction.atomic
def hand_over_partnership(*, partnership: Partnership, values: Mapping[str, Any], by: Any) -> HandOver:
    """Hand a partnership over: one consultant's role ends, the other's begins, open steps pass on.

    values: from_account (None when nobody looks after it), to_account, note. Questions to the caretaker
    pass on by themselves. Both are told. Raises PermissionDenied unless `by` manages its programme;
    DomainError when nothing would change, or who hands over does not look after it.
    """
    partnership = locked(partnership)
    require(by, "advisory.hand_over_partnership", partnership)
    old, new = values.get("from_account"), values["to_account"]
    grants = in_force().filter(
        role=Role.CONSULTANT, scope_kind=Scope.PARTNERSHIP, scope_id=str(partnership.pk)
    )
    _demand_a_change(grants, old, new)
    reason = _("handed over")
    if old is not None:
        for grant in grants.filter(account=old):
            end_grant(grant=grant, reason=reason, by=by)
    if not grants.filter(account=new).exists():
        grant_role(account=new, role=Role.CONSULTANT, scope_id=str(partnership.pk), reason=reason, by=by)
    row = HandOver.objects.create(
        partnership=partnership,
        from_account=old,
        to_account=new,
        by=by,
        at=timezone.now(),
        note=values.get("note", "").strip(),
    )
    passed = _pass_steps_on(partnership, old, new, by)
    journal.record(
        by=by,
        verb="partnership.handed_over",
        target=partnership,
        data={"from": str(getattr(old, "pk", "")), "to": str(new.pk), "steps": passed},
    )
    notifications.tell_of_hand_over(row, by)
    return row


def _demand_a_change(grants: Any, old: Any, new: Any) -> None:
    if old is not None and not grants.filter(account=old).exists():
        text = _("This person does not look after the partnership now.")
        raise DomainError(text, fields={"from_account": text})
    if new == old or (old is None and grants.filter(account=new).exists()):
        text = _("Choose somebody else: this person looks after the partnership already.")
        raise DomainError(text, fields={"to_account": text})


def _pass_steps_on(partnership: Partnership, old: Any, new: Any, by: Any) -> int:
    rows = list(partnership.steps.filter(assigned_to=old, state=StepState.OPEN)) if old is not None else []
    for step in rows:
        hand_over_step(step=step, to=new, by=by)
    return len(rows)
