"""Reading a table that somebody sends: whatever the program, the encoding, the separator, the title lines.

CSV: UTF-8 with or without mark, UTF-16 with mark, else cp1250 or ISO-8859-2, whichever gives Polish
letters; separator `;` `,` tab or `|`, whichever splits the lines most evenly. XLSX, XLS, ODS: one sheet
(the first that is visible and holds something, or the one named); merged cells give their value to all
cells that they cover.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import python_calamine
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError

LARGEST = 60 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 150 * 1024 * 1024  # bytes; a workbook is a packed folder, and some unpack a thousandfold
MOST_ROWS = 1_200_000
MOST_COLUMNS = 500
PIECE = 256 * 1024  # bytes read at once
LONGEST_CELL = 1024 * 1024  # characters
CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')  # where a cell of an XLSX sheet lies
SEPARATORS = ";,\t|"
BOOKS = {".xlsx", ".xlsm", ".xls", ".ods"}
_END = "\x1fend of the table\x1f"
# Letters that Polish text has in cp1250 and in ISO-8859-2 at different bytes.
_CP1250_ONLY = b"\x9c\x8c\xb9\xa5\x9f\x8f"  # ś Ś ą Ą ź Ź
_LATIN2_ONLY = b"\xb6\xa6\xb1\xa1\xbc\xac"


class TableRefused(DomainError):
    """The file can't be read as a table; the message says why and what to do."""


@dataclass(slots=True)
class Table:
    """A table as read: rows of texts with the number of each in the file (counted from 1)."""

    name: str
    rows: list[tuple[int, list[str]]]
    encoding: str = ""
    separator: str = ""
    sheets: list[str] = field(default_factory=list)


