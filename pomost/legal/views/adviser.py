"""Which form of cooperation fits: one question at a time, and the result. Open to everybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pomost.core.documents import docx, pdf
from pomost.legal import interview, presenting, result_sheet, ruleset
from pomost.legal.forms import CalendarForm, CompareForm, QuestionForm, values_of
from pomost.legal.interview import UNSURE, Answers
from pomost.legal.ruleset import Fact, RuleSet


def _trail(label: str) -> list[tuple[str, str]]:
    return [
        (_("Home"), reverse("programmes:home")),
        (_("Which form of cooperation?"), reverse("legal:adviser")),
        *([(label, "")] if label else []),
    ]


@require_safe
def adviser(request: HttpRequest) -> HttpResponse:
    """The next question that matters, or the result. An empty or unfit answer is asked for again."""
    rules = ruleset.own()
    answers = interview.read(rules, request.GET)
    deciding = {fact.id: fact for fact in rules.deciding()}
    refused = deciding.get(request.GET.get("asked", ""))
    if refused is not None and not answers.has(refused.id):
        return _question(request, rules, answers, refused, QuestionForm(request.GET, fact=refused))
    fact = deciding.get(request.GET.get("ask", "")) or interview.next_fact(rules, answers)
    if fact is None:
        return redirect(presenting.result_url(rules, answers))
    given = {fact.id: [value for name, value in answers.pairs(rules) if name == fact.id]}
    return _question(request, rules, answers, fact, QuestionForm(fact=fact), given[fact.id])


def _question(
    request: HttpRequest,
    rules: RuleSet,
    answers: Answers,
    fact: Fact,
    form: QuestionForm,
    given: list[str] | None = None,
) -> HttpResponse:
    number, of = interview.place_of(rules, answers, fact)
    asked = answers.asked(rules)
    context: dict[str, Any] = {
        "form": form,
        "fact": fact,
        "field": form[fact.id],
        "values": values_of(fact),
        "given": request.GET.getlist(fact.id) if given is None else given,
        "unsure": UNSURE,
        "kept": answers.pairs(rules, but=fact.id),
        "number": number,
        "done": number - 1,
        "of": of,
        "back": presenting.question_url(rules, answers, asked[number - 2]) if number > 1 else "",
        "so_far": presenting.so_far(rules, answers),
        "ask_url": presenting.ask_url(rules, answers),
        "trail": _trail(""),
    }
    return TemplateResponse(request, "legal/adviser_question.html", context)


@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """What fits best and why, what does not and why not; without an answer it leads to the first question."""
    rules = ruleset.own()
    answers = interview.read(rules, request.GET)
    if not answers.known:
        return redirect("legal:adviser")
    found = presenting.result(rules, answers)
    chosen = [request.GET.get("first", ""), request.GET.get("second", "")]
    compared = presenting.compared(found, chosen)
    ids = [each.form.id for each in compared]
    initial = {"first": ids[0], "second": ids[1] if len(ids) > 1 else ids[0]} if ids else {}
    context = {
        "found": found,
        "compared": compared,
        "compare": CompareForm(offered=list(rules.forms.values()), initial=initial),
        "calendar": _calendar(request, found),
        "kept": answers.pairs(rules),
        "dates": [(name, request.GET[name]) for name in ("start", "session") if name in request.GET],
        "chosen": [(name, request.GET[name]) for name in ("first", "second") if name in request.GET],
        "documents": presenting.document_urls(rules, answers),
        "so_far": presenting.so_far(rules, answers),
        "first_question": reverse("legal:adviser"),
        "ask_url": presenting.ask_url(rules, answers),
        "trail": _trail(_("Result")),
    }
    return TemplateResponse(request, "legal/adviser_result.html", context)


def _calendar(request: HttpRequest, found: presenting.Result) -> CalendarForm | None:
    """The steps to the form that fits best, dated when days were given; None where no act describes a way."""
    if found.best is None:
        return None
    data = request.GET if {"start", "session"} & set(request.GET) else None
    form = CalendarForm(data, cooperation_form=found.best.form)
    form.is_valid()
    return form if form.steps else None


DOCUMENTS = {
    "pdf": (pdf.render, "application/pdf"),
    "docx": (docx.render, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@require_safe
def document(request: HttpRequest, ending: str) -> HttpResponse:
    """The result as a document; without an answer it leads to the first question. 404 for another kind."""
    if ending not in DOCUMENTS:
        raise Http404
    rules = ruleset.own()
    answers = interview.read(rules, request.GET)
    if not answers.known:
        return redirect("legal:adviser")
    render, content_type = DOCUMENTS[ending]
    answer = HttpResponse(render(result_sheet.card_of(rules, answers)), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{_("form-of-cooperation")}.{ending}"'
    return answer
