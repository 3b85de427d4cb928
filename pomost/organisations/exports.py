"""What this room gives out: its organisations as a table."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from pomost.core.origin import counted
from pomost.core.tables.exporting import Export
from pomost.organisations.models.organisations import Organisation

COLUMNS = (
    "slug",
    "name",
    "name_en",
    "name_nb",
    "kind",
    "short_name",
    "country",
    "website",
    "origin",
    "address",
)


def organisations(_by: Any) -> Iterator[tuple[Any, ...]]:
    """Every organisation that is not invented, by its address."""
    for row in counted(Organisation.objects.order_by("slug")).iterator():
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
            f"{settings.SITE_ADDRESS}/panel/organizacje/{row.slug}/",
        )


EXPORT = Export(COLUMNS, organisations)
