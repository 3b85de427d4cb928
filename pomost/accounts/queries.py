"""Reads of the room."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from pomost.accounts import tokens
from pomost.accounts.models.accounts import ERASED, Account
from pomost.accounts.models.duties import AccessibilityStatement, Duty, Installation
from pomost.accounts.models.grants import RoleGrant, further_grants, in_force
from pomost.accounts.models.invitations import AccountRequest, Invitation
from pomost.accounts.models.own import InboxItem, SavedView
from pomost.accounts.roles import SCOPES, Role, Scope
from pomost.accounts.rules import GIVEN_BY_ADMINISTRATOR, is_administrator, scopes_of
from pomost.accounts.states import AccountRequestState, DutyState
from pomost.core.erasing import Noted
from pomost.core.models.access import AccessEntry
from pomost.core.models.journal import JournalEntry
from pomost.core.processing import Processing, declarations
from pomost.core.registries import Registry

__all__ = ["further_grants", "in_force"]
REQUEST_ENDS_AFTER = timedelta(days=30)
LONGEST_NAME = 200
KEPT_AFTER_CLOSING = timedelta(days=5 * 365)

# Kind of scope → function(ids or None for all) → (id, name) of organisations, programmes, …
scope_names: Registry[Callable[[set[str] | None], list[tuple[str, str]]]] = Registry("names of scopes")

# name → function(text) → (id, name) of the offices found, for who asks for an account.
offices: Registry[Callable[[str], list[tuple[str, str]]]] = Registry("offices that one may choose")


def visible_to(user: Any) -> QuerySet[Account]:
    """Accounts that `user` may open: all for administrators, else those with a role in own scopes."""
    if not user.is_authenticated:
        return Account.objects.none()
    if is_administrator(user):
        return Account.objects.all()
    offices_of, programmes = _ruled(user)
    held = Q(grants__scope_kind=Scope.ORGANISATION, grants__scope_id__in=offices_of) | Q(
        grants__scope_kind=Scope.PROGRAMME, grants__scope_id__in=programmes
    )
    return Account.objects.filter(held).distinct()


def listed_for(user: Any) -> QuerySet[Account]:
    """Accounts with `roles`, the number of their roles in force today."""
    today = timezone.localdate()
    now = Q(grants__since__lte=today, grants__ended_at__isnull=True) & (
        Q(grants__until__isnull=True) | Q(grants__until__gte=today)
    )
    seen = visible_to(user).values("pk")
    return Account.objects.filter(pk__in=seen).annotate(roles=Count("grants", filter=now, distinct=True))


def grants_visible_to(user: Any, account: Account) -> list[RoleGrant]:
    """The account's roles, in force and ended, that lie in what `user` rules; newest first."""
    grants = account.grants.select_related("given_by").order_by("ended_at", "-given_at")
    if is_administrator(user) or user.pk == account.pk:
        return list(grants)
    offices_of, programmes = _ruled(user)
    mine = {Scope.ORGANISATION: offices_of, Scope.PROGRAMME: programmes}
    return [grant for grant in grants if grant.scope_id in mine.get(Scope(grant.scope_kind), set())]


def _ruled(user: Any) -> tuple[set[str], set[str]]:
    return scopes_of(user, Role.ORGANISATION_ADMINISTRATOR), scopes_of(user, Role.PROGRAMME_MANAGER)


def roles_to_give(user: Any) -> list[tuple[str, str]]:
    """(role, label) that `user` may give somewhere."""
    if is_administrator(user):
        return [(role.value, str(role.label)) for role in Role]
    offices_of, programmes = _ruled(user)
    kinds = {Scope.ORGANISATION} if offices_of else set()
    kinds |= {Scope.PROGRAMME} if programmes else set()
    return [
        (role.value, str(role.label))
        for role in Role
        if SCOPES[role][0] in kinds and role not in GIVEN_BY_ADMINISTRATOR
    ]


def scopes_to_give(user: Any) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Choices of scopes in which `user` may give roles: (kind, [("kind:id", name)])."""
    everything = is_administrator(user)
    offices_of, programmes = _ruled(user)
    mine = {Scope.ORGANISATION: offices_of, Scope.PROGRAMME: programmes}
    found = []
    for kind, ids in mine.items():
        provider = scope_names.get(kind)
        if provider and (everything or ids):
            rows = provider(None if everything else ids)
            found.append((kind.label, [(f"{kind}:{pk}", name) for pk, name in rows]))
    return found


def scope_labels(grants: Sequence[RoleGrant | Invitation]) -> dict[tuple[str, str], str]:
    """(kind, id) → name of the scopes of these grants; one query a kind."""
    found: dict[tuple[str, str], str] = {}
    for kind in {grant.scope_kind for grant in grants}:
        provider = scope_names.get(kind)
        ids = {grant.scope_id for grant in grants if grant.scope_kind == kind}
        if provider:
            found |= {(kind, pk): name for pk, name in provider(ids)}
    return found


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, if it can still be accepted."""
    found = Invitation.objects.filter(token_hash=tokens.hash_of(token)).first()
    return found if found and found.is_open else None


