"""Who helps a partnership, and who speaks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery

from pomost.accounts.models.grants import RoleGrant, in_force
from pomost.accounts.roles import Role, Scope
from pomost.core.languages import spoken
from pomost.organisations.models.people import Position
from pomost.organisations.queries import current_positions
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.rules import DECIDES, IN_IT, OF_AN_OFFICE, offices_in, programmes_of
from pomost.partnerships.states import TAKES_PART, MembershipState


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody with a role in the partnership, as one turns to them."""

    role: str
    name: str
    organisation: str
    phone: str
    email: str


def people_of(partnership: Partnership, roles: Iterable[str]) -> list[Helper]:
    """Those who hold one of the roles in the partnership today, in the order of their names; one query.

    The current grant is the assignment: a consultant's grant makes its holder the caretaker.
    """
    held = Position.objects.filter(person=OuterRef("account__person"), until__isnull=True).order_by(
        "since", "pk"
    )
    grants = (
        in_force()
        .filter(role__in=list(roles), scope_kind=Scope.PARTNERSHIP, scope_id=str(partnership.pk))
        .select_related("account__person")
        .annotate(office=Subquery(held.order_by("since", "pk").values("organisation__name")[:1]))
    )
    found = []
    for grant in grants:
        person = getattr(grant.account, "person", None)
        found.append(
            Helper(
                role=grant.role,
                name=str(grant.account),
                organisation=spoken(grant.office).text if grant.office else "",
                phone=person.phone if person else "",
                email=grant.account.email,
            )
        )
    return sorted(found, key=lambda each: each.name)


def who_may_do_steps(partnership: Partnership) -> QuerySet:
    """Accounts to whom a step of the partnership can be given, by name: those with a role in it, those
    who act for a member, and the staff of a programme that supports it.
    """
    offices, programmes = offices_in(partnership), programmes_of(partnership, TAKES_PART)
    grants = in_force().filter(
        Q(role__in=IN_IT, scope_kind=Scope.PARTNERSHIP, scope_id=str(partnership.pk))
        | Q(role__in=OF_AN_OFFICE, scope_kind=Scope.ORGANISATION, scope_id__in=offices)
        | Q(role__in=DECIDES, scope_kind=Scope.PROGRAMME, scope_id__in=programmes)
    )
    accounts = get_user_model().objects.filter(pk__in=grants.values("account"), is_active=True)
    return accounts.order_by("name", "email")


def who_may_do_steps_of(partnerships: Iterable[Partnership]) -> dict[int, list[Any]]:
    """The same for several partnerships, by id; four queries however many they are."""
    rows = list(
        Partnership.objects.filter(pk__in=[row.pk for row in partnerships]).prefetch_related(
            "memberships", "participations"
        )
    )
    offices = {row.pk: offices_in(row) for row in rows}
    programmes = {row.pk: programmes_of(row, TAKES_PART) for row in rows}
    grants = in_force().filter(
        Q(role__in=IN_IT, scope_kind=Scope.PARTNERSHIP, scope_id__in=[str(row.pk) for row in rows])
        | Q(role__in=OF_AN_OFFICE, scope_kind=Scope.ORGANISATION, scope_id__in=set().union(*offices.values()))
        | Q(role__in=DECIDES, scope_kind=Scope.PROGRAMME, scope_id__in=set().union(*programmes.values()))
    )
    holders: dict[tuple[str, str], list[Any]] = {}
    for grant in grants.filter(account__is_active=True).select_related("account"):
        holders.setdefault((grant.scope_kind, grant.scope_id), []).append(grant.account)
    found = {}
    for row in rows:
        scopes = [(Scope.PARTNERSHIP, str(row.pk))]
        scopes += [(Scope.ORGANISATION, pk) for pk in offices[row.pk]]
        scopes += [(Scope.PROGRAMME, pk) for pk in programmes[row.pk]]
        accounts = {each.pk: each for scope in scopes for each in holders.get(scope, ())}
        found[row.pk] = sorted(accounts.values(), key=lambda each: (each.name, each.email))
    return found


def grants_through(membership: Membership) -> list[RoleGrant]:
    """Roles in the partnership of people of a member's organisation who act for no other member of it."""
    others = {
        row.organisation_id
        for row in membership.partnership.memberships.all()
        if row.state == MembershipState.CONFIRMED and row.pk != membership.pk
    }
    theirs = _accounts_of([membership.organisation_id]) - _accounts_of(others)
    grants = in_force().filter(
        account__in=theirs, scope_kind=Scope.PARTNERSHIP, scope_id=str(membership.partnership_id)
    )
    return list(grants.exclude(role=Role.CONSULTANT).order_by("pk"))


def _accounts_of(organisations: Iterable[int]) -> set[int]:
    """Ids of the accounts that act for organisations, or whose people hold a position there."""
    ids = list(organisations)
    acting = in_force().filter(
        role__in=OF_AN_OFFICE, scope_kind=Scope.ORGANISATION, scope_id__in=[str(pk) for pk in ids]
    )
    held = current_positions().filter(organisation__in=ids, person__account__isnull=False)
    return set(acting.values_list("account", flat=True)) | set(held.values_list("person__account", flat=True))


def other_coordinators(grant: RoleGrant) -> bool:
    """Whether somebody else coordinates the partnership too."""
    rows = in_force().filter(role=Role.COORDINATOR, scope_kind=grant.scope_kind, scope_id=grant.scope_id)
    return rows.exclude(account=grant.account_id).exists()


def may_do_steps(partnership: Partnership, account: object) -> bool:
    """Whether a step of the partnership can be given to the account."""
    return who_may_do_steps(partnership).filter(pk=getattr(account, "pk", None)).exists()
