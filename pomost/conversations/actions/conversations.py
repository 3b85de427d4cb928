"""Writes about conversations: ask, forward, share, close, open again, remind, read, open a sealed one."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.accounts import sealed
from pomost.accounts.models.openings import SealedOpening
from pomost.conversations import notifications, queries
from pomost.conversations.actions.messages import Files, add_message, locked
from pomost.conversations.desks import Address
from pomost.conversations.models import Addressee, Conversation, Reading
from pomost.conversations.rules import is_among_its_readers
from pomost.conversations.states import CLOSE, REOPEN, ConversationState, Side
from pomost.conversations.things import thing_for
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations.models.organisations import Organisation

TITLE = 90  # characters of a title made from the question


@transaction.atomic
def ask_question(
    *,
    thing: tuple[str, str],
    addresses: Iterable[str],
    values: Mapping[str, Any],
    by: Any,
    organisation: Organisation | None = None,
    files: Files = (),
) -> Conversation:
    """Ask about a thing, and tell the addressees.

    thing: kind and id, as the thing's page gives them. addresses: keys (`desk:scope`) of those offered.
    values: text, due (a day, optional), title (without one the question's first words). organisation: in
    whose name; must be one of the asker's. files: (name, stored content) of each.
    Raises PermissionDenied for a thing that the asker may not see; DomainError without an addressee or a
    text, for a day that is over, and for an organisation that is not theirs.
    """
    require(by, "conversations.ask")
    about = thing_for(by, *thing)
    if about is None:
        raise PermissionDenied("conversations.ask")
    chosen = _chosen(addresses, queries.addresses_for(by, about))
    _demand(values, by, organisation)
    now = timezone.now()
    conversation = Conversation.objects.create(
        thing_kind=about.kind,
        thing_id=about.id,
        thing_label=about.label[:250],
        partnership=about.partnership,
        organisation=organisation,
        title=_title(values),
        due=values.get("due"),
        asked_by=by,
        asked_at=now,
        written_at=now,
    )
    _address_to(conversation, chosen, by)
    journal.record(
        by=by,
        verb="conversation.asked",
        target=conversation,
        data={"desks": [each.desk for each in chosen], "about": about.kind},
    )
    message = add_message(conversation, Side.ASKER, values["text"], by, files=files)
    Reading.objects.create(conversation=conversation, account=by, read_at=now)
    notifications.tell_of_message(message, by)
    return conversation


def _chosen(keys: Iterable[str], offered: list[Address]) -> list[Address]:
    known = {each.key: each for each in offered}
    chosen = [known[key] for key in dict.fromkeys(keys) if key in known]
    if not chosen:
        text = _("Choose whom you ask.")
        raise DomainError(text, fields={"addresses": text})
    return chosen


def _demand(values: Mapping[str, Any], by: Any, organisation: Organisation | None) -> None:
    if not values["text"].strip():
        text = _("Write what you want to know.")
        raise DomainError(text, fields={"text": text})
    _refuse_a_past_day(values.get("due"))
    if organisation is not None and not queries.offices_of(by).filter(pk=organisation.pk).exists():
        text = _("Choose an organisation for which you act.")
        raise DomainError(text, fields={"organisation": text})


def _title(values: Mapping[str, Any]) -> str:
    """The title given, else the question's first sentence, or as many whole words of it as fit."""
    first = " ".join((values.get("title") or values["text"]).strip().splitlines()[0].split())
    sentence = re.match(r".{10,}?[.?!](?=\s)", first)
    if sentence and len(sentence[0]) <= TITLE:
        return sentence[0]
    return first if len(first) <= TITLE else first[: first.rfind(" ", 0, TITLE) + 1 or TITLE].rstrip() + "…"


def _refuse_a_past_day(due: Any) -> None:
    if due is not None and due < timezone.localdate():
        text = _("This day is over. Choose today or a later one.")
        raise DomainError(text, fields={"due": text})


def _address_to(
    conversation: Conversation, chosen: list[Address], by: Any, *, note: str = "", is_forwarded: bool = False
) -> list[Addressee]:
    now = timezone.now()
    return [
        Addressee.objects.create(
            conversation=conversation,
            desk=each.desk,
            scope_id=each.scope_id,
            note=note,
            added_by=by,
            added_at=now,
            is_forwarded=is_forwarded,
        )
        for each in chosen
    ]


@transaction.atomic
def forward_conversation(
    *, conversation: Conversation, addresses: Iterable[str], by: Any, note: str = ""
) -> Conversation:
    """Forward a conversation to further addressees, who read all of it from now on; the asker sees to whom.

    Raises PermissionDenied; DomainError when nobody new is chosen.
    """
    conversation = locked(conversation)
    require(by, "conversations.forward_conversation", conversation)
    chosen = _chosen(addresses, queries.addresses_to_forward_to(by, conversation))
    rows = _address_to(conversation, chosen, by, note=note.strip(), is_forwarded=True)
    journal.record(
        by=by,
        verb="conversation.forwarded",
        target=conversation,
        data={"desks": [f"{each.desk}:{each.scope_id}" for each in chosen]},
    )
    conversation = locked(conversation)  # with the new addressees: they may answer the letter
    notifications.tell_of_forwarding(conversation, rows, by, note.strip())
    return conversation


@transaction.atomic
def share_conversation(*, conversation: Conversation, by: Any) -> Conversation:
    """Let the whole partnership read it. Raises PermissionDenied; DomainError where there is none."""
    conversation = locked(conversation)
    require(by, "conversations.own_conversation", conversation)
    if conversation.partnership_id is None:
        raise DomainError(_("This conversation belongs to no partnership."))
    return _shared(conversation, timezone.now(), "conversation.shared", by)


@transaction.atomic
def unshare_conversation(*, conversation: Conversation, by: Any) -> Conversation:
    """Close it to the partnership again. Raises PermissionDenied."""
    conversation = locked(conversation)
    require(by, "conversations.own_conversation", conversation)
    return _shared(conversation, None, "conversation.unshared", by)


def _shared(conversation: Conversation, at: Any, verb: str, by: Any) -> Conversation:
    if (conversation.shared_at is None) == (at is None):
        return conversation
    conversation.shared_at = at
    versions.save(conversation, ["shared_at"])
    journal.record(by=by, verb=verb, target=conversation, fields=["shared_at"])
    return conversation


@transaction.atomic
def close_conversation(*, conversation: Conversation, by: Any) -> Conversation:
    """Say that nothing is left to answer. Raises PermissionDenied, TransitionNotAllowed."""
    conversation = locked(conversation)
    require(by, "conversations.move_conversation", conversation)
    CLOSE.move(conversation)
    conversation.closed_at = timezone.now()
    versions.save(conversation, ["state", "closed_at"])
    journal.record(by=by, verb="conversation.closed", target=conversation, fields=["state"])
    return conversation


@transaction.atomic
def reopen_conversation(*, conversation: Conversation, by: Any) -> Conversation:
    """Say that an answer is wanted again. Raises PermissionDenied, TransitionNotAllowed."""
    conversation = locked(conversation)
    require(by, "conversations.move_conversation", conversation)
    REOPEN.move(conversation)
    conversation.closed_at = None
    versions.save(conversation, ["state", "closed_at"])
    journal.record(by=by, verb="conversation.reopened", target=conversation, fields=["state"])
    return conversation


@transaction.atomic
def set_deadline(
    *, conversation: Conversation, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> Conversation:
    """Set the day (`due`) by which an answer is wanted, or none. Raises PermissionDenied, Conflict;
    DomainError for a day that is over.
    """
    conversation = locked(conversation)
    require(by, "conversations.own_conversation", conversation)
    versions.check(conversation, seen)
    changes = differences.apply(conversation, {"due": values["due"]})
    if not changes:
        return conversation
    _refuse_a_past_day(conversation.due)
    conversation.reminded_on = None
    versions.save(conversation, ["due", "reminded_on"])
    journal.record(by=by, verb="conversation.changed", target=conversation, fields=changes)
    return conversation


@transaction.atomic
def remind_of_conversation(*, conversation: Conversation, by: Any) -> Conversation:
    """Remind those who are to answer, once a day. The asker's side does, and the clock.

    Raises PermissionDenied; DomainError when it waits for no answer, or they were reminded today.
    """
    conversation = locked(conversation)
    require(by, "conversations.remind_of_conversation", conversation)
    if conversation.state != ConversationState.OPEN:
        raise DomainError(_("It is answered already."))
    if conversation.reminded_on == timezone.localdate():
        raise DomainError(_("They were reminded today. You can remind them again tomorrow."))
    conversation.reminded_on = timezone.localdate()
    versions.save(conversation, ["reminded_on"])
    count = notifications.remind(conversation, by)
    journal.record(by=by, verb="conversation.reminded", target=conversation, data={"count": count})
    return conversation


@transaction.atomic
def read_conversation(*, conversation: Conversation, by: Any) -> None:
    """Note that the account has it open, for the others to see; journalled when it is the first time.

    Whoever opened it with a reason is shown apart (accounts.sealed), and leaves no mark as a reader.
    """
    require(by, "conversations.view_conversation", conversation)
    if not is_among_its_readers(by, conversation):
        return
    _row, is_first = Reading.objects.update_or_create(
        conversation=conversation, account=by, defaults={"read_at": timezone.now()}
    )
    if is_first:
        journal.record(by=by, verb="conversation.read", target=conversation)


@transaction.atomic
def open_sealed_conversation(*, conversation: Conversation, reason: str, by: Any) -> SealedOpening:
    """Open a conversation that is not one's own, for a day; the asker's side and the addressees are told.

    Raises PermissionDenied unless `by` manages or audits a programme of its partnership; DomainError
    without a reason.
    """
    conversation = locked(conversation)
    require(by, "conversations.open_sealed_conversation", conversation)
    return sealed.open_for(
        thing=conversation,
        reason=reason,
        by=by,
        owners=notifications.owners_of(conversation),
        sentence=lambda: str(gettext_lazy("%(who)s opened a conversation of yours. Reason: %(reason)s")),
        link=conversation.get_absolute_url(),
    )
