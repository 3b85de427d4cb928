"""`pomost import KIND FILE`: takes a table in."""

import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core.errors import DomainError
from pomost.core.system import SYSTEM
from pomost.core.tables import importing
from pomost.core.tasks import refresh_statistics

MOST_SHOWN = 50


class Command(BaseCommand):
    help = "Imports a table or an official register: all of it or nothing, unless --skip-bad-rows."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=importing.imports.names())
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--skip-bad-rows", action="store_true")
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day that a register's file shows, where the file does not say it",
        )

    def handle(self, *args, kind, file, dry_run, as_json, skip_bad_rows, as_of, **options):
        show = None if as_json or not sys.stderr.isatty() else self._bar
        wanted = importing.Options(dry_run=dry_run, skip_bad_rows=skip_bad_rows, as_of=as_of)
        try:
            report = importing.run(kind=kind, file=file, by=SYSTEM, options=wanted, progress=show)
        except DomainError as refusal:
            if as_json:
                self.stdout.write(
                    json.dumps(
                        {
                            "added": 0,
                            "changed": 0,
                            "unchanged": 0,
                            "refused": [{"row": 0, "reason": refusal.message}],
                        }
                    )
                )
            raise CommandError(f"{file.name}: {refusal.message}") from None
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._say(file.name, report, dry_run)
        if report.is_saved:
            refresh_statistics()
        if report.refused:
            raise CommandError(
                ngettext("%d row was refused.", "%d rows were refused.", len(report.refused))
                % len(report.refused)
                + ("" if report.is_saved else " " + _("Nothing was saved."))
            )

    def _bar(self, done: int, total: int) -> None:
        width = 30 * done // max(total, 1)
        end = "\n" if done == total else ""
        self.stderr.write(f"\r[{'#' * width}{'.' * (30 - width)}] {done}/{total}{end}", ending="")

    def _say(self, name: str, report: importing.Report, dry_run: bool) -> None:
        for row, reason in report.refused[:MOST_SHOWN]:
            self.stdout.write(f"{name}:{row}: {reason}")
        if len(report.refused) > MOST_SHOWN:
            self.stdout.write(_("… and %d more.") % (len(report.refused) - MOST_SHOWN))
        if report.unknown_columns:
            self.stdout.write(_("columns not used: %s") % ", ".join(report.unknown_columns))
        for what, count in (report.left_out | report.noted).items():
            self.stdout.write(f"{what}: {count}")
        self.stdout.write(
            _("%(added)d added, %(changed)d changed, %(unchanged)d unchanged.")
            % {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
        )
        if dry_run:
            self.stdout.write(_("This was a rehearsal: nothing was saved."))
