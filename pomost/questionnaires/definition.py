"""What a questionnaire says, as data: sections with questions. One document, in and out as JSON.

    {"format": "pomost-questionnaire/1", "title": {"pl": "…"}, "intro": {"pl": "…"}, "sections": [
      {"key": "cel", "title": {"pl": "…"}, "help": {}, "questions": [
        {"key": "problem", "kind": "long_text", "label": {"pl": "…"}, "required": true, "limit": 4000,
         "show_when": {"question": "rodzaj", "is": ["strategia"]}}]}]}

Texts are by language. Keys are unique in the whole document and never shown: answers hang on them.
The published schema is `SCHEMA`; what a schema can't say (double keys, circular conditions) is in
`problems_in`.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from pomost.core.errors import DomainError
from pomost.core.languages import CODES, spoken
from pomost.questionnaires.states import CELL_KINDS, Kind

FORMAT = "pomost-questionnaire/1"
MOST_QUESTIONS = 500
MOST_SECTIONS = 50
MOST_CHOICES = 100
MOST_COLUMNS = 12
MOST_ROWS = 300  # of a table, and of a group that repeats: what one form can send
LONGEST_TEXT = 20_000  # letters of an answer, unless the question says less
SEPARATOR = "/"  # between the parts of a path
ROW_ID = re.compile(r"^[a-z0-9]{1,12}$")
STAGES = 5  # of development (design: domain, SelfAssessment)

_KEY = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}


def _text(longest: int) -> dict[str, Any]:
    one = {"type": "string", "maxLength": longest}
    return {"type": "object", "properties": dict.fromkeys(CODES, one), "additionalProperties": False}


_CHOICE = {
    "type": "object",
    "required": ["key", "label"],
    "properties": {"key": _KEY, "label": _text(300)},
    "additionalProperties": False,
}
_COLUMN = {
    "type": "object",
    "required": ["key", "label", "kind"],
    "properties": {"key": _KEY, "label": _text(120), "kind": {"enum": [kind.value for kind in CELL_KINDS]}},
    "additionalProperties": False,
}
_STAGE = {
    "type": "object",
    "required": ["label"],
    "properties": {"label": _text(200), "conditions": _text(2000)},
    "additionalProperties": False,
}
_SIMPLE = {
    "type": "object",
    "required": ["question"],
    "properties": {
        "question": _KEY,
        "is": {"type": "array", "items": {"type": "string", "maxLength": 300}, "minItems": 1},
        "is_not": {"type": "array", "items": {"type": "string", "maxLength": 300}, "minItems": 1},
        "answered": {"type": "boolean"},
        "at_least": {"type": "number"},
        "at_most": {"type": "number"},
    },
    "additionalProperties": False,
    "minProperties": 2,
    "maxProperties": 2,
}
_MANY = {"type": "array", "items": {"$ref": "#/$defs/condition"}, "minItems": 1, "maxItems": 10}
_QUESTION = {
    "type": "object",
    "required": ["key", "kind", "label"],
    "properties": {
        "key": _KEY,
        "kind": {"enum": Kind.values},
        "label": _text(500),
        "help": _text(2000),
        "source": {"type": "string", "maxLength": 300},
        "required": {"type": "boolean"},
        "limit": {"type": "integer", "minimum": 1, "maximum": LONGEST_TEXT},
        "least": {"type": "number"},
        "most": {"type": "number"},
        "decimals": {"type": "integer", "minimum": 0, "maximum": 6},
        "currency": {"enum": ["PLN", "EUR", "NOK"]},
        "choices": {"type": "array", "items": _CHOICE, "minItems": 1, "maxItems": MOST_CHOICES},
        "stages": {"type": "array", "items": _STAGE, "minItems": STAGES, "maxItems": STAGES},
        "columns": {"type": "array", "items": _COLUMN, "minItems": 1, "maxItems": MOST_COLUMNS},
        "rows": {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
        "questions": {"type": "array", "items": {"$ref": "#/$defs/question"}, "maxItems": 50},
        "show_when": {"$ref": "#/$defs/condition"},
    },
    "additionalProperties": False,
    "allOf": [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": {"required": [part]}}
        for kind, part in (
            ("choice", "choices"), ("choices", "choices"), ("stages", "stages"), ("table", "columns"),
            ("group", "questions"),
        )
    ],
}  # fmt: skip
_SECTION = {
    "type": "object",
    "required": ["key", "title", "questions"],
    "properties": {
        "key": _KEY,
        "title": _text(200),
        "help": _text(2000),
        "questions": {"type": "array", "items": {"$ref": "#/$defs/question"}},
        "show_when": {"$ref": "#/$defs/condition"},
    },
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Questionnaire of Pomost",
    "type": "object",
    "required": ["format", "title", "sections"],
    "properties": {
        "format": {"const": FORMAT},
        "title": _text(200),
        "intro": _text(2000),
        "sections": {"type": "array", "items": _SECTION, "maxItems": MOST_SECTIONS},
    },
    "additionalProperties": False,
    "$defs": {
        "question": _QUESTION,
        "condition": {
            "oneOf": [
                _SIMPLE,
                {
                    "type": "object",
                    "properties": {"all": _MANY},
                    "required": ["all"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"any": _MANY},
                    "required": ["any"],
                    "additionalProperties": False,
                },
            ]
        },
    },
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it stands in a definition. data: its own part of the document."""

    key: str
    kind: str
    data: dict[str, Any]
    section: str
    group: str = ""  # key of the group that it stands in

    @property
    def label(self) -> Any:
        return spoken(self.data["label"])

    @property
    def help(self) -> Any:
        return spoken(self.data.get("help"))

    @property
    def is_required(self) -> bool:
        return bool(self.data.get("required"))

    @property
    def inner(self) -> list["Question"]:
        """The questions of a group."""
        return [
            Question(part["key"], part["kind"], part, self.section, self.key)
            for part in self.data.get("questions", [])
        ]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(key, label) of what can be chosen; the stages are `1` to `5`."""
        if self.kind == Kind.STAGES:
            stages = enumerate(self.data["stages"], start=1)
            return [(str(number), str(spoken(stage["label"]))) for number, stage in stages]
        return [(part["key"], str(spoken(part["label"]))) for part in self.data.get("choices", [])]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    data: dict[str, Any]
    questions: list[Question] = field(default_factory=list)

    @property
    def title(self) -> Any:
        return spoken(self.data["title"])

    @property
    def help(self) -> Any:
        return spoken(self.data.get("help"))


def empty(title: dict[str, str]) -> dict[str, Any]:
    """A definition without any section."""
    return {"format": FORMAT, "title": title, "sections": []}


def sections_of(definition: dict[str, Any]) -> list[Section]:
    """The sections with their questions, in order."""
    found = []
    for part in definition["sections"]:
        questions = [Question(each["key"], each["kind"], each, part["key"]) for each in part["questions"]]
        found.append(Section(part["key"], part, questions))
    return found


def questions_of(definition: dict[str, Any], *, inner: bool = True) -> Iterator[Question]:
    """Every question in reading order, those inside groups after their group."""
    for section in sections_of(definition):
        for question in section.questions:
            yield question
            if inner:
                yield from question.inner


def by_key(definition: dict[str, Any]) -> dict[str, Question]:
    return {question.key: question for question in questions_of(definition)}


def question_at(questions: dict[str, Question], path: str) -> Question:
    """The question that a path leads to. Raises DomainError when there is none."""
    parts = path.split(SEPARATOR)
    found = questions.get(parts[-1])
    fits = found is not None and (
        (len(parts) == 1 and not found.group)
        or (len(parts) == 3 and found.group == parts[0] and ROW_ID.match(parts[1]))
    )
    if found is None or not fits:
        raise DomainError(_("This question is not asked here any more. Reload the page."))
    return found


def references(condition: dict[str, Any] | None) -> set[str]:
    """Keys of the questions that a condition asks about."""
    if not condition:
        return set()
    if "question" in condition:
        return {condition["question"]}
    parts = condition.get("all", []) + condition.get("any", [])
    return set().union(*(references(part) for part in parts))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a definition. where: key of the section or question, or a place in the document."""

    where: str
    message: str
    part: str = ""  # the property that it is about, e.g. show_when


