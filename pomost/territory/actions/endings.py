"""Deciding what becomes of the open things of a unit that is no more."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.territory import ending
from pomost.territory.models.areas import FunctionalArea, FunctionalAreaUnit
from pomost.territory.models.units import Unit


@transaction.atomic
def decide_on_ended_unit(*, unit: Unit, decisions: Mapping[str, Unit | None], by: Any) -> Unit:
    """Carry out what is decided on every open thing of a unit that is no more: all of it, or nothing.

    decisions: by the key of each open thing the unit that takes it over, or None: it ends with the unit.
    What `by` may not decide on stays open. Raises PermissionDenied; DomainError when the unit exists, when
    nothing is open (any more), when a decision is missing or about something that is not open, and when
    a successor is no more itself or can't take the thing over; each at its field.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    require(by, "territory.decide_on_ended_unit", unit)
    if unit.until is None or not ending.is_over(unit):
        raise DomainError(_("%s exists: there is nothing to decide.") % unit.called)
    things, _others = ending.things_of(unit, by)
    if not things:
        raise DomainError(_("Nothing is open any more: somebody has decided already."))
    _refuse_wrong(unit, things, decisions)
    for listed in things:
        to = decisions[listed.key]
        try:
            if to is None:
                listed.thing.end(unit.until, by)
            else:
                listed.thing.carry_over(to, unit.until, by)
        except DomainError as refusal:
            raise DomainError(refusal.message, fields={listed.key: refusal.message}) from None
    decided = [
        {"kind": listed.kind, "name": listed.thing.name, "to": _key(decisions[listed.key])}
        for listed in things
    ]
    data = {"last_day": unit.until.isoformat(), "decided": decided}
    journal.record(by=by, verb="unit.ending_decided", target=unit, data=data)
    return unit


def _key(unit: Unit | None) -> str:
    return unit.key if unit else ""


def _refuse_wrong(unit: Unit, things: Sequence[ending.Listed], decisions: Mapping[str, Unit | None]) -> None:
    """Raises DomainError for decisions that are missing, out of date, or name a unit that is no more."""
    if set(decisions) - {listed.key for listed in things}:
        raise DomainError(
            _("Somebody has decided on a part of this meanwhile. Look at what is still open, and send again.")
        )
    wrong = {}
    for listed in things:
        if listed.key not in decisions:
            wrong[listed.key] = _("Say whether it ends, or who takes it over.")
        elif (to := decisions[listed.key]) is not None and (to == unit or ending.is_over(to)):
            wrong[listed.key] = _("%s is no more itself: name a unit that exists.") % to.called
    if wrong:
        raise DomainError(_("Decide on everything that is open."), missing=sorted(wrong), fields=wrong)


@transaction.atomic
def replace_unit_of_area(*, area: FunctionalArea, unit: Unit, by: Any, to: Unit | None = None) -> None:
    """Take a unit that is no more out of a declared area; `to` stands there instead, also as its core.

    Raises PermissionDenied; DomainError for an area of an official list.
    """
    area = FunctionalArea.objects.select_for_update(of=("self",)).get(pk=area.pk)
    require(by, "territory.decide_on_ended_unit", unit)
    if area.is_official:
        raise DomainError(_("An official list changes by a later list only."))
    FunctionalAreaUnit.objects.filter(area=area, unit=unit).delete()
    if to is not None:
        FunctionalAreaUnit.objects.get_or_create(area=area, unit=to)
    if area.core_id == unit.pk:
        area.core = to
    area.row_version += 1
    area.save(update_fields=["core", "row_version", "updated_at"])
    data = {"unit": unit.key, "to": _key(to)}
    journal.record(by=by, verb="functional_area.unit_replaced", target=area, fields=["units"], data=data)
