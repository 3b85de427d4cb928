"""Reads of conversations. Each begins with who may read them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from pomost.accounts import sealed
from pomost.accounts.rules import scopes_of
from pomost.conversations.desks import Address, offered_for, served_by
from pomost.conversations.models import MESSAGES, Addressee, Conversation, IncomingMail, Message, Reading
from pomost.conversations.rules import OVERSEES
from pomost.conversations.states import ConversationState, MailState
from pomost.conversations.things import About
from pomost.core.models.files import Attachment
from pomost.core.search.listed import WordIndex
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.queries import current_positions
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import Participation
from pomost.partnerships.queries.register import members_now, of_these, with_task_for
from pomost.partnerships.rules import IN_IT, OF_AN_OFFICE
from pomost.partnerships.states import SUPPORTED

WAITING = (ConversationState.OPEN,)
EVERY = Q()


def _ids(user: Any, *roles: str) -> list[int]:
    return [int(pk) for pk in scopes_of(user, *roles)]


def _addressed_to(user: Any) -> QuerySet[Addressee]:
    found = Q(pk__in=[])
    for desk, scopes in served_by(user).items():
        if scopes:
            found |= Q(desk=desk, scope_id__in=scopes)
    return Addressee.objects.filter(found)


def _any_of(*parts: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Conversations in any of these. A union of ids: each part is found by its own index."""
    first, *rest = (part.order_by().values("pk") for part in parts)
    return Conversation.objects.filter(pk__in=first.union(*rest))


def asked_by_side_of(user: Any) -> QuerySet[Conversation]:
    """What the user's side asked: the list form of `own_conversation`."""
    return _asked(user, EVERY)


def _asked(user: Any, among: Q) -> QuerySet[Conversation]:
    if not user.is_authenticated:
        return Conversation.objects.none()
    rows = Conversation.objects.filter(among)
    belongs = Q(organisation__isnull=True) | Q(organisation__in=_held_by(user))
    mine = rows.filter(belongs, asked_by=user.pk)
    return _any_of(mine, rows.filter(organisation__in=_ids(user, *OF_AN_OFFICE)))


def answered_by(user: Any) -> QuerySet[Conversation]:
    """What is addressed to the user: the list form of `answer_conversation`."""
    if not user.is_authenticated:
        return Conversation.objects.none()
    return Conversation.objects.filter(pk__in=_addressed_to(user).values("conversation"))


def _answered(user: Any, among: Q) -> QuerySet[Conversation]:
    """The same of these few, looked at one by one."""
    return Conversation.objects.filter(among, Exists(_addressed_to(user).filter(conversation=OuterRef("pk"))))


def _shared_with(user: Any, among: Q) -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(among, shared_at__isnull=False)
    own = members_now().filter(organisation__in=_ids(user, *OF_AN_OFFICE)).values("partnership")
    return rows.filter(Q(partnership__in=_ids(user, *IN_IT)) | Q(partnership__in=own))


def visible_to(user: Any) -> QuerySet[Conversation]:
    """Conversations that the user may read: the list form of `view_conversation`."""
    return _visible(user, EVERY)


def _visible(user: Any, among: Q) -> QuerySet[Conversation]:
    """Of these, those that the user may read; `among` names few, or is EVERY."""
    if not user.is_authenticated:
        return Conversation.objects.none()
    overseen = Conversation.objects.filter(among, partnership__in=_overseen_partnerships(user))
    answered = answered_by(user) if among is EVERY else _answered(user, among)
    opened = sealed.opened_by(user, overseen)
    return _any_of(_asked(user, among), answered, _shared_with(user, among), opened)


def _overseen_partnerships(user: Any) -> QuerySet[Participation, int]:
    """Ids of the partnerships of the programmes that the user manages or audits; some twice."""
    supported = Participation.objects.filter(programme__in=_ids(user, *OVERSEES), state__in=SUPPORTED)
    return supported.order_by().values_list("partnership", flat=True)


def overseen_by(user: Any) -> QuerySet[Conversation]:
    """Conversations that exist in the programmes that the user manages or audits: the list form of
    `open_sealed_conversation`. Only who, when and where may be shown of them.
    """
    partnerships = Partnership.objects.filter(pk__in=_overseen_partnerships(user))
    return Conversation.objects.filter(of_these(partnerships))


def with_columns(rows: QuerySet[Conversation], user: Any) -> QuerySet[Conversation]:
    """Rows as lists show them, with `is_new`: whether something was written since the user read it."""
    read = Reading.objects.filter(conversation=OuterRef("pk"), account=user.pk).order_by("-read_at")
    rows = rows.annotate(read_at=Subquery(read.values("read_at")[:1]))
    return rows.select_related("partnership", "organisation", "asked_by")


