"""Several workers at once on PostgreSQL: every message goes out once, every slot runs once."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from pomost.accounts.models import Account
from pomost.core import journal, outbox, schedule
from pomost.core.models import JournalEntry, OutboxMessage, ScheduleRun
from pomost.core.models.search import SearchDocument
from pomost.core.search import index
from pomost.core.search.kinds import kinds
from pomost.programmes.tests.factories import ProgrammeFactory

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


def test_the_version_of_a_room_counts_commits_not_ids():
    """Who began earlier may commit later: the page made in between must not be taken for the newest."""
    target = Account.objects.create_user("a@example.org")
    with transaction.atomic():
        journal.record(by=None, verb="test.first", target=target)
    written, seen = threading.Event(), threading.Event()

    def commits_late():
        try:
            with transaction.atomic():
                journal.record(by=None, verb="test.early", target=target)
                written.set()
                seen.wait(10)
        finally:
            connection.close()

    late = threading.Thread(target=commits_late)
    late.start()
    written.wait(10)
    with transaction.atomic():
        journal.record(by=None, verb="test.later", target=target)
    between = journal.version_of(["accounts"])
    assert JournalEntry.objects.filter(verb="test.early").count() == 0
    seen.set()
    late.join()

    assert JournalEntry.objects.order_by("id").last().verb == "test.later"
    assert journal.version_of(["accounts"]) != between
    assert journal.version_of(["programmes"]) == journal.version_of(["programmes"])


def test_a_transaction_of_many_entries_counts_once_a_room():
    target = Account.objects.create_user("a@example.org")

    def counted() -> int:
        return int(journal.version_of(["accounts"]).partition("-")[2])

    before = counted()
    with transaction.atomic():
        for number in range(50):
            journal.record(by=None, verb=f"test.entry{number}", target=target)
    assert counted() == before + 1


def test_of_two_workers_the_index_keeps_what_is_newest(monkeypatch):
    programme = ProgrammeFactory(published=True, title={"pl": "Pierwszy"})
    reading, changed = threading.Event(), threading.Event()
    words_of = kinds["programmes"].words

    def slowly(thing):
        shown = words_of(thing)
        if threading.current_thread() is first and not reading.is_set():
            reading.set()
            changed.wait(1)  # the other one has to wait for us: it holds nothing up for ever
        return shown

    monkeypatch.setitem(kinds._items, "programmes", replace(kinds["programmes"], words=slowly))

    def renew():
        try:
            index.renew.func("programmes", [programme.pk])
        finally:
            connection.close()

    first, second = threading.Thread(target=renew), threading.Thread(target=renew)
    first.start()
    reading.wait(10)
    type(programme).objects.filter(pk=programme.pk).update(title={"pl": "Drugi"})
    second.start()
    second.join(2)
    changed.set()
    first.join()
    second.join()

    assert SearchDocument.objects.get(kind="programmes").title == {"pl": "Drugi"}
