"""`pomost export KIND`: writes a table out."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pomost.core.system import SYSTEM
from pomost.core.tables import writing
from pomost.core.tables.exporting import exports


class Command(BaseCommand):
    help = "Exports a kind of records as CSV, XLSX or JSON."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=exports.names())
        parser.add_argument("--format", choices=["csv", "xlsx", "json"], default="csv")
        parser.add_argument("--output", type=Path)

    def handle(self, *args, kind, format, output, **options):
        export = exports[kind]
        rows = list(export.rows(SYSTEM))
        if format == "json":
            plain = [dict(zip(export.columns, map(writing.plain, row), strict=True)) for row in rows]
            content = json.dumps(plain, ensure_ascii=False, indent=1, default=str).encode() + b"\n"
        else:
            content = (writing.as_csv if format == "csv" else writing.as_xlsx)(export.columns, rows)
        if output is None:
            sys.stdout.buffer.write(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(_("The file could not be written: %s") % error) from None
        self.stdout.write(_("%(count)d rows: %(file)s") % {"count": len(rows), "file": output})
