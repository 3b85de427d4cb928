"""Taking the rows of a table: what each becomes, a report by row, all or nothing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

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


imports: Registry[Importer] = Registry("kinds of imports")


@dataclass(slots=True)
class Report:
    """Rows added, changed, unchanged, and refused with their number in the file and the reason."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()
    is_saved: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [{"row": row, "reason": reason} for row, reason in self.refused],
        }


def run(
    *,
    kind: str,
    file: Path,
    by: Any,
    dry_run: bool = False,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Import a file: in one transaction, all of it or nothing unless `skip_bad_rows`.

    Raises KeyError for an unknown kind, PermissionDenied, TableRefused when the file is no such table.
    """
    importer = imports[kind]
    require(by, importer.permission)
    table = reading.read(file)
    header = reading.find_header(table, dict(importer.columns), list(importer.required))
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()[:16]
    body, report = table.rows[header.row + 1 :], Report(unknown_columns=header.unknown)
    with transaction.atomic():
        for done, (number, cells) in enumerate(body, 1):
            source = f"{file.name[:200]}:{number} (SHA-256 {digest}…)"
            _take(importer, (number, source), _named(cells, header), by, report)
            if progress and (done % 500 == 0 or done == len(body)):
                progress(done, len(body))
        if dry_run or (report.refused and not skip_bad_rows):
            transaction.set_rollback(True)
        else:
            report.is_saved = True
    return report


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
