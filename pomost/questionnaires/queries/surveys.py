"""Reads of surveys: who is asked, who replied, and what the replies say together."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import scopes_of
from pomost.partnerships.models.support import Participation
from pomost.partnerships.states import TAKES_PART
from pomost.programmes.models.programmes import Programme
from pomost.programmes.rules import SEES_UNPUBLISHED
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.models.surveys import Survey, SurveyInvitation
from pomost.questionnaires.queries.questionnaires import in_use
from pomost.questionnaires.states import Audience, Purpose, SurveyState

LEAST_REPLIES = 5  # below which nothing of a survey, or of a question, is told
ROLES = {
    Audience.COORDINATORS: (Role.COORDINATOR,),
    Audience.MEMBERS: (Role.COORDINATOR, Role.MEMBER),
    Audience.EVERYBODY: (Role.COORDINATOR, Role.MEMBER, Role.CONSULTANT),
}


def visible_to(user: Any) -> QuerySet[Survey]:
    """Surveys of the programmes in which the user has a task, and those by which the user is asked."""
    if not user.is_authenticated:
        return Survey.objects.none()
    mine = Q(programme__in=[int(pk) for pk in scopes_of(user, *SEES_UNPUBLISHED)])
    asked = SurveyInvitation.objects.filter(account=user.pk).values("survey")
    rows = Survey.objects.filter(mine | (Q(pk__in=asked) & ~Q(state=SurveyState.DRAFT)))
    return rows.select_related("programme", "version__questionnaire__programme")


def with_counts(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    """With how many are asked (`asked`) and how many replied (`replied`)."""
    return rows.annotate(
        asked=Count("invitations"), replied=Count("invitations", filter=Q(invitations__has_replied=True))
    )


def to_reply(user: Any) -> QuerySet[Survey]:
    """Open surveys to which the user has not replied yet, the first to close first."""
    waiting = SurveyInvitation.objects.filter(account=user.pk, has_replied=False).values("survey")
    rows = Survey.objects.filter(pk__in=waiting, state=SurveyState.OPEN)
    return rows.select_related("programme", "version__questionnaire__programme").order_by("closes", "pk")


def past_their_day(today: Any) -> QuerySet[Survey]:
    """Open surveys whose last day is over."""
    return Survey.objects.filter(state=SurveyState.OPEN, closes__lt=today)


def questionnaires_for(programmes: QuerySet[Programme]) -> QuerySet[QuestionnaireVersion]:
    """Versions in use by which people of these programmes can be asked."""
    return in_use(programmes, Purpose.SURVEY).order_by("questionnaire__programme__slug", "pk")


def accounts_of(survey: Survey) -> list[Any]:
    """Who is to be asked: holders of the audience's roles in partnerships that the programme supports."""
    supported = Participation.objects.filter(programme=survey.programme_id, state__in=TAKES_PART)
    ids = [str(pk) for pk in supported.values_list("partnership", flat=True)]
    grants = in_force().filter(
        role__in=ROLES[Audience(survey.audience)], scope_kind=Scope.PARTNERSHIP, scope_id__in=ids
    )
    found = {grant.account_id: grant.account for grant in grants.select_related("account")}
    return [account for account in found.values() if account.is_active]


def waiting_accounts(survey: Survey) -> list[Any]:
    """Who is asked and has not replied."""
    rows = survey.invitations.filter(has_replied=False, account__is_active=True).select_related("account")
    return [row.account for row in rows]


def before(survey: Survey) -> Survey | None:
    """The round before: the latest closed survey by the same questionnaire, opened earlier."""
    rows = Survey.objects.filter(
        programme=survey.programme_id,
        version__questionnaire=survey.version.questionnaire_id,
        state=SurveyState.CLOSED,
    )
    if survey.opened_at is not None:
        rows = rows.filter(opened_at__lt=survey.opened_at)
    return rows.exclude(pk=survey.pk).select_related("version").order_by("-opened_at").first()


def replies_to(survey: Survey) -> list[dict[str, Any]]:
    """What was replied, to be told together: nothing before it is closed, and none below five."""
    if survey.state != SurveyState.CLOSED:
        return []
    rows = list(survey.replies.values_list("answers", flat=True))
    return rows if len(rows) >= LEAST_REPLIES else []
