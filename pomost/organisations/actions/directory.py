"""Taking in a directory of local governments: one action for the whole file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import journal
from pomost.core.models.claims import Certainty
from pomost.core.origin import Origin
from pomost.core.permissions import require
from pomost.core.search.index import renew
from pomost.organisations.models.history import AddressKind, OrganisationAddress
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.units import OrganisationUnit
from pomost.territory.actions.records import save_many
from pomost.territory.models.units import Unit

A_BATCH = 500
PLACE = ("street", "postcode", "town")
CONTACT = ("email", "phone")
SEAT_FIELDS = (*PLACE, *CONTACT, "until", "as_of", "source", "row_version")


@dataclass(frozen=True, slots=True)
class Office:
    """One local government as the directory shows it.

    number: its row. codes: of its units, the municipality before the county. slug: the address of a new
    one; fuller_slug: with the code, where that one is taken.
    """

    number: int
    codes: tuple[str, ...]
    name: str
    slug: str
    fuller_slug: str
    website: str
    seat: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stated:
    """Of which day the directory is (None where nobody says), and which file it was."""

    as_of: date | None
    source: str


@dataclass(slots=True)
class Outcome:
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """What is known of Polish local governments before the file, and what the file writes."""

    units: dict[str, Unit]
    holders: dict[int, Organisation]  # by the id of the unit
    seats: dict[int, OrganisationAddress]  # by the id of the organisation
    slugs: set[str]
    new: list[tuple[Organisation, Office]] = field(default_factory=list)
    links: list[OrganisationUnit] = field(default_factory=list)
    websites: list[Organisation] = field(default_factory=list)
    new_seats: list[OrganisationAddress] = field(default_factory=list)
    changed_seats: list[OrganisationAddress] = field(default_factory=list)


@transaction.atomic
def take_offices(*, offices: Sequence[Office], stated: Stated, by: Any) -> Outcome:
    """Bring local governments up to what a directory says: organisation, its units, seat and website.

    An organisation with the unit is brought up to date, and keeps its name; others are entered. What
    is stated of a later day than the directory's stays. Raises PermissionDenied.
    """
    require(by, "organisations.add_organisation")
    known, outcome = _known(), Outcome()
    for office in offices:
        problem = _take(office, stated, known, outcome)
        if problem:
            outcome.refused.append((office.number, problem))
    touched = _write(known, stated)
    if touched is not None:
        journal.record(
            by=by,
            verb="organisation.directory_taken",
            target=touched,
            data={
                "added": outcome.added,
                "changed": outcome.changed,
                "unchanged": outcome.unchanged,
                "as_of": stated.as_of.isoformat() if stated.as_of else None,
                "source": stated.source,
            },
        )
        renew.enqueue("organisations", [row.pk for row, _office in known.new])
    return outcome


def _known() -> _Known:
    rows = Organisation.objects.select_for_update(of=("self",)).filter(country="PL").order_by("pk")
    organisations = {row.pk: row for row in rows}
    links = OrganisationUnit.objects.filter(until__isnull=True, unit__country="PL")
    seats = OrganisationAddress.objects.filter(kind=AddressKind.SEAT, until__isnull=True)
    return _Known(
        units={unit.code: unit for unit in Unit.objects.filter(country="PL")},
        holders={link.unit_id: organisations[link.organisation_id]
                 for link in links if link.organisation_id in organisations},
        seats={seat.organisation_id: seat for seat in seats},
        slugs=set(Organisation.objects.values_list("slug", flat=True)),
    )  # fmt: skip


def _take(office: Office, stated: Stated, known: _Known, outcome: Outcome) -> str:
    """Note what the row changes; what is wrong with it, in words, or nothing."""
    units = [known.units.get(code) for code in office.codes]
    for code, unit in zip(office.codes, units, strict=True):
        if unit is None:
            return _("there is no unit with the code %s") % code
        if unit.until is not None:
            return _("the unit %(unit)s is no more since %(day)s") % {"unit": unit.key, "day": unit.until}
    present = [unit for unit in units if unit is not None]
    holders = {
        known.holders[unit.pk].pk: known.holders[unit.pk] for unit in present if unit.pk in known.holders
    }
    if len(holders) > 1:
        names = ", ".join(map(str, holders.values()))
        return _("its units belong to several organisations: %s. Merge them first.") % names
    if holders:
        found = next(iter(holders.values()))
        has_changed = _update(found, office, stated, known)
    else:
        found = _add(office, stated, known)
        outcome.added += 1
        has_changed = None
    for unit in present:
        if unit.pk not in known.holders:
            known.links.append(OrganisationUnit(organisation=found, unit=unit))
            known.holders[unit.pk] = found
            has_changed = has_changed if has_changed is None else True
    if has_changed is not None:
        outcome.changed += has_changed
        outcome.unchanged += not has_changed
    return ""


def _add(office: Office, stated: Stated, known: _Known) -> Organisation:
    slug = office.slug if office.slug not in known.slugs else office.fuller_slug
    number = 2
    while slug in known.slugs:
        slug, number = f"{office.fuller_slug}-{number}", number + 1
    known.slugs.add(slug)
    organisation = Organisation(
        slug=slug,
        kind=OrganisationKind.LOCAL_GOVERNMENT,
        name={"pl": office.name},
        website=office.website,
        source=stated.source,
        certainty=Certainty.SEEN,
        origin=Origin.IMPORTED,
    )
    known.new.append((organisation, office))
    return organisation


def _update(found: Organisation, office: Office, stated: Stated, known: _Known) -> bool:
    """Note what the row says anew of an organisation; whether it says anything."""
    seat = known.seats.get(found.pk)
    is_later = seat is None or _is_later(stated.as_of, seat.as_of)
    has_changed = False
    if office.website and office.website != found.website:
        by_a_directory = seat is not None and found.source == seat.source and is_later
        if not found.website or by_a_directory:
            found.website = office.website
            found.row_version += 1
            known.websites.append(found)
            has_changed = True
    if seat is None:
        known.new_seats.append(_seat(found, office, stated))
        return True
    if not is_later or all(getattr(seat, name) == value for name, value in office.seat.items()):
        return has_changed
    _move(seat, office, stated, known)
    return True


def _is_later(stated: date | None, known: date | None) -> bool:
    """Whether what is stated may take the place of what is known; an undated statement only of another."""
    return known is None or (stated is not None and stated >= known)


def _move(seat: OrganisationAddress, office: Office, stated: Stated, known: _Known) -> None:
    """A seat elsewhere ends the one known, where the day is known; else the one known is corrected."""
    last = stated.as_of - timedelta(days=1) if stated.as_of else None
    is_elsewhere = any(getattr(seat, name) != office.seat[name] for name in PLACE)
    begun = max((day for day in (seat.since, seat.as_of) if day), default=None)
    if is_elsewhere and last and begun and last >= begun:
        seat.until = last
        known.new_seats.append(_seat(seat.organisation, office, stated))
    else:
        for name, value in office.seat.items():
            setattr(seat, name, value)
        seat.as_of, seat.source = stated.as_of or seat.as_of, stated.source
    seat.row_version += 1
    known.changed_seats.append(seat)


def _seat(organisation: Organisation, office: Office, stated: Stated) -> OrganisationAddress:
    return OrganisationAddress(
        organisation=organisation,
        kind=AddressKind.SEAT,
        as_of=stated.as_of,
        source=stated.source,
        **office.seat,
    )


def _write(known: _Known, stated: Stated) -> Organisation | None:
    """Write everything in a few statements; one of the organisations written, None where nothing was."""
    new = [organisation for organisation, _office in known.new]
    Organisation.objects.bulk_create(new, batch_size=A_BATCH)
    for link in known.links:
        link.organisation = link.organisation  # a new one has its number only now
    OrganisationUnit.objects.bulk_create(known.links, batch_size=A_BATCH)
    save_many(known.websites, ["website", "row_version", "updated_at"])
    save_many(known.changed_seats, [*SEAT_FIELDS, "updated_at"])
    known.new_seats += [_seat(organisation, office, stated) for organisation, office in known.new]
    OrganisationAddress.objects.bulk_create(known.new_seats, batch_size=A_BATCH)
    written = [*new, *known.websites, *(row.organisation for row in (*known.changed_seats, *known.new_seats))]
    written += [link.organisation for link in known.links]
    return written[0] if written else None
