"""Files: looked at by content, stored once, never disguised, served only to those who may."""

import io
import stat
import sys
import threading
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory
from pomost.core import files
from pomost.core.actions.files import attach_file, remove_file, replace_file
from pomost.core.models import Attachment, Blob, JournalEntry

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)


def archive(**members: bytes) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return found.getvalue()


DOCX = archive(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<w/>"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("umowa.pdf", PDF, "application/pdf"),
        ("Zdjęcie.PNG", PNG, "image/png"),
        ("list.docx", DOCX, files.KINDS[".docx"]),
        ("dane.xls", "old Workbook", "application/vnd.ms-excel"),
        ("dane.csv", "gmina;zł\nŚwidnica;1\n".encode("cp1250"), "text/csv"),
    ],
)
def test_a_file_of_a_known_kind_is_kept_under_its_hash(name, content, kind):
    content = old_office("Workbook") if content == "old Workbook" else content
    blob = files.keep(io.BytesIO(content), name)
    again = files.keep(io.BytesIO(content), name)

    assert blob == again
    assert (blob.content_type, blob.size, blob.checked) == (kind, len(content), "not_checked")
    assert files.stored_at(blob.sha256).read_bytes() == content


def old_office(*streams: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 504
        + b"".join(stream.encode("utf-16-le").ljust(64, b"\x00") for stream in streams)
    )


BOMB = archive(**{"word__document.xml": b"0" * 60_000_000})
HOSTILE = {
    "empty": ("pusty.pdf", b""),
    "program": ("gra.exe", b"MZ" + b"\x00" * 100),
    "page": ("strona.html", b"<html><script>alert(1)</script>"),
    "drawing with script": ("rysunek.svg", b"<svg onload='alert(1)'/>"),
    "page called text": ("notatka.txt", b"  <script>alert(1)</script>"),
    "page called picture": ("zdjecie.png", b"<html><body>"),
    "picture called document": ("umowa.pdf", PNG),
    "program called document": ("umowa.docx", b"MZ" + b"\x00" * 100),
    "archive called document": ("umowa.docx", archive(**{"a.txt": b"x"})),
    "document with macros": (
        "umowa.docx",
        archive(**{"word__document.xml": b"<w/>", "word__vbaProject.bin": b"x"}),
    ),
    "document with macros under another name": (
        "umowa.docx",
        archive(
            **{
                "[Content_Types].xml": b'<Override ContentType="application/vnd.ms-office.vbaProject"/>',
                "word__document.xml": b"<w/>",
                "word__x.bin": b"x",
            }
        ),
    ),
    "open document with macros": (
        "umowa.odt",
        archive(**{"mimetype": b"application/vnd.oasis.opendocument.text", "Basic__script.xml": b"<x/>"}),
    ),
    "old document with macros": ("umowa.doc", old_office("WordDocument", "_VBA_PROJECT")),
    "old document locked": ("umowa.doc", old_office("WordDocument", "EncryptedPackage")),
    "old table called document": ("umowa.doc", old_office("Workbook")),
    "installer called table": ("dane.xls", old_office("MsiPackage")),
    "archive with program": ("paczka.zip", archive(**{"gra.exe": b"MZ"})),
    "archive bomb": ("umowa.docx", BOMB),
    "cut archive": ("umowa.docx", DOCX[:40]),
    "page behind a picture": ("zdjecie.png", PNG + b"<script>alert(1)</script>"),
    "binary called table": ("dane.csv", b"a;b\n\x00\x01\x02"),
    "without extension": ("umowa", PDF),
    "two extensions": ("umowa.pdf.exe", PDF),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_message_and_nothing_is_left(case, settings):
    name, content = HOSTILE[case]

    with pytest.raises(files.FileNotTaken) as refusal:
        files.keep(io.BytesIO(content), name)

    assert len(refusal.value.message) > 20
    assert not Blob.objects.exists()
    assert not list(settings.FILES_ROOT.glob("incoming-*"))


@pytest.mark.django_db
def test_a_file_too_large_is_refused_while_it_arrives(monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1000)

    with pytest.raises(files.FileNotTaken):
        files.keep(io.BytesIO(PDF + b"0" * 2000), "umowa.pdf")


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "is_kept"), [(0, True), (1, False), (2, False)])
def test_the_antivirus_program_decides(tmp_path, settings, status, is_kept):
    program = tmp_path / "scanner"
    program.write_text(f"#!{sys.executable}\nraise SystemExit({status})\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    settings.ANTIVIRUS = [str(program)]

    if is_kept:
        assert files.keep(io.BytesIO(PDF + b"%"), "umowa.pdf").checked == "clean"
    else:
        with pytest.raises(files.FileNotTaken):
            files.keep(io.BytesIO(PDF + b"%%"), "umowa.pdf")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\a\\Umowa.PDF", "Umowa.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("\x00", "_"),
        ("...", "plik"),
    ],
)
def test_a_name_is_made_harmless(name, safe):
    assert files.safe_name(name) == safe