def invitations_for(user: Any) -> QuerySet[Invitation]:
    """Invitations that `user` may withdraw: the list form of `withdraw_invitation`."""
    rows = Invitation.objects.select_related("invited_by")
    if not user.is_authenticated:
        return rows.none()
    if is_administrator(user):
        return rows
    found = Q(invited_by_id=user.pk)
    for kind, ids in zip((Scope.ORGANISATION, Scope.PROGRAMME), _ruled(user), strict=True):
        given = [role for role in Role if SCOPES[role] == (kind,) and role not in GIVEN_BY_ADMINISTRATOR]
        found |= Q(role__in=given, scope_id__in=ids)
    return rows.filter(found)


def account_requests_for(user: Any) -> QuerySet[AccountRequest]:
    """Requests for accounts on which `user` may decide: the list form of `decide_account_request`."""
    if is_administrator(user) or scopes_of(user, Role.PROGRAMME_MANAGER):
        return AccountRequest.objects.all()
    return AccountRequest.objects.filter(
        organisation_id__in=scopes_of(user, Role.ORGANISATION_ADMINISTRATOR) - {""}
    )


def stale_account_requests(on: date | None = None) -> QuerySet[AccountRequest]:
    """Requests on which nobody decided for thirty days."""
    day = on or timezone.localdate()
    return AccountRequest.objects.filter(
        state=AccountRequestState.ASKED, asked_at__date__lt=day - REQUEST_ENDS_AFTER
    )


def offices_like(text: str) -> list[tuple[str, str]]:
    """(id, name) of offices whose name contains the text; nothing for fewer than three letters."""
    text = text.strip()[:LONGEST_NAME]  # before the field's own limit is judged
    if len(text) < 3:
        return []
    return [office for provider in offices for office in provider(text)]


def installation() -> Installation:
    """Who runs the installation; an unsaved, empty row while nobody has said."""
    return Installation.objects.first() or Installation()


def statement() -> AccessibilityStatement:
    """The facts of the accessibility statement; an unsaved, empty row while nobody has given any."""
    return AccessibilityStatement.objects.first() or AccessibilityStatement()


def purposes() -> list[Processing]:
    """One declaration for each purpose of holding personal data, in the order of the rooms."""
    seen: dict[str, Processing] = {}
    for row in declarations:
        seen.setdefault(str(row.purpose), row)
    return list(seen.values())


def open_duties(model: type[Duty]) -> QuerySet[Any]:
    """Requests that wait for an answer, the nearest term first."""
    states = (DutyState.RECEIVED, DutyState.EXTENDED)
    return model.objects.filter(state__in=states).order_by("due_on", "pk")  # type: ignore[attr-defined]


def closed_duties(model: type[Duty]) -> QuerySet[Any]:
    """Requests that are answered or refused, newest first."""
    states = (DutyState.ANSWERED, DutyState.REFUSED)
    return model.objects.filter(state__in=states).order_by("-answered_at")  # type: ignore[attr-defined]


def access_log() -> QuerySet[AccessEntry]:
    """The access log with `who` opened, on whose `behalf`, and `whose` data: names, else addresses."""
    return AccessEntry.objects.annotate(
        who=_name_of("actor_id"), behalf=_name_of("on_behalf_of_id"), whose=_name_of("about_id")
    )


def _name_of(field: str) -> Subquery:
    """The name of the account with that id, else its address."""
    account = Account.objects.filter(pk=OuterRef(field)).order_by()
    named = Case(When(name="", then=F("email")), default=F("name"))
    return Subquery(account.annotate(called=named).values("called"), output_field=CharField())


def closed_before(now: datetime) -> QuerySet[Account]:
    """Closed accounts, not erased yet, that were closed last more than five years before `now`."""
    old = now - KEPT_AFTER_CLOSING
    closed = JournalEntry.objects.filter(target_type="accounts.account", verb="account.closed")
    before = set(closed.filter(at__lt=old).values_list("target_id", flat=True))
    before -= set(closed.filter(at__gte=old).values_list("target_id", flat=True))
    open_or_erased = Q(is_active=True) | Q(email__endswith=f"@{ERASED}")
    return Account.objects.filter(pk__in=[int(pk) for pk in before]).exclude(open_or_erased)


def inbox_of(account: Any) -> QuerySet[InboxItem]:
    """The messages of an account, newest first."""
    return InboxItem.objects.filter(account=account)


def views_of(account: Any) -> QuerySet[SavedView]:
    """The saved views of an account."""
    return SavedView.objects.filter(account=account)


def brought_back(erased: Iterable[Noted]) -> list[Account]:
    """Accounts that are here though they were erased: an archive brought them back."""
    known = {(each.account, each.joined) for each in erased}
    found = Account.objects.filter(pk__in={pk for pk, _joined in known if pk})
    return [
        each
        for each in found.exclude(email__endswith=f"@{ERASED}")
        if (each.pk, each.created_at.isoformat()) in known
    ]
