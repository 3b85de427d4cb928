"""Writes about the parts of a programme: implementers, activities, phases, financing, links, figures."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.programmes.actions.programmes import locked, touched
from pomost.programmes.models.figures import Figure
from pomost.programmes.models.parts import (
    Activity,
    FundingSource,
    Implementer,
    ImplementerTask,
    Link,
    Part,
    Phase,
    Result,
    Target,
)
from pomost.programmes.models.programmes import Programme
from pomost.programmes.states import ProgrammeState

KINDS: dict[str, type[Part]] = {
    "implementers": Implementer,
    "activities": Activity,
    "phases": Phase,
    "financing": FundingSource,
    "links": Link,
    "figures": Figure,
}


@transaction.atomic
def add_part(*, programme: Programme, kind: str, values: Mapping[str, Any], by: Any) -> Part:
    """Add a part of a kind named in KINDS. Raises PermissionDenied; DomainError when its key is taken."""
    programme = locked(programme)
    require(by, "programmes.change_programme", programme)
    part = KINDS[kind](programme=programme, **values)
    _insert(part)
    touched(programme)
    journal.record(
        by=by,
        verb=f"{part._meta.model_name}.added",
        target=programme,
        fields=values,
        data={"part": kind, "id": part.pk, "changes": _as_new(values), **_currency_of(part)},
    )
    return part


@transaction.atomic
def change_part(*, part: Part, values: Mapping[str, Any], by: Any, seen: int | None = None) -> Part:
    """Change a part. Raises PermissionDenied, Conflict; DomainError when its key is taken."""
    programme = locked(part.programme)
    require(by, "programmes.change_programme", programme)
    part = type(part)._default_manager.select_for_update(of=("self",)).get(pk=part.pk)
    versions.check(part, seen)
    changes = differences.apply(part, values)
    if changes:
        try:
            with transaction.atomic():
                versions.save(part, changes)
        except IntegrityError:
            raise _taken(part) from None
        touched(programme)
        journal.record(
            by=by,
            verb=f"{part._meta.model_name}.changed",
            target=programme,
            fields=changes,
            data={"id": part.pk, "changes": changes, **_currency_of(part)},
        )
    return part


@transaction.atomic
def remove_part(*, part: Part, by: Any) -> None:
    """Remove a part and what hangs on it; the journal keeps what it said. Raises PermissionDenied."""
    programme = locked(part.programme)
    require(by, "programmes.change_programme", programme)
    part = type(part)._default_manager.select_for_update(of=("self",)).get(pk=part.pk)
    said = {
        field.name: differences.as_json(getattr(part, field.name))
        for field in part._meta.concrete_fields
        if field.name not in ("id", "programme", "row_version", "updated_at")
    }
    journal.record(
        by=by,
        verb=f"{part._meta.model_name}.removed",
        target=programme,
        fields=said,
        data={"id": part.pk, "changes": {name: [value, None] for name, value in said.items() if value}},
    )
    part.delete()
    touched(programme)


@transaction.atomic
def replace_tasks(
    *, implementer: Implementer, tasks: list[dict[str, Any]], by: Any, seen: int | None = None
) -> None:
    """Set the tasks of an implementer, in this order: each with `text`, `source`, `source_url`.

    seen: the implementer's version that the tasks were read with; they count as part of it.
    Raises PermissionDenied, Conflict.
    """
    programme = locked(implementer.programme)
    require(by, "programmes.change_programme", programme)
    implementer = Implementer.objects.select_for_update(of=("self",)).get(pk=implementer.pk)
    versions.check(implementer, seen)
    before = [task.text for task in implementer.tasks.all()]
    implementer.tasks.all().delete()
    for place, task in enumerate(tasks):
        ImplementerTask.objects.create(implementer=implementer, place=place, **task)
    versions.save(implementer, [])
    touched(programme)
    journal.record(
        by=by,
        verb="implementer_tasks.changed",
        target=programme,
        fields=["tasks"],
        data={"id": implementer.pk, "changes": {"tasks": [before, [task["text"] for task in tasks]]}},
    )


@transaction.atomic
def add_target(*, activity: Activity, values: Mapping[str, Any], by: Any) -> Target:
    """Add what an activity is to reach; how much is planned comes with plan_target or an annex."""
    programme = locked(activity.programme)
    require(by, "programmes.change_programme", programme)
    target = Target(activity=activity, **values)
    _insert(target)
    touched(programme)
    journal.record(
        by=by,
        verb="target.added",
        target=programme,
        fields=values,
        data={"id": target.pk, "changes": _as_new(values)},
    )
    return target


@transaction.atomic
def plan_target(*, target: Target, planned: Any, by: Any) -> None:
    """Plan a value in the programme's contract, once; what is planned already changes only by an annex.

    Raises PermissionDenied; DomainError when there is no contract or the value is planned already.
    """
    programme = locked(target.activity.programme)
    require(by, "programmes.change_programme", programme)
    version = programme.current
    if version is None:
        raise DomainError(_("The programme has no contract yet: record it first."))
    if target.plans.exists() and programme.state != ProgrammeState.PLANNED:
        raise DomainError(
            _("A planned value changes by an annex."), fields={"planned": _("Record an annex to change it.")}
        )
    plan = target.plans.filter(version=version).first()
    before = plan.planned if plan else None
    target.plans.update_or_create(version=version, defaults={"planned": planned})
    touched(programme)
    journal.record(
        by=by,
        verb="target.planned",
        target=programme,
        fields=["planned"],
        data={"id": target.pk, "changes": {"planned": [differences.as_json(before), str(planned)]}},
    )


@transaction.atomic
def record_result(*, target: Target, values: Mapping[str, Any], by: Any) -> Result:
    """Record how much of a target was reached as of a day; a second one for the day replaces the first."""
    programme = locked(target.activity.programme)
    require(by, "programmes.change_programme", programme)
    before = target.results.filter(as_of=values["as_of"]).first()
    said = {"reached": before.reached, "source": before.source} if before else {"reached": None, "source": ""}
    new = {"reached": values["reached"], "source": values.get("source", "")}
    result, _created = target.results.update_or_create(as_of=values["as_of"], defaults=new)
    changed = [name for name in new if said[name] != new[name]]
    if not changed:
        return result
    touched(programme)
    journal.record(
        by=by,
        verb="result.recorded",
        target=programme,
        fields=changed,
        data={
            "id": target.pk,
            "as_of": values["as_of"].isoformat(),
            "changes": {
                name: [differences.as_json(said[name]), differences.as_json(new[name])] for name in changed
            },
        },
    )
    return result


def _insert(row: models.Model) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _taken(row) from None


def _taken(part: models.Model) -> DomainError:
    """The refusal at what is unique in a programme or an activity: a slug, an implementer's organisation."""
    text = _("The programme has such an item already.")
    unique = [each for each in part._meta.constraints if isinstance(each, models.UniqueConstraint)]
    names = {name for each in unique for name in each.fields} - {"programme", "activity"}
    return DomainError(text, fields=dict.fromkeys(sorted(names), text))


def _currency_of(part: Part) -> dict[str, str]:
    """In which currency the amounts of the part are, also where the currency itself does not change."""
    currency = getattr(part, "currency", "")
    return {"currency": currency} if currency else {}


def _as_new(values: Mapping[str, Any]) -> differences.Changes:
    return {name: [None, differences.as_json(value)] for name, value in values.items() if value}