def read(path: Path, *, sheet: str = "") -> Table:
    """Read a table. Raises TableRefused for what is no table, is locked, damaged, empty or too large."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise TableRefused(_("The file can't be read: %s") % error.strerror) from None
    if size > LARGEST:
        raise TableRefused(_("The file is larger than %d MB: split it.") % (LARGEST // 1024 // 1024))
    if not size:
        raise TableRefused(_("The file is empty."))
    with path.open("rb") as file:
        head = file.read(8)
    suffix = path.suffix.lower()
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or suffix in BOOKS:
        return _read_book(path, sheet, suffix)
    return _read_text(path)


def _read_book(path: Path, sheet: str, suffix: str) -> Table:
    if suffix in {".docx", ".doc", ".odt", ".pptx"}:
        raise TableRefused(_("This is a text document. Copy its table into a spreadsheet and send that."))
    _refuse_what_unpacks_too_large(path)
    if zipfile.is_zipfile(path):
        _refuse_far_cells(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError:
        raise TableRefused(
            _("The file is locked with a password. Remove the password and send it again.")
        ) from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise TableRefused(
                _("The file is locked with a password. Remove the password and send it again.")
            ) from None
        raise TableRefused(
            _("The file is damaged, or is no spreadsheet. Open it, save it as XLSX, and send it again.")
        ) from None
    names = [
        meta.name
        for meta in book.sheets_metadata
        if meta.visible == python_calamine.SheetVisibleEnum.Visible
        and meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if sheet and sheet not in names:
        raise TableRefused(
            _("There is no sheet “%(name)s”; there are: %(names)s.")
            % {"name": sheet, "names": ", ".join(names)}
        )
    for name in [sheet] if sheet else names:
        rows = _sheet_rows(book.get_sheet_by_name(name))
        if rows:
            return Table(path.name, rows, sheets=names)
    raise TableRefused(_("The file holds no rows."))


def _refuse_what_unpacks_too_large(path: Path) -> None:
    """Unpack the workbook into nothing and stop at the limit. The sizes that it states may be lies."""
    left = LARGEST_UNPACKED
    with path.open("rb") as file:
        try:
            members = zipfile.ZipFile(file).infolist()
        except (zipfile.BadZipFile, OSError, ValueError):
            return  # an old XLS, or damaged: the reader itself says so
        for member in members:
            left -= max(member.file_size, _unpacked_size(file, member, left))
            if left < 0:
                raise TableRefused(
                    _("The workbook unpacks to more than %d MB: split it, or send it as CSV.")
                    % (LARGEST_UNPACKED // 1024 // 1024)
                )


def _unpacked_size(file: Any, member: zipfile.ZipInfo, at_most: int) -> int:
    """Bytes that the member really unpacks to; counting ends above `at_most`."""
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return member.compress_size
    file.seek(member.header_offset + 26)  # PKWARE APPNOTE 4.3.7: lengths of name and extra field
    name, extra = (int.from_bytes(file.read(2), "little") for _field in range(2))
    file.seek(name + extra, 1)
    inflate, size, packed = zlib.decompressobj(-zlib.MAX_WBITS), 0, member.compress_size
    try:
        while packed > 0 and not inflate.eof and size <= at_most:
            piece = file.read(min(PIECE, packed))
            if not piece:
                break
            packed -= len(piece)
            while piece and size <= at_most:
                size += len(inflate.decompress(piece, PIECE))
                piece = inflate.unconsumed_tail
    except zlib.error:
        pass  # damaged: the reader itself says so
    return size


def _refuse_far_cells(path: Path) -> None:
    """Refuse a sheet with a cell beyond our limits before anything makes room for all that lies between."""
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if re.match(r"xl/worksheets/.*\.xml$", name)]
        for name in sheets:
            try:
                with archive.open(name) as sheet:
                    _refuse_far_cells_of(sheet)
            except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError):
                return  # damaged or locked: the reader itself says so


def _refuse_far_cells_of(sheet: IO[bytes]) -> None:
    rest = b""
    while piece := sheet.read(PIECE):
        for column, row in CELL.findall(rest + piece):
            if int(row) > MOST_ROWS or _column_number(column) > MOST_COLUMNS:
                raise _too_large()
        rest = piece[-20:]  # a cell may begin in one piece and end in the next


def _column_number(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large() -> TableRefused:
    return TableRefused(
        _("The sheet is too large: at most %d rows and %d columns.") % (MOST_ROWS, MOST_COLUMNS)
    )


def _sheet_rows(sheet: Any) -> list[tuple[int, list[str]]]:
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise _too_large()
    cells = [[as_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(cells) or left >= len(cells[top]):
            continue
        value = cells[top][left]
        for line in cells[top : bottom + 1]:
            for column in range(left, min(right + 1, len(line))):
                line[column] = line[column] or value
    return [(number, line) for number, line in enumerate(cells, 1) if any(line)]


def as_text(value: Any) -> str:
    """A cell's value as the text that a person would type: whole numbers without `.0`, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if not (value.hour or value.minute or value.second)
            else value.isoformat()
        )
    if isinstance(value, date):
        return value.isoformat()
    return re.sub(r"\s+", " ", str(value)).strip()


