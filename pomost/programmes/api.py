"""Open data of this room: published programmes and their figures, with sources and rivals."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from pomost.core.api import MOST_ITEMS, open_data, page_of
from pomost.core.models.claims import Claim
from pomost.core.origin import counted
from pomost.programmes import queries
from pomost.programmes.models.figures import Figure
from pomost.programmes.models.programmes import Programme

router = Router(tags=["programmes"])
SHOWN = ("programmes", "organisations")
Texts = dict[str, str]


class Version(Schema):
    """The contract (number 0) or an annex; the last one holds."""

    number: int
    signed_on: date | None
    begins_on: date | None
    ends_on: date | None
    amount: Decimal | None
    currency: str


class ImplementerOut(Schema):
    organisation: str
    name: Texts
    role: str
    tasks: list[Texts]


class ProgrammeOut(Schema):
    """A published programme."""

    slug: str
    address: str
    number: str
    state: str
    title: Texts
    aim: Texts
    versions: list[Version]


class ProgrammeWhole(ProgrammeOut):
    """A published programme with its parts."""

    description: Texts
    outcome: Texts
    source: str
    implementers: list[ImplementerOut]
    activities: list[dict[str, Any]]
    funding: list[Texts]


class ClaimOut(Schema):
    """What one source states; `chosen` stands first, the others are its rivals."""

    value: Any
    chosen: bool
    as_of: date | None
    source: str
    source_url: str
    certainty: str


class FigureOut(Schema):
    """A published figure with its definition and all claims."""

    programme: str
    slug: str
    address: str
    label: Texts
    definition: Texts
    claims: list[ClaimOut]


class Programmes(Schema):
    items: list[ProgrammeOut]
    next: str | None


class Figures(Schema):
    items: list[FigureOut]
    next: str | None


def _published() -> Any:
    return counted(Programme.objects.filter(published_at__isnull=False))


def _short(row: Programme) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "address": f"{settings.SITE_ADDRESS}{row.get_absolute_url()}",
        "number": row.number,
        "state": row.state,
        "title": row.title,
        "aim": row.aim,
        "versions": list(row.versions.all()),
    }


@router.get("/programmes", response=Programmes, summary="Published programmes")
@open_data(*SHOWN)
def programmes(
    request: HttpRequest, cursor: str = "", limit: int = Query(50, ge=1, le=MOST_ITEMS)
) -> dict[str, Any]:
    """Every published programme that is not invented, by its slug."""
    page = page_of(_published().prefetch_related("versions"), request, cursor=cursor, limit=limit)
    return page | {"items": [_short(row) for row in page["items"]]}


@router.get("/programmes/{slug}", response=ProgrammeWhole, summary="One programme")
@open_data(*SHOWN)
def programme(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A published programme with implementers, activities and sources of financing."""
    row = get_object_or_404(queries.whole(_published()), slug=slug)
    return _short(row) | {
        "description": row.description,
        "outcome": row.outcome,
        "source": row.source,
        "implementers": [
            {
                "organisation": each.organisation.slug,
                "name": each.organisation.name,
                "role": each.role,
                "tasks": [task.text for task in each.tasks.all()],
            }
            for each in row.implementers.all()
        ],
        "activities": [
            {"slug": each.slug, "name": each.name, "description": each.description}
            for each in row.activities.all()
        ],
        "funding": [each.name for each in row.funding_sources.all()],
    }


@router.get("/figures", response=Figures, summary="Published figures")
@open_data(*SHOWN)
def figures(
    request: HttpRequest, cursor: str = "", limit: int = Query(50, ge=1, le=MOST_ITEMS)
) -> dict[str, Any]:
    """Every published figure that counts nothing invented, with definition, sources and rivals."""
    page = page_of(queries.published_figures(), request, cursor=cursor, limit=limit, key="pk")
    claims = queries.claims_about("programmes.figure", [row.pk for row in page["items"]])
    return page | {"items": [_figure(row, claims.get((row.pk, "value"), [])) for row in page["items"]]}


def _figure(row: Figure, claims: list[Claim]) -> dict[str, Any]:
    return {
        "programme": row.programme.slug,
        "slug": row.slug,
        "address": f"{settings.SITE_ADDRESS}{row.get_absolute_url()}",
        "label": row.label,
        "definition": row.definition,
        "claims": claims,
    }
