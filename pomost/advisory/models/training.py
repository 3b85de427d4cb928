"""Training that would help a partnership, as advice and self-assessments show it (potrzeby szkoleniowe)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.advisory.models.consultations import Consultation
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.models.self_assessments import SelfAssessment
from pomost.advisory.states import Topic, TrainingNeedState
from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership

SOURCES = ("consultation", "recommendation", "self_assessment")


class TrainingNeed(Versioned):
    """One training that would help one partnership. It came out of at most one of SOURCES.

    Of a sealed self-assessment the title is all that leaves the seal. outcome: which training met the need,
    or why it was dropped.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="training_needs")
    title = models.CharField(_("training that would help"), max_length=200)
    topic = models.CharField(pgettext_lazy("of advice", "subject"), max_length=20, choices=Topic)
    consultation = models.ForeignKey(
        Consultation, models.SET_NULL, null=True, editable=False, related_name="training_needs"
    )
    recommendation = models.ForeignKey(
        Recommendation, models.SET_NULL, null=True, editable=False, related_name="training_needs"
    )
    self_assessment = models.ForeignKey(
        SelfAssessment, models.SET_NULL, null=True, editable=False, related_name="training_needs"
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    noted_at = models.DateTimeField(_("noted"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=TrainingNeedState, default=TrainingNeedState.OPEN
    )
    outcome = models.CharField(_("what came of the training need"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("training need")
        verbose_name_plural = _("training needs")
        ordering = ["-noted_at", "-pk"]
        indexes = [models.Index(fields=["partnership", "state"], name="training_need_by_partnership")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=TrainingNeedState.values), name="training_need_state_is_known"
            ),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="training_need_topic_is_known"),
            models.CheckConstraint(
                condition=Q(consultation=None, recommendation=None)
                | Q(consultation=None, self_assessment=None)
                | Q(recommendation=None, self_assessment=None),
                name="training_need_one_source",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("advisory-panel:training-need", args=[self.pk])
