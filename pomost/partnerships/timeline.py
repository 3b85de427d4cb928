"""The timeline of a partnership: everything that ever happened, to which every room can add."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pomost.core.languages import Spoken, spoken
from pomost.core.registries import Registry
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import EVER, FundingStage


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened. when: year, month or day; title: a text, or one by language as Spoken.

    url: the thing to which it leads. state: `next` for what is planned. source: who says so.
    """

    when: str
    title: Spoken | str
    url: str = ""
    note: str = ""
    state: str = ""
    source: str = ""
    source_url: str = ""
    row: int = 0
    remove_url: str = ""


# name → function(partnership, user) → entries that the user may see. Rooms below add theirs.
timeline: Registry[Callable[[Partnership, Any], Iterable[Entry]]] = Registry("timeline of a partnership")


def own(partnership: Partnership, _user: Any) -> Iterable[Entry]:
    """What this room knows: entries written here, papers, joiners and leavers, money, support."""
    for row in partnership.timeline_entries.all():
        yield Entry(row.happened, spoken(row.text), source=row.source, source_url=row.source_url, row=row.pk)
    yield from _papers(partnership)
    yield from _members(partnership)
    for line in partnership.funding_lines.all():
        if line.dated and line.stage == FundingStage.CONTRACTED:
            yield Entry(
                line.dated,
                _("Grant contract signed"),
                "#pieniadze",
                note=spoken(line.call).text,
                source=line.source,
                source_url=line.source_url,
            )


def signatories_of(paper: Any) -> int:
    """How many signed: as the source says, else those who are entered."""
    return int(paper.stated_signatories or paper.signed_by)


def _papers(partnership: Partnership) -> Iterable[Entry]:
    for paper in partnership.documents.all():
        if not paper.signed:
            continue
        count = signatories_of(paper)
        note = ngettext("%d signatory", "%d signatories", count) % count if count else ""
        yield Entry(
            paper.signed,
            paper.spoken_title,
            "#dokumenty",
            note=note,
            source=paper.source,
            source_url=paper.source_url,
        )


def _members(partnership: Partnership) -> Iterable[Entry]:
    """Who joined later than the others and who left; those of one day stand together."""
    joined: dict[str, list[str]] = {}
    left: dict[str, list[str]] = {}
    for row in partnership.memberships.all():
        if row.joined and row.state in EVER:
            joined.setdefault(row.joined, []).append(str(row.organisation))
        if row.left:
            left.setdefault(row.left, []).append(str(row.organisation))
    for day, names in joined.items():
        yield Entry(day, _("Joined: %s") % ", ".join(names), "#sklad")
    for day, names in left.items():
        yield Entry(day, _("Left: %s") % ", ".join(names), "#sklad")


def entries_of(partnership: Partnership, user: Any) -> list[Entry]:
    """The timeline, newest first; what is known to the year only stands before that year's days."""
    found = [entry for provider in timeline for entry in provider(partnership, user)]
    return sorted(found, key=lambda entry: entry.when.ljust(10, "~"), reverse=True)


def with_ways_out(partnership: Partnership, entries: Iterable[Entry]) -> list[Entry]:
    """The entries, those written here with the address where they are removed."""
    return [
        replace(
            entry, remove_url=reverse("partnerships-panel:remove-entry", args=[partnership.slug, entry.row])
        )
        if entry.row
        else entry
        for entry in entries
    ]
