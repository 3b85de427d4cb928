"""The functional areas that a unit which is no more leaves behind."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.territory.actions.endings import replace_unit_of_area
from pomost.territory.ending import OpenThing, Provider
from pomost.territory.models.areas import FunctionalArea, FunctionalAreaUnit
from pomost.territory.models.units import Unit


def _declared() -> Any:
    # An official list shows what there was on its day; only a later list changes that.
    return FunctionalAreaUnit.objects.filter(area__is_official=False)


def of_unit(unit: Unit) -> Iterable[OpenThing]:
    """The declared areas in which the unit still stands."""
    for row in _declared().filter(unit=unit).select_related("area").order_by("area__key"):
        yield OpenThing(
            key=f"area-{row.area_id}",
            name=str(row.area),
            where=reverse("territory:unit", args=[unit.key]),
            end=_end(row.area, unit),
            carry_over=_carry_over(row.area, unit),
        )


def _end(area: FunctionalArea, unit: Unit) -> Any:
    def end(_last_day: date, by: Any) -> None:
        replace_unit_of_area(area=area, unit=unit, by=by)

    return end


def _carry_over(area: FunctionalArea, unit: Unit) -> Any:
    def carry_over(to: Unit, _last_day: date, by: Any) -> None:
        replace_unit_of_area(area=area, unit=unit, to=to, by=by)

    return carry_over


def waiting() -> QuerySet[Any, tuple[int, int]]:
    """How many declared areas hold each unit that is no more."""
    rows = _declared().filter(unit__until__lt=timezone.localdate()).values_list("unit")
    return rows.annotate(count=Count("pk")).order_by()


PROVIDER = Provider(_("functional area"), of_unit, waiting)
