"""`pomost import units`: TERC, LAU, NUTS, kommuner, or the table that `pomost export units` writes."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from pomost.core.tables import reading
from pomost.core.tables.importing import Given, Report
from pomost.core.tables.reading import LARGEST, TableRefused
from pomost.territory.actions import details, registers
from pomost.territory.history import ENDLESS, Facts, Period, last_day
from pomost.territory.imports import lists, terc
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitKind

OWN_COLUMNS: dict[str, Sequence[str]] = {
    "code": ("kod",), "name": ("nazwa",), "kind": ("rodzaj",), "valid_from": ("od",), "valid_to": ("do",),
    "country": ("kraj",), "parent": ("leży w",), "official_code": (), "source": ("źródło",),
}  # fmt: skip


class UnitsFile:
    """Takes any file of units; which one it is shows in its columns."""

    permission = "territory.take_register"

    def take_file(self, given: Given, report: Report) -> None:
        """Take the file. Raises TableRefused for a file that is no list of units that is known here."""
        table = self._table(given)
        terc_rows = table if isinstance(table, list) else terc.rows_of_table(table)
        if terc_rows is not None:
            _take_terc(terc.read(terc_rows, given.source), given, report)
        elif not isinstance(table, list):
            self._take_table(table, given, report)

    @staticmethod
    def _take_table(table: reading.Table, given: Given, report: Report) -> None:
        if (rows := lists.table_with(table, lists.KOMMUNE_COLUMNS, list(lists.KOMMUNE_COLUMNS))) is not None:
            _take_lists(lists.kommuner(rows, given), given, report)
        elif (
            rows := lists.table_with(table, OWN_COLUMNS, ["code", "name", "kind", "valid_from"])
        ) is not None:
            _take_own(rows, given, report)
        elif (rows := lists.table_with(table, lists.LAU_COLUMNS, ["country", "lau_code"])) is not None:
            _take_lau(rows, given, report)
        elif (rows := lists.table_with(table, lists.NUTS_COLUMNS, list(lists.NUTS_COLUMNS))) is not None:
            _take_lists(lists.nuts(rows, given), given, report)
        else:
            shown = ", ".join(cell for cell in table.rows[0][1] if cell)[:300]
            raise TableRefused(
                _(
                    "This is no list of units known here: TERC (official variant), LAU, NUTS, kommuner, or a "
                    "table with code, name, kind, valid_from. The first row reads: %s"
                )
                % shown
            )

    @staticmethod
    def _table(given: Given) -> reading.Table | list[tuple[int, terc.Raw]]:
        """The file's table, read once; of XML and JSON, which only TERC comes in, its rows."""
        if given.file.exists() and given.file.stat().st_size > LARGEST:
            raise TableRefused(_("The file is larger than %d MB: split it.") % (LARGEST // 1024 // 1024))
        try:
            with given.file.open("rb") as file:
                head = file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip()
        except OSError as error:
            raise TableRefused(_("The file can't be read: %s") % error.strerror) from None
        if head.startswith(b"<"):
            return terc.rows_of_xml(given.file)
        if head.startswith((b"[", b"{")):
            return terc.rows_of_json(given.file)
        return reading.read(given.file)


def _take_terc(found: terc.Read, given: Given, report: Report) -> None:
    terc.demand_parents(found, set(Unit.objects.filter(country="PL").values_list("code", flat=True)))
    report.refused += found.refused
    if found.parts:
        report.left_out[_("parts of municipalities (RODZ 4, 5, 8, 9)")] = found.parts
    _count(registers.take_state(state=found.state, rows=found.rows, by=given.by), report)
    given.progress(1, 1)


def _take_lists(found: Sequence[lists.Listed], given: Given, report: Report) -> None:
    for done, listed in enumerate(found, 1):
        report.refused += listed.refused
        _count(registers.take_state(state=listed.state, rows=listed.rows, by=given.by), report)
        given.progress(done, len(found))


def _count(outcome: registers.Outcome, report: Report) -> None:
    report.added += len(outcome.added)
    report.changed += len(outcome.changed)
    report.unchanged += outcome.unchanged
    if outcome.ended:
        label = _("units that are no more, and await a decision")
        report.noted[label] = report.noted.get(label, 0) + len(outcome.ended)


def _take_lau(rows: Sequence[lists.Raw], given: Given, report: Report) -> None:
    """Take a LAU list: missing units, and for all of them codes, people, area and functional areas."""
    found = lists.lau(rows, given)
    by_place = {(row["country"].upper(), lists.lau_code(row)): row for _number, row in rows}
    areas: dict[str, details.OfficialArea] = {}
    for done, listed in enumerate(found, 1):
        report.refused += listed.refused
        outcome = registers.take_state(state=listed.state, rows=listed.rows, by=given.by)
        country, as_of = listed.state.country, listed.state.as_of
        units = {unit.code: unit for unit in Unit.objects.filter(country=country)}
        listed_here = {row.code: by_place[country, row.code] for row in listed.rows}
        counts = [_count_of(units[code], row) for code, row in listed_here.items()]
        measures = details.take_measures(
            counts=[each for each in counts if each.inhabitants is not None or each.area_ha is not None],
            as_of=as_of,
            source=given.source,
            by=given.by,
        )
        codes = {units[code].pk: (row["lau_code"], row.get("nuts", "")) for code, row in listed_here.items()}
        coded = details.take_codes(codes=codes, country=country, by=given.by)
        _gather_areas(areas, listed_here, units)
        added = {units[code].pk for code in outcome.added}
        touched = (measures.added | measures.changed | coded | {units[c].pk for c in outcome.changed}) - added
        report.added += len(added)
        report.changed += len(touched)
        report.unchanged += len(listed.rows) - len(added) - len(touched)
        given.progress(done, len(found))
    details.take_official_areas(areas=list(areas.values()), source=given.source, by=given.by)
    if areas:
        label = _("official functional areas")
        report.noted[label] = len(areas)


def _count_of(unit: Unit, row: dict[str, str]) -> details.Count:
    square_metres = lists.number_of(row.get("area_m2"))
    return details.Count(
        unit,
        lists.number_of(row.get("inhabitants")),
        round(square_metres / 10_000) if square_metres is not None else None,
    )


def _gather_areas(
    areas: dict[str, details.OfficialArea], rows: dict[str, dict[str, str]], units: dict[str, Unit]
) -> None:
    members: dict[str, list[Unit]] = defaultdict(list)
    cities: dict[str, Counter[str]] = defaultdict(Counter)
    names = {}
    for code, row in rows.items():
        key = row.get("area_key", "")
        if key:
            members[key].append(units[code])
            names[key] = row.get("area_name") or key
            if row.get("city"):
                cities[key][code] += 1
    for key, listed in members.items():
        core = units[next(iter(cities[key]))] if len(cities[key]) == 1 else None
        areas[key] = details.OfficialArea(key, names[key], listed, core)


def _take_own(rows: Sequence[lists.Raw], given: Given, report: Report) -> None:
    """Take a table of units with their periods, one row for each period."""
    found: dict[str, dict[str, list[tuple[int, Period, str]]]] = defaultdict(lambda: defaultdict(list))
    source = given.source  # reads the file
    for number, row in rows:
        problem = _own_problem(row)
        if problem:
            report.refused.append((number, problem))
            continue
        until = last_day(row.get("valid_to", ""))
        facts = Facts(
            row.get("official_code") or row["code"], row["name"], row["kind"], row.get("parent", "")
        )
        period = Period(date.fromisoformat(row["valid_from"]), until, facts)
        country = (row.get("country") or "PL").upper()
        found[country][row["code"]].append((number, period, row.get("source") or source))
    for done, (country, units) in enumerate(found.items(), 1):
        outcome, refused = registers.take_periods(country=country, units=units, source=source, by=given.by)
        report.refused += refused
        _count(outcome, report)
        given.progress(done, len(found))


def _own_problem(row: dict[str, str]) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", row.get("country") or "PL"):
        return _("country: “%s” is no code of two letters") % row["country"]
    if not row["code"] or len(row["code"]) > 20 or not row["name"] or len(row["name"]) > 200:
        return _("code or name is empty or too long")
    if row["kind"] not in UnitKind.values:
        return _("kind: “%(kind)s” is none; there are: %(known)s") % {
            "kind": row["kind"],
            "known": ", ".join(UnitKind.values),
        }
    days = {}
    for name in ("valid_from", "valid_to"):
        if text := row.get(name, ""):
            try:
                days[name] = date.fromisoformat(text)
            except ValueError:
                return _("%(field)s: “%(value)s” is no date") % {"field": name, "value": text}
    if days.get("valid_from", date.min).year >= ENDLESS:
        return _("%(field)s: “%(value)s” is no date") % {"field": "valid_from", "value": row["valid_from"]}
    if "valid_from" not in days:
        return _("%s is empty") % "valid_from"
    if "valid_to" in days and days["valid_to"] < days["valid_from"]:
        return _("valid_to: %(end)s lies before %(begin)s") % {
            "end": days["valid_to"],
            "begin": days["valid_from"],
        }
    return ""
