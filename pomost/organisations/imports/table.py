"""A table of organisations, row by row: the columns that `pomost export organisations` writes, or fewer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.core.models.claims import Certainty
from pomost.core.origin import Origin
from pomost.core.tables.importing import RowRefused
from pomost.organisations.actions import history
from pomost.organisations.actions import organisations as actions
from pomost.organisations.models.history import AddressKind, OrganisationAddress
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.numbers import nip_of, regon_of

SEAT = {"street": 200, "postcode": 12, "town": 100, "email": 254, "phone": 60}  # longest, in letters


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
        "nip": ("numer nip",),
        "regon": ("numer regon",),
        "seat_street": ("ulica i numer", "ulica", "adres siedziby"),
        "seat_postcode": ("kod pocztowy", "postnummer"),
        "seat_town": ("miejscowość", "siedziba", "poststed"),
        "seat_email": ("e-mail", "email", "adres e-mail"),
        "seat_phone": ("telefon", "telefonnummer"),
        "ended_on": ("koniec", "ostatni dzień"),
        "website": ("strona", "strona internetowa", "www", "nettsted"),
        "source": ("źródło", "kilde"),
        "source_url": ("adres źródła", "adresse til kilden"),
        "certainty": ("pewność", "sikkerhet"),
    }
    required = ("name",)

    def take(self, row: Mapping[str, str], by: Any, source: str) -> str:
        """Take one row. Raises RowRefused naming what does not fit.

        A row that says only what is known already leaves the earlier source. An empty cell of a number or
        of the seat says nothing; `ended_on` is taken of new rows only: the end of a known organisation is
        recorded in the panel, where what hangs on it is decided.
        """
        try:
            values, seat = self._values(row), self._seat(row)
            found = Organisation.objects.called(values["slug"])
            if found is not None:
                values["slug"] = found.slug  # of a duplicate that was merged: the one that was kept
            values |= self._end(row, found)
            done, organisation = self._take(found, values, row, by, source)
            was_moved = self._take_seat(organisation, seat, row.get("source") or source, by)
        except DomainError as error:
            raise RowRefused(error.message) from None
        return "changed" if done == "unchanged" and was_moved else done

    def _take(
        self, found: Organisation | None, values: dict[str, Any], row: Mapping[str, str], by: Any, source: str
    ) -> tuple[str, Organisation]:
        if row.get("source"):
            values |= self._stated(row)
        elif found is not None and all(getattr(found, name) == value for name, value in values.items()):
            return "unchanged", found
        else:
            values |= {"source": source, "source_url": "", "certainty": Certainty.SEEN}
        if found is None:
            return "added", actions.create_organisation(values=values | {"origin": Origin.IMPORTED}, by=by)
        changed = actions.change_organisation(organisation=found, values=values, by=by)
        return "unchanged" if changed.row_version == found.row_version else "changed", changed

    @staticmethod
    def _take_seat(organisation: Organisation, seat: dict[str, str], source: str, by: Any) -> bool:
        """Enter or correct the current seat; whether anything changed."""
        known = OrganisationAddress.objects.filter(
            organisation=organisation, kind=AddressKind.SEAT, until__isnull=True
        ).first()
        if not seat or (known and all(getattr(known, name) == value for name, value in seat.items())):
            return False
        if known is not None:
            history.change_address(address=known, values=seat | {"source": source}, by=by)
        elif "town" in seat:
            history.record_address(
                organisation=organisation, values=seat | {"kind": AddressKind.SEAT, "source": source}, by=by
            )
        else:
            raise RowRefused(_("An address needs its town."))
        return True

    @staticmethod
    def _end(row: Mapping[str, str], found: Organisation | None) -> dict[str, date]:
        """The last day of an organisation that is new here. Raises RowRefused for the end of a known one."""
        text = row.get("ended_on", "")
        try:
            ended_on = date.fromisoformat(text) if text else None
        except ValueError:
            raise RowRefused(_("ended_on: “%s” is no date") % text) from None
        if ended_on and found is not None and found.ended_on != ended_on:
            raise RowRefused(_("An end is recorded in the panel, with what ends with the organisation."))
        return {"ended_on": ended_on} if ended_on else {}

    @staticmethod
    def _seat(row: Mapping[str, str]) -> dict[str, str]:
        """What the row says of the seat; empty cells say nothing."""
        seat = {name: row.get(f"seat_{name}", "").strip() for name in SEAT}
        for name, longest in SEAT.items():
            if len(seat[name]) > longest:
                raise RowRefused(
                    _("%(column)s has more than %(most)d characters.")
                    % {
                        "column": f"seat_{name}",
                        "most": longest,
                    }
                )
        if seat["email"]:
            try:
                validate_email(seat["email"])
            except ValidationError:
                raise RowRefused(_("“%s” is no e-mail address") % seat["email"]) from None
        return {name: value for name, value in seat.items() if value}

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
        numbers = {"nip": nip_of(row.get("nip", "")), "regon": regon_of(row.get("regon", ""))}
        names = {"pl": row["name"], "en": row.get("name_en", ""), "nb": row.get("name_nb", "")}
        return {
            "slug": slug,
            "name": {code: name for code, name in names.items() if name},
            "kind": kind,
            "short_name": row.get("short_name", "")[:40],
            "country": (row.get("country") or "PL").upper()[:2],
            "website": website[:300],
            **{name: number for name, number in numbers.items() if number},
        }
