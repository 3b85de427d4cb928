"""Reads of next steps."""

from typing import Any

from django.db.models import QuerySet

from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.steps import NextStep
from pomost.partnerships.states import StepState

SHOWN = 3  # of the workspace's first page; all of them have a page of their own


def open_for(user: Any) -> QuerySet[NextStep]:
    """Open steps of an account, by day."""
    rows = NextStep.objects.filter(assigned_to=user.pk, state=StepState.OPEN)
    return rows.select_related("partnership", "assigned_to").order_by("due", "pk")


def next_of(partnership: Partnership) -> list[NextStep]:
    """The first open steps of a partnership, by day."""
    rows = partnership.steps.filter(state=StepState.OPEN).select_related("assigned_to", "partnership")
    return list(rows.order_by("due", "pk")[:SHOWN])
