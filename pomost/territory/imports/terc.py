"""Reading TERC, the register of Polish administrative units (GUS, TERYT), in every layout that GUS gives.

CSV with or without its heading, XML as of old (`<col name="WOJ">`) and of now (`<WOJ>`), and JSON as people
make it of these, where codes have become numbers. Columns: WOJ, POW, GMI, RODZ, NAZWA, NAZWA_DOD, STAN_NA.
Source: GUS, https://eteryt.stat.gov.pl, "struktura pliku TERC".
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from pomost.core.tables.reading import Table, TableRefused, decode
from pomost.territory.actions.registers import Row, State
from pomost.territory.history import Facts
from pomost.territory.states import UnitKind

COLUMNS = ("WOJ", "POW", "GMI", "RODZ", "NAZWA", "NAZWA_DOD", "STAN_NA")
VOIVODESHIPS = 16  # Act of 24 July 1998 on the three-tier division of the country, art. 2
# RODZ, the kind of municipality; 4, 5, 8 and 9 are parts of one: town, countryside, district, delegation.
KINDS = {"1": UnitKind.URBAN, "2": UnitKind.RURAL, "3": UnitKind.URBAN_RURAL}
PARTS = frozenset({"4", "5", "8", "9"})
Raw = dict[str, str]


@dataclass(slots=True)
class Read:
    """What a file says: its state, its units, the rows that can't be right, and how many are parts."""

    state: State
    rows: list[Row]
    refused: list[tuple[int, str]]
    parts: int


def _column(name: str) -> str:
    """A column as the present layouts call it; the old XML says NAZDOD."""
    return {"NAZDOD": "NAZWA_DOD"}.get(name.upper(), name.upper())


def rows_of_table(table: Table) -> list[tuple[int, Raw]] | None:
    """The rows of a TERC table, with heading or without; None when it is another table."""
    heads = [_column(cell) for cell in table.rows[0][1]]
    if set(COLUMNS) <= set(heads):
        if "POZIOM" in heads:
            raise TableRefused(_("This is the register NTS. Take the register TERC, official variant."))
        places = {name: heads.index(name) for name in COLUMNS}
        body = table.rows[1:]
    elif re.fullmatch(r"\d{1,2}", table.rows[0][1][0]) and _is_day(table.rows[0][1][-1]):
        if len(table.rows[0][1]) != len(COLUMNS):
            return None
        places, body = {name: place for place, name in enumerate(COLUMNS)}, table.rows
    else:
        return None
    return [
        (number, {name: cells[place] if place < len(cells) else "" for name, place in places.items()})
        for number, cells in body
    ]


