"""What this room gives out: the published figures as a table, and a programme as a document."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pomost.core.documents.card import Card, Section
from pomost.core.languages import spoken
from pomost.core.tables.exporting import Export
from pomost.programmes import presenting
from pomost.programmes.models.parts import Implementer
from pomost.programmes.models.programmes import Programme
from pomost.programmes.queries import claims_about, claims_on_the_page, published_figures
from pomost.ui import typography

COLUMNS = (
    "programme", "figure", "label", "definition", "value", "chosen", "as_of", "source", "source_url",
    "certainty", "address",
)  # fmt: skip


def figures(_by: Any) -> Iterator[tuple[Any, ...]]:
    """Every claim of every published figure: the chosen one first, its rivals behind it."""
    rows = list(published_figures().order_by("programme__slug", "place"))
    claims = claims_about("programmes.figure", [row.pk for row in rows])
    with translation.override(settings.LANGUAGE_CODE):
        for row in rows:
            for claim in claims.get((row.pk, "value"), []):
                yield (
                    row.programme.slug,
                    row.slug,
                    row.label.get("pl", ""),
                    row.definition.get("pl", ""),
                    _in_a_cell(claim.value),
                    "1" if claim.chosen else "0",
                    claim.as_of,
                    claim.source,
                    claim.source_url,
                    claim.certainty,
                    f"{settings.SITE_ADDRESS}{row.get_absolute_url()}",
                )


def _in_a_cell(value: Any) -> Any:
    """A claimed value for a table: an amount with its currency behind, a text in the active language."""
    if not isinstance(value, dict):
        return value
    return f"{value['amount']} {value['currency']}" if "amount" in value else str(spoken(value))


EXPORT = Export(COLUMNS, figures)


def card_of(programme: Programme, *, address: str) -> Card:
    """A programme as a document in the active language: what its public page says, on paper."""
    version, said = programme.current, spoken
    facts = [(_("Number"), programme.number)] if programme.number else []
    if version and version.value:
        facts.append((_("Value"), typography.money(version.value.amount, version.value.currency)))
    if version and version.begins_on and version.ends_on:
        facts.append(
            (_("Duration"), f"{typography.day(version.begins_on)} – {typography.day(version.ends_on)}")
        )
    sources = "; ".join(str(said(source.name)) for source in programme.funding_sources.all())
    if sources:
        facts.append((_("Source of financing"), sources))
    return Card(
        title=str(programme.spoken_title),
        language=get_language() or settings.LANGUAGE_CODE,
        kicker=presenting.kicker(programme),
        subtitle=str(said(programme.subtitle)),
        facts=facts,
        sections=[
            section
            for section in _sections(programme)
            if section.paragraphs or section.items or section.table
        ],
        footer=f"{address}, {typography.day(timezone.localdate())}",
    )


def _sections(programme: Programme) -> Iterator[Section]:
    words = [str(spoken(text)) for text in (programme.aim, programme.description)]
    yield Section(str(_("Aim")), [text for text in words if text])
    yield Section(str(_("Figures")), table=_figure_table(programme))
    for group in presenting.activities_of(programme):
        inner = [_named(shown) for shown in group.includes]
        text = str(spoken(group.activity.description))
        yield Section(str(spoken(group.activity.name)), [text] if text else [], inner)
    yield Section(str(_("Implementers")), items=[_implementer(row) for row in programme.implementers.all()])
    outcome = str(spoken(programme.outcome))
    yield Section(str(_("What came of it")), [outcome] if outcome else [])


def _named(shown: presenting.ShownActivity) -> str:
    name, text = str(spoken(shown.activity.name)), str(spoken(shown.activity.description))
    return f"{name}. {text}" if text else name


def _implementer(row: Implementer) -> str:
    tasks = " ".join(str(spoken(task.text)) for task in row.tasks.all())
    return f"{row.organisation} ({row.get_role_display()}). {tasks}".strip()


def _figure_table(programme: Programme) -> list[list[str]]:
    rows = [
        [str(stated.value), str(spoken(shown.figure.label)), stated.claim.source]
        for shown in presenting.figures_of(programme, claims_on_the_page(programme))
        for stated in [shown.chosen, *shown.rivals]
        if stated is not None
    ]
    return [[_("Value"), _("What it counts"), _("Source")], *rows] if rows else []
