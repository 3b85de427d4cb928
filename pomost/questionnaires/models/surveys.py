"""Surveys: who is asked what, who replied, and, apart from that, what was replied."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pomost.core.models.files import opaque_id
from pomost.core.versions import Versioned
from pomost.programmes.models.programmes import Programme
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.states import Audience, SurveyState


class Survey(Versioned):
    """A round of asking people of a programme's partnerships by one version of a questionnaire.

    round: what tells it from other rounds of the same questionnaire. closes: the last day to reply.
    """

    public_id = models.CharField(_("address"), max_length=32, unique=True, default=opaque_id, editable=False)
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="surveys")
    version = models.ForeignKey(
        QuestionnaireVersion, models.PROTECT, verbose_name=_("questionnaire"), related_name="surveys"
    )
    round = models.CharField(_("round"), max_length=80, blank=True)
    audience = models.CharField(_("who is asked"), max_length=14, choices=Audience)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    closes = models.DateField(_("last day to reply"))
    state = models.CharField(_("state"), max_length=8, choices=SurveyState, default=SurveyState.DRAFT)
    made_at = models.DateTimeField(_("made"), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SurveyState.values), name="survey_state_is_known"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="survey_audience_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=SurveyState.DRAFT) | Q(opened_at__isnull=False),
                name="survey_opened_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        title = str(self.version.title)
        return f"{title}, {self.round}" if self.round else title

    def get_absolute_url(self) -> str:
        return reverse("questionnaires-panel:survey", args=[self.public_id])


class SurveyInvitation(models.Model):
    """That an account is asked, and whether it replied: not when, and not what."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invitations")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("account"), related_name="+"
    )
    has_replied = models.BooleanField(_("has replied"), default=False)

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        constraints = [models.UniqueConstraint(fields=["survey", "account"], name="survey_invitation_once")]

    def __str__(self) -> str:
        return f"{self.survey}: {self.account}"


class SurveyReply(models.Model):
    """What somebody replied. No time, and a number that says nothing of the order.

    account: who, in a survey that is not anonymous; an anonymous one never has it.
    answers: key of the question → value (questionnaires.values).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="replies")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answers = models.JSONField(_("answers"))

    class Meta:
        verbose_name = _("reply to a survey")
        verbose_name_plural = _("replies to surveys")

    def __str__(self) -> str:
        return str(self.survey)
