"""What the core forgets by the clock, and that the worker knows of it."""

import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory
from pomost.core import journal, outbox, schedule, tasks
from pomost.core.models import Draft, JournalEntry, OutboxMessage, PersonalDetail

LETTER = {"kind": "test", "to": "a@example.org", "language": "pl", "subject": "S", "text": "T", "key": "a"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "left"),
    [
        (364, {"drafts": 1, "details": 1, "messages": 1}),
        (366, {"drafts": 0, "details": 1, "messages": 1}),
        (731, {"drafts": 0, "details": 0, "messages": 0}),
    ],
)
def test_what_is_past_goes_when_it_was_promised_and_the_journal_stays(days, left):
    account = AccountFactory()
    with transaction.atomic():
        journal.record(by=account, verb="test.changed", target=account, personal={"name": ["a", "b"]})
        outbox.put(**LETTER)
        Draft.objects.create(account=account, form="test.form", data={"text": "x"})
    entries = JournalEntry.objects.count()

    with time_machine.travel(timezone.now() + timedelta(days=days)):
        tasks.forget_what_is_past()

    found = {
        "drafts": Draft.objects.count(),
        "details": PersonalDetail.objects.count(),
        "messages": OutboxMessage.objects.count(),
    }
    assert found == left
    assert JournalEntry.objects.count() == entries


def test_a_worker_that_loads_no_address_knows_every_task_of_the_core():
    program = (
        "import django; django.setup();"
        "import pomost.core.management.commands.worker; from pomost.core import schedule;"
        "print(*schedule.tasks.names())"
    )
    known = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603

    assert {"core.forget_old_runs", "core.forget_what_is_past", "core.sweep_files"} <= set(
        known.stdout.split()
    )


@pytest.mark.django_db
def test_sqlite_learns_how_its_tables_are_filled():
    AccountFactory.create_batch(3)
    tasks.refresh_statistics()

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'accounts_account'")
            assert cursor.fetchone()[0].startswith("3")
    assert "core.refresh_statistics" in schedule.tasks.names()
