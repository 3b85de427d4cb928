"""Personal data in this room: what people answer, who changed which answer, and who has one open."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pomost.core.processing import Basis, Erasure, Processing, Subject, declare, declare_none
from pomost.questionnaires.models.answers import Answer, AnswerVersion, Presence
from pomost.questionnaires.models.surveys import SurveyInvitation, SurveyReply

YEAR = timedelta(days=365)
ANSWERS = _("Answers to questionnaires of the programme, and knowing who gave them")
TEN_YEARS = _("until ten years after they were begun")


def _mine(model: Any, field: str) -> Any:
    def found(subject: Subject) -> QuerySet[Any]:
        rows = model.objects.all()
        return rows.filter(**{field: subject.account_id}) if subject.account_id else rows.none()

    return found


answers_of = _mine(Answer, "changed_by")
answer_versions_of = _mine(AnswerVersion, "saved_by")
presence_of = _mine(Presence, "account")
invitations_of = _mine(SurveyInvitation, "account")
replies_of = _mine(SurveyReply, "account")

declare(
    Processing(
        model="questionnaires.Answer",
        fields=("value",),
        purpose=ANSWERS,
        basis=Basis.PUBLIC_TASK,
        retention=TEN_YEARS,
        erasure=Erasure.KEEP,
        rows=answers_of,
        past=lambda now: Answer.objects.filter(answer_set__opened_at__lt=now - 10 * YEAR),
    ),
    Processing(
        model="questionnaires.AnswerVersion",
        fields=("value",),
        purpose=ANSWERS,
        basis=Basis.PUBLIC_TASK,
        retention=TEN_YEARS,
        erasure=Erasure.KEEP,
        rows=answer_versions_of,
        past=lambda now: AnswerVersion.objects.filter(answer__answer_set__opened_at__lt=now - 10 * YEAR),
    ),
    Processing(
        model="questionnaires.Presence",
        fields=("path",),
        purpose=_("Showing those who fill in the same questionnaire who else is there"),
        basis=Basis.PUBLIC_TASK,
        retention=_("one day"),
        erasure=Erasure.DELETE,
        rows=presence_of,
        past=lambda now: Presence.objects.filter(seen_at__lt=now - timedelta(days=1)),
    ),
)
declare(
    Processing(
        model="questionnaires.SurveyInvitation",
        fields=("account",),
        purpose=_("Asking people of the programme for their opinion, each once"),
        basis=Basis.PUBLIC_TASK,
        retention=_("until a year after the survey's last day"),
        erasure=Erasure.DELETE,
        rows=invitations_of,
        past=lambda now: SurveyInvitation.objects.filter(survey__closes__lt=(now - YEAR).date()),
    ),
    Processing(
        model="questionnaires.SurveyReply",
        fields=("answers",),
        purpose=_("Opinions of people of the programme, told together"),
        basis=Basis.PUBLIC_TASK,
        retention=TEN_YEARS,
        erasure=Erasure.KEEP,
        rows=replies_of,
        past=lambda now: SurveyReply.objects.filter(survey__closes__lt=(now - 10 * YEAR).date()),
    ),
)
declare_none("questionnaires.Survey", ["public_id", "round"])
declare_none("questionnaires.Questionnaire", ["public_id", "purpose"])
declare_none("questionnaires.QuestionnaireVersion", ["definition", "note", "checksum"])
declare_none("questionnaires.AnswerSet", ["public_id", "owner_kind", "number", "checksum", "to_review"])
declare_none("questionnaires.Answer", ["path"])
