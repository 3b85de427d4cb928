"""`pomost backup FILE`: one archive with database and files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from pomost.exchange import archive


class Command(BaseCommand):
    help = "Writes one archive with database and files, consistent while people work."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        try:
            size = archive.write(file, lambda text: self.stdout.write(f"» {text}"))
        except OSError as error:
            raise CommandError(_("The archive could not be written: %s") % error) from None
        self.stdout.write(_("%(file)s: %(size)s") % {"file": file, "size": filesizeformat(size)})
