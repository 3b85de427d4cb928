"""Reading questionnaires."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from pomost.accounts.roles import Role
from pomost.accounts.rules import scopes_of
from pomost.programmes.rules import SEES_UNPUBLISHED
from pomost.questionnaires.models.questionnaires import Questionnaire, QuestionnaireVersion
from pomost.questionnaires.states import Purpose, VersionState

IN_USE = (VersionState.RELEASED, VersionState.SUPERSEDED)


def visible_to(user: Any) -> QuerySet[Questionnaire]:
    """Those of the programmes in which the reader has a task; to managers also what others have in use."""
    rows = Questionnaire.objects.select_related("programme")
    mine = Q(programme__in=[int(each) for each in scopes_of(user, *SEES_UNPUBLISHED)])
    if scopes_of(user, Role.PROGRAMME_MANAGER):
        used = QuestionnaireVersion.objects.filter(state__in=IN_USE).values("questionnaire")
        mine |= Q(pk__in=used)
    return rows.filter(mine)


def with_versions(rows: QuerySet[Questionnaire]) -> QuerySet[Questionnaire]:
    """With their versions, newest first, in one more query; definitions come along."""
    versions = QuestionnaireVersion.objects.order_by("-number").annotate(filled=Count("answer_sets"))
    return rows.prefetch_related(Prefetch("versions", versions))


def in_use(programmes: Any, purpose: Purpose | str) -> QuerySet[QuestionnaireVersion]:
    """The versions in use for a purpose in these programmes (ids or rows)."""
    return QuestionnaireVersion.objects.filter(
        state=VersionState.RELEASED, questionnaire__purpose=purpose, questionnaire__programme__in=programmes
    ).select_related("questionnaire__programme")


def draft_of(questionnaire: Questionnaire) -> QuestionnaireVersion | None:
    """The version that is being built, if there is one."""
    return questionnaire.versions.filter(state=VersionState.DRAFT).first()
