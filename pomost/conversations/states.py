"""States of conversations, sides in them, what becomes of mail. Source of the moves: design, domain."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.workflow import Machine, Transition


class ConversationState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a conversation", "waits for an answer")
    ANSWERED = "answered", pgettext_lazy("state of a conversation", "answered")
    CLOSED = "closed", pgettext_lazy("state of a conversation", "closed")


class Side(models.TextChoices):
    """From which side of a conversation a message comes."""

    ASKER = "asker", pgettext_lazy("side of a conversation", "who asks")
    ADVISER = "adviser", pgettext_lazy("side of a conversation", "who advises")


class MailState(models.TextChoices):
    TAKEN = "taken", pgettext_lazy("state of incoming mail", "taken in")
    REFUSED = "refused", pgettext_lazy("state of incoming mail", "refused")


class Refusal(models.TextChoices):
    """Why a message that came in was not taken."""

    NO_THREAD = "no_thread", _("it answers no message of this platform")
    FORGED_ADDRESS = "forged_address", _("the address for answers was changed")
    OTHER_SENDER = "other_sender", _("it comes from another address than the one written to")
    NOT_AUTHENTIC = "not_authentic", _("the mail server could not confirm its sender")
    NO_RIGHT = "no_right", _("its sender may not write in this conversation now")
    AUTOMATIC = "automatic", _("it is an automatic reply")
    EMPTY = "empty", _("it says nothing")
    TOO_LARGE = "too_large", _("it is too large")
    UNREADABLE = "unreadable", _("it can't be read as e-mail")


C = ConversationState
_ACTIONS = "pomost.conversations.actions"
ANSWER = Transition("answer", frozenset({C.OPEN}), C.ANSWERED, f"{_ACTIONS}.messages.write_message")
CLOSE = Transition("close", frozenset({C.ANSWERED}), C.CLOSED, f"{_ACTIONS}.conversations.close_conversation")
REOPEN = Transition(
    "reopen",
    frozenset({C.ANSWERED, C.CLOSED}),
    C.OPEN,
    f"{_ACTIONS}.conversations.reopen_conversation",
)
CONVERSATION = Machine("conversations.Conversation", ConversationState, (ANSWER, CLOSE, REOPEN))
