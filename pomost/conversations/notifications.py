"""Who is told what of a conversation: a sentence in the inbox, and a letter to answer by e-mail."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from pomost.accounts import inbox
from pomost.conversations import replies
from pomost.conversations.desks import desks
from pomost.conversations.incoming import MARK
from pomost.conversations.models import Addressee, Conversation, Message
from pomost.conversations.states import Side
from pomost.core import outbox
from pomost.organisations.queries import deputies_of


def advisers_of(conversation: Conversation, rows: Iterable[Addressee]) -> dict[int, Any]:
    """Accounts that answer at these addressees now, by id; of an absent one the deputy too.

    Not those without a right to it now: an addressee that is a person stays when their role has ended.
    """
    found: dict[int, Any] = {}
    for row in rows:
        desk = desks.get(row.desk)
        for account in desk.accounts(row.scope_id) if desk else ():
            found[account.pk] = account
    found |= {account.pk: account for account in deputies_of(found.values())}
    return {
        pk: account
        for pk, account in found.items()
        if account.has_perm("conversations.answer_conversation", conversation)
    }


def askers_of(conversation: Conversation) -> dict[int, Any]:
    """Whoever asked, and those who wrote on the asker's side; not those without a right to read it now."""
    rows = conversation.messages.filter(side=Side.ASKER, author__isnull=False).select_related("author")
    found: dict[int, Any] = {row.author.pk: row.author for row in rows if row.author is not None}
    if conversation.asked_by is not None:
        found[conversation.asked_by.pk] = conversation.asked_by
    return {
        pk: account
        for pk, account in found.items()
        if account.is_active and account.has_perm("conversations.view_conversation", conversation)
    }


def _tell(
    accounts: Iterable[Any], by: Any, conversation: Conversation, sentence: Callable[[], str]
) -> list[Any]:
    """A sentence in the inbox of each but whoever acts, without what is sealed; returns who was told."""
    told = [account for account in accounts if account.pk != getattr(by, "pk", None)]
    for account in told:
        with translation.override(account.language):
            text = sentence() % {"about": conversation.thing_label, "by": str(by)}
        inbox.notify(account=account, text=text, link=conversation.get_absolute_url())
    return told


def _write(account: Any, conversation: Conversation, message: Message, note: str = "") -> None:
    """A letter with the message, which can be answered by e-mail; kept nowhere once it is sent."""
    address = replies.address_for(conversation.pk, account.pk)
    with translation.override(account.language):
        values = {
            "conversation": conversation,
            "message": message,
            "note": note,
            "site_address": settings.SITE_ADDRESS,
            "mark": MARK,
            "can_answer": bool(address)
            and account.has_perm("conversations.write_in_conversation", conversation),
        }
        subject = render_to_string("conversations/email/message_subject.txt", values)
        text = render_to_string("conversations/email/message.txt", values)
    outbox.put_sealed(
        kind="conversation",
        to=account.email,
        language=account.language,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        key=f"conversation:{conversation.public_id}:{message.pk}:{account.pk}",
        reply_to=address if values["can_answer"] else "",
    )


def tell_of_message(message: Message, by: Any) -> None:
    """Tell everybody on the other side what was written, in the inbox and by e-mail."""
    conversation = message.conversation
    advisers, askers = advisers_of(conversation, conversation.addressees.all()), askers_of(conversation)
    is_answer = message.side == Side.ADVISER
    sentence = (
        (lambda: _("%(by)s answered your question about: %(about)s."))
        if is_answer
        else (lambda: _("%(by)s asks about: %(about)s."))
    )
    readers = askers if is_answer else advisers
    for account in _tell(readers.values(), by, conversation, sentence):
        _write(account, conversation, message)


def tell_of_forwarding(conversation: Conversation, rows: list[Addressee], by: Any, note: str) -> None:
    """Write to those to whom it was forwarded, and tell the asker's side to whom."""
    new = advisers_of(conversation, rows)
    last = conversation.messages.filter(side=Side.ASKER).order_by("-written_at", "-pk").first()
    for account in _tell(
        new.values(), by, conversation, lambda: _("%(by)s forwarded a question to you, about: %(about)s.")
    ):
        if last is not None:
            _write(account, conversation, last, note)
    askers = [account for pk, account in askers_of(conversation).items() if pk not in new]
    _tell(askers, by, conversation, lambda: _("%(by)s forwarded your question about: %(about)s."))


def remind(conversation: Conversation, by: Any) -> int:
    """Remind those who are to answer; returns how many."""
    readers = advisers_of(conversation, conversation.addressees.all()).values()
    return len(_tell(readers, by, conversation, lambda: _("A question waits for your answer: %(about)s.")))


def owners_of(conversation: Conversation) -> list[Any]:
    """To whom a sealed conversation belongs: they are told when somebody else opens it."""
    return list((askers_of(conversation) | advisers_of(conversation, conversation.addressees.all())).values())


def tell_of_files_not_taken(message: Message, account: Any, said: list[str]) -> None:
    """Tell whoever answered by e-mail which files were not taken, and why."""
    with translation.override(account.language):
        text = _("These files of your answer were not taken: %s") % "; ".join(said)
    inbox.notify(account=account, text=text, link=message.conversation.get_absolute_url())


def tell_of_refused_mail(conversation: Conversation, account: Any) -> None:
    """Tell the owner of an address for answers that a message to it was not taken."""
    with translation.override(account.language):
        text = _("An e-mail to your conversation was not taken in. Answer on this page instead.")
    inbox.notify(account=account, text=text, link=conversation.get_absolute_url())
