"""Tasks of the queue: tried again after a failure or a death, in rounds, and ended when told to."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pomost.core import background, health
from pomost.core.models.work import WorkerHeartbeat

ran: list[str] = []
# A worker closes stale connections between tasks, which would end the test's own transaction.
pytestmark = pytest.mark.django_db(transaction=True)


@task
def note(what: str) -> None:
    ran.append(what)


@task
def fail() -> None:
    ran.append("failed")
    raise ValueError("rain")


@task
def look_for_the_pulse() -> None:
    ran.extend(thread.name for thread in threading.enumerate() if thread.name == "pulse")


@task
def take_hours() -> None:
    """A task during which the clock says that hours have gone, and another worker looks what is to do."""
    long_ago = timezone.now() - timedelta(hours=3)
    DBTaskResult.objects.update(started_at=long_ago)
    WorkerHeartbeat.objects.update(seen_at=long_ago)
    ran.append("seen alive" if _soon(background.a_worker_lives) else "held dead")
    ran.append(f"freed {_undisturbed(background.try_again)}")
    background.round_of_tasks("another").run()


@task
def note_and_ask_to_end() -> None:
    ran.append("asked")
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.fixture(autouse=True)
def _queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ran.clear()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_round_runs_what_is_ready_and_no_more_than_it_may():
    for what in "abc":
        note.enqueue(what)

    background.round_of_tasks("worker-1", at_most=2).run()
    assert len(ran) == 2
    background.round_of_tasks("worker-1").run()
    assert sorted(ran) == ["a", "b", "c"]


def test_a_failed_task_is_tried_again_with_growing_pauses_and_left_in_the_end():
    fail.enqueue()
    moment = timezone.now()
    pauses = []

    for _attempt in range(background.MOST_ATTEMPTS):
        with time_machine.travel(moment, tick=False):
            background.round_of_tasks("worker-1").run()
        minutes = 0
        while minutes < 300:
            with time_machine.travel(moment + timedelta(minutes=minutes), tick=False):
                if background.try_again():
                    break
            minutes += 1
        pauses.append(minutes)
        moment += timedelta(minutes=minutes)

    assert pauses == [1, 4, 16, 64, 300]
    assert len(ran) == background.MOST_ATTEMPTS
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_a_task_of_a_dead_worker_is_freed_and_one_of_a_living_worker_is_not():
    for what in ("of the dead", "of the living"):
        note.enqueue(what)
    now = timezone.now()
    for worker, result in zip(("dead", "living"), DBTaskResult.objects.order_by("enqueued_at"), strict=True):
        result.claim(worker)

    with time_machine.travel(now + timedelta(minutes=14)):
        assert background.try_again() == 0
    with time_machine.travel(now + timedelta(minutes=16)):
        background.beat("living")
        assert background.try_again() == 1
        background.round_of_tasks("another").run()
    assert ran == ["of the dead"]


def test_a_worker_told_to_end_finishes_the_task_in_hand_and_leaves_the_rest():
    note_and_ask_to_end.enqueue()
    note.enqueue("later")

    call_command("worker")

    assert ran == ["asked"]
    assert DBTaskResult.objects.ready().count() == 1


def test_a_task_that_ends_its_workers_is_given_up_and_the_doctor_says_so(capsys):
    note.enqueue("deadly")
    now = timezone.now()
    for attempt in range(1, background.MOST_ATTEMPTS + 1):
        DBTaskResult.objects.get().claim(f"dead-{attempt}")
        with time_machine.travel(now + timedelta(minutes=16)):
            assert background.try_again() == (attempt < background.MOST_ATTEMPTS)

    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert background.given_up() == 1
    with time_machine.travel(now + timedelta(hours=20)):
        assert background.try_again() == 0
    named = {finding.name: finding for finding in health.examine()}
    assert not named[_("tasks that could not be done")].is_well

    assert background.begin_again() == 1
    background.round_of_tasks("another").run()
    assert ran == ["deadly"]


def test_a_worker_says_that_it_lives_while_it_is_at_a_long_task():
    background.beat("busy")
    long_ago = timezone.now() - timedelta(hours=1)
    WorkerHeartbeat.objects.update(seen_at=long_ago)

    with background.Pulse("busy", every=0.02):
        assert _soon(background.a_worker_lives)


def test_a_task_in_hand_is_not_taken_while_its_worker_says_that_it_lives():
    take_hours.enqueue()
    background.beat("busy")

    with background.Pulse("busy", every=0.2):
        background.round_of_tasks("busy").run()

    assert ran == ["seen alive", "freed 0"]
    done = DBTaskResult.objects.get()
    assert (done.status, done.worker_ids) == (TaskResultStatus.SUCCESSFUL, ["busy"])


def test_the_worker_has_a_pulse_while_it_works_and_no_longer():
    look_for_the_pulse.enqueue()

    call_command("worker", once=True)

    assert ran == ["pulse"]
    assert "pulse" not in [thread.name for thread in threading.enumerate()]


def test_a_pulse_that_cannot_say_so_once_goes_on(caplog):
    # A name that the database refuses stands for one that is away for a moment.
    with background.Pulse("\ud800", every=0.02) as pulse:
        assert _soon(lambda: "could not say that it lives" in caplog.text)
        assert not background.a_worker_lives()
        pulse.worker = "back again"
        assert _soon(background.a_worker_lives)


def test_each_task_is_a_step_of_its_own_so_that_many_short_ones_are_not_held_for_one_that_hangs():
    steps: list[int] = []
    for what in "abc":
        note.enqueue(what)

    background.round_of_tasks("worker-1", before_each=lambda: steps.append(len(ran))).run()

    assert steps == [0, 1, 2]


def test_a_worker_that_begins_again_is_not_taken_for_the_one_that_died():
    assert background.worker_id() != background.worker_id()


def test_a_worker_that_hangs_no_longer_says_that_it_lives():
    with background.Pulse("hanging", every=0.02, longest=-1):
        time.sleep(0.2)
    assert not WorkerHeartbeat.objects.exists()


def test_a_step_that_begins_counts_from_there():
    pulse = background.Pulse("busy", longest=60)
    assert not pulse.hangs
    pulse._begun -= 61
    assert pulse.hangs
    pulse.begin_step()
    assert not pulse.hangs


def _soon(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within five seconds."""
    end = time.monotonic() + 5
    while not _undisturbed(holds):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _undisturbed(call: Callable[[], object]) -> object:
    """What a call gives once no other thread holds the table: the tests' SQLite lies in memory, where a
    second thread is refused at once instead of waiting, as it does for a file.
    """
    for _attempt in range(500):
        try:
            return call()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.01)
    return call()
