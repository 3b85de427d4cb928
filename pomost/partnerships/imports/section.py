"""The section `partnerships` of a programme file: partnerships with members, papers, money, support."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core.programme_file import Path, Section, Writer, by_language
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.imports.shapes import SCHEMA
from pomost.partnerships.models.members import Membership, PartnershipDocument, Signature
from pomost.partnerships.models.partnerships import Partnership, PartnershipLink, PartnershipTheme
from pomost.partnerships.models.support import (
    FundingLine,
    Participation,
    ParticipationPhase,
    SupportAgreement,
)
from pomost.partnerships.models.timeline import TimelineEntry
from pomost.partnerships.sectors import sector_of
from pomost.partnerships.states import MembershipState
from pomost.programmes.models.parts import Phase
from pomost.programmes.models.programmes import Programme
from pomost.territory.models.areas import FunctionalArea, FunctionalAreaUnit
from pomost.territory.models.units import Unit

Item = dict[str, Any]
DAYS = ("asked_on", "decided_on", "ended_on")  # of a participation, in their order


def read_partnerships(items: list[Item], writer: Writer, loaded: dict[str, Any]) -> None:
    """Take each partnership under its slug, with everything that hangs on it."""
    found = loaded.setdefault("partnerships", {})
    for index, item in enumerate(items):
        path: Path = ("partnerships", index)
        if item["slug"] in found:
            writer.fail((*path, "slug"), _("“%s”: two partnerships have this key") % item["slug"])
        reader = Reader(item, path, writer, loaded)
        found[item["slug"]] = reader.read()
    for index, item in enumerate(items):
        for number, link in enumerate(item.get("links", ())):
            where = ("partnerships", index, "links", number)
            other = found.get(link["to"]) or Partnership.objects.filter(slug=link["to"]).first()
            if other is None:
                writer.fail((*where, "to"), _("there is no partnership “%s”") % link["to"])
            writer.put(
                PartnershipLink,
                {"partnership": found[item["slug"]], "kind": link["kind"], "other": other},
                {"since": when(writer, link, "since", where), **stated(link, item, writer)},
                where,
            )


SECTION = Section("partnerships", SCHEMA, read_partnerships, order=60)


def when(writer: Writer, item: Mapping[str, Any], name: str, path: Path) -> str:
    """A year, month or day of the file; refused when there is no such month or day."""
    text = item.get(name, "")
    if not text or len(text) == 4:
        return str(text)
    if len(text) == 7 and text[4] == "-":
        if not 1 <= int(text[5:]) <= 12:
            writer.fail((*path, name), _("“%s” is no month") % text)
        return str(text)
    day: date = writer.day(text, (*path, name))
    return day.isoformat()


def stated(item: Mapping[str, Any], whole: Mapping[str, Any], writer: Writer) -> dict[str, str]:
    """Who states it: the part itself, else the partnership as a whole, else the file."""
    said = item if "source" in item else whole
    return {
        "source": said.get("source", writer.file),
        "source_url": said.get("source_url", ""),
        "certainty": item.get("certainty", whole.get("certainty", "seen")),
    }


def decimal(item: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(item[name]) if name in item else None


class Reader:
    """Reads one partnership of the file."""

    def __init__(self, item: Item, path: Path, writer: Writer, loaded: dict[str, Any]) -> None:
        self.item, self.path, self.writer, self.loaded = item, path, writer, loaded
        self.partnership: Partnership
        self.documents: dict[str, PartnershipDocument] = {}

    def read(self) -> Partnership:
        """The partnership, once all of it is written."""
        item, writer = self.item, self.writer
        values = {
            "name": by_language(item["name"]),
            "short_name": item.get("short_name", ""),
            "state": item["state"],
            "state_as_of": writer.day(item.get("state_as_of"), (*self.path, "state_as_of")),
            "about": by_language(item.get("about")),
            "legal_form": by_language(item.get("legal_form")),
            "website": item.get("website", ""),
            "functional_area": self._area(),
            **stated(item, item, writer),
        }
        known = Partnership.objects.filter(slug=item["slug"]).first()
        if item.get("published", True) and (known is None or known.published_at is None):
            values["published_at"] = timezone.now()
        self.partnership = writer.put(Partnership, {"slug": item["slug"]}, values, self.path)
        for number, code in enumerate(item.get("voivodeships", ())):
            where = (*self.path, "voivodeships", number)
            region = {"partnership": self.partnership, "unit": self._unit(code, "voivodeships", number)}
            writer.put(Partnership.regions.through, region, {}, where)
        for theme in item.get("themes", ()):
            writer.put(PartnershipTheme, {"partnership": self.partnership, "theme": theme}, {}, self.path)
        for aspect, claims in item.get("claims", {}).items():
            writer.claim(self.partnership, aspect, claims, (*self.path, "claims", aspect))
        self._each("documents", self._document)
        self._members()
        self._each("funding", self._funding)
        self._each("participations", self._participation)
        self._each("timeline", self._entry)
        return self.partnership

    def _each(self, name: str, read: Any) -> None:
        for number, part in enumerate(self.item.get(name, ())):
            read(part, (*self.path, name, number))

    def _unit(self, code: str, *where: str | int) -> Unit:
        unit: Any = self.loaded.get("units", {}).get(("PL", code))
        unit = unit or Unit.objects.filter(country="PL", code=code).first()
        if unit is None:
            self.writer.fail((*self.path, *where), _("there is no unit with the code %s") % code)
        return unit

    def _organisation(self, slug: str, path: Path) -> Organisation:
        found: Any = self.loaded.get("organisations", {}).get(slug)
        found = found or Organisation.objects.called(slug)
        if found is None:
            self.writer.fail(path, _("there is no organisation “%s”") % slug)
        return found

    def _area(self) -> FunctionalArea | None:
        item, path = self.item.get("functional_area"), (*self.path, "functional_area")
        if item is None:
            return None
        core = self._unit(item["core"], "functional_area", "core") if "core" in item else None
        area: FunctionalArea = self.writer.put(
            FunctionalArea,
            {"key": self.item["slug"]},
            {
                "name": by_language(item["name"]),
                "kind": item.get("kind", ""),
                "basis": item["basis"],
                "act": by_language(item.get("act")),
                "dated": when(self.writer, item, "on", path),
                "core": core,
                **stated(item, self.item, self.writer),
            },
            path,
        )
        for code in item.get("units", ()):
            unit = self._unit(code, "functional_area", "units")
            self.writer.put(FunctionalAreaUnit, {"area": area, "unit": unit}, {}, path)
        return area

    def _document(self, item: Item, path: Path) -> None:
        if item["slug"] in self.documents:
            self.writer.fail((*path, "slug"), _("“%s”: two documents have this key") % item["slug"])
        amended = None
        if "amends" in item:
            amended = self.documents.get(item["amends"])
            if amended is None:
                self.writer.fail(
                    (*path, "amends"), _("no document “%s” stands before this one") % item["amends"]
                )
        document: PartnershipDocument = self.writer.put(
            PartnershipDocument,
            {"partnership": self.partnership, "slug": item["slug"]},
            {
                "kind": item["kind"],
                "title": by_language(item["title"]),
                "signed": when(self.writer, item, "signed", path),
                "amends": amended,
                "stated_signatories": item.get("stated_signatories"),
                **stated(item, self.item, self.writer),
            },
            path,
        )
        self.documents[item["slug"]] = document
        for slug in item.get("signatories", ()):
            who = self._organisation(slug, (*path, "signatories"))
            self.writer.put(Signature, {"document": document, "organisation": who}, {}, path)
        for aspect, claims in item.get("claims", {}).items():
            self.writer.claim(document, aspect, claims, (*path, "claims", aspect))

    def _members(self) -> None:
        seen: dict[str, str] = {}
        named = {item["organisation"] for item in self.item.get("members", ())}
        for number, item in enumerate(self.item.get("members", ())):
            path, slug = (*self.path, "members", number), item["organisation"]
            if self._organisation(slug, (*path, "organisation")).slug in named - {slug}:
                continue  # a duplicate that was merged into another member: the two memberships are one
            if slug in seen and not seen[slug]:
                self.writer.fail((*path, "organisation"), _("“%s” is a member already") % slug)
            again = {"joined": when(self.writer, item, "joined", path)} if slug in seen else {}
            seen[slug] = item.get("left", "")
            self._member(item, path, again)

    def _member(self, item: Item, path: Path, again: dict[str, str]) -> None:
        who = self._organisation(item["organisation"], (*path, "organisation"))
        joined, left = (when(self.writer, item, name, path) for name in ("joined", "left"))
        if joined and left and left < joined[: len(left)]:
            self.writer.fail(
                (*path, "left"), _("%(left)s lies before %(joined)s") % {"left": left, "joined": joined}
            )
        by = None
        if "joined_by" in item:
            by = self.documents.get(item["joined_by"])
            if by is None:
                self.writer.fail((*path, "joined_by"), _("there is no document “%s”") % item["joined_by"])
        self.writer.put(
            Membership,
            {"partnership": self.partnership, "organisation": who, **again},
            {
                "state": MembershipState.LEFT if left else item.get("state", MembershipState.CONFIRMED),
                "role": item["role"],
                "sector": item.get("sector") or sector_of(who),
                "pays": item.get("pays"),
                "share_percent": decimal(item, "share_percent"),
                "share_amount": decimal(item, "share_amount"),
                "currency": item.get("currency", "PLN"),
                "joined": joined,
                "left": left,
                "joined_by": by,
                **stated(item, self.item, self.writer),
            },
            path,
        )

    def _funding(self, item: Item, path: Path) -> None:
        self.writer.put(
            FundingLine,
            {"partnership": self.partnership, "slug": item["slug"]},
            {
                "fund": item["fund"],
                "call": by_language(item.get("call")),
                "number": item.get("number", ""),
                "stage": item["stage"],
                **{name: decimal(item, name) for name in ("amount", "total", "own", "share_percent")},
                "currency": item.get("currency", "PLN"),
                "dated": when(self.writer, item, "on", path),
                **stated(item, self.item, self.writer),
            },
            path,
        )

    def _participation(self, item: Item, path: Path) -> None:
        programme = Programme.objects.filter(slug=item["programme"]).first()
        if programme is None:
            self.writer.fail((*path, "programme"), _("there is no programme “%s”") % item["programme"])
            return
        days = {name: self.writer.day(item.get(name), (*path, name)) for name in DAYS}
        self._in_order([(name, days[name]) for name in DAYS], path)
        participation: Participation = self.writer.put(
            Participation,
            {"partnership": self.partnership, "programme": programme},
            {
                "state": item["state"],
                "evidence": by_language(item.get("evidence")),
                "asked_for": item.get("asked_for", ""),
                "reason": item.get("reason", ""),
                **days,
                **stated(item, self.item, self.writer),
            },
            path,
        )
        for number, each in enumerate(item.get("agreements", ())):
            self._agreement(participation, each, (*path, "agreements", number))
        for number, each in enumerate(item.get("phases", ())):
            where = (*path, "phases", number)
            phase = Phase.objects.filter(programme=programme, slug=each["phase"]).first()
            if phase is None:
                self.writer.fail((*where, "phase"), _("the programme has no phase “%s”") % each["phase"])
            self.writer.put(
                ParticipationPhase,
                {"participation": participation, "phase": phase},
                {
                    "began": when(self.writer, each, "began", where),
                    "ended": when(self.writer, each, "ended", where),
                    "certainty": each.get("certainty", ""),
                },
                where,
            )

    def _agreement(self, participation: Participation, item: Item, path: Path) -> None:
        days = {name: self.writer.day(item.get(name), (*path, name)) for name in ("signed_on", "until")}
        self._in_order(list(days.items()), path)
        self.writer.put(
            SupportAgreement,
            {"participation": participation, "number": item["number"]},
            {"scope": item.get("scope", ""), **days},
            path,
        )

    def _in_order(self, days: list[tuple[str, date | None]], path: Path) -> None:
        """Refuse a day that lies before one that stands before it."""
        known = [(name, day) for name, day in days if day is not None]
        for (_name, earlier), (name, later) in pairwise(known):
            if later < earlier:
                text = _("%(left)s lies before %(joined)s") % {"left": later, "joined": earlier}
                self.writer.fail((*path, name), text)

    def _entry(self, item: Item, path: Path) -> None:
        happened, text = when(self.writer, item, "on", path), by_language(item["text"])
        self.writer.put(
            TimelineEntry,
            {"partnership": self.partnership, "happened": happened, "text": text},
            stated(item, self.item, self.writer),
            path,
        )
