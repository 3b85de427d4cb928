"""The panel's pages of a programme: list, new one, overview, words, annexes, steps, history."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.programmes import presenting, queries, states
from pomost.programmes.actions import programmes as actions
from pomost.programmes.forms.programmes import AnnexForm, NewProgrammeForm, WordsForm
from pomost.programmes.models.parts import Target
from pomost.programmes.models.programmes import Programme
from pomost.programmes.presenting_journal import sentences
from pomost.ui import lists
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, status_of


class ProgrammeFilters(lists.FilterForm):
    """Filters of the list of programmes."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("all")), *states.ProgrammeState.choices],
        required=False,
    )

    def narrow(self, rows, values):
        return rows.filter(state=values["state"]) if "state" in values else rows


PROGRAMMES = lists.Declaration(
    name="programmes.programmes",
    title=gettext_lazy("Programmes"),
    columns=(
        lists.Column(
            "title",
            gettext_lazy("Title"),
            lambda row: row.spoken_title.text,
            sort=("title__pl", "slug"),
            link=lambda row: reverse("programmes-panel:overview", args=[row.slug]),
            note=lambda row: _("demonstration") if row.is_invented else row.number,
        ),
        lists.Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), sort=("state",)),
        lists.Column("begins", gettext_lazy("Begins"), lambda row: row.current and row.current.begins_on),
        lists.Column("ends", gettext_lazy("Ends"), lambda row: row.current and row.current.ends_on),
        lists.Column(
            "published", gettext_lazy("Published"), lambda row: row.published_at, sort=("published_at",)
        ),
    ),
    filters=ProgrammeFilters,
    search=("title__pl", "title__en", "title__nb", "number", "slug"),
    order="title",
)


def trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of the panel down to the programmes, and further."""
    return [
        (_("Home"), reverse("panel-panel:home")),
        (_("Programmes"), reverse("programmes-panel:index") if further else ""),
        *further,
    ]


def trail_in(programme: Programme, here: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs to a page of one programme."""
    own = (programme.spoken_short_title.text, reverse("programmes-panel:overview", args=[programme.slug]))
    return trail(own, (here, "")) if here else trail((own[0], ""))


def opened(request: HttpRequest, slug: str, permission: str = "") -> Programme:
    """The programme of this address, 404 without a task in it, 403 without the right asked for."""
    programme = get_object_or_404(queries.with_task_for(request.user), slug=slug)
    if permission:
        require(request.user, permission, programme)
    return programme


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The programmes in which the reader has a task."""
    rows = queries.with_task_for(request.user).prefetch_related("versions")
    context = {"may_add": request.user.has_perm("programmes.add_programme"), "trail": trail()}
    return lists.respond(request, PROGRAMMES, rows, "programmes/programme_index.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new programme, empty or after an earlier one."""
    require(request.user, "programmes.add_programme")
    form = NewProgrammeForm(request.POST or None, copies=queries.visible_to(request.user))
    made: list[Programme] = []

    def run(values):
        copy_of = values.pop("copy_of")
        made.append(actions.create_programme(values=values, terms=values, copy_of=copy_of, by=request.user))

    if carried_out(form, run):
        messages.success(request, _("The programme is there. Only people with a task in it see it so far."))
        return redirect("programmes-panel:overview", made[0].slug)
    context = {"form": form, "trail": trail((_("New programme"), ""))}
    return TemplateResponse(request, "programmes/programme_new.html", context, status=status_of(form))


@login_required
@require_GET
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything of a programme with the way to change it."""
    user = request.user
    programme = get_object_or_404(queries.whole(queries.with_task_for(user)), slug=slug)
    moves = [move for move in states.MACHINE.transitions if move.is_open_from(programme.state)]
    context = {
        "programme": programme,
        "activities": presenting.activities_of(programme),
        "may_change": user.has_perm("programmes.change_programme", programme),
        "may_move": user.has_perm("programmes.move_programme", programme),
        "may_read_history": user.has_perm("programmes.view_journal_of_programme", programme),
        "moves": [(move.name, states.LABELS[move.name]) for move in moves],
        "trail": trail_in(programme),
    }
    return TemplateResponse(request, "programmes/programme_overview.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """The words of a programme: saved as one types, and a conflict shows both versions."""
    programme = opened(request, slug, "programmes.change_programme")
    form = WordsForm(request.POST or None, record=programme)

    def run(values, seen):
        actions.change_programme(programme=programme, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("programmes-panel:overview", slug)
    context = {
        "programme": programme,
        "form": form,
        "trail": trail_in(programme, _("Words")),
    }
    return TemplateResponse(request, "programmes/programme_words.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def annex(request: HttpRequest, slug: str) -> HttpResponse:
    """Record an annex: new dates, value or targets; the earlier version is kept."""
    programme = opened(request, slug, "programmes.change_programme")
    targets = list(Target.objects.filter(activity__programme=programme).order_by("activity__place", "place"))
    form = AnnexForm(request.POST or None, targets=targets, last=programme.current)

    def run(values):
        actions.record_version(
            programme=programme, terms=values, plans=form.plans(), seen=values["seen"], by=request.user
        )

    if carried_out(form, run):
        messages.success(request, _("The annex is recorded; the earlier version is kept."))
        return redirect("programmes-panel:overview", slug)
    last = programme.versions.order_by("-number").first()
    context = {
        "programme": programme,
        "form": form,
        "last": last,
        "rivals": form.rivals(last) if status_of(form) == 409 else [],
        "trail": trail_in(programme, _("Annex")),
    }
    return TemplateResponse(request, "programmes/programme_annex.html", context, status=status_of(form))


STEPS = {
    "publish": actions.publish_programme,
    "unpublish": actions.unpublish_programme,
}


@login_required
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish, take back, or move the programme on by one state."""
    programme = opened(request, slug)
    name = request.POST.get("step", "")
    try:
        if name in STEPS:
            STEPS[name](programme=programme, by=request.user)
        else:
            actions.move_programme(programme=programme, step=name, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done."))
    return redirect("programmes-panel:overview", slug)


@login_required
@require_GET
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """The journal of a programme: every change as a difference, newest first."""
    programme = get_object_or_404(queries.with_task_for(request.user), slug=slug)
    if not request.user.has_perm("programmes.view_journal_of_programme", programme):
        raise PermissionDenied
    page = Paginator(journal.about(programme), 50).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "page": page,
        "entries": sentences(page.object_list),
        "trail": trail_in(programme, _("History")),
    }
    return TemplateResponse(request, "programmes/programme_history.html", context)
