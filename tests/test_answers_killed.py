"""The server is killed while answers are saved: what it acknowledged is there, once, and nothing else is odd.

Two writers save as the page does: each answer under a key of its own, sent again under the same key until
it is acknowledged, going on from what was sent before and never heard of (frontend/js/answers.js).
"""

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.test_faults import POMOST, environment

TOKEN = "a" * 32
SET_UP = """
import django
django.setup()
from django.test import Client
from pomost.accounts.tests.factories import with_role
from pomost.advisory.queries.self_assessments import common_sheet
from pomost.advisory.tests.test_self_assessment import Assessed
desk = Assessed()
sheet = common_sheet(desk.start()).answer_set
print(sheet.public_id)
for account in (desk.coordinator, with_role("member", desk.partnership)):
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    print(client.cookies["sessionid"].value)
"""
ANSWERS = (("uwagi", lambda n: f"Tekst {n}."), ("k1", lambda n: str(n % 5 + 1)))


class Server:
    """The product's own server on a port of its own, which can be killed with all its processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [
            str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(self.port),
            "--workers", "2", "--blocking-threads", "2", "--no-log", "pomost.config.wsgi:application",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(self.folder), start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as asked:
                    asked.request("GET", "/healthz")
                    if asked.getresponse().status == 200:
                        return
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Writer(threading.Thread):
    """One person's page: types on and on, and repeats what was not acknowledged, under its own key."""

    def __init__(self, server: Server, address: str, session: str, path: str, word) -> None:
        super().__init__(daemon=True)
        self.server, self.address, self.session, self.path, self.word = server, address, session, path, word
        self.acknowledged: dict[str, tuple[int, str]] = {}
        self.refused: list[int] = []
        self.failed = 0
        self.seen, self.typed, self.is_to_end = 0, 0, False

    def run(self) -> None:
        after: list[str] = []
        entry: dict | None = None
        dice = random.Random(self.path)
        while entry or not self.is_to_end:
            if entry is None or dice.random() < 0.3:  # typed on, or the same once more
                self.typed += 1
                after = [*after, entry["key"]][-200:] if entry else []
                value, key = self.word(self.typed), str(uuid.uuid4())
                entry = {"path": self.path, "value": value, "seen": self.seen, "key": key, "after": after}
            version = self.send(entry)
            if version is None:
                time.sleep(0.05)
                continue
            self.acknowledged[entry["key"]] = (version, entry["value"])
            self.seen, entry = version, None

    def send(self, entry: dict) -> int | None:
        headers = {
            "Content-Type": "application/json", "X-CSRFToken": TOKEN,
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
        }  # fmt: skip
        try:
            with closing(HTTPConnection("127.0.0.1", self.server.port, timeout=10)) as line:
                line.request("POST", self.address, json.dumps({"answers": [entry]}), headers)
                answer = line.getresponse()
                said = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            self.failed += 1
            return None
        if answer.status != 200:
            self.refused.append(answer.status)
            return None
        outcome = said["outcomes"][0]
        assert not outcome.get("conflict"), "a writer was in conflict with itself"
        return outcome["version"]


def killed_while_saving(folder: Path, times: int) -> None:
    done = subprocess.run([*POMOST, "migrate", "-v0"], env=environment(folder), cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr
    variables = environment(folder) | {"DJANGO_SETTINGS_MODULE": "pomost.config.settings.dev"}
    made = subprocess.run(
        [sys.executable, "-c", SET_UP], env=variables, cwd=ROOT, capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    public_id, *sessions = made.stdout.split()
    server, dice = Server(folder), random.Random(7)
    address = f"/panel/odpowiedzi/{public_id}/zapis/"
    writers = [
        Writer(server, address, session, path, word)
        for session, (path, word) in zip(sessions, ANSWERS, strict=True)
    ]
    server.start()
    for writer in writers:
        writer.start()
    for _ in range(times):
        time.sleep(dice.uniform(0.3, 1.2))
        server.kill()
        server.start()
    until = time.monotonic() + 60
    while time.monotonic() < until and any(len(writer.acknowledged) < 10 for writer in writers):
        time.sleep(0.1)
    for writer in writers:
        writer.is_to_end = True
    for writer in writers:
        writer.join(30)
        assert not writer.is_alive(), f"{writer.path} was never acknowledged"
    server.kill()
    assert not any(writer.refused for writer in writers), [writer.refused for writer in writers]
    assert sum(writer.failed for writer in writers) >= times / 4, "hardly a saving was hit by a kill"
    for writer in writers:
        nothing_missing_nothing_doubled(folder, writer)


def nothing_missing_nothing_doubled(folder: Path, writer: Writer) -> None:
    with closing(sqlite3.connect(folder / "pomost.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        answer, now, version = database.execute(
            "SELECT id, value, version FROM questionnaires_answer WHERE path = ?", [writer.path]
        ).fetchone()
        rows = database.execute(
            "SELECT number, value, save_key FROM questionnaires_answerversion"
            " WHERE answer_id = ? ORDER BY number",
            [answer],
        ).fetchall()
    assert [number for number, _value, _key in rows] == list(range(1, version + 1))
    stored = {str(uuid.UUID(key)): (number, json.loads(value)) for number, value, key in rows}
    by_version = dict(stored.values())
    assert len(stored) == len(rows)
    assert len(writer.acknowledged) >= 10
    for key, (number, value) in writer.acknowledged.items():
        # A saving that says what stands there already is acknowledged with the version that says it.
        assert stored.get(key, (number, by_version.get(number))) == (number, value)
    assert json.loads(now) == writer.word(writer.typed)


def test_a_server_that_is_killed_while_answers_are_saved_loses_and_doubles_nothing(tmp_path):
    killed_while_saving(tmp_path, 5)


@pytest.mark.slow
def test_a_hundred_times(tmp_path):
    killed_while_saving(tmp_path, 100)
