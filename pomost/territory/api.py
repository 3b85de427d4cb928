"""The API of this room: territorial units with their periods, for everybody."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from pomost.core.api import MOST_ITEMS, open_data, page_of
from pomost.core.api_access import READ, Token
from pomost.territory import queries
from pomost.territory.exports import address_of
from pomost.territory.models.units import Unit, UnitVersion

router = Router(tags=["units"])
OPEN: dict[str, Any] = {"auth": Token(READ, optional=True), "openapi_extra": {"security": [{}]}}
SHOWN = ("territory", "exchange")


class PeriodOut(Schema):
    """What a unit was called and what kind it was, from one day to another; `valid_to` null: it still is."""

    name: str
    kind: str
    official_code: str
    parent: str
    valid_from: date
    valid_to: date | None
    source: str


class UnitOut(Schema):
    """A unit under its lasting code; latitude and longitude in degrees (WGS 84), a point inside."""

    key: str
    address: str
    country: str
    code: str
    name: str
    kind: str
    level: str
    until: date | None
    latitude: float | None
    longitude: float | None
    lau_code: str
    nuts: str
    periods: list[PeriodOut]


class Units(Schema):
    """A page of units; `next` is the address of the following one."""

    items: list[UnitOut]
    next: str | None


def _period(row: UnitVersion) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": row.kind,
        "official_code": row.official_code,
        "parent": row.parent.key if row.parent else "",
        "valid_from": row.since,
        "valid_to": row.until,
        "source": row.source,
    }


def _shown(row: Unit) -> dict[str, Any]:
    own = ("key", "country", "code", "name", "kind", "level", "until", "latitude", "longitude")
    return {name: getattr(row, name) for name in (*own, "lau_code", "nuts")} | {
        "address": address_of(row),
        "periods": [_period(each) for each in row.versions.all()],
    }


@router.get("/units", response=Units, summary="Territorial units", url_name="units", **OPEN)
@open_data(*SHOWN, query=("q", "cursor", "limit"))
def units(
    request: HttpRequest, q: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST_ITEMS)
) -> dict[str, Any]:
    """Units by their permanent order. q: only those that had this name or code at some time."""
    rows = queries.found(q) if q.strip() else Unit.objects.all()
    page = page_of(queries.with_periods(rows), request, cursor=cursor, limit=limit, key="pk")
    return page | {"items": [_shown(row) for row in page["items"]]}


@router.get("/units/{unit_key}", response=UnitOut, summary="One unit", url_name="unit", **OPEN)
@open_data(*SHOWN)
def unit(request: HttpRequest, unit_key: str) -> dict[str, Any]:
    """A unit by country and code, e.g. PL-020101."""
    found = queries.by_key(unit_key)
    if found is None:
        raise Http404
    return _shown(get_object_or_404(queries.with_periods(Unit.objects.all()), pk=found.pk))
