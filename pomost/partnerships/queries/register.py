"""Reads of the public register: partnerships, their members, the map."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from pomost.accounts.rules import is_administrator, scopes_of
from pomost.core.languages import alphabetical
from pomost.core.origin import counted
from pomost.core.search.asking import ids_of
from pomost.core.sitemap import Page
from pomost.organisations.models.units import OrganisationUnit
from pomost.partnerships.models.members import Membership, PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership, PartnershipLink, PartnershipTheme
from pomost.partnerships.models.support import FundingLine, Participation, ParticipationPhase
from pomost.partnerships.rules import IN_IT, OF_A_PROGRAMME, OF_AN_OFFICE
from pomost.partnerships.states import (
    EVER,
    GRANTED,
    SUPPORTED,
    TAKES_PART,
    Fund,
    MembershipState,
)
from pomost.programmes.models.figures import Figure
from pomost.programmes.models.programmes import Programme
from pomost.programmes.queries import Claims, claims_about, claims_of
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitLevel
from pomost.ui.lists import spellings

ADVISED = "partnerships.advised"  # the counting query of all partnerships that a programme took in
WITH_GRANT = "partnerships.with-grant"  # of those that it supported while they carried out a grant
MOST_FOUND = 2000  # partnerships that a search of the register can bring


def _ids(user: Any, roles: Iterable[str]) -> list[int]:
    return [int(pk) for pk in scopes_of(user, *roles)]


def visible_to(user: Any) -> QuerySet[Partnership]:
    """Partnerships that `user` may see: the list form of `view_partnership`."""
    if not user.is_authenticated:
        return Partnership.objects.filter(published_at__isnull=False)
    if is_administrator(user):
        return Partnership.objects.all()
    return Partnership.objects.filter(Q(published_at__isnull=False) | _with_task(user))


def of_these(partnerships: QuerySet[Partnership]) -> Q:
    """That a row's `partnership` is one of these, for long tables: by their numbers, found first.

    The database then walks the rows in their order instead of asking of each who sees it. By the fewer of
    the two: for who sees nearly all partnerships, reading in order is quicker than by an index.
    """
    seen = Q(pk__in=partnerships.order_by().values("pk"))
    mine: list[int] = []
    others: list[int] = []
    for pk, is_seen in Partnership.objects.order_by().annotate(is_seen=seen).values_list("pk", "is_seen"):
        (mine if is_seen else others).append(pk)
    if len(mine) <= len(others):
        return Q(partnership__in=mine)
    return Q(partnership__isnull=False) & ~Q(partnership__in=others)


def with_task_for(user: Any) -> QuerySet[Partnership]:
    """Partnerships in which `user` has a task: the list form of `open_workspace_of_partnership`."""
    return (
        Partnership.objects.filter(_with_task(user)) if user.is_authenticated else Partnership.objects.none()
    )


def _with_task(user: Any) -> Q:
    own = members_now().filter(partnership=OuterRef("pk"), organisation__in=_ids(user, OF_AN_OFFICE))
    supported = Participation.objects.filter(
        partnership=OuterRef("pk"), state__in=SUPPORTED, programme__in=_ids(user, OF_A_PROGRAMME)
    )
    return Q(pk__in=_ids(user, IN_IT)) | Exists(own) | Exists(supported)


def registered() -> QuerySet[Partnership]:
    """The public register: published and not invented."""
    return counted(Partnership.objects.filter(published_at__isnull=False))


def members_now() -> QuerySet[Membership]:
    return Membership.objects.filter(state=MembershipState.CONFIRMED)


def with_counts(rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """The partnerships with `member_count`: how many members are entered and have not left."""
    here = members_now().filter(partnership=OuterRef("pk")).order_by().values("partnership")
    return rows.annotate(member_count=Coalesce(Subquery(here.annotate(count=Count("pk")).values("count")), 0))


def listed(*, programmes: bool = False) -> QuerySet[Partnership]:
    """The rows of the register's list."""
    return with_columns(registered(), programmes=programmes)


def with_columns(rows: QuerySet[Partnership], *, programmes: bool = False) -> QuerySet[Partnership]:
    """The partnerships with what the columns of lists show; of their members no more than that.

    programmes: with their participations too, for the column that is not shown unless asked for.
    """
    places = ("organisation", "unit__name", "unit__level", "unit__region__name")
    links = OrganisationUnit.objects.filter(until__isnull=True).select_related("unit__region").only(*places)
    members = (
        members_now()
        .select_related("organisation")
        .only("partnership", "role", "organisation__name")
        .prefetch_related(Prefetch("organisation__unit_links", links))
    )
    support = Prefetch("participations", Participation.objects.select_related("programme"))
    current = Prefetch("memberships", members, to_attr="current")
    rows = with_counts(rows).prefetch_related("themes", "regions", current)
    return rows.prefetch_related(support) if programmes else rows


