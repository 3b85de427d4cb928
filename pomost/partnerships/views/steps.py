"""What a partnership does next: plan, change, done, dropped."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.core.permissions import require
from pomost.partnerships.actions import steps as actions
from pomost.partnerships.forms.steps import CloseForm, StepForm
from pomost.partnerships.models.steps import NextStep
from pomost.partnerships.states import StepState
from pomost.partnerships.views import parts
from pomost.partnerships.views.panel import opened, trail_in
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out

MOST_CLOSED = 100


@login_required
@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """All steps: open ones by day, then the closed ones with what came of them."""
    partnership = opened(request, slug, "partnerships.open_workspace_of_partnership")
    rows = partnership.steps.select_related("assigned_to", "closed_by")
    may_plan = request.user.has_perm("partnerships.plan_steps", partnership)
    context = {
        "partnership": partnership,
        "open": rows.filter(state=StepState.OPEN),
        "closed": rows.exclude(state=StepState.OPEN).order_by("-closed_at")[:MOST_CLOSED],
        "may_plan": may_plan,
        "trail": trail_in(partnership, _("Next steps")),
    }
    return TemplateResponse(request, "partnerships/partnership_steps.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan a step."""
    partnership = opened(request, slug, "partnerships.plan_steps")
    form = StepForm(request.POST or None, partnership=partnership)

    def run(values: dict[str, Any]) -> None:
        actions.plan_step(partnership=partnership, values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Planned; the person knows of it."))
        return redirect("partnerships-panel:steps", slug)
    return parts.form_page(request, partnership, form, _("Plan a step"), back="steps")


def _step(request: HttpRequest, slug: str, pk: int, permission: str) -> tuple[Any, NextStep]:
    partnership = opened(request, slug, "partnerships.open_workspace_of_partnership")
    step = get_object_or_404(partnership.steps.select_related("partnership", "assigned_to"), pk=pk)
    require(request.user, permission, partnership if permission.endswith("plan_steps") else step)
    return partnership, step


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change an open step, or give it to somebody else."""
    partnership, step = _step(request, slug, pk, "partnerships.plan_steps")
    form = StepForm(request.POST or None, partnership=partnership, record=step)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.change_step(step=step, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("partnerships-panel:steps", slug)
    return parts.form_page(request, partnership, form, _("Change the step"), back="steps")


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Done, or dropped with a reason."""
    partnership, step = _step(request, slug, pk, "partnerships.close_step")
    form = CloseForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        action = actions.finish_step if values["answer"] == StepState.DONE else actions.drop_step
        action(step=step, outcome=values["outcome"], by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Written down."))
        return redirect("partnerships-panel:steps", slug)
    return parts.form_page(request, partnership, form, _("What came of it?"), lead=step.title, back="steps")
