"""What can be found. A room registers its kinds in its `apps.py`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet

from pomost.core.registries import Registry


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one thing by language, e.g. `{"pl": "…"}`, and whether the thing is invented.

    Whatever is invented (core.origin) stands behind everything that is real.
    """

    title: Mapping[str, str]
    text: Mapping[str, str] = field(default_factory=dict)
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that can be found.

    label: lazily translated plural. visible_to: the room's own query, asked anew at every search, so
    that nobody finds what they may not open. words: takes objects with what `prepared` fetched; None
    for an object that is not to be found. follows: label of another model → the ids of this kind's
    objects whose words hold words of those records. address: object → where it is read.
    """

    model: type[Model]
    label: Any
    visible_to: Callable[[Any], QuerySet]
    words: Callable[[Any], Words | None]
    address: Callable[[Any], str]
    prepared: Callable[[QuerySet], QuerySet] = lambda rows: rows
    follows: Mapping[str, Callable[[int], Iterable[int]]] = field(default_factory=dict)


kinds: Registry[Kind] = Registry("kinds of things that can be found")


def together(texts: Iterable[Mapping[str, str] | str]) -> dict[str, str]:
    """Texts by language joined into one by language; what has no language counts as Polish."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for code, words in (text if isinstance(text, Mapping) else {settings.LANGUAGE_CODE: text}).items():
            if words := words.strip():
                found.setdefault(code, []).append(words)
    return {code: " ".join((*map(_ended, parts[:-1]), parts[-1])) for code, parts in found.items()}


def _ended(text: str) -> str:
    """The text with an end that keeps it apart from the next one in what is shown of them."""
    return text if text.endswith((".", "!", "?", ":", ";")) else f"{text};"
