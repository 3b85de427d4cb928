"""What the core does by the clock: forget what its time is over for, and sweep the files."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pomost.core import access, erasing, files, outbox, schedule
from pomost.core.search import index, listed

LOGS = timedelta(days=settings.ACCESS_LOG_DAYS)
TASKS = timedelta(days=30)  # their arguments may name people


def forget_what_is_past() -> int:
    """Delete or blank what was kept for as long as was declared; return how many rows that were."""
    now = timezone.now()
    count = erasing.end_what_is_past(now)
    count += DBTaskResult.objects.filter(finished_at__lt=now - TASKS).delete()[0]
    count += access.forget(now - LOGS)
    count += outbox.forget_given_up(now - TASKS)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return count


def refresh_statistics() -> None:
    """Let SQLite look at its tables, so that it chooses the right index; PostgreSQL does so by itself.

    Looks at a thousand rows of an index: milliseconds at any size. Source: sqlite.org/lang_analyze.html.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


def register() -> None:
    """Put the core's tasks into the schedule; called when the application starts."""
    schedule.tasks.add("core.forget_old_runs", schedule.Scheduled(schedule.forget_old_runs, hour=3))
    schedule.tasks.add("core.forget_what_is_past", schedule.Scheduled(forget_what_is_past, hour=3))
    schedule.tasks.add("core.mend_search", schedule.Scheduled(index.mend, hour=2))
    schedule.tasks.add("core.mend_words", schedule.Scheduled(listed.mend, hour=4))
    schedule.tasks.add("core.refresh_statistics", schedule.Scheduled(refresh_statistics, hour=2))
    schedule.tasks.add("core.sweep_files", schedule.Scheduled(files.sweep, hour=4))
