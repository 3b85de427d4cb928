"""Changing a definition part by part: pure functions, each gives a new definition."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from pomost.core.search.words import folded
from pomost.questionnaires.definition import STAGES, by_key, copied, references, sections_of
from pomost.questionnaires.states import Kind

Definition = dict[str, Any]


def free_key(taken: set[str], text: str) -> str:
    """A key for a new part: from its text, unique among those taken."""
    base = slugify(folded(text.lower())).replace("-", "_")[:30].strip("_")
    if not base or not base[0].isalpha():
        base = f"p_{base}".rstrip("_")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def keys_in(definition: Definition) -> set[str]:
    return {part["key"] for part in definition["sections"]} | set(by_key(definition))


def with_texts(definition: Definition, title: dict[str, str], intro: dict[str, str]) -> Definition:
    """With another title and introduction."""
    return {**copied(definition), "title": title, "intro": intro}


def with_section(definition: Definition, values: dict[str, Any], key: str = "") -> Definition:
    """With a section changed, or a new one at the end. values: title, help, show_when (None: always)."""
    new = copied(definition)
    part = next((each for each in new["sections"] if each["key"] == key), None)
    if part is None:
        key = free_key(keys_in(new), str(values["title"].get("pl") or "sekcja"))
        part = {"key": key, "title": {}, "questions": []}
        new["sections"].append(part)
    _put(part, values)
    return new


def with_question(
    definition: Definition, values: dict[str, Any], *, key: str = "", section: str = "", group: str = ""
) -> tuple[Definition, str]:
    """With a question changed, or a new one at the end of a section or group; and its key."""
    new = copied(definition)
    for each in _lists(new):
        part = next((part for part in each if part["key"] == key), None)
        if part is not None:
            _put(part, values)
            return new, key
    key = free_key(keys_in(new), str(values["label"].get("pl") or "pytanie"))
    part = {"key": key, **_begun(values["kind"])}
    _put(part, values)
    where = group or section
    home = next(part for part in _homes(new) if part["key"] == where)
    home["questions"].append(part)
    return new, key


def _begun(kind: str) -> dict[str, Any]:
    """What a question of a kind must have from the start; whoever builds it goes on from there."""
    if kind in (Kind.CHOICE, Kind.CHOICES):
        yes, no = {"pl": "Tak", "en": "Yes", "nb": "Ja"}, {"pl": "Nie", "en": "No", "nb": "Nei"}
        return {"choices": [{"key": "tak", "label": yes}, {"key": "nie", "label": no}]}
    if kind == Kind.STAGES:
        names = [{"pl": f"Etap {n}", "en": f"Stage {n}", "nb": f"Trinn {n}"} for n in range(1, STAGES + 1)]
        return {"stages": [{"label": name} for name in names]}
    if kind == Kind.TABLE:
        name = {"pl": "Opis", "en": "Description", "nb": "Beskrivelse"}
        return {"columns": [{"key": "opis", "label": name, "kind": Kind.TEXT.value}]}
    return {"questions": []} if kind == Kind.GROUP else {}


def _put(part: dict[str, Any], values: dict[str, Any]) -> None:
    """Set what is said and take out what is said to be nothing."""
    for name, value in values.items():
        is_nothing = value is None or value is False or value in ("", {})
        if is_nothing and name not in ("label", "title"):
            part.pop(name, None)
        else:
            part[name] = value


def _homes(definition: Definition) -> Iterator[dict[str, Any]]:
    """Everything that holds questions: sections, and groups that repeat."""
    for section in definition["sections"]:
        yield section
        yield from (part for part in section["questions"] if part["kind"] == Kind.GROUP)


def _lists(definition: Definition) -> Iterator[list[dict[str, Any]]]:
    yield definition["sections"]
    for home in _homes(definition):
        yield home["questions"]


def without(definition: Definition, key: str) -> Definition:
    """Without a section or question and everything in it."""
    new = copied(definition)
    for each in list(_lists(new)):
        each[:] = [part for part in each if part["key"] != key]
    return new


def moved(definition: Definition, key: str, by: int) -> Definition:
    """With a section or question moved up (-1) or down (1); past an edge, a question goes into the
    section before or after.
    """
    new = copied(definition)
    for each in _lists(new):
        place = next((number for number, part in enumerate(each) if part["key"] == key), None)
        if place is None:
            continue
        part = each.pop(place)
        if not 0 <= place + by <= len(each):
            each, place = _next_home(new, each, place, by)
        each.insert(place + by, part)
        return new
    return new


def _next_home(
    definition: Definition, home: list[dict[str, Any]], place: int, by: int
) -> tuple[list[dict[str, Any]], int]:
    """The questions of the section before or after, and from where to count; at the ends nothing moves."""
    homes = [section["questions"] for section in definition["sections"]]
    at = next((number for number, each in enumerate(homes) if each is home), None)
    if at is None or not 0 <= at + by < len(homes):
        return home, place - by
    other = homes[at + by]
    return other, (-1 if by > 0 else len(other) + 1)


def choices_from(lines: dict[str, str], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Choices from a text by language, one a line. A choice keeps its key while its Polish text stays, or
    its place: answers hang on the keys. Languages with fewer lines leave the rest without a translation.
    """
    texts = {
        code: [line.strip() for line in text.splitlines() if line.strip()] for code, text in lines.items()
    }
    polish = texts.get("pl", [])
    by_text = {str(part["label"].get("pl")): part["key"] for part in before}
    kept = {by_text[text] for text in polish if text in by_text}
    found: list[dict[str, Any]] = []
    for place, text in enumerate(polish):
        key = by_text.get(text, "")
        if not key and place < len(before) and before[place]["key"] not in kept:
            key = before[place]["key"]
        taken = {part["key"] for part in found}
        if not key or key in taken:
            key = free_key(taken | kept | {part["key"] for part in before}, text)
        label = {code: rows[place] for code, rows in texts.items() if place < len(rows)}
        found.append({"key": key, "label": label})
    return found


def lines_of(choices: list[dict[str, Any]]) -> dict[str, str]:
    """Choices as a text by language, one a line: what `choices_from` reads."""
    codes = {code for part in choices for code in part["label"]}
    return {code: "\n".join(part["label"].get(code, "") for part in choices) for code in codes}


def used_by(definition: Definition, key: str) -> list[str]:
    """Names of the sections and questions whose conditions ask about a question, or about one inside it."""
    known = by_key(definition)
    inside = {each for each, question in known.items() if key in (each, question.group, question.section)}
    found = []
    for section in sections_of(definition):
        if section.key != key and references(section.data.get("show_when")) & inside:
            found.append(str(section.title))
    for each, question in known.items():
        if each not in inside and references(question.data.get("show_when")) & inside:
            found.append(str(question.label))
    return found
