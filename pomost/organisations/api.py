"""The API of this room: the organisations that programmes and partnerships name, for everybody.

An organisation is asked for by its permanent number: its short key may change.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from pomost.core.api import MOST_ITEMS, open_data, page_of
from pomost.core.api_access import READ, Token
from pomost.core.origin import counted
from pomost.organisations import exports
from pomost.organisations.models.organisations import Organisation

router = Router(tags=["organisations"])
OPEN: dict[str, Any] = {"auth": Token(READ, optional=True), "openapi_extra": {"security": [{}]}}


class OrganisationOut(Schema):
    """An organisation as it is called today; no people. `certainty` is empty where nobody said."""

    id: int
    address: str
    slug: str
    name: dict[str, str]
    short_name: str
    kind: str
    country: str
    website: str
    origin: str
    source: str
    source_url: str
    certainty: str
    updated_at: datetime


class Organisations(Schema):
    """A page of organisations; `next` is the address of the following one."""

    items: list[OrganisationOut]
    next: str | None


def _shown(row: Organisation) -> dict[str, Any]:
    own = ("id", "slug", "name", "short_name", "kind", "country", "website", "origin", "updated_at")
    return {name: getattr(row, name) for name in own} | {
        "address": exports.permanent_address(row),
        **exports.stated_by(row),
    }


@router.get(
    "/organisations", response=Organisations, summary="Organisations", url_name="organisations", **OPEN
)
@open_data("organisations", query=("cursor", "limit"))
def organisations(
    request: HttpRequest, cursor: str = "", limit: int = Query(50, ge=1, le=MOST_ITEMS)
) -> dict[str, Any]:
    """Every organisation that is not invented, by its permanent number."""
    page = page_of(counted(Organisation.objects.all()), request, cursor=cursor, limit=limit, key="pk")
    return page | {"items": [_shown(row) for row in page["items"]]}


@router.get(
    "/organisations/{int:pk}",
    response=OrganisationOut,
    summary="One organisation",
    url_name="organisation",
    **OPEN,
)
@open_data("organisations")
def organisation(request: HttpRequest, pk: int) -> dict[str, Any]:
    """An organisation by its permanent number."""
    return _shown(get_object_or_404(counted(Organisation.objects.all()), pk=pk))
