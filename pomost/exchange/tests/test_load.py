"""Programme files: loaded whole or not at all, twice without effect, never over what a person edited."""

import contextlib
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import translation

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core.models import Claim, JournalEntry
from pomost.core.system import SYSTEM
from pomost.exchange import actions
from pomost.exchange.loading import yaml_file
from pomost.exchange.loading.yaml_file import FileRefused
from pomost.organisations.models import Organisation
from pomost.programmes.actions.programmes import change_programme
from pomost.programmes.models import Programme

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[3] / "demo" / "programme.yaml"
RUNNING = REAL.with_name("running.yaml")

SMALL = """\
format: 1
organisations:
  - slug: zwiazek
    kind: association
    name: Związek
programme:
  slug: proba
  state: running
  title: Próba
  short_title: Próba
  versions:
    - number: 0
      begins_on: 2026-01-01
      ends_on: 2027-12-31
      amount: "1000.00"
figures:
  - slug: partnerstwa
    label: partnerstw
    claims:
      - value: 61
        source: ZMP
      - value: 60
        source: ZPP
"""


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "program.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def load(path, **options):
    return actions.load_programme_file(document=yaml_file.read(path), by=SYSTEM, **options)


def test_load_takes_everything_and_journals_it(file):
    report = load(file)

    programme = Programme.objects.get(slug="proba")
    assert programme.current.amount == 1000
    assert [claim.value for claim in Claim.objects.order_by("-chosen")] == [61, 60]
    assert report.added == JournalEntry.objects.filter(verb__endswith=".loaded").count() == 6


@pytest.mark.parametrize("path", [REAL, RUNNING], ids=["real", "running"])
def test_a_second_loading_changes_nothing(path):
    load(path)
    entries = JournalEntry.objects.count()

    report = load(path)

    assert report.changed_nothing
    assert report.kept == []
    assert JournalEntry.objects.count() == entries


def test_a_changed_file_changes_what_it_says(file):
    load(file)
    file.write_text(SMALL.replace("title: Próba\n  short", "title: Druga próba\n  short"), encoding="utf-8")

    report = load(file)

    assert (report.added, report.changed) == (0, 1)
    assert Programme.objects.get(slug="proba").title == {"pl": "Druga próba"}


def test_what_a_person_edited_is_kept_and_reported_unless_overwritten(file):
    load(file)
    programme = Programme.objects.get(slug="proba")
    manager = with_role("programme_manager", programme)
    change_programme(programme=programme, values={"title": {"pl": "Poprawiony"}}, by=manager)

    report = load(file)
    programme.refresh_from_db()
    assert programme.title == {"pl": "Poprawiony"}
    assert report.changed_nothing
    assert len(report.kept) == 1
    assert "programme.title" in report.kept[0]

    load(file, overwrite=True)
    programme.refresh_from_db()
    assert programme.title == {"pl": "Próba"}


def test_a_person_may_not_load_a_file_without_being_administrator(file):
    document = yaml_file.read(file)
    with pytest.raises(PermissionDenied):
        actions.load_programme_file(document=document, by=AccountFactory())
    assert not Programme.objects.exists()

    actions.load_programme_file(document=document, by=with_role("administrator"))
    assert Programme.objects.exists()


