"""Filling in: sections, saving as one types, who else is here, completing, the receipt."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.core.documents import pdf
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.questionnaires import exports, presenting
from pomost.questionnaires.actions import answering
from pomost.questionnaires.definition import by_key, question_at
from pomost.questionnaires.forms.answers import saved_in, sent_in
from pomost.questionnaires.models.answers import AnswerSet
from pomost.questionnaires.owners import owners
from pomost.questionnaires.queries.answers import changed_since, missing_in, others_here
from pomost.questionnaires.states import AnswerSetState, Kind


def opened(request: HttpRequest, public_id: str) -> AnswerSet:
    """The answers of this address; 404 for whoever may not read them: they are sealed."""
    rows = AnswerSet.objects.select_related(
        "version__questionnaire__programme", "carried_from__version", "completed_by"
    )
    found = get_object_or_404(rows, public_id=public_id)
    if not request.user.has_perm("questionnaires.view_answers", found):
        raise Http404
    return found


def frame_of(request: HttpRequest, answer_set: AnswerSet, *further: tuple[str, str]) -> dict[str, Any]:
    """What stands around every page of a filling."""
    about = owners[answer_set.owner_kind].about(answer_set)
    own = answer_set.get_absolute_url() if further else ""
    return {
        "answer_set": answer_set,
        "about": about,
        "may_answer": answer_set.state == AnswerSetState.OPEN
        and request.user.has_perm("questionnaires.give_answers", answer_set),
        "trail": [
            (_("Home"), reverse("panel-panel:home")),
            (about.back, about.link),
            (about.heading, own),
            *further,
        ],
    }


@login_required
@require_GET
def answers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where to go on, for whoever fills it in; everything that was said, for whoever reads."""
    answer_set = opened(request, public_id)
    context = frame_of(request, answer_set)
    page = presenting.Page(answer_set)
    if context["may_answer"] and page.sections:
        entries = page.contents()
        next_one = next((each for each in entries if each.done < each.of or each.bad), entries[0])
        return redirect(next_one.url)
    context["sections"] = [(section, page.boxes(section)) for section in page.sections]
    return TemplateResponse(request, "questionnaires/read.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One section: it saves as one types; without JavaScript it is an ordinary form."""
    answer_set = opened(request, public_id)
    page = presenting.Page(answer_set)
    found = next((each for each in page.sections if each.key == key), None)
    if found is None:
        raise Http404
    context = frame_of(request, answer_set, (str(found.title), ""))
    if not context["may_answer"]:
        if request.method == "POST":
            require(request.user, "questionnaires.give_answers", answer_set)
            messages.error(request, _("These answers are closed: what you sent was not stored."))
        return redirect("questionnaires-panel:answers", public_id)
    boxes, status = page.boxes(found), 200
    if request.method == "POST":
        status = _taken_in(request, answer_set, boxes)
        if status == 200:
            return redirect(_where_next(request, page, key))
    context |= _section_context(request, page, found, boxes)
    return TemplateResponse(request, "questionnaires/section.html", context, status=status)


def _section_context(request: HttpRequest, page: Any, found: Any, boxes: list[Any]) -> dict[str, Any]:
    entries = page.contents(found.key)
    number = next(place for place, entry in enumerate(entries, start=1) if entry.is_current)
    done, of = page.total()
    return {
        "section": found,
        "number": number,
        "boxes": boxes,
        "contents": entries,
        "next": entries[number] if number < len(entries) else None,
        "done": done,
        "of": of,
        "to_review": presenting.to_review(page.answer_set),
        "others": [(row.account, row.path) for row in others_here(page.answer_set, request.user)],
    }


def _taken_in(request: HttpRequest, answer_set: AnswerSet, boxes: list[Any]) -> int:
    """Save what the form says: 200, 409 when somebody else changed an answer, 422 when one can't be kept."""
    every = list(presenting.every_box(boxes))
    typed = sent_in(request.POST, every)
    try:
        outcomes = answering.save_answers(answer_set=answer_set, typed=typed, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return 422
    by_path, status = {box.path: box for box in every}, 200
    for sent, outcome in zip(typed, outcomes, strict=True):
        box = by_path[outcome.path]
        box.answer = outcome.answer or box.answer
        if outcome.is_conflict:
            presenting.set_against(box, sent.value)
            status = 409
        elif outcome.refused:
            messages.error(request, outcome.refused)
            status = max(status, 422) if status != 409 else 409
    return status


def _where_next(request: HttpRequest, page: Any, key: str) -> str:
    keys = [each.key for each in page.sections]
    place = keys.index(key) + 1
    if "on" not in request.POST:
        return reverse("questionnaires-panel:section", args=[page.answer_set.public_id, key])
    if place < len(keys):
        return reverse("questionnaires-panel:section", args=[page.answer_set.public_id, keys[place]])
    return reverse("questionnaires-panel:complete", args=[page.answer_set.public_id])


def _refused(message: str, status: int, reason: str) -> JsonResponse:
    return JsonResponse({"reason": reason, "message": message}, status=status)


@require_POST
def save(request: HttpRequest, public_id: str) -> JsonResponse:
    """Save answers as one types; an outcome for each, in order.

    401 when nobody is signed in any more (the browser keeps the text), 403 without the right, 409 when the
    answers are completed or carried over, 422 for what is no saving.
    """
    if not request.user.is_authenticated:
        return _refused("", 401, "signed-out")
    answer_set = opened(request, public_id)
    require(request.user, "questionnaires.give_answers", answer_set)
    try:
        typed = saved_in(request.body)
        question_at_all = [question_at(by_key(answer_set.version.definition), each.path) for each in typed]
        outcomes = answering.save_answers(answer_set=answer_set, typed=typed, by=request.user)
    except DomainError as refusal:
        return _refused(refusal.message, 409, next(iter(refusal.missing), "refused"))
    except (ValueError, RecursionError):
        return _refused(_("This is not an answer."), 422, "unreadable")
    said = zip(question_at_all, typed, outcomes, strict=True)
    rows = [presenting.outcome_said(question, sent.value, outcome) for question, sent, outcome in said]
    page = presenting.Page(opened(request, public_id))
    return JsonResponse({"outcomes": rows, **presenting.progress_of(page)})


@require_POST
def presence(request: HttpRequest, public_id: str) -> JsonResponse:
    """Say where one is; told who else is here, and what they changed since."""
    if not request.user.is_authenticated:
        return _refused("", 401, "signed-out")
    answer_set = opened(request, public_id)
    try:
        sent = json.loads(request.body)
        path, since = str(sent["path"]).replace("\x00", "")[:100], int(sent["since"])
        path.encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return _refused(_("This is not a sign of life."), 422, "unreadable")
    answering.be_present(answer_set=answer_set, path=path, by=request.user)
    questions = by_key(answer_set.version.definition)
    rows = changed_since(answer_set, max(0, min(since, 2**31 - 1))).exclude(changed_by=request.user)
    return JsonResponse(
        {
            "state": answer_set.state,
            "change": answer_set.change,
            "people": presenting.people_said(answer_set, others_here(answer_set, request.user)),
            "answers": [presenting.answer_said(questions, row) for row in rows[:200]],
        }
    )


@login_required
@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is missing; when nothing is, complete it."""
    answer_set = opened(request, public_id)
    require(request.user, "questionnaires.give_answers", answer_set)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            answering.complete_answers(
                answer_set=answer_set, by=request.user, seen=int(seen) if seen.isdecimal() else None
            )
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("questionnaires-panel:complete", public_id)
        messages.success(request, _("Completed. The receipt is below."))
        return redirect("questionnaires-panel:answers", public_id)
    if answer_set.state != AnswerSetState.OPEN:
        return redirect("questionnaires-panel:answers", public_id)
    page = presenting.Page(answer_set)
    done, of = page.total()
    context = frame_of(request, answer_set, (_("Check and complete"), "")) | {
        "contents": page.contents(),
        "missing": presenting.missing_said(answer_set, missing_in(page.definition, page.given)),
        "to_review": presenting.to_review(answer_set),
        "done": done,
        "of": of,
    }
    return TemplateResponse(request, "questionnaires/complete.html", context)


@login_required
@require_POST
def reviewed(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One looked at a question after the answers were carried over: it may stay."""
    answer_set = opened(request, public_id)
    try:
        answering.mark_reviewed(answer_set=answer_set, question=key, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("questionnaires-panel:answers", public_id)


@login_required
@require_GET
def receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that was said, as a document; with number, time and checksum once it is completed."""
    answer_set = opened(request, public_id)
    card = exports.answers_card(answer_set, owners[answer_set.owner_kind].about(answer_set).heading)
    answer = HttpResponse(pdf.render(card), content_type="application/pdf")
    name = (answer_set.number or "odpowiedzi").replace("/", "-")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def kind_at(answer_set: AnswerSet, path: str, kind: Kind) -> Any:
    """The question at a path; 404 unless there is one of this kind."""
    try:
        question = question_at(by_key(answer_set.version.definition), path)
    except DomainError:
        raise Http404 from None
    if question.kind != kind:
        raise Http404
    return question
