"""Writes about messages: an answer or a further question, on the page or by e-mail."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.conversations import notifications, queries
from pomost.conversations.models import LONGEST, MESSAGES, Conversation, Message
from pomost.conversations.rules import is_on_the_askers_side
from pomost.conversations.states import ANSWER, REOPEN, ConversationState, Side
from pomost.core import journal, versions
from pomost.core.actions.files import attach_file
from pomost.core.errors import DomainError
from pomost.core.models.files import Blob
from pomost.core.permissions import require

MOST_FILES = 10
Files = tuple[tuple[str, Blob], ...]  # name and stored content of each


def locked(conversation: Conversation) -> Conversation:
    """The conversation's row, read anew and locked until the transaction ends."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("partnership", "asked_by")
    return rows.prefetch_related("addressees").get(pk=conversation.pk)


@transaction.atomic
def write_message(
    *,
    conversation: Conversation,
    text: str,
    by: Any,
    files: Files = (),
    by_mail: bool = False,
) -> Message:
    """Write into a conversation. Who advises answers it; who asked asks on, and it waits for an answer again.

    files: (name, stored content) of each. Raises PermissionDenied; DomainError without a text, with one
    that is too long, or with too many files.
    """
    conversation = locked(conversation)
    require(by, "conversations.write_in_conversation", conversation)
    side = Side.ASKER if is_on_the_askers_side(by, conversation) else Side.ADVISER
    moved = _moved_by(conversation, side)
    message = add_message(conversation, side, text, by, files=files, by_mail=by_mail)
    conversation.written_at = message.written_at
    if side == Side.ADVISER and conversation.answered_at is None:
        conversation.answered_at = message.written_at
    versions.save(conversation, ["state", "written_at", "answered_at", "closed_at"])
    data = {"side": side.value, "by_mail": by_mail, "files": len(files)}
    journal.record(by=by, verb="message.written", target=conversation, fields=moved, data=data)
    notifications.tell_of_message(message, by)
    return message


def _moved_by(conversation: Conversation, side: str) -> list[str]:
    """Move the conversation as a message from this side does; the names of the fields that change."""
    if side == Side.ADVISER:
        if conversation.state == ConversationState.CLOSED:
            REOPEN.move(conversation)
            conversation.closed_at = None
        if conversation.state == ConversationState.OPEN:
            ANSWER.move(conversation)
            return ["state"]
        return []
    if conversation.state == ConversationState.OPEN:
        return []
    REOPEN.move(conversation)
    conversation.closed_at = None
    return ["state"]


def add_message(
    conversation: Conversation, side: str, text: str, by: Any, *, files: Files = (), by_mail: bool = False
) -> Message:
    """Add a message with its files, as a step of the actions that ask and write.

    Raises DomainError for an unfit text and for too many files.
    """
    text = text.replace("\x00", "").strip()
    _demand(text, files)
    message = Message.objects.create(
        conversation=conversation,
        side=side,
        author=by,
        text=text,
        written_at=timezone.now(),
        by_mail=by_mail,
    )
    for name, blob in files:
        attach_file(owner_kind=MESSAGES, owner_id=str(message.pk), blob=blob, name=name, by=by)
    queries.WORDS.put(conversation.pk)
    return message


def _demand(text: str, files: Files) -> None:
    said = {}
    if not text:
        said["text"] = _("Write what you want to say.")
    elif len(text) > LONGEST:
        said["text"] = _("This is longer than %d characters. Put a part of it into a file.") % LONGEST
    if len(files) > MOST_FILES:
        said["uploads"] = _("At most %d files go with one message.") % MOST_FILES
    if said:
        raise DomainError(next(iter(said.values())), fields=said)
