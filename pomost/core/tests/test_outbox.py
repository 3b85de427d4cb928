"""Mail: written with the change, sent once, tried again, given up in the end; the worker and the clock."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from pomost.core import background, outbox, schedule
from pomost.core.models import OutboxMessage, ScheduleRun

LETTER = {
    "kind": "test",
    "to": "anna@example.org",
    "language": "pl",
    "subject": "Dzień dobry",
    "text": "Treść",
}


@pytest.mark.django_db
def test_a_message_is_sent_once_with_an_id_of_its_own():
    message = outbox.put(**LETTER, key="a")
    assert outbox.put(**{**LETTER, "subject": "Inny"}, key="a") == message

    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0

    sent = mail.outbox[0]
    assert (sent.to, sent.subject, sent.body) == (["anna@example.org"], "Dzień dobry", "Treść")
    assert sent.extra_headers["Message-ID"].endswith("@localhost>")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 1)


@pytest.mark.django_db
def test_nothing_is_kept_of_a_sealed_letter_once_it_is_sent_or_was_given_up():
    sent = outbox.put_sealed(**LETTER, key="a", reply_to="odpowiedzi+1@example.org")
    outbox.deliver_due()
    assert mail.outbox[0].reply_to == ["odpowiedzi+1@example.org"]
    lost = outbox.put_sealed(**LETTER, key="b")
    OutboxMessage.objects.filter(pk=lost.pk).update(state="failed")

    assert outbox.forget_given_up(timezone.now() - timedelta(days=30)) == 0
    assert outbox.forget_given_up(timezone.now() + timedelta(days=1)) == 1

    for message in (sent, lost):
        message.refresh_from_db()
        assert (message.subject, message.text, message.reply_to) == ("", "", "")


@pytest.mark.django_db
def test_a_message_sent_again_bears_the_same_id_and_another_key_another_one():
    message = outbox.put(**LETTER, key="a")
    outbox.deliver_due()
    # What a worker leaves behind that is killed after handing the message over.
    OutboxMessage.objects.filter(pk=message.pk).update(
        state="sending", claimed_until=timezone.now() - timedelta(minutes=1)
    )
    outbox.deliver_due()
    message.delete()
    outbox.put(**LETTER, key="b")
    outbox.deliver_due()

    first, again, other = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == again
    assert first != other


@pytest.mark.django_db
def test_a_message_is_a_page_too_with_its_language_and_links_and_no_foreign_markup():
    text = "Zaproszenie: https://pomost.example.org/konto/?a=1&b=2\n\n<script>alert(1)</script>"
    outbox.put(**{**LETTER, "text": text}, key="a")
    outbox.deliver_due()

    assert mail.outbox[0].body == text
    page, kind = mail.outbox[0].alternatives[0]
    assert kind == "text/html"
    assert '<html lang="pl">' in page
    assert 'href="https://pomost.example.org/konto/?a=1&amp;b=2"' in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page


@pytest.mark.django_db
def test_a_subject_can_not_smuggle_a_header():
    outbox.put(**{**LETTER, "subject": "Temat\r\nBcc: zly@example.org"}, key="a")
    outbox.deliver_due()

    assert mail.outbox[0].subject == "Temat Bcc: zly@example.org"
    assert "Bcc:" not in [line[:4] for line in mail.outbox[0].message().as_string().splitlines()]


@pytest.mark.django_db(transaction=True)
def test_a_message_stands_and_falls_with_its_transaction():
    with pytest.raises(RuntimeError):
        outbox.put(**LETTER, key="a")
    with transaction.atomic():
        outbox.put(**LETTER, key="a")
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
def test_a_mail_server_that_is_away_is_tried_again_and_given_up_in_the_end(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    message = outbox.put(**LETTER, key="a")
    moment = timezone.now()

    for attempt in range(1, outbox.GIVE_UP_AFTER + 1):
        with time_machine.travel(moment, tick=False):
            assert outbox.deliver_due() == 0
        message.refresh_from_db()
        assert message.attempts == attempt
        assert "Error" in message.last_error
        assert message.next_try_at > moment
        moment = message.next_try_at + timedelta(seconds=1)

    assert message.state == "failed"
    out = StringIO()
    with pytest.raises(Exception, match=r"mended|naprawi"):
        call_command("doctor", "--resend", stdout=out)
    message.refresh_from_db()
    assert message.state == "queued"


@pytest.mark.django_db
def test_a_message_in_the_hands_of_a_dead_worker_is_taken_over_after_five_minutes():
    message = outbox.put(**LETTER, key="a")
    OutboxMessage.objects.filter(pk=message.pk).update(
        state="sending", claimed_until=timezone.now() + timedelta(minutes=4)
    )
    assert outbox.deliver_due() == 0

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert outbox.deliver_due() == 1


@pytest.mark.django_db
def test_a_slot_of_the_schedule_runs_once_and_a_failure_stops_nobody_else():
    ran = []

    def fail():
        raise ValueError("rain")

    schedule.tasks.add("test.fail", schedule.Scheduled(fail, hour=0))
    schedule.tasks.add("test.run", schedule.Scheduled(lambda: ran.append(1), hour=0))
    try:
        schedule.run_due()
        schedule.run_due()
    finally:
        del schedule.tasks._items["test.fail"], schedule.tasks._items["test.run"]

    assert ran == [1]
    assert ScheduleRun.objects.get(name="test.fail").error == "ValueError: rain"


@pytest.mark.django_db
@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_scheduled_task_that_failed_or_was_killed_is_run_again_while_its_slot_lasts():
    ran = []

    def fail_at_first():
        ran.append(1)
        if len(ran) == 1:
            raise ValueError("rain")

    def runs_after(minutes):
        schedule.run_due(timezone.now() + timedelta(minutes=minutes))
        return len(ran)

    schedule.tasks.add("test.fail", schedule.Scheduled(fail_at_first, hour=0))
    try:
        assert [runs_after(0), runs_after(9), runs_after(11), runs_after(30)] == [1, 1, 2, 2]
        ScheduleRun.objects.filter(name="test.fail").update(ended_at=None, begun_at=timezone.now())
        assert [runs_after(59), runs_after(61), runs_after(62)] == [2, 3, 3]
    finally:
        del schedule.tasks._items["test.fail"]


def test_a_daily_task_waits_for_its_hour_in_poland():
    task = schedule.Scheduled(lambda: None, hour=6)
    with time_machine.travel("2026-11-23T04:59:00Z", tick=False):
        assert task.slot(timezone.now()) is None
    with time_machine.travel("2026-11-23T05:00:00Z", tick=False):
        assert task.slot(timezone.now()) == "2026-11-23"


@pytest.mark.django_db(transaction=True)
def test_one_round_of_the_worker_says_that_it_lives_and_sends():
    with transaction.atomic():
        outbox.put(**LETTER, key="a")
    assert not background.a_worker_lives()

    call_command("worker", "--once")

    assert background.a_worker_lives()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_sent_letter_keeps_no_link_that_lets_somebody_in():
    with transaction.atomic():
        outbox.put(kind="t", to="a@example.org", language="pl", subject="S", key="k",
                   text="Otwórz https://pomost.example/konto/zaproszenie/tajne/ dziś.")  # fmt: skip
    outbox.deliver_due()

    assert "zaproszenie/tajne" in mail.outbox[0].body
    assert OutboxMessage.objects.get().text == "Otwórz […] dziś."


@pytest.mark.django_db
def test_a_letter_that_is_erased_while_it_is_sent_stops_nobody(monkeypatch):
    with transaction.atomic():
        outbox.put(kind="t", to="a@example.org", language="pl", subject="S", text="T", key="k")
    made = outbox._as_mail

    def erased_meanwhile(message):
        OutboxMessage.objects.all().delete()
        return made(message)

    monkeypatch.setattr(outbox, "_as_mail", erased_meanwhile)
    assert outbox.deliver_due() == 1
    assert not OutboxMessage.objects.exists()
