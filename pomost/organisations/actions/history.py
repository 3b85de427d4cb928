"""Writes about former names, addresses and units of an organisation."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.organisations.models.history import FormerName, OrganisationAddress
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.units import OrganisationUnit
from pomost.territory.models.units import Unit

RIGHT = "organisations.change_organisation"


@transaction.atomic
def record_former_name(*, organisation: Organisation, values: Mapping[str, Any], by: Any) -> FormerName:
    """Enter a name that the organisation had before (name, short_name, since, until, source).

    Raises PermissionDenied; DomainError when it would end before it began.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, RIGHT, organisation)
    former = FormerName(organisation=organisation, **values)
    _refuse_an_end_before_the_beginning(former)
    former.save()
    _note(by, "former_name.recorded", former, fields=values)
    return former


@transaction.atomic
def change_former_name(
    *, former: FormerName, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> FormerName:
    """Change a former name. Raises PermissionDenied, Conflict; DomainError as at recording one."""
    former = _locked(FormerName, former)
    require(by, RIGHT, former.organisation)
    versions.check(former, seen)
    changes = differences.apply(former, values)
    _refuse_an_end_before_the_beginning(former)
    if changes:
        versions.save(former, changes)
        _note(by, "former_name.changed", former, fields=changes, changes=changes)
    return former


@transaction.atomic
def remove_former_name(*, former: FormerName, by: Any) -> None:
    """Take out a former name that was entered wrongly. Raises PermissionDenied."""
    former = _locked(FormerName, former)
    require(by, RIGHT, former.organisation)
    _note(by, "former_name.removed", former, name=former.name)
    former.delete()


@transaction.atomic
def record_address(*, organisation: Organisation, values: Mapping[str, Any], by: Any) -> OrganisationAddress:
    """Enter an address (kind, street, postcode, town, email, phone, since, until, source).

    A current address takes the place of the current one of its kind, which ends the day before.
    Raises PermissionDenied; DomainError when it would end before it began, or when there is a current one
    and nobody says since when the new one is.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, RIGHT, organisation)
    address = OrganisationAddress(organisation=organisation, as_of=timezone.localdate(), **values)
    _refuse_an_end_before_the_beginning(address)
    if address.until is None:
        _end_the_current_one(address)
    address.save()
    _note(by, "organisation_address.recorded", address, fields=values)
    return address


@transaction.atomic
def change_address(
    *, address: OrganisationAddress, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> OrganisationAddress:
    """Correct an address. Raises PermissionDenied, Conflict; DomainError when it would end before it began
    or be the second current one of its kind."""
    address = _locked(OrganisationAddress, address)
    require(by, RIGHT, address.organisation)
    versions.check(address, seen)
    changes = differences.apply(address, values)
    _refuse_an_end_before_the_beginning(address)
    others = _current(address).exclude(pk=address.pk)
    if address.until is None and others.exists():
        text = _("There is a current address of this kind already: say until when this one was.")
        raise DomainError(text, fields={"until": text})
    if changes:
        address.as_of = timezone.localdate()
        versions.save(address, [*changes, "as_of"])
        _note(by, "organisation_address.changed", address, fields=changes, changes=changes)
    return address


@transaction.atomic
def remove_address(*, address: OrganisationAddress, by: Any) -> None:
    """Take out an address that was entered wrongly. Raises PermissionDenied."""
    address = _locked(OrganisationAddress, address)
    require(by, RIGHT, address.organisation)
    _note(by, "organisation_address.removed", address, kind=address.kind)
    address.delete()


@transaction.atomic
def record_unit_link(*, organisation: Organisation, values: Mapping[str, Any], by: Any) -> OrganisationUnit:
    """Enter that the organisation is, or was, the local government of a unit (unit, since, until).

    Raises PermissionDenied; DomainError for what is no local government, or for a unit that has one.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, RIGHT, organisation)
    if organisation.kind != OrganisationKind.LOCAL_GOVERNMENT:
        raise DomainError(_("Only a local government is linked to units: change the kind first."))
    link = OrganisationUnit(organisation=organisation, **values)
    _refuse_a_second_government(link)
    link.save()
    _note(by, "organisation_unit.recorded", link, fields=values, unit=link.unit.key)
    return link


@transaction.atomic
def change_unit_link(
    *, link: OrganisationUnit, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> OrganisationUnit:
    """Change from when until when the organisation is the unit's. Raises PermissionDenied, Conflict;
    DomainError as at recording it."""
    link = _locked(OrganisationUnit, link)
    require(by, RIGHT, link.organisation)
    versions.check(link, seen)
    changes = differences.apply(link, {name: values[name] for name in ("since", "until") if name in values})
    _refuse_a_second_government(link)
    if changes:
        versions.save(link, changes)
        _note(by, "organisation_unit.changed", link, fields=changes, unit=link.unit.key, changes=changes)
    return link


@transaction.atomic
def remove_unit_link(*, link: OrganisationUnit, by: Any) -> None:
    """Take out a link that was entered wrongly. Raises PermissionDenied."""
    link = _locked(OrganisationUnit, link)
    require(by, RIGHT, link.organisation)
    _note(by, "organisation_unit.removed", link, unit=link.unit.key)
    link.delete()


def _refuse_a_second_government(link: OrganisationUnit) -> None:
    """Refuse a second government of today. The unit is locked: two who link it wait for one another."""
    _refuse_an_end_before_the_beginning(link)
    Unit.objects.select_for_update(of=("self",)).get(pk=link.unit_id)
    same = OrganisationUnit.objects.filter(unit=link.unit_id).exclude(pk=link.pk)
    if same.filter(organisation=link.organisation_id, since=link.since).exists():
        text = _("This link is entered already.")
        raise DomainError(text, fields={"unit": text, "since": text})
    other = same.filter(until__isnull=True).select_related("organisation").first()
    if link.until is None and other is not None:
        text = _("%s is its local government. If the two are the same, merge them.") % other.organisation
        raise DomainError(text, fields={"unit": text, "until": text})


def _locked(model: Any, row: Any) -> Any:
    """The row anew, behind the lock of its organisation: who merges that one waits, or goes first."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=row.organisation_id)
    rows = model.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=row.pk)


def _current(address: OrganisationAddress) -> Any:
    return OrganisationAddress.objects.filter(
        organisation=address.organisation, kind=address.kind, until__isnull=True
    )


def _end_the_current_one(address: OrganisationAddress) -> None:
    before = _current(address).first()
    if before is None:
        return
    last = address.since - timedelta(days=1) if address.since else None
    if last is None or (before.since and last < before.since):
        text = _("Say since when: the current address ends the day before.")
        raise DomainError(text, fields={"since": text})
    before.until = last
    versions.save(before, ["until"])


def _refuse_an_end_before_the_beginning(row: FormerName | OrganisationAddress | OrganisationUnit) -> None:
    if row.since and row.until and row.until < row.since:
        text = _("It would end before it began.")
        raise DomainError(text, fields={"until": text})


def _note(by: Any, verb: str, row: Any, *, fields: Any = (), **data: Any) -> None:
    journal.record(by=by, verb=verb, target=row.organisation, fields=fields, data={"id": row.pk, **data})
    if isinstance(row, FormerName):
        index.changed(row.organisation)
