"""A set of rules that says which form of cooperation fits: facts, forms, rules with their articles.

Read from a file (`data/cooperation_forms.yaml`, whose version is the day on which its articles were read; no
lawyer has confirmed them yet). Everything that a rule names must be there, so that no mistake of a rule shows
up only with an answer that makes it speak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError

OWN = Path(__file__).parent / "data" / "cooperation_forms.yaml"


class Effect(StrEnum):
    EXCLUDE = "exclude"
    WARN = "warn"
    FAVOUR = "favour"


class Kind(StrEnum):
    """What the answer to a question is: some of the values, one of them, a whole number, yes or no."""

    SET = "set"
    ENUM = "enum"
    INT = "int"
    BOOL = "bool"


class Op(StrEnum):
    """How a condition looks at a fact. On sets: has, hasnt (one value), any, only (some values)."""

    HAS = "has"
    HASNT = "hasnt"
    ANY = "any"
    ONLY = "only"
    EQ = "eq"
    NE = "ne"
    IN = "in"
    LT = "lt"
    GTE = "gte"


class Status(StrEnum):
    """How sure an article is: read in the statute, said by somebody else, inferred from it, not confirmed."""

    CONFIRMED = "C"
    SECONDARY = "S"
    INFERRED = "I"
    UNCONFIRMED = "U"


OPS = {
    Kind.SET: {Op.HAS, Op.HASNT, Op.ANY, Op.ONLY},
    Kind.ENUM: {Op.EQ, Op.NE, Op.IN},
    Kind.INT: {Op.EQ, Op.NE, Op.LT, Op.GTE},
    Kind.BOOL: {Op.EQ, Op.NE},
}
OF_MANY = {Op.ANY, Op.ONLY, Op.IN}  # whose value is a list
GOAL, TIME, COUNT = "goal", "weeks", "n_jst"
PERSON, TRANSFER = "legal_person", "transfer"  # facts with a meaning of their own
USUAL_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is asked. values: of a set or an enum, in their order. question: in Polish."""

    id: str
    kind: Kind
    question: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    fact: str
    op: Op
    value: Any


@dataclass(frozen=True, slots=True)
class Form:
    """A form of cooperation. transfer: who takes the task over. weeks: to begin with it, at least and at
    most; an estimate, not law. joins_several: at least two local governments.
    """

    id: str
    name: str
    is_person: bool
    transfer: str
    weeks: tuple[int, int]
    joins_several: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for some forms when all conditions do. weight: of what it favours. unless_goal: goals for
    which it does not hold.
    """

    id: str
    conditions: tuple[Condition, ...]
    effect: Effect
    forms: frozenset[str]
    article: str
    status: Status
    weight: int = USUAL_WEIGHT
    unless_goal: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RuleSet:
    version: str
    facts: Mapping[str, Fact]
    forms: Mapping[str, Form]
    rules: tuple[Rule, ...]

    def deciding(self) -> list[Fact]:
        """The facts on which a verdict can depend, in their order; no other needs to be asked."""
        used = {condition.fact for rule in self.rules for condition in rule.conditions}
        used |= {GOAL for rule in self.rules if rule.unless_goal}
        return [fact for fact in self.facts.values() if fact.id in used or fact.id == TIME]


class RuleSetRefused(DomainError):
    """The rules can't be used. problems: (where, what is wrong)."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(f"{where}: {text}" for where, text in problems))


@cache
def own() -> RuleSet:
    """The rules that come with the product."""
    return read(OWN.read_text(encoding="utf-8"))


