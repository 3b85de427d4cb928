"""Who opened a sealed thing that is not theirs, why and until when (design: domain, Sealed classes)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SealedOpening(models.Model):
    """One opening for a while; its reason is told to the owners. thing_kind: `room.model`, small letters."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="openings")
    thing_kind = models.CharField(_("kind of the thing"), max_length=80)
    thing_id = models.CharField(_("the thing"), max_length=64)
    reason = models.CharField(_("reason"), max_length=500)
    opened_at = models.DateTimeField(_("opened"))
    until = models.DateTimeField(_("open until"))

    class Meta:
        verbose_name = _("opening of a sealed thing")
        verbose_name_plural = _("openings of sealed things")
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["account", "thing_kind", "until"], name="opening_by_account"),
            models.Index(fields=["thing_kind", "thing_id"], name="opening_by_thing"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="opening_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.thing_kind} {self.thing_id}"
