"""Reads of recommendations."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from pomost.accounts.roles import Role
from pomost.accounts.rules import scopes_of
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.states import ALIVE, RecommendationState
from pomost.partnerships.queries.register import with_task_for


def _ids(user: Any, *roles: str) -> list[int]:
    return [int(pk) for pk in scopes_of(user, *roles)]


def visible_to(user: Any) -> QuerySet[Recommendation]:
    """Recommendations that the user may see: the list form of `view_recommendation`."""
    if not user.is_authenticated:
        return Recommendation.objects.none()
    rows = Recommendation.objects.filter(partnership__in=with_task_for(user))
    return rows.select_related("partnership", "proposed_by")


def with_training(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Rows with the training needs that were noted with them."""
    return rows.prefetch_related("training_needs")


def to_answer(user: Any) -> QuerySet[Recommendation]:
    """Proposals that the user answers for a partnership, the oldest first."""
    rows = Recommendation.objects.filter(
        partnership__in=_ids(user, Role.COORDINATOR), state=RecommendationState.PROPOSED
    )
    return rows.select_related("partnership").order_by("proposed_at", "pk")


def to_carry_out(user: Any, today: date | None = None) -> QuerySet[Recommendation]:
    """Agreed ones that are due or overdue, for both sides: who coordinates and who looks after it."""
    day = today or timezone.localdate()
    rows = Recommendation.objects.filter(
        Q(due__lte=day) | Q(due__isnull=True),
        partnership__in=_ids(user, Role.COORDINATOR, Role.CONSULTANT),
        state__in=ALIVE,
    )
    return rows.select_related("partnership").order_by(F("due").asc(nulls_last=True), "pk")