def problems_in(definition: Any) -> list[Problem]:
    """Everything that keeps a definition from being kept: shape, keys, references, circles."""
    errors = sorted(Draft202012Validator(SCHEMA).iter_errors(definition), key=lambda error: list(error.path))
    if errors:
        return [Problem("/".join(map(str, error.path)) or "–", _plain(error)) for error in errors[:20]]
    return [*_problems_with_keys(definition), *_problems_with_conditions(definition)]


def _plain(error: Any) -> str:
    """What a validator found, short: it quotes the whole document otherwise."""
    if error.validator == "required":
        return _("Something is missing: %s") % error.message.split("'")[1]
    if error.validator == "additionalProperties":
        return _("This is not known here: %s") % error.message[:160]
    return _("This does not fit: %s") % error.message[:160]


def _problems_with_keys(definition: dict[str, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    questions = list(questions_of(definition))
    if len(questions) > MOST_QUESTIONS:
        yield Problem("–", _("At most %d questions fit into a questionnaire.") % MOST_QUESTIONS)
    for key in [*(part["key"] for part in definition["sections"]), *(each.key for each in questions)]:
        if key in seen:
            yield Problem(key, _("The key “%s” stands twice.") % key)
        seen.add(key)
    for question in questions:
        if not question.label:
            yield Problem(question.key, _("This question has no text."), "label")
        if question.group and question.kind in (Kind.GROUP, Kind.TABLE, Kind.FILE, Kind.STAGES):
            text = _("A group that repeats holds only simple questions.")
            yield Problem(question.key, text, "kind")
        for name in ("choices", "columns"):
            keys = [part["key"] for part in question.data.get(name, [])]
            if len(set(keys)) < len(keys):
                yield Problem(question.key, _("Two of them have the same key."), name)


def _problems_with_conditions(definition: dict[str, Any]) -> Iterator[Problem]:
    known = by_key(definition)
    needs = _needs(definition)
    for owner, wanted in needs.items():
        for key in sorted(wanted):
            if key not in known:
                text = _("It asks about a question that is not there: %s") % key
                yield Problem(owner, text, "show_when")
            elif known[key].group and (owner not in known or known[owner].group != known[key].group):
                text = _("A question of a repeating group can only be asked about inside it.")
                yield Problem(owner, text, "show_when")
    for circle in _circles(needs, known):
        names = " → ".join(f"“{_name_of(definition, key)}”" for key in [*circle, circle[0]])
        text = _("These conditions run in a circle: %s. Nobody could ever see them all.") % names
        yield Problem(circle[0], text, "show_when")


def _needs(definition: dict[str, Any]) -> dict[str, set[str]]:
    """What each section and question must know before it is known whether it shows."""
    needs: dict[str, set[str]] = {}
    for section in sections_of(definition):
        needs[section.key] = references(section.data.get("show_when"))
        for question in section.questions:
            for each in (question, *question.inner):
                needs[each.key] = references(each.data.get("show_when"))
    return needs


def _circles(needs: dict[str, set[str]], known: dict[str, Question]) -> Iterator[list[str]]:
    """Circles among conditions, each once. A question also waits for its section and for its group."""
    edges = {key: set(wanted) for key, wanted in needs.items()}
    for key, question in known.items():
        edges[key] |= {question.section} | ({question.group} if question.group else set())
    done: set[str] = set()
    for start in edges:
        trail: list[str] = []
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            key, is_left = stack.pop()
            if is_left:
                trail.pop()
                done.add(key)
            elif key in trail:
                yield trail[trail.index(key) :]
            elif key not in done and key in edges:
                trail.append(key)
                stack.append((key, True))
                stack += [(each, False) for each in sorted(edges[key], reverse=True)]


def _name_of(definition: dict[str, Any], key: str) -> str:
    for section in sections_of(definition):
        if section.key == key:
            return str(section.title) or key
    found = by_key(definition).get(key)
    return str(found.label) if found else key


def copied(definition: dict[str, Any]) -> dict[str, Any]:
    """A definition of one's own to change."""
    return deepcopy(definition)


# Why a question is to be looked at again; presenting puts it into words.
NEW, CHANGED, GONE = "new", "changed", "gone"


def differences(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """Key → why it is to be looked at, from one definition to the next. Help and order do not count."""
    before, after = by_key(old), by_key(new)
    found = {}
    for key, question in after.items():
        if key not in before:
            found[key] = NEW
        elif _bare(before[key].data) != _bare(question.data):
            found[key] = CHANGED
    return {**found, **{key: GONE for key in before if key not in after}}


def _bare(data: dict[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in data.items() if name not in ("help", "source", "questions")}


def checksum_of(definition: dict[str, Any]) -> str:
    """SHA-256 of a definition as JSON with sorted keys and no blanks."""
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
