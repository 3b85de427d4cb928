"""A partnership in a programme: asking, deciding, agreements, phases."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.core.languages import spoken
from pomost.core.permissions import require
from pomost.partnerships.actions import support as actions
from pomost.partnerships.forms.support import AgreementForm, AskForm, DecisionForm, PhaseEndForm, PhaseForm
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import Participation
from pomost.partnerships.queries import support
from pomost.partnerships.states import ParticipationState
from pomost.partnerships.views import parts
from pomost.partnerships.views.panel import opened, trail_in
from pomost.ui.submitting import carried_out, status_of

DECISIONS = {
    "admit": actions.admit_partnership,
    "decline": actions.decline_partnership,
    "end": actions.end_participation,
}


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a running programme for support."""
    partnership = opened(request, slug, "partnerships.ask_for_support")
    form = AskForm(request.POST or None, programmes=support.open_to(partnership))
    made: list[Participation] = []

    def run(values: dict[str, Any]) -> None:
        made.append(actions.ask_for_support(partnership=partnership, by=request.user, **values))

    if carried_out(form, run):
        messages.success(request, _("Asked. The people of the programme know of it and will answer."))
        return redirect("partnerships-panel:participation", slug, made[0].pk)
    context = {
        "partnership": partnership,
        "form": form,
        "trail": trail_in(partnership, _("Ask for support")),
    }
    return TemplateResponse(request, "partnerships/support_ask.html", context, status=status_of(form))


def _of(request: HttpRequest, slug: str, pk: int, permission: str) -> tuple[Partnership, Participation]:
    partnership = opened(request, slug, "partnerships.open_workspace_of_partnership")
    participation = get_object_or_404(support.whole(partnership), pk=pk)
    require(request.user, permission, participation)
    return partnership, participation


@login_required
@require_GET
def participation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was asked, what was decided and why, phases, agreements with their files."""
    partnership, found = _of(request, slug, pk, "partnerships.view_participation")
    context = {
        "partnership": partnership,
        "participation": found,
        "agreements": support.agreements_of(found),
        "may_decide": request.user.has_perm("partnerships.decide_participation", found),
        "is_asked": found.state == ParticipationState.ASKED,
        "is_admitted": found.state == ParticipationState.ADMITTED,
        "trail": trail_in(partnership, str(found.programme.spoken_short_title)),
    }
    return TemplateResponse(request, "partnerships/participation.html", context)


def _decided(
    request: HttpRequest, found: tuple[Partnership, Participation], form: forms.Form, heading: str, run: Any
) -> HttpResponse:
    """A form of the programme's staff about a participation."""
    partnership, row = found
    if carried_out(form, run):
        messages.success(request, _("Written down."))
        return redirect("partnerships-panel:participation", partnership.slug, row.pk)
    return parts.form_page(request, partnership, form, heading, lead=str(row.programme), back=row)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Admit or decline with a reason; later end the support with one."""
    found = _of(request, slug, pk, "partnerships.decide_participation")
    form = DecisionForm(request.POST or None, participation=found[1])

    def run(values: dict[str, Any]) -> None:
        action = DECISIONS[values["decision"]]
        action(participation=found[1], reason=values["reason"], by=request.user)

    return _decided(request, found, form, _("Decision on the support"), run)


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A phase of the programme begins for the partnership."""
    found = _of(request, slug, pk, "partnerships.decide_participation")
    form = PhaseForm(request.POST or None, participation=found[1])

    def run(values: dict[str, Any]) -> None:
        actions.begin_phase(participation=found[1], by=request.user, **values)

    return _decided(request, found, form, _("A phase begins"), run)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, slug: str, pk: int, phase: int) -> HttpResponse:
    """A phase of the programme ends for the partnership."""
    found = _of(request, slug, pk, "partnerships.decide_participation")
    row = get_object_or_404(found[1].phases.select_related("phase", "participation__partnership"), pk=phase)
    form = PhaseEndForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        actions.end_phase(row=row, ended=values["ended"], by=request.user)

    heading = _("A phase ends: %s") % spoken(row.phase.name)
    return _decided(request, found, form, heading, run)


@login_required
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """File the agreement on support, with its file."""
    found = _of(request, slug, pk, "partnerships.decide_participation")
    form = AgreementForm(request.POST or None, request.FILES or None)

    def run(values: dict[str, Any]) -> None:
        parts.filed_agreement(found[1], values, request.user)

    if carried_out(form, run):
        messages.success(request, _("The agreement is filed."))
        return redirect("partnerships-panel:participation", slug, pk)
    return parts.form_page(
        request, found[0], form, _("File an agreement"), lead=str(found[1].programme), back=found[1]
    )
