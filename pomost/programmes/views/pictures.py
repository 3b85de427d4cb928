"""The panel's pages of a programme's picture: give it one, replace or describe it, remove it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pomost.core import files
from pomost.core.errors import DomainError
from pomost.core.models.files import Blob
from pomost.core.pictures import drawn_anew
from pomost.programmes import presenting
from pomost.programmes.actions import pictures as actions
from pomost.programmes.forms.programmes import PictureForm
from pomost.programmes.views.panel import opened, trail_in
from pomost.ui.editing import edited
from pomost.ui.submitting import status_of


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a programme and what is said of it."""
    programme = opened(request, slug, "programmes.change_programme")
    form = PictureForm(request.POST or None, request.FILES or None, record=programme)

    def run(values, seen):
        blob, name = _kept(values["file"])
        actions.set_picture(
            programme=programme, values=values, blob=blob, name=name, seen=seen, by=request.user
        )

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("programmes-panel:overview", slug)
    if form.is_bound:
        form.ask_for_the_file_again()
        programme.refresh_from_db()
    context = {
        "programme": programme,
        "picture": presenting.picture_of(programme),
        "form": form,
        "trail": trail_in(programme, _("Picture")),
    }
    return TemplateResponse(request, "programmes/programme_picture.html", context, status=status_of(form))


def _kept(upload: Any) -> tuple[Blob | None, str]:
    """The content and the name of an upload, stored before the action's transaction; nothing without one."""
    if not isinstance(upload, UploadedFile):
        return None, ""
    upload.seek(0)
    name = upload.name or ""
    try:
        return files.keep(drawn_anew(upload, name), name), name
    except files.FileNotTaken as refusal:
        raise DomainError(refusal.message, fields={"file": refusal.message}) from None


def _number(text: str | None) -> int:
    """The version that the page named; one that never was for anything that we did not write."""
    return int(text) if text and text.isascii() and text.isdigit() else -1


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more, with the picture to be seen, then remove it; the history keeps the words."""
    programme = opened(request, slug, "programmes.change_programme")
    refusal = ""
    if request.method == "POST" and programme.picture:
        try:
            seen = _number(request.POST.get("seen"))
            actions.remove_picture(programme=programme, seen=seen, by=request.user)
        except DomainError as error:
            refusal = error.message
            programme.refresh_from_db()
        else:
            messages.success(request, _("The picture is removed. The history keeps what was said of it."))
            return redirect("programmes-panel:overview", slug)
    if not programme.picture:
        messages.info(request, _("The programme has no picture."))
        return redirect("programmes-panel:picture", slug)
    context = {
        "programme": programme,
        "picture": presenting.picture_of(programme),
        "refusal": refusal,
        "trail": trail_in(programme, _("Picture")),
    }
    status = 409 if refusal else 200
    return TemplateResponse(request, "programmes/programme_picture_remove.html", context, status=status)
