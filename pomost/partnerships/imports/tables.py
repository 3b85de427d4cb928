"""`pomost import partnerships`: what `pomost export` writes of partnerships or memberships, or less."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from pomost.core.errors import DomainError
from pomost.core.money import Currency
from pomost.core.search.words import folded
from pomost.core.tables import reading
from pomost.core.tables.importing import Given, Report, RowRefused, take_table
from pomost.partnerships.actions.members import take_membership
from pomost.partnerships.actions.partnerships import take_partnership
from pomost.partnerships.imports import cells
from pomost.partnerships.imports.naming import organisation_of
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import MemberRole, MembershipState, PartnershipState, Sector, Theme
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitLevel

PERMISSION = "partnerships.take_register"
LONGEST_SLUG = 80  # of an address, as Partnership.slug has it
MOST_AMOUNT = Decimal("9999999999999.99")
SOURCES: dict[str, Sequence[str]] = {
    "source": ("źródło", "kilde"),
    "source_url": ("adres źródła", "adresse til kilden"),
    "certainty": ("pewność", "sikkerhet"),
}
# Written by the export because somebody reads them; what they say follows from the rest.
CALCULATED: dict[str, Sequence[str]] = {"voivodeships": (), "members": (), "address": ()}


class PartnershipTable:
    """A table of partnerships. An empty cell says nothing; a column may be missing."""

    permission = PERMISSION
    columns: Mapping[str, Sequence[str]] = {
        "slug": ("klucz", "adres"),
        "name": ("nazwa", "nazwa partnerstwa", "partnerstwo", "navn"),
        "name_en": ("nazwa po angielsku",),
        "name_nb": ("nazwa po norwesku",),
        "short_name": ("skrót", "nazwa skrócona", "kortnavn"),
        "state": ("stan", "tilstand"),
        "state_as_of": ("stan na dzień", "stan na"),
        "themes": ("tematy", "temaer"),
        "stated_voivodeships": ("kody województw",),
        "about": ("opis", "om"),
        "about_en": (),
        "about_nb": (),
        "legal_form": ("forma współpracy", "samarbeidsform"),
        "legal_form_en": (),
        "legal_form_nb": (),
        "website": ("strona", "strona internetowa", "www", "nettsted"),
        **SOURCES,
        **CALCULATED,
    }
    required = ("name",)

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def take(self, row: Mapping[str, str], by: Any, source: str) -> str:
        """Take one row. Raises RowRefused naming the column that does not fit."""
        slug = row.get("slug") or slugify(folded(row["name"].lower()))[:LONGEST_SLUG]
        if not slug or slug != slugify(slug) or len(slug) > LONGEST_SLUG:
            raise cells.refused("slug", _("“%s” is no key: small letters, digits and hyphens only") % slug)
        if slug in self.seen:
            raise cells.refused("slug", _("“%s” stands in the file twice") % slug)
        known = Partnership.objects.filter(slug=slug).first()
        values = {name: value for name, value in self._values(row).items() if value not in ("", {}, [], None)}
        if known is not None:
            for name in ("name", "about", "legal_form"):
                if name in values:
                    values[name] = _united(getattr(known, name), values[name])
        try:
            done = take_partnership(slug=slug, values=values | cells.stated(row), file=source, by=by)[1]
        except DomainError as refusal:
            raise _by_column(refusal) from None
        self.seen.add(slug)
        return done

    @staticmethod
    def _values(row: Mapping[str, str]) -> dict[str, Any]:
        return {
            "name": cells.by_language(row, "name", 200),
            "short_name": cells.text(row, "short_name", 60),
            "state": cells.one_of(row, "state", PartnershipState),
            "state_as_of": cells.day(row, "state_as_of"),
            "about": cells.by_language(row, "about", 2000),
            "legal_form": cells.by_language(row, "legal_form", 300),
            "website": cells.address(row, "website", 300),
            "themes": [cells.one_of({"themes": word}, "themes", Theme) for word in _words(row, "themes")],
            "regions": [_region(code) for code in _words(row, "stated_voivodeships")],
        }


class MembershipTable:
    """A table of members. The partnership is known by then, by its key; an empty cell says nothing."""

    permission = PERMISSION
    columns: Mapping[str, Sequence[str]] = {
        "partnership": ("partnerstwo", "klucz partnerstwa", "partnerskap"),
        "organisation": ("organizacja", "klucz organizacji", "organisasjon"),
        "name": ("nazwa", "członek", "nazwa organizacji", "samorząd", "navn"),
        "units": ("kod", "teryt", "kod teryt", "terc", "jednostki", "code", "kommunenummer"),
        "on": ("dzień", "na dzień", "kod i nazwa na dzień", "dag"),
        "role": ("rola", "rolle"),
        "sector": ("sektor", "sektor"),
        "state": ("stan", "tilstand"),
        "pays": ("płaci", "betaler"),
        "share_percent": ("udział procentowy", "udział %"),
        "share_amount": ("udział kwotowy", "kwota udziału"),
        "currency": ("waluta", "valuta"),
        "joined": ("od", "przystąpił", "data przystąpienia", "fra"),
        "left": ("do", "wystąpił", "data wystąpienia", "til"),
        **SOURCES,
        "address": (),
    }
    required = ("partnership",)

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def take(self, row: Mapping[str, str], by: Any, source: str) -> str:
        """Take one row. Raises RowRefused naming the column that does not fit."""
        partnership = Partnership.objects.filter(slug=row["partnership"]).first()
        if partnership is None or partnership.is_invented:
            raise cells.refused("partnership", _("there is no partnership “%s”") % row["partnership"])
        values = {name: value for name, value in self._values(row).items() if value not in ("", None)}
        try:
            membership, done = take_membership(
                partnership=partnership,
                organisation=organisation_of(row, values.get("joined", ""), by),
                values=values | cells.stated(row),
                file=source,
                by=by,
            )
        except DomainError as refusal:
            raise _by_column(refusal) from None
        if membership.pk in self.seen:
            raise cells.refused(
                "organisation", _("%s stands in the file twice for this time") % membership.organisation
            )
        self.seen.add(membership.pk)
        return done

    @staticmethod
    def _values(row: Mapping[str, str]) -> dict[str, Any]:
        left, state = cells.as_known(row, "left"), cells.one_of(row, "state", MembershipState)
        state = state or (MembershipState.LEFT if left else MembershipState.CONFIRMED)
        if state not in (MembershipState.CONFIRMED, MembershipState.LEFT, MembershipState.ENDED):
            raise cells.refused("state", _("a table takes in members only: confirmed, left or ended"))
        if left and state == MembershipState.CONFIRMED:
            raise cells.refused("left", _("it left, and is a member still?"))
        return {
            "state": state,
            "role": cells.one_of(row, "role", MemberRole),
            "sector": cells.one_of(row, "sector", Sector),
            "pays": cells.flag(row, "pays"),
            "share_percent": cells.number(row, "share_percent", Decimal(100)),
            "share_amount": cells.number(row, "share_amount", MOST_AMOUNT),
            "currency": cells.one_of(row, "currency", Currency),
            "joined": cells.as_known(row, "joined"),
            "left": left,
        }


class RegisterFile:
    """Takes a table of partnerships or one of members; which one it is shows in its headings."""

    permission = PERMISSION

    def take_file(self, given: Given, report: Report) -> None:
        """Take the file. Raises TableRefused for one that is neither."""
        table = reading.read(given.file)
        try:
            header = reading.find_header(table, dict(MembershipTable.columns), ["partnership"])
            is_of_members = {"organisation", "units", "role", "joined"} & header.columns.keys()
        except reading.TableRefused:
            is_of_members = set()
        importer = MembershipTable() if is_of_members else PartnershipTable()
        take_table(importer, given, report, table)


def _united(known: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The known texts with those given; one that differs only in line breaks stays, as cells have none."""
    same = {code for code, text in given.items() if " ".join(known.get(code, "").split()) == text}
    return {**known, **{code: text for code, text in given.items() if code not in same}}


def _by_column(refusal: DomainError) -> RowRefused:
    """The refusal of an action with the column that it names."""
    column = next(iter(refusal.fields), "")
    return cells.refused(column, refusal.message) if column else RowRefused(refusal.message)


def _words(row: Mapping[str, str], column: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", row.get(column, "")) if word]


def _region(code: str) -> Unit:
    unit = Unit.objects.filter(country="PL", level=UnitLevel.REGION, code=code.zfill(2)).first()
    if unit is None:
        raise cells.refused("stated_voivodeships", _("there is no voivodeship with the code %s") % code)
    return unit
