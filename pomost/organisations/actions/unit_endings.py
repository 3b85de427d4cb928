"""What becomes of a local government, and of the roles in its office, when its unit is no more."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.accounts.actions.grants import end_grant, grant_role
from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations.local_governments import local_government_of, roles_in
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.units import OrganisationUnit
from pomost.territory.models.units import Unit

DAY = timedelta(days=1)
DECIDE = "territory.decide_on_ended_unit"


@transaction.atomic
def end_local_government(*, link: OrganisationUnit, last_day: date, by: Any) -> OrganisationUnit:
    """The organisation is the unit's local government up to this day. Raises PermissionDenied;
    DomainError when that ended already, or began after the day.
    """
    link = OrganisationUnit.objects.select_for_update(of=("self",)).get(pk=link.pk)
    require(by, DECIDE, link.unit)
    if link.until is not None:
        raise DomainError(_("This has ended already."))
    if link.since is not None and link.since > last_day:
        raise DomainError(_("It began after the unit's last day: correct that first."))
    link.until = last_day
    link.save(update_fields=["until"])
    data = {"unit": link.unit.key, "until": last_day.isoformat()}
    journal.record(by=by, verb="organisation.unit_ended", target=link.organisation, data=data)
    return link


@transaction.atomic
def move_local_government(*, link: OrganisationUnit, to: Unit, last_day: date, by: Any) -> OrganisationUnit:
    """The organisation lives on as the local government of another unit, from the next day on.

    Raises PermissionDenied; DomainError when that unit has a local government.
    """
    link = OrganisationUnit.objects.select_for_update(of=("self",)).get(pk=link.pk)
    require(by, DECIDE, link.unit)
    there = OrganisationUnit.objects.filter(unit=to, until__isnull=True)
    other = there.select_related("organisation").first()
    if other is not None and other.organisation_id != link.organisation_id:
        text = _("%(unit)s has a local government already: %(organisation)s. Choose that this one ends.")
        raise DomainError(text % {"unit": to.called, "organisation": other.organisation})
    end_local_government(link=link, last_day=last_day, by=by)
    if other is not None:
        return other
    moved = OrganisationUnit.objects.create(
        organisation_id=link.organisation_id, unit=to, since=last_day + DAY
    )
    data = {"unit": to.key, "since": (last_day + DAY).isoformat(), "before": link.unit.key}
    journal.record(by=by, verb="organisation.unit_followed", target=link.organisation, data=data)
    return moved


@transaction.atomic
def end_roles_in_office(*, organisation: Organisation, by: Any) -> int:
    """End all roles in the office of an organisation whose unit is no more; return how many.

    Raises PermissionDenied.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.decide_on_roles_of_ended_unit")
    held = list(roles_in(organisation))
    for grant in held:
        end_grant(grant=grant, by=by, reason=_("The unit is no more."))
    data = {"roles": len(held)}
    journal.record(by=by, verb="organisation.roles_ended", target=organisation, data=data)
    return len(held)


@transaction.atomic
def move_roles_to_office(*, organisation: Organisation, to: Unit, by: Any) -> int:
    """Give those with roles in the office the same roles in the office of `to`, and end them here.

    Closed accounts get none. Raises PermissionDenied; DomainError when `to` has no local government, or
    when `by` would give a role to themself.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    require(by, "organisations.decide_on_roles_of_ended_unit")
    office = local_government_of(to)
    if office == organisation:
        return 0
    held = list(roles_in(organisation))
    for grant in held:
        if grant.account_id == by.pk:
            raise DomainError(_("Nobody gives a role to themself: another administrator decides on these."))
        there = roles_in(office).filter(account=grant.account, role=grant.role)
        if grant.account.is_active and not there.exists():
            grant_role(
                account=grant.account,
                role=grant.role,
                scope_id=str(office.pk),
                reason=_("Takes over from a predecessor."),
                until=grant.until,
                by=by,
            )
        end_grant(grant=grant, by=by, reason=_("The unit is no more."))
    data = {"roles": len(held), "to": office.slug}
    journal.record(by=by, verb="organisation.roles_moved", target=organisation, data=data)
    return len(held)
