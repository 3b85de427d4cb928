"""Personal data in this room: what people ask and answer, when they read it, and who wrote by e-mail."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pomost.conversations.models import Addressee, Conversation, IncomingMail, Message
from pomost.core.processing import Basis, Erasure, Processing, Subject, declare, declare_none

YEAR = timedelta(days=365)
ADVICE = _("Advising those who work together, and knowing what was advised")
KEPT = _("until five years after the last message of the conversation")


def asked_by(subject: Subject) -> QuerySet[Conversation]:
    rows = Conversation.objects.all()
    return rows.filter(asked_by=subject.account_id) if subject.account_id else rows.none()


def written_by(subject: Subject) -> QuerySet[Message]:
    rows = Message.objects.all()
    return rows.filter(author=subject.account_id) if subject.account_id else rows.none()


def forwarded_by(subject: Subject) -> QuerySet[Addressee]:
    rows = Addressee.objects.all()
    return rows.filter(added_by=subject.account_id) if subject.account_id else rows.none()


def mail_from(subject: Subject) -> QuerySet[IncomingMail]:
    return IncomingMail.objects.filter(sender__in=subject.emails)


declare(
    Processing(
        model="conversations.Conversation",
        fields=("title",),
        purpose=ADVICE,
        basis=Basis.PUBLIC_TASK,
        retention=KEPT,
        erasure=Erasure.KEEP,
        rows=asked_by,
        past=lambda now: Conversation.objects.filter(written_at__lt=now - 5 * YEAR),
    ),
    Processing(
        model="conversations.Message",
        fields=("text",),
        purpose=ADVICE,
        basis=Basis.PUBLIC_TASK,
        retention=KEPT,
        erasure=Erasure.KEEP,
        rows=written_by,
        past=lambda now: Message.objects.filter(conversation__written_at__lt=now - 5 * YEAR),
    ),
    Processing(
        model="conversations.Addressee",
        fields=("note",),
        purpose=ADVICE,
        basis=Basis.PUBLIC_TASK,
        retention=KEPT,
        erasure=Erasure.KEEP,
        rows=forwarded_by,
        past=lambda now: Addressee.objects.filter(conversation__written_at__lt=now - 5 * YEAR),
    ),
    Processing(
        model="conversations.IncomingMail",
        fields=("sender", "mail_id"),
        purpose=_("Taking answers in by e-mail, each once, and knowing what was refused"),
        basis=Basis.PUBLIC_TASK,
        retention=_("one year"),
        erasure=Erasure.DELETE,
        rows=mail_from,
        past=lambda now: IncomingMail.objects.filter(came_at__lt=now - YEAR),
    ),
)
declare_none("conversations.Conversation", ["public_id", "thing_kind", "thing_id", "thing_label"])
declare_none("conversations.Addressee", ["desk", "scope_id"])
declare_none("conversations.IncomingMail", ["digest"])