def decode(raw: bytes) -> tuple[str, str]:
    """The text of a file and its encoding. Raises TableRefused when it mixes encodings or is no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise _mixed(raw, error.start, encoding) from None
    if b"\x00" in raw[:4096]:
        raise TableRefused(
            _("The file is no text and no spreadsheet. Save it as XLSX or CSV and send it again.")
        )
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if re.search(rb"[\xc3-\xc5][\x80-\xbf]", raw) and _is_mostly_utf8(raw):
            raise _mixed(raw, error.start, "utf-8") from None
    cp1250 = sum(raw.count(bytes([byte])) for byte in _CP1250_ONLY)
    latin2 = sum(raw.count(bytes([byte])) for byte in _LATIN2_ONLY)
    encoding = "iso8859-2" if latin2 > cp1250 else "cp1250"
    _refuse_utf8_lines(raw, encoding)
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise _mixed(raw, error.start, encoding) from None


def _refuse_utf8_lines(raw: bytes, encoding: str) -> None:
    """Raise TableRefused for a line that is UTF-8 in a file that is not: its letters would be garbled."""
    at = 0
    for line in raw.splitlines(keepends=True):
        if re.search(rb"[\xc3-\xc5][\x80-\xbf]", line):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                pass  # two letters of the old encoding that happen to stand side by side
            else:
                raise _mixed(raw, at, encoding)
        at += len(line)


def _is_mostly_utf8(raw: bytes) -> bool:
    """Whether more characters outside ASCII are well-formed UTF-8 than are not."""
    good = len(re.findall(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}", raw))
    text = raw.decode("utf-8", errors="replace")
    return good > text.count("\ufffd")


def _mixed(raw: bytes, at: int, encoding: str) -> TableRefused:
    line = raw[:at].count(b"\n") + 1
    return TableRefused(
        _("Line %(line)d is not %(encoding)s like the rest of the file. Save the whole file as UTF-8.")
        % {"line": line, "encoding": encoding.upper().removesuffix("-SIG")}
    )


def _read_text(path: Path) -> Table:
    text, encoding = decode(path.read_bytes())
    separator = _separator(text)
    rows: list[tuple[int, list[str]]] = []
    # A last line of our own: it is read as a row of itself unless a quotation mark was left open.
    source = io.StringIO(f"{text}\n{_END}\n", newline="")
    reader = csv.reader(source, delimiter=separator, strict=False)
    csv.field_size_limit(LONGEST_CELL)
    last = line = 1  # where the row read last began, and where the next one does
    try:
        for row in reader:
            if row == [_END]:
                break
            if len(rows) >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise TableRefused(
                    _("The table is too large: at most %d rows and %d columns.") % (MOST_ROWS, MOST_COLUMNS)
                )
            cells = [as_text(cell) for cell in row]
            if any(cells):
                rows.append((line, cells))
            last, line = line, reader.line_num + 1
        else:
            raise csv.Error(_("the file ends inside quotation marks"))
    except csv.Error as error:
        raise TableRefused(
            _("Line %(line)d can't be read (%(why)s). Is a quotation mark missing?")
            % {"line": last, "why": error}
        ) from None
    if not rows:
        raise TableRefused(_("The file holds no rows."))
    return Table(path.name, rows, encoding=encoding, separator=separator)


def _separator(text: str) -> str:
    """The separator that splits the first lines into the most columns, evenly."""
    lines = [line[:LONGEST_CELL] for line in text.splitlines()[:50] if line.strip()]

    def evenness(separator: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=separator), [])) for line in lines]
        usual = max(set(counts), key=counts.count, default=1)
        return (counts.count(usual) if usual > 1 else 0, usual)

    return max(SEPARATORS, key=evenness) if lines else ","


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and which of its columns is which: column name → index."""

    row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]


def find_header(table: Table, names: dict[str, Sequence[str]], required: Sequence[str]) -> Header:
    """Find the header: the row among the first thirty that names most of the columns sought.

    names: column → the words under which people write it (compared without case, accents,
    blanks and punctuation). Raises TableRefused naming what is missing and what was found.
    """
    known = {_plain(word): column for column, words in names.items() for word in (column, *words)}
    best = 0
    found: dict[str, int] = {}
    for index, (_number, cells) in enumerate(table.rows[:30]):
        matched: dict[str, int] = {}
        for position, cell in enumerate(cells):
            column = known.get(_plain(cell))
            if column and column not in matched:
                matched[column] = position
        if len(matched) > len(found):
            best, found = index, matched
    missing = [column for column in required if column not in found]
    if missing:
        shown = ", ".join(cell for cell in table.rows[best][1] if cell)[:300]
        raise TableRefused(
            _("The table lacks the columns: %(missing)s. The first row reads: %(found)s")
            % {"missing": ", ".join(missing), "found": shown}
        )
    used = set(found.values())
    unknown = tuple(
        cell for position, cell in enumerate(table.rows[best][1]) if cell and position not in used
    )
    return Header(best, found, unknown)


def _plain(text: str) -> str:
    """The letters and digits of a heading without case and accents: Województwo = wojewodztwo."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("ł", "l"))
    return re.sub(r"[\W_]+", "", "".join(one for one in letters if not unicodedata.combining(one)))
