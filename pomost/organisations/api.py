"""The API of this room: the organisations that programmes and partnerships name, for everybody.

An organisation is asked for by its permanent number: its short key may change.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Schema

from pomost.core.api import MOST_ITEMS, open_data, page_of
from pomost.core.api_access import READ, Token
from pomost.core.origin import counted
from pomost.organisations import exports
from pomost.organisations.models.organisations import Organisation

router = Router(tags=["organisations"])
OPEN: dict[str, Any] = {"auth": Token(READ, optional=True), "openapi_extra": {"security": [{}]}}
CHECKED = Q(awaits_check=False)  # what a partnership enters by itself stands here once somebody looked at it

OWN = (
    "id", "slug", "name", "short_name", "kind", "country", "website", "nip", "regon", "ended_on", "origin",
    "updated_at",
)  # fmt: skip


class SeatOut(Schema):
    """Where the organisation is; what nobody said is empty."""

    street: str
    postcode: str
    town: str
    email: str
    phone: str


class OrganisationOut(Schema):
    """An organisation as it is called today; no people. `certainty` is empty where nobody said.

    units: the territorial units of which it is the local government, as `PL-020101`. ended_on: its last
    day, null while it exists.
    """

    id: int
    address: str
    slug: str
    name: dict[str, str]
    short_name: str
    kind: str
    country: str
    website: str
    nip: str
    regon: str
    seat: SeatOut | None
    units: list[str]
    ended_on: date | None
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
    seat = exports.seat_of(row)
    return {name: getattr(row, name) for name in OWN} | {
        "seat": {name: getattr(seat, name) for name in exports.SEAT} if seat else None,
        "units": [link.unit.key for link in row.unit_links.all() if link.until is None],
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
    """Every organisation that is neither invented nor merged nor still to be checked, by its number."""
    page = page_of(exports.shown_rows().filter(CHECKED), request, cursor=cursor, limit=limit, key="pk")
    return page | {"items": [_shown(row) for row in page["items"]]}


@router.get(
    "/organisations/{int:pk}",
    response=OrganisationOut,
    summary="One organisation",
    url_name="organisation",
    **OPEN,
)
@open_data("organisations")
def organisation(request: HttpRequest, pk: int) -> dict[str, Any] | HttpResponse:
    """An organisation by its permanent number; that of a merged one leads to the one that was kept."""
    found = get_object_or_404(counted(Organisation.objects.filter(CHECKED)), pk=pk)
    if found.merged_into_id is not None:
        return HttpResponsePermanentRedirect(reverse("api:organisation", args=[found.merged_into_id]))
    return _shown(exports.shown_rows().get(pk=pk))
