"""Writes about mail that comes in: taken into its conversation, or refused with a reason and kept."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from pomost.conversations import notifications
from pomost.conversations.actions.messages import write_message
from pomost.conversations.incoming import Incoming
from pomost.conversations.models import Conversation, IncomingMail
from pomost.conversations.states import MailState, Refusal
from pomost.core import journal
from pomost.core.models.files import Blob
from pomost.core.permissions import require


def _noted(incoming: Incoming, **fields: Any) -> IncomingMail:
    return IncomingMail.objects.create(
        digest=incoming.digest,
        mail_id=incoming.message_id,
        sender=incoming.sender,
        size=incoming.size,
        came_at=timezone.now(),
        **fields,
    )


@transaction.atomic
def take_in_mail(
    *,
    incoming: Incoming,
    conversation: Conversation,
    author: Any,
    files: tuple[tuple[str, Blob], ...],
    not_taken: list[str],
    by: Any,
) -> IncomingMail:
    """Put an e-mail into its conversation as a message of `author`, whose rights are asked.

    by: the system, which read the mail. not_taken: sentences about files that were not kept; the author
    is told. Raises PermissionDenied when the author may not write; IntegrityError when it was taken before.
    """
    require(by, "conversations.take_in_mail")
    message = write_message(
        conversation=conversation, text=incoming.text, files=files, by=author, by_mail=True
    )
    mail = _noted(incoming, state=MailState.TAKEN, message=message)
    journal.record(by=author, verb="mail.taken_in", target=mail, data={"files": len(files)})
    if not_taken:
        notifications.tell_of_files_not_taken(message, author, not_taken)
    return mail


@transaction.atomic
def refuse_mail(
    *,
    incoming: Incoming,
    refusal: Refusal,
    by: Any,
    conversation: Conversation | None = None,
    owner: Any = None,
) -> IncomingMail:
    """Note that an e-mail was refused, and why. owner: whose address for answers it used; they are told.

    Nobody else is: a notice to the sender would go to whomever a forger names.
    """
    require(by, "conversations.take_in_mail")
    mail = _noted(incoming, state=MailState.REFUSED, refusal=refusal)
    journal.record(by=by, verb="mail.refused", target=mail, data={"refusal": refusal.value})
    if conversation is not None and owner is not None:
        notifications.tell_of_refused_mail(conversation, owner)
    return mail
