"""`pomost load FILE.yaml`: loads a programme file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core.system import SYSTEM
from pomost.core.tasks import refresh_statistics
from pomost.exchange import actions
from pomost.exchange.loading import yaml_file
from pomost.exchange.loading.yaml_file import FileRefused


class Command(BaseCommand):
    help = "Loads a programme file (docs/operator/programme-file.md): all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="take the file's values also where a person has edited them",
        )

    def handle(self, *args, file, overwrite, **options):
        try:
            report = actions.load_programme_file(
                document=yaml_file.read(file), by=SYSTEM, overwrite=overwrite
            )
        except FileRefused as refusal:
            count = len(refusal.problems)
            raise CommandError(
                ngettext("Nothing was loaded: %d problem.", "Nothing was loaded: %d problems.", count) % count
                + "\n"
                + refusal.message
            ) from None
        refresh_statistics()
        for where in report.kept:
            self.stdout.write(_("kept, as a person edited it since: %s") % f"{file.name}:{where}")
        for name in report.not_taken:
            self.stdout.write(_("section not taken yet: %s") % name)
        if report.changed_nothing:
            self.stdout.write(_("Nothing changed: everything was loaded before."))
        self.stdout.write(
            _("%(added)d added, %(changed)d changed, %(unchanged)d unchanged.")
            % {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
        )
