"""What the room holds about a person, for the page and the file of their own data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from pomost.accounts.presenting import Record, Section, fields_of
from pomost.conversations.models import Addressee, Conversation, IncomingMail, Message
from pomost.conversations.personal_data import asked_by, forwarded_by, mail_from, written_by
from pomost.core.processing import Subject


def own_data(subject: Subject) -> Iterator[Section]:
    """What the person asked, answered and forwarded, and mail that came from their addresses."""
    yield Section("questions", _("Questions asked"), asked_by(subject), _question)
    messages = written_by(subject).select_related("conversation")
    yield Section("conversation_messages", _("Messages in conversations"), messages, _message)
    forwarded = forwarded_by(subject).exclude(note="").select_related("conversation")
    yield Section("forwarded_questions", _("Notes on forwarded questions"), forwarded, _forwarding)
    yield Section("incoming_mail", _("E-mail that came in"), mail_from(subject), _mail)


def _question(row: Conversation) -> Record:
    return fields_of(row, "title", "thing_label", "asked_at", "due", "state")


def _message(row: Message) -> Record:
    # Not the question's title: those are the asker's words, and the reader may read them no longer.
    return [*fields_of(row.conversation, "thing_label"), *fields_of(row, "written_at", "text")]


def _forwarding(row: Addressee) -> Record:
    return [*fields_of(row.conversation, "thing_label"), *fields_of(row, "added_at", "note")]


def _mail(row: IncomingMail) -> Record:
    return fields_of(row, "came_at", "sender", "mail_id", "state", "refusal")
