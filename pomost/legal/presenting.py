"""What the adviser found, as its page shows it: in plain words, with the articles."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from pomost.legal import interview, wording
from pomost.legal.advising import TOO_SOON, Opinion, Reason, Verdict, advise, suggested
from pomost.legal.interview import Answers
from pomost.legal.ruleset import (
    COUNT,
    GOAL,
    PERSON,
    TIME,
    TRANSFER,
    Effect,
    Fact,
    Form,
    Kind,
    Op,
    RuleSet,
    Status,
)
from pomost.legal.steps import Step, steps_of
from pomost.ui import typography

MOST_CHANGES = 6
AS_ABOVE = "jw."  # how the rules write it
BESIDE = 3  # forms that are compared without being asked for


@dataclass(frozen=True, slots=True)
class ShownReason:
    """heading: the answers that make the rule speak. doubt: about the article, empty when it was read.

    language: of `article`, empty when it is the reader's.
    """

    heading: str
    article: str
    doubt: str
    language: str = "pl"

    def __str__(self) -> str:
        return f"{self.heading}: {self.article}" + (f" ({self.doubt})" if self.doubt else "")


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form and what is said of it. is_unfit: it does not meet an answer, though no rule says so."""

    form: Form
    name: str
    basis: str
    opinion: str
    is_unfit: bool
    weight: int
    weeks: str
    takes_over: str
    speaks_for: list[ShownReason]
    to_mind: list[ShownReason]
    against: list[ShownReason]


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer, which form would fit best then, and the address of that result."""

    said: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Result:
    """best: what fits best, None when nothing speaks for a form. tied: others that fit as well.

    title: what is found in one line; lead: a sentence before it. left: (question not asked yet that can move
    the result, its address).
    """

    title: str
    lead: str

    best: ShownForm | None
    tied: list[ShownForm]
    open: list[ShownForm]
    excluded: list[ShownForm]
    changes: list[Change]
    left: list[tuple[str, str]]
    acts: list[tuple[str, str]]
    version: date | None


def opinion_label(opinion: Opinion) -> str:
    return {
        Opinion.EXCLUDED: pgettext("verdict on a form", "excluded"),
        Opinion.WARNED: pgettext("verdict on a form", "possible with care"),
        Opinion.FAVOURED: pgettext("verdict on a form", "fits"),
        Opinion.POSSIBLE: pgettext("verdict on a form", "possible"),
    }[opinion]


def result_url(rules: RuleSet, answers: Answers) -> str:
    """The address of the result of these answers."""
    return f"{reverse('legal:result')}?{urlencode(answers.pairs(rules))}"


def document_urls(
    rules: RuleSet, answers: Answers, more: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """(label, address) of the result as documents. more: what else their address says."""
    query = urlencode([*answers.pairs(rules), *more])
    labels = [("pdf", _("Download as PDF")), ("docx", _("Download for Word"))]
    return [(label, f"{reverse('legal:document', args=[ending])}?{query}") for ending, label in labels]


def question_url(rules: RuleSet, answers: Answers, fact: Fact) -> str:
    """The address at which one question is asked again, the others kept."""
    return f"{reverse('legal:adviser')}?{urlencode([*answers.pairs(rules), ('ask', fact.id)])}"


def so_far(rules: RuleSet, answers: Answers) -> list[tuple[str, str]]:
    """(what was answered, the address at which it is changed), in the order of the questions."""
    return [
        (_said(fact, answers), question_url(rules, answers, fact)) for fact in answers.asked(rules)
    ]  # fmt: skip


def _said(fact: Fact, answers: Answers) -> str:
    if fact.id in answers.unsure:
        return _("%s We don't know yet.") % wording.question(fact)
    return wording.said(fact, answers.known[fact.id])


def result(rules: RuleSet, answers: Answers) -> Result:
    """Everything that the page of the result shows."""
    verdicts = suggested(advise(rules, answers.known))
    forms = [_form(rules, answers, each) for each in verdicts]
    kept = forms[: sum(each.opinion != Opinion.EXCLUDED for each in verdicts)]
    best = kept[0] if kept and kept[0].weight else None
    articles = [reason.article for each in verdicts for reason in each.reasons]
    title, lead = _headline(best, has_open=bool(kept))
    return Result(
        title=title,
        lead=lead,
        best=best,
        tied=[each for each in kept[1:] if best and _fit_of(each) == _fit_of(best)],
        open=kept,
        excluded=forms[len(kept) :],
        changes=list(islice(_changes(rules, answers, best.form.id if best else ""), MOST_CHANGES)),
        left=[
            (wording.question(fact), question_url(rules, answers, fact))
            for fact in interview.open_facts(rules, answers)
        ],
        acts=wording.acts_in(
            [
                *articles,
                *(form.name for form in rules.forms.values()),
                *(step.article for step in (steps_of(best.form) if best else ())),
            ]
        ),
        version=parse_date(rules.version),
    )


def _headline(best: ShownForm | None, *, has_open: bool) -> tuple[str, str]:
    if best is None and not has_open:
        return _("No form fits all of these answers"), ""
    if best is None:
        return _("Nothing speaks for one form in particular"), ""
    if best.is_unfit:
        return best.name, _("Nearest to your answers, though it does not meet all of them")
    return best.name, _("Fits best")


def _fit_of(form: ShownForm) -> tuple[bool, int]:
    return form.is_unfit, form.weight


def compared(found: Result, chosen: list[str]) -> list[ShownForm]:
    """The forms to put side by side: the chosen ones, else the first that are open."""
    everything = {each.form.id: each for each in [*found.open, *found.excluded]}
    wanted = [everything[name] for name in dict.fromkeys(chosen) if name in everything]
    return wanted or found.open[:BESIDE]


def _form(rules: RuleSet, answers: Answers, verdict: Verdict) -> ShownForm:
    form = verdict.form
    by_effect: dict[Effect, list[ShownReason]] = {effect: [] for effect in Effect}
    for reason in verdict.reasons:
        by_effect[reason.effect].append(_reason(rules, answers, reason))
    is_unfit = bool(verdict.contradicts) and verdict.opinion != Opinion.EXCLUDED
    return ShownForm(
        form=form,
        name=wording.name_of(form),
        basis=wording.basis_of(form),
        opinion=_("does not meet an answer") if is_unfit else opinion_label(verdict.opinion),
        is_unfit=is_unfit,
        weight=verdict.weight,
        weeks=_weeks(form),
        takes_over={
            "one_partner": _("yes, one of the partners"),
            "new_body": _("yes, the new body"),
        }.get(form.transfer, _("no")),
        speaks_for=by_effect[Effect.FAVOUR],
        to_mind=[*_unmet(rules, answers, verdict), *by_effect[Effect.WARN]],
        against=by_effect[Effect.EXCLUDE],
    )


def _weeks(form: Form) -> str:
    least, most = form.weeks
    return ngettext("%(span)s week", "%(span)s weeks", most) % {"span": f"{least}–{most}"}


def _unmet(rules: RuleSet, answers: Answers, verdict: Verdict) -> Iterator[ShownReason]:
    """What the form is, beside each answer that it does not meet."""
    form = verdict.form
    takes_over = {
        "one_partner": _("in this form one of the partners takes the task over"),
        "new_body": _("in this form a new body takes the task over"),
    }
    said = {
        PERSON: _("it is a legal person") if form.is_person else _("it is no legal person"),
        TRANSFER: takes_over.get(form.transfer, _("in this form nobody takes the task over")),
        COUNT: _("it joins at least two local governments"),
    }
    for name in verdict.contradicts:
        yield ShownReason(wording.said(rules.facts[name], answers.known[name]), said[name], "", language="")


def doubt_about(article: str, status: Status) -> str:
    """What is not sure about an article, in words; empty when it was read in the act."""
    if not re.search(r"\bart\.|ustaw|rozp\.", article):
        return _("no article named")
    return {
        Status.CONFIRMED: "",
        Status.SECONDARY: _("from a secondary source"),
        Status.INFERRED: _("inferred from the act"),
        Status.UNCONFIRMED: _("not confirmed"),
    }[status]


def _reason(rules: RuleSet, answers: Answers, reason: Reason) -> ShownReason:
    if reason.rule == TOO_SOON:
        heading = wording.said(rules.facts[TIME], answers.known[TIME])
        return ShownReason(heading, reason.article, "", language="")
    place = next(place for place, each in enumerate(rules.rules) if each.id == reason.rule)
    met = [
        wording.met(rules.facts[each.fact], each, answers.known[each.fact])
        for each in rules.rules[place].conditions
    ]
    article = _written_out(rules, place)
    return ShownReason("; ".join(dict.fromkeys(met)), article, doubt_about(article, reason.status))


def _written_out(rules: RuleSet, place: int) -> str:
    """A rule's article; "as above" is that of the rule before it."""
    article = rules.rules[place].article
    return _written_out(rules, place - 1) if article.startswith(AS_ABOVE) and place else article


