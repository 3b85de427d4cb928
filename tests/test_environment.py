"""What an installation reads of the environment is described to the operator, and a slip stops the start."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from pomost.config import environment as env
from pomost.config.variables import BY_NAME, GROUPS
from tests.house import ROOT

# The shell's own choice of settings, the database of the tests, and what a child process inherits.
OTHER_READERS = {
    "config/cli.py",
    "config/wsgi.py",
    "config/settings/test.py",
    "exchange/management/commands/serve.py",
}


def sources():
    """Each module of the product with its text."""
    for path in sorted((ROOT / "pomost").rglob("*.py")):
        if "tests" not in path.parts:
            yield str(path.relative_to(ROOT / "pomost")), path.read_text(encoding="utf-8")


def test_every_variable_that_is_read_is_described_and_every_one_described_is_read():
    reads = re.compile(r"\b(?:text|flag|number|words)\(\s*\"([A-Z_]+)\"")
    read = {name for where, text in sources() if where.startswith("config/") for name in reads.findall(text)}

    assert read == set(BY_NAME)
    assert sum(len(group) for group in GROUPS.values()) == len(BY_NAME)
    assert all(
        variable.meaning.endswith(".") and "|" not in variable.meaning for variable in BY_NAME.values()
    )


def test_nothing_reads_the_environment_past_the_door_that_knows_the_table():
    past = re.compile(r"\b(?:os\.environ|os\.getenv|getenv\(|from os import)")
    readers = {where for where, text in sources() if past.search(text)}

    assert readers - OTHER_READERS == {"config/environment.py"}


def test_a_variable_that_is_not_described_cannot_be_read():
    for read in (env.text, env.flag, env.number, env.words):
        with pytest.raises(KeyError):
            read("POMOST_NOBODY_DESCRIBED_IT")


@pytest.mark.parametrize(("value", "read"), [(None, 587), ("", 587), ("25", 25)])
def test_an_empty_variable_counts_as_unset(monkeypatch, value, read):
    monkeypatch.delenv("SMTP_PORT", raising=False)
    if value is not None:
        monkeypatch.setenv("SMTP_PORT", value)

    assert env.number("SMTP_PORT") == read


def test_an_empty_list_of_who_may_read_the_figures_is_nobody(monkeypatch):
    monkeypatch.setenv("POMOST_METRICS_FROM", "")

    assert env.words("POMOST_METRICS_FROM") == []


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("POMOST_ENV", "Production", lambda: env.kind()),
        ("SMTP_STARTTLS", "perhaps", lambda: env.flag("SMTP_STARTTLS")),
        ("SMTP_PORT", "smtp", lambda: env.number("SMTP_PORT")),
        ("DATABASE_URL", "mysql://host/name", lambda: env.database(env.text("DATABASE_URL"), ROOT)),
        ("POMOST_HOSTS", " , ", env.check_demanded),
    ],
)
def test_a_slip_stops_the_start_and_is_named(monkeypatch, name, value, read):
    monkeypatch.setenv("SECRET_KEY", "x" * 60)
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        read()
