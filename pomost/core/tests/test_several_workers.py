"""Several workers at once on PostgreSQL: every message goes out once, every slot runs once."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from pomost.core import outbox, schedule
from pomost.core.models import JournalEntry, OutboxMessage, ScheduleRun

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(work: Callable[[], object], workers: int = 4) -> None:
    """Run the same work in several threads that begin together."""
    start = threading.Barrier(workers)

    def run():
        try:
            start.wait()
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_every_message_goes_out_once():
    with transaction.atomic():
        for n in range(40):
            outbox.put(kind="test", to=f"a{n}@example.org", language="pl", subject="S", text="T", key=str(n))

    at_once(outbox.deliver_due)

    assert Counter(sent.to[0] for sent in mail.outbox) == {f"a{n}@example.org": 1 for n in range(40)}
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.parametrize("earlier", ["none", "failed"])
def test_every_slot_runs_once(earlier):
    ran = []

    def slow():
        ran.append(1)
        time.sleep(0.2)

    schedule.tasks.add("test.slow", schedule.Scheduled(slow, hour=0))
    try:
        if earlier == "failed":
            run = schedule._take(
                "test.slow", schedule.Scheduled(slow, hour=0).slot(timezone.now()), timezone.now()
            )
            ScheduleRun.objects.filter(pk=run.pk).update(
                error="rain", ended_at=timezone.now() - 2 * schedule.AGAIN_AFTER
            )
        at_once(schedule.run_due)
    finally:
        del schedule.tasks._items["test.slow"]

    assert ran == [1]
    assert ScheduleRun.objects.get(name="test.slow").error == ""


def test_postgresql_deletes_a_journal_entry_for_the_retention_task_only():
    JournalEntry.objects.create(verb="test.made", room="core", target_type="a.b", target_id="1")

    with pytest.raises(IntegrityError, match="append-only"):
        JournalEntry.objects.all().delete()
    assert JournalEntry.objects.exists()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pomost.retention = 'on'")
        JournalEntry.objects.all().delete()
    assert not JournalEntry.objects.exists()
