"""Forms that change a record which somebody else may change meanwhile.

The form remembers of every field what it said when the page was made (`base`, a fingerprint each). So it is
known who changed what: a field that the sender left alone takes what is stored now, a field that only the
sender changed is saved, and only what both changed is asked about, with both versions shown.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from pomost.core import differences, versions
from pomost.core.errors import Conflict
from pomost.core.versions import Versioned
from pomost.ui.submitting import carried_out

OWN_FIELDS = ("seen", "base")
ATTEMPTS = 5  # somebody may save in the moment between reading and saving, but not for ever


@dataclass(frozen=True, slots=True)
class Rivalling:
    """One field in which what was typed and what somebody else stored meanwhile differ."""

    label: str
    typed: str
    stored: str


class EditForm(forms.Form):
    """A form about a record: give `record`, and its fields with the same names start with what is stored.

    Without a record it makes a new one. rivals: what both changed, after `edited` found a conflict.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    base = forms.CharField(widget=forms.HiddenInput(attrs={"data-draft-field": ""}), required=False)

    def __init__(self, data: Any = None, *args: Any, record: Versioned | None = None, **kwargs: Any) -> None:
        self.record = record
        self.conflict: Conflict | None = None
        self.rivals: list[Rivalling] = []
        super().__init__(data, *args, **kwargs)
        self.given = self.initial
        if record is None:
            for name in OWN_FIELDS:
                del self.fields[name]
            return
        self.start_from_stored()

    def start_from_stored(self) -> None:
        """Let the fields start with what is stored. A form that adds fields of its own calls it again."""
        stored = self.stored()
        version = self.record.row_version if self.record and self.record.pk else None
        self.initial = {**stored, "seen": version, "base": _fingerprints(stored), **self.given}

    def stored(self) -> dict[str, Any]:
        """What the record says now, field by field."""
        names = (name for name in self.fields if name not in OWN_FIELDS and hasattr(self.record, name))
        return {name: getattr(self.record, name) for name in names}

    def in_words(self, name: str, value: Any) -> str:
        """A value of a field as the comparison of both versions shows it."""
        return in_words(value)


def edited(form: EditForm, save: Callable[[dict[str, Any], int | None], Any]) -> bool:
    """Run `save(values, seen)` with what the sender changed over what is stored; True when it was done.

    seen: the version of the record that the values were put together with. A conflict is shown by the
    page with `form.rivals`; the next sending of the form is then about the version stored now.
    """

    def run(values: dict[str, Any]) -> Any:
        seen, base = values.pop("seen", None), _read(values.pop("base", ""))
        if not form.record or not form.record.pk:
            return save(values, None)
        for attempt in range(1, ATTEMPTS + 1):
            merged = _merged(form, values, seen, base)
            try:
                return save(merged, form.record.row_version)
            except Conflict:
                if attempt == ATTEMPTS:
                    raise
                form.record.refresh_from_db()
        return None

    return carried_out(form, run)


def _merged(form: EditForm, values: dict[str, Any], seen: int | None, base: dict[str, str]) -> dict[str, Any]:
    """The sender's changes over what is stored. Raises Conflict when both changed the same field."""
    record, stored = form.record, form.stored()
    if record is None or seen is None or seen == record.row_version:
        return values
    mine = {
        name: value
        for name, value in values.items()
        if name not in stored or base.get(name) != fingerprint(value)
    }
    both = [
        name
        for name, value in mine.items()
        if name in stored and fingerprint(stored[name]) not in (fingerprint(value), base.get(name))
    ]
    if both or not base:
        form.rivals = [
            Rivalling(
                str(form.fields[name].label),
                form.in_words(name, values[name]),
                form.in_words(name, stored[name]),
            )
            for name in both
        ]
        _start_from(form, stored, {name for name in stored if name not in mine})
        versions.check(record, seen)
    return {**values, **{name: stored[name] for name in stored if name not in mine}}


def _start_from(form: EditForm, stored: dict[str, Any], untouched: set[str]) -> None:
    """Let the form, shown again, start from what is stored: with it in the fields that were left alone."""
    data: Any = form.data
    data = data.copy()
    for name in untouched:
        for key, sent in _as_sent(form.fields[name], form.add_prefix(name), stored[name]):
            data.setlist(key, sent)
    data[form.add_prefix("base")] = _fingerprints(stored)
    form.data = data


def _as_sent(field: forms.Field, name: str, value: Any) -> list[tuple[str, list[str]]]:
    """What a browser sends for a field that holds `value`."""
    widget: Any = field.widget
    if hasattr(widget, "decompress"):
        parts: Any = zip(widget.widgets_names, widget.decompress(value), strict=True)
        return [(name + suffix, [text or ""]) for suffix, text in parts]
    if isinstance(widget, forms.CheckboxInput):
        return [(name, ["on"] if value else [])]
    shown = widget.format_value(field.prepare_value(value))
    return [(name, [str(part) for part in shown] if isinstance(shown, list) else [str(shown or "")])]


def fingerprint(value: Any) -> str:
    """The same for two values that say the same: nothing, line ends and trailing zeros do not count.

    An upload is like nothing else, not even like itself.
    """
    if isinstance(value, UploadedFile):
        return secrets.token_hex(6)  # its name says nothing: every camera writes image.jpg
    said = differences.as_json(value)
    if isinstance(value, Decimal):
        said = str(value.normalize())
    text = _plain(said) or ""
    return hashlib.blake2b(json.dumps(text, sort_keys=True, default=str).encode(), digest_size=6).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if each}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _fingerprints(stored: dict[str, Any]) -> str:
    return json.dumps({name: fingerprint(value) for name, value in stored.items()})


def _read(text: str) -> dict[str, str]:
    """What the browser sent back; nothing for anything that we did not write."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    is_ours = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
    return found if is_ours else {}


def in_words(value: Any) -> str:
    """A value as the comparison of both versions shows it."""
    if isinstance(value, dict):
        return "\n".join(f"{code}: {text}" for code, text in value.items())
    if isinstance(value, models.Model):
        return str(value)
    return "" if value is None else str(value)
