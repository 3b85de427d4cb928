"""Mail that stands and falls with the change it tells of: a row of the same transaction, sent later.

Sending is at least once: a worker killed between handing a message to the mail server and noting it
sends it again, with the same Message-ID, by which mail programs know it for the same message.
"""

import hashlib
import re
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, models
from django.template.loader import render_to_string
from django.utils import timezone

from pomost.core.models.outbox import MessageState, OutboxMessage

GIVE_UP_AFTER = 10  # attempts, over seventeen hours
IN_HAND = timedelta(minutes=5)
LINK = re.compile(r"https?://\S+")
_HEADER_BREAK = re.compile(r"[\r\n]+")


def put(*, kind: str, to: str, language: str, subject: str, text: str, key: str) -> OutboxMessage:
    """Write a message in the transaction of the change; a key used before gives the earlier message.

    Raises RuntimeError outside a transaction. Line breaks in the subject become spaces.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.put() must share the transaction of the change")
    message, _created = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "language": language,
            "subject": _HEADER_BREAK.sub(" ", subject)[:250],
            "text": text,
        },
    )
    return message


def put_sealed(*, reply_to: str = "", **letter: str) -> OutboxMessage:
    """As `put`, for what belongs to its reader alone: its subject and text are forgotten once it is sent.

    reply_to: an address for answers.
    """
    message = put(**letter)
    message.is_sealed, message.reply_to = True, reply_to
    message.save(update_fields=["is_sealed", "reply_to"])
    return message


def deliver_due(limit: int = 50) -> int:
    """Send what is due; return how many were sent. Several workers may do this at once."""
    sent = 0
    for _round in range(limit):
        message = _claim()
        if message is None:
            break
        sent += _send(message)
    return sent


def _claim() -> OutboxMessage | None:
    now = timezone.now()
    due = (
        OutboxMessage.objects.filter(next_try_at__lte=now)
        # The states by name first: with them the index serves however many were sent long ago.
        .filter(state__in=[MessageState.QUEUED, MessageState.SENDING])
        .filter(
            models.Q(state=MessageState.QUEUED) | models.Q(state=MessageState.SENDING, claimed_until__lt=now)
        )
        .order_by("next_try_at", "id")
    )
    for pk in due.values_list("pk", flat=True)[:10]:
        # One statement decides between workers: whoever changes the row has it.
        if due.filter(pk=pk).update(
            state=MessageState.SENDING, claimed_until=now + IN_HAND, attempts=models.F("attempts") + 1
        ):
            return OutboxMessage.objects.get(pk=pk)
    return None


def _send(message: OutboxMessage) -> int:
    try:
        _as_mail(message).send()
    except Exception as error:  # a process edge: any failure of the mail server is retried
        gives_up = message.attempts >= GIVE_UP_AFTER
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=MessageState.FAILED if gives_up else MessageState.QUEUED,
            next_try_at=timezone.now() + timedelta(minutes=2**message.attempts),
            last_error=f"{type(error).__name__}: {error}"[:300],
        )
        return 0
    # By a query: an erasure may have taken the row meanwhile, and then nothing is left to be noted.
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=MessageState.SENT, sent_at=timezone.now(), last_error="", **_left_of(message)
    )
    return 1


def _left_of(message: OutboxMessage) -> dict[str, str]:
    """What is kept of a letter that was sent: no link, which may let somebody in; if sealed, nothing."""
    if message.is_sealed:
        return {"subject": "", "text": "", "reply_to": ""}
    return {"text": LINK.sub("[…]", message.text)}


def forget_given_up(before: datetime) -> int:
    """Empty sealed letters that were given up before this moment; return how many."""
    rows = OutboxMessage.objects.filter(state=MessageState.FAILED, is_sealed=True, created_at__lt=before)
    return rows.exclude(text="").update(subject="", text="", reply_to="")


def _as_mail(message: OutboxMessage) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            # From the key, not the row: rows may be numbered anew after a restore.
            "Message-ID": f"<{hashlib.sha256(message.key.encode()).hexdigest()[:40]}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    mail.attach_alternative(render_to_string("core/email/message.html", {"message": message}), "text/html")
    return mail
