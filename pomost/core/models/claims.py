"""Stated values with their sources; where sources disagree, rivals are kept and one is chosen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import TextByLanguage
from pomost.core.origin import WithOrigin


class Certainty(models.TextChoices):
    SEEN = "seen", _("seen in the source")
    INFERRED = "inferred", _("inferred")
    DISPUTED = "disputed", _("sources disagree")


class ClaimKind(models.TextChoices):
    TEXT = "text", _("text")
    WHOLE_NUMBER = "number", _("number")
    DATE = "date", _("date")
    MONEY = "money", _("amount of money")


class Claim(WithOrigin):
    """One source's statement of one value: what, as of when, by whom, how certain.

    subject: what it is about (`programmes.programme`, id) and which of its values (`aspect`).
    value: canonical JSON: a string, an integer, an ISO date, or `{"amount": "10.00", "currency": "PLN"}`.
    """

    subject_type = models.CharField(_("kind of subject"), max_length=80)
    subject_id = models.BigIntegerField(_("subject"))
    aspect = models.CharField(_("what is stated"), max_length=60)
    kind = models.CharField(_("kind of value"), max_length=10, choices=ClaimKind)
    value = models.JSONField(_("value"))
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    note = TextByLanguage(_("remark"), blank=True)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, default=Certainty.SEEN)
    chosen = models.BooleanField(_("chosen"), default=False)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["aspect", "-chosen", "id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "aspect"], name="claim_by_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "aspect"],
                condition=Q(chosen=True),
                name="claim_one_chosen_per_aspect",
            ),
            models.CheckConstraint(condition=Q(kind__in=ClaimKind.values), name="claim_kind_is_known"),
            models.CheckConstraint(
                condition=Q(certainty__in=Certainty.values), name="claim_certainty_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aspect} = {self.value} ({self.source})"
