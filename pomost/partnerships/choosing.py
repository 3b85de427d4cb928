"""Whom a partnership may ask, as the pages of choosing and inviting show them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core.origin import INVENTED
from pomost.core.search.asking import ids_of
from pomost.organisations.models.history import OrganisationAddress
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.units import OrganisationUnit
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import joining
from pomost.partnerships.queries.register import regions_shown
from pomost.partnerships.states import PRESENT, MembershipState
from pomost.territory.models.units import Unit, folded_name
from pomost.territory.presenting import told_apart
from pomost.territory.queries import best_matches
from pomost.territory.states import UnitLevel
from pomost.ui.lists import spellings

OFFICE = "org-"  # how the key of an organisation that is found by itself begins; others are keys of units
MOST_PICKED = 200
MOST_OF_A_KIND = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom the partnership may ask. key: as addresses and fields name it; why: why it is shown.

    unit: whose local government it is; organisation: None where the register of organisations lacks it.
    """

    key: str
    name: str
    note: str
    organisation: Organisation | None = None
    unit: Unit | None = None
    email: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """The municipalities of a voivodeship from which one picks on the map, or in the list that says the same.

    region: None while none is chosen. counties: (name, its municipalities as key and name).
    """

    region: Unit | None
    counties: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    regions: Sequence[Unit]


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the page of choosing shows."""

    picked: Sequence[Candidate]
    found: Sequence[Candidate]
    proposed: Sequence[Candidate]
    active: Sequence[Candidate]
    already: Sequence[Partnership]
    ground: Ground | None


def of_unit(unit: Unit, note: str = "") -> Candidate:
    """The local government of a unit."""
    link = next(iter(getattr(unit, "links_now", ())), None)
    organisation = link.organisation if link else None
    where = told_apart(unit)
    return Candidate(unit.key, unit.called, note or where, organisation, unit)


def of_organisation(organisation: Organisation, note: str = "") -> Candidate:
    """An organisation by itself."""
    return Candidate(
        f"{OFFICE}{organisation.pk}",
        str(organisation),
        note or str(organisation.get_kind_display()),
        organisation,
    )


def _with_offices(units: Iterable[Unit]) -> list[Unit]:
    """The units, each with `links_now`: the organisation that is its local government; one query."""
    rows = list(units)
    links = OrganisationUnit.objects.filter(until__isnull=True).select_related("organisation")
    from_now = Prefetch("organisation_links", links, to_attr="links_now")
    found = Unit.objects.filter(pk__in=[unit.pk for unit in rows]).prefetch_related(from_now)
    by_id = {unit.pk: unit for unit in found.select_related("parent", "region")}
    return [by_id[unit.pk] for unit in rows]


def with_mail(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the e-mail address at which each organisation is reached, where one is known."""
    ids = [each.organisation.pk for each in candidates if each.organisation]
    rows = OrganisationAddress.objects.filter(organisation__in=ids, until__isnull=True).exclude(email="")
    # Where there are both, letters go to the address for correspondence: it comes last here.
    known = {row.organisation_id: row.email for row in rows.order_by("-kind")}
    return [
        replace(each, email=known.get(each.organisation.pk, "")) if each.organisation else each
        for each in candidates
    ]


def picked(keys: Sequence[str]) -> list[Candidate]:
    """Those whom the keys of an address name, in their order; what is unknown or no more drops out."""
    keys = [key for key in dict.fromkeys(keys) if "\0" not in key][:MOST_PICKED]
    ids = {key: int(key[len(OFFICE) :]) for key in keys if re.fullmatch(rf"{OFFICE}[0-9]{{1,9}}", key)}
    standing = Organisation.objects.standing().filter(ended_on__isnull=True)
    organisations = standing.in_bulk(ids.values())
    codes = {key: key.partition("-")[2] for key in keys if key not in ids}
    units = Unit.objects.filter(code__in=codes.values(), until__isnull=True)
    by_key = {unit.key: unit for unit in _with_offices(units)}
    found = []
    for key in keys:
        if key in ids and ids[key] in organisations:
            found.append(of_organisation(organisations[ids[key]]))
        elif key in by_key:
            found.append(of_unit(by_key[key]))
    return found


def choosing(
    partnership: Partnership, user: Any, keys: Sequence[str], text: str, region: str = ""
) -> Choosing:
    """Everything of the page: whom one picked, whom the words find, whom we propose, who is there already.

    region: the code of the voivodeship that the map shows; by default that of the members.
    """
    members = list(partnership.memberships.filter(state__in=PRESENT).select_related("organisation"))
    there = {row.organisation_id for row in members}
    chosen = [each for each in picked(keys) if not _is_in(each, there)]
    ground = joining.ground_of(there | {each.organisation.pk for each in chosen if each.organisation})
    ground += [each.unit for each in chosen if each.unit and each.organisation is None]
    taken = {each.key for each in chosen}

    def free(candidates: Iterable[Candidate]) -> list[Candidate]:
        return [each for each in candidates if each.key not in taken and not _is_in(each, there)]

    named_by_words = free(found(text, invented=partnership.is_invented)) if text else []
    near = [] if partnership.is_invented else free(proposed(partnership, ground))
    shown = {each.key for each in (*chosen, *named_by_words, *near)}
    return Choosing(
        picked=chosen,
        found=named_by_words,
        proposed=near,
        ground=None
        if partnership.is_invented
        else ground_to_pick(region, ground, shown | {unit.key for unit in joining.ground_of(there)}),
        active=free(of_organisation(row) for row in joining.active_there(ground, there)),
        already=joining.already_there(user, ground, besides=partnership),
    )


