"""What of this room stays open when a unit is no more: its local government, and the roles in its office."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.accounts.models.grants import in_force
from pomost.accounts.roles import Scope
from pomost.organisations.actions import unit_endings as actions
from pomost.organisations.local_governments import role_counts, without_a_unit
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.units import OrganisationUnit
from pomost.territory.ending import OpenThing, Provider
from pomost.territory.models.units import Unit


def _page(organisation: Organisation) -> str:
    return reverse("organisations-panel:detail", args=[organisation.slug])


def governments_of(unit: Unit) -> Iterable[OpenThing]:
    """The organisation that is still entered as the unit's local government."""
    rows = OrganisationUnit.objects.filter(unit=unit, until__isnull=True).select_related("organisation")
    for link in rows.order_by("pk"):
        yield OpenThing(
            key=f"organisation-{link.organisation_id}",
            name=str(link.organisation),
            where=_page(link.organisation),
            end=_end_government(link),
            carry_over=_move_government(link),
        )


def _end_government(link: OrganisationUnit) -> Any:
    def end(last_day: date, by: Any) -> None:
        actions.end_local_government(link=link, last_day=last_day, by=by)

    return end


def _move_government(link: OrganisationUnit) -> Any:
    def carry_over(to: Unit, last_day: date, by: Any) -> None:
        actions.move_local_government(link=link, to=to, last_day=last_day, by=by)

    return carry_over


def governments_waiting() -> QuerySet[Any, tuple[int, int]]:
    """How many organisations are still entered for each unit that is no more."""
    rows = OrganisationUnit.objects.filter(until__isnull=True, unit__until__lt=timezone.localdate())
    return rows.order_by().values_list("unit").annotate(count=Count("pk"))


def offices_of(unit: Unit) -> Iterable[OpenThing]:
    """Offices of the unit's local governments in which somebody holds a role, where no unit is left."""
    offices = list(without_a_unit().filter(unit_links__unit=unit).distinct().order_by("pk"))
    counts = role_counts(offices)
    for organisation in offices:
        if organisation.pk in counts:
            yield OpenThing(
                key=f"roles-{organisation.pk}",
                name=f"{organisation} ({counts[organisation.pk]})",
                where=_page(organisation),
                end=_end_roles(organisation),
                carry_over=_move_roles(organisation),
            )


def _end_roles(organisation: Organisation) -> Any:
    def end(_last_day: date, by: Any) -> None:
        actions.end_roles_in_office(organisation=organisation, by=by)

    return end


def _move_roles(organisation: Organisation) -> Any:
    def carry_over(to: Unit, _last_day: date, by: Any) -> None:
        actions.move_roles_to_office(organisation=organisation, to=to, by=by)

    return carry_over


def offices_waiting() -> QuerySet[Any, tuple[int, int]]:
    """How many offices with roles each unit that is no more has left behind."""
    today = timezone.localdate()
    held = in_force().filter(scope_kind=Scope.ORGANISATION).order_by()
    offices = held.annotate(office=Cast("scope_id", BigIntegerField())).values("office")
    rows = OrganisationUnit.objects.filter(
        unit__until__lt=today, organisation__in=without_a_unit().filter(pk__in=offices)
    )
    return rows.order_by().values_list("unit").annotate(count=Count("organisation", distinct=True))


PROVIDERS = {
    "organisations": Provider(_("local government"), governments_of, governments_waiting),
    # Who decides on a unit says nothing yet about who works in which office: administrators do.
    "roles": Provider(
        _("roles in the office"),
        offices_of,
        offices_waiting,
        may_decide=lambda by: by.has_perm("organisations.decide_on_roles_of_ended_unit"),
    ),
}
