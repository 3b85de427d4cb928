"""Which form of cooperation fits: one question at a time, and the result. Open to everybody."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pomost.core.documents import docx, pdf
from pomost.legal import interview, presenting, result_sheet, ruleset
from pomost.legal.forms import CalendarForm, CompareForm, QuestionForm, values_of
from pomost.legal.interview import UNSURE, Answers
from pomost.legal.ruleset import Fact, RuleSet
from pomost.ui.submitting import status_of


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
    refused = deciding.get(request.GET.get("asked", ""))  # unless an answer to it could be read
    if refused is not None and not answers.has(refused.id):
        return _question(request, rules, answers, refused, QuestionForm(request.GET, fact=refused))
    fact = deciding.get(request.GET.get("ask", "")) or interview.next_fact(rules, answers)
    if fact is None:
        return redirect(presenting.result_url(rules, answers))
    given = [value for name, value in answers.pairs(rules) if name == fact.id]
    return _question(request, rules, answers, fact, QuestionForm(fact=fact), given)


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
        **_aside(rules, answers),
        "trail": _trail(""),
    }
    return TemplateResponse(request, "legal/adviser_question.html", context, status=status_of(form))


def _aside(rules: RuleSet, answers: Answers) -> dict[str, Any]:
    return {
        "so_far": presenting.so_far(rules, answers),
        "ask_url": presenting.ask_url(rules, answers),
        "version": parse_date(rules.version),
    }


@require_safe
def result(request: HttpRequest) -> HttpResponse:
    """What fits best and why, what does not and why not; without an answer it leads to the first question."""
    rules = ruleset.own()
    answers = interview.read(rules, request.GET)
    if not answers.asked(rules):
        return redirect("legal:adviser")
    found = presenting.result(rules, answers)
    calendar = _calendar(request, found)
    dates = [(name, request.GET[name]) for name in ("start", "session") if request.GET.get(name)]
    context = {
        "found": found,
        **_comparison(request, rules, found),
        "calendar": calendar,
        "steps": presenting.shown_steps(calendar.steps if calendar else []),
        "kept": answers.pairs(rules),
        "dates": dates,
        "documents": presenting.document_urls(rules, answers, dates),
        **_aside(rules, answers),
        "first_question": reverse("legal:adviser"),
        "trail": _trail(_("Result")),
    }
    status = status_of(calendar) if calendar else 200
    return TemplateResponse(request, "legal/adviser_result.html", context, status=status)


def _comparison(request: HttpRequest, rules: RuleSet, found: presenting.Result) -> dict[str, Any]:
    chosen = [(name, request.GET[name]) for name in ("first", "second") if name in request.GET]
    compared = presenting.compared(found, [value for _name, value in chosen])
    initial = dict(zip(("first", "second"), [each.form.id for each in compared], strict=False))
    form = CompareForm(offered=list(rules.forms.values()), initial=initial)
    return {"compared": compared, "compare": form, "chosen": chosen}


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
    if not answers.asked(rules):
        return redirect("legal:adviser")
    calendar = _calendar(request, presenting.result(rules, answers))
    card = result_sheet.card_of(rules, answers, calendar.steps if calendar else [])
    render, content_type = DOCUMENTS[ending]
    answer = HttpResponse(render(card), content_type=content_type)
    name = _("form-of-cooperation")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer
