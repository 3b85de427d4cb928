"""Writes about the ground of a partnership and its ties to others."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pomost.core import differences, journal, versions
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.core.search import index
from pomost.partnerships import notifications
from pomost.partnerships.actions.partnerships import locked
from pomost.partnerships.models.partnerships import Partnership, PartnershipLink
from pomost.territory.models.areas import FunctionalArea, FunctionalAreaUnit

AREA = ("name", "kind", "basis", "act", "dated", "core", "source", "source_url")


@transaction.atomic
def set_functional_area(
    *, partnership: Partnership, values: Mapping[str, Any], by: Any, seen: int | None = None
) -> FunctionalArea:
    """Say which functional area the partnership acts on: fields named in AREA, and units.

    An area of an official list that it used until now stays as the list has it: the partnership gets
    its own. Raises PermissionDenied, Conflict (of the area); DomainError when the core city is none of
    the units.
    """
    partnership = locked(partnership)
    require(by, "partnerships.change_partnership", partnership)
    area = partnership.functional_area
    if area is not None:
        area = FunctionalArea.objects.select_for_update(of=("self",)).get(pk=area.pk)
        versions.check(area, seen)
    units = {unit.pk: unit for unit in values["units"]}
    core = values.get("core")
    if core is not None and core.pk not in units:
        text = _("The core city is one of the area's units.")
        raise DomainError(text, fields={"core": text})
    if area is None or area.is_official:
        area = FunctionalArea.objects.filter(key=partnership.slug, is_official=False).first()
        area = area or FunctionalArea(key=partnership.slug, origin=partnership.origin)
    changes = differences.apply(area, {name: values[name] for name in AREA if name in values})
    if area.pk is None:
        area.save(force_insert=True)
    if partnership.functional_area_id != area.pk:
        partnership.functional_area = area
        versions.save(partnership, ["functional_area"])
    had = set(area.area_units.values_list("unit", flat=True))
    if had != units.keys():
        codes = [sorted(row.key for row in area.units.all()), sorted(row.key for row in units.values())]
        changes["units"] = codes
        area.area_units.filter(unit__in=had - units.keys()).delete()
        FunctionalAreaUnit.objects.bulk_create(
            FunctionalAreaUnit(area=area, unit_id=pk) for pk in sorted(units.keys() - had)
        )
    if changes:
        versions.save(area, [name for name in changes if name != "units"])
        journal.record(
            by=by,
            verb="functional_area.set",
            target=partnership,
            fields=changes,
            data={"id": area.pk, "changes": changes},
        )
        index.changed(partnership)
    return area


@transaction.atomic
def tie_partnerships(
    *, partnership: Partnership, other: Partnership, kind: str, values: Mapping[str, Any], by: Any
) -> PartnershipLink:
    """Write down what ties the partnership to another one. values: since, source, source_url.

    Raises PermissionDenied; DomainError for itself, and when the tie is written down already.
    """
    partnership = locked(partnership)
    require(by, "partnerships.change_partnership", partnership)
    if other.pk == partnership.pk:
        text = _("Choose another partnership.")
        raise DomainError(text, fields={"other": text})
    if partnership.links.filter(kind=kind, other=other).exists():
        text = _("This tie is written down already.")
        raise DomainError(text, fields={"other": text})
    link = PartnershipLink.objects.create(partnership=partnership, kind=kind, other=other, **values)
    journal.record(
        by=by,
        verb="partnership_link.added",
        target=partnership,
        data={"id": link.pk, "kind": kind, "other": other.slug},
    )
    notifications.tell_of_tie(other, partnership, by)
    return link


@transaction.atomic
def untie_partnerships(*, link: PartnershipLink, by: Any) -> None:
    """Take out a tie that was wrong. Raises PermissionDenied; DomainError when it is out already."""
    partnership = locked(link.partnership)
    require(by, "partnerships.change_partnership", partnership)
    try:
        link = PartnershipLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    except PartnershipLink.DoesNotExist:
        raise DomainError(_("The tie was removed already.")) from None
    journal.record(
        by=by,
        verb="partnership_link.removed",
        target=partnership,
        data={"id": link.pk, "kind": link.kind, "other": link.other.slug},
    )
    link.delete()
