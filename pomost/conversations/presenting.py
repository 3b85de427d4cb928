"""A conversation as its page shows it: what happened in its order, who reads it, and what one may do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import sealed
from pomost.conversations import queries
from pomost.conversations.desks import names_of
from pomost.conversations.models import Addressee, Conversation, Message
from pomost.conversations.states import CLOSE, REOPEN, ConversationState, Side
from pomost.conversations.things import About, thing_for
from pomost.core.models.files import Attachment
from pomost.ui.asking import Asked, Known

MOST = 3  # questions that the page of a thing shows


@dataclass(slots=True)
class Entry:
    """One entry of a conversation: a message, or something that was done with it (without a text).

    read_by: who but its author has read it.
    """

    at: datetime
    who: str
    text: str = ""
    did: str = ""
    note: str = ""
    is_own: bool = False
    is_answer: bool = False
    by_mail: bool = False
    files: list[Attachment] = field(default_factory=list)
    read_by: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page of a conversation shows."""

    about: About | None
    entries: list[Entry]
    addressees: list[tuple[str, Addressee]]
    openings: list[Any]


def _who(account: Any) -> str:
    return str(account) if account is not None else _("an account that is no more")


def shown_to(user: Any, conversation: Conversation) -> Shown:
    """The conversation as this reader sees it; the number of queries never grows with its messages."""
    addressees = list(conversation.addressees.all())
    names = names_of(addressees)
    called = [(names.get((row.desk, row.scope_id), _("somebody")), row) for row in addressees]
    entries = [*_messages(user, conversation), *_forwardings(called)]
    if conversation.shared_at is not None:
        entries.append(Entry(conversation.shared_at, "", did=_("Shared with the partnership")))
    if conversation.closed_at is not None:
        entries.append(Entry(conversation.closed_at, "", did=_("Closed")))
    return Shown(
        about=thing_for(user, conversation.thing_kind, conversation.thing_id),
        entries=sorted(entries, key=lambda entry: entry.at),
        addressees=called,
        openings=list(sealed.openings_of(conversation)),
    )


def _messages(user: Any, conversation: Conversation) -> Iterator[Entry]:
    files = queries.files_of(conversation)
    readings = list(queries.readers_of(conversation))
    for row in queries.messages_of(conversation):
        yield Entry(
            at=row.written_at,
            who=_who(row.author),
            text=row.text,
            is_own=row.author_id == user.pk,
            is_answer=row.side == Side.ADVISER,
            by_mail=row.by_mail,
            files=files.get(row.pk, []),
            read_by=", ".join(_readers(row, readings)),
        )


def _readers(message: Message, readings: list[Any]) -> list[str]:
    return [
        str(row.account)
        for row in readings
        if row.account_id != message.author_id and row.read_at >= message.written_at
    ]


def _forwardings(called: list[tuple[str, Addressee]]) -> Iterator[Entry]:
    for name, row in called:
        if row.is_forwarded:
            yield Entry(row.added_at, _who(row.added_by), did=_("Forwarded to: %s") % name, note=row.note)


def steps_for(user: Any, conversation: Conversation) -> list[tuple[str, str]]:
    """What the reader may do with one button: (name of the step, label)."""
    found = []
    owns = user.has_perm("conversations.own_conversation", conversation)
    if owns and conversation.partnership_id:
        share = ("share", _("Share with the partnership"))
        found.append(share if conversation.shared_at is None else ("unshare", _("Share no longer")))
    is_reminded = conversation.reminded_on == timezone.localdate()
    if owns and conversation.state == ConversationState.OPEN and not is_reminded:
        found.append(("remind", _("Remind them")))
    if user.has_perm("conversations.move_conversation", conversation):
        if CLOSE.is_open_from(conversation.state):
            found.append(("close", _("Close: nothing is left to ask")))
        if REOPEN.is_open_from(conversation.state):
            found.append(("reopen", _("Open it again")))
    return found


def who_reads(conversation: Conversation) -> str:
    """One sentence that says who reads it, beside the addressees."""
    side = str(conversation.organisation) if conversation.organisation else _who(conversation.asked_by)
    if conversation.shared_at is not None:
        return _("It is read by %s, by those who are asked, and by everybody in the partnership.") % side
    return _("It is read by %s and by those who are asked; by nobody else.") % side


def asked_about(user: Any, kind: str, thing_id: str) -> Asked | None:
    """What the page of a thing shows of questions about it (ui.asking)."""
    if not user.is_authenticated:
        return None
    rows = queries.about_thing(user, kind, thing_id).order_by("-written_at")[: MOST + 1]
    known = [Known(row.title, row.get_absolute_url(), row.get_state_display()) for row in rows]
    everything = (
        f"{reverse('conversations-panel:index')}?thing={kind}:{thing_id}" if len(known) > MOST else ""
    )
    return Asked(reverse("conversations-panel:ask", args=[kind, thing_id]), known[:MOST], everything)
