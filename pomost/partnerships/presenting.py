"""What the pages of a partnership show, put together from its parts; reads only what was prefetched."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core.languages import alphabetical
from pomost.core.models.files import Attachment
from pomost.core.money import Money
from pomost.partnerships.models.members import Membership, PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import FundingLine
from pomost.partnerships.queries import register
from pomost.partnerships.queries.membership import MembersOn, members_on
from pomost.partnerships.queries.papers import PAPERS, files_by_owner
from pomost.partnerships.states import (
    EVER,
    MemberRole,
    MembershipState,
    ParticipationState,
    Sector,
)
from pomost.partnerships.timeline import signatories_of
from pomost.programmes.presenting import Stated
from pomost.programmes.queries import Claims
from pomost.territory.models.units import Unit, folded_name
from pomost.territory.states import UnitLevel

FIRST = {role: place for place, role in enumerate(MemberRole)}


@dataclass(frozen=True, slots=True)
class Member:
    """A member with the units of its organisation."""

    membership: Membership
    units: Sequence[Unit]

    @property
    def is_leader(self) -> bool:
        return self.membership.role == MemberRole.LEADER

    @property
    def name(self) -> Any:
        return self.membership.organisation.spoken_name

    @property
    def where(self) -> str:
        """The address of the member's first unit, where it is a local government."""
        return reverse("territory:unit", args=[self.units[-1].key]) if self.units else ""

    @property
    def place(self) -> str:
        """What the map knows the member by, where it is a local government."""
        return self.units[-1].key if self.units else ""


