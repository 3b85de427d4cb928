"""`pomost serve`: everything that one machine needs, in one command; what `script/server` runs."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from pomost.core.system import SYSTEM
from pomost.exchange import demonstration


class Command(BaseCommand):
    help = "Makes the database ready, serves, and runs the worker; Ctrl-C ends all of it."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="localhost")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="do not load the demonstration")
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args, host, port, no_demo, workers, **options):
        self._port_is_free(host, port)
        self._static_files()
        self._database()
        if not no_demo and settings.ENVIRONMENT != "production" and demonstration.is_wanted():
            self._say(_("loading the demonstration"))
            demonstration.load(by=SYSTEM, say=self._say)
        self._run(host, port, workers)

    def _say(self, text: str) -> None:
        self.stdout.write(f"» {text}")

    @staticmethod
    def _port_is_free(host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1" if host == "localhost" else host, port))
            except OSError as error:
                raise CommandError(
                    _("Port %(port)d can't be used (%(why)s). Choose another: script/server --port %(other)d")
                    % {"port": port, "why": error.strerror, "other": port + 1}
                ) from None

    def _static_files(self) -> None:
        stamp = settings.STATIC_ROOT / "made-from.json"
        sources = {
            str(path): path.stat().st_mtime_ns
            for folder in sorted(Path(settings.BASE_DIR, "pomost").glob("*/static"))
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        if stamp.exists() and json.loads(stamp.read_text()) == sources:
            return
        self._say(_("collecting the static files"))
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(json.dumps(sources))

    def _database(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say(_("bringing the database up to date"))
            call_command("migrate", interactive=False, verbosity=0)

    def _run(self, host: str, port: int, workers: int) -> None:
        # Blocking threads hold a database connection each: two workers of four serve one machine.
        bind = "127.0.0.1" if host == "localhost" else host
        pomost = str(Path(sys.executable).parent / "pomost")
        # Links in letters and in the API lead to where it is served, unless the environment says otherwise.
        named = "localhost" if bind in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104
        environment = {"POMOST_ADDRESS": f"http://{named}:{port}", **os.environ}
        web = subprocess.Popen(  # noqa: S603 - our own programs
            [
                str(Path(sys.executable).parent / "granian"),
                "--interface", "wsgi", "--host", bind, "--port", str(port),
                "--workers", str(workers), "--blocking-threads", "4", "--log-level", "warning",
                "--no-ws", "pomost.config.wsgi:application",
            ],
            start_new_session=True, env=environment,
        )  # fmt: skip
        worker = subprocess.Popen([pomost, "worker"], start_new_session=True, env=environment)  # noqa: S603
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            self._wait_until_it_answers(bind, port, web)
            self.stdout.write(f"\n  http://{host}:{port}\n")
            accounts = settings.VAR / "demo-accounts.json"
            if accounts.exists():
                self.stdout.write("  " + _("demonstration accounts: %s") % os.path.relpath(accounts))
            self.stdout.write("  " + _("Ctrl-C ends it."))
            self.stdout.flush()
            self._watch(web, worker)
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            for process in (web, worker):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
            for process in (web, worker):
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)

    @staticmethod
    def _wait_until_it_answers(bind: str, port: int, web: subprocess.Popen) -> None:
        address = f"http://{'127.0.0.1' if bind == '0.0.0.0' else bind}:{port}/healthz"  # noqa: S104
        for _attempt in range(300):
            if web.poll() is not None:
                raise CommandError(_("The web server ended at once: see its message above."))
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(address, timeout=5)
                return
            time.sleep(0.05)
        raise CommandError(_("The web server does not answer within 15 seconds."))

    def _watch(self, web: subprocess.Popen, worker: subprocess.Popen) -> None:
        while web.poll() is None:
            if worker.poll() is not None:
                raise CommandError(_("The worker ended by itself: see its message above."))
            time.sleep(0.5)
        raise CommandError(_("The web server ended by itself: see its message above."))
