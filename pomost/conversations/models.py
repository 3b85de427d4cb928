"""Conversations: a question with the thing it is about, whom it is addressed to, and what was written."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.conversations.states import ConversationState, MailState, Refusal, Side
from pomost.core.models.files import opaque_id
from pomost.core.versions import Versioned
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.partnerships import Partnership

LONGEST = 20_000  # letters of one message
MESSAGES = "message"  # the kind of owner that a message is to its files


class Conversation(Versioned):
    """A question about a thing, with its answers. Sealed: the asker's side and its addressees read it.

    thing_kind, thing_id: the thing, by a registered kind (conversations.things); thing_label: what it was
    called when the question was asked. organisation: in whose name it was asked; its people read it too.
    partnership: to which the thing belongs, and with which the asker may share. due: the last day (Polish
    time) by which an answer is wanted. asked_by: None once the account is erased.
    """

    public_id = models.CharField(_("address"), max_length=32, unique=True, default=opaque_id, editable=False)
    thing_kind = models.CharField(_("kind of the thing"), max_length=40, editable=False)
    thing_id = models.CharField(_("the thing"), max_length=64, editable=False)
    thing_label = models.CharField(_("what it is about"), max_length=250, editable=False)
    partnership = models.ForeignKey(
        Partnership, models.CASCADE, null=True, editable=False, related_name="conversations"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, editable=False, related_name="conversations"
    )
    title = models.CharField(_("question in short"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=ConversationState, default=ConversationState.OPEN
    )
    due = models.DateField(_("answer wanted by"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="questions"
    )
    asked_at = models.DateTimeField(_("asked"), editable=False)
    written_at = models.DateTimeField(_("last message"), editable=False)
    answered_at = models.DateTimeField(_("first answered"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    shared_at = models.DateTimeField(_("shared with the partnership"), null=True, editable=False)
    reminded_on = models.DateField(_("reminded"), null=True, editable=False)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "-written_at"], name="conversation_by_office"),
            models.Index(fields=["asked_by", "-written_at"], name="conversation_by_asker"),
            models.Index(fields=["partnership", "-written_at"], name="conversation_by_partnership"),
            models.Index(fields=["-asked_at", "-id", "partnership"], name="conversation_by_time"),
            models.Index(fields=["thing_kind", "thing_id"], name="conversation_by_thing"),
            models.Index(fields=["state", "due"], name="conversation_by_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ConversationState.values), name="conversation_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ConversationState.CLOSED, closed_at__isnull=False)
                | (~Q(state=ConversationState.CLOSED) & Q(closed_at__isnull=True)),
                name="conversation_closed_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True) | Q(partnership__isnull=False),
                name="conversation_shared_with_a_partnership",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("conversations-panel:detail", args=[self.public_id])


class Addressee(models.Model):
    """Whom a conversation is addressed or forwarded to: a desk and its scope (conversations.desks).

    Rows stay: who could read it is always known. note: what whoever forwards it adds.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="addressees")
    desk = models.CharField(_("desk"), max_length=40)
    scope_id = models.CharField(_("scope"), max_length=64)
    note = models.CharField(_("note"), max_length=500, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    added_at = models.DateTimeField(_("since"), editable=False)
    is_forwarded = models.BooleanField(_("forwarded"), default=False, editable=False)

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["desk", "scope_id"], name="addressee_by_desk")]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "desk", "scope_id"], name="addressee_once")
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.scope_id}"


class Message(models.Model):
    """One message of a conversation; never changed afterwards. by_mail: it came in by e-mail."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    side = models.CharField(_("side"), max_length=10, choices=Side)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="messages_written"
    )
    text = models.TextField(_("text"), max_length=LONGEST)
    written_at = models.DateTimeField(_("written"), editable=False)
    by_mail = models.BooleanField(_("by e-mail"), default=False, editable=False)

    class Meta:
        verbose_name = _("message of a conversation")
        verbose_name_plural = _("messages of conversations")
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="message_side_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}, {self.written_at:%Y-%m-%d}"


class Reading(models.Model):
    """When somebody last had a conversation open: the others see that it was read."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="readings")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    read_at = models.DateTimeField(_("read"))

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["read_at"]
        constraints = [models.UniqueConstraint(fields=["conversation", "account"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.read_at:%Y-%m-%d %H:%M}"


class IncomingMail(models.Model):
    """A message that came in by e-mail, and what became of it. The original of a refused one is kept.

    digest: SHA-256 of the message as it came; the same message delivered twice is taken once. Its subject
    and text are not here: they belong to the conversation that it answers.
    """

    digest = models.CharField(_("checksum"), max_length=64, unique=True)
    mail_id = models.CharField(_("identifier of the e-mail"), max_length=250, blank=True)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    size = models.PositiveBigIntegerField(_("size"))
    came_at = models.DateTimeField(_("came in"))
    state = models.CharField(_("state"), max_length=10, choices=MailState)
    refusal = models.CharField(_("why it was refused"), max_length=20, choices=Refusal, blank=True)
    message = models.OneToOneField(Message, models.SET_NULL, null=True, related_name="mail")

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mail")
        ordering = ["-came_at", "-pk"]
        indexes = [models.Index(fields=["state", "-came_at"], name="mail_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=MailState.TAKEN, refusal="")
                | (Q(state=MailState.REFUSED) & Q(refusal__in=Refusal.values)),
                name="mail_refused_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["mail_id", "sender"],
                condition=~Q(mail_id="") & Q(state=MailState.TAKEN),
                name="mail_taken_once",
            ),
        ]

    def __str__(self) -> str:
        return self.digest[:12]
