"""Writes about self-assessments: begin, a member's own sheet, complete, share, open with a reason."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.accounts import sealed
from pomost.accounts.models.openings import SealedOpening
from pomost.advisory import notifications
from pomost.advisory.models.self_assessments import SelfAssessment, SelfAssessmentSheet
from pomost.advisory.queries import self_assessments as queries
from pomost.advisory.states import CONCLUDE, FOLLOW, SelfAssessmentState
from pomost.core import journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.partnerships import Partnership
from pomost.questionnaires.actions.answering import open_answers
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion

KIND = "self-assessment"  # the kind of owner that a sheet is to its answers


def _locked(assessment: SelfAssessment) -> SelfAssessment:
    """The row, read anew and locked until the transaction ends."""
    rows = SelfAssessment.objects.select_for_update(of=("self",)).select_related("partnership")
    return rows.get(pk=assessment.pk)


@transaction.atomic
def start_self_assessment(
    *, partnership: Partnership, version: QuestionnaireVersion, by: Any
) -> SelfAssessment:
    """Begin a self-assessment by a model of the partnership's programme, with its common sheet.

    Raises PermissionDenied; DomainError while another one is open, and for a model that is not offered.
    """
    partnership = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    require(by, "advisory.start_self_assessment", partnership)
    if queries.of_partnership(partnership).filter(state=SelfAssessmentState.OPEN).exists():
        raise DomainError(_("There is a self-assessment that is being filled in. Complete it first."))
    if not queries.models_for(partnership).filter(pk=version.pk).exists():
        text = _("This model is not offered to the partnership now.")
        raise DomainError(text, fields={"version": text})
    made = SelfAssessment.objects.create(partnership=partnership, started_at=timezone.now(), started_by=by)
    answers = open_answers(version=version, owner_kind=KIND, by=by)
    SelfAssessmentSheet.objects.create(assessment=made, answer_set=answers)
    journal.record(by=by, verb="self_assessment.started", target=made, data={"answers": answers.public_id})
    return made


@transaction.atomic
def add_sheet(*, assessment: SelfAssessment, organisation: Organisation, by: Any) -> SelfAssessmentSheet:
    """Begin a member's own sheet, so that views can be laid side by side; the one that is there, if any.

    Raises PermissionDenied; DomainError once the whole is completed, or for an office that `by` does not
    act for.
    """
    assessment = _locked(assessment)
    require(by, "advisory.add_sheet_to_self_assessment", assessment)
    if assessment.state != SelfAssessmentState.OPEN:
        raise DomainError(_("This self-assessment is completed."))
    there = assessment.sheets.filter(organisation=organisation).first()
    if there is not None:
        return there
    if organisation not in queries.organisations_for(assessment, by):
        raise DomainError(_("You do not act for this member."))
    version = queries.common_sheet(assessment).answer_set.version
    answers = open_answers(version=version, owner_kind=KIND, by=by)
    made = SelfAssessmentSheet.objects.create(
        assessment=assessment, organisation=organisation, answer_set=answers
    )
    journal.record(by=by, verb="self_assessment.sheet_added", target=assessment, data={"sheet": made.pk})
    return made


@transaction.atomic
def follow_self_assessment(*, assessment: SelfAssessment, by: Any) -> SelfAssessment:
    """A newer self-assessment is completed: this one becomes the shadow behind it."""
    assessment = _locked(assessment)
    require(by, "advisory.fill_self_assessment", assessment)
    FOLLOW.move(assessment)
    versions.save(assessment, ["state"])
    journal.record(by=by, verb="self_assessment.followed", target=assessment, fields=["state"])
    return assessment


@transaction.atomic
def conclude_self_assessment(*, assessment: SelfAssessment, by: Any) -> SelfAssessment:
    """The common sheet is completed: the self-assessment holds, and the one before is followed by it."""
    assessment = _locked(assessment)
    require(by, "advisory.fill_self_assessment", assessment)
    earlier = queries.of_partnership(assessment.partnership).filter(state=SelfAssessmentState.COMPLETED)
    for row in earlier:
        follow_self_assessment(assessment=row, by=by)
    CONCLUDE.move(assessment)
    assessment.completed_at = timezone.now()
    versions.save(assessment, ["state", "completed_at"])
    journal.record(by=by, verb="self_assessment.completed", target=assessment, fields=["state"])
    return assessment


@transaction.atomic
def share_self_assessment(
    *, assessment: SelfAssessment, consultant: bool, compared: bool, by: Any, seen: int | None = None
) -> SelfAssessment:
    """Turn the two switches: whether the consultant may read it, whether it counts into the comparison.

    Turned off, both end at once. Raises PermissionDenied; Conflict.
    """
    assessment = _locked(assessment)
    require(by, "advisory.share_self_assessment", assessment)
    versions.check(assessment, seen)
    now, was_shared = timezone.now(), assessment.shared_at is not None
    assessment.shared_at = (assessment.shared_at or now) if consultant else None
    assessment.compared_at = (assessment.compared_at or now) if compared else None
    versions.save(assessment, ["shared_at", "compared_at"])
    data = {"consultant": consultant, "compared": compared}
    fields = ["shared_at", "compared_at"]
    journal.record(by=by, verb="self_assessment.shared", target=assessment, fields=fields, data=data)
    if consultant and not was_shared:
        notifications.tell_of_self_assessment(assessment, by)
    return assessment


@transaction.atomic
def open_sealed_self_assessment(*, assessment: SelfAssessment, reason: str, by: Any) -> SealedOpening:
    """Open a self-assessment of one's programme for a day; those who coordinate the partnership are told.

    Raises PermissionDenied unless `by` manages or audits a programme of the partnership; DomainError
    without a reason.
    """
    assessment = _locked(assessment)
    require(by, "advisory.open_sealed_self_assessment", assessment)
    sentence = gettext_lazy("%(who)s opened a self-assessment of your partnership. Reason: %(reason)s")
    return sealed.open_for(
        thing=assessment,
        reason=reason,
        by=by,
        owners=notifications.coordinators_of(assessment.partnership),
        sentence=lambda: str(sentence),
        link=assessment.get_absolute_url(),
    )
