"""Answers: one filling of a version, answer by answer, each with everything that it ever said."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.models.files import opaque_id
from pomost.core.versions import Versioned
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.states import AnswerSetState

ANSWER_FILES = "answer"  # the kind of owner that an answer is to its files


class AnswerSet(Versioned):
    """One filling of a version of a questionnaire.

    owner_kind: the room's kind of thing that it belongs to (questionnaires.owners), which decides who reads
    and fills it. change: counts up with every saved answer, so that a page can ask what is new.
    number, checksum: the receipt, once it is completed. to_review: keys of questions to look at again after
    answers were carried over, each with why. carried_from: the older version's answers.
    """

    public_id = models.CharField(_("address"), max_length=32, unique=True, default=opaque_id, editable=False)
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="answer_sets")
    owner_kind = models.CharField(_("kind of the owner"), max_length=40, editable=False)
    state = models.CharField(_("state"), max_length=14, choices=AnswerSetState, default=AnswerSetState.OPEN)
    change = models.PositiveIntegerField(_("changes"), default=0, editable=False)
    opened_at = models.DateTimeField(_("begun"), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    completed_at = models.DateTimeField(pgettext_lazy("when", "completed"), null=True, editable=False)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    number = models.CharField(_("number of the receipt"), max_length=40, blank=True, editable=False)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    carried_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, editable=False, related_name="carried_to"
    )
    to_review = models.JSONField(_("to look at again"), default=dict, editable=False)

    class Meta:
        verbose_name = _("answers to a questionnaire")
        verbose_name_plural = _("answers to questionnaires")
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["version", "state"], name="answer_set_by_version")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AnswerSetState.values), name="answer_set_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerSetState.COMPLETED, completed_at__isnull=False)
                | (~Q(state=AnswerSetState.COMPLETED) & Q(completed_at__isnull=True)),
                name="answer_set_completed_with_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.title}"

    def get_absolute_url(self) -> str:
        return reverse("questionnaires-panel:answers", args=[self.public_id])


class Answer(models.Model):
    """What one question is answered with now.

    path: the question's key; inside a repeating group `group/row/key`. value: questionnaires.values.
    version: counted from 1; change: the set's change with which it came.
    """

    answer_set = models.ForeignKey(AnswerSet, models.CASCADE, related_name="answers")
    path = models.CharField(_("question"), max_length=100)
    value = models.JSONField(_("answer"), null=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    change = models.PositiveIntegerField(_("change"))
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["answer_set", "path"]
        indexes = [models.Index(fields=["answer_set", "change"], name="answer_by_change")]
        constraints = [
            models.UniqueConstraint(fields=["answer_set", "path"], name="answer_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="answer_version_from_one"),
        ]

    def __str__(self) -> str:
        return self.path


class AnswerVersion(models.Model):
    """What an answer said in one of its versions; never changed. save_key: the sender's own UUID, so that
    the same saving sent twice is taken once. restored: the version that was brought back.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    value = models.JSONField(_("answer"), null=True)
    save_key = models.UUIDField(_("key of the saving"), unique=True)
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    restored = models.PositiveIntegerField(_("brought back"), null=True)

    class Meta:
        verbose_name = _("version of an answer")
        verbose_name_plural = _("versions of answers")
        ordering = ["answer", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once"),
            models.CheckConstraint(
                condition=Q(restored__isnull=True) | Q(restored__lt=F("number")),
                name="answer_version_restores_an_older_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.number}"


class Presence(models.Model):
    """Who has a filling open now, and at which question; rows of yesterday are swept away."""

    answer_set = models.ForeignKey(AnswerSet, models.CASCADE, related_name="present")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(_("question"), max_length=100, blank=True)
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("presence in a questionnaire")
        verbose_name_plural = _("presence in questionnaires")
        constraints = [models.UniqueConstraint(fields=["answer_set", "account"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.path}"
