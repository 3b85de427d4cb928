"""The API of this room: published programmes and figures for everybody; changes for those who may.

The operations that change something call the same actions as the pages.
"""

from typing import Any

from django.conf import settings
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
from pomost.core.models.claims import Claim
from pomost.core.origin import counted
from pomost.core.permissions import require
from pomost.programmes import api_shapes as shapes
from pomost.programmes import queries
from pomost.programmes.actions import parts as parts_actions
from pomost.programmes.actions import programmes as actions
from pomost.programmes.models.figures import Figure
from pomost.programmes.models.parts import Activity, Part
from pomost.programmes.models.programmes import Programme

router = Router(tags=["programmes"])
SHOWN = ("programmes", "organisations")
# Everybody may read; who brings a token also sees what they have a task in.
OPEN: dict[str, Any] = {"auth": Token(READ, optional=True), "openapi_extra": {"security": [{}]}}


def _published() -> Any:
    return counted(Programme.objects.filter(published_at__isnull=False))


def _seen_by(request: HttpRequest) -> Any:
    """Published programmes, and those in which the caller has a task."""
    if not has_token(request):
        return _published()
    return _published() | queries.with_task_for(request.user)


def _short(row: Programme) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "address": f"{settings.SITE_ADDRESS}{row.get_absolute_url()}",
        "number": row.number,
        "state": row.state,
        "published_at": row.published_at,
        "title": row.title,
        "aim": row.aim,
        "versions": list(row.versions.all()),
    }


