"""Tasks of the database queue: run, tried again after a failure, freed when their worker died."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from django.db import connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from pomost.core.models.work import WorkerHeartbeat

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
A_ROUND = 200  # tasks; between rounds mail goes out
BEAT_EVERY = 20.0  # seconds
LONGEST_STEP = 3600.0  # seconds; a worker at one task for longer hangs, and no longer says that it lives
DEAD_AFTER = timedelta(minutes=15)
ALIVE_WITHIN = timedelta(minutes=2)


def worker_id() -> str:
    """A name for this process that is unlikely to be another's."""
    # In a container host name and process id are the same after each restart; who died must stay dead.
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"


class _Round(Worker):
    def __init__(self, before_each: Callable[[], object], **options: Any) -> None:
        super().__init__(**options)
        self.before_each = before_each

    def run_task(self, db_task_result: DBTaskResult) -> None:
        self.before_each()
        super().run_task(db_task_result)


def round_of_tasks(
    worker: str, at_most: int = A_ROUND, before_each: Callable[[], object] = lambda: None
) -> Worker:
    """A round that has yet to `run()`: the tasks that are ready, at most so many, then it returns.

    Setting its `running` to False ends it after the task in hand.
    """
    return _Round(
        before_each,
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=at_most,
        worker_id=worker,
        excluded_queue_names=[],
    )


def try_again() -> int:
    """Make failed tasks ready again with growing pauses, and those whose worker died; return how many.

    Five attempts in all, whichever way they ended: a task that kills its workers is given up too.
    """
    now, count = timezone.now(), 0
    for result in DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__gte=now - timedelta(days=1)
    ):
        attempts = len(result.worker_ids)
        if (
            attempts < MOST_ATTEMPTS
            and result.finished_at
            and result.finished_at <= now - timedelta(minutes=4**attempts / 4)
        ):
            count += _ready(result)
    alive = set(
        WorkerHeartbeat.objects.filter(seen_at__gte=now - DEAD_AFTER).values_list("worker", flat=True)
    )
    for result in DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lte=now - DEAD_AFTER
    ):
        if not result.worker_ids or result.worker_ids[-1] in alive:
            continue
        if len(result.worker_ids) < MOST_ATTEMPTS:
            count += _ready(result)
        else:
            _give_up(result, now)
    return count


def _give_up(result: DBTaskResult, now: datetime) -> None:
    log.error("task %s (%s) ended %d workers; given up", result.pk, result.task_path, MOST_ATTEMPTS)
    DBTaskResult.objects.filter(pk=result.pk, status=result.status).update(
        status=TaskResultStatus.FAILED, finished_at=now, traceback=f"Ended {MOST_ATTEMPTS} workers."
    )


def given_up() -> int:
    """How many failed tasks nobody tries again."""
    now = timezone.now()
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).values_list(
        "worker_ids", "finished_at"
    )
    return sum(
        len(workers) >= MOST_ATTEMPTS or ended is None or ended < now - timedelta(days=1)
        for workers, ended in rows
    )


def begin_again() -> int:
    """Make every failed task ready, as if it had never been tried; return how many."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY,
        finished_at=None,
        worker_ids=[],
        exception_class_path="",
        traceback="",
    )


def _ready(result: DBTaskResult) -> int:
    return DBTaskResult.objects.filter(pk=result.pk, status=result.status).update(
        status=TaskResultStatus.READY, finished_at=None, exception_class_path="", traceback=""
    )


def beat(worker: str) -> None:
    """Say that this worker lives; forget those that have been silent for a day."""
    now = timezone.now()
    WorkerHeartbeat.objects.update_or_create(worker=worker, defaults={"seen_at": now})
    WorkerHeartbeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


class Pulse:
    """Says in a thread of its own that this worker lives, also while it is at a long task.

    A task, or one of the worker's other steps, that takes longer than LONGEST_STEP hangs: from then on
    the worker counts as dead, and its task passes on.
    """

    def __init__(self, worker: str, *, every: float = BEAT_EVERY, longest: float = LONGEST_STEP) -> None:
        """every, longest: seconds between signs of life, and of a step that is not held to hang."""
        self.worker, self.every, self.longest = worker, every, longest
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="pulse", daemon=True)
        self.begin_step()

    def begin_step(self) -> None:
        """Note that the worker gets on: with a task, with the mail, with what the clock says."""
        self._begun = time.monotonic()

    @property
    def hangs(self) -> bool:
        """Whether the step in hand has taken longer than any does."""
        return time.monotonic() - self._begun > self.longest

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join(timeout=5)

    def _go_on(self) -> None:
        while not self._ended.wait(self.every):
            if self.hangs:
                log.error("the worker has been at one step for more than %d seconds", self.longest)
                continue
            try:
                self._say()
            except Exception:  # a thread's edge: were it to end, a worker that lives would count as dead
                log.warning("the worker could not say that it lives", exc_info=True)

    def _say(self) -> None:
        try:
            beat(self.worker)
        finally:
            connections.close_all()  # those of this thread: a broken one is replaced at the next sign


def a_worker_lives() -> bool:
    """Whether a worker said so within the last two minutes."""
    return WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - ALIVE_WITHIN).exists()
