"""Erasing a person: each declared field goes, is blanked or kept, exactly as its declaration says.

The rooms declare in `personal_data.py` which rows are a person's; what happens to them is decided
here, once, by the declaration. The same walk ends what is past its declared term.
"""

import json
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from pomost.core import journal
from pomost.core.processing import Erasure, Processing, Subject, declarations
from pomost.core.registries import Registry
from pomost.core.system import SYSTEM
from pomost.core.versions import Versioned

# name → function(subject) → the same subject with further rows and addresses that are this person.
finders: Registry[Callable[[Subject], Subject]] = Registry("rows that are a person")

# name → function(subject) → sentences that say what must be settled before the person can be erased.
obstacles: Registry[Callable[[Subject], Iterable[str]]] = Registry("what stands against an erasure")

# name → function(record): called in the same transaction for each record that was emptied (a search index).
emptied: Registry[Callable[[models.Model], object]] = Registry("who is told of an emptied record")


BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Noted:
    """One erasure in the list beside the database: numbers and moments only, nothing of the person.

    at: when it was carried out. request: number of the request. account: the account's number, None for
    somebody without one. joined: when the account was opened, so that a number is never mistaken.
    """

    at: str
    request: int
    account: int | None
    joined: str


@dataclass(frozen=True, slots=True)
class Part:
    """One declaration and how many rows of a person it concerns."""

    declaration: Processing
    count: int


def subject_of(account: Any = None, emails: Iterable[str] = ()) -> Subject:
    """Everything that is this person: asked room by room, in their order."""
    found = Subject(account, frozenset(each.strip().lower() for each in emails if each.strip()))
    for finder in finders:
        found = finder(found)
    return found


def with_further(subject: Subject, rows: Iterable[models.Model], emails: Iterable[str]) -> Subject:
    """The subject with more rows that are this person, and more addresses."""
    return replace(
        subject,
        records=subject.records | {(row._meta.label_lower, int(row.pk)) for row in rows},
        emails=subject.emails | {each.lower() for each in emails if each},
    )


def parts_of(subject: Subject) -> list[Part]:
    """What is held about the person, one part a declaration; parts without rows are left out."""
    counted = [Part(row, row.rows(subject).count()) for row in declarations if row.rows is not None]
    return [part for part in counted if part.count]


def standing_against(subject: Subject) -> list[str]:
    """What must be settled before the person can be erased, as sentences."""
    return [sentence for provider in obstacles for sentence in provider(subject)]


def erase(subject: Subject, by: Any) -> dict[str, int]:
    """Carry out what the declarations say; returns how many rows of each model were deleted or blanked.

    Only an action calls this, inside its transaction. What is blanked is journalled row by row, so that
    no page goes on showing it from the cache.
    """
    done: dict[str, int] = {}
    for row in declarations:
        if row.rows is None or row.erasure == Erasure.KEEP:
            continue
        count = _carried_out(row, row.erasure, row.rows(subject), by)
        if count:
            done[row.model] = done.get(row.model, 0) + count
    return done


def _carried_out(row: Processing, erasure: Erasure, rows: models.QuerySet[Any], by: Any) -> int:
    if erasure == Erasure.DELETE:
        label = apps.get_model(row.model)._meta.label
        return rows.delete()[1].get(label, 0)
    return sum(_blanked(row, each, by) for each in rows)


def _blanked(row: Processing, record: models.Model, by: Any) -> bool:
    """Empty the declared fields of one record; False when they were empty already."""
    left = row.blank(record) if row.blank else {}
    values = {
        name: left[name] if name in left else _nothing(record._meta.get_field(name)) for name in row.fields
    }
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(record, name, values[name])
    if isinstance(record, Versioned):
        record.row_version += 1
        changed.append("row_version")
    record.save(update_fields=changed)
    if record._meta.app_label in settings.ROOMS:
        journal.record(by=by, verb=f"{record._meta.model_name}.erased", target=record, fields=row.fields)
    for tell in emptied:
        tell(record)
    return True


def _nothing(field: Any) -> Any:
    """What an emptied field holds."""
    if field.null:
        return None
    return {} if isinstance(field, models.JSONField) else ""


def end_what_is_past(now: datetime) -> int:
    """Delete or blank what is past its declared term; returns how many rows. The nightly task calls this."""
    count = 0
    for row in declarations:
        if row.past is not None:
            with transaction.atomic():
                count += _carried_out(row, row.at_the_end, row.past(now), SYSTEM)
    return count


def list_of_erasures() -> Path:
    """Where erasures are noted outside the database, which a restore replaces."""
    return Path(settings.VAR) / "erasures.jsonl"


def note(*, request: int, account: int | None, joined: datetime | None) -> None:
    """Note an erasure when the transaction has ended well, so that a restore can repeat it.

    A disk that refuses is logged and undoes nothing: the erasure itself is done.
    """
    at = timezone.now().isoformat()
    line = asdict(Noted(at, request, account, joined.isoformat() if joined else ""))

    def write() -> None:
        try:
            with open(
                list_of_erasures(), "a", opener=lambda path, flags: os.open(path, flags, 0o600)
            ) as file:
                file.write("\n" + json.dumps(line))  # after a half line too
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            log.exception("erasure for request %d could not be noted outside the database", request)

    transaction.on_commit(write)


def noted_since(moment: datetime) -> list[Noted]:
    """The erasures carried out after a moment, in their order; a line that can't be read is left out."""
    rows = [row for line in _lines() if (row := _read(line))]
    return [row for row in rows if datetime.fromisoformat(row.at) > moment]


def unreadable() -> int:
    """How many lines of the list say nothing: a disk was full, or a machine stopped while one was written."""
    return sum(_read(line) is None for line in _lines())


def _lines() -> list[str]:
    path = list_of_erasures()
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return [line for line in text.splitlines() if line.strip()]


def _read(line: str) -> Noted | None:
    try:
        found = Noted(**json.loads(line))
        datetime.fromisoformat(found.at)
    except (ValueError, TypeError):
        return None
    return found
