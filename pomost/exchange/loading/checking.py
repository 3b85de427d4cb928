"""Holding a programme file against its schema, with messages that a person can act on."""

from collections.abc import Iterator
from typing import Any

import jsonschema
from django.utils.translation import gettext as _

from pomost.core.programme_file import Path, schema, sections
from pomost.exchange.loading.yaml_file import Document, FileRefused, shown


def check(document: Document) -> list[str]:
    """Check a file; return the names of sections that no room takes yet.

    Raises FileRefused naming line and field of each problem (the first fifty).
    """
    whole = schema()
    known = set(whole["properties"])
    validator = jsonschema.Draft202012Validator(whole)
    problems = []
    for error in validator.iter_errors(document.content):
        for path, text in _readable(error):
            problems.append((document.line(path), shown(path), text))
    if problems:
        raise FileRefused(document.file, sorted(set(problems))[:50])
    return [name for name in document.content if name not in known and name not in sections]


def _readable(error: jsonschema.ValidationError) -> Iterator[tuple[Path, str]]:
    path: Path = tuple(error.absolute_path)
    rule, wanted = str(error.validator), error.validator_value
    title = error.schema.get("title", "") if isinstance(error.schema, dict) else ""
    if rule == "required":
        missing = [name for name in wanted if name not in error.instance]
        yield path, _("lacks: %s") % ", ".join(missing)
    elif rule == "additionalProperties":
        allowed = set(error.schema.get("properties", {}))
        for name in sorted(set(error.instance) - allowed):
            yield (*path, name), _("is not known here; known are: %s") % ", ".join(sorted(allowed))
    elif rule == "type":
        yield (
            path,
            _("is %(found)s, expected %(wanted)s")
            % {"found": _kind(error.instance), "wanted": _kinds(wanted)},
        )
    elif rule == "enum":
        yield path, _("must be one of: %s") % ", ".join(str(value) for value in wanted)
    elif rule == "const":
        yield path, _("must be %s") % wanted
    elif rule in {"pattern", "oneOf"}:
        yield (
            path,
            _("does not fit: %(value)s. Expected: %(wanted)s")
            % {
                "value": _short(error.instance),
                "wanted": title or _("the form described in docs/operator/programme-file.md"),
            },
        )
    elif rule in {"maxLength", "minLength", "minProperties", "minItems"}:
        yield path, _("is too long") if rule == "maxLength" else _("is empty")
    else:
        yield path, error.message


def _kind(value: Any) -> str:
    if value is None:
        return _("empty")
    if isinstance(value, bool):
        return _("true or false")
    if isinstance(value, int):
        return _("a number (%s)") % value
    if isinstance(value, str):
        return _("text (%s)") % _short(value)
    return _("a list") if isinstance(value, list) else _("a group of named values")


def _kinds(wanted: str | list[str]) -> str:
    names = {
        "string": _("text in quotes"),
        "integer": _("a whole number"),
        "object": _("a group of named values"),
        "array": _("a list"),
        "boolean": _("true or false"),
    }
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return " / ".join(names.get(kind, kind) for kind in kinds)


def _short(value: Any) -> str:
    text = str(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
