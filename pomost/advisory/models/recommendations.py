"""Improvements proposed to a partnership, answered by it, carried out or not (propozycje ulepszeń)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.advisory.models.consultations import Consultation
from pomost.advisory.states import RecommendationState, Topic
from pomost.core.versions import Versioned
from pomost.partnerships.models.partnerships import Partnership


class Recommendation(Versioned):
    """An improvement. due: the last day by which it is to be carried out (Polish time).

    consultation: out of which it came. answer: what the partnership said; outcome: what came of it, or why
    it was dropped; effect: what it changed, written down later.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="recommendations")
    consultation = models.ForeignKey(
        Consultation, models.SET_NULL, null=True, blank=True, related_name="recommendations"
    )
    title = models.CharField(_("what is proposed"), max_length=200)
    reason = models.TextField(_("why"), max_length=2000)
    expected = models.TextField(_("expected effect"), max_length=2000)
    topic = models.CharField(pgettext_lazy("of advice", "subject"), max_length=20, choices=Topic)
    due = models.DateField(_("by when"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=RecommendationState, default=RecommendationState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), editable=False)
    answer = models.CharField(_("answer of the partnership"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    outcome = models.CharField(pgettext_lazy("advice", "what came of it"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    effect = models.TextField(_("effect"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-proposed_at", "-pk"]
        indexes = [
            models.Index(fields=["partnership", "state"], name="recommendation_by_partnership"),
            models.Index(fields=["proposed_by", "state"], name="recommendation_by_adviser"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RecommendationState.values), name="recommendation_state_is_known"
            ),
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="recommendation_topic_is_known"),
        ]

    def __str__(self) -> str:
        return self.title
