"""Every write of the room."""

from typing import Any

from django.db import transaction

from pomost.core.permissions import require
from pomost.core.programme_file import sections
from pomost.exchange.loading import checking
from pomost.exchange.loading.writing import FileWriter, Report
from pomost.exchange.loading.yaml_file import Document


@transaction.atomic
def load_programme_file(*, document: Document, by: Any, overwrite: bool = False) -> Report:
    """Load a programme file: all of it or nothing. A second loading of the same file changes nothing.

    document: the file as `yaml_file.read` gives it; read before, so that nobody waits for a long file.

    A value that a person has edited since is kept and reported, unless `overwrite`.
    Raises PermissionDenied; FileRefused naming file, line and field. Each row added or changed is
    journalled by the writer.
    """
    require(by, "exchange.load_programme_file")
    not_taken = checking.check(document)
    writer = FileWriter(document, by=by, overwrite=overwrite)
    writer.report.not_taken = not_taken
    loaded: dict[str, Any] = {}
    for section in sorted(sections, key=lambda each: each.order):
        if section.name in document.content:
            section.read(document.content[section.name], writer, loaded)
    return writer.report
