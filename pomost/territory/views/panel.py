"""The panel's pages of units: what ended and waits for a decision, and what people record of a unit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.territory import ending, presenting, queries
from pomost.territory.actions.endings import decide_on_ended_unit
from pomost.territory.actions.successions import record_succession, remove_succession
from pomost.territory.forms import DecisionForm, FurtherSuccessorForm, SuccessionForm
from pomost.territory.models.units import Succession, Unit
from pomost.ui.submitting import carried_out, status_of

MOST_SUCCESSORS = 10


def _trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of the panel down to the units that are no more, and further."""
    waiting = reverse("territory-panel:waiting") if further else ""
    return [(_("Home"), reverse("panel-panel:home")), (_("Units that are no more"), waiting), *further]


def _unit(key: str) -> Unit:
    found = queries.by_key(key)
    if found is None:
        raise Http404
    return queries.with_events(Unit.objects.filter(pk=found.pk)).get()


@login_required
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Units that are no more and left something on which the reader decides."""
    require(request.user, "territory.decide_on_ended_unit")
    counts = ending.waiting_for(request.user)
    units = queries.listed().filter(pk__in=counts).order_by("folded", "code")
    context = {
        "rows": [(unit, presenting.since_when(unit), counts[unit.pk]) for unit in units],
        "trail": _trail(),
    }
    return TemplateResponse(request, "territory/unit_waiting.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """What a unit that is no more left open: see it, decide on each thing, carry it all out at once."""
    unit = _unit(key)
    require(request.user, "territory.decide_on_ended_unit", unit)
    things, others = ending.things_of(unit, request.user)
    candidates, further = _candidates(request, unit)
    form = DecisionForm(request.POST or None, things=things, candidates=candidates)

    def run(_values: dict[str, Any]) -> None:
        decide_on_ended_unit(unit=unit, decisions=form.decisions(), by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Decided and carried out. History keeps what was."))
        return redirect("territory-panel:decide", unit.key)
    context = {
        "unit": unit,
        "form": form,
        "further": further,
        "named": [each for each in candidates if each.key in request.GET.getlist("s")],
        "things": things,
        "others": others,
        "decided": presenting.decided_on(unit),
        "events": presenting.events_of(unit),
        "may_record": request.user.has_perm("territory.record_succession", unit),
        "trail": _trail((unit.called, "")),
    }
    return TemplateResponse(request, "territory/unit_decide.html", context, status=status_of(form))


def _candidates(request: HttpRequest, unit: Unit) -> tuple[list[Unit], FurtherSuccessorForm]:
    """Who may take things over: units known to follow, and those that the reader named (`s`, `successor`)."""
    form = FurtherSuccessorForm(request.GET if "successor" in request.GET else None)
    named = queries.by_keys(request.GET.getlist("s")[:MOST_SUCCESSORS])
    if form.is_bound and form.is_valid() and form.cleaned_data["successor"]:
        named.append(form.cleaned_data["successor"])
    found = {each.pk: each for each in [*queries.successors_of(unit), *named] if each.until is None}
    return list(found.values()), form


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, key: str) -> HttpResponse:
    """Record what happened to a unit; see what is recorded already."""
    unit = _unit(key)
    require(request.user, "territory.record_succession", unit)
    form = SuccessionForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        record_succession(unit=unit, values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Recorded. Later states of the register keep it."))
        return redirect("territory-panel:record", unit.key)
    context = {
        "unit": unit,
        "form": form,
        "events": [(row, presenting.event_of(row)) for row in queries.recorded_about(unit)],
        "is_over": ending.is_over(unit),
        "trail": _trail((unit.called, "")),
    }
    return TemplateResponse(request, "territory/unit_record.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Ask once more, then take back what a person recorded."""
    unit = _unit(key)
    require(request.user, "territory.record_succession", unit)
    rows = Succession.objects.filter(predecessor=unit, derived=False)
    row = get_object_or_404(rows.select_related("successor", "predecessor"), pk=pk)
    if request.method == "POST":
        try:
            remove_succession(succession=row, by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Taken back. The journal keeps what it said."))
        return redirect("territory-panel:record", unit.key)
    here = (unit.called, reverse("territory-panel:record", args=[unit.key]))
    context = {
        "unit": unit,
        "event": presenting.event_of(row),
        "trail": _trail(here, (_("Take back"), "")),
    }
    return TemplateResponse(request, "territory/succession_remove.html", context)
