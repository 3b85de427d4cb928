"""What happens when a process is killed: everything or nothing, never half of it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.house import ROOT

POMOST = [sys.executable, "-m", "pomost"]
WRITTEN = (
    "core_claim", "programmes_implementertask", "programmes_implementer", "programmes_figure",
    "programmes_link", "programmes_fundingsource", "programmes_phase", "programmes_activity",
    "programmes_programmeversion", "programmes_programme", "organisations_organisation", "core_journalentry",
)  # fmt: skip
WHOLE = 58  # rows that the real programme's file adds


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> Path:
    """A folder with an empty, migrated SQLite database."""
    folder = tmp_path_factory.mktemp("var")
    done = subprocess.run([*POMOST, "migrate", "-v0"], env=environment(folder), cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr
    return folder


def environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return kept | {"POMOST_VAR": str(folder)}


def count(folder: Path) -> dict[str, int]:
    """Rows that a loading writes, by table."""
    tables = ("programmes_programme", "organisations_organisation", "exchange_loadedrow", "core_journalentry")
    with closing(sqlite3.connect(folder / "pomost.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {table: database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables}


def kill_a_loading(folder: Path, after: float) -> bool:
    """Start a loading and kill it after so many seconds; whether it was still running then."""
    loading = subprocess.Popen(
        [*POMOST, "load", "demo/programme.yaml"], env=environment(folder), cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(after)
    was_running = loading.poll() is None
    loading.send_signal(signal.SIGKILL)
    loading.wait()
    return was_running


def loaded_whole_or_not_at_all(folder: Path, times: int) -> None:
    dice, killed = random.Random(4), 0
    for _ in range(times):
        killed += kill_a_loading(folder, dice.uniform(0.6, 2.4))
        found = count(folder)
        assert found["exchange_loadedrow"] in (0, WHOLE), found
        assert (found["programmes_programme"] > 0) == (found["exchange_loadedrow"] == WHOLE), found
        assert (found["core_journalentry"] >= WHOLE) == (found["exchange_loadedrow"] == WHOLE), found
        with closing(sqlite3.connect(folder / "pomost.sqlite3")) as database:
            database.execute("DELETE FROM exchange_loadedrow")
            for table in WRITTEN:
                database.execute(f"DELETE FROM {table}")
            database.commit()
    assert killed, "no loading was killed while it ran"


def test_a_loading_that_is_killed_leaves_all_or_nothing(ready):
    loaded_whole_or_not_at_all(ready, 4)


@pytest.mark.slow
def test_a_hundred_loadings_that_are_killed_leave_all_or_nothing(ready):
    loaded_whole_or_not_at_all(ready, 100)


def test_a_database_that_is_away_is_a_clear_message_and_no_page_of_code(tmp_path):
    variables = environment(tmp_path) | {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none?connect_timeout=2"
    }
    done = subprocess.run([*POMOST, "doctor"], env=variables, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode != 0
    assert "DATABASE_URL" in done.stdout
    assert "Traceback" not in done.stderr


def test_production_demands_its_secrets(tmp_path):
    for missing, given in (("POMOST_HOSTS", {}), ("SECRET_KEY", {"POMOST_HOSTS": "pomost.example.org"})):
        variables = environment(tmp_path) | {"POMOST_ENV": "production"} | given
        variables.pop("SECRET_KEY", None)
        done = subprocess.run([*POMOST, "check"], env=variables, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode != 0
        assert missing in done.stderr


def test_the_demonstration_refuses_production(tmp_path):
    variables = environment(tmp_path) | {
        "POMOST_ENV": "production", "POMOST_HOSTS": "pomost.example.org", "SECRET_KEY": "x" * 60,
    }  # fmt: skip
    code = (
        "import django; django.setup()\n"
        "from pomost.core.system import SYSTEM\n"
        "from pomost.exchange import demonstration\n"
        "demonstration.load(by=SYSTEM, say=print)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables | {"DJANGO_SETTINGS_MODULE": "pomost.config.settings"},
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert "CommandError" in done.stderr
    assert not (tmp_path / "demo-accounts.json").exists()
