"""The search through the API: what everybody may see; with a token, what its account may."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema

from pomost.core.api_access import READ, Token
from pomost.core.search.asking import find
from pomost.core.search.kinds import kinds

router = Router(tags=["search"])


class HitOut(Schema):
    """One thing found. `text` is the piece of its words that answers the question."""

    kind: str
    title: dict[str, str]
    address: str
    text: str
    score: float


class FoundOut(Schema):
    """How many things were found in all, and the best of them."""

    total: int
    items: list[HitOut]


@router.get(
    "/search",
    url_name="search",
    response=FoundOut,
    summary="Search by words",
    auth=Token(READ, optional=True),
    openapi_extra={"security": [{}]},
)
def search(
    request: HttpRequest,
    q: str = Query(..., min_length=1, max_length=300),
    limit: int = Query(20, ge=1, le=50),
    offset: int = Query(0, ge=0, le=1000),
) -> dict[str, Any]:
    """Things that hold words of the question, best first; Polish word forms do not matter."""
    found = find(q, user=request.user, limit=limit, offset=offset)
    names = {id(kind): name for name, kind in kinds.items()}
    return {
        "total": found.total,
        "items": [
            {
                "kind": names[id(hit.kind)],
                "title": hit.title_by_language,
                "address": f"{settings.SITE_ADDRESS}{hit.address}",
                "text": "".join(piece.text for piece in hit.pieces),
                "score": round(hit.score, 3),
            }
            for hit in found.hits
        ],
    }
