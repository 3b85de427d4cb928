"""Surveys: the list, preparing and opening one, replying, what the replies say together."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.questionnaires import presenting, presenting_survey
from pomost.questionnaires.actions import surveys as actions
from pomost.questionnaires.forms.surveys import SurveyForm, reply_in
from pomost.questionnaires.models.surveys import Survey
from pomost.questionnaires.queries import surveys as queries
from pomost.questionnaires.states import SurveyState
from pomost.questionnaires.views.register import managed_by
from pomost.ui import lists, tables
from pomost.ui.editing import edited
from pomost.ui.submitting import status_of

LIST = lists.Declaration(
    name="questionnaires.surveys",
    title=gettext_lazy("Surveys"),
    columns=(
        lists.Column("title", gettext_lazy("Survey"), str, link=lambda row: row.get_absolute_url()),
        lists.Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), sort=("state",)),
        lists.Column("closes", gettext_lazy("Last day"), lambda row: row.closes, sort=("closes", "pk")),
        lists.Column("asked", gettext_lazy("People asked"), lambda row: row.asked, numeric=True),
        lists.Column("replied", gettext_lazy("Replied"), lambda row: row.replied, numeric=True),
    ),
    order="-closes",
)


def _trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    own = reverse("questionnaires-panel:surveys") if further else ""
    return [(_("Home"), reverse("panel-panel:home")), (_("Surveys"), own), *further]


def opened(request: HttpRequest, public_id: str) -> Survey:
    """The survey of this address with its counts, 404 for whoever may not see it."""
    rows = queries.with_counts(queries.visible_to(request.user))
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Surveys of one's programmes, and those by which one is asked."""
    context = {
        "trail": _trail(),
        "to_reply": list(queries.to_reply(request.user)),
        "may_make": request.user.has_perm("questionnaires.build_questionnaires"),
    }
    rows = queries.with_counts(queries.visible_to(request.user))
    return lists.respond(request, LIST, rows, "questionnaires/survey_list.html", context)


def _form_page(request: HttpRequest, form: SurveyForm, heading: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "button": _("Save"),
        "back": back,
        "trail": _trail((heading, "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Prepare a survey by a questionnaire that is in use."""
    require(request.user, "questionnaires.build_questionnaires")
    versions = queries.questionnaires_for(managed_by(request.user))
    form = SurveyForm(request.POST or None, versions=versions)
    made: list[Survey] = []

    def run(values: dict[str, Any], _seen: int | None) -> None:
        programme = values["version"].questionnaire.programme
        made.append(actions.make_survey(programme=programme, given=values, by=request.user))

    if edited(form, run):
        messages.success(request, _("Prepared. Look at it once more, then open it."))
        return redirect(made[0].get_absolute_url())
    return _form_page(request, form, _("New survey"), reverse("questionnaires-panel:surveys"))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a survey that is not open yet."""
    row = opened(request, public_id)
    require(request.user, "questionnaires.change_survey", row)
    versions = queries.questionnaires_for(managed_by(request.user)).filter(
        questionnaire__programme=row.programme_id
    )
    form = SurveyForm(request.POST or None, versions=versions, record=row)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.change_survey(survey=row, given=values, by=request.user, seen=seen)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect(row.get_absolute_url())
    return _form_page(request, form, _("Change the survey"), row.get_absolute_url())


@login_required
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A survey: who is asked, how many replied; once it is closed, what they said, also as a file."""
    row = opened(request, public_id)
    reads = request.user.has_perm("questionnaires.read_survey_results", row)
    results = presenting_survey.results_of(row) if reads else []
    if results and request.GET.get("format") in tables.FORMATS:
        return tables.response(request.GET["format"], row.public_id, *presenting_survey.table_of(results))
    own = row.invitations.filter(account=request.user.pk).first()
    context = {
        "survey": row,
        "reads": reads,
        "results": results,
        "least": queries.LEAST_REPLIES,
        "may_change": request.user.has_perm("questionnaires.change_survey", row),
        "may_reply": own is not None and not own.has_replied and row.state == SurveyState.OPEN,
        "has_replied": own is not None and own.has_replied,
        "trail": _trail((str(row), "")),
    }
    return TemplateResponse(request, "questionnaires/survey.html", context)


@login_required
@require_POST
def step(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Open it, remind, close it."""
    row = opened(request, public_id)
    require(request.user, "questionnaires.change_survey", row)
    try:
        if name == "otworz":
            actions.open_survey(survey=row, by=request.user)
            messages.success(request, _("The survey is open. Everybody who is asked was told."))
        elif name == "zamknij":
            actions.close_survey(survey=row, by=request.user)
            messages.success(request, _("The survey is closed."))
        else:
            count = actions.remind_of_survey(survey=row, by=request.user)
            said = ngettext("%d person was reminded.", "%d people were reminded.", count)
            messages.success(request, said % count)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect(row.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, public_id: str) -> HttpResponse:
    """Reply to a survey: one form, sent once."""
    row = opened(request, public_id)
    require(request.user, "questionnaires.reply_to_survey", row)
    definition, status, typed, faults = row.version.definition, 200, {}, {}
    own = row.invitations.filter(account=request.user.pk, has_replied=False).exists()
    if row.state != SurveyState.OPEN or not own:
        return redirect(row.get_absolute_url())
    if request.method == "POST":
        boxes = [box for _number, _section, found in presenting.preview_of(definition) for box in found]
        typed = reply_in(request.POST, boxes)
        try:
            actions.reply_to_survey(survey=row, typed=typed, by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            status, faults = 422, dict(refusal.fields)
        else:
            messages.success(request, _("Thank you. Your reply has arrived."))
            return redirect(row.get_absolute_url())
    sections = presenting.preview_of(definition, typed, faults)
    context = {"survey": row, "sections": sections, "trail": _trail((str(row), ""))}
    return TemplateResponse(request, "questionnaires/survey_reply.html", context, status=status)
