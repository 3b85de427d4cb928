"""Probable duplicates among organisations, each pair with why it is one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from pomost.core.search.words import folded
from pomost.organisations.models.history import AddressKind, DistinctPair, OrganisationAddress
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.units import OrganisationUnit

ALIKE = 0.9  # of two names' letters in common, by difflib; of one kind only
LEAST_LETTERS = 6  # a shorter name is like too many others
MOST_COMPARED = 300  # rows of which each is compared with each; of more only neighbours by name
NEIGHBOURS = 10
BLOCK = 4  # first letters of a word by which names are compared at all
# Words that say what kind of local government it is, or of office: in its name they tell nothing apart.
GENERIC = frozenset({"gmina", "miasto", "miasta", "miejska", "wiejska", "i", "urzad", "gminy", "m", "st"})
NIP, REGON, NAME, UNIT, SIMILAR = "nip", "regon", "name", "unit", "similar"
REASONS = {
    NIP: _("the same NIP"),
    REGON: _("the same REGON"),
    NAME: _("the same name and town"),
    UNIT: _("the name of a local government that is linked to a unit"),
    SIMILAR: _("very similar names"),
}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two organisations that may be one, `first` entered before `second`, and the strongest reason."""

    first: Organisation
    second: Organisation
    reason: str

    @property
    def why(self) -> Any:
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class _Named:
    row: Organisation
    name: str  # folded, without punctuation
    core: str  # without the words that say what kind of local government it is
    town: str
    has_unit: bool


def duplicates() -> list[Duplicate]:
    """Pairs of organisations that stand for themselves and may be one; the strongest reasons first.

    Left out: pairs of which somebody said that they differ, those of an invented with a real one, and two
    local governments that are each linked to a unit. Three queries, whatever the number of organisations.
    """
    named = [_named(row) for row in _rows()]
    told_apart = set(DistinctPair.objects.values_list("first", "second"))
    found: dict[tuple[int, int], Duplicate] = {}
    for reason, pairs in (
        (NIP, _same(named, lambda each: each.row.nip)),
        (REGON, _same(named, lambda each: each.row.regon)),
        (NAME, _same(named, lambda each: f"{each.name}|{each.town}" if each.town else "")),
        (UNIT, _of_units(named)),
        (SIMILAR, _similar(named)),
    ):
        for one, other in pairs:
            first, second = sorted((one.row, other.row), key=lambda row: row.pk)
            key = (first.pk, second.pk)
            if key in told_apart or key in found or first.is_invented is not second.is_invented:
                continue
            if not (one.has_unit and other.has_unit):
                found[key] = Duplicate(first, second, reason)
    return list(found.values())


def _rows() -> Iterable[Any]:
    seat = OrganisationAddress.objects.filter(
        organisation=OuterRef("pk"), kind=AddressKind.SEAT, until__isnull=True
    )
    unit = OrganisationUnit.objects.filter(organisation=OuterRef("pk"), until__isnull=True)
    rows = Organisation.objects.standing().order_by("pk")
    return rows.annotate(town=seat.values("town")[:1], has_unit=Exists(unit))


def _named(row: Any) -> _Named:
    name = _plain(row.spoken_name.text)
    core = " ".join(word for word in name.split() if word not in GENERIC)
    return _Named(row, name, core or name, _plain(row.town or ""), row.has_unit)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded(text.lower())))


def _same(named: Iterable[_Named], key: Any) -> Iterator[tuple[_Named, _Named]]:
    groups: dict[str, list[_Named]] = defaultdict(list)
    for each in named:
        if value := key(each):
            groups[value].append(each)
    for group in groups.values():
        if len(group) <= MOST_COMPARED:
            yield from combinations(group, 2)
        else:
            yield from ((group[0], other) for other in group[1:])


def _of_units(named: list[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """Local governments without a unit that are called like one with a unit."""
    governments = [each for each in named if each.row.kind == OrganisationKind.LOCAL_GOVERNMENT]
    linked: dict[str, list[_Named]] = defaultdict(list)
    for each in governments:
        if each.has_unit:
            linked[each.core].append(each)
    for each in governments:
        if not each.has_unit:
            yield from ((each, other) for other in linked.get(each.core, ()))


def _similar(named: list[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """Names of one kind that differ in a few letters. Compared are those that share the beginning of a
    word, of which one has no unit: two linked to units are told apart by them."""
    blocks: dict[tuple[str, str], list[_Named]] = defaultdict(list)
    for each in named:
        if len(each.core) >= LEAST_LETTERS:
            for start in {word[:BLOCK] for word in each.core.split() if len(word) >= BLOCK}:
                blocks[each.row.kind, start].append(each)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for one, other in _compared(block):
            pair = (min(one.row.pk, other.row.pk), max(one.row.pk, other.row.pk))
            if pair in seen or (one.has_unit and other.has_unit):
                continue
            seen.add(pair)
            if _alike(one.core, other.core):
                yield one, other


def _compared(block: list[_Named]) -> Iterator[tuple[_Named, _Named]]:
    """Each with each of a small block, of a large one each with the next few in the order of their names."""
    if len(block) <= MOST_COMPARED:
        yield from combinations(block, 2)
        return
    ordered = sorted(block, key=lambda each: (each.core, each.row.pk))
    for place, one in enumerate(ordered):
        yield from ((one, other) for other in ordered[place + 1 : place + 1 + NEIGHBOURS])


def _alike(one: str, other: str) -> bool:
    """Whether two names are the same but for a few letters; digits in them must agree."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    if 2 * min(len(one), len(other)) < ALIKE * (len(one) + len(other)):
        return False
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE
