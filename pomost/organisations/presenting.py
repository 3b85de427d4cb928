"""What the pages of an organisation show; what the room knows of a person whose data is erased."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.accounts.presenting import Record, Section, fields_of
from pomost.core.erasing import with_further
from pomost.core.handover import OpenThing
from pomost.core.home import Awaiting
from pomost.core.processing import Subject
from pomost.organisations.models.history import AddressKind
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.people import Absence, Person, Position
from pomost.organisations.queries import open_things_of


def shown(organisation: Organisation) -> dict[str, Any]:
    """What the organisation's page says besides people: addresses, former names, units; three queries."""
    addresses = list(organisation.addresses.all())
    links = organisation.unit_links.select_related("unit")
    return {
        "addresses": sorted(addresses, key=lambda row: (row.until is not None, row.kind != AddressKind.SEAT)),
        "former_names": list(organisation.former_names.all()),
        "unit_links": list(links.order_by("unit__level", "unit__code")),
    }


def to_check(user: Any) -> Iterator[Awaiting]:
    """For who keeps the register: how many organisations partnerships entered that nobody looked at yet."""
    if not user.has_perm("organisations.add_organisation"):
        return
    if count := Organisation.objects.standing().filter(awaits_check=True).count():
        label = ngettext("Check %d organisation that a partnership entered",
                         "Check %d organisations that partnerships entered", count)  # fmt: skip
        yield Awaiting(label % count, f"{reverse('organisations-panel:index')}?check=awaited")


def people_of(subject: Subject) -> Subject:
    """The account's person; people without an account who have one of the subject's addresses.

    An address that is typed into a person proves nothing: it adds no further address to the subject,
    else whoever types a stranger's would be shown, or erase, what the stranger wrote to us.
    """
    mine = Q(account__isnull=True, small__in=subject.emails)
    if subject.account is not None:
        mine |= Q(account=subject.account)
    found = list(Person.objects.alias(small=Lower("email")).filter(mine))
    return with_further(subject, found, [])


def positions_held(subject: Subject) -> Iterator[str]:
    """Positions that go on: whoever holds one still acts for the office, and must hand over first."""
    ids = subject.ids_of("organisations.person")
    today = timezone.localdate()
    mine = Position.objects.filter(person__in=ids).select_related("person", "organisation")
    for position in mine:
        if position.until is None or (position.until >= today and position.rights_ended_at is None):
            yield _describe(position)


def _describe(position: Position) -> str:
    values = {"function": position.function, "organisation": position.organisation}
    open_things = [str(thing.label) for thing in open_things_of(position)]
    if not open_things:
        return _("The position goes on: %(function)s, %(organisation)s. It must be ended first.") % values
    text = _("The position goes on: %(function)s, %(organisation)s. To be handed over with it: %(things)s.")
    return text % {**values, "things": "; ".join(open_things)}


def what_ended(successors: Mapping[str, Any], things: list[OpenThing]) -> str:
    """What became of the open things of a position that was ended, for who ended it."""
    passed = [f"{thing.label} → {successors[thing.key]}" for thing in things if successors.get(thing.key)]
    if not passed:
        return _("The position is ended. Nothing was handed over.")
    return _("The position is ended. Handed over: %s.") % "; ".join(passed)


def own_data(subject: Subject) -> Iterator[Section]:
    """The person with contact data, positions and absences."""
    ids = subject.ids_of("organisations.person")
    people = Person.objects.filter(pk__in=ids)
    person = ("given_name", "family_name", "email", "phone")
    yield Section("person", _("Person"), people, lambda row: fields_of(row, *person))
    held = Position.objects.filter(person__in=ids).select_related("organisation")
    yield Section("positions", _("Positions"), held, _position)
    absent = Absence.objects.filter(Q(person__in=ids) | Q(deputy__in=ids)).select_related("person", "deputy")
    yield Section("absences", _("Absences"), absent, lambda row: _absence(row, ids))


def _position(row: Position) -> Record:
    return [(_("organisation"), str(row.organisation)), *fields_of(row, "function", "since", "until")]


def _absence(row: Absence, ids: set[int]) -> Record:
    """An absence of the person, or of somebody else whom the person stands in for."""
    other = (_("deputy"), row.deputy) if row.person_id in ids else (_("person"), row.person)
    names = ("since", "until", "note") if row.person_id in ids else ("since", "until")
    return [(other[0], str(other[1])), *fields_of(row, *names)]
