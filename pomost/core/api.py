"""Conventions of the API: one NinjaAPI at `/api/v1/`, problems as RFC 9457, stable cursor paging, ETags.

A room puts its operations into a `router` in its `api.py`; pomost.config.urls adds every room's router.
Open operations are wrapped in `open_data`, so that they are answered like public pages: by version, 304.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, TypeVar

from django.conf import settings
from django.core import exceptions
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.decorators import decorate_view
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pomost.core.errors import Conflict, DomainError
from pomost.core.pages import public_page

MOST_ITEMS = 200
M = TypeVar("M", bound=Model)

api = NinjaAPI(
    title="Pomost",
    version="1",
    description="Open data of programmes that help local governments work together. Texts by language.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)


class Problem(Schema):
    """What went wrong, as RFC 9457 describes it; `errors` names fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, Any]] = []


def problem(
    request: HttpRequest, status: int, detail: str = "", errors: Iterable[dict[str, Any]] = ()
) -> HttpResponse:
    """An answer of type application/problem+json."""
    found = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
    answer = api.create_response(request, found.model_dump(), status=status)
    answer.headers["Content-Type"] = "application/problem+json"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in each["loc"][1:]), "message": each["msg"]}
        for each in error.errors
    ]
    return problem(request, 422, _("Some values do not fit."), errors)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404, _("There is nothing at this address."))


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(request, 403, _("You may not do this."))


@api.exception_handler(AuthenticationError)
def _not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(request, 401, _("This needs a valid token."))


@api.exception_handler(Conflict)
def _overtaken(request: HttpRequest, error: Conflict) -> HttpResponse:
    return problem(request, 412, error.message)


@api.exception_handler(DomainError)
def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    errors = [{"field": name, "message": text} for name, text in error.fields.items()]
    return problem(request, 422, error.message, errors)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, str(error))


def open_data(*rooms: str) -> Callable[[Any], Any]:
    """Answer an open operation by the version of the rooms that it shows (core.pages.public_page)."""
    return decorate_view(public_page(*rooms))


def page_of(
    rows: QuerySet[M], request: HttpRequest, *, cursor: str, limit: int, key: str = "slug"
) -> dict[str, Any]:
    """A page of rows in the order of a unique key: `{"items": […], "next": address or null}`.

    The cursor names the last key seen, so that rows added or removed meanwhile shift nothing.
    Raises DomainError for a cursor that is none of ours.
    """
    if cursor:
        try:
            mark = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
            field = rows.model._meta.pk if key == "pk" else rows.model._meta.get_field(key)
            last = field.to_python(mark)  # type: ignore[union-attr]
        except (binascii.Error, UnicodeError, ValueError, exceptions.ValidationError):
            raise DomainError(
                _("This cursor is unknown. Start without one."), fields={"cursor": "?"}
            ) from None
        rows = rows.filter(**{f"{key}__gt": last})
    found = list(rows.order_by(key)[: limit + 1])
    following = None
    if len(found) > limit:
        found = found[:limit]
        mark = base64.urlsafe_b64encode(str(getattr(found[-1], key)).encode()).decode()
        following = f"{settings.SITE_ADDRESS}{request.path}?limit={limit}&cursor={mark}"
    return {"items": found, "next": following}


def operations() -> list[dict[str, Any]]:
    """Every operation of the API for the page that people browse."""
    schema = api.get_openapi_schema(path_prefix=reverse("api:api-root"))
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
        }
        for path, methods in sorted(schema["paths"].items())
        for method, operation in methods.items()
    ]
