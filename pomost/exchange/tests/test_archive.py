"""Backup and restore: everything comes back, and a damaged or foreign archive changes nothing."""

import datetime
import gzip
import hashlib
import io
import json
import tarfile

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from pomost.accounts.actions.erasure import ask_for_erasure, erase_person
from pomost.accounts.models import Account, DataRequest
from pomost.accounts.presenting import erasure_findings
from pomost.accounts.queries import brought_back
from pomost.accounts.tasks import repeat_what_was_left
from pomost.accounts.tests.factories import AccountFactory, InvitationFactory, with_role
from pomost.core import erasing, files
from pomost.core.models import JournalEntry
from pomost.core.system import SYSTEM
from pomost.exchange import actions, archive
from pomost.exchange.loading import yaml_file
from pomost.exchange.tests.test_load import REAL
from pomost.organisations.models import Position
from pomost.organisations.tests.factories import PositionFactory
from pomost.programmes.models import Programme

pytestmark = pytest.mark.django_db(transaction=True)


def quiet(_text: str) -> None:
    """Nobody watches the progress."""


@pytest.fixture
def saved(tmp_path, settings):
    settings.VAR = tmp_path
    actions.load_programme_file(document=yaml_file.read(REAL), by=SYSTEM)
    AccountFactory(email="anna@example.org")
    blob = files.keep(io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "umowa.pdf")
    path = tmp_path / "kopia.tar.gz"
    assert archive.write(path, quiet) > 1000
    return path, blob


def test_everything_comes_back(saved):
    path, blob = saved
    entries = JournalEntry.objects.count()
    files.stored_at(blob.sha256).unlink()
    Programme.objects.update(number="zepsute")
    AccountFactory(email="later@example.org")

    archive.read(path, quiet, replace=True)

    assert Programme.objects.get(slug="budowanie-kompetencji").number == "PL06-0001"
    assert list(Account.objects.values_list("email", flat=True)) == ["anna@example.org"]
    assert JournalEntry.objects.count() == entries
    assert files.stored_at(blob.sha256).read_bytes() == b"%PDF-1.7\n%%EOF\n"
    AccountFactory(email="new@example.org")  # the sequences go on where they were
    assert actions.load_programme_file(document=yaml_file.read(REAL), by=SYSTEM).changed_nothing


def test_an_archive_is_readable_by_its_owner_only(saved):
    assert saved[0].stat().st_mode & 0o077 == 0
    assert list(saved[0].parent.glob("*.partial")) == []


def test_an_installation_with_data_is_not_overwritten_unasked(saved):
    with pytest.raises(archive.ArchiveRefused, match="--replace"):
        archive.read(saved[0], quiet)
    assert Programme.objects.exists()


def rewritten(path, change) -> None:
    """The archive with its manifest changed by `change`."""
    members = {}
    with tarfile.open(path, "r:gz") as tar:
        for member in tar:
            members[member.name] = tar.extractfile(member).read()
    manifest = json.loads(members["manifest.json"])
    change(manifest, members)
    members["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(path, "w:gz") as tar:
        for name in ["manifest.json", *(each for each in members if each != "manifest.json")]:
            info = tarfile.TarInfo(name)
            info.size = len(members[name])
            tar.addfile(info, io.BytesIO(members[name]))


def newer(manifest, _members):
    manifest["migrations"].append("core.9999_from_the_future")


def other_database(manifest, _members):
    manifest["database"] = "oracle"


def other_format(manifest, _members):
    manifest["format"] = 99


def forged(_manifest, members):
    name = next(name for name in members if name != "manifest.json")
    members[name] = members[name] + b"x"


def with_more(_manifest, members):
    members["files/aa/bb/extra"] = b"smuggled"


def with_less(_manifest, members):
    del members[next(name for name in members if name.startswith("files/"))]


def list_for_members(manifest, _members):
    manifest["members"] = ["database"]


def outside(_manifest, members):
    members["../outside"] = b"x"


@pytest.mark.parametrize(
    "change", [newer, other_database, other_format, forged, with_more, with_less, list_for_members, outside]
)
def test_an_archive_that_does_not_fit_is_refused_and_nothing_changes(saved, change):
    rewritten(saved[0], change)

    with pytest.raises(archive.ArchiveRefused):
        archive.read(saved[0], quiet, replace=True)

    assert Programme.objects.filter(number="PL06-0001").exists()


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_an_archive_cut_off_is_refused_and_nothing_changes(saved, part):
    path = saved[0]
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])

    with pytest.raises(archive.ArchiveRefused):
        archive.read(path, quiet, replace=True)

    assert Programme.objects.filter(number="PL06-0001").exists()