def with_partnership(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Rows as the list of a programme's questions shows them."""
    return rows.select_related("partnership")


def for_a_page(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Rows with everything that the rules ask about."""
    return rows.select_related("partnership", "organisation", "asked_by").prefetch_related(
        "addressees__added_by", "partnership__memberships", "partnership__participations"
    )


def holding(rows: QuerySet[Conversation], text: str) -> QuerySet[Conversation]:
    """Those with every word in the question, the thing's name or a message."""
    return WORDS.narrowed(rows, text)


def words_of(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """What a conversation is found by: its title, the thing, all that was written."""
    rows = Conversation.objects.filter(pk__in=ids).order_by().values_list("pk", "title", "thing_label")
    said: dict[int, list[str]] = {pk: [title, label] for pk, title, label in rows}
    written = Message.objects.filter(conversation__in=ids).order_by().values_list("conversation", "text")
    for pk, text in written:
        said[pk].append(text)
    return ((pk, " ".join(texts)) for pk, texts in said.items())


WORDS = WordIndex("conversations_conversation_words", Conversation, words_of)


def about_thing(user: Any, kind: str, thing_id: str) -> QuerySet[Conversation]:
    """What the user may read of the conversations about one thing, newest first."""
    return _visible(user, Q(thing_kind=kind, thing_id=thing_id))


def waiting_for(user: Any) -> QuerySet[Conversation]:
    """Questions that the user is to answer, the most urgent first."""
    rows = answered_by(user).filter(state__in=WAITING).exclude(asked_by=user.pk)
    return rows.select_related("partnership").order_by(F("due").asc(nulls_last=True), "written_at")


def answered_for(user: Any, since: Any) -> QuerySet[Conversation]:
    """What somebody else wrote to the user's side since, newest first."""
    others = Message.objects.filter(conversation=OuterRef("pk"), written_at__gt=since).exclude(author=user.pk)
    return asked_by_side_of(user).filter(Exists(others)).order_by("-written_at")


def to_remind(today: date) -> QuerySet[Conversation]:
    """Open questions with a day, of which nobody was reminded today."""
    late = Q(reminded_on__isnull=True) | Q(reminded_on__lt=today)
    rows = Conversation.objects.filter(late, state__in=WAITING, due__isnull=False)
    return rows.select_related("partnership", "asked_by").prefetch_related("addressees")


def addresses_for(user: Any, about: About) -> list[Address]:
    """To whom the user may address a question about the thing.

    Of a thing without a partnership it is who helps the partnerships in which the user has a task.
    """
    if about.partnership is not None:
        partnerships = Partnership.objects.filter(pk=about.partnership.pk)
    else:
        partnerships = with_task_for(user).order_by("slug")[:MOST]
    rows = partnerships.prefetch_related("participations")
    return [each for each in offered_for(list(rows)) if not _is_only(user, each)]


MOST = 100  # partnerships whose helpers are offered for a thing that belongs to none


def _is_only(user: Any, address: Address) -> bool:
    return address.desk == "consultant" and address.scope_id == str(user.pk)


def addresses_to_forward_to(user: Any, conversation: Conversation) -> list[Address]:
    """To whom a conversation may be forwarded, without those that have it already."""
    rows = Partnership.objects.filter(pk=conversation.partnership_id) if conversation.partnership_id else None
    if rows is None:
        rows = with_task_for(user).order_by("slug")[:MOST]
    have = {(row.desk, row.scope_id) for row in conversation.addressees.all()}
    found = offered_for(list(rows.prefetch_related("participations")))
    return [each for each in found if (each.desk, each.scope_id) not in have and not _is_only(user, each)]


def offices_of(user: Any) -> QuerySet[Organisation]:
    """Organisations in whose name the user may ask: for which they act, or where they hold a position now.

    Not where the last position ended: what was asked in that name would be closed to them at once.
    """
    if not user.is_authenticated:
        return Organisation.objects.none()
    acts = Q(pk__in=_ids(user, *OF_AN_OFFICE))
    return Organisation.objects.filter(acts | Q(pk__in=_held_by(user))).order_by("name")


def _held_by(user: Any) -> QuerySet[Any, Any]:
    """Ids of the organisations where the user holds a position today."""
    return current_positions().filter(person__account=user.pk).values("organisation")


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    """All messages in their order."""
    return conversation.messages.select_related("author").order_by("written_at", "pk")


def files_of(conversation: Conversation) -> dict[int, list[Attachment]]:
    """Message id → its files; one query."""
    ids = [str(pk) for pk in conversation.messages.values_list("pk", flat=True)]
    rows = Attachment.objects.filter(owner_kind=MESSAGES, owner_id__in=ids, is_current=True)
    found: dict[int, list[Attachment]] = {}
    for row in rows.select_related("blob").order_by("pk"):
        found.setdefault(int(row.owner_id), []).append(row)
    return found


def may_read_file(user: Any, owner_id: str) -> bool:
    """Files of a message are read by whoever reads the conversation."""
    message = _message(owner_id)
    return message is not None and user.has_perm("conversations.view_conversation", message.conversation)


def may_add_file(user: Any, owner_id: str) -> bool:
    """Files belong to a message for ever; its author adds them while writing it."""
    message = _message(owner_id)
    return message is not None and message.author_id == user.pk


def _message(owner_id: str) -> Message | None:
    rows = Message.objects.select_related("conversation__partnership")
    return rows.filter(pk=owner_id).first() if owner_id.isdecimal() else None


def refused_mail(user: Any) -> QuerySet[IncomingMail]:
    """Mail that was refused, newest first, for administrators."""
    if not user.has_perm("conversations.view_refused_mail"):
        return IncomingMail.objects.none()
    return IncomingMail.objects.filter(state=MailState.REFUSED)


def readers_of(conversation: Conversation) -> Iterable[Any]:
    """When each participant last read it, the latest first."""
    return conversation.readings.select_related("account").order_by("-read_at")
