"""Files: looked at before they are kept, stored once under their hash, served only to those who may.

A file is judged by its content, never by its name alone: the content is sniffed, must be of a kind on
the list below, and its extension must be one of that kind's. Office documents and other archives are
opened without unpacking them: macros, encrypted parts and archive bombs are refused.
"""

import hashlib
import os
import re
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import puremagic
from django.conf import settings
from django.db import transaction
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.core.models.files import Attachment, Blob
from pomost.core.registries import Registry

LARGEST = 25 * 1024 * 1024  # bytes
UNPACKED = 400 * 1024 * 1024  # bytes that an archive may grow to
RATIO = 200  # times that a member may grow
CHUNK = 1024 * 1024

OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
KINDS: dict[str, str] = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".odt": f"{ODF}.text",
    ".ods": f"{ODF}.spreadsheet",
    ".odp": f"{ODF}.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".rtf": "application/rtf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".zip": "application/zip",
}
# How each kind's content begins; text has no mark.
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".rtf": (b"{\\rtf",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".webp": (b"RIFF",),
    ".doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    ".xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    **dict.fromkeys(
        (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".zip"), (b"PK\x03\x04", b"PK\x05\x06")
    ),
}
# Old Office files are small file systems; these streams make them what their names say.
STREAMS = {".doc": ("WordDocument",), ".xls": ("Workbook", "Book")}
TEXTS = {".csv", ".txt"}
ZIPPED = {".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".zip"}
PROGRAMS = (
    "vbaproject.bin",
    ".exe",
    ".com",
    ".dll",
    ".msi",
    ".js",
    ".vbs",
    ".ps1",
    ".scr",
    ".bat",
    ".cmd",
    ".jar",
)
# Text is not among them: its encoding is not known, and a browser would guess Polish letters wrong.
SHOWN_IN_BROWSER = {"application/pdf", "image/jpeg", "image/png", "image/webp"}
_ACTIVE = re.compile(rb"<\s*(script|html|svg|iframe|\?php|!doctype)", re.IGNORECASE)


class FileNotTaken(DomainError):
    """The file can't be kept; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What a kind of owner lets people do with its files. Predicates: (user, owner id) → bool.

    has_open_past: whether who may read a file may read its earlier versions too; else only who may change.
    standing: all rows that can own such files, by their keys. What a row that is gone (past its term, erased)
    left behind is deleted by the night; without it nothing is known to be gone.
    """

    may_read: Callable[[Any, str], bool]
    may_change: Callable[[Any, str], bool]
    has_open_past: bool = True
    standing: Callable[[], QuerySet[Any]] | None = None


owners: Registry[Owner] = Registry("kinds of owners of files")


def may_read(user: Any, attachment: Attachment) -> bool:
    """Whether the owner's kind lets `user` read the file; an unknown kind lets nobody."""
    owner = owners.get(attachment.owner_kind)
    if owner is None:
        return False
    may = owner.may_read if attachment.is_current or owner.has_open_past else owner.may_change
    return may(user, attachment.owner_id)


def safe_name(name: str) -> str:
    """The file's own name without folders, control characters and reserved signs, at most 150 long."""
    plain = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", os.path.basename(name.replace("\\", "/"))).strip(" .")
    stem, extension = os.path.splitext(plain or "plik")
    return f"{stem[: 150 - len(extension)]}{extension.lower()}"


def keep(upload: IO[bytes], name: str) -> Blob:
    """Look at an upload and store it; the same content is stored once. Call it before the action.

    Outside any transaction: a slow virus check must not hold up everybody else who writes. A content
    that is attached to nothing within the hour is swept away.
    Raises FileNotTaken when it is too large, of a kind not taken, disguised, hostile or infected.
    """
    name = safe_name(name)
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=root, prefix="incoming-", delete=False) as temporary:
        path = Path(temporary.name)
        try:
            digest, size = _copied(upload, temporary)
            content_type = inspect(path, name)
            checked = scan(path)
            temporary.flush()
            os.fsync(temporary.fileno())
            target = stored_at(digest)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # The row first: its lock keeps the night's task from the file that takes its place.
            with transaction.atomic():
                blob, _created = Blob.objects.update_or_create(
                    sha256=digest,
                    defaults={
                        "size": size,
                        "content_type": content_type,
                        "checked": checked,
                        "stored_at": timezone.now(),
                    },
                )
                path.replace(target)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return blob


