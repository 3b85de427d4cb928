"""One archive of an installation: its database and its files, consistent while people work.

A gzip'ed tar with `manifest.json` first (format, migrations, kind of database, and the SHA-256 and
size of every member), then the SQLite file or a CSV for each table of PostgreSQL, then files. SQLite is
copied by its own online backup; PostgreSQL is read in one repeatable-read transaction with COPY.

A restore reads and checks the whole archive before it touches anything. Files come first (adding one
under its hash disturbs nobody), then the database, which is replaced and brought up to date as a whole
or stays as it was. The secret key of the installation is not in the archive.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError

# Sign-ins that are going on, and counts of failed ones: whoever has an archive must not be signed in by it.
LEFT_OUT = {"django_session", "usersessions_usersession", "core_limits"}
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "tables/accounts_account.csv"}
FORMAT = 1
CHUNK = 1024 * 1024
Say = Callable[[str], None]


class ArchiveRefused(DomainError):
    """The archive can't be restored here; the message says why. Nothing was changed."""


def write(target: Path, say: Say) -> int:
    """Write an archive to `target`; return its size in bytes. An earlier file there is replaced at the end.

    Files are only ever added under their hash, so those written after the database are a superset of
    what it knows: the archive is consistent without stopping anybody.
    """
    with tempfile.TemporaryDirectory(prefix="pomost-backup-") as folder:
        made_at = datetime.now(UTC)  # before the database is read: what comes later is not in it
        say(_("copying the database"))
        members = dict(_database_members(Path(folder)))
        say(_("listing the files"))
        members |= dict(_file_members())
        manifest = _manifest(members, made_at)
        say(_("writing the archive"))
        partial = target.with_name(target.name + ".partial")
        try:
            _write_tar(partial, manifest, members)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return target.stat().st_size


def _write_tar(path: Path, manifest: dict[str, Any], members: dict[str, Path]) -> None:
    # Never readable by others, not even while it grows; on the disk before it takes its name.
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        path.chmod(0o600)
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=5) as tar:
            _add_bytes(tar, "manifest.json", json.dumps(manifest, indent=1).encode())
            for name, member in members.items():
                tar.add(member, name, recursive=False)
        file.flush()
        os.fsync(file.fileno())


def _database_members(folder: Path) -> Iterator[tuple[str, Path]]:
    if connection.vendor == "sqlite":
        path = folder / "database.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            _leave_out(copy)
        yield "database.sqlite3", path
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in sorted(connection.introspection.table_names(cursor)):
            path = folder / f"{table}.copy"
            with (
                path.open("wb") as file,
                cursor.copy(f"COPY {_rows_of(table)} TO STDOUT (FORMAT csv, HEADER)") as rows,
            ):
                for chunk in rows:
                    file.write(chunk)
            yield f"tables/{table}.csv", path


def _rows_of(table: str) -> str:
    return f'(SELECT * FROM "{table}" WHERE false)' if table in LEFT_OUT else f'"{table}"'  # noqa: S608 - ours


def _leave_out(copy: sqlite3.Connection) -> None:
    """Empty the tables that neither go into an archive nor come out of one."""
    copy.execute("PRAGMA secure_delete = ON")  # nothing of them stays in free pages either
    there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in sorted(LEFT_OUT & there):
        copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of ours
    copy.commit()


def _file_members() -> Iterator[tuple[str, Path]]:
    root = Path(settings.FILES_ROOT)
    for path in sorted(root.glob("??/??/*")) if root.exists() else ():
        yield f"files/{path.relative_to(root)}", path


def _manifest(members: dict[str, Path], made_at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": made_at.isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": _migrations(),
        "members": {
            name: {"sha256": _digest_of(path), "size": path.stat().st_size} for name, path in members.items()
        },
    }


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations)


def _digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def read(source: Path, say: Say, *, replace: bool = False) -> dict[str, Any]:
    """Restore an archive into this installation; return its manifest.

    Raises ArchiveRefused when it is damaged, cut off, of a newer Pomost or of another kind of
    database, or when this installation holds accounts already and `replace` is not said.
    """
    with tempfile.TemporaryDirectory(prefix="pomost-restore-", dir=_beside_the_files()) as folder:
        say(_("checking the archive"))
        manifest = _unpack(source, Path(folder))
        _refuse_what_does_not_fit(manifest, replace)
        say(_("restoring the files"))
        _restore_files(Path(folder) / "files")
        say(_("restoring the database"))
        if connection.vendor == "sqlite":
            _restore_sqlite(Path(folder))
        else:
            _restore_postgresql(Path(folder) / "tables", manifest)
    return manifest


