"""What the page of a unit shows; lower rooms add panels to it."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core import journal
from pomost.core.home import Awaiting
from pomost.core.registries import Registry
from pomost.territory import ending
from pomost.territory.history import DAY
from pomost.territory.models.units import Succession, Unit, UnitVersion
from pomost.territory.queries import Match
from pomost.territory.states import SuccessionKind, UnitKind, UnitLevel
from pomost.ui.ground import Map, Place, collection, mapped, on_grid

PICKED_ON = 0.001  # degrees, about 100 m: the grid of areas that one picks

MOST_AWAITING = 5  # units that are named one by one on the home

# name → function(unit, user) → (template, context), or None where there is nothing to show.
Panel = tuple[str, dict[str, Any]]
panels: Registry[Callable[[Unit, Any], Panel | None]] = Registry("panels of a unit")


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to the unit, in words. is_exact: the day itself is known, not only a register's state."""

    on: date
    text: str
    is_exact: bool
    url: str = ""


def told_apart(unit: Unit) -> str:
    """What distinguishes the unit from others of its name: kind, where it lies, whether it is no more."""
    parts = [str(unit.get_kind_display())]
    parts += [each.called for each in (unit.parent, unit.region) if each is not None]
    if unit.country != "PL":
        parts.append(unit.country)
    if unit.until:
        parts.append(_("until %s") % formats.date_format(unit.until))
    return ", ".join(dict.fromkeys(parts))


def in_words(match: Match) -> str:
    """A unit in a list to choose from: name, the name of another time by which it was found, the rest."""
    name = f"{match.unit.called} ({match.known_as})" if match.known_as else match.unit.called
    return f"{name}, {told_apart(match.unit)}"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on one open thing of a unit that is no more. to: key of the unit that took it over."""

    at: datetime
    what: str
    to: Unit | None


def decided_on(unit: Unit) -> list[Decided]:
    """What was decided on the unit's open things, newest first; two queries."""
    entries = list(journal.about(unit).filter(verb="unit.ending_decided"))
    keys = {row["to"].partition("-")[2] for entry in entries for row in entry.data["decided"] if row["to"]}
    units = {each.key: each for each in Unit.objects.filter(code__in=keys)}
    return [
        Decided(entry.at, f"{_label(row['kind'])}: {row['name']}", units.get(row["to"]))
        for entry in entries
        for row in entry.data["decided"]
    ]


def _label(kind: str) -> str:
    provider = ending.open_things.get(kind)
    return str(provider.label) if provider else kind


def awaiting(user: Any) -> Iterator[Awaiting]:
    """Units that are no more and left something on which `user` decides; many of them in one line."""
    counts = ending.waiting_for(user)
    if len(counts) > MOST_AWAITING:
        text = ngettext("%d unit is no more", "%d units are no more", len(counts)) % len(counts)
        yield Awaiting(f"{text}: {_things(sum(counts.values()))}", reverse("territory-panel:waiting"))
        return
    for unit in Unit.objects.filter(pk__in=counts).order_by("folded", "code"):
        where = reverse("territory-panel:decide", args=[unit.key])
        yield Awaiting(f"{since_when(unit)}: {_things(counts[unit.pk])}", where, note=told_apart(unit))


def since_when(unit: Unit) -> str:
    """Since when a unit is no more, in words."""
    values = {"unit": unit.called, "on": formats.date_format((unit.until or timezone.localdate()) + DAY)}
    return _("%(unit)s is no more since %(on)s") % values


def _things(count: int) -> str:
    return ngettext("%d thing waits for a decision", "%d things wait for a decision", count) % count


def map_of(unit: Unit) -> Map:
    """The unit and its neighbours."""
    places = []
    for row in unit.neighbours.all():
        boundary = getattr(row.other, "boundary", None)
        if boundary is not None:
            places.append(_place(row.other, boundary.geometry, "member", row.other.get_kind_display()))
    own = getattr(unit, "boundary", None)
    if own is not None:
        places.append(_place(unit, own.geometry, "lead", unit.get_kind_display()))
    return mapped(places, {"lead": unit.called, "member": _("neighbours")})


def _place(unit: Unit, geometry: str, look: str, note: str) -> Place:
    return Place(
        unit.called, geometry, look, key=unit.key, url=reverse("territory:unit", args=[unit.key]), note=note
    )


def ground_of(units: Iterable[Unit]) -> dict[str, Any]:
    """The units as coarse GeoJSON to pick from: each with its key, name and kind; none that lies nowhere."""
    features = []
    for unit in units:
        boundary = getattr(unit, "boundary", None)
        if boundary is not None:
            geometry = on_grid(json.loads(boundary.geometry), PICKED_ON)
        elif unit.latitude is not None and unit.longitude is not None:
            geometry = {"type": "Point", "coordinates": [float(unit.longitude), float(unit.latitude)]}
        else:
            continue
        properties = {"id": unit.key, "name": unit.called, "note": unit.get_kind_display(), "kind": unit.kind}
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return collection(features)


def events_of(unit: Unit) -> list[Event]:
    """Renamed, became another kind, ended: newest first."""
    found = [event_of(row) for row in unit.successions.all()]
    found += [
        Event(
            row.on, _("Follows %s") % row.predecessor.name, not row.derived, _address(row.predecessor, unit)
        )
        for row in unit.origins.all()
        if row.predecessor_id != unit.pk
    ]
    return sorted(found, key=lambda event: event.on, reverse=True)


def event_of(row: Succession) -> Event:
    """What happened to the row's predecessor, in words."""
    return Event(row.on, _words(row), not row.derived, _address(row.successor, row.predecessor))


def _words(row: Succession) -> str:
    if row.kind == SuccessionKind.KIND_CHANGED:
        before, after = (str(UnitKind(value).label) for value in (row.was, row.became))
        return _("From %(before)s to %(after)s") % {"before": before, "after": after}
    if row.kind == SuccessionKind.RENAMED:
        return _("Renamed: until then %s") % row.was
    followed = f": {row.successor.name}" if row.successor else ""
    return f"{row.get_kind_display()}{followed}"


def _address(other: Unit | None, unit: Unit) -> str:
    if other is None or other.pk == unit.pk:
        return ""
    return reverse("territory:unit", args=[other.key])


def earlier_names(versions: list[UnitVersion], unit: Unit) -> list[str]:
    """Names that the unit had before, newest first."""
    return list(dict.fromkeys(row.name for row in versions if row.name != unit.name))


def missing_of(unit: Unit) -> list[tuple[str, str]]:
    """What is not known of the unit yet, each with the command that takes it in (docs: registers)."""
    found: list[tuple[str, str]] = []
    if unit.level == UnitLevel.STATISTICAL or unit.until is not None:
        return found
    if not hasattr(unit, "boundary"):
        found.append((_("Boundary and neighbours"), "pomost import boundaries granice.geojson"))
    if not unit.measures.all():
        found.append((_("People and area"), "pomost import population ludnosc-2023.csv"))
    return found


def panels_of(unit: Unit, user: Any) -> list[Panel]:
    """What lower rooms show on the unit's page."""
    return [panel for provider in panels if (panel := provider(unit, user)) is not None]