def ground_to_pick(code: str, ground: Sequence[Unit], shown: set[str]) -> Ground | None:
    """The municipalities of a voivodeship, besides those `shown` (keys) elsewhere on the page.

    None where the register of units is not there. Two queries.
    """
    regions = regions_shown()
    here = code or next((unit.region.code if unit.region else unit.code[:2] for unit in ground), "")
    region = next((row for row in regions if row.code == here), None)
    counties: dict[str, list[tuple[str, str]]] = {}
    if region is not None:
        rows = Unit.objects.filter(region=region, level=UnitLevel.MUNICIPALITY, until__isnull=True)
        for unit in rows.select_related("parent").order_by("parent__folded", "folded", "code"):
            if unit.key not in shown:
                name = f"{unit.name} ({unit.get_kind_display()})"
                counties.setdefault(unit.parent.called if unit.parent else "", []).append((unit.key, name))
    return Ground(region, list(counties.items()), regions) if regions else None


def _is_in(candidate: Candidate, there: set[int]) -> bool:
    return candidate.organisation is not None and candidate.organisation.pk in there


def found(text: str, *, invented: bool = False) -> list[Candidate]:
    """Local governments by their units, then other organisations, that the words may mean.

    invented: only invented organisations, for a partnership that is one.
    """
    matches = best_matches(text, limit=MOST_OF_A_KIND)
    units = [match.unit for match in matches if match.unit.until is None]
    wanted = [unit for unit in _with_offices(units) if unit.country == "PL" or unit.links_now]  # type: ignore[attr-defined]
    standing = Organisation.objects.standing().filter(ended_on__isnull=True)
    standing = standing.filter(origin__in=INVENTED) if invented else standing.exclude(origin__in=INVENTED)
    rows = standing if invented else standing.exclude(kind=OrganisationKind.LOCAL_GOVERNMENT)
    for word in text.split()[:8]:
        rows = rows.filter(_holds(word))
    others = list(rows[:MOST_OF_A_KIND])
    alike = standing.in_bulk(ids_of("organisations", text, limit=5))
    others += [
        row
        for row in alike.values()
        if row not in others and (invented or row.kind != OrganisationKind.LOCAL_GOVERNMENT)
    ]
    return [*(() if invented else map(of_unit, wanted)), *map(of_organisation, others)]


def _holds(word: str) -> Any:
    held = Q()
    for form in spellings(word):
        held |= Q(name__pl__icontains=form) | Q(short_name__icontains=form)
    return held


def named(text: str) -> list[Candidate]:
    """The organisations that a name or code means: those that fit exactly, else all that may be meant."""
    rows = [each for each in found(text) if each.organisation is not None]
    plain = folded_name(text)
    exact = [
        each
        for each in rows
        if plain in (folded_name(each.name), folded_name(str(each.organisation)))
        or (each.unit is not None and text.replace(" ", "")[:6] == each.unit.code)
    ]
    return exact or rows


def proposed(partnership: Partnership, ground: Sequence[Unit]) -> list[Candidate]:
    """Neighbours that would close gaps, each with the reason in words."""
    area = partnership.functional_area
    ids = list(area.area_units.values_list("unit", flat=True)) if area else []
    rows = {each.unit.pk: each for each in joining.proposals(ground, area=ids)}
    units = _with_offices(each.unit for each in rows.values())
    return [of_unit(unit, f"{told_apart(unit)}; {reason_of(rows[unit.pk])}") for unit in units]


def reason_of(proposal: joining.Proposal) -> str:
    """Why a neighbour is proposed."""
    if proposal.reason == "area":
        return _("lies in the functional area of the partnership")
    if proposal.reason == "official":
        return _("lies in the same functional area by the EU–OECD definition")
    if proposal.reason == "county":
        return _("lies in a county that is a member")
    if proposal.touches > 1:
        return ngettext("borders on %d member", "borders on %d members", proposal.touches) % proposal.touches
    return _("neighbour")


@dataclass(frozen=True, slots=True)
class Asked:
    """A membership on the page of members: what may be done with it now."""

    membership: Membership
    letter: Any

    @property
    def is_invited(self) -> bool:
        return self.membership.state == MembershipState.INVITED

    @property
    def may_be_asked_again(self) -> bool:
        return self.membership.state in (MembershipState.DECLINED, MembershipState.EXPIRED)

    @property
    def is_member(self) -> bool:
        return self.membership.state == MembershipState.CONFIRMED


def asked(partnership: Partnership) -> dict[str, list[Asked]]:
    """Memberships of the partnership in groups: members, waiting for an answer, not joined, earlier."""
    groups: dict[str, list[Asked]] = {"members": [], "waiting": [], "others": [], "earlier": []}
    place = {
        MembershipState.CONFIRMED: "members",
        MembershipState.INVITED: "waiting",
        MembershipState.LEFT: "earlier",
        MembershipState.ENDED: "earlier",
    }
    for row in joining.with_invitations(partnership):
        group = place.get(MembershipState(row.state), "others")
        groups[group].append(Asked(row, next(iter(row.letters), None)))  # type: ignore[attr-defined]
    return groups