def others_for(user: Any, partnership: Partnership) -> QuerySet[Partnership]:
    """Partnerships to which `user` may tie this one: those that they see, besides itself, by name."""
    return visible_to(user).exclude(pk=partnership.pk).order_by("name__pl", "slug")


def regions_shown() -> list[Unit]:
    """The voivodeships of today, by name."""
    rows = Unit.objects.filter(country="PL", level=UnitLevel.REGION, until__isnull=True).order_by()
    return sorted(rows, key=lambda unit: alphabetical(unit.name))


def with_theme(rows: QuerySet[Partnership], theme: str) -> QuerySet[Partnership]:
    """Those that work on a theme."""
    return rows.filter(Exists(PartnershipTheme.objects.filter(partnership=OuterRef("pk"), theme=theme)))


def in_region(rows: QuerySet[Partnership], region: Unit) -> QuerySet[Partnership]:
    """Those of which a member lies in the voivodeship, or of which a source says so."""
    units = OrganisationUnit.objects.filter(
        Q(unit__region=region) | Q(unit=region), organisation=OuterRef("organisation")
    )
    members = members_now().filter(Exists(units), partnership=OuterRef("pk"))
    stated = Partnership.regions.through.objects.filter(partnership=OuterRef("pk"), unit=region)
    return rows.filter(Exists(members) | Exists(stated))


def holding(rows: QuerySet[Partnership], text: str) -> QuerySet[Partnership]:
    """Those whose name, subject or members hold the words: as typed, or as the search knows them."""
    found = Q(pk__in=ids_of("partnerships", text, limit=MOST_FOUND))
    typed = Q()
    for word in text.split()[:10]:
        one = Q()
        for form in spellings(word):
            one |= Q(name__pl__icontains=form) | Q(short_name__icontains=form)
        typed &= one
    return rows.filter(found | typed)


