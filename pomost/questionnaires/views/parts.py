"""Rows of repeating groups, files, and what an answer said before."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pomost.conversations.forms import kept
from pomost.core.errors import DomainError
from pomost.core.models.files import Attachment
from pomost.core.permissions import require
from pomost.questionnaires import presenting
from pomost.questionnaires.actions import answering, parts
from pomost.questionnaires.definition import SEPARATOR, by_key, question_at
from pomost.questionnaires.forms.building import UploadForm
from pomost.questionnaires.models.answers import ANSWER_FILES, AnswerSet
from pomost.questionnaires.queries.answers import history_of
from pomost.questionnaires.states import AnswerSetState, Kind
from pomost.questionnaires.views.answers import frame_of, kind_at, opened


def _back_to(answer_set: AnswerSet, path: str) -> HttpResponse:
    key = path.split(SEPARATOR)[0]
    question = by_key(answer_set.version.definition)[key]
    page = reverse("questionnaires-panel:section", args=[answer_set.public_id, question.section])
    return redirect(f"{page}#o-{path.replace(SEPARATOR, '-')}")


@login_required
@require_POST
def add_row(request: HttpRequest, public_id: str, group: str) -> HttpResponse:
    """One more row of a repeating group."""
    answer_set = opened(request, public_id)
    kind_at(answer_set, group, Kind.GROUP)
    path = group
    try:
        row = parts.add_row(answer_set=answer_set, group=group, by=request.user)
        path = f"{group}{SEPARATOR}{row}"
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return _back_to(answer_set, path)


@login_required
@require_POST
def remove_row(request: HttpRequest, public_id: str, group: str, row: str) -> HttpResponse:
    """Take a row out; its text stays in the history."""
    answer_set = opened(request, public_id)
    kind_at(answer_set, group, Kind.GROUP)
    try:
        parts.remove_row(answer_set=answer_set, group=group, row=row, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Taken out. Earlier versions of the group bring it back."))
    return _back_to(answer_set, group)


@login_required
@require_POST
def upload(request: HttpRequest, public_id: str, path: str) -> HttpResponse:
    """Add files to an answer."""
    answer_set = opened(request, public_id)
    kind_at(answer_set, path, Kind.FILE)
    require(request.user, "questionnaires.give_answers", answer_set)
    form = UploadForm(request.POST, request.FILES)
    try:
        if not form.is_valid() or not form.cleaned_data["uploads"]:
            said = form.errors.get("uploads", [_("Choose a file first.")])
            raise DomainError(str(said[0]))
        files = kept(form.cleaned_data["uploads"])
        parts.add_files(answer_set=answer_set, path=path, files=files, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return _back_to(answer_set, path)


@login_required
@require_POST
def drop_file(request: HttpRequest, public_id: str, path: str, file: str) -> HttpResponse:
    """Take a file out of an answer."""
    answer_set = opened(request, public_id)
    kind_at(answer_set, path, Kind.FILE)
    attachment = get_object_or_404(Attachment, public_id=file, owner_kind=ANSWER_FILES)
    try:
        parts.drop_file(answer_set=answer_set, path=path, attachment=attachment, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return _back_to(answer_set, path)


@login_required
@require_http_methods(["GET", "POST"])
def history(request: HttpRequest, public_id: str, path: str) -> HttpResponse:
    """Everything that an answer ever said, each version beside the one that stands now."""
    answer_set = opened(request, public_id)
    answer = get_object_or_404(answer_set.answers.select_related("answer_set"), path=path)
    try:
        question = question_at(by_key(answer_set.version.definition), path)
    except DomainError:
        raise Http404 from None
    if request.method == "POST":
        return _restored(request, answer_set, answer)
    context = frame_of(request, answer_set, (_("Earlier versions"), ""))
    every = "all" in request.GET
    rows = presenting.sittings(list(history_of(answer)), every=every)
    context |= {
        "question": question,
        "answer": answer,
        "every": every,
        "may_restore": context["may_answer"]
        and answer_set.state == AnswerSetState.OPEN
        and question.kind != Kind.FILE,
        "rows": [presenting.version_said(question, answer, row) for row in rows],
        "back_to": _back_to(answer_set, path).headers["Location"],
    }
    return TemplateResponse(request, "questionnaires/history.html", context)


def _restored(request: HttpRequest, answer_set: AnswerSet, answer: answering.Answer) -> HttpResponse:
    number, seen = request.POST.get("number", ""), request.POST.get("seen", "")
    if not (number.isdecimal() and seen.isdecimal()):
        raise Http404
    try:
        answering.restore_answer(answer=answer, number=int(number), seen=int(seen), by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect(request.path)
    messages.success(request, _("Brought back."))
    return _back_to(answer_set, answer.path)
