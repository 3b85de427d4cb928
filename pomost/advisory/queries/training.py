"""Reads of training needs."""

from typing import Any

from django.db.models import QuerySet

from pomost.advisory.models.training import TrainingNeed
from pomost.advisory.queries import self_assessments
from pomost.partnerships.queries.register import with_task_for


def visible_to(user: Any) -> QuerySet[TrainingNeed]:
    """Training needs that the user may see: the list form of `view_training_need`."""
    if not user.is_authenticated:
        return TrainingNeed.objects.none()
    rows = TrainingNeed.objects.filter(partnership__in=with_task_for(user))
    return rows.select_related("partnership", "noted_by")


def may_open_source(user: Any, need: TrainingNeed) -> bool:
    """Whether the user may open what the need came out of: advice always, a self-assessment if unsealed."""
    if need.self_assessment_id is None:
        return True
    return self_assessments.visible_to(user).filter(pk=need.self_assessment_id).exists()
