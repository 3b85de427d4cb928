"""What a self-assessment is to other rooms: the owner of its answers, and a part of the workspace."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pomost.advisory.actions.self_assessments import KIND, conclude_self_assessment
from pomost.advisory.models.self_assessments import SelfAssessment, SelfAssessmentSheet
from pomost.advisory.queries import self_assessments as queries
from pomost.advisory.states import SelfAssessmentState
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.rules import acts_for_the_organisation
from pomost.questionnaires.models.answers import AnswerSet
from pomost.questionnaires.owners import About, Owner

__all__ = ["KIND", "OWNER", "of_partnership"]


def _sheet(answer_set: AnswerSet) -> SelfAssessmentSheet | None:
    """The sheet of these answers; of answers carried over, the sheet that they were carried on with."""
    rows = SelfAssessmentSheet.objects.select_related("assessment__partnership", "organisation")
    while True:
        found = rows.filter(answer_set=answer_set).first()
        later = AnswerSet.objects.filter(carried_from=answer_set).first() if found is None else None
        if later is None:
            return found
        answer_set = later


def _may_read(user: Any, answer_set: AnswerSet) -> bool:
    sheet = _sheet(answer_set)
    return sheet is not None and user.has_perm("advisory.view_self_assessment", sheet.assessment)


def _may_answer(user: Any, answer_set: AnswerSet) -> bool:
    """The common sheet: who coordinates and its members. A member's own: who acts for that organisation."""
    sheet = _sheet(answer_set)
    if sheet is None:
        return False
    if sheet.organisation is None:
        return bool(user.has_perm("advisory.fill_self_assessment", sheet.assessment))
    return bool(
        sheet.assessment.state == SelfAssessmentState.OPEN  # the common one is completed with it
        and acts_for_the_organisation(user, sheet.organisation)
        and user.has_perm("advisory.add_sheet_to_self_assessment", sheet.assessment)
    )


def _about(answer_set: AnswerSet) -> About:
    sheet = _sheet(answer_set)
    if sheet is None:
        raise LookupError(f"answers {answer_set.pk} have no sheet")
    whose = _("common sheet") if sheet.organisation is None else str(sheet.organisation)
    return About(
        heading=_("Self-assessment: %s") % whose,
        link=sheet.assessment.get_absolute_url(),
        back=sheet.assessment.partnership.called,
        note=_("Only your partnership reads this, and whomever it lets."),
    )


def _carried(old: AnswerSet, new: AnswerSet) -> None:
    sheet = SelfAssessmentSheet.objects.select_for_update(of=("self",)).get(answer_set=old)
    sheet.answer_set = new
    sheet.save(update_fields=["answer_set"])


def _completed(answer_set: AnswerSet, by: Any) -> None:
    sheet = _sheet(answer_set)
    if sheet is not None and sheet.organisation is None:
        conclude_self_assessment(assessment=sheet.assessment, by=by)


OWNER = Owner(_may_read, _may_answer, _about, _carried, _completed)


def of_partnership(partnership: Partnership, user: Any) -> tuple[str, dict[str, Any]] | None:
    """The self-assessments on the partnership's workspace; nothing for whoever may read none."""
    may_start = user.has_perm("advisory.start_self_assessment", partnership)
    rows: list[SelfAssessment] = list(queries.visible_to(user).filter(partnership=partnership)[:3])
    if not rows and not may_start:
        return None
    url = reverse("advisory-panel:self-assessments", args=[partnership.slug])
    return "advisory/workspace_self_assessment.html", {"rows": rows, "url": url, "may_start": may_start}
