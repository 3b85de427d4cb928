"""Reads of the room."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from pomost.accounts.queries import in_force
from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import is_administrator, scopes_of
from pomost.core.handover import OpenThing, open_things
from pomost.core.search.asking import ids_of
from pomost.organisations.models.history import AddressKind, FormerName, OrganisationAddress
from pomost.organisations.models.organisations import STANDS, Organisation
from pomost.organisations.models.people import Absence, Person, Position
from pomost.organisations.rules import offices_of, user_organisations
from pomost.ui.lists import spellings

MOST_WORDS = 10  # of an office's name that are looked for
BEST = 5  # offices of the search that are offered besides


def visible_to(user: Any) -> QuerySet[Organisation]:
    """Organisations whose page in the panel `user` may open: the list form of `view_organisation`."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    if is_administrator(user) or scopes_of(user, Role.PROGRAMME_MANAGER):
        return Organisation.objects.standing()
    ids = {int(pk) for pk in scopes_of(user, Role.ORGANISATION_ADMINISTRATOR)} | user_organisations(user)
    return Organisation.objects.standing().filter(pk__in=ids)


def people_visible_to(user: Any) -> QuerySet[Person]:
    """People whose page `user` may open: the list form of `view_person`."""
    if not user.is_authenticated:
        return Person.objects.none()
    if is_administrator(user) or scopes_of(user, Role.PROGRAMME_MANAGER):
        return Person.objects.all()
    administered = {int(pk) for pk in scopes_of(user, Role.ORGANISATION_ADMINISTRATOR)}
    if not administered:
        return Person.objects.filter(account=user)
    own = Position.objects.filter(person=OuterRef("pk")).order_by()
    held = own.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))
    last = own.values("person").annotate(day=Max("until")).values("day")
    ended_here = own.filter(organisation__in=administered, until=OuterRef("last_day"))
    return Person.objects.alias(last_day=Subquery(last)).filter(
        Q(account=user)
        | Exists(held.filter(organisation__in=administered))
        | (~Exists(held) & Exists(ended_here))
    )


def positions_visible_to(user: Any) -> QuerySet[Position]:
    """Positions of the people that `user` may see, with person and organisation."""
    return Position.objects.filter(person__in=people_visible_to(user)).select_related(
        "person", "organisation"
    )


def current_positions(on: date | None = None) -> QuerySet[Position]:
    """Positions held on a day (by default today in Polish time)."""
    day = on or timezone.localdate()
    return Position.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


def signature(account: Any) -> str:
    """How the account signs what it writes now: name, function, organisation; kept with the record.

    What is signed keeps this text when the person later changes function or leaves.
    """
    if account is None or not getattr(account, "pk", None):
        return ""
    position = (
        current_positions()
        .filter(person__account=account)
        .select_related("person", "organisation")
        .order_by("-since", "pk")
        .first()
    )
    if position is None:
        return account.get_full_name()
    organisation = position.organisation
    return f"{position.person.full_name}, {position.function}, {organisation.short_name or organisation}"[
        :250
    ]


def grants_as_deputy(account: Any) -> dict[tuple[str, str, str], int]:
    """Roles that the account holds today for absent people whose deputy it is → whose account.

    A deputy of somebody absent stands in for that person only, not for whom that person deputises.
    What an office recorded passes on that office's roles only; an auditor's role never passes on.
    """
    today = timezone.localdate()
    absent = dict(
        Absence.objects.filter(
            deputy__account=account,
            person__account__isnull=False,
            cancelled_at__isnull=True,
            since__lte=today,
            until__gte=today,
        ).values_list("person__account", "office")
    )
    if not absent:
        return {}
    rows = in_force().filter(account__in=absent).exclude(role=Role.AUDITOR)
    found = {}
    for whose, *grant in rows.values_list("account", "role", "scope_kind", "scope_id"):
        office = absent[whose]
        if office is None or grant[1:] == [Scope.ORGANISATION, str(office)]:
            found[grant[0], grant[1], grant[2]] = whose
    return found


def deputies_of(accounts: Iterable[Any]) -> list[Any]:
    """Active accounts of those who stand in today for these absent ones, in all that they do."""
    today = timezone.localdate()
    rows = Absence.objects.filter(
        person__account__in=[account.pk for account in accounts],
        office__isnull=True,
        cancelled_at__isnull=True,
        since__lte=today,
        until__gte=today,
        deputy__account__is_active=True,
    )
    return [row.deputy.account for row in rows.select_related("deputy__account")]


def open_things_of(position: Position) -> list[OpenThing]:
    """Everything that the person still holds or owes and that ends or passes on with the position."""
    return [thing for provider in open_things for thing in provider(position)]


def open_things_for(position: Position, user: Any) -> tuple[list[OpenThing], list[OpenThing]]:
    """Those of the open things that `user` decides on when ending the position, and the others."""
    things = open_things_of(position)
    decided = [thing for thing in things if thing.may_hand_over(user)]
    return decided, [thing for thing in things if thing not in decided]


def colleagues(position: Position) -> QuerySet[Person]:
    """Others with a current position in the same organisation and an account: who can take over."""
    return (
        Person.objects.filter(
            account__isnull=False,
            account__is_active=True,
            positions__in=current_positions().filter(organisation=position.organisation),
        )
        .exclude(pk=position.person_id)
        .select_related("account")
        .distinct()
    )


