"""Papers of a partnership, what happened to it, and its functional area."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from pomost.core.api import one_of
from pomost.core.api_access import READ, Token
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
from pomost.partnerships.actions import documents as actions
from pomost.partnerships.actions.ground import set_functional_area
from pomost.partnerships.actions.timeline import add_timeline_entry
from pomost.partnerships.api import finding, shapes
from pomost.partnerships.models.members import PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import papers, register
from pomost.territory.models.areas import FunctionalArea

router = Router(tags=["partnerships"])
ONE = "/partnerships/{slug}/documents/{key}"
AREA = "/partnerships/{slug}/functional-area"
OF_A_PAPER = (
    "slug", "kind", "title", "signed", "stated_signatories", "has_public_files", "source", "source_url",
    "certainty",
)  # fmt: skip
OF_AN_AREA = (
    "key", "name", "kind", "basis", "act", "dated", "is_official", "source", "source_url", "certainty",
)  # fmt: skip


def _paper(row: PartnershipDocument) -> shapes.PaperWhole:
    return shapes.PaperWhole(
        amends=row.amends.slug if row.amends else None,
        signatories=sorted(each.slug for each in row.signatories.all()),
        **{name: getattr(row, name) for name in OF_A_PAPER},
    )


def _answer(partnership: Partnership, pk: int, status: int = 200) -> Written:
    row = papers.whole(partnership).get(pk=pk)
    where = operation_address("partnership-document", partnership.slug, row.slug) if status == 201 else ""
    return Written(_paper(row), row, status, where)


def _named(partnership: Partnership, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the organisations and the paper that they name by key."""
    if "signatories" in values:
        values["signatories"] = [finding.organisation(key, "signatories") for key in values["signatories"]]
    if values.get("amends") is not None:
        values["amends"] = finding.paper(partnership, values["amends"], "amends")
    return values


@router.get(
    ONE,
    response=shapes.PaperWhole,
    summary="One paper",
    url_name="partnership-document",
    auth=Token(READ),
)
def document(request: HttpRequest, slug: str, key: str, response: HttpResponse) -> shapes.PaperWhole:
    """A paper of a partnership in which the caller has a task."""
    partnership = one_of(register.with_task_for(request.user), slug=slug)
    row = one_of(papers.whole(partnership), slug=key)
    response.headers["ETag"] = etag(row)
    return _paper(row)


@router.post(
    "/partnerships/{slug}/documents",
    response={201: shapes.PaperWhole},
    summary="Enter a paper",
    url_name="partnership-documents",
    **CREATING,
)
@write
def add_document(request: HttpRequest, slug: str, body: shapes.NewPaper) -> Written:
    """A paper with who signed it; its files are added on its page."""
    partnership = finding.opened(request, slug, "partnerships.change_partnership")
    values = _named(partnership, body.model_dump(exclude_unset=True))
    made = actions.add_document(partnership=partnership, values=values, by=request.user)
    return _answer(partnership, made.pk, 201)


@router.patch(
    ONE,
    response=shapes.PaperWhole,
    summary="Change what is known of a paper",
    url_name="partnership-document",
    **CHANGING,
)
@write
def change_document(request: HttpRequest, slug: str, key: str, body: shapes.PaperWords) -> Written:
    """Changes the fields that are sent; signatories as a whole."""
    partnership = finding.opened(request, slug, "partnerships.change_partnership")
    row = one_of(papers.whole(partnership), slug=key)
    seen = seen_version(request, row)
    values = _named(partnership, given(row, body))
    demand_polish(values, "title")
    actions.change_document(document=row, values=values, by=request.user, seen=seen)
    return _answer(partnership, row.pk)


@router.post(
    "/partnerships/{slug}/timeline",
    response={201: shapes.EntryOut},
    summary="Write down what happened",
    url_name="partnership-timeline",
    **CREATING,
)
@write
def add_entry(request: HttpRequest, slug: str, body: shapes.NewEntry) -> Written:
    """An entry of the timeline; what is wrong is taken out on its page."""
    partnership = finding.opened(request, slug, "partnerships.change_partnership")
    row = add_timeline_entry(partnership=partnership, values=body.model_dump(), by=request.user)
    return Written(shapes.EntryOut.model_validate(row), None, 201, operation_address("partnership", slug))


def _area(row: FunctionalArea) -> shapes.AreaOut:
    return shapes.AreaOut(
        core=row.core.key if row.core else None,
        units=sorted(unit.key for unit in row.units.all()),
        **{name: getattr(row, name) for name in OF_AN_AREA},
    )


@router.get(
    AREA,
    response=shapes.AreaOut,
    summary="The functional area of a partnership",
    url_name="partnership-area",
    auth=Token(READ),
)
def functional_area(request: HttpRequest, slug: str, response: HttpResponse) -> shapes.AreaOut:
    """The area on which a partnership acts in which the caller has a task; 404 before one is set."""
    partnership = one_of(register.with_task_for(request.user), slug=slug)
    if partnership.functional_area is None:
        raise Http404
    response.headers["ETag"] = etag(partnership.functional_area)
    return _area(partnership.functional_area)


@router.put(
    AREA,
    response=shapes.AreaOut,
    summary="Set the functional area",
    url_name="partnership-area",
    **CHANGING,
)
@write
def set_area(request: HttpRequest, slug: str, body: shapes.NewArea) -> Written:
    """The whole area. If-Match names the version of the area as it was; the first one needs none."""
    partnership = finding.opened(request, slug, "partnerships.change_partnership")
    area = partnership.functional_area
    seen = seen_version(request, area) if area is not None else None
    values = body.model_dump()
    values["units"] = [finding.unit(code, "units") for code in values["units"]]
    values["core"] = finding.unit(values["core"], "core") if values["core"] is not None else None
    made = set_functional_area(partnership=partnership, values=values, by=request.user, seen=seen)
    return Written(_area(FunctionalArea.objects.get(pk=made.pk)), made)
