"""Self-assessment of a partnership: criteria × five stages of development. Sealed (samoocena partnerstwa)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.advisory.states import SelfAssessmentState
from pomost.core.models.files import opaque_id
from pomost.core.versions import Versioned
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.partnerships import Partnership
from pomost.questionnaires.models.answers import AnswerSet


class SelfAssessment(Versioned):
    """How a partnership sees itself at a time. The partnership reads it, and whom it lets.

    shared_at: since when its consultant may read it; compared_at: since when its stages count, without a
    name, into the median of others. Both are switches that the partnership turns on and off.
    """

    public_id = models.CharField(_("address"), max_length=32, unique=True, default=opaque_id, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="self_assessments")
    state = models.CharField(
        _("state"), max_length=12, choices=SelfAssessmentState, default=SelfAssessmentState.OPEN
    )
    started_at = models.DateTimeField(_("begun"), editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    completed_at = models.DateTimeField(pgettext_lazy("when", "completed"), null=True, editable=False)
    shared_at = models.DateTimeField(_("shared with the consultant"), null=True, editable=False)
    compared_at = models.DateTimeField(_("counted into the comparison"), null=True, editable=False)

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SelfAssessmentState.values), name="self_assessment_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(state=SelfAssessmentState.OPEN),
                name="self_assessment_one_open",
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(state=SelfAssessmentState.COMPLETED),
                name="self_assessment_one_that_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}, {self.started_at:%Y}"

    def get_absolute_url(self) -> str:
        return reverse("advisory-panel:self-assessment", args=[self.public_id])


class SelfAssessmentSheet(models.Model):
    """One filling of a self-assessment: the common one (organisation None), or that of one member."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="sheets")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="self_assessment_sheets"
    )
    answer_set = models.OneToOneField(AnswerSet, models.PROTECT, related_name="self_assessment_sheet")

    class Meta:
        verbose_name = _("sheet of a self-assessment")
        verbose_name_plural = _("sheets of self-assessments")
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "organisation"], name="self_assessment_sheet_once"),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(organisation__isnull=True),
                name="self_assessment_one_common_sheet",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.organisation or '–'}"
