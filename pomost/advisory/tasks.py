"""What awaits people because of advice, and what they may start."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from pomost.accounts.roles import Role
from pomost.accounts.rules import scopes_of
from pomost.advisory import hours
from pomost.advisory.notifications import sheet_link
from pomost.advisory.queries import assigning, experts, recommendations, self_assessments
from pomost.advisory.queries import consultations as queries
from pomost.advisory.states import ExpertTaskState, RecommendationState, SheetState
from pomost.core.home import Awaiting, Start

SUBMITTED_WITHIN = timedelta(days=7)  # after the month's end
MOST = 30


def awaiting(user: Any) -> Iterator[Awaiting]:
    """Months to submit and to approve, hours over the limit, recommendations to answer and to carry
    out, self-assessments to fill in.
    """
    yield from _sheets(user)
    if queries.hours_to_decide(user).exists():
        yield Awaiting(label=_("Hours over the limit to decide on"), where=reverse("advisory-panel:hours"))
    yield from _expert_tasks(user)
    for assessment in self_assessments.to_fill_in(user)[:MOST]:
        yield Awaiting(
            label=_("Self-assessment to fill in"),
            where=assessment.get_absolute_url(),
            note=assessment.partnership.called,
        )
    yield from _recommendations(user)


def _recommendations(user: Any) -> Iterator[Awaiting]:
    rows = recommendations.to_answer(user) | recommendations.to_carry_out(user)  # one query for both
    for row in rows.order_by(F("due").asc(nulls_last=True), "proposed_at", "pk")[:MOST]:
        is_proposed = row.state == RecommendationState.PROPOSED
        yield Awaiting(
            label=(_("Proposal: %s") if is_proposed else _("To be carried out: %s")) % row.title,
            where=reverse(f"advisory-panel:{'answer' if is_proposed else 'recommendation'}", args=[row.pk]),
            due=None if is_proposed else row.due,
            note=row.partnership.called,
        )


def _sheets(user: Any) -> Iterator[Awaiting]:
    standing = list(queries.sheets_on_the_home(user))
    for contract, number, month in queries.months_to_submit(user, standing):
        end = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        yield Awaiting(
            label=_("Submit the month: %s") % hours.month_called(month),
            where=sheet_link(contract, month),
            due=end + SUBMITTED_WITHIN,
            note=number,
        )
    mine = [row for row in standing if row.state == SheetState.RETURNED]
    waiting = [row for row in standing if row.state == SheetState.SUBMITTED]
    managed = scopes_of(user, Role.PROGRAMME_MANAGER)
    waiting = [row for row in waiting if str(row.contract.programme_id) in managed]
    waiting = [row for row in waiting if row.contract.account_id != user.pk]
    for sheet in [*mine, *waiting][:MOST]:
        called = hours.month_called(sheet.month)
        if sheet.state == SheetState.RETURNED:
            label, note = _("A month came back: %s") % called, sheet.note
        else:
            words = {"month": called, "who": sheet.contract.account}
            label, note = _("Approve the month: %(month)s, %(who)s") % words, ""
        yield Awaiting(label=label, where=sheet_link(sheet.contract_id, sheet.month), note=note)


def _expert_tasks(user: Any) -> Iterator[Awaiting]:
    rows = experts.to_work_on(user) | experts.to_decide(user)
    for task in rows.select_related("partnership", "expert").order_by("deadline", "pk")[:MOST]:
        is_delivered = task.state == ExpertTaskState.DELIVERED
        yield Awaiting(
            label=(_("Result to decide on: %s") if is_delivered else _("Task: %s")) % task.title,
            where=reverse("advisory-panel:expert-task", args=[task.pk]),
            due=None if is_delivered else task.deadline,
            note=str(task.expert or "") if is_delivered else task.partnership.called,
        )


def starts(user: Any) -> Iterator[Start]:
    """What an adviser, and who manages them, often begins."""
    if user.has_perm("advisory.advise"):
        yield Start(_("Record a consultation"), reverse("advisory-panel:choose"))
    label, managed = _("Propose who looks after whom"), scopes_of(user, Role.PROGRAMME_MANAGER)
    if len(managed) > 1:  # the advisers' page has a way to it for each programme
        yield Start(label, reverse("advisory-panel:advisers"))
    for programme in assigning.programmes_managed_by(user) if len(managed) == 1 else ():
        where = reverse("advisory-panel:assignment", args=[programme.slug])
        yield Start(label, where, note=str(programme.spoken_short_title))