def rows_of_json(path: Path) -> list[tuple[int, Raw]]:
    """The rows of a JSON list; numbers become texts again, and lost zeros come back later."""
    text, _encoding = decode(path.read_bytes())
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TableRefused(_("This is no well-formed JSON (%s).") % error) from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise TableRefused(_("The JSON must be a list of rows, each with WOJ, POW, GMI, RODZ, NAZWA."))
    return [
        (number, {_column(str(key)): _text(value) for key, value in item.items()})
        for number, item in enumerate(items, 1)
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


class _Rows:
    """Collects the rows of a TERC XML file; the number of a row is the line on which it begins."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, Raw]] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._row: Raw | None = None
        self._column = ""

    def _doctype(self, *_args: Any) -> None:
        # No register declares a document type; entities in one can blow a small file up without end.
        raise TableRefused(_("The file declares a document type (DOCTYPE): no register does."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = {}
            self.rows.append((self.parser.CurrentLineNumber, self._row))
        elif self._row is not None:
            self._column = _column(attributes.get("name", name) if name == "col" else name)
            self._row[self._column] = ""

    def _end(self, name: str) -> None:
        if name == "row":
            self._row = None
        self._column = ""

    def _data(self, text: str) -> None:
        if self._row is not None and self._column:
            self._row[self._column] += text


def rows_of_xml(path: Path) -> list[tuple[int, Raw]]:
    """The rows of a TERC file in XML, of either layout. Raises TableRefused for anything else."""
    reader = _Rows()
    try:
        with path.open("rb") as file:
            reader.parser.ParseFile(file)
    except expat.ExpatError as error:
        raise TableRefused(
            _("Line %(line)d is not well-formed XML (%(why)s).")
            % {"line": error.lineno, "why": expat.ErrorString(error.code)}
        ) from None
    return [(line, {key: value.strip() for key, value in row.items()}) for line, row in reader.rows]


def read(found: Iterable[tuple[int, Raw]], source: str) -> Read:
    """Units of the rows of a TERC file.

    Raises TableRefused when the file is no TERC, is its address variant, or shows several days.
    """
    rows = [(number, {name: row.get(name, "") for name in COLUMNS}) for number, row in found]
    if not any(row["WOJ"] and row["NAZWA"] for _number, row in rows):
        raise TableRefused(_("The file holds no rows with WOJ, POW, GMI, RODZ, NAZWA, STAN_NA."))
    as_of = _day_of_all(rows)
    kinds = {row["RODZ"] for _number, row in rows}
    voivodeships = {row["WOJ"].zfill(2) for _number, row in rows if not row["POW"]}
    is_whole = len(voivodeships) >= VOIVODESHIPS and bool(kinds & set(KINDS))
    if is_whole and "3" not in kinds and kinds & {"4", "5"}:
        raise TableRefused(
            _(
                "This is the address variant of TERC: it lists towns and countryside of urban-rural "
                "municipalities, not the municipalities. Take the official variant (TERC, urzędowy)."
            )
        )
    state = State(country="PL", register="terc", as_of=as_of, is_whole=is_whole, source=source)
    outcome = Read(state=state, rows=[], refused=[], parts=0)
    seen: dict[str, int] = {}
    for number, row in rows:
        if row["GMI"] and row["RODZ"] in PARTS:
            outcome.parts += 1
            continue
        problem = "; ".join(_problems(row))
        code = "" if problem else _code(row)
        if code in seen:
            problem = _("the code %(code)s stands in row %(row)d already") % {"code": code, "row": seen[code]}
        if problem:
            outcome.refused.append((number, problem))
            continue
        seen[code] = number
        outcome.rows.append(Row(number, code, _facts(row, code)))
    return outcome


def _day_of_all(rows: Iterable[tuple[int, Raw]]) -> date:
    days: dict[str, int] = {}
    for number, row in rows:
        days.setdefault(row["STAN_NA"], number)
    wrong = [(number, day) for day, number in days.items() if not _is_day(day)]
    if wrong:
        raise TableRefused(
            _("Row %(row)d: STAN_NA: “%(day)s” is no date.") % {"row": wrong[0][0], "day": wrong[0][1]}
        )
    if len(days) > 1:
        raise TableRefused(
            _("STAN_NA: the file shows several days (%s). A state of the register is of one day.")
            % ", ".join(sorted(days)[:5])
        )
    return date.fromisoformat(next(iter(days)))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _problems(row: Raw) -> Iterator[str]:
    for name in ("WOJ", "POW", "GMI"):
        if row[name] and not re.fullmatch(r"\d{1,2}", row[name]):
            yield _("%(field)s: “%(value)s” is no code of two digits") % {"field": name, "value": row[name]}
    if not row["WOJ"]:
        yield _("%s is empty") % "WOJ"
    if row["GMI"] and not row["POW"]:
        yield _("%s is empty") % "POW"
    if row["GMI"] and row["RODZ"] not in KINDS:
        yield _("RODZ: “%s” is no kind of municipality (1, 2, 3)") % row["RODZ"]
    if row["RODZ"] and not row["GMI"]:
        yield _("%s is empty") % "GMI"
    if not row["NAZWA"]:
        yield _("%s is empty") % "NAZWA"
    elif len(row["NAZWA"]) > 200:
        yield _("NAZWA has more than 200 characters")


def _code(row: Raw) -> str:
    """TERYT's 2, 4 or 6 digits; spreadsheets take leading zeros away."""
    return "".join(row[name].zfill(2) for name in ("WOJ", "POW", "GMI") if row[name])


def _facts(row: Raw, code: str) -> Facts:
    name = row["NAZWA"]
    if len(code) == 2:
        return Facts(code, name.lower(), UnitKind.VOIVODESHIP)
    if len(code) == 4:
        is_city = "na prawach powiatu" in row["NAZWA_DOD"]
        return Facts(code, name, UnitKind.CITY_COUNTY if is_city else UnitKind.COUNTY, code[:2])
    return Facts(code + row["RODZ"], name, KINDS[row["RODZ"]], code[:4])


def demand_parents(found: Read, known: Collection[str]) -> None:
    """Refuse the units whose county or voivodeship neither the file lists nor, for an excerpt, is known."""
    places = {row.code for row in found.rows}
    if not found.state.is_whole:
        places |= set(known)
    lost = {row.code for row in found.rows if row.facts.parent and row.facts.parent not in places}
    for row in found.rows:
        if row.code in lost:
            reason = _("the unit %s in which it lies is not in the file") % row.facts.parent
            found.refused.append((row.number, reason))
    found.rows = [row for row in found.rows if row.code not in lost]
    found.refused.sort()
