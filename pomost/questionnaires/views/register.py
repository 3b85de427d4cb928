"""The list of questionnaires, one with its versions, a new one, one from the library."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.accounts.roles import Role
from pomost.accounts.rules import scopes_of
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.programmes.models.programmes import Programme
from pomost.questionnaires import definition as definitions
from pomost.questionnaires import presenting
from pomost.questionnaires.actions import building as actions
from pomost.questionnaires.forms.building import CopyForm, NewForm, QuestionnaireFilters
from pomost.questionnaires.models.questionnaires import Questionnaire
from pomost.questionnaires.queries import questionnaires as queries
from pomost.questionnaires.states import VersionState
from pomost.ui import lists
from pomost.ui.submitting import carried_out, status_of

LIST = lists.Declaration(
    name="questionnaires.questionnaires",
    title=gettext_lazy("Questionnaires"),
    columns=(
        lists.Column(
            "title",
            gettext_lazy("Title"),
            lambda row: str(presenting.newest(row).title),
            link=lambda row: row.get_absolute_url(),
        ),
        lists.Column(
            "purpose",
            gettext_lazy("What it is for"),
            lambda row: row.get_purpose_display(),
            sort=("purpose",),
        ),
        lists.Column(
            "programme", gettext_lazy("Programme"), lambda row: str(row.programme), sort=("programme__slug",)
        ),
        lists.Column(
            "version",
            gettext_lazy("Newest version"),
            lambda row: presenting.newest(row).number,
            note=lambda row: presenting.newest(row).get_state_display(),
            numeric=True,
        ),
        lists.Column("made", gettext_lazy("Made"), lambda row: row.made_at, sort=("made_at", "pk")),
    ),
    filters=QuestionnaireFilters,
    order="-made",
)


def trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs to the room's list, and on."""
    own = reverse("questionnaires-panel:index") if further else ""
    return [(_("Home"), reverse("panel-panel:home")), (_("Questionnaires"), own), *further]


def managed_by(user: Any) -> QuerySet[Programme]:
    """Programmes in which the reader may make questionnaires."""
    return Programme.objects.filter(pk__in=scopes_of(user, Role.PROGRAMME_MANAGER)).order_by("slug")


def opened(request: HttpRequest, public_id: str) -> Questionnaire:
    """The questionnaire of this address, 404 for whoever may not see it."""
    rows = queries.with_versions(queries.visible_to(request.user))
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Questionnaires of one's programmes, and what other programmes have in use."""
    rows = queries.with_versions(queries.visible_to(request.user))
    may_make = request.user.has_perm("questionnaires.build_questionnaires")
    context = {"trail": trail(), "may_make": may_make}
    return lists.respond(request, LIST, rows, "questionnaires/list.html", context)


def _made(values: dict[str, Any], user: Any) -> Questionnaire:
    """Make what the form says; what is wrong with a file is said at the file."""
    definition = values["file"] or definitions.empty(values["title"])
    try:
        return actions.make_questionnaire(
            programme=values["programme"], purpose=values["purpose"], definition=definition, by=user
        )
    except DomainError as refusal:
        raise DomainError(refusal.message, fields={"file": refusal.message}) from None


@login_required
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """A new questionnaire: empty, or from a file."""
    require(request.user, "questionnaires.build_questionnaires")
    form = NewForm(request.POST or None, request.FILES or None, programmes=managed_by(request.user))
    made: list[Questionnaire] = []

    def run(values: dict[str, Any]) -> None:
        made.append(_made(values, request.user))

    if carried_out(form, run):
        return redirect("questionnaires-panel:build", made[0].public_id)
    context = {
        "form": form,
        "heading": _("New questionnaire"),
        "button": _("Begin to build"),
        "back": reverse("questionnaires-panel:index"),
        "trail": trail((_("New questionnaire"), "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A questionnaire with its versions."""
    row = opened(request, public_id)
    may_change = request.user.has_perm("questionnaires.change_questionnaire", row)
    versions = [each for each in row.versions.all() if may_change or each.state != VersionState.DRAFT]
    context = {
        "questionnaire": row,
        "newest": presenting.newest(row),
        "versions": versions,
        "has_draft": any(each.state == VersionState.DRAFT for each in versions),
        "may_change": may_change,
        "may_copy": request.user.has_perm("questionnaires.build_questionnaires"),
        "trail": trail((str(presenting.newest(row).title), "")),
    }
    return TemplateResponse(request, "questionnaires/detail.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin a new version."""
    row = opened(request, public_id)
    actions.begin_version(questionnaire=row, by=request.user)
    return redirect("questionnaires-panel:build", public_id)


@login_required
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin a questionnaire of one's own from this one."""
    require(request.user, "questionnaires.build_questionnaires")
    row = opened(request, public_id)
    source = presenting.newest(row)
    form = CopyForm(request.POST or None, programmes=managed_by(request.user))
    made: list[Questionnaire] = []

    def run(values: dict[str, Any]) -> None:
        said = {"purpose": row.purpose, "definition": source.definition, "copied_from": row}
        made.append(actions.make_questionnaire(programme=values["programme"], by=request.user, **said))

    if carried_out(form, run):
        messages.success(request, _("This is your own copy: change what you need."))
        return redirect("questionnaires-panel:build", made[0].public_id)
    context = {
        "form": form,
        "heading": _("Copy: %s") % source.title,
        "button": _("Make a copy"),
        "back": row.get_absolute_url(),
        "trail": trail((str(source.title), row.get_absolute_url()), (_("Copy"), "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))
