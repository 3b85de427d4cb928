"""The words of the adviser in the reader's language: facts, values, forms, acts (adviser_words.yaml)."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from pomost.core.languages import spoken
from pomost.legal.ruleset import Condition, Fact, Form, Kind, Op

OWN = Path(__file__).parent / "data" / "adviser_words.yaml"


@cache
def words() -> dict[str, Any]:
    """The file's content: facts, forms, acts."""
    return yaml.safe_load(OWN.read_text(encoding="utf-8"))


def _of_fact(fact: Fact) -> dict[str, Any]:
    return words()["facts"].get(fact.id, {})


def _of_value(fact: Fact, value: Any) -> dict[str, Any]:
    if fact.kind == Kind.BOOL:
        return _of_fact(fact).get("yes" if value else "no", {})
    return _of_fact(fact).get("values", {}).get(value, {})


def question(fact: Fact) -> str:
    """The question, in the reader's language; as the rules write it where no words are kept for it."""
    return spoken(_of_fact(fact).get("question")).text or fact.question


def help_with(fact: Fact) -> str:
    return spoken(_of_fact(fact).get("help")).text


def label(fact: Fact, value: Any) -> str:
    """What a value of a fact is called where it is chosen."""
    if fact.kind == Kind.BOOL:
        return _("Yes") if value else _("No")
    return spoken(_of_value(fact, value).get("label")).text or str(value)


def note(fact: Fact, value: Any) -> str:
    return spoken(_of_value(fact, value).get("note")).text


def said(fact: Fact, answer: Any) -> str:
    """An answer as a sentence."""
    if fact.kind == Kind.SET:
        return _list(fact, "has", answer)
    own = spoken(_of_value(fact, answer).get("said")).text
    if own:
        return own
    pattern = spoken(_of_fact(fact).get("said")).text or "%s"
    return pattern % (answer if fact.kind == Kind.INT else label(fact, answer))


def met(fact: Fact, condition: Condition, answer: Any) -> str:
    """How an answer meets a condition, as a sentence."""
    if fact.kind != Kind.SET:
        return said(fact, answer)
    if condition.op == Op.ONLY:
        return _list(fact, "only", answer)
    if condition.op == Op.HASNT:
        return _list(fact, "hasnt", {condition.value})
    wanted = {condition.value} if condition.op == Op.HAS else set(condition.value)
    return _list(fact, "has", wanted & answer)


def _list(fact: Fact, name: str, values: Any) -> str:
    pattern = spoken(_of_fact(fact).get(name)).text or "%s"
    return pattern % ", ".join(label(fact, each) for each in fact.values if each in values)


def name_of(form: Form) -> str:
    """What a form is called, without its articles."""
    return spoken(words()["forms"].get(form.id)).text or form.name.partition(" (")[0]


def basis_of(form: Form) -> str:
    """The articles that the form stands on, as its name in the rules gives them."""
    return form.name.partition(" (")[2].removesuffix(")")


def acts_in(articles: Iterable[str]) -> list[tuple[str, str]]:
    """The abbreviations that these articles use: (abbreviation, the act's title)."""
    text, found = " ".join(articles), []
    for short, act in words()["acts"].items():
        written, title = (act["in"], act["is"]) if isinstance(act, dict) else (short, act)
        if written in text:
            found.append((short, title))
    return found
