"""What people record of units: that one ended, and what followed it; on which day it changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.territory.actions.records import ending_of
from pomost.territory.history import DAY
from pomost.territory.models.units import RegisterState, Succession, Unit, UnitVersion
from pomost.territory.states import ENDINGS, SuccessionKind


@transaction.atomic
def record_succession(*, unit: Unit, values: Mapping[str, Any], by: Any) -> Succession:
    """Record what happened to a unit on a day; what comparing states of the register guessed yields to it.

    values: kind, on, successor (a unit or None), source, certainty. What ends a unit sets its last day; a
    new name or kind that the register shows is moved to its true day. No later state undoes that, unless
    it shows the unit itself otherwise. Raises PermissionDenied; DomainError when the day is still to come or
    contradicts a state of the register or what is recorded, or when the successor can't follow.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    require(by, "territory.record_succession", unit)
    _refuse_impossible(unit, values)
    before = unit.until
    row = _end(unit, values) if values["kind"] in ENDINGS else _move_change(unit, values)
    data = _said(row) | {"id": row.pk, "until_before": before.isoformat() if before else ""}
    journal.record(by=by, verb="succession.recorded", target=unit, data=data)
    return row


@transaction.atomic
def remove_succession(*, succession: Succession, by: Any) -> None:
    """Take back what a person recorded: the unit is again what the states of the register show.

    Raises PermissionDenied; DomainError for what the register shows, or what somebody took back already.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=succession.predecessor_id)
    require(by, "territory.record_succession", unit)
    given = succession.pk
    try:
        succession = Succession.objects.select_for_update(of=("self",)).get(pk=given)
    except Succession.DoesNotExist:
        raise DomainError(_("This was taken back already.")) from None
    if succession.derived:
        raise DomainError(_("The register shows this: only a later state of it changes it."))
    data = _said(succession) | {"id": given}
    journal.record(by=by, verb="succession.removed", target=unit, data=data)
    if succession.kind in ENDINGS:
        succession.delete()
        _undo_end(unit, given)
    else:
        _undo_change(unit, succession)


def _said(row: Succession) -> dict[str, Any]:
    successor = row.successor.key if row.successor else ""
    return {"kind": row.kind, "on": row.on.isoformat(), "successor": successor, "source": row.source}


def _wrong(field: str, text: str) -> DomainError:
    return DomainError(text, fields={field: text})


def _refuse_impossible(unit: Unit, values: Mapping[str, Any]) -> None:
    kind, on, successor = values["kind"], values["on"], values.get("successor")
    if on > timezone.localdate():
        raise _wrong("on", _("This day is still to come. Record what happened."))
    if kind not in ENDINGS:
        if successor is not None:
            raise _wrong("successor", _("The unit lives on itself: leave this empty."))
        return
    if successor is None and kind != SuccessionKind.DISSOLVED:
        raise _wrong("successor", _("Name the unit that followed."))
    if successor is not None:
        if successor.pk == unit.pk:
            raise _wrong("successor", _("A unit does not follow itself."))
        if successor.level != unit.level or successor.country != unit.country:
            raise _wrong("successor", _("A unit of another level or country does not follow it."))
        if successor.until is not None and successor.until < on:
            raise _wrong("successor", _("%s is no more itself: name a unit that exists.") % successor.called)
    if unit.successions.filter(derived=False, kind=kind, successor=successor, on=on).exists():
        raise DomainError(_("This is recorded already."))


def _state_days(unit: Unit) -> list[date]:
    """Days of the whole states of the registers that state the unit."""
    registers = unit.versions.values_list("register", flat=True)
    rows = RegisterState.objects.filter(country=unit.country, is_whole=True, register__in=list(registers))
    return sorted(set(rows.values_list("as_of", flat=True)))


def _last_shown(days: Sequence[date], row: UnitVersion) -> date:
    """The last day on which a state shows the period; its first day where no state does."""
    shown = [day for day in days if row.since <= day and (row.until is None or day <= row.until)]
    return max([row.since, *shown])


def _end(unit: Unit, values: Mapping[str, Any]) -> Succession:
    last = unit.versions.select_for_update(of=("self",)).order_by("-since").first()
    recorded = unit.successions.filter(derived=False, kind__in=ENDINGS).first()
    on = values["on"]
    if last is None:
        raise DomainError(_("No register has stated this unit yet."))
    if recorded is not None and recorded.on != on:
        text = _("It is recorded that the unit ended on %s. Take that back first.")
        raise _wrong("on", text % formats.date_format(recorded.on))
    if recorded is None:
        days = _state_days(unit)
        shown = _last_shown(days, last)
        if on <= shown:
            raise _wrong("on", _("The register still shows the unit on %s.") % formats.date_format(shown))
        gone = next((day for day in days if day > shown), None)
        if last.until is not None and gone is not None and on > gone:
            raise _wrong("on", _("The register shows no such unit on %s.") % formats.date_format(gone))
    _set_end(unit, last, on - DAY)
    unit.successions.filter(derived=True, kind__in=ENDINGS).delete()
    kept = {name: values[name] for name in ("kind", "on", "source", "certainty")}
    successor = values.get("successor")
    became = successor.name if successor else ""
    return Succession.objects.create(
        predecessor=unit, successor=successor, was=last.name, became=became, **kept
    )


def _set_end(unit: Unit, last: UnitVersion, until: date | None) -> None:
    last.until = unit.until = until
    last.save(update_fields=["until"])
    unit.save(update_fields=["until"])


def _undo_end(unit: Unit, removed: int) -> None:
    """Once nobody's record says that the unit ended, it ended when the register shows it, or not at all."""
    last = unit.versions.select_for_update(of=("self",)).order_by("-since").first()
    if last is None or unit.successions.filter(derived=False, kind__in=ENDINGS).exists():
        return
    days = _state_days(unit)
    shown = _last_shown(days, last)
    gone = next((day for day in days if day > shown), None)
    before = journal.about(unit).filter(verb="succession.recorded", data__id=removed).first()
    stated = before.data.get("until_before", "") if before else ""
    if gone is not None:
        _set_end(unit, last, gone - DAY)
    else:
        _set_end(unit, last, date.fromisoformat(stated) if stated else None)
    if last.until is not None:
        ending_of(last.source, unit, last.until, last.name).save()