@pytest.fixture
def saved_by_an_older_version(tmp_path):
    call_command("migrate", "core", "0001", verbosity=0)
    try:
        AccountFactory(email="anna@example.org")
        journal_entry()
        archive.write(tmp_path / "stara.tar.gz", quiet)
    finally:
        call_command("migrate", "core", verbosity=0)
    return tmp_path / "stara.tar.gz"


def journal_entry() -> JournalEntry:
    return JournalEntry.objects.create(verb="test.made", room="core", target_type="a.b", target_id="1")


def test_an_archive_of_an_older_version_is_brought_up_to_date(saved_by_an_older_version):
    AccountFactory(email="later@example.org")

    archive.read(saved_by_an_older_version, quiet, replace=True)

    assert Account.objects.get().email == "anna@example.org"
    with pytest.raises(DatabaseError, match="append-only"):
        JournalEntry.objects.update(verb="test.forged")
    journal_entry()  # the sequences go on where they were
    plan = MigrationExecutor(connection)
    assert plan.migration_plan(plan.loader.graph.leaf_nodes()) == []


def test_what_was_there_stays_when_bringing_it_up_to_date_fails(saved_by_an_older_version, monkeypatch):
    AccountFactory(email="later@example.org")
    operations = MigrationExecutor(connection).loader.get_migration("core", "0002_journal_is_append_only")

    def fail(_apps, _schema_editor):
        raise ValueError("rain")

    monkeypatch.setattr(operations.operations[0], "code", fail)
    with pytest.raises(ValueError, match="rain"):
        archive.read(saved_by_an_older_version, quiet, replace=True)

    assert Account.objects.filter(email="later@example.org").exists()
    with pytest.raises(DatabaseError, match="append-only"):
        JournalEntry.objects.update(verb="test.forged")


def test_a_file_damaged_on_the_disk_comes_back_whole(saved):
    path, blob = saved
    files.stored_at(blob.sha256).write_bytes(b"%PDF-1.7\n%%XXX\n")

    archive.read(path, quiet, replace=True)

    assert files.stored_at(blob.sha256).read_bytes() == b"%PDF-1.7\n%%EOF\n"


@pytest.mark.parametrize(
    "content", [b"", b"hello", gzip.compress(b"not a tar", mtime=0)], ids=["empty", "text", "no tar"]
)
def test_something_else_is_refused(tmp_path, content):
    path = tmp_path / "cos.tar.gz"
    path.write_bytes(content)

    with pytest.raises(archive.ArchiveRefused):
        archive.read(path, quiet)


def test_the_commands_do_both_and_refuse_clearly(saved, tmp_path, capsys):
    path = tmp_path / "druga.tar.gz"
    call_command("backup", str(path))
    call_command("restore", str(path), "--replace")
    said = capsys.readouterr().out

    assert str(path) in said
    with tarfile.open(path) as tar:
        assert json.loads(tar.extractfile("manifest.json").read())["made_at"] in said
    with pytest.raises(CommandError, match="nie-ma"):
        call_command("restore", str(tmp_path / "nie-ma.tar.gz"))


def test_whoever_has_an_archive_is_not_signed_in_by_it(saved, tmp_path, client):
    client.force_login(AccountFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    key = client.session.session_key
    path = tmp_path / "z-sesja.tar.gz"
    archive.write(path, quiet)

    with tarfile.open(path) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar if member.isreg()}
    assert not any(key.encode() in content for content in members.values())
    archive.read(path, quiet, replace=True)
    assert not Session.objects.exists()


