"""What this room takes in: a section of the programme file, and a table of organisations."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.core.models.claims import Certainty
from pomost.core.origin import Origin
from pomost.core.programme_file import Path, Section, Writer, by_language
from pomost.core.tables.importing import RowRefused
from pomost.organisations.actions import organisations as actions
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.units import OrganisationUnit
from pomost.territory.models.units import Unit

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
        found[item["slug"]] = writer.put(
            Organisation,
            {"slug": item["slug"]},
            {
                "kind": item["kind"],
                "name": by_language(item["name"]),
                "short_name": item.get("short_name", ""),
                "country": item.get("country", "PL"),
                "website": item.get("website", ""),
                "source": item.get("source", writer.file),
                "source_url": item.get("source_url", ""),
                "certainty": item.get("certainty", Certainty.SEEN),
            },
            path,
        )
        for number, code in enumerate(item.get("units", ())):
            _link(found[item["slug"]], code, (*path, "units", number), writer, loaded)


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


class OrganisationTable:
    """A table of organisations: an earlier row with the same address is brought up to date."""

    permission = "organisations.add_organisation"
    columns = {
        "slug": ("adres", "klucz"),
        "name": ("nazwa", "nazwa organizacji", "nazwa podmiotu", "navn"),
        "name_en": ("nazwa po angielsku", "name en"),
        "name_nb": ("nazwa po norwesku", "name nb"),
        "kind": ("rodzaj", "typ", "type"),
        "short_name": ("skrót", "skrót nazwy", "kortnavn"),
        "country": ("kraj", "land"),
        "website": ("strona", "strona internetowa", "www", "nettsted"),
        "source": ("źródło", "kilde"),
        "source_url": ("adres źródła", "adresse til kilden"),
        "certainty": ("pewność", "sikkerhet"),
    }
    required = ("name",)

    def take(self, row: Mapping[str, str], by: Any, source: str) -> str:
        """Take one row. Raises RowRefused naming what does not fit.

        A row that says only what is known already leaves the earlier source.
        """
        values = self._values(row)
        found = Organisation.objects.filter(slug=values["slug"]).first()
        if row.get("source"):
            values |= self._stated(row)
        elif found is not None and all(getattr(found, name) == value for name, value in values.items()):
            return "unchanged"
        else:
            values |= {"source": source, "source_url": "", "certainty": Certainty.SEEN}
        try:
            if found is None:
                actions.create_organisation(values=values | {"origin": Origin.IMPORTED}, by=by)
                return "added"
            changed = actions.change_organisation(organisation=found, values=values, by=by)
        except DomainError as error:
            raise RowRefused(error.message) from None
        return "unchanged" if changed.row_version == found.row_version else "changed"

    @staticmethod
    def _stated(row: Mapping[str, str]) -> dict[str, str]:
        """The source that the row names; how certain it is only where the row says so."""
        certainty, address = row.get("certainty", ""), row.get("source_url", "")
        if len(row["source"]) > 300 or len(address) > 500:
            raise RowRefused(_("The source has more than 300 characters, or its address more than 500."))
        if certainty and certainty not in Certainty.values:
            raise RowRefused(
                _("“%(certainty)s” is no certainty; there are: %(known)s")
                % {"certainty": certainty, "known": ", ".join(Certainty.values)}
            )
        if address and not address.startswith(("http://", "https://")):
            raise RowRefused(_("“%s” is no address of a source: it begins with https://") % address)
        return {"source": row["source"], "source_url": address, "certainty": certainty}

    @staticmethod
    def _values(row: Mapping[str, str]) -> dict[str, Any]:
        kind = row.get("kind") or OrganisationKind.OTHER
        by_label = {str(label).casefold(): value for value, label in OrganisationKind.choices}
        kind = by_label.get(kind.casefold(), kind)
        if kind not in OrganisationKind.values:
            raise RowRefused(
                _("“%(kind)s” is no kind of organisation; there are: %(kinds)s")
                % {"kind": kind, "kinds": ", ".join(OrganisationKind.values)}
            )
        slug = row.get("slug") or slugify(row["name"].replace("ł", "l").replace("Ł", "L"))[:80]
        if slug != slugify(slug) or not slug:
            raise RowRefused(_("“%s” is no address: small letters, digits and hyphens only") % slug)
        website = row.get("website", "")
        if website and not website.startswith(("http://", "https://")):
            website = f"https://{website}"
        names = {"pl": row["name"], "en": row.get("name_en", ""), "nb": row.get("name_nb", "")}
        return {
            "slug": slug,
            "name": {code: name for code, name in names.items() if name},
            "kind": kind,
            "short_name": row.get("short_name", "")[:40],
            "country": (row.get("country") or "PL").upper()[:2],
            "website": website[:300],
        }
