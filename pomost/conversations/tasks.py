"""What the room does by the clock, what awaits people, and how mail is taken in."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.conversations import incoming as reading
from pomost.conversations import queries, replies
from pomost.conversations.actions.conversations import remind_of_conversation
from pomost.conversations.actions.mail import refuse_mail, take_in_mail
from pomost.conversations.incoming import Incoming, Unreadable
from pomost.conversations.models import LONGEST, Conversation, IncomingMail
from pomost.conversations.states import MailState, Refusal
from pomost.core import clock, files
from pomost.core.errors import DomainError
from pomost.core.home import Awaiting, News
from pomost.core.models.files import Blob
from pomost.core.schedule import Scheduled
from pomost.core.system import SYSTEM

KEPT_FOR = timedelta(days=30)  # originals of mail that was refused, or lost a file


def remind_of_questions() -> int:
    """Remind of open questions whose day is the next working day, today or over; returns of how many."""
    today = timezone.localdate()
    until = clock.add_working_days(today, 1)
    count = 0
    rows = queries.to_remind(today).filter(due__lte=until)
    for conversation in rows.iterator(chunk_size=200):
        if _is_reminded_today(conversation.due, today):
            with suppress(DomainError):  # it was answered, or reminded of, in the meantime
                remind_of_conversation(conversation=conversation, by=SYSTEM)
                count += 1
    return count


def _is_reminded_today(due: date | None, today: date) -> bool:
    """On the last working day before the day, and on the day; of what is late once a week, so that the
    reminders are still read.
    """
    if due is None:
        return False
    if due > today:
        return clock.is_working_day(today) and clock.add_working_days(today, 1) >= due
    return due == today or (today - due).days % 7 == 1


def delete_originals() -> int:
    """Delete kept originals of mail after their time; returns how many."""
    limit, count = (timezone.now() - KEPT_FOR).timestamp(), 0
    folder = originals()
    for path in folder.glob("*.eml") if folder.exists() else ():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            count += 1
    return count


EVERY_MORNING = Scheduled(remind_of_questions, hour=7)
EVERY_NIGHT = Scheduled(delete_originals, hour=4)


def awaiting(user: Any) -> Iterator[Awaiting]:
    """Questions that wait for the user's answer."""
    for row in queries.waiting_for(user)[:MOST]:
        yield Awaiting(
            label=_("Question: %s") % row.title,
            where=row.get_absolute_url(),
            due=row.due,
            note=row.thing_label,
        )


MOST = 50


def news(user: Any, since: Any) -> Iterator[News]:
    """Answers to what the user's side asked."""
    for row in queries.answered_for(user, since)[:MOST]:
        label = _("An answer: %s") if row.answered_at and row.answered_at > since else _("A new message: %s")
        yield News(at=row.written_at, label=label % row.title, where=row.get_absolute_url())


def originals() -> Path:
    """Where originals are kept, readable by the installation only."""
    return Path(settings.VAR) / "mail-in"


def receive(raw: bytes) -> IncomingMail:
    """Take one e-mail in, as it came: into its conversation, or refused and kept. Safe to do twice.

    Returns what became of it. Raises nothing for bad mail; OperationalError when the database is away.
    """
    try:
        found = reading.read(raw)
    except Unreadable:
        found = Incoming(digest=hashlib.sha256(raw).hexdigest(), size=len(raw))
        return _before(found) or _refused(found, Refusal.UNREADABLE, raw)
    if before := _before(found):
        return before
    if len(raw) > reading.LARGEST:
        return _refused(found, Refusal.TOO_LARGE, raw)
    if found.is_automatic:
        return _refused(found, Refusal.AUTOMATIC, raw)
    return _into_its_conversation(found, raw)


def _before(found: Incoming) -> IncomingMail | None:
    """What became of the same message when it came before: by its bytes, or by its sender and Message-ID."""
    same = IncomingMail.objects.filter(digest=found.digest).first()
    if same is None and found.message_id:
        taken = IncomingMail.objects.filter(mail_id=found.message_id, sender=found.sender)
        same = taken.filter(state=MailState.TAKEN).first()
    return same


def _into_its_conversation(found: Incoming, raw: bytes) -> IncomingMail:
    try:
        meant = replies.meant_by(found.recipients)
    except ValueError:
        return _refused(found, Refusal.FORGED_ADDRESS, raw)
    conversation = Conversation.objects.filter(pk=meant[0]).first() if meant else None
    account = get_user_model().objects.filter(pk=meant[1], is_active=True).first() if meant else None
    if conversation is None or account is None:
        return _refused(found, Refusal.NO_THREAD, raw)
    if refusal := _why_not(found, account):
        return _refused(found, refusal, raw, conversation, account)
    return _taken(found, raw, conversation, account)


def _why_not(found: Incoming, account: Any) -> Refusal | None:
    if found.sender != account.email.lower():
        return Refusal.OTHER_SENDER
    if settings.MAIL_AUTHSERV and not _is_authentic(found.authentication):
        return Refusal.NOT_AUTHENTIC
    return None if found.text or found.files else Refusal.EMPTY


def _is_authentic(said: str) -> bool:
    """Whether our own receiving server found the sender's domain to stand for it (RFC 8601, 7489)."""
    server, _sign, results = said.lower().partition(";")
    words = [result.split() for result in results.split(";")]
    return server.split()[:1] == [settings.MAIL_AUTHSERV.lower()] and any(
        each[:1] == ["dmarc=pass"] for each in words
    )


def _taken(found: Incoming, raw: bytes, conversation: Conversation, account: Any) -> IncomingMail:
    kept, not_taken = _kept(found)
    if not_taken:
        _keep_original(found, raw)
    text = found.text or _("(files only)")
    if len(text) > LONGEST:
        return _refused(found, Refusal.TOO_LARGE, raw, conversation, account)
    answer = Incoming(**{**{name: getattr(found, name) for name in found.__slots__}, "text": text})
    try:
        return take_in_mail(
            incoming=answer,
            conversation=conversation,
            author=account,
            files=tuple(kept),
            not_taken=not_taken,
            by=SYSTEM,
        )
    except PermissionDenied:
        return _refused(found, Refusal.NO_RIGHT, raw, conversation)
    except IntegrityError:
        if same := _before(found):  # another process took the same message in at this moment
            return same
        raise


MOST_FILES = 10


def _kept(found: Incoming) -> tuple[list[tuple[str, Blob]], list[str]]:
    """Keep the files; those that can't be kept are named with the reason."""
    kept, not_taken = [], []
    for number, part in enumerate(found.files):
        name = files.safe_name(part.name)
        if number >= MOST_FILES:
            not_taken.append(_("%s: at most ten files go with one message") % name)
            continue
        try:
            kept.append((name, files.keep(BytesIO(part.content), name)))
        except DomainError as refusal:
            not_taken.append(f"{name}: {refusal.message}")
    return kept, not_taken


def _refused(
    found: Incoming,
    refusal: Refusal,
    raw: bytes,
    conversation: Conversation | None = None,
    owner: Any = None,
) -> IncomingMail:
    _keep_original(found, raw)
    try:
        return refuse_mail(incoming=found, refusal=refusal, conversation=conversation, owner=owner, by=SYSTEM)
    except IntegrityError:
        if same := _before(found):
            return same
        raise


def _keep_original(found: Incoming, raw: bytes) -> None:
    folder = originals()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{found.digest}.eml"
    path.touch(mode=0o600)
    path.write_bytes(raw)
