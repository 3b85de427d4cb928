"""Questionnaires and answers in words and boxes, as pages show them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core.languages import spoken
from pomost.questionnaires import values
from pomost.questionnaires.conditions import Shown, path_in_group
from pomost.questionnaires.definition import (
    CHANGED,
    GONE,
    NEW,
    Question,
    Section,
    by_key,
    references,
    sections_of,
)
from pomost.questionnaires.models.answers import Answer, AnswerSet, AnswerVersion
from pomost.questionnaires.queries.answers import answers_of, counted, files_of
from pomost.questionnaires.states import Kind

# Savings of one person that follow each other this closely are one version to compare.
SITTING = timedelta(minutes=10)
BLANK_ROWS = 3  # of a table, below what is filled in


@dataclass(slots=True)
class Box:
    """One question as it stands on a page. name: of its fields; number: `3.1`, as it is printed."""

    question: Question
    path: str
    number: str
    answer: Answer | None = None
    is_shown: bool = True
    rows: list["Row"] = field(default_factory=list)  # of a repeating group
    files: list[Any] = field(default_factory=list)
    rival: "Rival | None" = None
    kept: Any = None  # what its sender typed, when it could not be stored
    fault: str = ""  # what is wrong with it, where nothing is stored

    @property
    def id(self) -> str:
        return "o-" + self.path.replace("/", "-")

    @property
    def name(self) -> str:
        return f"a:{self.path}"

    @property
    def value(self) -> Any:
        return self.kept if self.kept is not None else self.answer.value if self.answer else None

    @property
    def seen(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def typed(self) -> str:
        value = self.value
        return ", ".join(map(str, value)) if isinstance(value, list) else values.typed(self.question, value)

    @property
    def said(self) -> str:
        return values.said(self.question, self.value)

    @property
    def problem(self) -> str:
        return values.problem_with(self.question, self.answer.value) if self.answer else self.fault

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """(key, label, is chosen)."""
        value = self.value
        chosen = value if isinstance(value, list) else [value]
        return [(key, label, key in chosen) for key, label in self.question.choices]

    @property
    def stages(self) -> list[tuple[str, str, str, bool]]:
        """(number, name, conditions, is chosen) of the stages of development."""
        parts = self.question.data["stages"]
        conditions = [str(spoken(part.get("conditions"))) for part in parts]
        return [
            (key, label, said, is_chosen)
            for (key, label, is_chosen), said in zip(self.choices, conditions, strict=True)
        ]

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [
            {
                "key": part["key"],
                "label": spoken(part["label"]),
                "is_number": part["kind"] in ("number", "money"),
            }
            for part in self.question.data["columns"]
        ]

    @property
    def table(self) -> list[list[tuple[dict[str, Any], str]]]:
        """Rows of (column, text), with some blank ones to go on."""
        rows = list(self.value or []) if isinstance(self.value, list) else []
        most = values.most_rows(self.question)
        rows += [{} for _row in range(max(0, min(BLANK_ROWS, most - len(rows))))]
        return [[(column, row.get(column["key"], "")) for column in self.columns] for row in rows]

    @property
    def sums(self) -> list[str]:
        """Sums below the columns of a table, "" where there is none."""
        rows = self.value if isinstance(self.value, list) else []
        found = values.totals(self.question, rows)
        return [
            values.typed(Question("", Kind.NUMBER, {}, ""), str(found[column["key"]]))
            if column["key"] in found
            else ""
            for column in self.columns
        ]

    @property
    def limit(self) -> int:
        return self.question.data.get("limit") or (500 if self.question.kind == Kind.TEXT else 20_000)

    @property
    def condition(self) -> dict[str, Any] | None:
        return self.question.data.get("show_when")

    @property
    def is_odd(self) -> bool:
        """Whether it holds what can't be read as its kind."""
        return isinstance(self.value, dict)

    @property
    def is_many(self) -> bool:
        """Whether its control is a group of boxes with a legend."""
        return self.question.kind in (Kind.CHOICE, Kind.CHOICES, Kind.STAGES, Kind.TABLE, Kind.GROUP)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeating group."""

    id: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """Both versions of an answer that two people changed. mine: as typed; who, at: of the stored one."""

    label: str
    typed: str
    stored: str
    who: str
    mine: Any


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an answer: what it said (typed), and what stands there now (stored)."""

    row: AnswerVersion
    who: str
    is_current: bool
    typed: str
    stored: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the table of contents."""

    key: str
    number: int
    title: Any
    done: int
    of: int
    bad: int
    url: str
    is_current: bool


class Page:
    """What pages about one filling share; reads its answers once."""

    def __init__(self, answer_set: AnswerSet) -> None:
        self.answer_set = answer_set
        self.definition = answer_set.version.definition
        self.answers = answers_of(answer_set)
        self.given = {path: answer.value for path, answer in self.answers.items()}
        self.shown = Shown(self.definition, self.given)
        self.sections = [each for each in sections_of(self.definition) if self.shown.section(each)]
        self.files = files_of(answer for path, answer in self.answers.items() if path in self._file_paths())

    def _file_paths(self) -> set[str]:
        return {key for key, question in by_key(self.definition).items() if question.kind == Kind.FILE}

    def contents(self, current: str = "") -> list[Entry]:
        """The table of contents with how far each section is."""
        numbers = counted(self.definition, self.given)
        return [
            Entry(
                section.key,
                number,
                section.title,
                *numbers[section.key],
                reverse("questionnaires-panel:section", args=[self.answer_set.public_id, section.key]),
                section.key == current,
            )
            for number, section in enumerate(self.sections, start=1)
        ]

    def boxes(self, section: Section) -> list[Box]:
        """The questions of a section in order, also those that a condition hides for now."""
        number = [each.key for each in self.sections].index(section.key) + 1
        return [
            self._box(question, question.key, f"{number}.{place}")
            for place, question in enumerate(section.questions, start=1)
        ]

    def _box(self, question: Question, path: str, number: str, row: str = "") -> Box:
        answer = self.answers.get(path)
        box = Box(question, path, number, answer, self.shown.question(question, row))
        if answer is not None:
            box.files = self.files.get(answer.pk, [])
        if question.kind == Kind.GROUP:
            for place, each in enumerate((answer.value if answer else None) or [], start=1):
                inner = tuple(
                    self._box(part, path_in_group(question.key, each, part.key), f"{number}.{place}", each)
                    for part in question.inner
                )
                box.rows.append(Row(each, inner))
        return box

    def total(self) -> tuple[int, int]:
        """(answered, asked) over all sections that show."""
        keys = {section.key for section in self.sections}
        found = [each for key, each in counted(self.definition, self.given).items() if key in keys]
        return sum(each[0] for each in found), sum(each[1] for each in found)


def every_box(boxes: list[Box]) -> Iterator[Box]:
    """The boxes, and those in the rows of groups."""
    for box in boxes:
        yield box
        for row in box.rows:
            yield from row.boxes


def preview_of(
    definition: dict[str, Any], typed: dict[str, Any] | None = None, faults: dict[str, str] | None = None
) -> list[tuple[int, Section, list[Box]]]:
    """(number, section, boxes) of a whole questionnaire of which nothing is stored.

    typed: what was typed, by key, to be shown again; faults: what is wrong with it.
    """
    questions, faults = by_key(definition), faults or {}
    given = {key: _read(questions[key], value) for key, value in (typed or {}).items()}
    shown = Shown(definition, given)
    found = []
    for number, section in enumerate(sections_of(definition), start=1):
        boxes = []
        for place, question in enumerate(section.questions, start=1):
            box = Box(question, question.key, f"{number}.{place}", None, shown.question(question))
            box.kept, box.fault = given.get(question.key), faults.get(question.key, "")
            if question.kind == Kind.GROUP:
                inner = tuple(
                    Box(part, path_in_group(question.key, "1", part.key), f"{number}.{place}.1")
                    for part in question.inner
                )
                box.rows.append(Row("1", inner))
            boxes.append(box)
        found.append((number, section, boxes))
    return found


def who(answer: Answer | AnswerVersion) -> str:
    """Who saved it and when: "Anna Nowak, 14:02"."""
    account = answer.changed_by if isinstance(answer, Answer) else answer.saved_by
    at = localtime(answer.changed_at if isinstance(answer, Answer) else answer.saved_at)
    return f"{account or _('somebody')}, {clock(at)}"


def clock(at: datetime) -> str:
    """Today the time; else the day with it."""
    at = localtime(at)
    today = localtime().date() == at.date()
    return date_format(at, "H:i") if today else date_format(at, "j.m.Y H:i")


def sittings(rows: list[AnswerVersion], *, every: bool) -> list[AnswerVersion]:
    """Versions to compare, newest first: of savings that one person made in a row, the last one."""
    found: list[AnswerVersion] = []
    for row in rows:
        last = found[-1] if found else None
        is_same = (
            last is not None
            and last.saved_by_id == row.saved_by_id
            and last.restored is None
            and last.saved_at - row.saved_at < SITTING
        )
        if every or not is_same:
            found.append(row)
    return found


def to_review(answer_set: AnswerSet) -> list[dict[str, str]]:
    """What to look at after answers were carried over: label, why, address of the question."""
    known = by_key(answer_set.version.definition)
    old = by_key(answer_set.carried_from.version.definition) if answer_set.carried_from else {}
    words = {NEW: _("new question"), CHANGED: _("changed"), GONE: _("is not asked any more")}
    found = []
    for key, why in answer_set.to_review.items():
        question = known.get(key) or old.get(key)
        if question is None:
            continue
        url = ""
        if key in known:
            page = reverse("questionnaires-panel:section", args=[answer_set.public_id, question.section])
            url = f"{page}#o-{question.group or key}"
        found.append({"key": key, "label": str(question.label), "why": words.get(why, why), "url": url})
    return found


def condition_said(definition: dict[str, Any], condition: dict[str, Any] | None) -> str:
    """A condition in words, for whoever builds the questionnaire."""
    if not condition:
        return ""
    if "all" in condition or "any" in condition:
        parts = [condition_said(definition, part) for part in condition.get("all", condition.get("any", []))]
        return (_(" and ") if "all" in condition else _(" or ")).join(parts)
    question = by_key(definition).get(next(iter(references(condition))))
    if question is None:
        return ""
    name, labels = str(question.label), dict(question.choices)
    if "answered" in condition:
        text = _("“%s” is answered") if condition["answered"] else _("“%s” is not answered")
        return text % name
    for key, text in (
        ("at_least", _("“%(name)s” is at least %(n)s")),
        ("at_most", _("“%(name)s” is at most %(n)s")),
    ):
        if key in condition:
            return text % {"name": name, "n": condition[key]}
    said = ", ".join(labels.get(key, key) for key in condition.get("is", condition.get("is_not", [])))
    text = _("“%(name)s” is: %(said)s") if "is" in condition else _("“%(name)s” is not: %(said)s")
    return text % {"name": name, "said": said}


def set_against(box: Box, typed: Any) -> None:
    """Show both versions of an answer that two people changed; the box holds what its sender typed."""
    read = _read(box.question, typed)
    stored = box.answer
    box.rival = Rival(
        label=str(box.question.label),
        typed=values.said(box.question, read),
        stored=values.said(box.question, stored.value) if stored else "",
        who=who(stored) if stored else "",
        mine=typed,
    )
    box.kept = read


def _read(question: Question, typed: Any) -> Any:
    try:
        return values.read(question, typed).value
    except values.TooMuch:
        return {"typed": str(typed)[: values.LONGEST_TYPED]}


def outcome_said(question: Question, typed: Any, outcome: Any) -> dict[str, Any]:
    """What became of one saving, for the page."""
    found: dict[str, Any] = {
        "path": outcome.path,
        "version": outcome.version,
        "saved": outcome.saved_at.isoformat() if outcome.saved_at else None,
        "problem": outcome.problem,
        "refused": outcome.refused,
    }
    if outcome.is_conflict:
        stored = outcome.answer
        found["conflict"] = {
            "value": stored.value if stored else None,
            "stored": values.said(question, stored.value) if stored else "",
            "typed": values.said(question, _read(question, typed)),
            "who": who(stored) if stored else "",
        }
    if question.kind == Kind.TABLE and outcome.answer is not None:
        rows = outcome.answer.value if isinstance(outcome.answer.value, list) else []
        found["sums"] = {
            key: values.typed(Question("", Kind.NUMBER, {}, ""), str(number))
            for key, number in values.totals(question, rows).items()
        }
    return found


def progress_of(page: Page) -> dict[str, Any]:
    """How far the whole and each section is, for the page: numbers and words."""
    done, of = page.total()
    return {
        "change": page.answer_set.change,
        "whole": _("%(done)d of %(of)d answers") % {"done": done, "of": of},
        "sections": {
            entry.key: {"done": entry.done, "of": entry.of, "bad": entry.bad} for entry in page.contents()
        },
    }


def people_said(answer_set: AnswerSet, rows: Any) -> list[str]:
    """Who else is here and where, one sentence each."""
    questions = by_key(answer_set.version.definition)
    numbers = {each.key: str(each.title) for each in sections_of(answer_set.version.definition)}
    found = []
    for row in rows:
        question = questions.get(row.path.split("/")[-1])
        if question is None:
            found.append(_("%s has this open now") % row.account)
        else:
            words = {"who": row.account, "where": numbers[question.section]}
            found.append(_("%(who)s is writing now in “%(where)s”") % words)
    return found


def answer_said(questions: dict[str, Question], answer: Answer) -> dict[str, Any]:
    """What somebody else changed, for the page that has it open."""
    question = questions[answer.path.split("/")[-1]]
    simple = not isinstance(answer.value, list)
    value = values.typed(question, answer.value) if simple else answer.value
    return {"path": answer.path, "version": answer.version, "value": value, "who": who(answer)}


def missing_said(answer_set: AnswerSet, missing: list[tuple[str, Question, str]]) -> list[dict[str, str]]:
    """What keeps it from being completed: label, why, address of the question."""
    found = []
    for path, question, why in missing:
        page = reverse("questionnaires-panel:section", args=[answer_set.public_id, question.section])
        where = f"{page}#o-{path.replace('/', '-')}"
        found.append({"label": str(question.label), "why": why or _("no answer yet"), "url": where})
    return found


def version_said(question: Question, answer: Answer, row: AnswerVersion) -> Version:
    """One version of an answer beside the one that stands now."""
    return Version(
        row=row,
        who=who(row),
        is_current=row.number == answer.version,
        typed=values.said(question, row.value),
        stored=values.said(question, answer.value),
    )


def newest(questionnaire: Any) -> Any:
    """The version in use, else the newest; of versions that came along with it."""
    rows = list(questionnaire.versions.all())
    return next((row for row in rows if row.state == "released"), rows[0])


def outline_of(definition: dict[str, Any], conditions: dict[str, str]) -> list[dict[str, Any]]:
    """Sections with their questions, for the builder: number, text, kind, when it shows."""

    def row(question: Question, number: str) -> dict[str, Any]:
        return {
            "question": question,
            "number": number,
            "kind": Kind(question.kind).label,
            "when": conditions.get(question.key, ""),
            "inner": [row(each, f"{number}.{place}") for place, each in enumerate(question.inner, start=1)],
            "is_group": question.kind == Kind.GROUP,
        }

    return [
        {
            "section": section,
            "number": number,
            "when": conditions.get(section.key, ""),
            "rows": [row(each, f"{number}.{place}") for place, each in enumerate(section.questions, start=1)],
        }
        for number, section in enumerate(sections_of(definition), start=1)
    ]


def released_said(carried: int) -> str:
    """What the release did."""
    text = _("It is in use now.")
    if carried:
        text += " " + ngettext(
            "%d open filling was carried over into it.",
            "%d open fillings were carried over into it.",
            carried,
        ) % (carried)
    return text
