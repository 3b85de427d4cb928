"""`pomost doctor`: says what is wrong with an installation and how to mend it."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core import background, health
from pomost.core.models.outbox import MessageState, OutboxMessage


class Command(BaseCommand):
    help = "Looks at the installation and says what is wrong and how to mend it."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--resend",
            action="store_true",
            help="put messages and tasks that were given up back",
        )

    def handle(self, *args, resend, **options):
        if resend:
            count = OutboxMessage.objects.filter(state=MessageState.FAILED).update(
                state=MessageState.QUEUED, attempts=0, next_try_at=timezone.now()
            )
            self.stdout.write(
                ngettext("%d message queued again.", "%d messages queued again.", count) % count
            )
            tasks = background.begin_again()
            self.stdout.write(ngettext("%d task queued again.", "%d tasks queued again.", tasks) % tasks)
        grave = 0
        for finding in health.examine():
            mark = "ok" if finding.is_well else ("!!" if finding.is_grave else " !")
            self.stdout.write(f"{mark:>3}  {finding.name}")
            if not finding.is_well:
                self.stdout.write(f"     {finding.mend}")
                grave += finding.is_grave
        if grave:
            raise CommandError(
                ngettext("%d thing must be mended.", "%d things must be mended.", grave) % grave
            )
        self.stdout.write(_("The installation is well."))
