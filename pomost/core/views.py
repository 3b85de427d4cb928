"""Signs of life for machines, and files for those who may read them."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_safe
from prometheus_client import generate_latest

from pomost.core import files, health, sitemap
from pomost.core.api import operations
from pomost.core.models.files import Attachment
from pomost.core.pages import public_page


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, storage and queue answer; 503 when one does not."""
    found = health.readiness()
    return JsonResponse(found, status=200 if all(value == "ok" for value in found.values()) else 503)


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to allowed addresses only, and never through a proxy.

    Behind a proxy on the same machine everybody comes from 127.0.0.1.
    """
    is_passed_on = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if is_passed_on or request.META.get("REMOTE_ADDR") not in settings.METRICS_ALLOWED_FROM:
        raise PermissionDenied
    try:
        body = generate_latest(health.registry())
    except DatabaseError:
        return HttpResponse("# the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse(body, content_type="text/plain; version=0.0.4; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """The public pages, for search engines."""
    return HttpResponse(sitemap.sitemap(), content_type="application/xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What search engines may read."""
    return HttpResponse(sitemap.robots(), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon, for programs that ask for it by its old name."""
    return redirect(static("ui/icon.svg"))


@require_safe
def attachment(request: HttpRequest, public_id: str, name: str) -> HttpResponseBase:
    """A file, for those whom its owner's kind lets read it; for others it does not exist."""
    found = Attachment.objects.select_related("blob").filter(public_id=public_id).first()
    if found is None or not files.may_read(request.user, found):
        raise Http404
    unchanged = get_conditional_response(request, etag=files.etag(found))
    return unchanged or files.response(found)


@require_safe
@public_page("core")
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API's operations for people."""
    return TemplateResponse(request, "core/api_docs.html", {"operations": operations()})
