"""One's own things: inbox and saved views."""

from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.accounts import own_data, presenting, queries
from pomost.accounts.actions import own as actions
from pomost.accounts.views.menus import ACCOUNT, trail_to
from pomost.core import access
from pomost.core.errors import DomainError

R = TypeVar("R", HttpResponse, FileResponse)


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages of the reader, newest first."""
    page = Paginator(queries.inbox_of(request.user), 30).get_page(request.GET.get("page"))
    trail = [(_("Home"), reverse("panel-panel:home")), (_("Inbox"), "")]
    return TemplateResponse(request, "accounts/inbox.html", {"page": page, "trail": trail})


@login_required
@require_POST
def open_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    item = get_object_or_404(queries.inbox_of(request.user), pk=pk)
    actions.mark_read(item=item, by=request.user)
    return redirect(item.link or "accounts-panel:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all messages as read."""
    actions.mark_all_read(by=request.user)
    return redirect("accounts-panel:inbox")


def _back(request: HttpRequest) -> str:
    where = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure())
    return where.partition("?")[0] if is_ours else reverse("panel-panel:home")


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is shown under a name, and show it."""
    wanted = {key: request.POST.get(key, "")[:2000] for key in ("list", "query", "name")}
    if not wanted["list"]:
        return HttpResponseBadRequest()
    try:
        view = actions.save_view(
            list_name=wanted["list"][:80], name=wanted["name"], query=wanted["query"], by=request.user
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(f"{_back(request)}?{wanted['query']}")
    messages.success(request, _("The view is saved as “%(name)s”.") % {"name": view.name})
    return redirect(f"{_back(request)}?{view.query}")


@login_required
@require_http_methods(["GET", "POST"])
def remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then remove a saved view."""
    view = get_object_or_404(queries.views_of(request.user), pk=pk)
    if request.method == "POST":
        actions.remove_view(view=view, by=request.user)
        messages.success(request, _("The view is removed."))
        return redirect("panel-panel:home")
    trail = [(_("Home"), reverse("panel-panel:home")), (_("Remove the view"), "")]
    return TemplateResponse(request, "accounts/view_remove.html", {"view": view, "trail": trail})


@login_required
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """The pages of the reader's account."""
    pages = [(label, reverse(name), why) for name, label, why in ACCOUNT]
    return TemplateResponse(request, "accounts/account_own.html", {"pages": pages, "trail": trail_to()})


@login_required
@require_GET
def data(request: HttpRequest) -> HttpResponse | FileResponse:
    """What is held about the reader; `?format=json` and `?format=zip` as a file."""
    access.about(request, request.user)
    wanted = request.GET.get("format", "")
    if wanted == "zip":
        response = FileResponse(own_data.archive(request.user), content_type="application/zip")
        return _offered(response, "zip")
    if wanted == "json":
        content = own_data.as_json(presenting.held_about(request.user))
        return _offered(HttpResponse(content, content_type="application/json"), "json")
    sections = presenting.held_about(request.user, presenting.MOST)
    trail = trail_to((_("My data"), ""))
    return TemplateResponse(request, "accounts/own_data.html", {"sections": sections, "trail": trail})


def _offered(response: R, extension: str) -> R:
    """The answer as a download that nothing on the way keeps."""
    name = f"pomost-data-{timezone.localdate().isoformat()}.{extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
