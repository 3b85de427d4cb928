"""What a proposed assignment is made of: partnerships and their needs, consultants and their hours."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet, Sum
from django.utils import timezone

from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import scopes_of
from pomost.advisory import assigning, hours
from pomost.advisory.models.assigning import AssignmentLine, AssignmentProposal
from pomost.advisory.models.consultations import Consultation
from pomost.advisory.models.contracts import AdviserProfile, ConsultantContract
from pomost.advisory.states import Topic
from pomost.organisations.models import OrganisationUnit
from pomost.partnerships.mapping import placed
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import OVER, MemberRole, MembershipState, ParticipationState, Theme
from pomost.programmes.models.programmes import Programme

YEAR = 365
MONTH = YEAR / 12
ROUNDED = 30  # a need is an estimate: full half hours
# What a partnership works on → what an adviser helps with.
WANTED: dict[str, str] = {
    Theme.STRATEGY: Topic.STRATEGY,
    Theme.TRANSPORT: Topic.TRANSPORT,
    Theme.SPATIAL_PLANNING: Topic.PLANNING,
    Theme.PUBLIC_SPACE: Topic.PLANNING,
    Theme.REVITALISATION: Topic.PLANNING,
    Theme.ENVIRONMENT: Topic.ENVIRONMENT,
    Theme.ENERGY: Topic.ENVIRONMENT,
    Theme.WATER: Topic.ENVIRONMENT,
    Theme.ECONOMY: Topic.ECONOMY,
    Theme.LABOUR_MARKET: Topic.ECONOMY,
    Theme.TOURISM: Topic.ECONOMY,
    Theme.EDUCATION: Topic.SOCIAL,
    Theme.SOCIAL: Topic.SOCIAL,
    Theme.CIVIL_SOCIETY: Topic.PARTICIPATION,
    Theme.SERVICES: Topic.SERVICES,
}
SPOKEN_IN = {"PL": "pl", "NO": "nb"}  # with partners from elsewhere one speaks English


@dataclass(frozen=True, slots=True)
class Input:
    """Who takes part, as the solver and as pages need it. The keys are ids of partnerships and accounts.

    contracts: of each consultant who can be assigned. without_contract: they look after a partnership of the
    programme and have no contract that runs. without_profile: nobody knows their home or their subjects.
    months: for which hours are counted.
    """

    months: float = 1.0
    partnerships: Mapping[int, Partnership] = field(default_factory=dict)
    needs: Mapping[int, assigning.Partnership] = field(default_factory=dict)
    accounts: Mapping[int, Any] = field(default_factory=dict)
    contracts: Mapping[int, ConsultantContract] = field(default_factory=dict)
    consultants: Mapping[int, assigning.Consultant] = field(default_factory=dict)
    homes: Mapping[int, assigning.Point] = field(default_factory=dict)
    without_contract: Sequence[Any] = ()
    without_profile: Sequence[Any] = ()

    @property
    def needed(self) -> int:
        """Minutes that all partnerships need."""
        return sum(each.need for each in self.needs.values())

    @property
    def free(self) -> int:
        """Minutes that all contracts hold."""
        return sum(each.free for each in self.consultants.values())


def proposals_managed_by(user: Any) -> QuerySet[AssignmentProposal]:
    """Proposals of the programmes that the user manages: the list form of `decide_assignment`."""
    mine = [int(pk) for pk in scopes_of(user, Role.PROGRAMME_MANAGER)]
    return AssignmentProposal.objects.filter(programme__in=mine).select_related("programme")


def lines_managed_by(user: Any) -> QuerySet[AssignmentLine]:
    """Lines of these proposals."""
    rows = AssignmentLine.objects.filter(proposal__in=proposals_managed_by(user))
    return rows.select_related("proposal__programme", "partnership", "present", "proposed", "chosen")


def programmes_managed_by(user: Any) -> QuerySet[Programme]:
    """Programmes for which the user may propose an assignment: the list form of `propose_assignment`."""
    mine = [int(pk) for pk in scopes_of(user, Role.PROGRAMME_MANAGER)]
    return Programme.objects.filter(pk__in=mine).order_by("slug")


def caretakers_now(partnerships: Sequence[int]) -> dict[int, list[int]]:
    """Partnership → accounts that look after it now, the first first; one query."""
    grants = in_force().filter(
        role=Role.CONSULTANT, scope_kind=Scope.PARTNERSHIP, scope_id__in=[str(pk) for pk in partnerships]
    )
    found: dict[int, list[int]] = {}
    for scope_id, account in grants.order_by("since", "pk").values_list("scope_id", "account"):
        found.setdefault(int(scope_id), []).append(account)
    return found


def supported_by(programme: Programme) -> dict[int, Partnership]:
    """Partnerships that are admitted to the programme and still there, by slug."""
    rows = Partnership.objects.filter(
        participations__programme=programme, participations__state=ParticipationState.ADMITTED
    )
    rows = rows.exclude(state__in=OVER).prefetch_related("themes", "regions").order_by("slug")
    return {row.pk: row for row in placed(rows)}


def input_of(programme: Programme, user: Any, least_hours: float) -> Input:
    """Who takes part in an assignment of the programme; as many queries however many they are.

    user: the manager, who can't take over what he gives. least_hours: of advice in a month, for each
    partnership. A need is the partnership's advice of the last twelve months, carried on until the last
    contract ends, for a year at most; a contract that lasts longer counts with its share of these months.
    """
    today = timezone.localdate()
    contracts = {
        row.account_id: row
        for row in ConsultantContract.objects.filter(
            programme=programme, since__lte=today, until__gte=today, account__is_active=True
        ).select_related("account")
        if row.account_id is not None and row.account_id != user.pk
    }
    last = max((row.until for row in contracts.values()), default=today)
    days = min(YEAR, max(MONTH, (last - today).days + 1))
    partnerships = supported_by(programme)
    now = caretakers_now(list(partnerships))
    profiles = _profiles({*contracts, *(pk for held in now.values() for pk in held)})
    accounts = {pk: row.account for pk, row in contracts.items()}
    others = {pk for held in now.values() for pk in held} - set(accounts)
    further = {row.pk: row for row in get_user_model().objects.filter(pk__in=others).order_by("name", "pk")}
    known: list[Any] = sorted(accounts.values(), key=str)
    return Input(
        months=days / MONTH,
        partnerships=partnerships,
        needs=_needs(partnerships, now, days, least_hours),
        accounts={**{row.pk: row for row in known}, **further},
        contracts=contracts,
        consultants=_consultants(contracts, profiles, partnerships, days, today),
        homes={pk: home for pk, row in profiles.items() if (home := _home(row)) is not None},
        without_contract=[row for pk, row in further.items() if pk != user.pk],
        without_profile=[row for row in known if row.pk not in profiles or _home(profiles[row.pk]) is None],
    )


def _profiles(accounts: set[int]) -> dict[int, AdviserProfile]:
    rows = AdviserProfile.objects.filter(account__in=accounts).select_related("home")
    return {row.account_id: row for row in rows.prefetch_related("regions")}


def _home(profile: AdviserProfile | None) -> assigning.Point | None:
    home = profile.home if profile is not None else None
    if home is None or home.latitude is None or home.longitude is None:
        return None
    return float(home.latitude), float(home.longitude)


def _consultants(
    contracts: Mapping[int, ConsultantContract],
    profiles: Mapping[int, AdviserProfile],
    partnerships: Mapping[int, Partnership],
    days: float,
    today: date,
) -> dict[int, assigning.Consultant]:
    used = hours.usage_of(contracts.values())
    elsewhere: dict[int, int] = {}
    grants = in_force().filter(
        role=Role.CONSULTANT, scope_kind=Scope.PARTNERSHIP, account__in=list(contracts)
    )
    for account, scope_id in grants.order_by().values_list("account", "scope_id"):
        if int(scope_id) not in partnerships:
            elsewhere[account] = elsewhere.get(account, 0) + 1
    found = {}
    for pk, row in contracts.items():
        profile = profiles.get(pk)
        left = used[row.pk].left
        found[pk] = assigning.Consultant(
            key=pk,
            free=math.floor(left * min(1.0, days / ((row.until - today).days + 1))),
            home=_home(profile),
            topics=frozenset(profile.topics if profile else ()),
            regions=frozenset(unit.pk for unit in profile.regions.all()) if profile else frozenset(),
            languages=frozenset(profile.languages if profile else ()),
            others=elsewhere.get(pk, 0),
        )
    return found


def _needs(
    partnerships: Mapping[int, Partnership],
    now: Mapping[int, list[int]],
    days: float,
    least_hours: float,
) -> dict[int, assigning.Partnership]:
    since = timezone.localdate() - timedelta(days=YEAR)
    rows = Consultation.objects.filter(partnership__in=partnerships, day__gt=since, withdrawn_at__isnull=True)
    given = dict(rows.order_by().values_list("partnership").annotate(all=Sum("counted")))
    regions, languages = _regions(partnerships), _languages(partnerships)
    found = {}
    for pk, row in partnerships.items():
        middle: Any = row  # with what `placed` adds
        minutes = max(least_hours * 60 * days / MONTH, given.get(pk, 0) * days / YEAR)
        found[pk] = assigning.Partnership(
            key=pk,
            need=ROUNDED * max(1, math.ceil(round(minutes / ROUNDED, 6))),
            place=(
                (float(middle.latitude), float(middle.longitude)) if middle.latitude is not None else None
            ),
            topics=frozenset(WANTED[each.theme] for each in row.themes.all() if each.theme in WANTED),
            regions=frozenset(regions.get(pk, set()) | {unit.pk for unit in row.regions.all()}),
            languages=frozenset(languages.get(pk, ())),
            present=now.get(pk, [None])[0],
        )
    return found


def _members(partnerships: Mapping[int, Partnership]) -> QuerySet[Membership]:
    return Membership.objects.filter(partnership__in=partnerships, state=MembershipState.CONFIRMED).order_by()


def _regions(partnerships: Mapping[int, Partnership]) -> dict[int, set[int]]:
    """Partnership → voivodeships in which its members lie."""
    units = OrganisationUnit.objects.filter(
        organisation__memberships__in=_members(partnerships), until__isnull=True
    ).order_by()
    found: dict[int, set[int]] = {}
    pairs = units.values_list("organisation__memberships__partnership", "unit__region", "unit").distinct()
    for partnership, region, unit in pairs:
        if partnership in partnerships:
            found.setdefault(partnership, set()).add(region or unit)
    return found


def _languages(partnerships: Mapping[int, Partnership]) -> dict[int, set[str]]:
    """Partnership → languages of its partners abroad."""
    rows = _members(partnerships).filter(role=MemberRole.PARTNER_ABROAD)
    found: dict[int, set[str]] = {}
    for partnership, country in rows.values_list("partnership", "organisation__country").distinct():
        language = SPOKEN_IN.get(country, "en")
        if language != "pl":
            found.setdefault(partnership, set()).add(language)
    return found


def held_by(lines: Sequence[AssignmentLine]) -> dict[int, int]:
    """Account → minutes of the partnerships for which it is chosen."""
    found: dict[int, int] = {}
    for line in lines:
        if line.chosen_id is not None:
            found[line.chosen_id] = found.get(line.chosen_id, 0) + line.minutes
    return found


def exceeded(lines: Sequence[AssignmentLine], found: Input) -> list[int]:
    """Accounts that are chosen for more than their contract holds."""
    held = held_by(lines)
    return [pk for pk, who in found.consultants.items() if held.get(pk, 0) > who.free]
