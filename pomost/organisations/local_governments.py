"""Which organisation is the local government of a unit, and which have lost all of their units."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.models.grants import RoleGrant, in_force
from pomost.accounts.roles import Scope
from pomost.core.errors import DomainError
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.units import OrganisationUnit
from pomost.territory.models.units import Unit


def local_government_of(unit: Unit) -> Organisation:
    """The unit's local government of today. Raises DomainError when none is entered."""
    links = OrganisationUnit.objects.filter(unit=unit, until__isnull=True)
    link = links.select_related("organisation").first()
    if link is None:
        raise DomainError(_("The local government of %s is not entered yet: enter it first.") % unit.called)
    return link.organisation


def without_a_unit() -> QuerySet[Organisation]:
    """Organisations that were the local government of a unit which is no more, and are now of none."""
    today = timezone.localdate()
    own = OrganisationUnit.objects.filter(organisation=OuterRef("pk"))
    exists = Q(unit__until__isnull=True) | Q(unit__until__gte=today)
    held = own.filter(exists, Q(until__isnull=True) | Q(until__gte=today))
    return Organisation.objects.filter(Exists(own.filter(unit__until__lt=today)), ~Exists(held))


def roles_in(organisation: Organisation) -> QuerySet[RoleGrant]:
    """Roles that people hold in the office today."""
    held = in_force().filter(scope_kind=Scope.ORGANISATION, scope_id=str(organisation.pk))
    return held.select_related("account").order_by("pk")


def role_counts(organisations: Iterable[Organisation]) -> dict[int, int]:
    """How many roles people hold today in each of these offices, by its id; those with none are absent."""
    ids = [str(each.pk) for each in organisations]
    held = in_force().filter(scope_kind=Scope.ORGANISATION, scope_id__in=ids).order_by()
    rows = held.values_list("scope_id").annotate(count=Count("pk"))
    return {int(pk): count for pk, count in rows}
