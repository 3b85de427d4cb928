"""The programme file's sections: each room says which it takes, how they look, and how they are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models

from pomost.core.registries import Registry

Path = tuple[str | int, ...]


class Writer(Protocol):
    """What a section's reader writes with: idempotent, counting, and kind to what people edited."""

    origin: str
    file: str  # the name under which what it says can be found again
    by: Any  # who loads it

    def put(
        self, model: type[models.Model], key: Mapping[str, Any], values: Mapping[str, Any], path: Path
    ) -> Any:
        """Add the row with this key, or change those values that nobody edited since; return it."""

    def claim(self, subject: models.Model, aspect: str, claims: list[Mapping[str, Any]], path: Path) -> None:
        """Keep the claims about one value of a row: the one marked `chosen`, or the first, stands first."""

    def count(self, added: int, changed: int, unchanged: int) -> None:
        """Count rows that a reader wrote by an action of its own."""

    def day(self, text: Any, path: Path) -> Any:
        """A date; in a demonstration file also `today`, `today-30`, `today+90`."""

    def fail(self, path: Path, message: str) -> None:
        """Refuse the file because of what stands at `path`."""


@dataclass(frozen=True, slots=True)
class Section:
    """One top-level section of the file: its JSON Schema and the function that reads it."""

    name: str
    schema: Mapping[str, Any]
    read: Callable[[Any, Writer, dict[str, Any]], None]
    order: int


sections: Registry[Section] = Registry("sections of the programme file")

# Schemas that several sections share; `#/$defs/<name>` in a section's schema.
DEFINITIONS: dict[str, Any] = {
    "text": {
        "title": "a text, in Polish or by language",
        "oneOf": [
            {"type": "string", "minLength": 1},
            {
                "type": "object",
                "properties": {code: {"type": "string", "minLength": 1} for code in ("pl", "en", "nb")},
                "additionalProperties": False,
                "minProperties": 1,
            },
        ],
    },
    "slug": {
        "title": "a key: small letters, digits, hyphens",
        "type": "string",
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "maxLength": 60,
    },
    "day": {
        "title": "a date, YYYY-MM-DD (in demonstration files also today, today-30, today+90)",
        "type": "string",
        "pattern": r"^(\d{4}-\d{2}-\d{2}|today([+-]\d{1,4})?)$",
    },
    "when": {"title": "a year, a month or a day", "type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    "amount": {
        "title": "an amount with a point, e.g. 10622115.00",
        "type": "string",
        "pattern": r"^\d{1,13}(\.\d{1,2})?$",
    },
    "currency": {"enum": ["PLN", "EUR", "NOK"]},
    "url": {"type": "string", "pattern": "^https?://", "maxLength": 500},
    "source": {"type": "string", "minLength": 1, "maxLength": 300},
    "claim": {
        "type": "object",
        "required": ["value", "source"],
        "properties": {
            "value": {"type": ["string", "integer", "object"]},
            "as_of": {"$ref": "#/$defs/day"},
            "source": {"$ref": "#/$defs/source"},
            "source_url": {"$ref": "#/$defs/url"},
            "certainty": {"enum": ["seen", "inferred", "disputed"]},
            "chosen": {"type": "boolean"},
            "note": {"$ref": "#/$defs/text"},
        },
        "additionalProperties": False,
    },
}


def by_language(value: Any) -> dict[str, str]:
    """A text of the file as TextByLanguage keeps it: a plain string is Polish."""
    if value is None:
        return {}
    return {"pl": value} if isinstance(value, str) else dict(value)


def schema() -> dict[str, Any]:
    """The JSON Schema of the whole file, made of the sections that the rooms registered."""
    known = sorted(sections, key=lambda section: section.order)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Pomost programme file, format 1",
        "type": "object",
        "required": ["format"],
        "properties": {
            "format": {"const": 1},
            "origin": {"enum": ["imported", "demonstration"]},
            **{section.name: dict(section.schema) for section in known},
        },
        "$defs": DEFINITIONS,
    }
