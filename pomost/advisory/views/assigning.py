"""Proposed assignments: the start with its weights, the proposal, and the manager's decisions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.advisory import presenting
from pomost.advisory.actions import assigning as actions
from pomost.advisory.assigning import GAP
from pomost.advisory.forms.assigning import USUAL, CaretakerForm, CarryOutForm, DropForm, WeightsForm
from pomost.advisory.models.assigning import AssignmentLine, AssignmentProposal
from pomost.advisory.queries import assigning as queries
from pomost.advisory.states import ProposalState
from pomost.advisory.views.consultations import form_page, trail
from pomost.core.permissions import require
from pomost.ui import typography
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, status_of


def _trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return trail((_("Advisers"), reverse("advisory-panel:advisers")), *further)


def _page_of(proposal: AssignmentProposal) -> str:
    return reverse("advisory-panel:proposal", args=[proposal.programme.slug, proposal.pk])


def _one(request: HttpRequest, pk: int, **of: str) -> AssignmentProposal:
    proposal = get_object_or_404(queries.proposals_managed_by(request.user), pk=pk, **of)
    require(request.user, "advisory.decide_assignment", proposal)
    return proposal


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What it does, who takes part, and how much what counts; sending it lets the solver propose."""
    programme = get_object_or_404(queries.programmes_managed_by(request.user), slug=slug)
    require(request.user, "advisory.propose_assignment", programme)
    earlier = list(queries.proposals_managed_by(request.user).filter(programme=programme)[:10])
    last = earlier[0].weights if earlier else {}
    form = WeightsForm(request.POST or None, initial=last)
    made: list[AssignmentProposal] = []

    def run(values: dict[str, Any]) -> None:
        weights = form.weights(values)
        made.append(actions.propose_assignment(programme=programme, weights=weights, by=request.user))

    if carried_out(form, run):
        return redirect(_page_of(made[0]))
    context = {
        "programme": programme,
        "form": form,
        "found": queries.input_of(programme, request.user, last.get("hours", USUAL.hours)),
        "earlier": earlier,
        "trail": _trail((_("Proposed assignment"), "")),
    }
    return TemplateResponse(request, "advisory/assignment.html", context, status=status_of(form))


@login_required
@require_GET
def proposal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A proposal: how good it is, who would have how much, and each line with its reasons."""
    row = _one(request, pk, programme__slug=slug)
    is_draft = row.state == ProposalState.DRAFT
    lines = list(row.lines.select_related("partnership", "present", "proposed", "chosen"))
    found = queries.input_of(row.programme, request.user, row.weights["hours"]) if is_draft else None
    loads = presenting.loads_of(lines, found)
    start_page = reverse("advisory-panel:assignment", args=[slug])
    context = {
        "proposal": row,
        "programme": row.programme,
        "is_draft": is_draft,
        "lines": presenting.lines_in_words(lines),
        "missing": presenting.missing_in_words(row, lines, found),
        "loads": loads,
        "chart": presenting.chart_of_loads(loads),
        "exceeded": [load for load in loads if load.is_over],
        "facts": presenting.facts_of_proposal(row, lines, found),
        "is_proved": row.gap <= GAP,
        "trail": _trail((_("Proposed assignment"), start_page), (typography.day(row.made_at), "")),
    }
    return TemplateResponse(request, "advisory/proposal.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose another caretaker for one partnership of a proposal."""
    line: AssignmentLine = get_object_or_404(queries.lines_managed_by(request.user), pk=pk)
    row = _one(request, line.proposal_id)
    found = queries.input_of(row.programme, request.user, row.weights["hours"])
    choices = presenting.choices_for(line, list(row.lines.all()), found)
    form = CaretakerForm(request.POST or None, choices=choices, record=line)

    def run(values: dict[str, Any], seen: int | None) -> None:
        account = found.accounts[int(values["account"])] if values["account"] else None
        actions.change_line(line=line, account=account, by=request.user, seen=seen)

    if edited(form, run):
        messages.success(request, _("Saved in the proposal. Nobody's role changes before it is carried out."))
        return redirect(_page_of(row))
    return form_page(request, form, line.partnership.called, _page_of(row), lead=presenting.need_of(line))


@login_required
@require_http_methods(["GET", "POST"])
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry a proposal out."""
    row = _one(request, pk)
    lines = list(row.lines.select_related("partnership", "present", "chosen"))
    found = queries.input_of(row.programme, request.user, row.weights["hours"])
    exceeded = [str(found.accounts[each]) for each in queries.exceeded(lines, found)]
    form = CarryOutForm(request.POST or None, exceeded=bool(exceeded), record=row)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.carry_out_assignment(proposal=row, by=request.user, seen=seen, **values)

    if edited(form, run):
        messages.success(request, _("Carried out. Consultants and coordinators are told."))
        return redirect(_page_of(row))
    lead = presenting.what_carrying_out_means(lines, exceeded)
    heading, button = _("Carry out the assignment"), _("Carry out")
    return form_page(request, form, heading, _page_of(row), lead=lead, button=button)


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a proposal."""
    row = _one(request, pk)
    form = DropForm(request.POST or None, record=row)

    def run(_values: dict[str, Any], seen: int | None) -> None:
        actions.drop_proposal(proposal=row, by=request.user, seen=seen)

    if edited(form, run):
        messages.success(request, _("Dropped. Nothing else changed."))
        return redirect(reverse("advisory-panel:assignment", args=[row.programme.slug]))
    heading, lead = _("Drop the proposal"), _("It stays readable; the caretakers stay as they are.")
    return form_page(request, form, heading, _page_of(row), lead=lead, button=_("Drop"), is_danger=True)
