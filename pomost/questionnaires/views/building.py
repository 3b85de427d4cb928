"""The builder: a questionnaire's sections and questions, its preview, its versions, JSON in and out."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.questionnaires import building, presenting
from pomost.questionnaires.actions import building as actions
from pomost.questionnaires.definition import SCHEMA, Question, by_key, sections_of
from pomost.questionnaires.forms.building import (
    AddQuestionForm,
    QuestionForm,
    ReleaseForm,
    SectionForm,
    TextsForm,
)
from pomost.questionnaires.models.questionnaires import QuestionnaireVersion
from pomost.questionnaires.states import Kind, VersionState
from pomost.questionnaires.views.register import opened, trail
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, status_of

BUILD = "questionnaires-panel:build"


def drafted(request: HttpRequest, public_id: str) -> QuestionnaireVersion:
    """The draft of this questionnaire; 404 without one, 403 without the right to change it."""
    questionnaire = opened(request, public_id)
    require(request.user, "questionnaires.change_questionnaire", questionnaire)
    rows = QuestionnaireVersion.objects.select_related("questionnaire__programme")
    return get_object_or_404(rows, questionnaire=questionnaire, state=VersionState.DRAFT)


def _trail(draft: QuestionnaireVersion, *further: tuple[str, str]) -> list[tuple[str, str]]:
    own = reverse(BUILD, args=[draft.questionnaire.public_id]) if further else ""
    return trail((str(draft.title), draft.questionnaire.get_absolute_url()), (_("Builder"), own), *further)


def _form_page(
    request: HttpRequest, draft: QuestionnaireVersion, form: Any, heading: str, **further: Any
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "button": _("Save"),
        "back": reverse(BUILD, args=[draft.questionnaire.public_id]),
        "trail": _trail(draft, (heading, "")),
        **further,
    }
    template = further.get("template", "form_panel.html")
    return TemplateResponse(request, template, context, status=status_of(form))


def _save(draft: QuestionnaireVersion, change: Callable[[dict[str, Any]], Any], request: HttpRequest) -> Any:
    """`save` for `edited`: the change is made on what the draft says at that moment."""

    def save(values: dict[str, Any], seen: int | None) -> None:
        actions.change_draft(version=draft, definition=change(values), by=request.user, seen=seen)

    return save


@login_required
@require_GET
def build(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sections and questions in order, each with what can be done with it."""
    draft = drafted(request, public_id)
    definition = draft.definition
    conditions = {
        key: presenting.condition_said(definition, data.get("show_when"))
        for key, data in [
            *((each.key, each.data) for each in sections_of(definition)),
            *((key, question.data) for key, question in by_key(definition).items()),
        ]
    }
    context = {
        "draft": draft,
        "questionnaire": draft.questionnaire,
        "sections": presenting.outline_of(definition, conditions),
        "trail": _trail(draft),
    }
    return TemplateResponse(request, "questionnaires/build.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest, public_id: str) -> HttpResponse:
    """Title and introduction."""
    draft = drafted(request, public_id)
    form = TextsForm(request.POST or None, record=draft)

    def change(values: dict[str, Any]) -> Any:
        return building.with_texts(draft.definition, values["title"], values["intro"])

    if edited(form, _save(draft, change, request)):
        return redirect(BUILD, public_id)
    return _form_page(request, draft, form, _("Title and introduction"))


@login_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, public_id: str, key: str = "") -> HttpResponse:
    """A section: a new one, or one that is there."""
    draft = drafted(request, public_id)
    part = next((each.data for each in sections_of(draft.definition) if each.key == key), None)
    if key and part is None:
        raise Http404
    form = SectionForm(request.POST or None, record=draft, part=part)

    def change(values: dict[str, Any]) -> Any:
        return building.with_section(draft.definition, form.part(values), key)

    if edited(form, _save(draft, change, request)):
        return redirect(BUILD, public_id)
    heading = _("Section: %s") % form.initial["title"].get("pl", "") if part else _("New section")
    return _form_page(request, draft, form, heading)


@login_required
@require_http_methods(["GET", "POST"])
def add_question(request: HttpRequest, public_id: str, home: str) -> HttpResponse:
    """A new question at the end of a section, or of a group that repeats."""
    draft = drafted(request, public_id)
    group = by_key(draft.definition).get(home)
    is_section = any(each.key == home for each in sections_of(draft.definition))
    if not is_section and (group is None or group.kind != Kind.GROUP):
        raise Http404
    form = AddQuestionForm(request.POST or None, in_group=not is_section)
    made: list[str] = []

    def run(values: dict[str, Any]) -> None:
        where = {"section": home} if is_section else {"group": home}
        definition, key = building.with_question(draft.definition, values, **where)
        actions.change_draft(version=draft, definition=definition, by=request.user, seen=draft.row_version)
        made.append(key)

    if carried_out(form, run):
        return redirect("questionnaires-panel:question", public_id, made[0])
    return _form_page(request, draft, form, _("New question"))