def _whole(row: Programme) -> dict[str, Any]:
    return _short(row) | {
        "short_title": row.short_title,
        "subtitle": row.subtitle,
        "description": row.description,
        "outcome": row.outcome,
        "parent": row.parent.slug if row.parent else None,
        "source": row.source,
        "source_url": row.source_url,
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


@router.get("/programmes", response=shapes.Programmes, summary="Programmes", url_name="programmes", **OPEN)
@open_data(*SHOWN, query=("cursor", "limit"))
def programmes(
    request: HttpRequest, cursor: str = "", limit: int = Query(50, ge=1, le=MOST_ITEMS)
) -> dict[str, Any]:
    """Every published programme that is not invented, by its slug; with a token also one's own."""
    page = page_of(_seen_by(request).prefetch_related("versions"), request, cursor=cursor, limit=limit)
    return page | {"items": [_short(row) for row in page["items"]]}


@router.get(
    "/programmes/{slug}",
    response=shapes.ProgrammeWhole,
    summary="One programme",
    url_name="programme",
    **OPEN,
)
@open_data(*SHOWN)
def programme(request: HttpRequest, slug: str, response: HttpResponse) -> dict[str, Any]:
    """A programme with implementers, activities and sources of financing. With a token the ETag is the
    version that a change names in If-Match.
    """
    row = one_of(queries.whole(_seen_by(request)), slug=slug)
    if has_token(request):
        response.headers["ETag"] = etag(row)
    return _whole(row)


@router.get("/figures", response=shapes.Figures, summary="Published figures", **OPEN)
@open_data(*SHOWN, query=("cursor", "limit"))
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


# From here on what needs a token.


def _opened(request: HttpRequest, slug: str) -> Programme:
    """The programme that the caller wants to change: 404 when unseen, 403 without the right."""
    row = one_of(_seen_by(request), slug=slug)
    require(request.user, "programmes.change_programme", row)
    return row


def _answer(pk: int, status: int = 200) -> Written:
    row = queries.whole(Programme.objects.all()).get(pk=pk)
    where = operation_address("programme", row.slug) if status == 201 else ""
    return Written(shapes.ProgrammeWhole.model_validate(_whole(row)), row, status, where)


@router.post(
    "/programmes",
    response={201: shapes.ProgrammeWhole},
    summary="Create a programme",
    url_name="programmes",
    **CREATING,
)
@write
def create_programme(request: HttpRequest, body: shapes.NewProgramme) -> Written:
    """A new programme, empty or with the parts of an earlier one. Whoever makes it manages it."""
    values = body.model_dump()
    copied, copy_of = values.pop("copy_of"), None
    if copied is not None:
        copy_of = queries.visible_to(request.user).filter(slug=copied).first()
        if copy_of is None:
            raise DomainError(_("There is no such programme."), fields={"copy_of": _("Unknown programme.")})
    made = actions.create_programme(values=values, terms=values, copy_of=copy_of, by=request.user)
    return _answer(made.pk, 201)


@router.patch(
    "/programmes/{slug}",
    response=shapes.ProgrammeWhole,
    summary="Change the words of a programme",
    url_name="programme",
    **CHANGING,
)
@write
def change_programme(request: HttpRequest, slug: str, body: shapes.ProgrammeWords) -> Written:
    """Changes the fields that are sent. Dates and value change by an annex, see versions."""
    row = _opened(request, slug)
    seen = seen_version(request, row)
    values = given(row, body)
    demand_polish(values, "title", "short_title")
    if values.get("parent") is not None:
        values["parent"] = Programme.objects.exclude(pk=row.pk).filter(slug=values["parent"]).first()
        if values["parent"] is None:
            raise DomainError(_("There is no such programme."), fields={"parent": _("Unknown programme.")})
    actions.change_programme(programme=row, values=values, by=request.user, seen=seen)
    return _answer(row.pk)


@router.post(
    "/programmes/{slug}/versions",
    response={201: shapes.ProgrammeWhole},
    summary="Record an annex",
    url_name="programme-versions",
    **CREATING,
)
@write
def record_version(request: HttpRequest, slug: str, body: shapes.Annex) -> Written:
    """New dates or a new value from now on; the earlier version is kept, and so are planned targets."""
    row = _opened(request, slug)
    actions.record_version(programme=row, terms=body.model_dump(), by=request.user)
    return _answer(row.pk, 201)


def _part_of(model: type[Part], row: Programme, key: str) -> Any:
    return one_of(model._default_manager.filter(programme=row), slug=key)


def _activity(row: Activity) -> shapes.ActivityWhole:
    names = set(shapes.ActivityWhole.model_fields) - {"parent"}
    values = {name: getattr(row, name) for name in names}
    return shapes.ActivityWhole(**values, parent=row.parent.slug if row.parent else None)


def _figure_whole(row: Figure) -> shapes.FigureWhole:
    names = set(shapes.FigureWhole.model_fields) - {"address"}
    values = {name: getattr(row, name) for name in names}
    return shapes.FigureWhole(**values, address=f"{settings.SITE_ADDRESS}{row.get_absolute_url()}")


def _with_parent(programme: Programme, key: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values with the activity that is meant by its slug: one of the programme, not part of another."""
    if values.get("parent") is not None:
        rows = programme.activities.filter(parent=None).exclude(slug=key)
        values["parent"] = rows.filter(slug=values["parent"]).first()
        if values["parent"] is None:
            text = _("Choose an activity of this programme that is not part of another.")
            raise DomainError(text, fields={"parent": text})
    return values


def _demand_query(values: dict[str, Any]) -> None:
    if values.get("query") and values["query"] not in queries.counting:
        text = _("There is no such counting query.")
        raise DomainError(text, fields={"query": text})


@router.get(
    "/programmes/{slug}/activities/{key}",
    response=shapes.ActivityWhole,
    summary="One activity",
    url_name="activity",
    auth=Token(READ),
)
def activity(request: HttpRequest, slug: str, key: str, response: HttpResponse) -> shapes.ActivityWhole:
    """An activity of a programme that the caller may see."""
    row = _part_of(Activity, one_of(_seen_by(request), slug=slug), key)
    response.headers["ETag"] = etag(row)
    return _activity(row)


@router.post(
    "/programmes/{slug}/activities",
    response={201: shapes.ActivityWhole},
    summary="Add an activity",
    url_name="activities",
    **CREATING,
)
@write
def add_activity(request: HttpRequest, slug: str, body: shapes.NewActivity) -> Written:
    """A new activity of a programme."""
    programme = _opened(request, slug)
    values = _with_parent(programme, body.slug, body.model_dump())
    row: Any = parts_actions.add_part(programme=programme, kind="activities", values=values, by=request.user)
    return Written(_activity(row), row, 201, operation_address("activity", slug, row.slug))


@router.patch(
    "/programmes/{slug}/activities/{key}",
    response=shapes.ActivityWhole,
    summary="Change an activity",
    url_name="activity",
    **CHANGING,
)
@write
def change_activity(request: HttpRequest, slug: str, key: str, body: shapes.ActivityWords) -> Written:
    """Changes the fields that are sent."""
    programme = _opened(request, slug)
    found = _part_of(Activity, programme, key)
    seen = seen_version(request, found)
    values = _with_parent(programme, key, given(found, body))
    demand_polish(values, "name")
    row: Any = parts_actions.change_part(part=found, values=values, by=request.user, seen=seen)
    return Written(_activity(row), row)


@router.get(
    "/programmes/{slug}/figures/{key}",
    response=shapes.FigureWhole,
    summary="One figure",
    url_name="figure",
    auth=Token(READ),
)
def figure(request: HttpRequest, slug: str, key: str, response: HttpResponse) -> shapes.FigureWhole:
    """A figure of a programme that the caller may see."""
    row = _part_of(Figure, one_of(_seen_by(request), slug=slug), key)
    response.headers["ETag"] = etag(row)
    return _figure_whole(row)


@router.post(
    "/programmes/{slug}/figures",
    response={201: shapes.FigureWhole},
    summary="Add a figure",
    url_name="programme-figures",
    **CREATING,
)
@write
def add_figure(request: HttpRequest, slug: str, body: shapes.NewFigure) -> Written:
    """A new figure of a programme; what sources state about it is entered on its page."""
    programme = _opened(request, slug)
    values = body.model_dump()
    _demand_query(values)
    row: Any = parts_actions.add_part(programme=programme, kind="figures", values=values, by=request.user)
    return Written(_figure_whole(row), row, 201, operation_address("figure", slug, row.slug))


@router.patch(
    "/programmes/{slug}/figures/{key}",
    response=shapes.FigureWhole,
    summary="Change a figure",
    url_name="figure",
    **CHANGING,
)
@write
def change_figure(request: HttpRequest, slug: str, key: str, body: shapes.FigureWords) -> Written:
    """Changes the fields that are sent."""
    found = _part_of(Figure, _opened(request, slug), key)
    seen = seen_version(request, found)
    values = given(found, body)
    demand_polish(values, "label")
    _demand_query(values)
    row: Any = parts_actions.change_part(part=found, values=values, by=request.user, seen=seen)
    return Written(_figure_whole(row), row)
