"""Who helps a partnership, and who speaks for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q, QuerySet

from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Scope
from pomost.organisations.models.people import Person, Position
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.rules import DECIDES, IN_IT, OF_AN_OFFICE, offices_in, programmes_of
from pomost.partnerships.states import TAKES_PART


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody with a role in the partnership, as one turns to them."""

    role: str
    name: str
    organisation: str
    phone: str
    email: str


def people_of(partnership: Partnership, roles: Iterable[str]) -> list[Helper]:
    """Those who hold one of the roles in the partnership today, in the order of their names; three queries.

    The current grant is the assignment: a consultant's grant makes its holder the caretaker.
    """
    grants = list(
        in_force()
        .filter(role__in=list(roles), scope_kind=Scope.PARTNERSHIP, scope_id=str(partnership.pk))
        .select_related("account")
    )
    current = Position.objects.filter(until__isnull=True).select_related("organisation").order_by("since")
    people = {
        person.account_id: person
        for person in Person.objects.filter(
            account__in=[grant.account_id for grant in grants]
        ).prefetch_related(Prefetch("positions", current, to_attr="current_positions"))
    }
    found = []
    for grant in grants:
        person = people.get(grant.account_id)
        positions = person.current_positions if person else []
        found.append(
            Helper(
                role=grant.role,
                name=str(grant.account),
                organisation=str(positions[0].organisation) if positions else "",
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


def may_do_steps(partnership: Partnership, account: object) -> bool:
    """Whether a step of the partnership can be given to the account."""
    return who_may_do_steps(partnership).filter(pk=getattr(account, "pk", None)).exists()
