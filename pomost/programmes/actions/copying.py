"""Copying the parts of an earlier programme into a new one: its offer, not its results."""

from typing import TypeVar

from django.db import models

from pomost.programmes.models.parts import Activity
from pomost.programmes.models.programmes import Programme

M = TypeVar("M", bound=models.Model)


def copy_parts(*, source: Programme, target: Programme) -> None:
    """Copy implementers with tasks, activities with targets, phases, financing; no dates, results, figures.

    Amounts and sources stay behind: they were true of the earlier programme only.
    """
    for implementer in source.implementers.prefetch_related("tasks"):
        tasks = list(implementer.tasks.all())
        copy = _copied(implementer, programme=target, source="", source_url="")
        for task in tasks:
            _copied(task, implementer=copy, source="", source_url="")
    _copy_activities(source, target)
    for phase in source.phases.all():
        _copied(phase, programme=target, begins_in="", ends_in="", source="", source_url="")
    for funding in source.funding_sources.all():
        _copied(funding, programme=target, amount=None, source="", source_url="")


def _copy_activities(source: Programme, target: Programme) -> None:
    copies: dict[int, Activity] = {}
    activities = list(source.activities.prefetch_related("targets"))
    for activity in sorted(activities, key=lambda row: (row.parent_id is not None, row.place)):
        old_id, targets = activity.pk, list(activity.targets.all())
        parent = copies.get(activity.parent_id) if activity.parent_id else None
        copies[old_id] = _copied(
            activity, programme=target, parent=parent, budget=None, source="", source_url=""
        )
        for goal in targets:
            _copied(goal, activity=copies[old_id])


def _copied(row: M, **values: object) -> M:
    row.pk = None
    row._state.adding = True
    row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row
