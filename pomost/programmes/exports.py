"""What this room gives out: the published figures with definition, date, source and rivals."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation

from pomost.core.tables.exporting import Export
from pomost.programmes.queries import claims_about, published_figures

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
                    claim.value,
                    "1" if claim.chosen else "0",
                    claim.as_of,
                    claim.source,
                    claim.source_url,
                    claim.certainty,
                    f"{settings.SITE_ADDRESS}{row.get_absolute_url()}",
                )


EXPORT = Export(COLUMNS, figures)
