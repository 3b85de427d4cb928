"""Tasks of the database queue: run, tried again after a failure, freed when their worker died."""

import os
import socket
from datetime import timedelta

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from pomost.core.models.work import WorkerHeartbeat

MOST_ATTEMPTS = 5
A_ROUND = 200  # tasks; between rounds mail goes out and the worker says that it lives
DEAD_AFTER = timedelta(minutes=15)
ALIVE_WITHIN = timedelta(minutes=2)


def worker_id() -> str:
    """A name for this process that is unlikely to be another's."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}"


def round_of_tasks(worker: str, at_most: int = A_ROUND) -> Worker:
    """A round that has yet to `run()`: the tasks that are ready, at most so many, then it returns.

    Setting its `running` to False ends it after the task in hand.
    """
    return Worker(
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
    """Make failed tasks ready again with growing pauses, and those whose worker died; return how many."""
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
        if result.worker_ids and result.worker_ids[-1] not in alive:
            count += _ready(result)
    return count


def _ready(result: DBTaskResult) -> int:
    return DBTaskResult.objects.filter(pk=result.pk, status=result.status).update(
        status=TaskResultStatus.READY, finished_at=None, exception_class_path="", traceback=""
    )


def beat(worker: str) -> None:
    """Say that this worker lives; forget those that have been silent for a day."""
    now = timezone.now()
    WorkerHeartbeat.objects.update_or_create(worker=worker, defaults={"seen_at": now})
    WorkerHeartbeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


def a_worker_lives() -> bool:
    """Whether a worker said so within the last two minutes."""
    return WorkerHeartbeat.objects.filter(seen_at__gte=timezone.now() - ALIVE_WITHIN).exists()
