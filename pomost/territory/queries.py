"""Reads of the room: units by code or name of any time, and what belongs to one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Min, Prefetch, Q, QuerySet, When

from pomost.territory.models.areas import FunctionalArea
from pomost.territory.models.ground import Measure, Neighbour
from pomost.territory.models.units import Succession, Unit, UnitVersion, folded_name
from pomost.territory.states import UnitLevel

MOST_WORDS = 8
UPWARDS = (UnitLevel.MUNICIPALITY, UnitLevel.COUNTY, UnitLevel.REGION)


def by_key(key: str) -> Unit | None:
    """The unit that a key (`PL-020101`) names; None when there is none."""
    country, _dash, code = key.partition("-")
    return Unit.objects.filter(country=country.upper(), code=code).first()


def by_keys(keys: Iterable[str]) -> list[Unit]:
    """The units that these keys name, as far as there are such, in their order."""
    wanted = list(dict.fromkeys(key.upper() for key in keys))
    codes = [key.partition("-")[2] for key in wanted]
    found = {unit.key: unit for unit in listed().filter(code__in=codes)}
    return [found[key] for key in wanted if key in found]


def _keyed(text: str) -> tuple[str, str]:
    """Country (empty: not said) and code of what is typed as a code or a key: `PL-020101`, `02 01 011`."""
    code = "".join(text.split()).upper()
    match = re.fullmatch(r"([A-Z]{2})-(\w+)", code)
    return (match[1], match[2]) if match else ("", code)


def _of_code(text: str) -> Q:
    """Periods of the units that have, or had, this code; TERYT's seventh digit may be any."""
    country, code = _keyed(text)
    same = Q(code=code)
    if re.fullmatch(r"\d{7}", code):
        same |= Q(country="PL", code=code[:6])
    # The units by themselves: "or" over joined tables makes PostgreSQL compare every row with every other.
    wanted = Q(official_code=code) | Q(unit__in=Unit.objects.filter(same))
    return wanted & Q(unit__country=country) if country else wanted


def _looks_like_a_code(text: str) -> bool:
    code = _keyed(text)[1]
    return bool(code) and code[0].isdigit()


def _named(text: str) -> QuerySet[UnitVersion]:
    """Periods in whose name every word of the text stands, without regard to Polish letters."""
    versions = UnitVersion.objects.order_by()
    for word in folded_name(text).split()[:MOST_WORDS]:
        versions = versions.filter(folded__contains=word)
    return versions


def valid_on(versions: QuerySet[UnitVersion], on: date | None) -> QuerySet[UnitVersion]:
    """Those of the periods that hold on a day; all of them without one."""
    return versions.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on) if on else versions


def found(text: str, *, on: date | None = None) -> QuerySet[Unit]:
    """Units by code (with or without TERYT's kind digit, of any time) or by name, today's or an earlier one.

    Polish letters do not matter. on: only units that existed, and names that were valid, on that day.
    """
    text = text.replace("\0", " ").strip()
    order: tuple[str, ...] = ("country", "code")
    if _looks_like_a_code(text):
        versions = UnitVersion.objects.order_by().filter(_of_code(text))
    else:
        order, versions = ("folded", *order), _named(text)
    # Not asked row by row: without fresh statistics PostgreSQL takes minutes for that.
    return Unit.objects.filter(pk__in=valid_on(versions, on).values("unit")).order_by(*order)


@dataclass(frozen=True, slots=True)
class Match:
    """A unit that somebody may mean. known_as: its name of another time, by which it was found."""

    unit: Unit
    known_as: str = ""


def best_matches(text: str, *, on: date | None = None, limit: int = 20) -> list[Match]:
    """The units that somebody who types this most likely means, for a field that picks one.

    Exact code, then exact name, then beginning, then the rest; what exists before what is no more;
    municipalities before counties before voivodeships. Names of any time count, or those valid `on` a day.
    Each unit comes with the one in which it lies and its voivodeship; three queries, however many.
    """
    text = text.replace("\0", " ").strip()
    folded, code = folded_name(text), _keyed(text)[1]
    order: tuple[str, ...]
    if not folded:
        return []
    if _looks_like_a_code(text):
        versions = UnitVersion.objects.filter(
            _of_code(text) | Q(unit__in=Unit.objects.filter(code__startswith=code))
        )
        ranks, order = [When(_of_code(text), then=0)], ("unit__country", "unit__code")
    else:
        versions, order = _named(text), ("unit__folded", "unit__country", "unit__code")
        ranks = [When(folded=folded, then=1), When(folded__startswith=folded, then=2)]
    rows = (
        valid_on(versions, on)
        .exclude(unit__level=UnitLevel.STATISTICAL)
        .order_by()
        .values("unit")
        .annotate(
            rank=Min(Case(*ranks, default=3, output_field=IntegerField())),
            gone=Case(When(unit__until__isnull=True, then=0), default=1, output_field=IntegerField()),
            place=Case(*(When(unit__level=level, then=at) for at, level in enumerate(UPWARDS)), default=9),
        )
        .order_by("rank", "gone", "place", *order)
    )
    ids = [row["unit"] for row in rows[:limit]]
    units = listed().prefetch_related("versions").in_bulk(ids)
    return [Match(units[pk], _known_as(units[pk], folded)) for pk in ids]


