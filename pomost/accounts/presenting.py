"""What awaits a person because of this room: requests with a term, people who ask for an account."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts import queries
from pomost.accounts.models.duties import AccessibilityRequest, DataRequest
from pomost.core.home import Awaiting

MOST = 20


def awaiting(user: Any) -> Iterator[Awaiting]:
    """Open requests that `user` answers, by their term; people who wait for an account; the yearly review."""
    if user.has_perm("accounts.answer_data_requests"):
        for duty in queries.open_duties(DataRequest)[:MOST]:
            where = reverse("accounts-panel:data-request", args=[duty.pk])
            yield Awaiting(_("Request about personal data no. %d") % duty.pk, where, duty.due_on)
    if user.has_perm("accounts.answer_accessibility"):
        for duty in queries.open_duties(AccessibilityRequest)[:MOST]:
            where = reverse("accounts-panel:accessibility-request", args=[duty.pk])
            yield Awaiting(_("Accessibility request no. %d") % duty.pk, where, duty.due_on)
        if due := review_due(timezone.localdate()):
            where = reverse("accounts-panel:change-statement")
            yield Awaiting(_("Review the accessibility statement"), where, due)
    if user.has_perm("accounts.view_accounts"):
        waiting = queries.account_requests_for(user).filter(state="asked").order_by("asked_at")
        for found in waiting[:MOST]:
            where = reverse("accounts-panel:requests")
            due = found.asked_at.date() + queries.REQUEST_ENDS_AFTER
            yield Awaiting(_("%s asks for an account") % found.name, where, due)


def review_due(today: date) -> date | None:
    """By when the statement must be reviewed: 31 March each year; None when that is done this year.

    Source: ustawa o dostępności cyfrowej, art. 11.
    """
    reviewed = queries.statement().reviewed_on
    term = date(today.year, 3, 31)
    if reviewed is not None and reviewed.year >= today.year:
        return None
    return term