def _beside_the_files() -> Path:
    folder = Path(settings.VAR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _extract(tar: tarfile.TarFile, folder: Path, sizes: dict[str, int]) -> None:
    """Write the members out: plain files inside the folder only, whatever the archive says.

    By hand, as the filters of `extractall` came with Python 3.11.4 and Debian 12 has an earlier one.
    Raises ValueError for a member that is a link, a device, lies outside the folder, or is not what the
    manifest names: a small archive can't fill the disk.
    """
    for member in tar:
        target = (folder / member.name).resolve()
        content = tar.extractfile(member) if member.isreg() else None
        if content is None or not target.is_relative_to(folder.resolve()):
            raise ValueError(f"{member.name} is no file of an archive")
        if member.name != "manifest.json" and sizes.get(member.name) != member.size:
            raise ValueError(f"{member.name} is not as the manifest says")
        if shutil.disk_usage(folder).free < member.size:
            raise ArchiveRefused(_("There is not enough room on the disk: nothing was restored."))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file, CHUNK)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    damaged = ArchiveRefused(_("The archive is damaged or cut off: nothing was restored."))
    try:
        with gzip.open(source) as unzipped, tarfile.open(fileobj=unzipped, mode="r:") as tar:
            first = tar.next()
            if first is None or first.name != "manifest.json":
                raise ArchiveRefused(_("This is no archive of Pomost: nothing was restored."))
            manifest = json.load(tar.extractfile(first))  # type: ignore[arg-type]
            if manifest.get("format") != FORMAT:
                raise ArchiveRefused(
                    _(
                        "The archive has the format %(theirs)s, this version reads "
                        "%(ours)s. Nothing was restored."
                    )
                    % {"theirs": manifest.get("format"), "ours": FORMAT}
                )
            expected = {name: (row["size"], row["sha256"]) for name, row in manifest["members"].items()}
            _extract(tar, folder, {name: size for name, (size, _sha256) in expected.items()})
            while unzipped.read(CHUNK):
                pass  # to the checksum at the very end
    except FileNotFoundError:
        raise ArchiveRefused(_("There is no such file: %s") % source) from None
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, LookupError) as error:
        raise damaged from error
    except (AttributeError, TypeError) as error:  # a manifest of another shape
        raise damaged from error
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    found.pop("manifest.json", None)
    if set(found) != set(expected):
        raise damaged
    for name, path in found.items():
        if (path.stat().st_size, _digest_of(path)) != expected[name]:
            raise damaged
    return manifest


def _refuse_what_does_not_fit(manifest: dict[str, Any], replace: bool) -> None:
    if manifest["database"] != connection.vendor:
        raise ArchiveRefused(
            _(
                "The archive holds a %(theirs)s database, this installation runs on "
                "%(ours)s: nothing was restored."
            )
            % {"theirs": manifest["database"], "ours": connection.vendor}
        )
    if DATABASES[connection.vendor] not in manifest["members"]:
        raise ArchiveRefused(_("This is no archive of Pomost: nothing was restored."))
    ours = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    newer = sorted(set(manifest["migrations"]) - ours)
    if newer:
        raise ArchiveRefused(
            _(
                "The archive comes from a newer version of Pomost (%s): update this one "
                "first. Nothing was restored."
            )
            % newer[-1]
        )
    if not replace and _holds_accounts():
        raise ArchiveRefused(
            _(
                "This installation holds data already. Say --replace to replace all of "
                "it. Nothing was restored."
            )
        )


def _holds_accounts() -> bool:
    table = "accounts_account"
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - a name of ours
        return cursor.fetchone() is not None


def _restore_sqlite(folder: Path) -> None:
    with (
        closing(sqlite3.connect(folder / "database.sqlite3")) as source,
        closing(sqlite3.connect(folder / "before.sqlite3")) as before,
    ):
        if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise ArchiveRefused(_("The archive is damaged or cut off: nothing was restored."))
        if not source.execute("SELECT 1 FROM sqlite_master WHERE name = 'accounts_account'").fetchone():
            raise ArchiveRefused(_("This is no archive of Pomost: nothing was restored."))
        _leave_out(source)
        connection.ensure_connection()
        connection.connection.backup(before)
        # SQLite's own backup replaces the whole content in one transaction.
        source.backup(connection.connection)
        connection.close()
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except BaseException:
            connection.ensure_connection()
            before.backup(connection.connection)
            connection.close()
            raise


def _restore_postgresql(folder: Path, manifest: dict[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Checked row by row, so that no table waits for a check when a migration wants to alter it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if set(_migrations()) != set(manifest["migrations"]):
            _rebuild_tables(cursor, manifest["migrations"])
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        _copy_tables(cursor, folder)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        call_command("migrate", interactive=False, verbosity=0)


def _rebuild_tables(cursor: Any, migrations: list[str]) -> None:
    """Make the tables as they were when the archive was written, empty."""
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    then = {(app, name) for app, _dot, name in (each.partition(".") for each in migrations)}
    last = [
        key
        for key in sorted(then & set(graph.nodes))
        if not any(child.key in then and child.key[0] == key[0] for child in graph.node_map[key].children)
    ]
    executor.migrate(last)


def _copy_tables(cursor: Any, folder: Path) -> None:
    known = set(connection.introspection.table_names(cursor))
    tables = [path.stem for path in sorted(folder.glob("*.csv")) if path.stem in known]
    names = ", ".join(f'"{table}"' for table in sorted(known))
    cursor.execute(f"TRUNCATE {names} CASCADE")
    for table in tables:
        if table in LEFT_OUT:
            continue
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8") as file:
            header = ", ".join(f'"{name}"' for name in file.readline().strip().split(","))
        statement = f'COPY "{table}" ({header}) FROM STDIN (FORMAT csv, HEADER)'
        with path.open("rb") as file, cursor.copy(statement) as rows:
            while chunk := file.read(CHUNK):
                rows.write(chunk)
    for table in tables:
        for sequence in connection.introspection.get_sequences(cursor, table):
            column = sequence["column"]
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), "  # noqa: S608 - names of ours
                f'COALESCE((SELECT MAX("{column}") FROM "{table}"), 1))'
            )


def _restore_files(folder: Path) -> None:
    root = Path(settings.FILES_ROOT)
    for path in sorted(folder.glob("??/??/*")) if folder.exists() else ():
        target = root / path.relative_to(folder)
        if not target.exists() or _digest_of(target) != target.name:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(path, target)
            os.chmod(target, 0o600)
