"""The API of this room: the register of partnerships, for everybody."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from pomost.core.api import MOST_ITEMS, open_data, page_of
from pomost.core.api_access import READ, Token
from pomost.organisations.exports import permanent_address
from pomost.partnerships.exports import address_of
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import register
from pomost.partnerships.states import EVER, TAKES_PART

router = Router(tags=["partnerships"])
OPEN: dict[str, Any] = {"auth": Token(READ, optional=True), "openapi_extra": {"security": [{}]}}
SHOWN = ("partnerships", "organisations", "territory", "programmes", "exchange")


class MemberOut(Schema):
    """A member, of today or of earlier; joined, left: year, month or day, as far as known."""

    organisation: str
    name: dict[str, str]
    role: str
    sector: str
    state: str
    pays: bool | None
    joined: str
    left: str
    source: str
    certainty: str


class DocumentOut(Schema):
    """A paper; signed: year, month or day, as far as known."""

    slug: str
    kind: str
    title: dict[str, str]
    signed: str
    stated_signatories: int | None
    source: str


class FundingOut(Schema):
    """Money at one stage; amounts in the currency's units."""

    fund: str
    stage: str
    number: str
    amount: Decimal | None
    total: Decimal | None
    currency: str
    dated: str
    source: str


class PartnershipOut(Schema):
    """A partnership of the public register."""

    slug: str
    address: str
    name: dict[str, str]
    short_name: str
    state: str
    state_as_of: date | None
    about: dict[str, str]
    legal_form: dict[str, str]
    themes: list[str]
    voivodeships: list[str]
    programmes: list[str]
    website: str
    source: str
    source_url: str
    certainty: str
    members: list[MemberOut]
    documents: list[DocumentOut]
    funding: list[FundingOut]


class Partnerships(Schema):
    """A page of partnerships; `next` is the address of the following one."""

    items: list[PartnershipOut]
    next: str | None


def _shown(row: Partnership) -> dict[str, Any]:
    own = ("slug", "name", "short_name", "state", "state_as_of", "about", "legal_form", "website", "source")
    return {name: getattr(row, name) for name in (*own, "source_url", "certainty")} | {
        "address": address_of(row),
        "themes": [each.theme for each in row.themes.all()],
        "voivodeships": [unit.key for unit in row.regions.all()],
        "programmes": [each.programme.slug for each in row.participations.all() if each.state in TAKES_PART],
        "members": [
            {
                "organisation": permanent_address(each.organisation),
                "name": each.organisation.name,
                **{name: getattr(each, name) for name in ("role", "sector", "state", "pays", "joined")},
                **{name: getattr(each, name) for name in ("left", "source", "certainty")},
            }
            for each in row.memberships.all()
            if each.state in EVER
        ],
        "documents": list(row.documents.all()),
        "funding": list(row.funding_lines.all()),
    }


@router.get("/partnerships", response=Partnerships, summary="Partnerships", url_name="partnerships", **OPEN)
@open_data(*SHOWN, query=("q", "cursor", "limit"))
def partnerships(
    request: HttpRequest, q: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST_ITEMS)
) -> dict[str, Any]:
    """The public register, by permanent order; nothing invented. q: only those that hold these words."""
    rows = register.holding(register.registered(), q) if q.strip() else register.registered()
    page = page_of(register.whole(rows), request, cursor=cursor, limit=limit, key="pk")
    return page | {"items": [_shown(row) for row in page["items"]]}


@router.get(
    "/partnerships/{slug}",
    response=PartnershipOut,
    summary="One partnership",
    url_name="partnership",
    **OPEN,
)
@open_data(*SHOWN)
def partnership(request: HttpRequest, slug: str) -> dict[str, Any]:
    """A partnership of the public register by its slug."""
    return _shown(get_object_or_404(register.whole(register.registered()), slug=slug))