def read(text: str) -> RuleSet:
    """The rules of a YAML text. Raises RuleSetRefused with everything that is wrong, and where."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = _("line %d") % (mark.line + 1) if mark else _("the whole file")
        raise RuleSetRefused([(where, _("this can't be read as YAML"))]) from error
    return _Reading(raw).result()


class _Reading:
    """Reads the plain content of a file and notes what is wrong with it."""

    def __init__(self, raw: Any) -> None:
        self.problems: list[tuple[str, str]] = []
        self.raw = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            self._wrong(_("the whole file"), _("expected facts, forms and rules"))

    def result(self) -> RuleSet:
        facts = {name: fact for name, raw in self._part("facts").items() if (fact := self._fact(name, raw))}
        forms = {name: form for name, raw in self._part("forms").items() if (form := self._form(name, raw))}
        self.facts, self.forms = facts, forms
        rules, seen = [], set()
        listed = self.raw.get("rules")
        for place, raw in enumerate(listed if isinstance(listed, list) else [], start=1):
            where = f"rules[{raw.get('id') if isinstance(raw, dict) and raw.get('id') else place}]"
            if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
                self._wrong(where, _("a rule needs an id"))
            elif raw["id"] in seen:
                self._wrong(where, _("this id stands twice"))
            else:
                seen.add(raw["id"])
                rules.append(self._rule(where, raw))
        if not rules:
            self._wrong("rules", _("there is no rule"))
        if self.problems:
            raise RuleSetRefused(self.problems)
        return RuleSet(str(self.raw.get("version", "")), facts, forms, tuple(filter(None, rules)))

    def _wrong(self, where: str, text: str) -> None:
        self.problems.append((where, text))

    def _part(self, name: str) -> dict[str, Any]:
        part = self.raw.get(name)
        if isinstance(part, dict) and part:
            return part
        self._wrong(name, _("nothing is written here"))
        return {}

    def _fact(self, name: str, raw: Any) -> Fact | None:
        where = f"facts.{name}"
        raw = raw if isinstance(raw, dict) else {}
        if raw.get("type") not in list(Kind):
            self._wrong(where, _("unknown type: %s") % raw.get("type"))
            return None
        kind, values = Kind(raw["type"]), raw.get("values") or []
        if kind in (Kind.SET, Kind.ENUM) and not values:
            self._wrong(where, _("its values are missing"))
        return Fact(name, kind, str(raw.get("question", "")), tuple(map(str, values)))

    def _form(self, name: str, raw: Any) -> Form | None:
        where = f"forms.{name}"
        raw = raw if isinstance(raw, dict) else {}
        weeks = raw.get("weeks")
        is_span = isinstance(weeks, list) and len(weeks) == 2 and all(isinstance(each, int) for each in weeks)
        if not raw.get("pl") or not is_span or not 0 <= weeks[0] <= weeks[1]:
            self._wrong(where, _("a form needs a name and the weeks that it takes, at least and at most"))
            return None
        return Form(
            name,
            str(raw["pl"]),
            bool(raw.get("person")),
            str(raw.get("transfer", "none")),
            tuple(weeks),
            bool(raw.get("several")),
        )

    def _rule(self, where: str, raw: dict[str, Any]) -> Rule | None:
        before = len(self.problems)
        forms = raw.get("forms") or []
        chosen = frozenset(self.forms) if forms == "*" else frozenset(map(str, forms))
        for name in sorted(chosen - set(self.forms)):
            self._wrong(where, _("unknown form: %s") % name)
        if not chosen:
            self._wrong(where, _("it names no form"))
        if raw.get("effect") not in list(Effect):
            self._wrong(where, _("unknown effect: %s") % raw.get("effect"))
        if raw.get("status") not in list(Status):
            self._wrong(where, _("unknown status: %s") % raw.get("status"))
        if not str(raw.get("art") or "").strip():
            self._wrong(where, _("its article is missing"))
        conditions = [self._condition(where, each) for each in raw.get("if") or []]
        if not conditions:
            self._wrong(where, _("it has no condition"))
        goals = frozenset(map(str, raw.get("unless_goal") or []))
        known = self.facts[GOAL].values if GOAL in self.facts else ()
        for name in sorted(goals - set(known)):
            self._wrong(where, _("unknown goal: %s") % name)
        weight = raw.get("weight", USUAL_WEIGHT)
        if not isinstance(weight, int) or weight < 1:
            self._wrong(where, _("its weight is no whole number from 1 on"))
        if len(self.problems) > before:
            return None
        found = tuple(each for each in conditions if each is not None)
        effect, status = Effect(raw["effect"]), Status(raw["status"])
        return Rule(raw["id"], found, effect, chosen, str(raw["art"]), status, weight, goals)

    def _condition(self, where: str, raw: Any) -> Condition | None:
        if not isinstance(raw, list) or len(raw) != 3:
            self._wrong(where, _("a condition is a fact, how it is looked at, and a value"))
            return None
        name, op, value = raw
        fact = self.facts.get(name)
        if fact is None:
            self._wrong(where, _("unknown fact: %s") % name)
        elif op not in list(Op) or Op(op) not in OPS[fact.kind]:
            self._wrong(where, _("%(fact)s can't be looked at with %(op)s") % {"fact": name, "op": op})
        elif not _fits(fact, Op(op), value):
            self._wrong(where, _("%(fact)s has no value %(value)s") % {"fact": name, "value": value})
        else:
            return Condition(name, Op(op), tuple(value) if Op(op) in OF_MANY else value)
        return None


def _fits(fact: Fact, op: Op, value: Any) -> bool:
    if op in OF_MANY:
        return isinstance(value, list) and bool(value) and set(map(str, value)) <= set(fact.values)
    if fact.kind in (Kind.SET, Kind.ENUM):
        return value in fact.values
    if fact.kind == Kind.BOOL:
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool)
