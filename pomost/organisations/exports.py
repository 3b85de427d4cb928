"""What this room gives out: its organisations as a table."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from pomost.core.origin import counted
from pomost.core.tables.exporting import Export
from pomost.organisations.models.history import AddressKind, OrganisationAddress
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.units import OrganisationUnit

A_BATCH = 500
SEAT = ("street", "postcode", "town", "email", "phone")

COLUMNS = (
    "slug", "name", "name_en", "name_nb", "kind", "short_name", "country", "website", "nip", "regon",
    "seat_street", "seat_postcode", "seat_town", "seat_email", "seat_phone", "ended_on", "units", "origin",
    "source", "source_url", "certainty", "address",
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


def shown_rows() -> QuerySet[Organisation]:
    """Organisations that open data show: none that is invented or merged; with addresses and units."""
    units = OrganisationUnit.objects.select_related("unit")
    seats = OrganisationAddress.objects.filter(kind=AddressKind.SEAT, until__isnull=True)
    return counted(Organisation.objects.standing()).prefetch_related(
        Prefetch("addresses", seats, to_attr="seats"), Prefetch("unit_links", units)
    )


def seat_of(row: Any) -> OrganisationAddress | None:
    """The current seat of a row of `shown_rows`."""
    return row.seats[0] if row.seats else None


def organisations(_by: Any) -> Iterator[tuple[Any, ...]]:
    """Every organisation that is not invented, with who states it and its address in the open data."""
    for row in shown_rows().order_by("slug").iterator(chunk_size=A_BATCH):
        stated, seat = stated_by(row), seat_of(row)
        yield (
            row.slug,
            row.name.get("pl", ""),
            row.name.get("en", ""),
            row.name.get("nb", ""),
            row.kind,
            row.short_name,
            row.country,
            row.website,
            row.nip,
            row.regon,
            *(getattr(seat, name) if seat else "" for name in SEAT),
            row.ended_on,
            " ".join(link.unit.key for link in row.unit_links.all() if link.until is None),
            row.origin,
            stated["source"],
            stated["source_url"],
            stated["certainty"],
            permanent_address(row),
        )


EXPORT = Export(COLUMNS, organisations)
