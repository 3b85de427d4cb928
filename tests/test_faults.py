"""What happens when a process is killed: everything or nothing, never half of it."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house import ROOT

POMOST = [sys.executable, "-m", "pomost"]
LOADING = [*POMOST, "load", "demo/programme.yaml"]
# The first and the last that a loading writes, and what it writes beside each.
TABLES = (
    "programmes_programme", "organisations_organisation", "territory_unit", "partnerships_partnership",
    "partnerships_timelineentry", "exchange_loadedrow", "core_journalentry", "core_claim",
)  # fmt: skip


@dataclass(frozen=True)
class Ready:
    """A folder whose database can be made empty again; what a whole loading adds, and its seconds."""

    folder: Path
    empty: bytes
    whole: dict[str, int]
    seconds: float

    def make_empty(self) -> None:
        for path in self.folder.glob("pomost.sqlite3-*"):
            path.unlink()
        (self.folder / "pomost.sqlite3").write_bytes(self.empty)


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> Ready:
    """An empty, migrated SQLite database, once it was loaded whole to know what that adds."""
    folder = tmp_path_factory.mktemp("var")
    done = subprocess.run([*POMOST, "migrate", "-v0"], env=environment(folder), cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(folder / "pomost.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    empty, nothing = (folder / "pomost.sqlite3").read_bytes(), count(folder)
    begun = time.monotonic()
    done = subprocess.run(LOADING, env=environment(folder), cwd=ROOT, capture_output=True)
    seconds = time.monotonic() - begun
    assert done.returncode == 0, done.stderr
    whole = count(folder)
    assert all(whole[table] > nothing[table] == 0 for table in TABLES), (nothing, whole)
    return Ready(folder, empty, whole, seconds)


def environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return kept | {"POMOST_VAR": str(folder)}


def count(folder: Path) -> dict[str, int]:
    """Rows that a loading writes, by table."""
    with closing(sqlite3.connect(folder / "pomost.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {table: database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in TABLES}


def kill_a_loading(folder: Path, after: float) -> bool:
    """Start a loading and kill it after so many seconds; whether it was still running then."""
    loading = subprocess.Popen(
        LOADING, env=environment(folder), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(after)
    was_running = loading.poll() is None
    loading.send_signal(signal.SIGKILL)
    loading.wait()
    return was_running


def loaded_whole_or_not_at_all(ready: Ready, times: int) -> None:
    """Kill loadings at moments spread over the time that a whole one takes, and a little beyond."""
    dice, killed = random.Random(4), 0
    nothing = dict.fromkeys(TABLES, 0)
    for _ in range(times):
        ready.make_empty()
        killed += kill_a_loading(ready.folder, dice.uniform(0.1, 1.2) * ready.seconds)
        found = count(ready.folder)
        assert found in (nothing, ready.whole), found
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
