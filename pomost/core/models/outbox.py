"""Messages that must leave the process: written in the transaction of the change, sent by the worker."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")


class OutboxMessage(models.Model):
    """One e-mail. Its text says what was true when it was written, in the recipient's language.

    key: names the occasion; a second message with the same key is not written.
    reply_to: where an answer goes, where one is wanted. is_sealed: what it says belongs to its reader
    alone, so that nothing of it is kept once it is sent.
    claimed_until: until when a worker has it in hand; after that another may take it.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    to = models.EmailField(_("recipient"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    reply_to = models.EmailField(_("address for answers"), blank=True)
    is_sealed = models.BooleanField(_("sealed"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_until = models.DateTimeField(_("in hand until"), null=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("message of the outbox")
        verbose_name_plural = _("messages of the outbox")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="outbox_by_next_try"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MessageState.values), name="outbox_state_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"
