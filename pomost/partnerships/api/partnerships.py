"""Partnerships: the register, starting one, its words and its state."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from pomost.core.api import MOST_ITEMS, one_of, open_data, page_of
from pomost.core.api_access import READ, Token, has_token
from pomost.core.api_writes import (
    CHANGING,
    CREATING,
    Written,
    demand_polish,
    etag,
    given,
    operation_address,
    seen_version,
    write,
)
from pomost.core.errors import DomainError
from pomost.organisations.exports import permanent_address
from pomost.partnerships.actions import partnerships as actions
from pomost.partnerships.api import finding, shapes
from pomost.partnerships.exports import address_of
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import register
from pomost.partnerships.states import DIVIDE, EVER, MERGE, TAKES_PART

router = Router(tags=["partnerships"])
# Everybody may read; who brings a token also sees what they have a task in.
OPEN: dict[str, Any] = {"auth": Token(READ, optional=True), "openapi_extra": {"security": [{}]}}
SHOWN = ("partnerships", "organisations", "territory", "programmes", "exchange")
PUBLIC_PAGE = {"publish": actions.publish_partnership, "unpublish": actions.unpublish_partnership}


def _shown(row: Partnership) -> dict[str, Any]:
    own = ("slug", "name", "short_name", "state", "state_as_of", "about", "legal_form", "website", "source")
    return {name: getattr(row, name) for name in (*own, "source_url", "certainty", "published_at")} | {
        "address": address_of(row),
        "themes": [each.theme for each in row.themes.all()],
        "voivodeships": [unit.key for unit in row.regions.all()],
        "programmes": [each.programme.slug for each in row.participations.all() if each.state in TAKES_PART],
        "members": [
            {
                "id": each.pk,
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


@router.get(
    "/partnerships", response=shapes.Partnerships, summary="Partnerships", url_name="partnerships", **OPEN
)
@open_data(*SHOWN, query=("q", "cursor", "limit"))
def partnerships(
    request: HttpRequest, q: str = "", cursor: str = "", limit: int = Query(50, ge=1, le=MOST_ITEMS)
) -> dict[str, Any]:
    """The public register, by permanent order; nothing invented. With a token also one's own.

    q: only those that hold these words.
    """
    seen = finding.seen_by(request)
    rows = register.holding(seen, q) if q.strip() else seen
    page = page_of(register.whole(rows), request, cursor=cursor, limit=limit, key="pk")
    return page | {"items": [_shown(row) for row in page["items"]]}


@router.get(
    "/partnerships/{slug}",
    response=shapes.PartnershipOut,
    summary="One partnership",
    url_name="partnership",
    **OPEN,
)
@open_data(*SHOWN)
def partnership(request: HttpRequest, slug: str, response: HttpResponse) -> dict[str, Any]:
    """A partnership by its slug. With a token the ETag is the version that a change names in If-Match."""
    row = one_of(register.whole(finding.seen_by(request)), slug=slug)
    if has_token(request):
        response.headers["ETag"] = etag(row)
    return _shown(row)


def _answer(pk: int, status: int = 200) -> Written:
    row = register.whole(Partnership.objects.all()).get(pk=pk)
    where = operation_address("partnership", row.slug) if status == 201 else ""
    return Written(shapes.PartnershipOut.model_validate(_shown(row)), row, status, where)


@router.post(
    "/partnerships",
    response={201: shapes.PartnershipOut},
    summary="Start a partnership",
    url_name="partnerships",
    **CREATING,
)
@write
def start_partnership(request: HttpRequest, body: shapes.NewPartnership) -> Written:
    """An idea of an organisation for which the caller acts: it leads, the caller coordinates."""
    values = body.model_dump()
    organisation = finding.organisation(values.pop("organisation"), "organisation")
    made = actions.start_partnership(organisation=organisation, values=values, by=request.user)
    return _answer(made.pk, 201)


@router.patch(
    "/partnerships/{slug}",
    response=shapes.PartnershipOut,
    summary="Change the words of a partnership",
    url_name="partnership",
    **CHANGING,
)
@write
def change_partnership(request: HttpRequest, slug: str, body: shapes.PartnershipWords) -> Written:
    """Changes the fields that are sent; themes as a whole."""
    row = finding.opened(request, slug, "partnerships.change_partnership")
    seen = seen_version(request, row)
    values = given(row, body)
    demand_polish(values, "name")
    actions.change_partnership(partnership=row, values=values, by=request.user, seen=seen)
    return _answer(row.pk)


@router.post(
    "/partnerships/{slug}/state",
    response=shapes.PartnershipOut,
    summary="Publish a partnership, or move it on",
    url_name="partnership-state",
    **CREATING,
)
@write
def move_partnership(request: HttpRequest, slug: str, body: shapes.Step) -> Written:
    """A step: into the public register and out of it, or to another state."""
    right = "publish_partnership" if body.step in PUBLIC_PAGE else "move_partnership"
    row = finding.opened(request, slug, f"partnerships.{right}")
    if body.step in PUBLIC_PAGE:
        PUBLIC_PAGE[body.step](partnership=row, by=request.user)
    elif body.step in (MERGE.name, DIVIDE.name):
        following = _successors(request, row, body.successors)
        actions.let_successors_follow(partnership=row, step=body.step, successors=following, by=request.user)
    else:
        actions.move_partnership(partnership=row, step=body.step, by=request.user)
    return _answer(row.pk)


def _successors(request: HttpRequest, row: Partnership, keys: list[str]) -> list[Partnership]:
    rows = {each.slug: each for each in register.others_for(request.user, row).filter(slug__in=keys)}
    missing = sorted(set(keys) - rows.keys())
    if missing:
        text = _("There is no partnership “%s” that you could see.") % missing[0]
        raise DomainError(text, fields={"successors": text})
    return list(rows.values())
