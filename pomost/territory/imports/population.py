"""`pomost import population`: people and area by unit, from the tables of statistical offices.

Such tables have headings over several rows, section rows, and names with dotted leaders; a column is known
by all the words above it, and a row is one of a unit when it begins with a code.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from pomost.core.tables import reading
from pomost.core.tables.importing import Given, Report
from pomost.core.tables.reading import Table, TableRefused
from pomost.territory.actions import details
from pomost.territory.imports.lists import day_of, number_of
from pomost.territory.models.units import Unit

CODE = re.compile(r"^(\d{2}|\d{4}|\d{6}) ?(\d)?$")
PARTS = frozenset("4589")  # of municipalities: RODZ of towns, countryside, districts, delegations


@dataclass(frozen=True, slots=True)
class Columns:
    """Where code, inhabitants and area stand; `hectares` is how many of them the area's unit has."""

    first_row: int
    code: int
    inhabitants: int
    area: int | None
    hectares: float


class PopulationFile:
    """Takes a table of population and area."""

    permission = "territory.take_register"

    def take_file(self, given: Given, report: Report) -> None:
        """Take the file. Raises TableRefused when it has no columns of codes and people, or no day."""
        table = reading.read(given.file)
        as_of = day_of(given, lambda year: date(year, 12, 31))  # statistics show the end of a year
        columns = _columns(table)
        units = {unit.code: unit for unit in Unit.objects.filter(country="PL")}
        counts: list[details.Count] = []
        seen: dict[int, int] = {}
        for number, cells in table.rows[columns.first_row :]:
            match = CODE.match(cells[columns.code]) if columns.code < len(cells) else None
            if match is None:
                continue  # a section, a note, an empty line
            if match[2] in PARTS:
                label = _("parts of municipalities (RODZ 4, 5, 8, 9)")
                report.left_out[label] = report.left_out.get(label, 0) + 1
                continue
            count = self._count(match[1], cells, columns, units)
            if isinstance(count, str):
                report.refused.append((number, count))
            elif count.unit.pk in seen:
                where = {"code": match[1], "row": seen[count.unit.pk]}
                report.refused.append((number, _("the code %(code)s stands in row %(row)d already") % where))
            else:
                seen[count.unit.pk] = number
                counts.append(count)
        taken = details.take_measures(counts=counts, as_of=as_of, source=given.source, by=given.by)
        report.added += len(taken.added)
        report.changed += len(taken.changed)
        report.unchanged += len(counts) - len(taken.added) - len(taken.changed)
        given.progress(1, 1)

    @staticmethod
    def _count(
        code: str, cells: Sequence[str], columns: Columns, units: dict[str, Unit]
    ) -> details.Count | str:
        unit = units.get(code)
        if unit is None:
            return _("there is no unit with the code %s") % code
        people = number_of(cells[columns.inhabitants] if columns.inhabitants < len(cells) else "")
        area = None
        if columns.area is not None and columns.area < len(cells):
            area = number_of(cells[columns.area])
        if people is None:
            return _("%s: the number of inhabitants is missing or no number") % code
        return details.Count(unit, people, round(area * columns.hectares) if area is not None else None)


def _columns(table: Table) -> Columns:
    """Which column is which, by all the words that stand above the first row with a code."""
    for place, (_number, cells) in enumerate(table.rows[:40]):
        at = next((index for index, cell in enumerate(cells) if CODE.match(cell)), None)
        if at is not None and place:
            break
    else:
        raise TableRefused(_("The table has no column of TERYT codes under a heading."))
    heads: list[str] = []
    group = ""
    above = [row for _number, row in table.rows[:place]]
    for index in range(max(len(row) for row in above)):
        words = [row[index] for row in above if index < len(row) and row[index]]
        if words and place > 1:  # one heading over several columns, of which each has its own below
            group = words[0] if _is_group(words[0]) else group
        heads.append(" ".join([group, *words]).lower())
    people = _first(heads, r"ludno|population|mieszka|inhabitants", besides=r"km|rank|lokat")
    area = _first(heads, r"(powierzchni|area).*\bha\b|_ha\b", besides=r"rank|lokat|km")
    square = _first(heads, r"(powierzchni|area).*km", besides=r"rank|lokat|ludno")
    if people is None:
        raise TableRefused(_("The table has no column of inhabitants (ludność, population)."))
    chosen, hectares = (area, 1.0) if area is not None else (square, 100.0)
    return Columns(place, at, people, chosen, hectares)


def _is_group(words: str) -> bool:
    return bool(re.match(r"(?i)(powierzchnia|ludność|population|area|lokata|identyfikator|wyszczeg)", words))


def _first(heads: Sequence[str], wanted: str, *, besides: str) -> int | None:
    return next(
        (
            index
            for index, head in enumerate(heads)
            if re.search(wanted, head) and not re.search(besides, head)
        ),
        None,
    )