def _copied(upload: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := upload.read(CHUNK):
        size += len(chunk)
        if size > LARGEST:
            raise FileNotTaken(
                _("The file is larger than %d MB. Make it smaller, or split it.") % (LARGEST // 1024 // 1024)
            )
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    if not size:
        raise FileNotTaken(_("The file is empty. Choose another one."))
    return digest.hexdigest(), size


def stored_at(digest: str) -> Path:
    """Where the content with this hash lies."""
    return Path(settings.FILES_ROOT) / digest[:2] / digest[2:4] / digest


def inspect(path: Path, name: str) -> str:
    """The content type of a file that may be kept. Raises FileNotTaken otherwise."""
    extension = os.path.splitext(name)[1]
    if extension not in KINDS:
        raise FileNotTaken(
            _("Files of this kind (%(kind)s) are not taken. Taken are: %(kinds)s.")
            % {"kind": extension or _("without extension"), "kinds": ", ".join(sorted(KINDS))}
        )
    with path.open("rb") as file:
        head = file.read(64 * 1024)
    if extension in TEXTS:
        _inspect_text(path, head)
    elif not head.startswith(BEGINNINGS[extension]) or not _agrees(path, extension):
        raise FileNotTaken(
            _("The content of the file is not what its name says (%s). Save it anew and send it again.")
            % extension
        )
    elif _ACTIVE.search(head[:1024]):
        raise FileNotTaken(_("The file hides a program or a page. It is not taken."))
    if extension in ZIPPED:
        _inspect_archive(path, extension)
    if extension in STREAMS:
        _inspect_old_office(path, extension)
    return KINDS[extension]


def _agrees(path: Path, extension: str) -> bool:
    if extension == ".webp":
        with path.open("rb") as file:
            return file.read(12)[8:] == b"WEBP"
    if extension in {".doc", ".xls", *ZIPPED}:
        return True  # the outer form says no more than the beginning; archives are looked into below
    try:
        return any(
            found.extension.lower() in {extension, ".jpg", ".jfif", ".jpeg"}
            for found in puremagic.magic_file(str(path))
        )
    except (puremagic.PureError, ValueError):
        return False


def _inspect_text(path: Path, head: bytes) -> None:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileNotTaken(_("The file is not plain text, though its name says so."))
    if _ACTIVE.search(head):
        raise FileNotTaken(_("The file hides a program or a page. It is not taken."))


def _inspect_old_office(path: Path, extension: str) -> None:
    content = path.read_bytes()  # not larger than LARGEST
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise FileNotTaken(_("The file holds macros or programs. Save it without them and send it again."))
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise FileNotTaken(_("The file is locked with a password. Remove the password and send it again."))
    # A stream's name stands in the directory in UTF-16, followed by nulls.
    if not any(f"{stream}\0".encode("utf-16-le") in content for stream in STREAMS[extension]):
        raise FileNotTaken(
            _("The content of the file is not what its name says (%s). Save it anew and send it again.")
            % extension
        )


def _inspect_archive(path: Path, extension: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            is_locked = any(member.flag_bits & 0x1 for member in members)
            has_macros = not is_locked and _declares_macros(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError):
        raise FileNotTaken(_("The file is damaged or cut off. Save it anew and send it again.")) from None
    names = {member.filename for member in members}
    if is_locked:
        raise FileNotTaken(_("The file is locked with a password. Remove the password and send it again."))
    total = sum(member.file_size for member in members)
    if total > UNPACKED or any(m.file_size > RATIO * max(m.compress_size, 1000) for m in members):
        raise FileNotTaken(_("The file would grow without measure when opened. It is not taken."))
    if has_macros or any(name.lower().endswith(PROGRAMS) for name in names):
        raise FileNotTaken(_("The file holds macros or programs. Save it without them and send it again."))
    inner = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}.get(extension)
    is_office = extension in {".odt", ".ods", ".odp"}
    if (inner and not any(name.startswith(inner) for name in names)) or (
        is_office and "mimetype" not in names
    ):
        raise FileNotTaken(
            _("The content of the file is not what its name says (%s). Save it anew and send it again.")
            % extension
        )


def _declares_macros(archive: zipfile.ZipFile) -> bool:
    """Whether an Office file says so itself, whatever the part with the macros is called."""
    names = archive.namelist()
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return "mimetype" in names  # OpenDocument
    if "[Content_Types].xml" not in names:
        return False
    with archive.open("[Content_Types].xml") as file:
        said = file.read(CHUNK).lower()
    return b"macroenabled" in said or b"vbaproject" in said


def scan(path: Path) -> str:
    """Ask the antivirus program of the installation (POMOST_ANTIVIRUS); `clean` or `not_checked`.

    The command is run with the file's path at its end; status 0 means clean, 1 infected, as clamscan
    and clamdscan answer. Raises FileNotTaken when it is infected or when the program fails: a file
    that should have been checked is never kept unchecked.
    """
    command = settings.ANTIVIRUS
    if not command:
        return "not_checked"
    try:
        status = subprocess.run([*command, str(path)], capture_output=True, timeout=120).returncode  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        status = 2
    if status == 1:
        raise FileNotTaken(_("The antivirus program found something in the file. It is not taken."))
    if status:
        raise FileNotTaken(_("The file could not be checked for viruses just now. Please try again later."))
    return "clean"


def etag(attachment: Attachment) -> str:
    """What a browser asks with whether it has the content already."""
    return f'"{attachment.blob_id}"'


def response(attachment: Attachment) -> FileResponse:
    """The file as an answer: shown where that is harmless, else offered for download; never sniffed."""
    content_type = attachment.blob.content_type
    is_shown = content_type in SHOWN_IN_BROWSER
    found = FileResponse(stored_at(attachment.blob.sha256).open("rb"), content_type=content_type)
    kind = "inline" if is_shown else "attachment"
    found.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(attachment.name)}"
    found.headers["X-Content-Type-Options"] = "nosniff"
    found.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    found.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    found.headers["ETag"] = etag(attachment)
    return found


def sweep() -> int:
    """Delete files of owners that are gone, contents that no attachment holds and uploads that never ended;
    return how many went.

    An hour is left to uploads under way: a content is stored before it is attached.
    """
    count, limit = _forget_left_behind(), timezone.now() - timedelta(hours=1)
    unheld = Blob.objects.filter(attachments__isnull=True, stored_at__lt=limit)
    for digest in list(unheld.values_list("pk", flat=True)):
        count += _forget(digest, limit)
    root = Path(settings.FILES_ROOT)
    for path in root.glob("incoming-*") if root.exists() else ():
        if path.stat().st_mtime < limit.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _forget_left_behind() -> int:
    count = 0
    for kind, owner in owners.items():
        if owner.standing is not None:
            ids = owner.standing().order_by().annotate(key=Cast("pk", CharField())).values("key")
            gone = Attachment.objects.filter(owner_kind=kind).exclude(owner_id__in=ids)
            count += gone.delete()[0]
    return count


def _forget(digest: str, limit: datetime) -> int:
    # The row stays locked until the file is gone: whoever stores the same content meanwhile waits.
    with transaction.atomic():
        blob = Blob.objects.select_for_update(of=("self",)).filter(pk=digest, stored_at__lt=limit).first()
        if blob is None or blob.attachments.exists():
            return 0
        blob.delete()
        stored_at(digest).unlink(missing_ok=True)
    return 1
