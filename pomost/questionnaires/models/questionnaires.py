"""Questionnaires and their versions. A version that is in use never changes: a change makes a new one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import spoken
from pomost.core.models.files import opaque_id
from pomost.core.versions import Versioned
from pomost.programmes.models.programmes import Programme
from pomost.questionnaires.states import Purpose, VersionState


class Questionnaire(Versioned):
    """A questionnaire of a programme, through all its versions."""

    public_id = models.CharField(_("address"), max_length=32, unique=True, default=opaque_id, editable=False)
    programme = models.ForeignKey(
        Programme, models.CASCADE, verbose_name=_("programme"), related_name="questionnaires"
    )
    purpose = models.CharField(_("what it is for"), max_length=20, choices=Purpose)
    made_at = models.DateTimeField(_("made"), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    copied_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="copies",
        verbose_name=_("copied from"),
    )

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="questionnaire_purpose_is_known"
            )
        ]

    def __str__(self) -> str:
        newest = self.versions.order_by("-number").first()
        return str(newest.title) if newest else self.public_id

    def get_absolute_url(self) -> str:
        return reverse("questionnaires-panel:detail", args=[self.public_id])


class QuestionnaireVersion(Versioned):
    """One version. definition: what it says (questionnaires.definition). There is at most one draft and at
    most one version in use. checksum: SHA-256 of the definition, once it is released.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=VersionState, default=VersionState.DRAFT)
    definition = models.JSONField(_("what it says"))
    note = models.CharField(_("what is new in it"), max_length=500, blank=True)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    released_at = models.DateTimeField(_("in use since"), null=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_once"),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(state=VersionState.DRAFT),
                name="questionnaire_one_draft",
            ),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(state=VersionState.RELEASED),
                name="questionnaire_one_version_in_use",
            ),
            models.CheckConstraint(
                condition=Q(state__in=VersionState.values), name="questionnaire_version_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT) | (Q(released_at__isnull=False) & ~Q(checksum="")),
                name="questionnaire_version_released_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def title(self):
        """The title for the reader's language."""
        return spoken(self.definition.get("title"))
