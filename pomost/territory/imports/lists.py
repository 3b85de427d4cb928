"""Reading lists of units other than TERC: Eurostat's LAU and NUTS, Norway's kommuner, and our own table."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pomost.core.tables import reading
from pomost.core.tables.importing import Given
from pomost.core.tables.reading import Table, TableRefused
from pomost.territory.actions.registers import LAU, Row, State
from pomost.territory.history import Facts
from pomost.territory.states import UnitKind

Raw = tuple[int, dict[str, str]]
LAU_COLUMNS: dict[str, Sequence[str]] = {
    "country": (), "lau_code": ("lau code",), "name": ("lau_name_national", "lau name national"),
    "latin": ("lau_name_latin", "lau name latin"), "nuts": ("code_2016", "code_2021", "nuts 3 code"),
    "terc": ("terc6",), "inhabitants": ("population",), "area_m2": ("total_area_m2", "total area (m2)"),
    "city": ("city_id",), "area_key": ("fua_id",), "area_name": ("fua_name",),
}  # fmt: skip
NUTS_COLUMNS: dict[str, Sequence[str]] = {"code": (), "country": (), "name": (), "level": ()}
KOMMUNE_COLUMNS: dict[str, Sequence[str]] = {
    "code": ("kommunenummer",), "name": ("kommunenavn",),
    "parent": ("fylkesnummer",), "parent_name": ("fylkesnavn",),
}  # fmt: skip


@dataclass(slots=True)
class Listed:
    """What a list says of one country: its state, its units, and the rows that can't be right."""

    state: State
    rows: list[Row] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def table_with(
    table: Table, columns: Mapping[str, Sequence[str]], required: Sequence[str]
) -> list[Raw] | None:
    """The table's rows under our names, when it has the required columns; else None."""
    try:
        header = reading.find_header(table, dict(columns), list(required))
    except TableRefused:
        return None
    return [
        (number, {name: cells[at] if at < len(cells) else "" for name, at in header.columns.items()})
        for number, cells in table.rows[header.row + 1 :]
    ]


def day_of(given: Given, shown: Callable[[int], date]) -> date:
    """The day that a list shows: as told, else the one that lists of the year in its file's name show.

    Raises TableRefused when neither says it.
    """
    if given.options.as_of:
        return given.options.as_of
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", given.file.stem)
    if year is None:
        raise TableRefused(
            _("The file does not say which day it shows. Name it: --as-of 2023-12-31, or a year in its name.")
        )
    return shown(int(year.group()))


def lau(rows: Sequence[Raw], given: Given) -> list[Listed]:
    """The municipalities of an Eurostat list of local administrative units, by country."""
    # Eurostat's list of a year shows the units of the last day of the year before.
    as_of, found = day_of(given, lambda year: date(year - 1, 12, 31)), {}
    seen: set[tuple[str, str]] = set()
    for number, row in rows:
        country = row["country"].upper()
        if not re.fullmatch(r"[A-Z]{2}", country):
            raise TableRefused(
                _("Row %(row)d: country: “%(value)s” is no code of two letters.")
                % {"row": number, "value": country}
            )
        if country not in found:
            found[country] = Listed(State(country, LAU, as_of, is_whole=True, source=given.source))
        code, name = lau_code(row), row["name"] or row.get("latin", "")
        problem = _problem(code, name, (country, code) in seen)
        if problem:
            found[country].refused.append((number, problem))
            continue
        seen.add((country, code))
        facts = Facts(row["lau_code"], name, UnitKind.MUNICIPALITY, _parent_of(row, country, code))
        found[country].rows.append(Row(number, code, facts))
    return list(found.values())


def lau_code(row: Mapping[str, str]) -> str:
    """The code under which the unit is known here: for Poland TERYT's six digits, else the LAU code.

    Poland's LAU codes are its KTS codes of 14 or fewer digits: 10 011 212 001 01 holds voivodeship 12,
    county 01 and municipality 01 (GUS, KTS).
    """
    code = row["lau_code"]
    if row["country"].upper() != "PL":
        return code
    if row.get("terc"):
        return row["terc"].zfill(6)
    return code[4:6] + code[9:13] if len(code) == 13 else code


def _parent_of(row: Mapping[str, str], country: str, code: str) -> str:
    return code[:4] if country == "PL" else ""


def _problem(code: str, name: str, is_double: bool) -> str:
    if not code or len(code) > 20:
        return _("the code is empty or longer than 20 characters")
    if not name or len(name) > 200:
        return _("the name is empty or longer than 200 characters")
    return _("the code %s stands in the file twice") % code if is_double else ""


def nuts(rows: Sequence[Raw], given: Given) -> list[Listed]:
    """The statistical regions of a NUTS list, by country; each lies in the one whose code it continues."""
    as_of = day_of(given, lambda year: date(year, 1, 1))
    found: dict[str, Listed] = {}
    seen: set[str] = set()
    for number, row in rows:
        code, country = row["code"].upper(), row["country"].upper()
        listed = found.setdefault(
            country, Listed(State(country, "nuts", as_of, is_whole=True, source=given.source))
        )
        problem = _problem(code, row["name"], code in seen)
        if not problem and row["level"] not in {"0", "1", "2", "3"}:
            problem = _("level: “%s” is none (0 to 3)") % row["level"]
        if problem:
            listed.refused.append((number, problem))
            continue
        seen.add(code)
        parent = code[:-1] if row["level"] != "0" else ""
        facts = Facts(code, row["name"], UnitKind(f"nuts_{row['level']}"), parent)
        listed.rows.append(Row(number, code, facts))
    return list(found.values())


def kommuner(rows: Sequence[Raw], given: Given) -> list[Listed]:
    """Norway's municipalities, and the counties (fylker) in which they lie."""
    as_of = day_of(given, lambda year: date(year, 1, 1))
    listed = Listed(State("NO", "kommuner", as_of, is_whole=True, source=given.source))
    seen: set[str] = set()
    for number, row in rows:
        code, county = row["code"].zfill(4), row["parent"].zfill(2)
        problem = _problem(code, row["name"], code in seen)
        if not problem and not (re.fullmatch(r"\d{4}", code) and code.startswith(county)):
            problem = _("kommunenummer: “%s” is no code of a municipality of this county") % row["code"]
        if problem:
            listed.refused.append((number, problem))
            continue
        if county not in seen:
            seen.add(county)
            listed.rows.append(Row(number, county, Facts(county, row["parent_name"], UnitKind.COUNTY)))
        seen.add(code)
        listed.rows.append(Row(number, code, Facts(code, row["name"], UnitKind.MUNICIPALITY, county)))
    return [listed]


def number_of(text: Any) -> int | None:
    """A whole number as statistics write it, with blanks between thousands; None when there is none."""
    plain = re.sub(r"[\s\u00a0.]", "", str(text or "")) if "," not in str(text or "") else ""
    return int(plain) if plain.isdigit() else None
