"""What the core does by the clock: forget what its time is over for, and sweep the files."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pomost.core import access, files, schedule
from pomost.core.models.drafts import Draft
from pomost.core.models.journal import PersonalDetail
from pomost.core.models.outbox import OutboxMessage

# As `personal_data.py` declares them.
LOGS = timedelta(days=settings.ACCESS_LOG_DAYS)
DRAFTS = timedelta(days=365)
MESSAGES = timedelta(days=730)
TASKS = timedelta(days=30)  # their arguments may name people


def forget_what_is_past() -> int:
    """Delete what was kept for as long as was promised; return how many rows went."""
    now = timezone.now()
    past = (
        PersonalDetail.objects.filter(entry__at__lt=now - LOGS),
        Draft.objects.filter(saved_at__lt=now - DRAFTS),
        OutboxMessage.objects.filter(created_at__lt=now - MESSAGES),
        DBTaskResult.objects.filter(finished_at__lt=now - TASKS),
    )
    count = sum(rows.delete()[0] for rows in past)
    count += access.forget(now - LOGS)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return count


def register() -> None:
    """Put the core's tasks into the schedule; called when the application starts."""
    schedule.tasks.add("core.forget_old_runs", schedule.Scheduled(schedule.forget_old_runs, hour=3))
    schedule.tasks.add("core.forget_what_is_past", schedule.Scheduled(forget_what_is_past, hour=3))
    schedule.tasks.add("core.sweep_files", schedule.Scheduled(files.sweep, hour=4))
