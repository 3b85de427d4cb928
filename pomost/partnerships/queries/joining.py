"""Reads for starting a partnership and joining one: invitations, who is there already, whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from pomost.accounts import tokens
from pomost.accounts.rules import scopes_of
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.units import OrganisationUnit
from pomost.partnerships.models.invitations import MembershipInvitation
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.register import members_now, visible_to, with_task_for
from pomost.partnerships.rules import OF_AN_OFFICE
from pomost.partnerships.states import OVER, PRESENT, MembershipState
from pomost.territory.models.areas import FunctionalAreaUnit
from pomost.territory.models.ground import Neighbour
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitLevel

MOST_PROPOSED = 16
MOST_ACTIVE = 12
MOST_FOUND = 30


def _office_ids(user: Any) -> list[int]:
    return [int(pk) for pk in scopes_of(user, *OF_AN_OFFICE)]


def offices_of(user: Any) -> QuerySet[Organisation]:
    """Organisations for which `user` acts: those that may start a partnership, in their order."""
    standing = Organisation.objects.standing().filter(ended_on__isnull=True)
    return standing.filter(pk__in=_office_ids(user)).order_by("slug")


def by_token(token: str) -> MembershipInvitation | None:
    """The invitation to which a link leads, also one that is over; None when there is none."""
    rows = MembershipInvitation.objects.select_related(
        "membership__partnership", "membership__organisation", "invited_by"
    )
    return rows.filter(token_hash=tokens.hash_of(token)).first()


def invited_for(user: Any) -> QuerySet[Membership]:
    """Memberships that wait for an answer by an organisation for which `user` acts."""
    rows = Membership.objects.filter(state=MembershipState.INVITED, organisation__in=_office_ids(user))
    return rows.select_related("partnership", "organisation").prefetch_related("invitations")


def memberships_of_the_offices_of(user: Any) -> QuerySet[Membership]:
    """Memberships, answered or not, of the organisations for which `user` acts."""
    rows = Membership.objects.filter(organisation__in=_office_ids(user))
    return rows.select_related("partnership", "organisation")


def memberships_open_to(user: Any) -> QuerySet[Membership]:
    """Memberships, answered or not, of partnerships in which `user` has a task, and of their offices."""
    own = Q(organisation__in=_office_ids(user))
    return Membership.objects.filter(own | Q(partnership__in=with_task_for(user)))


def whole(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    """The memberships with what is told of them, in a fixed number of queries."""
    return rows.select_related("partnership", "organisation", "joined_by").prefetch_related("invitations")


def letter_of(membership: Membership) -> MembershipInvitation | None:
    """The newest letter to the organisation, with who sent it and who answered."""
    return membership.invitations.select_related("invited_by", "answered_by").first()


def with_invitations(partnership: Partnership) -> list[Membership]:
    """All memberships of the partnership with their letters, newest letter first."""
    letters = MembershipInvitation.objects.select_related("invited_by", "answered_by")
    rows = partnership.memberships.select_related("organisation", "joined_by")
    return list(rows.prefetch_related(Prefetch("invitations", letters, to_attr="letters")))


def expired() -> QuerySet[Membership]:
    """Memberships whose invitation ran out without an answer."""
    over = MembershipInvitation.objects.filter(closed_at__isnull=True, expires_at__lte=timezone.now())
    return Membership.objects.filter(state=MembershipState.INVITED, invitations__in=over).select_related(
        "partnership", "organisation"
    )


def to_remind(within: Any) -> QuerySet[MembershipInvitation]:
    """Open invitations that run out within this time and of which nobody was reminded."""
    now = timezone.now()
    rows = MembershipInvitation.objects.filter(
        closed_at__isnull=True,
        reminded_at__isnull=True,
        expires_at__gt=now,
        expires_at__lte=now + within,
    )
    return rows.exclude(membership__partnership__state__in=OVER).select_related(
        "membership__partnership", "membership__organisation"
    )


def ground_of(organisations: Iterable[int]) -> list[Unit]:
    """The units of which these organisations are the local governments today."""
    rows = OrganisationUnit.objects.filter(organisation__in=list(organisations), until__isnull=True)
    return [row.unit for row in rows.select_related("unit").order_by("unit__country", "unit__code")]


def already_there(user: Any, units: Iterable[Unit], besides: Partnership | None = None) -> list[Partnership]:
    """Partnerships that `user` may see and of which a local government of these units is a member.

    Each with `shared`: how many of these units' local governments are in it; most first.
    """
    ids = [unit.pk for unit in units]
    here = members_now().filter(organisation__unit_links__unit__in=ids).values("partnership")
    rows = visible_to(user).exclude(state__in=OVER).filter(pk__in=here)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    shared = Count(
        "memberships__organisation",
        filter=Q(
            memberships__state=MembershipState.CONFIRMED,
            memberships__organisation__unit_links__unit__in=ids,
            memberships__organisation__unit_links__until__isnull=True,
        ),
        distinct=True,
    )
    return list(rows.annotate(shared=shared).order_by("-shared", "slug")[:MOST_PROPOSED])


@dataclass(frozen=True, slots=True)
class Proposal:
    """A municipality that the partnership might ask: why (area, official, county, gap, neighbour), how near.

    touches: members with whom it shares a border; km: of how many kilometres.
    """

    unit: Unit
    reason: str
    touches: int
    km: float


def proposals(
    units: Iterable[Unit], *, area: Iterable[int] = (), besides: Iterable[int] = ()
) -> list[Proposal]:
    """Municipalities near the members' (`units`) that are not among them, those that close gaps first.

    area: ids of the units of the partnership's functional area. besides: ids of units to leave out.
    Order: units of the partnership's own area; of an official functional area that a member lies in;
    of a county that is a member; those that touch two members or more; other neighbours.
    Within each: the longer common border first.
    """
    members = list(units)
    own = {unit.pk for unit in members if unit.level == UnitLevel.MUNICIPALITY}
    out = own | set(besides)
    counties = [unit.pk for unit in members if unit.level == UnitLevel.COUNTY]
    near = (
        Neighbour.objects.filter(unit__in=own, other__until__isnull=True)
        .exclude(other__in=out)
        .values("other")
        .annotate(touches=Count("unit"), length=Sum("km"))
    )
    touching = {row["other"]: (row["touches"], row["length"]) for row in near}
    in_area = set(area) - out
    official = set(
        FunctionalAreaUnit.objects.filter(
            area__is_official=True, area__area_units__unit__in=own, unit__until__isnull=True
        )
        .exclude(unit__in=out)
        .values_list("unit", flat=True)
    )
    inside = set(
        Unit.objects.filter(parent__in=counties, until__isnull=True)
        .exclude(pk__in=out)
        .values_list("pk", flat=True)
    )
    wanted = touching.keys() | in_area | official | inside
    found = Unit.objects.select_related("parent", "region").in_bulk(wanted)
    made = []
    for pk, unit in found.items():
        touches, km = touching.get(pk, (0, 0.0))
        if pk in in_area:
            reason = "area"
        elif pk in official:
            reason = "official"
        elif pk in inside:
            reason = "county"
        else:
            reason = "gap" if touches > 1 else "neighbour"
        made.append(Proposal(unit, reason, touches, round(km, 1)))
    order = ("area", "official", "county", "gap", "neighbour")
    made.sort(key=lambda each: (order.index(each.reason), -each.touches, -each.km, each.unit.folded))
    return made[:MOST_PROPOSED]


def active_there(units: Iterable[Unit], besides: Iterable[int] = ()) -> list[Organisation]:
    """Organisations of other sectors that are members of partnerships with a local government of these units.

    besides: ids of organisations to leave out.
    """
    ids = [unit.pk for unit in units]
    there = members_now().filter(
        partnership__published_at__isnull=False, organisation__unit_links__unit__in=ids
    )
    others = members_now().filter(partnership__in=there.values("partnership"), organisation=OuterRef("pk"))
    kinds = (
        OrganisationKind.NGO,
        OrganisationKind.CHAMBER,
        OrganisationKind.COMPANY,
        OrganisationKind.UNIVERSITY,
    )
    rows = Organisation.objects.filter(Exists(others), kind__in=kinds).exclude(pk__in=list(besides))
    return list(rows.order_by("slug")[:MOST_ACTIVE])


def present_ids(partnership: Partnership) -> set[int]:
    """Ids of the organisations that are members or invited."""
    return set(partnership.memberships.filter(state__in=PRESENT).values_list("organisation", flat=True))
