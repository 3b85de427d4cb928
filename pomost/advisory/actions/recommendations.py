"""Writes about recommendations: proposed by the consultant, answered and carried out by the partnership."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.advisory import notifications
from pomost.advisory.actions.training import note_training_need
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.states import ACCEPT, BEGIN, DECLINE, DROP, FINISH, RecommendationState
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.workflow import Transition
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.models.partnerships import Partnership

WORDS = ("title", "reason", "expected", "topic", "due", "consultation")


@transaction.atomic
def propose_recommendation(*, partnership: Partnership, values: Mapping[str, Any], by: Any) -> Recommendation:
    """Propose an improvement: title, reason, expected, topic; due, consultation (of the same partnership);
    training: one that would help, noted as a training need. The coordinators are told.
    Raises PermissionDenied; DomainError for a day that is over.
    """
    partnership = locked(partnership)
    require(by, "advisory.propose_recommendation", partnership)
    row = Recommendation(partnership=partnership, proposed_by=by, proposed_at=timezone.now())
    differences.apply(row, {name: values[name] for name in WORDS if name in values})
    if row.due is not None and row.due < timezone.localdate():
        text = _("This day is over. Choose today or a later one.")
        raise DomainError(text, fields={"due": text})
    if row.consultation is not None and row.consultation.partnership_id != partnership.pk:
        text = _("Choose a consultation of this partnership.")
        raise DomainError(text, fields={"consultation": text})
    row.save()
    journal.record(
        by=by,
        verb="recommendation.proposed",
        target=row,
        fields=[*values],
        data={"partnership": partnership.slug},
    )
    if training := str(values.get("training") or "").strip():
        need = {"title": training, "topic": row.topic, "recommendation": row}
        note_training_need(partnership=partnership, values=need, by=by)
    notifications.tell_of_proposal(row, by)
    return row


@transaction.atomic
def accept_recommendation(*, recommendation: Recommendation, by: Any, answer: str = "") -> Recommendation:
    """The partnership takes it up. Raises PermissionDenied, TransitionNotAllowed."""
    recommendation = _locked(recommendation)
    require(by, "advisory.answer_recommendation", recommendation)
    recommendation.answer, recommendation.answered_at = answer.strip(), timezone.now()
    return _moved(recommendation, ACCEPT, by, "answer", "answered_at")


@transaction.atomic
def decline_recommendation(*, recommendation: Recommendation, answer: str, by: Any) -> Recommendation:
    """The partnership does not. Raises PermissionDenied, TransitionNotAllowed; DomainError without a
    reason.
    """
    recommendation = _locked(recommendation)
    require(by, "advisory.answer_recommendation", recommendation)
    _demand("answer", answer)
    recommendation.answer, recommendation.answered_at = answer.strip(), timezone.now()
    return _moved(recommendation, DECLINE, by, "answer", "answered_at")


@transaction.atomic
def begin_recommendation(*, recommendation: Recommendation, by: Any) -> Recommendation:
    """Work on it begins. Raises PermissionDenied, TransitionNotAllowed."""
    recommendation = _locked(recommendation)
    require(by, "advisory.carry_out_recommendation", recommendation)
    return _moved(recommendation, BEGIN, by)


@transaction.atomic
def finish_recommendation(*, recommendation: Recommendation, outcome: str, by: Any) -> Recommendation:
    """It is carried out; outcome: what came of it. Raises PermissionDenied, TransitionNotAllowed;
    DomainError without an outcome.
    """
    recommendation = _locked(recommendation)
    require(by, "advisory.carry_out_recommendation", recommendation)
    _demand("outcome", outcome)
    recommendation.outcome, recommendation.closed_at = outcome.strip(), timezone.now()
    return _moved(recommendation, FINISH, by, "outcome", "closed_at")


@transaction.atomic
def drop_recommendation(*, recommendation: Recommendation, outcome: str, by: Any) -> Recommendation:
    """It will not be carried out; outcome: why. Raises PermissionDenied, TransitionNotAllowed; DomainError
    without a reason.
    """
    recommendation = _locked(recommendation)
    require(by, "advisory.carry_out_recommendation", recommendation)
    _demand("outcome", outcome)
    recommendation.outcome, recommendation.closed_at = outcome.strip(), timezone.now()
    return _moved(recommendation, DROP, by, "outcome", "closed_at")


@transaction.atomic
def record_effect(
    *, recommendation: Recommendation, effect: str, by: Any, seen: int | None = None
) -> Recommendation:
    """Write down, later, what a recommendation that was carried out changed. Raises PermissionDenied,
    Conflict; DomainError when it is not done, or without a text.
    """
    recommendation = _locked(recommendation)
    require(by, "advisory.carry_out_recommendation", recommendation)
    versions.check(recommendation, seen)
    if recommendation.state != RecommendationState.DONE:
        raise DomainError(_("It is not carried out yet."))
    _demand("effect", effect)
    recommendation.effect = effect.strip()
    versions.save(recommendation, ["effect"])
    journal.record(by=by, verb="recommendation.effect_recorded", target=recommendation, fields=["effect"])
    return recommendation


def _locked(recommendation: Recommendation) -> Recommendation:
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("partnership", "proposed_by")
    return rows.get(pk=recommendation.pk)


def _demand(field: str, text: str) -> None:
    if not text.strip():
        said = _("Say why, or what came of it: the other side reads this.")
        raise DomainError(said, fields={field: said})


def _moved(row: Recommendation, arrow: Transition, by: Any, *fields: str) -> Recommendation:
    arrow.move(row)
    versions.save(row, ["state", *fields])
    journal.record(
        by=by,
        verb=f"recommendation.{arrow.name}",
        target=row,
        fields=["state"],
        data={"partnership": row.partnership.slug, "state": row.state},
    )
    notifications.tell_of_recommendation(row, by)
    return row
