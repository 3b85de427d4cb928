"""The section `organisations` of a programme file."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.core.models.claims import Certainty
from pomost.core.programme_file import Path, Section, Writer, by_language
from pomost.organisations.models.history import AddressKind, FormerName, OrganisationAddress
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.units import OrganisationUnit
from pomost.organisations.numbers import nip_of, regon_of
from pomost.territory.models.units import Unit

DAY = {"$ref": "#/$defs/day"}
SOURCE = {"$ref": "#/$defs/source"}


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most}


SEAT = {
    "title": "where it is",
    "type": "object",
    "required": ["town"],
    "properties": {
        "street": {"title": "street and number", **_text(200)},
        "postcode": _text(12),
        "town": {**_text(100), "minLength": 1},
        "email": {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$"},
        "phone": _text(60),
        "since": DAY,
        "source": SOURCE,
    },
    "additionalProperties": False,
}
FORMER_NAME = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"$ref": "#/$defs/text"},
        "short_name": _text(40),
        "since": DAY,
        "until": DAY,
        "source": SOURCE,
    },
    "additionalProperties": False,
}
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["slug", "kind", "name"],
        "properties": {
            "slug": {"$ref": "#/$defs/slug"},
            "kind": {"enum": list(OrganisationKind.values)},
            "name": {"$ref": "#/$defs/text"},
            "short_name": {"type": "string", "maxLength": 40},
            "country": {"title": "two letters, ISO 3166-1", "type": "string", "pattern": "^[A-Z]{2}$"},
            "website": {"$ref": "#/$defs/url"},
            "nip": {"title": "ten digits", **_text(20)},
            "regon": {"title": "nine or fourteen digits", **_text(20)},
            "seat": SEAT,
            "former_names": {"type": "array", "items": FORMER_NAME},
            "source": {"$ref": "#/$defs/source"},
            "source_url": {"$ref": "#/$defs/url"},
            "certainty": {"enum": list(Certainty.values)},
            "units": {
                "title": "codes of the units of which it is the local government",
                "type": "array",
                "items": {"type": "string", "minLength": 2, "maxLength": 20},
            },
        },
        "additionalProperties": False,
    },
}


def read_organisations(items: list[dict[str, Any]], writer: Writer, loaded: dict[str, Any]) -> None:
    """Take each organisation under its slug; later sections find it in `loaded["organisations"]`."""
    found = loaded.setdefault("organisations", {})
    for index, item in enumerate(items):
        path = ("organisations", index)
        if item["slug"] in found:
            writer.fail((*path, "slug"), f"“{item['slug']}”: two organisations have this key")
        known = Organisation.objects.called(item["slug"])
        if known is not None and known.slug != item["slug"]:
            found[item["slug"]] = known  # a duplicate: its things went to the one that was kept
            continue
        organisation = writer.put(Organisation, {"slug": item["slug"]}, _values(item, writer, path), path)
        found[item["slug"]] = organisation
        for number, code in enumerate(item.get("units", ())):
            _link(organisation, code, (*path, "units", number), writer, loaded)
        if "seat" in item:
            _put_seat(organisation, item["seat"], writer, (*path, "seat"))
        for number, former in enumerate(item.get("former_names", ())):
            _put_former_name(organisation, former, writer, (*path, "former_names", number))


def _values(item: dict[str, Any], writer: Writer, path: Path) -> dict[str, Any]:
    values = {
        "kind": item["kind"],
        "name": by_language(item["name"]),
        "short_name": item.get("short_name", ""),
        "country": item.get("country", "PL"),
        "website": item.get("website", ""),
        "source": item.get("source", writer.file),
        "source_url": item.get("source_url", ""),
        "certainty": item.get("certainty", Certainty.SEEN),
    }
    checks: dict[str, Callable[[str], str]] = {"nip": nip_of, "regon": regon_of}
    for name, check in checks.items():
        if name in item:
            try:
                values[name] = check(item[name])
            except DomainError as error:
                writer.fail((*path, name), error.message)
    return values


def _put_seat(organisation: Organisation, seat: dict[str, Any], writer: Writer, path: Path) -> None:
    key = {"organisation": organisation, "kind": AddressKind.SEAT, "until": None}
    values = {name: seat.get(name, "") for name in ("street", "postcode", "town", "email", "phone")}
    values |= {"since": writer.day(seat.get("since"), (*path, "since"))}
    writer.put(OrganisationAddress, key, {**values, "source": seat.get("source", writer.file)}, path)


def _put_former_name(organisation: Organisation, former: dict[str, Any], writer: Writer, path: Path) -> None:
    values = {
        "short_name": former.get("short_name", ""),
        "since": writer.day(former.get("since"), (*path, "since")),
        "until": writer.day(former.get("until"), (*path, "until")),
        "source": former.get("source", writer.file),
    }
    key = {"organisation": organisation, "name": by_language(former["name"])}
    writer.put(FormerName, key, values, path)


def _link(organisation: Organisation, code: str, path: Path, writer: Writer, loaded: dict[str, Any]) -> None:
    """Make the organisation the local government of the unit, unless it is or another one is."""
    unit = loaded.get("units", {}).get((organisation.country, code))
    unit = unit or Unit.objects.filter(country=organisation.country, code=code).first()
    if unit is None:
        writer.fail(path, _("there is no unit with the code %s") % code)
    other = OrganisationUnit.objects.filter(unit=unit, until__isnull=True).exclude(organisation=organisation)
    if other.exists():
        writer.fail(path, _("the unit %s has another local government already") % code)
    writer.put(OrganisationUnit, {"organisation": organisation, "unit": unit}, {}, path)


SECTION = Section("organisations", SCHEMA, read_organisations, order=10)
