"""What this room shows on a unit's page: its local government's memberships, its declared areas."""

from collections.abc import Sequence
from typing import Any

from pomost.organisations.models.units import OrganisationUnit
from pomost.partnerships.models.members import Membership
from pomost.partnerships.queries import register
from pomost.territory.models.units import Unit
from pomost.territory.states import UnitLevel

MOST = 100
Panel = tuple[str, dict[str, Any]]


def memberships(unit: Unit, _user: Any) -> Panel | None:
    """Memberships, of today and of earlier, of whoever was the unit's local government at the time."""
    if unit.level == UnitLevel.STATISTICAL:
        return None
    links: dict[int, list[OrganisationUnit]] = {}
    for link in OrganisationUnit.objects.filter(unit=unit):
        links.setdefault(link.organisation_id, []).append(link)
    rows = [
        row
        for row in register.memberships_on(unit)[:MOST]
        if _overlaps(row, links.get(row.organisation_id, ()))
    ]
    return "partnerships/unit_partnerships.html", {"memberships": rows, "has_office": bool(links)}


def _overlaps(row: Membership, links: Sequence[OrganisationUnit]) -> bool:
    """Whether the organisation was the unit's local government while it was a member, as far as is known."""
    for link in links:
        since = link.since.isoformat()[: len(row.left)] if link.since else ""
        until = link.until.isoformat()[: len(row.joined)] if link.until else ""
        begins_later = bool(until and row.joined > until)
        ends_earlier = bool(row.left and since > row.left)
        if not begins_later and not ends_earlier:
            return True
    return False


def areas(unit: Unit, _user: Any) -> Panel | None:
    """The functional areas that registered partnerships declared, in which the unit lies."""
    rows = register.registered().filter(functional_area__units=unit, functional_area__is_official=False)
    found = list(rows.select_related("functional_area").order_by("slug")[:MOST])
    return ("partnerships/unit_areas.html", {"partnerships": found}) if found else None
