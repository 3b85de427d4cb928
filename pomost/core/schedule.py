"""What happens by the clock: rooms register tasks, one worker at a time runs each slot until it succeeds.

A run that failed, or whose worker was killed, is tried again while its slot lasts: what a task does
must be safe to do twice, and a task ends within an hour.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from pomost.core.models.work import ScheduleRun
from pomost.core.registries import Registry

log = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(minutes=10)  # after a failure, as long as the slot lasts
DEAD_AFTER = timedelta(hours=1)  # a run without an end: its worker died


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task by the clock: daily at an hour of Polish time, or every so many minutes."""

    run: Callable[[], object]
    hour: int | None = None
    minutes: int = 60

    def slot(self, now: datetime) -> str | None:
        """The name of the slot that is due now; None before today's hour."""
        local = timezone.localtime(now)
        if self.hour is not None:
            return local.date().isoformat() if local.hour >= self.hour else None
        return str(int(now.timestamp()) // (self.minutes * 60))


tasks: Registry[Scheduled] = Registry("scheduled tasks")


def run_due(now: datetime | None = None) -> int:
    """Run what is due and was not run yet; return how many ran. A failure is logged and kept."""
    moment, ran = now or timezone.now(), 0
    for name, task in tasks.items():
        slot = task.slot(moment)
        run = _take(name, slot, moment) if slot else None
        if run is None:
            continue
        try:
            task.run()
        except Exception as error:  # a process edge: one task must not stop the others
            log.exception("scheduled task %s failed", name)
            run.error = f"{type(error).__name__}: {error}"[:300]
        run.ended_at = timezone.now()
        run.save(update_fields=["ended_at", "error"])
        ran += 1
    return ran


def _take(name: str, slot: str, now: datetime) -> ScheduleRun | None:
    earlier = ScheduleRun.objects.filter(name=name, slot=slot)
    if earlier.exists():
        # One statement decides between workers: whoever changes the row has the slot.
        again = earlier.filter(
            Q(ended_at__lt=now - AGAIN_AFTER) & ~Q(error="") | Q(ended_at=None, begun_at__lt=now - DEAD_AFTER)
        )
        return earlier.get() if again.update(begun_at=now, ended_at=None, error="") else None
    try:
        with transaction.atomic():
            return ScheduleRun.objects.create(name=name, slot=slot)
    except IntegrityError:
        return None  # another worker was first


def forget_old_runs() -> None:
    """Drop the traces of runs older than ninety days."""
    ScheduleRun.objects.filter(begun_at__lt=timezone.now() - timedelta(days=90)).delete()
