"""Who helps a partnership, and who speaks for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Scope
from pomost.organisations.models.people import Person, Position
from pomost.partnerships.models.partnerships import Partnership


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