def _changes(rules: RuleSet, answers: Answers, best: str) -> Iterator[Change]:
    """One other answer that would bring another form to the top; what is not known yet comes first.

    Another goal is another question, so it is not among them.
    """
    facts = [fact for fact in rules.deciding() if fact.id != GOAL]
    for fact in sorted(facts, key=lambda each: each.id in answers.known):
        seen: set[str] = set()
        for answer in _other_answers(rules, fact, answers.known.get(fact.id)):
            changed = answers.with_answer(fact, answer)
            top = suggested(advise(rules, changed.known))[0]
            if (
                top.opinion == Opinion.EXCLUDED
                or top.contradicts
                or top.form.id in {best, *seen}
                or not top.weight
            ):
                continue
            seen.add(top.form.id)
            yield Change(
                wording.said(fact, answer), wording.name_of(top.form), result_url(rules, changed)
            )  # fmt: skip


def _other_answers(rules: RuleSet, fact: Fact, now: Any) -> Iterator[Any]:
    if fact.kind == Kind.SET:
        have = now or frozenset()
        yield from (have ^ {each} for each in fact.values if have ^ {each})
    elif fact.kind == Kind.ENUM:
        yield from (each for each in fact.values if each != now)
    elif fact.kind == Kind.BOOL:
        yield from (each for each in (True, False) if each is not now)
    else:
        yield from (each for each in _turning_points(rules, fact) if each != now)


def _turning_points(rules: RuleSet, fact: Fact) -> list[int]:
    """Numbers at which a rule begins or ends to speak."""
    if fact.id == TIME:
        return sorted({form.weeks[0] for form in rules.forms.values()})
    conditions = [each for rule in rules.rules for each in rule.conditions if each.fact == fact.id]
    found = {each.value for each in conditions} | {
        each.value - 1 for each in conditions if each.op in (Op.LT, Op.GTE) and each.value
    }
    return sorted(found)


def term_of(step: Step) -> str:
    """When a step is to be done: the day, else the term; empty where none is set."""
    if step.day:
        on = typography.day(step.day)
        return _("by %s at the latest") % on if step.days else on
    return ngettext("within %d day", "within %d days", step.days) % step.days if step.days else ""


def shown_steps(steps: list[Step]) -> list[tuple[Step, str, str]]:
    """(step, when it is to be done, what is not sure about its article)."""
    return [(step, term_of(step), doubt_about(step.article, step.status)) for step in steps]


def ask_url(rules: RuleSet, answers: Answers) -> str:
    """Where a question about these answers is written."""
    return reverse("conversations-panel:ask", args=[interview.KIND, interview.code_of(rules, answers)])