def _differs(kind: str, before: UnitVersion, after: UnitVersion) -> bool:
    if kind == SuccessionKind.RENAMED:
        return before.name != after.name
    return before.kind != after.kind


def _move_change(unit: Unit, values: Mapping[str, Any]) -> Succession:
    """Let the change that the register shows have happened on its true day, between two states."""
    days, on, kind = _state_days(unit), values["on"], values["kind"]
    versions = list(unit.versions.select_for_update(of=("self",)).order_by("since"))
    for before, after in pairwise(versions):
        by_then = next((day for day in days if day >= after.since), after.since)
        if not _differs(kind, before, after) or not _last_shown(days, before) < on <= by_then:
            continue
        row = unit.successions.filter(kind=kind, on=after.since, successor=unit).first()
        if row is None or not row.derived:
            raise _wrong("on", _("The day of this change is recorded already. Take that back first."))
        others = unit.successions.filter(on=after.since, successor=unit, derived=False)
        if others.exclude(on=on).exists():
            raise _wrong("on", _("Name and kind changed on one day here: take back the other day first."))
        _move_boundary(unit, before, after, on)
        row.on, row.derived = on, False
        row.source, row.certainty = values["source"], values["certainty"]
        row.save(update_fields=["on", "derived", "source", "certainty"])
        return row
    raise _wrong(
        "on", _("The register shows no such change around this day. Take in the state that shows it first.")
    )


def _move_boundary(unit: Unit, before: UnitVersion, after: UnitVersion, on: date) -> None:
    unit.successions.filter(on=after.since, successor=unit, derived=True).update(on=on)
    before.until, after.since = on - DAY, on
    before.save(update_fields=["until"])
    after.save(update_fields=["since"])


def _undo_change(unit: Unit, row: Succession) -> None:
    versions = list(unit.versions.select_for_update(of=("self",)).order_by("since"))
    days = _state_days(unit)
    for before, after in pairwise(versions):
        if after.since == row.on:
            row.derived, row.source = True, after.source
            row.save(update_fields=["derived", "source"])
            others = unit.successions.filter(on=row.on, successor=unit, derived=False)
            if not others.exists():
                _move_boundary(unit, before, after, next((day for day in days if day >= row.on), row.on))
            return
    row.delete()
