"""Writes about training needs: noted out of advice or a self-assessment, met or dropped."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.advisory.models.training import SOURCES, TrainingNeed
from pomost.advisory.states import DROP_NEED, MEET_NEED
from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.workflow import Transition
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.models.partnerships import Partnership

WORDS = ("title", "topic", *SOURCES)


@transaction.atomic
def note_training_need(*, partnership: Partnership, values: Mapping[str, Any], by: Any) -> TrainingNeed:
    """Note a training that would help: title, topic; one of SOURCES, of the same partnership.

    Out of a self-assessment only who may read it can note one. Raises PermissionDenied; DomainError without
    a title.
    """
    partnership = locked(partnership)
    require(by, "advisory.note_training_need", partnership)
    row = TrainingNeed(partnership=partnership, noted_by=by, noted_at=timezone.now())
    differences.apply(row, {name: values[name] for name in WORDS if name in values})
    if row.self_assessment is not None:
        require(by, "advisory.view_self_assessment", row.self_assessment)
    row.title = row.title.strip()
    if not row.title:
        text = _("Name the training.")
        raise DomainError(text, fields={"title": text})
    if any(source.partnership_id != partnership.pk for source in _sources(row)):
        raise DomainError(_("It came out of another partnership."))
    row.save()
    journal.record(
        by=by,
        verb="training_need.noted",
        target=row,
        fields=["title", "topic"],
        data={"partnership": partnership.slug},
    )
    return row


@transaction.atomic
def meet_training_need(*, need: TrainingNeed, outcome: str, by: Any, seen: int | None = None) -> TrainingNeed:
    """The training was given; outcome: which one. Raises PermissionDenied, Conflict, TransitionNotAllowed;
    DomainError without an outcome.
    """
    need = _locked(need)
    require(by, "advisory.close_training_need", need)
    return _closed(need, MEET_NEED, outcome, by, seen)


@transaction.atomic
def drop_training_need(*, need: TrainingNeed, outcome: str, by: Any, seen: int | None = None) -> TrainingNeed:
    """No training will be given; outcome: why. Raises PermissionDenied, Conflict, TransitionNotAllowed;
    DomainError without a reason.
    """
    need = _locked(need)
    require(by, "advisory.close_training_need", need)
    return _closed(need, DROP_NEED, outcome, by, seen)


def _sources(row: TrainingNeed) -> list[Any]:
    return [source for name in SOURCES if (source := getattr(row, name)) is not None]


def _locked(need: TrainingNeed) -> TrainingNeed:
    rows = TrainingNeed.objects.select_for_update(of=("self",)).select_related("partnership")
    return rows.get(pk=need.pk)


def _closed(need: TrainingNeed, arrow: Transition, outcome: str, by: Any, seen: int | None) -> TrainingNeed:
    versions.check(need, seen)
    if not outcome.strip():
        text = _("Say which training it was, or why there will be none.")
        raise DomainError(text, fields={"outcome": text})
    arrow.move(need)
    need.outcome, need.closed_at = outcome.strip(), timezone.now()
    versions.save(need, ["state", "outcome", "closed_at"])
    journal.record(
        by=by,
        verb=f"training_need.{arrow.name}",
        target=need,
        fields=["state", "outcome"],
        data={"partnership": need.partnership.slug, "state": need.state},
    )
    return need