def offices(text: str, limit: int = 20) -> list[tuple[str, str]]:
    """Organisations whose names hold `text`, as (id, label), for who asks for an account.

    First those that hold every word as typed, in whatever order; then the best few of the search, to
    which Polish letters and word forms do not matter. That an office exists is no secret.
    """
    open_ones = Organisation.objects.filter(STANDS)
    rows, text = open_ones, text.replace("\0", " ")  # no database keeps a NUL
    for word in text.split()[:MOST_WORDS]:
        held = Q()
        for form in spellings(word):
            held |= _named(form)
        rows = rows.filter(held)
    found = list(rows[:limit])
    if len(found) < BEST:
        alike = open_ones.in_bulk(ids_of("organisations", text, limit=BEST))
        found += [row for row in alike.values() if row not in found]
    return [(str(row.pk), str(row)) for row in found]


def names_of(ids: set[str] | None) -> list[tuple[str, str]]:
    """(id, name) of the organisations with these ids, or of all, in the order of their names."""
    rows = Organisation.objects.standing() if ids is None else Organisation.objects.filter(pk__in=ids)
    return sorted(((str(row.pk), str(row)) for row in rows), key=lambda row: row[1])


def ids_for(account: Any) -> set[str]:
    """Ids of the organisations to which the account's person belongs: where a position is held or,
    when none is left, where the last one ended."""
    person = Person.objects.filter(account=account).prefetch_related("positions").first()
    return offices_of(person) if person else set()


def free_account(email: str, organisation: Organisation, by: Any) -> Any:
    """The account with this e-mail address that may be joined to a person entered in `organisation`.

    It belongs to no person yet, and either holds a role in this organisation or is joined by an
    administrator: else an office could make a stranger's account its own by typing an address.
    """
    if not email:
        return None
    found = get_user_model().objects.filter(email__iexact=email, person__isnull=True).first()
    if found is None or is_administrator(by) or getattr(by, "is_the_system", False):
        return found
    here = in_force().filter(account=found, scope_kind=Scope.ORGANISATION, scope_id=str(organisation.pk))
    return found if here.exists() else None


def listed_for(user: Any) -> QuerySet[Organisation]:
    """Organisations that `user` may open, with `people` (how many hold a position today) and `town`.

    Counted row by row, so that only the rows of the page shown are counted.
    """
    here = current_positions().filter(organisation=OuterRef("pk")).order_by().values("organisation")
    people = here.annotate(count=Count("person", distinct=True)).values("count")
    seat = OrganisationAddress.objects.filter(
        organisation=OuterRef("pk"), kind=AddressKind.SEAT, until__isnull=True
    ).values("town")
    return visible_to(user).annotate(
        people=Coalesce(Subquery(people), 0), town=Coalesce(Subquery(seat), Value(""))
    )


def holding(rows: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Those of which a name (of today, of earlier, of one merged into it), the address or a number holds
    each word."""
    for word in text.split()[:MOST_WORDS]:
        held = Q()
        for form in spellings(word):
            held |= _named(form) | Q(slug__icontains=form)
            held |= Q(Exists(FormerName.objects.filter(_named(form), organisation=OuterRef("pk"))))
            held |= Q(Exists(Organisation.objects.filter(_named(form), merged_into=OuterRef("pk"))))
        if (digits := word.replace("-", "")).isdigit():
            held |= Q(nip__startswith=digits) | Q(regon__startswith=digits)
        rows = rows.filter(held)
    return rows


def _named(form: str) -> Q:
    """Whose name, in any language, or short name holds the spelling."""
    held = Q(name__pl__icontains=form) | Q(name__en__icontains=form) | Q(name__nb__icontains=form)
    return held | Q(short_name__icontains=form)


def positions_in(organisation: Organisation) -> list[Position]:
    """All positions in an organisation with their people, newest first."""
    return list(
        organisation.positions.select_related("person").order_by(
            "person__family_name", "person__given_name", "-since"
        )
    )


def organisations_administered_by(user: Any) -> QuerySet[Organisation]:
    """Organisations whose people `user` may change: the list form of `change_people_of_organisation`."""
    rows = Organisation.objects.standing()
    if is_administrator(user):
        return rows
    return rows.filter(pk__in=scopes_of(user, Role.ORGANISATION_ADMINISTRATOR))


def possible_deputies(person: Person) -> QuerySet[Person]:
    """People with an account who today work in an organisation where `person` works."""
    where = current_positions().filter(person=person).values("organisation")
    return (
        Person.objects.filter(
            account__isnull=False, positions__in=current_positions().filter(organisation__in=where)
        )
        .exclude(pk=person.pk)
        .distinct()
    )


def held_after(rows: QuerySet[Position], day: date) -> QuerySet[Position]:
    """Those of the positions that are held, or begin, after a day."""
    return rows.filter(Q(until__isnull=True) | Q(until__gt=day))


def is_last(position: Position) -> bool:
    """Whether the person holds no other position: with this one the account is closed."""
    others = Position.objects.filter(person=position.person_id).exclude(pk=position.pk)
    return not held_after(others, timezone.localdate()).exists()


def over_with_rights_left() -> QuerySet[Position]:
    """Positions whose last day has passed and whose rights the night's task has still to end."""
    return Position.objects.filter(until__lt=timezone.localdate(), rights_ended_at__isnull=True)
