"""Which organisation a row of a table means: by key, or by the code or name of its unit at that time."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pomost.core.tables.importing import RowRefused
from pomost.organisations.actions.entering import enter_local_government
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.units import OrganisationUnit
from pomost.partnerships.imports.cells import Row, day, refused, text
from pomost.territory.models.units import Unit, folded_name
from pomost.territory.queries import found, successors_of, valid_on
from pomost.territory.states import UnitLevel

MOST_SHOWN = 6  # of several that a row may mean
CODE = re.compile(r"([A-Z]{2}-)?\d{2,8}")
# What stands before a name says of which level the unit is.
NOUNS = {
    "gmina": UnitLevel.MUNICIPALITY,
    "miasto": UnitLevel.MUNICIPALITY,
    "powiat": UnitLevel.COUNTY,
    "wojewodztwo": UnitLevel.REGION,
}


def organisation_of(row: Row, joined: str, by: Any) -> Organisation:
    """The organisation of a row: `organisation` (key or code), else `units` (codes), else `name`.

    Codes and names are those of the day `on`, else of when it joined, else of any time. A local government
    that the register of organisations lacks is entered. Raises RowRefused.
    """
    key, codes, name = (text(row, column, 200) for column in ("organisation", "units", "name"))
    on = day(row, "on") or _end_of(joined)
    if kept := Organisation.objects.called(key) if key else None:
        return kept
    if key and CODE.fullmatch(key):
        codes = key
    elif key and not codes:
        raise refused("organisation", _("there is no organisation “%s”") % key)
    if codes:
        units = [_of_code(code, on) for code in re.split(r"[\s,;]+", codes) if code]
        return _one(_offices(units, on, by), "units", codes)
    if not name:
        raise refused("organisation", _("the row names no member: by key, code or name"))
    called = list(Organisation.objects.standing().filter(name__pl__iexact=name)[:2])
    return called[0] if len(called) == 1 else _one(_offices(_called(name, on), on, by), "name", name)


def _end_of(joined: str) -> date | None:
    """The last day on which it can have joined, for a year or a day."""
    return date.fromisoformat(joined + "-12-31"[len(joined) - 4 :]) if len(joined) in (4, 10) else None


def _of_time(typed: str, on: date | None) -> list[Unit]:
    """Units of this code or name on the day; of any time where none was then."""
    return (list(found(typed, on=on)) if on else []) or list(found(typed))


def _of_code(code: str, on: date | None) -> Unit:
    units = _of_time(code, on) if CODE.fullmatch(code) else []
    if not units:
        raise refused("units", _("there is no unit with the code %s") % code)
    if len(units) > 1:
        raise _several("units", code, units)
    return units[0]


def _called(name: str, on: date | None) -> list[Unit]:
    """The units of this name on the day: one municipality, or else one county or voivodeship.

    A city with county rights is two units of one name: its municipality is meant.
    """
    noun, _blank, rest = folded_name(name).partition(" ")
    level, plain = (NOUNS[noun], rest) if noun in NOUNS and rest else (None, folded_name(name))
    units = [
        unit
        for unit in _of_time(plain, on)
        if level in (None, unit.level)
        and any(each.folded == plain for each in (valid_on(unit.versions.all(), on) or unit.versions.all()))
    ]
    units = [unit for unit in units if unit.level == UnitLevel.MUNICIPALITY] or units
    if not units:
        raise refused("name", _("nobody is called “%s”") % name)
    if len(units) > 1:
        raise _several("name", name, units)
    return units


def _several(column: str, typed: str, units: Iterable[Unit]) -> RowRefused:
    shown = ", ".join(f"{unit.key} {unit.called}" for unit in list(units)[:MOST_SHOWN])
    said = _("“%(typed)s” may mean several, give the code: %(units)s") % {"typed": typed, "units": shown}
    return refused(column, said)


def _offices(units: Iterable[Unit], on: date | None, by: Any) -> list[Organisation]:
    """The local governments of the units on the day; entered where a unit of today has none yet."""
    made: dict[int, Organisation] = {}
    for unit in units:
        office = _office_of(unit, on)
        if office is None:
            after = successors_of(unit) if unit.until is not None else []
            office = _office_of(after[0], None) if len(after) == 1 else None
        if office is None and unit.until is None:
            office = enter_local_government(unit=unit, by=by)
        if office is not None:
            made[office.pk] = office
    return list(made.values())


def _office_of(unit: Unit, on: date | None) -> Organisation | None:
    links = OrganisationUnit.objects.filter(unit=unit, organisation__merged_into__isnull=True)
    rows = list(links.select_related("organisation").order_by("until", "pk"))
    then = [
        row
        for row in rows
        if on and (row.since is None or row.since <= on) and (row.until is None or row.until >= on)
    ]
    now = [row for row in rows if row.until is None]
    chosen = next(iter([*then, *now, *reversed(rows)]), None)
    return chosen.organisation if chosen else None


def _one(offices: list[Organisation], column: str, typed: str) -> Organisation:
    if not offices:
        raise refused(column, _("no organisation is known that was the local government of %s") % typed)
    if len(offices) > 1:
        shown = ", ".join(row.slug for row in offices[:MOST_SHOWN])
        raise refused(
            column, _("“%(typed)s” are several organisations: %(keys)s") % {"typed": typed, "keys": shown}
        )
    return offices[0]