def test_the_command_names_sections_that_are_not_taken_yet(file):
    file.write_text(SMALL + "calls:\n  - number: PL06\n", encoding="utf-8")
    out = StringIO()

    call_command("load", str(file), stdout=out)

    assert "section not taken yet: calls" in out.getvalue()


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("broken", "line", "said"),
    [
        (SMALL.replace("begins_on: 2026-01-01", "begins_on: 2026-02-30"), 13, "no such day"),
        (SMALL.replace("begins_on: 2026-01-01", "begins_on: 1 stycznia"), 13, "versions[1].begins_on"),
        (SMALL.replace("    kind: association", "\tkind: association"), 4, "tab"),
        (SMALL.replace("  state: running", "  state: running\n  state: closed"), 9, "stands twice"),
        (SMALL.replace("value: 61", 'value: "61"').replace("- number: 0", '- number: "0"'), 12, "text"),
        (SMALL.replace('amount: "1000.00"', "amount: 1000.00"), None, ""),
        (SMALL.replace('amount: "1000.00"', 'amount: "tysiąc"'), 15, "amount"),
        (SMALL.replace("state: running", "state: biegnie"), 8, "must be one of"),
        (SMALL.replace("  slug: proba\n", ""), 6, "lacks: slug"),
        (SMALL.replace("  state: running", "  state: running\n  stan: trwa"), 9, "not known"),
        (SMALL.replace("ends_on: 2027-12-31", "ends_on: 2025-12-31"), 14, "end before"),
        (SMALL.replace("begins_on: 2026-01-01", "begins_on: today"), 13, "demonstration"),
        (BOMB, 1, "anchor or alias"),
        (SMALL[: len(SMALL) // 2] + '"', None, ""),
        ("", 1, "empty"),
        ("- a\n- b\n", 1, "named sections"),
        ("programme: [", 1, ""),
        (SMALL.replace("name: Związek", "name: Zwi\x00zek"), None, "character"),
        (SMALL.replace("programme:", "programm:"), None, "no section programme"),
        ("format: 2\n", 1, "must be 1"),
    ],
)
def test_a_broken_file_is_refused_with_file_line_and_field_and_nothing_is_loaded(file, broken, line, said):
    file.write_text(broken, encoding="utf-8")

    if said == "" and line is None and "1000.00" in broken and "figures" in broken:
        load(file)  # an amount without quotes is text to us all the same: nothing is rounded
        assert str(Programme.objects.get().current.amount) == "1000.00"
        return
    with pytest.raises(FileRefused) as refusal:
        load(file)

    assert refusal.value.message.startswith("program.yaml:")
    assert said in refusal.value.message
    if line is not None:
        assert refusal.value.problems[0][0] == line
    assert not Organisation.objects.exists()
    assert not Programme.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_file_in_another_encoding_is_refused_by_line(file):
    file.write_bytes(SMALL.encode("cp1250"))

    with pytest.raises(FileRefused) as refusal:
        load(file)

    assert refusal.value.problems[0][0] == 5
    assert "UTF-8" in refusal.value.message


@pytest.mark.parametrize("size", [6 * 1024 * 1024])
def test_a_file_too_large_is_refused_unread(file, size):
    file.write_bytes(b"a" * size)

    with pytest.raises(FileRefused, match="larger than 2 MB"):
        load(file)


def test_a_missing_file_is_a_clear_message(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("load", str(tmp_path / "nie-ma.yaml"))


@pytest.mark.parametrize("cut", [3, 6, 9, 12, 15, 50, 97])
def test_the_real_file_cut_anywhere_is_refused_or_whole_and_never_half_loaded(tmp_path, cut):
    text = REAL.read_text(encoding="utf-8")
    path = tmp_path / "cut.yaml"
    path.write_text(text[: len(text) * cut // 100], encoding="utf-8")

    with contextlib.suppress(FileRefused):
        load(path)

    is_whole = Programme.objects.filter(slug="budowanie-kompetencji").exists()
    assert is_whole or not Organisation.objects.exists()
    assert JournalEntry.objects.exists() is is_whole


def test_the_invented_programme_is_marked():
    load(RUNNING)

    programme = Programme.objects.get(slug="razem-nad-rzeka")
    assert programme.is_invented
    assert programme.versions.count() == 2
    assert {row.origin for row in Organisation.objects.all()} == {"demonstration"}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_loadings_at_once_leave_one_programme(file):
    failures = []

    def run():
        from django.db import connection  # noqa: PLC0415 - each thread has its own

        try:
            load(file)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Programme.objects.filter(slug="proba").count() == 1
    assert len(failures) <= 1


def test_a_file_nested_without_end_is_refused_at_once(tmp_path):
    path = tmp_path / "deep.yaml"
    path.write_text("[" * 200_000)  # read to the end, it would take minutes
    with pytest.raises(FileRefused) as refusal:
        yaml_file.read(path)
    assert "deep.yaml:1" in str(refusal.value)