def meant_exactly(text: str, matches: Iterable[Match]) -> list[Match]:
    """Those of the matches that have exactly this code, or else this name; the only one in any case.

    Of a city with county rights, which is a municipality and a county, the municipality is meant.
    """
    rows, code, folded = list(matches), _keyed(text)[1], folded_name(text)
    if len(rows) == 1:
        return rows
    if _looks_like_a_code(text):
        return [row for row in rows if row.unit.code in (code, code[:6])]
    exact = [row for row in rows if row.unit.folded == folded]
    lower = [row for row in exact if row.unit.level == UnitLevel.MUNICIPALITY]
    return lower or exact


def successors_of(unit: Unit) -> list[Unit]:
    """Units that exist and are known to have followed the unit, also by way of one that ended too."""
    found: dict[int, Unit] = {}
    seen, ahead = {unit.pk}, [unit.pk]
    while ahead:
        rows = Succession.objects.filter(predecessor__in=ahead, successor__isnull=False)
        ahead = []
        for row in rows.select_related("successor__parent", "successor__region"):
            after = row.successor
            if after is None or after.pk in seen:
                continue
            seen.add(after.pk)
            if after.until is None:
                found[after.pk] = after
            else:
                ahead.append(after.pk)
    return sorted(found.values(), key=lambda each: (each.folded, each.code))


def recorded_about(unit: Unit) -> QuerySet[Succession]:
    """What happened to the unit, newest first: by the register, and by what people recorded."""
    rows = Succession.objects.filter(predecessor=unit).select_related("predecessor", "successor")
    return rows.order_by("-on", "pk")


def _known_as(unit: Unit, folded: str) -> str:
    """The unit's other name that holds the words, when today's does not."""
    words = folded.split()
    if folded[0].isdigit() or all(word in unit.folded for word in words):
        return ""
    names = (row.name for row in unit.versions.all() if all(word in row.folded for word in words))
    return next(names, "")


def whole(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """The units with all that their page shows, in a fixed number of queries."""
    return with_events(rows.select_related("boundary")).prefetch_related(
        Prefetch("versions", UnitVersion.objects.select_related("parent").order_by("-since")),
        Prefetch("neighbours", Neighbour.objects.select_related("other__boundary").order_by("-km")),
        Prefetch("measures", Measure.objects.order_by("-as_of")),
        Prefetch("functional_areas", FunctionalArea.objects.order_by("key")),
        Prefetch("children", Unit.objects.filter(until__isnull=True).order_by("folded", "code")),
    )


def with_events(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """The units with what happened to them, and where they lie."""
    return rows.select_related("parent", "region").prefetch_related(
        Prefetch("successions", Succession.objects.select_related("successor")),
        Prefetch("origins", Succession.objects.select_related("predecessor")),
    )


def with_periods(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """The units with their periods, oldest first."""
    return rows.prefetch_related(Prefetch("versions", UnitVersion.objects.select_related("parent")))


def listed() -> QuerySet[Unit]:
    """Units of all countries with the one in which each lies."""
    return Unit.objects.exclude(level=UnitLevel.STATISTICAL).select_related("parent", "region")


def municipalities_in(code: str) -> QuerySet[Unit]:
    """Today's municipalities of a Polish voivodeship (its TERYT code), with their boundaries."""
    rows = Unit.objects.filter(
        country="PL", level=UnitLevel.MUNICIPALITY, until__isnull=True, region__code=code
    )
    return rows.select_related("boundary").order_by("folded", "code")


def periods() -> Iterator[UnitVersion]:
    """Every period of every unit, for a table."""
    rows = UnitVersion.objects.select_related("unit", "parent")
    yield from rows.order_by("unit__country", "unit__code", "since").iterator(chunk_size=2000)
