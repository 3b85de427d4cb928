"""What this room gives out: a month's sheet as a document and a table, and consultations as a table."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pomost.advisory import hours, presenting
from pomost.advisory.models.consultations import Consultation, Timesheet
from pomost.advisory.queries import consultations as queries
from pomost.advisory.queries import recommendations
from pomost.advisory.states import ALIVE, RecommendationState
from pomost.core.documents.card import Card, Section
from pomost.core.tables.exporting import Export
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.state_sheet import LINES, short
from pomost.ui import typography

CONSULTATIONS = (
    "day", "partnership", "kind", "minutes", "travel_minutes", "kilometres", "place", "topics", "others",
    "agreed", "over_limit_minutes", "over_limit_state", "recorded_at",
)  # fmt: skip


def sheet_heads() -> list[str]:
    """The heads of a month's table."""
    return [
        _("Day"),
        _("Partnership"),
        _("Kind"),
        _("Hours"),
        _("Travel"),
        _("km"),
        _("Place"),
        _("Subjects"),
        _("Agreed"),
        _("Over the limit"),
    ]


def sheet_rows(rows: Sequence[Consultation]) -> Iterator[list[Any]]:
    """The rows of a month's table."""
    for row in rows:
        yield [
            row.day,
            row.partnership.called,
            row.get_kind_display(),
            hours.said(row.minutes),
            hours.said(row.travel_minutes),
            row.kilometres,
            row.place,
            presenting.topics_of(row),
            row.agreed,
            presenting.over_of(row),
        ]


def sheet_card(sheet: Timesheet, rows: Sequence[Consultation]) -> Card:
    """A month as a document that can be signed."""
    sums = presenting.sums_of(list(rows))
    contract = sheet.contract
    heads = sheet_heads()
    table = [
        [date_format(row.day, "d.m.Y"), row.partnership.called, row.get_kind_display(),
         hours.said(row.minutes), hours.said(row.travel_minutes), str(row.kilometres or ""),
         presenting.over_of(row)]
        for row in rows
    ]  # fmt: skip
    return Card(
        title=_("Month's sheet: %s") % hours.month_called(sheet.month),
        language=(get_language() or "pl")[:2],
        kicker=str(contract.programme),
        facts=[
            (_("Consultant"), str(contract.account or "")),
            (_("Contract"), contract.number),
            (_("State"), str(sheet.get_state_display())),
            (_("Hours of advice"), sums["advice"]),
            (_("Travel"), sums["travel"]),
            (_("Kilometres"), str(sums["kilometres"])),
            (_("Over the limit"), sums["over"]),
            (_("To be settled"), sums["settled"]),
        ],
        sections=[
            Section(_("Consultations"), table=[[*heads[:6], heads[9]], *table]),
            Section(
                _("What was agreed"),
                items=[
                    f"{date_format(row.day, 'd.m.Y')}, {row.partnership.called}: {row.agreed}" for row in rows
                ],
            ),
        ],
    )


def state_section(partnership: Partnership, user: Any) -> Section | None:
    """Advice on the partnership's one page: how much in a year, the last one, what was proposed."""
    if not user.has_perm("partnerships.open_workspace_of_partnership", partnership):
        return None
    since = timezone.localdate() - timedelta(days=365)
    given = list(queries.of_partnership(partnership).filter(day__gte=since).values_list("day", "minutes"))
    lines = []
    if given:
        words = {"hours": hours.said(sum(minutes for _day, minutes in given)), "n": len(given)}
        lines.append(_("In the last twelve months: %(hours)s hours in %(n)s consultations.") % words)
    last = queries.of_partnership(partnership).first()
    if last is not None and last.agreed:
        agreed = {"day": typography.day(last.day), "agreed": short(last.agreed)}
        lines.append(_("Agreed on %(day)s: %(agreed)s") % agreed)
    open_ones = recommendations.visible_to(user).filter(
        partnership=partnership, state__in=[RecommendationState.PROPOSED, *ALIVE]
    )
    items = [f"{short(row.title)} ({row.get_state_display()})" for row in open_ones[:LINES]]
    if not lines and not items:
        return None
    return Section(title=_("Advice and proposals"), paragraphs=lines, items=items)


def consultations(by: Any) -> Iterator[tuple[Any, ...]]:
    """Consultations that the asker may see; nothing without an account."""
    if by is None:
        return
    rows = queries.visible_to(by).filter(withdrawn_at__isnull=True)
    for row in rows.select_related("partnership").order_by("day", "pk").iterator(chunk_size=500):
        yield (
            row.day, row.partnership.slug, row.kind, row.minutes, row.travel_minutes, row.kilometres,
            row.place, " ".join(row.topics), row.others, row.agreed, row.over, row.over_state,
            row.recorded_at,
        )  # fmt: skip


EXPORTS = {"consultations": Export(CONSULTATIONS, consultations)}
