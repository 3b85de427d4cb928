"""What awaits people because of advice, and what they may start."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pomost.advisory import hours
from pomost.advisory.notifications import sheet_link
from pomost.advisory.queries import assigning, experts, recommendations, self_assessments
from pomost.advisory.queries import consultations as queries
from pomost.core.home import Awaiting, Start

SUBMITTED_WITHIN = timedelta(days=7)  # after the month's end
MOST = 30


def awaiting(user: Any) -> Iterator[Awaiting]:
    """Months to submit and to approve, hours over the limit, recommendations to answer and to carry
    out, self-assessments to fill in.
    """
    yield from _sheets(user)
    waiting = queries.hours_to_decide(user)[:MOST]
    if len(waiting):
        yield Awaiting(label=_("Hours over the limit to decide on"), where=reverse("advisory-panel:hours"))
    yield from _expert_tasks(user)
    for assessment in self_assessments.to_fill_in(user)[:MOST]:
        yield Awaiting(
            label=_("Self-assessment to fill in"),
            where=assessment.get_absolute_url(),
            note=assessment.partnership.called,
        )
    for row in recommendations.to_answer(user)[:MOST]:
        yield Awaiting(
            label=_("Proposal: %s") % row.title,
            where=reverse("advisory-panel:answer", args=[row.pk]),
            note=row.partnership.called,
        )
    for row in recommendations.to_carry_out(user)[:MOST]:
        yield Awaiting(
            label=_("To be carried out: %s") % row.title,
            where=reverse("advisory-panel:recommendation", args=[row.pk]),
            due=row.due,
            note=row.partnership.called,
        )


def _sheets(user: Any) -> Iterator[Awaiting]:
    for contract, month in queries.months_to_submit(user):
        end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        yield Awaiting(
            label=_("Submit the month: %s") % hours.month_called(month),
            where=sheet_link(contract, month),
            due=end + SUBMITTED_WITHIN,
            note=contract.number,
        )
    for sheet in queries.returned_sheets(user):
        yield Awaiting(
            label=_("A month came back: %s") % hours.month_called(sheet.month),
            where=sheet_link(sheet.contract, sheet.month),
            note=sheet.note,
        )
    for sheet in queries.waiting_sheets(user)[:MOST]:
        yield Awaiting(
            label=_("Approve the month: %(month)s, %(who)s")
            % {"month": hours.month_called(sheet.month), "who": sheet.contract.account},
            where=sheet_link(sheet.contract, sheet.month),
        )


def _expert_tasks(user: Any) -> Iterator[Awaiting]:
    for task in experts.to_work_on(user)[:MOST]:
        yield Awaiting(
            label=_("Task: %s") % task.title,
            where=reverse("advisory-panel:expert-task", args=[task.pk]),
            due=task.deadline,
            note=task.partnership.called,
        )
    for task in experts.to_decide(user)[:MOST]:
        yield Awaiting(
            label=_("Result to decide on: %s") % task.title,
            where=reverse("advisory-panel:expert-task", args=[task.pk]),
            note=str(task.expert or ""),
        )


def starts(user: Any) -> Iterator[Start]:
    """What an adviser, and who manages them, often begins."""
    if user.has_perm("advisory.advise"):
        yield Start(_("Record a consultation"), reverse("advisory-panel:choose"))
    for programme in assigning.programmes_managed_by(user)[:MOST]:
        yield Start(
            _("Propose who looks after whom"),
            reverse("advisory-panel:assignment", args=[programme.slug]),
            note=str(programme.spoken_short_title),
        )
