"""Who advises in the programmes that one watches, and who could."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from pomost.accounts.models.grants import RoleGrant, in_force
from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import scopes_of
from pomost.advisory import hours
from pomost.advisory.models.contracts import ConsultantContract
from pomost.advisory.rules import WATCHES
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import Participation
from pomost.partnerships.states import TAKES_PART
from pomost.programmes.models.programmes import Programme
from pomost.territory.models import Unit
from pomost.territory.states import UnitLevel


@dataclass(frozen=True, slots=True)
class Adviser:
    """A consultant as the manager sees them: partnerships now, and the contract with its use."""

    account: Any
    partnerships: list[Partnership]
    contract: ConsultantContract | None
    usage: hours.Usage | None


def programmes_watched_by(user: Any) -> QuerySet[Programme]:
    """Programmes whose advisers the user may see."""
    return Programme.objects.filter(pk__in=[int(pk) for pk in scopes_of(user, *WATCHES)]).order_by("slug")


def _partnerships_in(programmes: Iterable[int]) -> dict[str, Partnership]:
    supported = Participation.objects.filter(programme__in=list(programmes), state__in=TAKES_PART)
    rows = Partnership.objects.filter(pk__in=supported.values("partnership")).order_by("slug")
    return {str(row.pk): row for row in rows}


def advisers_in(programmes: Iterable[Programme]) -> list[tuple[Programme, list[Adviser]]]:
    """Of each programme everybody who looks after a partnership of it now, or has a contract with it, by
    name; as many queries however many there are.
    """
    rows = list(programmes)
    pairs = Participation.objects.filter(programme__in=rows, state__in=TAKES_PART)
    supported: dict[int, set[str]] = {}
    for programme_id, partnership_id in pairs.order_by().values_list("programme", "partnership"):
        supported.setdefault(programme_id, set()).add(str(partnership_id))
    partnerships = _partnerships_in([row.pk for row in rows])
    grants = in_force().filter(
        role=Role.CONSULTANT, scope_kind=Scope.PARTNERSHIP, scope_id__in=list(partnerships)
    )
    held = [
        (grant.scope_id, grant.account) for grant in grants.select_related("account").order_by("scope_id")
    ]
    contracts = list(
        ConsultantContract.objects.filter(programme__in=rows, account__isnull=False)
        .select_related("account")
        .order_by("since")
    )
    used = hours.usage_of(contracts)
    found = []
    for row in rows:
        ids = supported.get(row.pk, set())
        looked_after = [(partnerships[pk], account) for pk, account in held if pk in ids]
        own = {each.account_id: each for each in contracts if each.programme_id == row.pk}
        found.append((row, _advisers(looked_after, own, used)))
    return found


def _advisers(
    looked_after: list[tuple[Partnership, Any]],
    contracts: dict[int | None, ConsultantContract],
    used: dict[int, hours.Usage],
) -> list[Adviser]:
    accounts = {account.pk: account for _partnership, account in looked_after}
    accounts |= {row.account.pk: row.account for row in contracts.values() if row.account is not None}
    found = []
    for pk, account in accounts.items():
        contract = contracts.get(pk)
        mine = [partnership for partnership, adviser in looked_after if adviser.pk == pk]
        found.append(Adviser(account, mine, contract, used[contract.pk] if contract else None))
    return sorted(found, key=lambda each: str(each.account))


def who_may_have_a_contract(programme: Programme) -> QuerySet[Any]:
    """Accounts that look or looked after a partnership of the programme, or have a contract with it."""
    grants = RoleGrant.objects.filter(
        role=Role.CONSULTANT,
        scope_kind=Scope.PARTNERSHIP,
        scope_id__in=list(_partnerships_in([programme.pk])),
    )
    held = programme.consultant_contracts.filter(account__isnull=False)
    rows = get_user_model().objects.filter(
        Q(pk__in=grants.values("account")) | Q(pk__in=held.values("account")), is_active=True
    )
    return rows.order_by("name", "email")


def looking_after(partnership: Partnership) -> QuerySet[Any]:
    """Accounts that look after the partnership now."""
    grants = in_force().filter(
        role=Role.CONSULTANT, scope_kind=Scope.PARTNERSHIP, scope_id=str(partnership.pk)
    )
    return get_user_model().objects.filter(pk__in=grants.values("account")).order_by("name", "email")


def who_may_take_over(partnership: Partnership, user: Any) -> QuerySet[Any]:
    """Consultants of the programmes that support the partnership, now or by contract, without the user."""
    programmes = [row.programme_id for row in partnership.participations.all() if row.state in TAKES_PART]
    found = Q(pk__in=[])
    for programme in Programme.objects.filter(pk__in=programmes):
        found |= Q(pk__in=who_may_have_a_contract(programme).order_by().values("pk"))
    rows = get_user_model().objects.filter(found, is_active=True).exclude(pk=user.pk)
    return rows.order_by("name", "email")


def voivodeships() -> QuerySet[Unit]:
    """Voivodeships that exist now."""
    return Unit.objects.filter(level=UnitLevel.REGION, until__isnull=True, country="PL").order_by("name")


def is_watched_by(user: Any, account: Any) -> bool:
    """Whether the account advises, or advised, in a programme that the user watches."""
    return any(
        who_may_have_a_contract(programme).filter(pk=account.pk).exists()
        for programme in programmes_watched_by(user)
    )