def packed(path, members, sizes=None):
    """An archive made by hand: manifest and members."""
    rows = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": (sizes or {}).get(name, len(content))}
        for name, content in members.items()
    }
    manifest = {
        "format": archive.FORMAT, "made_at": "x", "database": connection.vendor, "migrations": [],
        "members": rows,
    }  # fmt: skip
    with tarfile.open(path, "w:gz") as tar:
        for name, content in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    ("members", "sizes"),
    [
        ({}, {}),
        ({"files/aa/bb/x": b"x"}, {}),
        ({"tables/core_draft.csv": b"id\n"}, {}),
        ({"database.sqlite3": b""}, {}),
        ({"database.sqlite3": b"x" * 1000, "files/aa/bb/x": b"y" * 9000}, {"files/aa/bb/x": 10}),
    ],
)
def test_an_archive_without_a_database_or_of_other_sizes_empties_nothing(tmp_path, members, sizes):
    AccountFactory(email="anna@example.org")

    with pytest.raises(archive.ArchiveRefused):
        archive.read(packed(tmp_path / "x.tar.gz", members, sizes), quiet, replace=True)

    assert Account.objects.filter(email="anna@example.org").exists()


def test_who_was_erased_after_the_archive_is_erased_again(saved, capsys):
    path, _blob = saved
    anna = Account.objects.get(email="anna@example.org")
    officer = with_role("data_protection_officer")
    erase_person(data_request=ask_for_erasure(reason="", by=anna), by=officer)
    today = timezone.localdate()
    visitor = DataRequest.objects.create(
        name="Ktoś", email="ktos@example.org", kind="erase", text="x", received_on=today, due_on=today
    )
    InvitationFactory(email="ktos@example.org")
    erase_person(data_request=visitor, by=officer, is_identity_checked=True)
    with translation.override("en"), pytest.raises(CommandError):
        call_command("restore", path, replace=True)
    with translation.override("en"):
        said = capsys.readouterr().out

    assert not Account.objects.filter(email="anna@example.org").exists()
    assert Account.objects.get(pk=anna.pk).is_erased
    assert JournalEntry.objects.get(verb="person.erased").target_id == str(anna.pk)
    assert "erased again" in said
    assert f"Request no. {visitor.pk}" in said
    assert "by hand" in said
    assert "anna" not in erasing.list_of_erasures().read_text().lower()


def test_an_account_of_another_installation_is_not_erased_for_its_number(saved, capsys):
    path, _blob = saved
    anna = Account.objects.get(email="anna@example.org")
    with transaction.atomic():
        erasing.note(request=7, account=anna.pk, joined=timezone.now())
    with pytest.raises(CommandError):
        call_command("restore", path, replace=True)

    assert Account.objects.filter(email="anna@example.org", is_active=True).exists()
    assert "7" in capsys.readouterr().out


def test_a_half_written_line_of_the_list_holds_up_nobody(saved):
    anna = Account.objects.get(email="anna@example.org")
    erasing.list_of_erasures().write_text('{"at": "20')  # a disk that was full
    officer = with_role("data_protection_officer")
    erase_person(data_request=ask_for_erasure(reason="", by=anna), by=officer)
    with pytest.raises(CommandError, match="doctor"):
        call_command("restore", saved[0], replace=True)

    assert Account.objects.get(pk=anna.pk).is_erased
    assert [finding.is_well for finding in erasure_findings()] == [True, False]


def test_who_holds_a_position_in_the_archive_is_erased_when_it_has_ended(tmp_path, settings):
    settings.VAR = tmp_path
    position = PositionFactory(person__with_account=True)
    anna = position.person.account
    path = tmp_path / "kopia.tar.gz"
    archive.write(path, quiet)
    Position.objects.update(until=datetime.date(2026, 1, 1))
    erase_person(data_request=ask_for_erasure(reason="", by=anna), by=with_role("data_protection_officer"))
    with pytest.raises(CommandError, match="doctor"):
        call_command("restore", path, replace=True)
    assert not Account.objects.get(pk=anna.pk).is_erased
    assert [each.pk for each in brought_back(erasing.noted_since(erasing.BEGINNING))] == [anna.pk]
    assert [finding.is_well for finding in erasure_findings()] == [False, True]
    assert repeat_what_was_left() == 0

    Position.objects.update(until=datetime.date(2026, 1, 1))
    assert repeat_what_was_left() == 1
    assert Account.objects.get(pk=anna.pk).is_erased
    assert repeat_what_was_left() == 0
