"""Taking what a file holds: what each row becomes, a report by row, all or nothing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core.permissions import require
from pomost.core.registries import Registry
from pomost.core.tables import reading

Progress = Callable[[int, int], None]


class RowRefused(Exception):
    """A row can't be taken; the text says why, in words for the one who sent the file."""


class Importer(Protocol):
    """What a room registers for one kind of table."""

    @property
    def permission(self) -> str:
        """The right that an import demands before any row."""

    @property
    def columns(self) -> Mapping[str, Sequence[str]]:
        """Column → the words under which people write it."""

    @property
    def required(self) -> Sequence[str]:
        """Columns without which a table or a row is refused."""

    def take(self, row: Mapping[str, str], by: Any, source: str) -> str:
        """Take one row through the room's actions; `added`, `changed` or `unchanged`. Raises RowRefused.

        source: where the row stands, for a row that names no other source.
        """


@dataclass(slots=True)
class Report:
    """Rows added, changed, unchanged, and refused with their number in the file and the reason.

    left_out: rows that are none of ours and are no fault of the file, by what they are.
    noted: what else came of it, by what it is: something that waits for a decision now.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)
    is_saved: bool = False

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [{"row": row, "reason": reason} for row, reason in self.refused],
        }
        further = {"left_out": self.left_out, "noted": self.noted}
        return found | {name: counts for name, counts in further.items() if counts}


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: rehearse only, take the good rows of a file with bad ones, and which day it shows.

    as_of: for registers whose file does not say of which day it is.
    """

    dry_run: bool = False
    skip_bad_rows: bool = False
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A file that is being imported, by whom and how; `source` names it where nothing else does."""

    file: Path
    by: Any
    options: Options
    progress: Progress

    @property
    def source(self) -> str:
        return f"{self.file.name[:200]} (SHA-256 {digest_of(self.file)}…)"


@runtime_checkable
class FileImporter(Protocol):
    """What a room registers for a kind of file that is taken as a whole: a register, boundaries."""

    @property
    def permission(self) -> str:
        """The right that an import demands before any row."""

    def take_file(self, given: Given, report: Report) -> None:
        """Take the file through the room's actions, inside one transaction, and fill the report.

        Raises DomainError (TableRefused) for a file that is nothing of the kind.
        """


imports: Registry[Importer | FileImporter] = Registry("kinds of imports")


def digest_of(file: Path) -> str:
    """The first 16 digits of the file's SHA-256: which file it was, when its name says little."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:16]


def run(
    *, kind: str, file: Path, by: Any, options: Options = Options(), progress: Progress | None = None
) -> Report:
    """Import a file: in one transaction, all of it or nothing unless `options.skip_bad_rows`.

    Raises KeyError for an unknown kind, PermissionDenied, TableRefused when the file is no such table.
    """
    importer, report = imports[kind], Report()
    require(by, importer.permission)
    given = Given(file, by, options, progress or (lambda _done, _total: None))
    with transaction.atomic():
        if isinstance(importer, FileImporter):
            importer.take_file(given, report)
        else:
            take_table(importer, given, report)
        if options.dry_run or (report.refused and not options.skip_bad_rows):
            transaction.set_rollback(True)
        else:
            report.is_saved = True
    return report


def take_table(importer: Importer, given: Given, report: Report, table: reading.Table | None = None) -> None:
    """Take a table row by row into the report. table: the file, where it is read already.

    Raises TableRefused when the file is no such table.
    """
    table = table or reading.read(given.file)
    header = reading.find_header(table, dict(importer.columns), list(importer.required))
    report.unknown_columns = header.unknown
    digest, body = digest_of(given.file), table.rows[header.row + 1 :]
    for done, (number, cells) in enumerate(body, 1):
        source = f"{given.file.name[:200]}:{number} (SHA-256 {digest}…)"
        _take(importer, (number, source), _named(cells, header), given.by, report)
        if done % 500 == 0 or done == len(body):
            given.progress(done, len(body))


def _named(cells: list[str], header: reading.Header) -> dict[str, str]:
    return {name: cells[index] if index < len(cells) else "" for name, index in header.columns.items()}


def _take(importer: Importer, place: tuple[int, str], row: dict[str, str], by: Any, report: Report) -> None:
    number, source = place
    missing = [column for column in importer.required if not row.get(column)]
    if missing:
        report.refused.append((number, _("is empty: %s") % ", ".join(missing)))
        return
    try:
        with transaction.atomic():
            what = importer.take(row, by, source)
    except RowRefused as refusal:
        report.refused.append((number, str(refusal)))
        return
    setattr(report, what, getattr(report, what) + 1)
