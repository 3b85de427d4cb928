"""Reads of self-assessments. They are sealed: each read begins with who may read."""

from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from pomost.accounts import sealed
from pomost.accounts.roles import Role
from pomost.accounts.rules import scopes_of
from pomost.advisory.models.self_assessments import SelfAssessment, SelfAssessmentSheet
from pomost.advisory.states import SelfAssessmentState
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.register import members_now
from pomost.partnerships.rules import OF_AN_OFFICE, programmes_of
from pomost.partnerships.states import SUPPORTED, TAKES_PART
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.queries.questionnaires import in_use
from pomost.questionnaires.states import Purpose

LEAST_SHARING = 5  # partnerships, below which no median is told


def _ids(user: Any, *roles: str) -> list[int]:
    return [int(pk) for pk in scopes_of(user, *roles)]


def visible_to(user: Any) -> QuerySet[SelfAssessment]:
    """Those that the user may read: the list form of `view_self_assessment`."""
    rows = SelfAssessment.objects.select_related("partnership")
    if not user.is_authenticated:
        return rows.none()
    offices = members_now().filter(organisation__in=_ids(user, *OF_AN_OFFICE)).values("partnership")
    own = Q(partnership__in=_ids(user, Role.COORDINATOR, Role.MEMBER)) | Q(partnership__in=offices)
    shared = Q(shared_at__isnull=False, partnership__in=_ids(user, Role.CONSULTANT))
    opened = sealed.opened_by(user, overseen_by(user)).values("pk")
    return rows.filter(own | shared | Q(pk__in=opened))


def to_fill_in(user: Any) -> QuerySet[SelfAssessment]:
    """Those being filled in whose common sheet the user fills: who coordinates the partnership, members."""
    own = _ids(user, Role.COORDINATOR, Role.MEMBER)
    rows = SelfAssessment.objects.filter(state=SelfAssessmentState.OPEN, partnership__in=own)
    return rows.select_related("partnership")


def overseen_by(user: Any) -> QuerySet[SelfAssessment]:
    """Those of the programmes that the user runs or audits: that they exist, and when; nothing of them."""
    mine = _ids(user, Role.PROGRAMME_MANAGER, Role.AUDITOR)
    taking_part = Q(
        partnership__participations__programme__in=mine, partnership__participations__state__in=SUPPORTED
    )
    ids = SelfAssessment.objects.filter(taking_part).values("pk")
    return SelfAssessment.objects.filter(pk__in=ids).select_related("partnership")


def of_partnership(partnership: Partnership) -> QuerySet[SelfAssessment]:
    """All of a partnership, newest first."""
    return SelfAssessment.objects.filter(partnership=partnership).order_by("-started_at", "-pk")


def common_sheet(assessment: SelfAssessment) -> SelfAssessmentSheet:
    rows = SelfAssessmentSheet.objects.select_related("answer_set__version__questionnaire")
    return rows.get(assessment=assessment, organisation=None)


def sheets_of(assessment: SelfAssessment) -> list[SelfAssessmentSheet]:
    """The common sheet first, then the members' by name."""
    rows = assessment.sheets.select_related("organisation", "answer_set__version")
    return sorted(rows, key=lambda row: (row.organisation is not None, str(row.organisation or "")))


def organisations_for(assessment: SelfAssessment, user: Any) -> list[Organisation]:
    """Member organisations that the user acts for, and that have no sheet of their own yet."""
    ids = members_now().filter(partnership=assessment.partnership, organisation__in=_ids(user, *OF_AN_OFFICE))
    have = assessment.sheets.filter(organisation__isnull=False).values("organisation")
    rows = Organisation.objects.filter(pk__in=ids.values("organisation")).exclude(pk__in=have)
    return list(rows.order_by("name"))


def models_for(partnership: Partnership) -> QuerySet[QuestionnaireVersion]:
    """The questionnaires by which the partnership may assess itself: those of its programmes."""
    programmes = [int(pk) for pk in programmes_of(partnership, TAKES_PART)]
    return in_use(programmes, Purpose.SELF_ASSESSMENT).order_by("questionnaire")


def stages_in(sheets: list[SelfAssessmentSheet]) -> dict[int, dict[str, int]]:
    """Sheet id → criterion → stage (1 to 5), of those that say one; one query."""
    by_set = {sheet.answer_set_id: sheet.pk for sheet in sheets}
    found: dict[int, dict[str, int]] = {sheet.pk: {} for sheet in sheets}
    rows = SelfAssessmentSheet.objects.filter(pk__in=found)
    values = rows.values_list("answer_set", "answer_set__answers__path", "answer_set__answers__value")
    for answer_set, path, value in values:
        if isinstance(value, str) and value in "12345" and len(value) == 1:
            found[by_set[answer_set]][path] = int(value)
    return found


def before(assessment: SelfAssessment) -> SelfAssessment | None:
    """The one that the partnership completed last before this one."""
    rows = of_partnership(assessment.partnership).exclude(state=SelfAssessmentState.OPEN)
    return rows.filter(started_at__lt=assessment.started_at).first()


def medians_for(assessment: SelfAssessment, questionnaire: int) -> dict[str, float]:
    """Criterion → median stage of others that share, by the same questionnaire; none below five."""
    rows = SelfAssessmentSheet.objects.filter(
        organisation=None,
        answer_set__version__questionnaire=questionnaire,
        assessment__state=SelfAssessmentState.COMPLETED,
        assessment__compared_at__isnull=False,
    ).exclude(assessment__partnership=assessment.partnership_id)
    stages = stages_in(list(rows))
    if len(stages) < LEAST_SHARING:
        return {}
    found = {}
    for criterion in {key for each in stages.values() for key in each}:
        said = [each[criterion] for each in stages.values() if criterion in each]
        if len(said) >= LEAST_SHARING:
            found[criterion] = float(median(said))
    return found
