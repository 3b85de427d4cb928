"""Which form of cooperation fits: a verdict for each form, with every reason and its article.

A rule speaks when all its conditions hold. What is not known is skipped, also the goals for which a rule
would not hold: a further answer can take a form out or speak for it, never bring one back. Of what is said of
a form, `excluded` outranks `warned`, that `favoured`, that `possible`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core.errors import DomainError
from pomost.legal.ruleset import (
    COUNT,
    GOAL,
    PERSON,
    TIME,
    TRANSFER,
    Condition,
    Effect,
    Fact,
    Form,
    Kind,
    Op,
    Rule,
    RuleSet,
    Status,
)

MOST = 10_000  # the largest number that is an answer


class Opinion(StrEnum):
    """What is said of a form, the strongest first."""

    EXCLUDED = "excluded"
    WARNED = "warned"
    FAVOURED = "favoured"
    POSSIBLE = "possible"


OF_EFFECT = {Effect.EXCLUDE: Opinion.EXCLUDED, Effect.WARN: Opinion.WARNED, Effect.FAVOUR: Opinion.FAVOURED}
OUTRANKS = list(Opinion)
TOO_SOON = "time"  # stands for the id of a rule: the form takes longer than there is time


@dataclass(frozen=True, slots=True)
class Reason:
    """Why. rule: its id, or TOO_SOON."""

    rule: str
    effect: Effect
    article: str
    status: Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a form. weight: the sum of what speaks for it. contradicts: facts whose answers it does
    not meet by what it is, though no rule excludes it for them.
    """

    form: Form
    opinion: Opinion
    weight: int
    reasons: tuple[Reason, ...]
    contradicts: tuple[str, ...] = ()


def checked(rules: RuleSet, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that are known, fit for `advise`; None means: not known yet.

    Raises DomainError with a message for each fact that there is not, and each value that it can't have.
    """
    wrong: dict[str, str] = {}
    known: dict[str, Any] = {}
    for name, value in answers.items():
        fact = rules.facts.get(name)
        if fact is None:
            wrong[name] = _("There is no such fact.")
        elif value is not None and not _is_answer(fact, value):
            wrong[name] = _expected(fact)
        elif value is not None:
            known[name] = frozenset(value) if fact.kind == Kind.SET else value
    if wrong:
        raise DomainError(next(iter(wrong.values())), fields=wrong)
    return known


def _is_answer(fact: Fact, value: Any) -> bool:
    if fact.kind == Kind.SET:
        is_list = isinstance(value, (list, tuple, set, frozenset)) and bool(value)
        return is_list and all(isinstance(each, str) and each in fact.values for each in value)
    if fact.kind == Kind.ENUM:
        return isinstance(value, str) and value in fact.values
    if fact.kind == Kind.BOOL:
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def _expected(fact: Fact) -> str:
    if fact.kind == Kind.SET:
        return _("Expected a list of some of these: %s.") % ", ".join(fact.values)
    if fact.kind == Kind.ENUM:
        return _("Expected one of these: %s.") % ", ".join(fact.values)
    if fact.kind == Kind.BOOL:
        return _("Expected true or false.")
    return _("Expected a whole number from 0 to %d.") % MOST


def advise(rules: RuleSet, known: Mapping[str, Any]) -> list[Verdict]:
    """A verdict for each form, from `checked` answers: what fits best first, what is excluded last.

    Ordered by weight, as the rules want; of equals, what is warned of stands behind the others.
    """
    speaking = [rule for rule in rules.rules if _speaks(rule, known)]
    found = [_verdict(form, speaking, known) for form in rules.forms.values()]
    return sorted(found, key=_place)


def suggested(verdicts: list[Verdict]) -> list[Verdict]:
    """The same for somebody to choose from: what does not meet an answer behind all that does."""
    return sorted(verdicts, key=lambda each: (each.opinion == Opinion.EXCLUDED, bool(each.contradicts)))


def _place(verdict: Verdict) -> tuple[bool, int, bool]:
    is_excluded, is_warned = (verdict.opinion == each for each in (Opinion.EXCLUDED, Opinion.WARNED))
    return is_excluded, -verdict.weight, is_warned


def _contradicted(form: Form, known: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules do not say all that a form's own nature says: that it is no legal person, for one."""
    wanted, taken = known.get(PERSON), known.get(TRANSFER)
    found = {
        PERSON: (wanted == "required" and not form.is_person) or (wanted == "unwanted" and form.is_person),
        TRANSFER: taken not in (None, "none", form.transfer),
        COUNT: form.joins_several and known.get(COUNT, 2) < 2,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _verdict(form: Form, speaking: list[Rule], known: Mapping[str, Any]) -> Verdict:
    mine = [rule for rule in speaking if form.id in rule.forms]
    reasons = [Reason(rule.id, rule.effect, rule.article, rule.status) for rule in mine]
    if TIME in known and known[TIME] < form.weeks[0]:
        why = ngettext(
            "it takes %d week at least to begin with (an estimate, not law)",
            "it takes %d weeks at least to begin with (an estimate, not law)",
            form.weeks[0],
        )
        reasons.append(Reason(TOO_SOON, Effect.EXCLUDE, why % form.weeks[0], Status.UNCONFIRMED))
    opinions = [OF_EFFECT[reason.effect] for reason in reasons] or [Opinion.POSSIBLE]
    weight = sum(rule.weight for rule in mine if rule.effect == Effect.FAVOUR)
    contradicts = _contradicted(form, known)
    return Verdict(form, min(opinions, key=OUTRANKS.index), weight, tuple(reasons), contradicts)


def _speaks(rule: Rule, known: Mapping[str, Any]) -> bool:
    if rule.unless_goal and (GOAL not in known or known[GOAL] in rule.unless_goal):
        return False
    return all(each.fact in known and holds(each, known[each.fact]) for each in rule.conditions)


def holds(condition: Condition, answer: Any) -> bool:
    """Whether an answer meets a condition."""
    wanted = condition.value
    return {
        Op.HAS: lambda: wanted in answer,
        Op.HASNT: lambda: wanted not in answer,
        Op.ANY: lambda: bool(answer & set(wanted)),
        Op.ONLY: lambda: answer <= set(wanted),
        Op.EQ: lambda: answer == wanted,
        Op.NE: lambda: answer != wanted,
        Op.IN: lambda: answer in wanted,
        Op.LT: lambda: answer < wanted,
        Op.GTE: lambda: answer >= wanted,
    }[condition.op]()
