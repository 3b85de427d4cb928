"""`pomost worker`: carries out tasks, sends mail, and does what the clock says."""

import logging
import signal
import time
from types import FrameType

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from pomost.core import background, outbox, schedule

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between rounds


class Command(BaseCommand):
    help = "Runs the background worker: tasks, mail, schedule. Several may run at once; Ctrl-C ends it."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, then end")

    def handle(self, *args, once, **options):
        self.running = True
        self.round: Worker | None = None
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        worker = background.worker_id()
        with background.Pulse(worker) as pulse:
            self._work(worker, pulse, once)

    def _work(self, worker: str, pulse: background.Pulse, once: bool) -> None:
        last_look = -background.BEAT_EVERY
        while self.running:
            pulse.begin_step()
            close_old_connections()
            try:
                if time.monotonic() - last_look > background.BEAT_EVERY or once:
                    background.beat(worker)
                    background.try_again()
                    last_look = time.monotonic()
                self.round = background.round_of_tasks(worker, before_each=pulse.begin_step)
                if not self.running:
                    break  # told to end just before the round could be told
                self.round.run()
                pulse.begin_step()
                outbox.deliver_due()
                pulse.begin_step()
                schedule.run_due()
            except (OperationalError, InterfaceError):
                # The database is away or busy for a moment: nothing is lost, the next round goes on.
                log.exception("the database did not answer")
                time.sleep(PAUSE * 4)
            except Exception:  # a process edge: one row that nobody foresaw must not end all work
                log.exception("a round of the worker failed; the next one goes on")
                time.sleep(PAUSE * 4)
            if once:
                break
            if self.running:
                time.sleep(PAUSE)

    def _stop(self, _signum: int, _frame: FrameType | None) -> None:
        self.running = False
        if self.round is not None:
            self.round.running = False
