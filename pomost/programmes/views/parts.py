"""The panel's pages of a programme's parts: add, change, remove; tasks, targets, results."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pomost.programmes import presenting
from pomost.programmes.actions import parts as actions
from pomost.programmes.forms.parts import PART_FORMS, PlanForm, ResultForm, TargetForm, TasksForm
from pomost.programmes.models.parts import Implementer, Target
from pomost.programmes.models.programmes import Programme
from pomost.programmes.views.panel import opened, trail_in
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, status_of

# The Polish segment of each kind's address.
KINDS = {
    "realizatorzy": "implementers",
    "dzialania": "activities",
    "etapy": "phases",
    "finansowanie": "financing",
    "odnosniki": "links",
    "liczby": "figures",
}


def kind_name(kind: str) -> str:
    """What one part of a kind is called."""
    return str(actions.KINDS[kind]._meta.verbose_name).capitalize()


def _kind(segment: str) -> str:
    if segment not in KINDS:
        raise Http404
    return KINDS[segment]


def _part(programme: Programme, kind: str, pk: int) -> Any:
    return get_object_or_404(actions.KINDS[kind].objects.filter(programme=programme), pk=pk)  # type: ignore[attr-defined]


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str, segment: str) -> HttpResponse:
    """Add a part of one kind."""
    programme, kind = opened(request, slug, "programmes.change_programme"), _kind(segment)
    form = PART_FORMS[kind](request.POST or None, programme=programme)

    def run(values):
        actions.add_part(programme=programme, kind=kind, values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Added."))
        return redirect("programmes-panel:overview", slug)
    context = {
        "programme": programme,
        "form": form,
        "heading": _("Add: %s") % kind_name(kind).lower(),
        "trail": trail_in(programme, kind_name(kind)),
    }
    return TemplateResponse(request, "programmes/part_form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, segment: str, pk: int) -> HttpResponse:
    """Change a part."""
    programme, kind = opened(request, slug, "programmes.change_programme"), _kind(segment)
    part = _part(programme, kind, pk)
    form = PART_FORMS[kind](request.POST or None, programme=programme, record=part)

    def run(values, seen):
        actions.change_part(part=part, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("programmes-panel:overview", slug)
    context = {
        "programme": programme,
        "part": part,
        "segment": segment,
        "form": form,
        "heading": kind_name(kind),
        "trail": trail_in(programme, kind_name(kind)),
    }
    return TemplateResponse(request, "programmes/part_form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str, segment: str, pk: int) -> HttpResponse:
    """Ask once more, then remove a part; the journal keeps what it said."""
    programme, kind = opened(request, slug, "programmes.change_programme"), _kind(segment)
    part = _part(programme, kind, pk)
    if request.method == "POST":
        actions.remove_part(part=part, by=request.user)
        messages.success(request, _("Removed. The history keeps what it said."))
        return redirect("programmes-panel:overview", slug)
    context = {
        "programme": programme,
        "part": part,
        "segment": segment,
        "name": kind_name(kind),
        "trail": trail_in(programme, kind_name(kind)),
    }
    return TemplateResponse(request, "programmes/part_remove.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The tasks of an implementer, in their order."""
    programme = opened(request, slug, "programmes.change_programme")
    implementer = get_object_or_404(Implementer.objects.filter(programme=programme), pk=pk)
    form = TasksForm(request.POST or None, record=implementer)

    def run(values, seen):
        actions.replace_tasks(implementer=implementer, tasks=values["tasks"], seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("programmes-panel:overview", slug)
    context = {
        "programme": programme,
        "implementer": implementer,
        "form": form,
        "trail": trail_in(programme, _("Tasks")),
    }
    return TemplateResponse(request, "programmes/implementer_tasks.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The targets of an activity with plans and results; adds another one."""
    programme = opened(request, slug, "programmes.change_programme")
    activity = get_object_or_404(
        programme.activities.prefetch_related("targets__plans__version", "targets__results"), pk=pk
    )
    form = TargetForm(request.POST or None)

    def run(values):
        actions.add_target(activity=activity, values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Added."))
        return redirect("programmes-panel:targets", slug, pk)
    number = programme.current.number if programme.current else 0
    context = {
        "programme": programme,
        "activity": activity,
        "shown": presenting.targets_of(activity, number),
        "form": form,
        "trail": trail_in(programme, _("Targets")),
    }
    return TemplateResponse(request, "programmes/activity_targets.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Plan a value for a target, before the programme starts."""
    return _about_target(request, slug, pk, PlanForm, _("Planned value"), actions.plan_target)


@login_required
@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Record how much of a target is reached."""
    return _about_target(
        request, slug, pk, ResultForm, _("Result"),
        lambda *, target, by, **values: actions.record_result(target=target, values=values, by=by),
    )  # fmt: skip


def _about_target(
    request: HttpRequest, slug: str, pk: int, form_class: Any, name: str, action: Any
) -> HttpResponse:
    programme = opened(request, slug, "programmes.change_programme")
    target = get_object_or_404(Target.objects.filter(activity__programme=programme), pk=pk)
    form = form_class(request.POST or None)
    if carried_out(form, lambda values: action(target=target, by=request.user, **values)):
        messages.success(request, _("Saved."))
        return redirect("programmes-panel:targets", slug, target.activity_id)
    context = {
        "programme": programme,
        "form": form,
        "heading": f"{name}: {target.spoken_name}",
        "trail": trail_in(programme, name),
    }
    return TemplateResponse(request, "programmes/part_form.html", context, status=status_of(form))
