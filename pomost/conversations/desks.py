"""Whom one can ask: desks, each with a scope. Lower rooms add theirs (experts, the legal desk).

An address is a desk and a scope: the caretaker of partnership 12, the staff of programme 3. Who answers
at a desk is asked anew each time, so that a question passes on when a caretaker does, and to a deputy.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import scopes_of
from pomost.core.registries import Registry
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.rules import DECIDES, programmes_of
from pomost.partnerships.states import TAKES_PART
from pomost.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Address:
    """One addressee that may be chosen. label: who it is, in the reader's language; note: their names."""

    desk: str
    scope_id: str
    label: str
    note: str = ""

    @property
    def key(self) -> str:
        """As a form sends it."""
        return f"{self.desk}:{self.scope_id}"


@dataclass(frozen=True, slots=True)
class Desk:
    """A kind of addressee.

    label: what it is called. scopes(user): ids of the scopes at which the account answers now.
    accounts(scope_id): accounts that answer there now, for notices. offered(partnerships): addresses that
    a question about things of these partnerships may be sent to. called(scope_ids): id → what it is called.
    """

    label: Any
    scopes: Callable[[Any], set[str]]
    accounts: Callable[[str], list[Any]]
    offered: Callable[[list[Partnership]], Iterable[Address]]
    called: Callable[[set[str]], dict[str, str]]


desks: Registry[Desk] = Registry("addressees of a question")


def served_by(user: Any) -> dict[str, set[str]]:
    """Desk → ids of the scopes at which the account answers now."""
    return {name: desk.scopes(user) for name, desk in desks.items()}


def offered_for(partnerships: list[Partnership]) -> list[Address]:
    """Every address that may be chosen, in the order of the desks, each once."""
    found = {each.key: each for desk in desks for each in desk.offered(partnerships)}
    return list(found.values())


def names_of(rows: Iterable[Any]) -> dict[tuple[str, str], str]:
    """(desk, scope) → what the addressee is called; one question a desk."""
    asked: dict[str, set[str]] = {}
    for row in rows:
        asked.setdefault(row.desk, set()).add(row.scope_id)
    return {
        (name, scope_id): called
        for name, ids in asked.items()
        if (desk := desks.get(name)) is not None
        for scope_id, called in desk.called(ids).items()
    }


def holders(roles: Iterable[str], kind: str, ids: Iterable[str]) -> dict[str, list[Any]]:
    """Scope id → active accounts that hold one of the roles there today, by name; one query."""
    grants = in_force().filter(role__in=list(roles), scope_kind=kind, scope_id__in=list(ids))
    found: dict[str, dict[int, Any]] = {}
    for grant in grants.filter(account__is_active=True).select_related("account").order_by("account__name"):
        found.setdefault(grant.scope_id, {})[grant.account_id] = grant.account
    return {scope_id: list(accounts.values()) for scope_id, accounts in found.items()}


def _by_role(
    roles: tuple[str, ...], kind: str
) -> tuple[Callable[[Any], set[str]], Callable[[str], list[Any]]]:
    return (
        lambda user: scopes_of(user, *roles),
        lambda scope_id: holders(roles, kind, [scope_id]).get(scope_id, []),
    )


def _names(accounts: list[Any]) -> str:
    return ", ".join(str(account) for account in accounts)


def _caretakers(partnerships: list[Partnership]) -> Iterable[Address]:
    found = holders([Role.CONSULTANT], Scope.PARTNERSHIP, [str(row.pk) for row in partnerships])
    for row in partnerships:
        if accounts := found.get(str(row.pk)):
            label = _("the caretaker of “%s”") % row.called if len(partnerships) > 1 else _("your caretaker")
            yield Address("caretaker", str(row.pk), label, _names(accounts))


def _of_partnerships(sentence: Any) -> Callable[[set[str]], dict[str, str]]:
    def called(ids: set[str]) -> dict[str, str]:
        rows = Partnership.objects.filter(pk__in=[int(pk) for pk in ids if pk.isdecimal()])
        return {str(row.pk): str(sentence) % row.called for row in rows}

    return called


def _programme_staff(partnerships: list[Partnership]) -> Iterable[Address]:
    ids = {pk for row in partnerships for pk in programmes_of(row, TAKES_PART)}
    found = holders(DECIDES, Scope.PROGRAMME, ids)
    for programme in Programme.objects.filter(pk__in=[int(pk) for pk in found]).order_by("pk"):
        label = _("the staff of the programme “%s”") % programme.spoken_short_title
        yield Address("programme", str(programme.pk), label, _names(found[str(programme.pk)]))


def _called_programmes(ids: set[str]) -> dict[str, str]:
    rows = Programme.objects.filter(pk__in=[int(pk) for pk in ids if pk.isdecimal()])
    return {str(row.pk): _("the staff of the programme “%s”") % row.spoken_short_title for row in rows}


def _consultants(partnerships: list[Partnership]) -> Iterable[Address]:
    """Colleagues who look after other partnerships of the same programmes."""
    ids = {pk for row in partnerships for pk in programmes_of(row, TAKES_PART)}
    beside = Partnership.objects.filter(
        participations__programme__in=[int(pk) for pk in ids], participations__state__in=TAKES_PART
    )
    own = {str(row.pk) for row in partnerships}
    scopes = {str(pk) for pk in beside.values_list("pk", flat=True)} - own
    seen: dict[int, Any] = {}
    for accounts in holders([Role.CONSULTANT], Scope.PARTNERSHIP, scopes).values():
        seen |= {account.pk: account for account in accounts}
    for account in sorted(seen.values(), key=lambda each: (each.name, each.email)):
        yield Address("consultant", str(account.pk), str(account), _("consultant of the programme"))


def accounts_by_id(ids: set[str]) -> dict[str, str]:
    """Account id → what the account is called, for desks whose scope is one person."""
    rows = get_user_model().objects.filter(pk__in=[int(pk) for pk in ids if pk.isdecimal()])
    return {str(row.pk): str(row) for row in rows}


def one_account(scope_id: str) -> list[Any]:
    """The active account that a desk with one person means."""
    return list(get_user_model().objects.filter(Q(pk=int(scope_id)), is_active=True))


def _advising_now(user: Any) -> set[str]:
    """A consultant answers as a person, and so does whoever stands in for one.

    Without the role, what was addressed to the person is closed to them.
    """
    if not user.is_authenticated:
        return set()
    own = {str(user.pk)} if any(role == Role.CONSULTANT for role, _kind, _id in user.own_grants) else set()
    stood_in_for = {
        str(pk) for (role, _kind, _id), pk in user.borrowed_grants.items() if role == Role.CONSULTANT
    }
    return own | stood_in_for


CARETAKER = Desk(
    gettext_lazy("caretaker"),
    *_by_role((Role.CONSULTANT,), Scope.PARTNERSHIP),
    _caretakers,
    _of_partnerships(gettext_lazy("the caretaker of “%s”")),
)
PROGRAMME = Desk(
    gettext_lazy("staff of the programme"),
    *_by_role(DECIDES, Scope.PROGRAMME),
    _programme_staff,
    _called_programmes,
)
CONSULTANT = Desk(gettext_lazy("consultant"), _advising_now, one_account, _consultants, accounts_by_id)
OWN = {"caretaker": CARETAKER, "programme": PROGRAMME, "consultant": CONSULTANT}