def _question(draft: QuestionnaireVersion, key: str) -> Question:
    found = by_key(draft.definition).get(key)
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One question with everything that it says."""
    draft = drafted(request, public_id)
    found = _question(draft, key)
    form = QuestionForm(request.POST or None, record=draft, question=found)

    def change(values: dict[str, Any]) -> Any:
        return building.with_question(draft.definition, form.part(values), key=key)[0]

    if edited(form, _save(draft, change, request)):
        messages.success(request, _("Saved."))
        return redirect(f"{reverse(BUILD, args=[public_id])}#{key}")
    kind = Kind(found.kind).label
    return _form_page(
        request, draft, form, _("Question: %s") % found.label, lead=_("Answered with: %s") % kind
    )


@login_required
@require_POST
def move(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Move a section or question up or down."""
    draft = drafted(request, public_id)
    step = -1 if request.POST.get("to") == "up" else 1
    _changed(request, draft, building.moved(draft.definition, key, step))
    return redirect(f"{reverse(BUILD, args=[public_id])}#{key}")


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Take a section or question out, after asking."""
    draft = drafted(request, public_id)
    names = {each.key: str(each.title) for each in sections_of(draft.definition)}
    names |= {each: str(found.label) for each, found in by_key(draft.definition).items()}
    if key not in names:
        raise Http404
    users = building.used_by(draft.definition, key)
    if request.method == "POST" and not users:
        _changed(request, draft, building.without(draft.definition, key))
        return redirect(BUILD, public_id)
    context = {
        "draft": draft,
        "name": names[key],
        "users": users,
        "back": reverse(BUILD, args=[public_id]),
        "trail": _trail(draft, (_("Take out"), "")),
    }
    return TemplateResponse(request, "questionnaires/remove.html", context, status=409 if users else 200)


def _changed(request: HttpRequest, draft: QuestionnaireVersion, definition: dict[str, Any]) -> None:
    try:
        actions.change_draft(version=draft, definition=definition, by=request.user, seen=draft.row_version)
    except DomainError as refusal:
        messages.error(request, refusal.message)


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the draft into use."""
    draft = drafted(request, public_id)
    form = ReleaseForm(request.POST or None)
    carried: list[int] = []

    def run(values: dict[str, Any]) -> None:
        carried.append(
            actions.release_version(
                version=draft, note=values["note"], by=request.user, seen=draft.row_version
            )
        )

    if carried_out(form, run):
        messages.success(request, presenting.released_said(carried[0]))
        return redirect("questionnaires-panel:detail", public_id)
    lead = _("From then on it can't be changed any more: a change makes a new version.")
    return _form_page(request, draft, form, _("Put into use"), button=_("Put into use"), lead=lead)


@login_required
@require_GET
def preview(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A version as those who fill it in will see it; nothing is stored."""
    questionnaire = opened(request, public_id)
    version = _readable(request, questionnaire, number)
    context = {
        "version": version,
        "questionnaire": questionnaire,
        "sections": presenting.preview_of(version.definition),
        "trail": trail((str(version.title), questionnaire.get_absolute_url()), (_("Preview"), "")),
    }
    return TemplateResponse(request, "questionnaires/preview.html", context)


def _readable(request: HttpRequest, questionnaire: Any, number: int) -> QuestionnaireVersion:
    """A version; a draft only for whoever may change it."""
    version = get_object_or_404(questionnaire.versions, number=number)
    if version.state == VersionState.DRAFT and not request.user.has_perm(
        "questionnaires.change_questionnaire", questionnaire
    ):
        raise Http404
    return version


@login_required
@require_GET
def as_json(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A version as a file that can be brought in elsewhere."""
    questionnaire = opened(request, public_id)
    version = _readable(request, questionnaire, number)
    text = json.dumps(version.definition, ensure_ascii=False, indent=2)
    answer = HttpResponse(text + "\n", content_type="application/json")
    name = f"kwestionariusz-{questionnaire.public_id}-{number}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_GET
def schema(request: HttpRequest) -> JsonResponse:
    """The schema that files of questionnaires follow (JSON Schema 2020-12)."""
    return JsonResponse(SCHEMA, json_dumps_params={"indent": 2, "ensure_ascii": False})
