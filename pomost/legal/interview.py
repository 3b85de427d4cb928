"""The adviser's questions, one at a time: which comes next, and what was answered, kept in the address.

Nothing is stored: the answers stand in the address's query, which can be kept, sent and gone back to.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from pomost.legal.advising import MOST, Opinion, advise, holds
from pomost.legal.ruleset import GOAL, TIME, Fact, Kind, Rule, RuleSet

MOST_QUESTIONS = 10
KIND = "form-of-cooperation"  # of thing that a question is attached to
UNSURE = "?"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Answers:
    """known: fact → answer, as `advising.checked` gives them. unsure: facts answered with “not known yet”."""

    known: Mapping[str, Any]
    unsure: frozenset[str] = frozenset()

    def has(self, name: str) -> bool:
        return name in self.known or name in self.unsure

    def asked(self, rules: RuleSet) -> list[Fact]:
        """The facts that were answered, in the order of the rules."""
        return [fact for fact in rules.facts.values() if self.has(fact.id)]

    def pairs(self, rules: RuleSet, but: str = "") -> list[tuple[str, str]]:
        """The answers as they stand in an address's query; but: the fact to leave out."""
        return [pair for fact in self.asked(rules) if fact.id != but for pair in self._pairs_of(fact)]

    def _pairs_of(self, fact: Fact) -> Iterator[tuple[str, str]]:
        if fact.id in self.unsure:
            yield fact.id, UNSURE
        elif fact.kind == Kind.SET:
            yield from ((fact.id, each) for each in fact.values if each in self.known[fact.id])
        elif fact.kind == Kind.BOOL:
            yield fact.id, YES if self.known[fact.id] else NO
        else:
            yield fact.id, str(self.known[fact.id])

    def with_answer(self, fact: Fact, answer: Any) -> "Answers":
        """The same with another answer to one question."""
        return Answers({**self.known, fact.id: answer}, self.unsure - {fact.id})


def read(rules: RuleSet, query: QueryDict) -> Answers:
    """The answers in an address's query; what is no answer to a question of the rules is left out."""
    known: dict[str, Any] = {}
    unsure = set()
    for fact in rules.deciding():
        given = [each.strip() for each in query.getlist(fact.id)]
        answer = _answer(fact, given)
        if answer is not None:
            known[fact.id] = answer
        elif UNSURE in given and (fact.kind != Kind.SET or set(given) == {UNSURE}):
            unsure.add(fact.id)
    return Answers(known, frozenset(unsure))


def _answer(fact: Fact, given: list[str]) -> Any:
    """None when it is none, or unclear: a list with "not known yet" in it."""
    if fact.kind == Kind.SET:
        return None if UNSURE in given else frozenset(each for each in given if each in fact.values) or None
    last = given[-1] if given and UNSURE not in given else ""
    if fact.kind == Kind.BOOL:
        return {YES: True, NO: False}.get(last)
    if fact.kind == Kind.ENUM:
        return last if last in fact.values else None
    return number(last)


def number(text: str) -> int | None:
    """A whole number that is an answer, in plain digits; None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) and int(text) <= MOST else None


def open_facts(rules: RuleSet, answers: Answers) -> list[Fact]:
    """The facts not asked yet that can still move a verdict, in the order of the rules."""
    alive = {each.form.id for each in advise(rules, answers.known) if each.opinion != Opinion.EXCLUDED}
    wanted = {name for rule in rules.rules if rule.forms & alive for name in _waits_for(rule, answers)}
    if alive:
        wanted.add(TIME)
    return [fact for fact in rules.deciding() if fact.id in wanted and not answers.has(fact.id)]


def _waits_for(rule: Rule, answers: Answers) -> set[str]:
    """The facts without which it is not known whether the rule speaks; none when it can speak no more."""
    needed = {condition.fact for condition in rule.conditions}
    if rule.unless_goal:
        needed.add(GOAL)
        if answers.known.get(GOAL) in rule.unless_goal:
            return set()
    if needed & answers.unsure:
        return set()
    met = (holds(each, answers.known[each.fact]) for each in rule.conditions if each.fact in answers.known)
    return needed - set(answers.known) if all(met) else set()


def next_fact(rules: RuleSet, answers: Answers) -> Fact | None:
    """What to ask next; None when nothing is left that matters, or enough was asked."""
    if len(answers.asked(rules)) >= MOST_QUESTIONS:
        return None
    return next(iter(open_facts(rules, answers)), None)


def place_of(rules: RuleSet, answers: Answers, fact: Fact) -> tuple[int, int]:
    """(which question this is, how many there will be at most)."""
    asked = [each.id for each in answers.asked(rules)]
    number = asked.index(fact.id) + 1 if fact.id in asked else len(asked) + 1
    ahead = [each for each in open_facts(rules, answers) if each.id != fact.id]
    count = len(asked) + (fact.id not in asked) + len(ahead)
    return number, max(number, min(MOST_QUESTIONS, count))


def code_of(rules: RuleSet, answers: Answers) -> str:
    """The answers in at most 64 characters: what a question is attached to (of the kind KIND)."""
    return ".".join([_layout(rules), *(_code(fact, answers) for fact in rules.deciding())])


def _layout(rules: RuleSet) -> str:
    """What the questions and their values are: a code outlives new rules that are still read alike."""
    said = ";".join(f"{fact.id}:{fact.kind}:{','.join(fact.values)}" for fact in rules.deciding())
    return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


def _code(fact: Fact, answers: Answers) -> str:
    if fact.id in answers.unsure:
        return "x"
    answer = answers.known.get(fact.id)
    if answer is None:
        return ""
    if fact.kind == Kind.SET:
        return format(sum(1 << place for place, each in enumerate(fact.values) if each in answer), "x")
    return str(fact.values.index(answer) if fact.kind == Kind.ENUM else int(answer))


def of_code(rules: RuleSet, code: str) -> Answers | None:
    """The answers that `code_of` wrote; None for other questions, and for what it did not write."""
    layout, *parts = code.split(".")
    facts = rules.deciding()
    if layout != _layout(rules) or len(parts) != len(facts):
        return None
    query = QueryDict(mutable=True)
    for fact, part in zip(facts, parts, strict=True):
        query.setlist(fact.id, _given(fact, part))
    found = read(rules, query)
    return found if code_of(rules, found) == code else None


def _given(fact: Fact, part: str) -> list[str]:
    if part in ("", "x"):
        return [UNSURE] if part else []
    if fact.kind == Kind.SET and re.fullmatch(r"[0-9a-f]{1,8}", part):
        return [each for place, each in enumerate(fact.values) if int(part, 16) >> place & 1]
    if not re.fullmatch(r"[0-9]{1,6}", part):
        return []
    if fact.kind == Kind.ENUM:
        return [fact.values[int(part)]] if int(part) < len(fact.values) else []
    return [{"1": YES, "0": NO}.get(part, "")] if fact.kind == Kind.BOOL else [part]
