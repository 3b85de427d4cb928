"""`pomost restore FILE`: brings an archive back."""

from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pomost.accounts.tasks import repeat_erasures
from pomost.core import erasing
from pomost.exchange import archive


class Command(BaseCommand):
    help = "Restores an archive of `pomost backup`; stop the server and the worker first."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace what this installation holds")

    def handle(self, *args, file, replace, **options):
        try:
            manifest = archive.read(file, lambda text: self.stdout.write(f"» {text}"), replace=replace)
        except archive.ArchiveRefused as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(_("Restored what was saved on %s.") % manifest["made_at"])
        said = repeat_erasures(datetime.fromisoformat(manifest["made_at"]))
        for each in said:
            self.stdout.write(each.sentence)
        if erasing.unreadable() or not all(each.is_done for each in said):
            raise CommandError(_("Not every erasure could be repeated: see above, and pomost doctor."))