def whole(rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """The partnerships with all that the open data say of them, in a fixed number of queries.

    Documents come with `signed_by`: how many of their signatories are entered.
    """
    return for_a_page(rows).prefetch_related("regions")


def for_a_page(rows: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """The same for the page of one, which needs the voivodeships of its source only without members."""
    papers = PartnershipDocument.objects.select_related("amends").annotate(signed_by=Count("signatures"))
    documents = papers.order_by("signed", "pk")  # said here: rows that are grouped lose the model's order
    phases = ParticipationPhase.objects.select_related("phase")
    return rows.select_related("functional_area__core").prefetch_related(
        "themes",
        "funding_lines",
        "timeline_entries",
        Prefetch("functional_area__units", Unit.objects.select_related("boundary")),
        Prefetch("memberships", Membership.objects.select_related("organisation", "joined_by")),
        Prefetch("documents", documents),
        Prefetch("participations", Participation.objects.select_related("programme")),
        Prefetch("participations__phases", phases),
    )


def units_of(organisations: Iterable[int]) -> dict[int, list[Unit]]:
    """The units of each organisation (by id), with boundary and voivodeship; one query."""
    found: dict[int, list[Unit]] = {}
    rows = (
        OrganisationUnit.objects.filter(organisation__in=list(organisations), until__isnull=True)
        .select_related("unit__boundary", "unit__region")
        .order_by("unit__country", "unit__code")
    )
    for row in rows:
        found.setdefault(row.organisation_id, []).append(row.unit)
    return found


def claims_on_the_page(partnership: Partnership) -> Claims:
    """Claims about the partnership and its papers."""
    papers = [paper.pk for paper in partnership.documents.all()]
    subjects = {"partnerships.partnership": [partnership.pk], "partnerships.partnershipdocument": papers}
    return claims_of(subjects)


def public_pages() -> Iterator[Page]:
    """The room's pages for search engines."""
    yield from (Page("partnerships:index"), Page("partnerships:map"))
    for row in registered().order_by("slug").iterator():
        yield Page("partnerships:detail", {"slug": row.slug}, row.updated_at)


def advised(programme: Any) -> QuerySet[Partnership]:
    """Registered partnerships that a programme took in, whatever the phase."""
    here = Participation.objects.filter(partnership=OuterRef("pk"), programme=programme, state__in=TAKES_PART)
    return registered().filter(Exists(here)).order_by("slug")


def with_grant(programme: Any) -> QuerySet[Partnership]:
    """Those of them with a grant of the EEA mechanisms or of Technical Assistance, not only a plan."""
    granted = FundingLine.objects.filter(partnership=OuterRef("pk"), fund__in=(Fund.EEA, Fund.POPT))
    return advised(programme).filter(Exists(granted.filter(stage__in=GRANTED)))


def ties_of(partnership: Partnership) -> list[PartnershipLink]:
    """What ties the partnership to others, whichever of the two says so; only to others in the register."""
    seen = registered().values("pk")
    rows = PartnershipLink.objects.filter(
        Q(partnership=partnership, other__in=seen) | Q(other=partnership, partnership__in=seen)
    )
    return list(rows.select_related("partnership", "other").order_by("pk"))


def on_the_same_ground(partnership: Partnership, units: Iterable[Unit]) -> list[Partnership]:
    """Other registered partnerships with a member, or a functional area, on these units of its members.

    From the few units to their partnerships: asked the other way, each partnership would be looked at.
    """
    mine = {unit.pk for unit in units}
    members = members_now().filter(organisation__unit_links__unit__in=mine).values("partnership")
    areas = Partnership.objects.filter(functional_area__units__in=mine).values("pk")
    rows = registered().exclude(pk=partnership.pk).filter(Q(pk__in=members) | Q(pk__in=areas))
    return list(rows.order_by("slug")[:30])


def ground_of(partnerships: Iterable[int]) -> QuerySet[Unit]:
    """The members' municipalities with a known boundary, of the partnerships with these ids.

    Whose they are is read first: SQLite would go through the members anew for every unit.
    """
    members = members_now().filter(
        partnership__in=list(partnerships), organisation__unit_links__until__isnull=True
    )
    units = set(members.values_list("organisation__unit_links__unit", flat=True)) - {None}
    return Unit.objects.filter(pk__in=units, level=UnitLevel.MUNICIPALITY, boundary__isnull=False)


def ground_with_partnerships(rows: QuerySet[Partnership]) -> list[tuple[str, str]]:
    """(slug, boundary as GeoJSON) of each municipality of each member of these partnerships; one query."""
    members = members_now().filter(
        partnership__in=rows,
        organisation__unit_links__until__isnull=True,
        organisation__unit_links__unit__level=UnitLevel.MUNICIPALITY,
        organisation__unit_links__unit__boundary__isnull=False,
    )
    return list(
        members.order_by("partnership__slug", "organisation__unit_links__unit").values_list(
            "partnership__slug", "organisation__unit_links__unit__boundary__geometry"
        )
    )


def organisations_in(partnership: Partnership) -> list[int]:
    """Ids of the organisations that are members now."""
    return list(members_now().filter(partnership=partnership).values_list("organisation", flat=True))


def ground_of_others(others: Iterable[Partnership], limit: int) -> Iterator[tuple[Unit, str]]:
    """(municipality, name of the partnership) of at most `limit` municipalities of these; two queries."""
    names: dict[int, list[str]] = {}  # by the unit
    called = {each.pk: str(each.spoken_name) for each in others}
    members = members_now().filter(
        partnership__in=called,
        organisation__unit_links__until__isnull=True,
        organisation__unit_links__unit__isnull=False,
    )
    links = members.order_by("partnership__slug", "pk")
    for unit_id, partnership in links.values_list("organisation__unit_links__unit", "partnership"):
        names.setdefault(unit_id, []).append(called[partnership])
    units = Unit.objects.filter(pk__in=names, level=UnitLevel.MUNICIPALITY).select_related("boundary")
    for unit in units.order_by("code", "pk")[:limit]:
        for name in names[unit.pk]:
            yield unit, name


@dataclass(frozen=True, slots=True)
class Entered:
    """How many partnerships of a programme are entered, and of how many its sources speak (0: of none)."""

    programme: Programme
    entered: int
    stated: int

    @property
    def missing(self) -> int:
        return max(self.stated - self.entered, 0)


def programmes_with_counts() -> list[Entered]:
    """Each published programme of which partnerships are entered."""
    here = Q(participations__state__in=TAKES_PART, participations__partnership__in=registered())
    programmes = counted(Programme.objects.filter(published_at__isnull=False))
    rows = programmes.annotate(entered=Count("participations__partnership", filter=here, distinct=True))
    found = list(rows.filter(entered__gt=0).order_by("slug"))
    ids = [row.pk for row in found]
    figures = {row.pk: row.programme_id for row in Figure.objects.filter(query=ADVISED, programme__in=ids)}
    stated = {
        figures[pk]: claims[0].value
        for (pk, aspect), claims in claims_about("programmes.figure", figures).items()
        if aspect == "value" and isinstance(claims[0].value, int)
    }
    return [Entered(programme, programme.entered, stated.get(programme.pk, 0)) for programme in found]


def names_of(ids: set[str] | None) -> list[tuple[str, str]]:
    """(id, name) of the partnerships with these ids, or of all, in the order of their names."""
    rows = Partnership.objects.all() if ids is None else Partnership.objects.filter(pk__in=ids)
    return sorted(((str(row.pk), str(row)) for row in rows), key=lambda row: row[1])


def memberships_on(unit: Unit) -> QuerySet[Membership]:
    """Memberships, of today and of earlier, of the local governments of a unit in registered partnerships."""
    return (
        Membership.objects.filter(
            state__in=EVER,
            organisation__in=OrganisationUnit.objects.filter(unit=unit).values("organisation"),
            partnership__in=registered(),
        )
        .select_related("partnership", "organisation")
        .order_by("joined", "partnership__slug", "pk")
    )
