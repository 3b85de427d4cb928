"""What this room gives out: its organisations as a table."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from pomost.core.origin import counted
from pomost.core.tables.exporting import Export
from pomost.organisations.models.organisations import Organisation

COLUMNS = (
    "slug", "name", "name_en", "name_nb", "kind", "short_name", "country", "website", "origin", "source",
    "source_url", "certainty", "address",
)  # fmt: skip


def permanent_address(row: Organisation) -> str:
    """Where everybody finds the organisation for as long as this installation lives: by its number."""
    return f"{settings.SITE_ADDRESS}{reverse('api:organisation', args=[row.pk])}"


def stated_by(row: Organisation) -> dict[str, str]:
    """Who states the organisation's data and how certain that is.

    Of what was entered by hand without naming a source this installation itself is the only source that
    is known; how certain it is nobody said.
    """
    return {
        "source": row.source or settings.SITE_ADDRESS,
        "source_url": row.source_url,
        "certainty": row.certainty,
    }


def organisations(_by: Any) -> Iterator[tuple[Any, ...]]:
    """Every organisation that is not invented, with who states it and its address in the open data."""
    for row in counted(Organisation.objects.order_by("slug")).iterator():
        stated = stated_by(row)
        yield (
            row.slug,
            row.name.get("pl", ""),
            row.name.get("en", ""),
            row.name.get("nb", ""),
            row.kind,
            row.short_name,
            row.country,
            row.website,
            row.origin,
            stated["source"],
            stated["source_url"],
            stated["certainty"],
            permanent_address(row),
        )


EXPORT = Export(COLUMNS, organisations)