@dataclass(slots=True)
class Members:
    """Members of today by sector, and those of earlier."""

    by_sector: list[tuple[str, list[Member]]] = field(default_factory=list)
    earlier: list[Member] = field(default_factory=list)

    @property
    def now(self) -> list[Member]:
        return [member for _sector, members in self.by_sector for member in members]

    @property
    def ground(self) -> set[Unit]:
        """The units of today's members."""
        return {unit for member in self.now for unit in member.units}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with what sources say of its date where they disagree."""

    document: PartnershipDocument
    rivals: Sequence[Stated]
    files: Sequence[Attachment] = ()

    @property
    def signatories(self) -> int:
        return signatories_of(self.document)


@dataclass(frozen=True, slots=True)
class Area:
    """The functional area against the members: which of its units no member covers, and who else is there."""

    area: Any
    units: Sequence[Unit]
    gaps: Sequence[Unit]
    beyond: Sequence[Unit]

    @property
    def twins(self) -> set[str]:
        """Names of several units here, as of a town and the land around it: their kind tells them apart."""
        names = Counter(unit.folded for unit in (*self.units, *self.beyond))
        return {name for name, count in names.items() if count > 1}


def members_of(partnership: Partnership) -> Members:
    """Members of the partnership: the leader first, then by role and name."""
    rows = [row for row in partnership.memberships.all() if row.state in EVER]
    units = register.units_of(row.organisation_id for row in rows)
    found = Members()
    shown = sorted(
        (Member(row, units.get(row.organisation_id, ())) for row in rows),
        key=lambda member: (FIRST[MemberRole(member.membership.role)], folded_name(str(member.name))),
    )
    for sector in Sector:
        here = [
            member
            for member in shown
            if member.membership.sector == sector and member.membership.state == MembershipState.CONFIRMED
        ]
        if here:
            found.by_sector.append((_heading(sector), here))
    found.earlier = [member for member in shown if member.membership.state != MembershipState.CONFIRMED]
    return found


def _heading(sector: Sector) -> str:
    return {
        Sector.PUBLIC: _("Local governments and their associations"),
        Sector.SOCIAL: _("Social partners"),
        Sector.BUSINESS: _("Business"),
        Sector.SCIENCE: _("Science"),
    }[sector]


def summary_of(partnership: Partnership, members: Members) -> str:
    """One line under the heading: how many members are entered, and in which voivodeships."""
    parts = []
    public = sum(member.membership.sector == Sector.PUBLIC for member in members.now)
    others = len(members.now) - public
    if public:
        parts.append(
            ngettext("%d member of the public sector", "%d members of the public sector", public) % public
        )
    if others:
        parts.append(ngettext("%d partner of other sectors", "%d partners of other sectors", others) % others)
    names = regions_of(partnership, (unit for member in members.now for unit in member.units))
    if names:
        parts.append(ngettext("voivodeship: %s", "voivodeships: %s", len(names)) % ", ".join(names))
    return ", ".join(parts)


def regions_of(partnership: Partnership, units: Iterable[Unit]) -> list[str]:
    """Names of the voivodeships in which these units of the members lie, else those that a source names."""
    found = {(unit.region or unit).name for unit in units if unit.region or unit.level == UnitLevel.REGION}
    return sorted(found or {unit.name for unit in partnership.regions.all()}, key=alphabetical)


def papers_of(partnership: Partnership, claims: Claims, *, at_work: bool = False) -> list[Paper]:
    """The partnership's documents, oldest first, each with rival dates and files.

    at_work: also files that are not for everybody, for those with a task in the partnership.
    """
    found = []
    readable = [row.pk for row in partnership.documents.all() if at_work or row.has_public_files]
    files = files_by_owner(PAPERS, readable) if readable else {}
    for document in partnership.documents.all():
        stated = claims.get(("partnerships.partnershipdocument", document.pk, "signed"), [])
        rivals = (
            [Stated(claim) for claim in stated] if len({str(claim.value) for claim in stated}) > 1 else []
        )
        found.append(Paper(document, rivals, files.get(document.pk, ())))
    return found


def tells_of_other_days(partnership: Partnership) -> bool:
    """Whether any date or signature is known that tells the members of one day from those of another."""
    dated = any(row.joined or row.left for row in partnership.memberships.all())
    papers: Iterable[Any] = partnership.documents.all()  # with `signed_by`, of register.whole
    return dated or any(paper.signed and paper.signed_by for paper in papers)


def members_then(partnership: Partnership, day: date) -> MembersOn:
    """The members on a day, by name."""
    found = members_on(partnership, day)
    for rows in (found.certain, found.possible):
        rows.sort(key=lambda row: folded_name(str(row.organisation)))
    return found


def counts_of(partnership: Partnership, claims: Claims) -> list[Stated]:
    """What sources say of the number of members."""
    stated = claims.get(("partnerships.partnership", partnership.pk, "member_count"), [])
    return [Stated(claim) for claim in stated]


def area_of(partnership: Partnership, members: Members) -> Area | None:
    """The functional area held against the members' municipalities."""
    area = partnership.functional_area
    if area is None:
        return None
    units = sorted(area.units.all(), key=lambda unit: (unit.folded, unit.code))
    covered = {
        unit.pk for member in members.now for unit in member.units if unit.level == UnitLevel.MUNICIPALITY
    }
    beyond = sorted(
        (
            unit
            for member in members.now
            for unit in member.units
            if units and unit.level == UnitLevel.MUNICIPALITY and unit not in units
        ),
        key=lambda unit: (unit.folded, unit.code),
    )
    return Area(area, units, [unit for unit in units if unit.pk not in covered], beyond)


@dataclass(frozen=True, slots=True)
class Line:
    """A funding line with its amounts as money."""

    row: FundingLine
    amount: Money | None
    total: Money | None
    own: Money | None


def money_of(partnership: Partnership) -> list[Line]:
    """The partnership's money, stage by stage."""
    return [
        Line(row, row.money("amount"), row.money("total"), row.money("own"))
        for row in partnership.funding_lines.all()
    ]


def support_of(partnership: Partnership) -> list[Any]:
    """Participations that the public sees: admitted ones and those that ended."""
    return [
        row
        for row in partnership.participations.all()
        if row.state in (ParticipationState.ADMITTED, ParticipationState.ENDED)
    ]


def leader_of(row: Any) -> str:
    """Who leads a partnership of the list; empty where it is not known."""
    return ", ".join(str(each.organisation) for each in row.current if each.role == MemberRole.LEADER)


def in_short(row: Any) -> str:
    """A partnership of the list in one line: who leads it, how many members are entered."""
    count = row.member_count
    leader = leader_of(row)
    return ", ".join(
        (
            *((_("leader: %s") % leader,) if leader else ()),
            *((ngettext("%d member entered", "%d members entered", count) % count,) if count else ()),
        )
    )


def region_names(row: Any) -> str:
    """The voivodeships of a partnership of the list."""
    units = (link.unit for each in row.current for link in each.organisation.unit_links.all())
    return ", ".join(regions_of(row, units))