def kept(content: bytes) -> Blob:
    return files.keep(io.BytesIO(content), "umowa.pdf")


@pytest.fixture
def owner():
    kind = files.Owner(
        may_read=lambda user, pk: getattr(user, "email", "") == f"{pk}@example.org",
        may_change=lambda user, pk: getattr(user, "email", "") == f"{pk}@example.org",
    )
    files.owners.add("test.thing", kind)
    yield AccountFactory(email="7@example.org")
    del files.owners._items["test.thing"]


@pytest.mark.django_db
def test_a_file_is_attached_replaced_removed_and_swept(owner):
    first = attach_file(owner_kind="test.thing", owner_id="7", blob=kept(PDF), name="umowa.pdf", by=owner)
    second = replace_file(attachment=first, blob=kept(PDF + b"%2"), name="umowa.pdf", by=owner)

    first.refresh_from_db()
    assert (first.is_current, second.is_current, second.version) == (False, True, 2)
    remove_file(attachment=second, by=owner)
    assert not Attachment.objects.exists()
    Blob.objects.update(stored_at=timezone.now() - timedelta(hours=2))
    path = files.stored_at(second.blob_id)
    assert path.exists()
    files.sweep()
    assert not path.exists()
    assert [entry.verb for entry in JournalEntry.objects.order_by("id")] == [
        "attachment.added",
        "attachment.replaced",
        "attachment.removed",
    ]


@pytest.mark.django_db
def test_a_content_stored_again_is_not_swept_before_it_is_attached(owner):
    blob = kept(PDF)
    Blob.objects.update(stored_at=timezone.now() - timedelta(hours=2))
    kept(PDF)  # by somebody else, who attaches it in a moment

    assert files.sweep() == 0
    assert files.stored_at(blob.sha256).exists()


@pytest.mark.django_db
def test_a_content_that_is_attached_is_never_swept(owner):
    blob = kept(PDF)
    attach_file(owner_kind="test.thing", owner_id="7", blob=blob, name="umowa.pdf", by=owner)
    Blob.objects.update(stored_at=timezone.now() - timedelta(hours=2))

    assert files.sweep() == 0
    assert files.stored_at(blob.sha256).exists()


@pytest.mark.django_db
def test_a_stranger_neither_attaches_nor_reads(owner, client, signed_in):
    found = attach_file(owner_kind="test.thing", owner_id="7", blob=kept(PDF), name="umowa.pdf", by=owner)
    stranger = AccountFactory()
    address = f"/pliki/{found.public_id}/umowa.pdf"

    for attempt in (
        lambda: attach_file(owner_kind="test.thing", owner_id="7", blob=kept(PDF), name="a.pdf", by=stranger),
        lambda: attach_file(owner_kind="no.such", owner_id="7", blob=kept(PDF), name="a.pdf", by=owner),
        lambda: replace_file(attachment=found, blob=kept(PDF), name="a.pdf", by=stranger),
        lambda: remove_file(attachment=found, by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            attempt()

    assert Attachment.objects.count() == 1
    assert client.get(address).status_code == 404
    assert signed_in(stranger).get(address).status_code == 404
    answer = signed_in(owner).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()


@pytest.mark.django_db
def test_a_browser_that_has_the_file_is_told_so_and_a_stranger_is_told_nothing(owner, signed_in):
    found = attach_file(owner_kind="test.thing", owner_id="7", blob=kept(PDF), name="umowa.pdf", by=owner)
    address = f"/pliki/{found.public_id}/umowa.pdf"
    asked = {"if-none-match": f'"{found.blob_id}"'}

    assert signed_in(owner).get(address, headers=asked).status_code == 304
    assert signed_in(AccountFactory()).get(address, headers=asked).status_code == 404
    again = signed_in(owner).get(address, headers={"if-none-match": '"another"'})
    assert again.status_code == 200
    again.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_versions_made_at_once_from_different_versions_all_count(owner):
    first = attach_file(owner_kind="test.thing", owner_id="7", blob=kept(PDF), name="a.pdf", by=owner)
    second = replace_file(attachment=first, blob=kept(PDF + b"%2"), name="a.pdf", by=owner)
    blobs = [kept(PDF + b"%" + bytes([48 + number])) for number in range(6)]
    start = threading.Barrier(6)

    def replace(number):
        try:
            start.wait()
            replace_file(attachment=(first, second)[number % 2], blob=blobs[number], name="a.pdf", by=owner)
        finally:
            connection.close()

    threads = [threading.Thread(target=replace, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    versions = Attachment.objects.order_by("version").values_list("version", "is_current")
    assert list(versions) == [(number, number == 8) for number in range(1, 9)]
