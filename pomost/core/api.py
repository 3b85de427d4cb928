"""Conventions of the API: one NinjaAPI at `/api/v1/`, problems as RFC 9457, stable cursor paging, ETags.

A room puts its operations into a `router` in its `api.py`; pomost.config.urls adds every room's router.
Open operations are wrapped in `open_data`, so that they are answered like public pages: by version, 304.
Who asks and how often is in api_access, what makes a write safe in api_writes.
"""

import base64
import binascii
import functools
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, TypeVar

from django.conf import settings
from django.core import exceptions
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, re_path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.log import log_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError, Throttled, ValidationError

from pomost.core.api_access import Limit, Refusal, has_token, too_often
from pomost.core.api_description import described
from pomost.core.errors import Conflict, DomainError
from pomost.core.pages import public_page

MOST_ITEMS = 200
M = TypeVar("M", bound=Model)


class Api(NinjaAPI):
    """Ninja's API, described with what every operation can answer besides; its refusals are problems."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        return described(super().get_openapi_schema(**kwargs), Problem)

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Its addresses, and last one that takes every other below the root."""
        patterns, application, namespace = super().urls
        for each in patterns:
            if getattr(each, "name", "") == "api-root":  # ninja would answer it with an error page
                each.callback = _unknown_address
            elif each.callback is not None:
                each.callback = _with_every_method(each.callback)
        unknown = re_path("", _unknown_address, name="unknown")
        return [*patterns, unknown], application, namespace


class Problem(Schema):
    """What went wrong, as RFC 9457 describes it; `errors` names fields."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, Any]] = []


api = Api(
    title="Pomost",
    version="1",
    description="Open data of programmes that help local governments work together. Texts by language.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    throttle=[Limit()],
)


def problem(
    request: HttpRequest, status: int, detail: str = "", errors: Iterable[dict[str, Any]] = ()
) -> HttpResponse:
    """An answer of type application/problem+json."""
    found = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors))
    answer = api.create_response(request, found.model_dump(), status=status)
    answer.headers["Content-Type"] = "application/problem+json"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _with_every_method(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """HEAD wherever GET is (RFC 9110, 9.3.2), and other methods refused by a problem: ninja does neither."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        answer = view(request, *args, **kwargs)
        request.method = asked  # by it the server knows to send no body
        if answer.status_code != 405:
            return answer
        refusal = problem(request, 405, _("This address does not take this method."))
        refusal.headers["Allow"] = answer.headers["Allow"]
        return refusal

    return answered


@csrf_exempt
def _unknown_address(request: HttpRequest) -> HttpResponse:
    return problem(request, 404, _("There is nothing at this address."))


@api.exception_handler(Exception)
def _our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """A process edge: what is our fault is logged as Django logs it, and answered as everything here is."""
    answer = problem(request, 500, _("This is our mistake, and it is noted. Nothing of this was saved."))
    log_response(
        "%s: %s", answer.reason_phrase, request.path, response=answer, request=request, exception=error
    )
    return answer


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        # loc: where it was (query, body …), for a body the name of our parameter, then the field.
        {
            "field": ".".join(str(part) for part in each["loc"][2 if each["loc"][0] == "body" else 1 :]),
            "message": each["msg"],
        }
        for each in error.errors
    ]
    return problem(request, 422, _("Some values do not fit."), errors)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404, _("There is nothing at this address."))


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(request, 403, _("You may not do this."))


@api.exception_handler(Refusal)
def _refused_at_the_door(request: HttpRequest, error: Refusal) -> HttpResponse:
    answer = problem(request, error.status, error.detail)
    for name, value in error.headers.items():
        answer.headers[name] = value
    return answer


@api.exception_handler(Throttled)
def _too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(request, 429, too_often())  # ninja adds Retry-After


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, _("The request is too big."))


@api.exception_handler(Conflict)
def _overtaken(request: HttpRequest, error: Conflict) -> HttpResponse:
    text = _("Somebody else changed this since you read it. Nothing was saved: read it again.")
    answer = problem(request, 412, text)
    answer.headers["ETag"] = f'"{error.current}"'
    return answer


@api.exception_handler(DomainError)
def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    errors = [{"field": name, "message": text} for name, text in error.fields.items()]
    return problem(request, 422, error.message, errors)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, str(error))


def open_data(*rooms: str, query: Iterable[str] = ()) -> Callable[[Any], Any]:
    """Answer an open operation by the version of the rooms that it shows (core.pages.public_page).

    query: the parameters that the operation reads from the address's query.
    Who brings a token is answered alone: the answer may hold what the public does not see.
    """

    def decorate(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        by_version = public_page(*rooms, query=query)(run)

        @functools.wraps(by_version)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if has_token(request):
                response = run(request, *args, **kwargs)
                response.headers.setdefault("Cache-Control", "private, no-cache")
            else:
                response = by_version(request, *args, **kwargs)
            patch_vary_headers(response, ("Authorization",))
            return response

        return answered

    return decorate_view(decorate)


def one_of(rows: QuerySet[M], **keys: str) -> M:
    """The row with these keys. Raises Http404 when there is none; no database keeps a NUL."""
    if any("\0" in key for key in keys.values()):
        raise Http404
    return get_object_or_404(rows, **keys)


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
            if "\0" in mark:
                raise ValueError(mark)
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
        asked = request.GET.copy()
        asked["limit"] = str(limit)
        asked["cursor"] = base64.urlsafe_b64encode(str(getattr(found[-1], key)).encode()).decode()
        following = f"{settings.SITE_ADDRESS}{request.path}?{asked.urlencode()}"
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
            "needs_token": bool(operation.get("security")) and {} not in operation["security"],
        }
        for path, methods in sorted(schema["paths"].items())
        for method, operation in methods.items()
    ]
