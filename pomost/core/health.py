"""How the installation is: for /readyz, for Prometheus, and for `pomost doctor`."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Gauge

from pomost.core import background
from pomost.core.models.journal import JournalEntry
from pomost.core.models.outbox import MessageState, OutboxMessage
from pomost.core.registries import Registry

LEAST_FREE = 500 * 1024 * 1024  # bytes


def readiness() -> dict[str, str]:
    """`ok` or what is wrong, for database, storage and queue."""
    found = {"database": "ok", "storage": "ok", "queue": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        DBTaskResult.objects.exists()
    except DatabaseError as error:
        found["database"] = found["queue"] = type(error).__name__
    if not _writable(Path(settings.FILES_ROOT)):
        found["storage"] = "not writable"
    return found


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def registry() -> CollectorRegistry:
    """Gauges of the queue, the outbox and the journal, read now."""
    found = CollectorRegistry()
    tasks = Gauge("pomost_tasks", "Tasks of the queue by state", ["state"], registry=found)
    for state in TaskResultStatus.values:
        tasks.labels(state=state.lower()).set(DBTaskResult.objects.filter(status=state).count())
    outbox = Gauge("pomost_outbox_messages", "Messages of the outbox by state", ["state"], registry=found)
    for state in MessageState.values:
        outbox.labels(state=state).set(OutboxMessage.objects.filter(state=state).count())
    newest = JournalEntry.objects.order_by("-id").values_list("id", flat=True).first()
    Gauge("pomost_journal_newest_entry", "Id of the newest journal entry", registry=found).set(newest or 0)
    Gauge("pomost_worker_alive", "1 when a worker lives", registry=found).set(background.a_worker_lives())
    return found


SHORTEST_KEY = 32  # characters


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the doctor looked at. `mend` says what to do when it is not well."""

    name: str
    is_well: bool
    mend: str = ""
    is_grave: bool = True


# Rooms add what they know to be wrong or missing: name → function() -> iterable of Finding.
further: Registry = Registry("findings of the doctor")


def examine() -> Iterator[Finding]:
    """Everything that the doctor looks at, one after the other; what depends on the database comes last."""
    yield Finding(
        _("folder for files and mail (%s)") % settings.VAR,
        _writable(Path(settings.VAR)),
        _("Make it writable for the user that runs Pomost, or choose another with POMOST_VAR."),
    )
    yield _space()
    yield _key()
    yield Finding(
        _("secret key"),
        len(str(settings.SECRET_KEY)) >= SHORTEST_KEY,
        _("It is short enough to be guessed: set SECRET_KEY to fifty random characters."),
        is_grave=settings.ENVIRONMENT == "production",
    )
    yield Finding(
        _("address in letters (%s)") % settings.SITE_ADDRESS,
        urlsplit(settings.SITE_ADDRESS).hostname not in ("localhost", "127.0.0.1", None),
        _("Links in letters lead to this machine only: set POMOST_ADDRESS to the address that people open."),
        is_grave=settings.ENVIRONMENT == "production",
    )
    yield Finding(
        _("static files"),
        (settings.STATIC_ROOT / "staticfiles.json").exists(),
        _("Run: pomost collectstatic"),
    )
    yield Finding(
        _("mail server"),
        bool(settings.EMAIL_HOST),
        _("No SMTP_HOST is set: mail goes to %s and reaches nobody.") % settings.EMAIL_FILE_PATH,
        is_grave=settings.ENVIRONMENT == "production",
    )
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding(_("database"), False, _("It does not answer (%s): check DATABASE_URL.") % error)
        return
    yield Finding(_("database"), True)
    yield Finding(_("database is up to date"), not plan, _("Run: pomost migrate"))
    if plan:
        return
    yield Finding(_("worker"), background.a_worker_lives(), _("Start it: pomost worker"))
    failed = OutboxMessage.objects.filter(state=MessageState.FAILED).count()
    yield Finding(
        _("messages that could not be sent"),
        failed == 0,
        _("%d messages were given up: see the mail server's log, then pomost doctor --resend.") % failed,
        is_grave=False,
    )
    given_up = background.given_up()
    yield Finding(
        _("tasks that could not be done"),
        given_up == 0,
        _("%d tasks were given up: see the worker's log, then pomost doctor --resend.") % given_up,
        is_grave=False,
    )
    for provider in further:
        yield from provider()


def _space() -> Finding:
    folder = Path(settings.VAR)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Finding(
        _("free disk space"), free > LEAST_FREE, _("Less than 500 MB are left: make room or move POMOST_VAR.")
    )


def _key() -> Finding:
    path = Path(settings.VAR) / "secret-key"
    if not path.exists() or os.name == "nt":
        return Finding(_("secret key"), True)
    is_private = not path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)
    return Finding(_("secret key is readable by its owner only"), is_private, _("Run: chmod 600 %s") % path)
