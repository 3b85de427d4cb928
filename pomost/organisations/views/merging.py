"""Probable duplicates in the panel: the list, "not the same", and the merge."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.core import access
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations import queries
from pomost.organisations.actions import merging as actions
from pomost.organisations.duplicates import duplicates
from pomost.organisations.forms import MergeForm
from pomost.organisations.merging import hanging_on
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.views.organisations import trail
from pomost.ui.submitting import carried_out, status_of

MOST_SHOWN = 200  # pairs on the page; those with the strongest reasons come first


def _trail(here: str = "") -> list[tuple[str, str]]:
    address = reverse("organisations-panel:duplicates") if here else ""
    return trail((_("Duplicates"), address), *([(here, "")] if here else []))


def _both(request: HttpRequest, kept: str, merged: str) -> tuple[Organisation, Organisation]:
    require(request.user, "organisations.merge_organisation")
    rows = queries.visible_to(request.user)
    return get_object_or_404(rows, slug=kept), get_object_or_404(rows, slug=merged)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Pairs of organisations that may be one, with the reason."""
    require(request.user, "organisations.merge_organisation")
    found = duplicates()
    context = {"pairs": found[:MOST_SHOWN], "count": len(found), "most": MOST_SHOWN, "trail": _trail()}
    return TemplateResponse(request, "organisations/duplicate_list.html", context)


@login_required
@require_POST
def apart(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Note that two organisations are not the same: the pair is not shown again."""
    one, other = _both(request, first, second)
    try:
        actions.tell_apart(organisation=one, other=other, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Noted: these two are not the same."))
    return redirect("organisations-panel:duplicates")


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, kept: str, merged: str) -> HttpResponse:
    """Both side by side; choose what stays, see what moves, confirm."""
    require(request.user, "organisations.merge_organisation")
    if Organisation.objects.filter(slug=merged, merged_into__slug=kept).exists():
        return redirect("organisations-panel:detail", kept)  # somebody else was first
    one, other = _both(request, kept, merged)
    access.about(request, one)
    form = MergeForm(request.POST or None, kept=one, merged=other)

    def run(values):
        actions.merge_organisations(
            kept=one, merged=other, values=form.values(), reason=values["reason"], by=request.user
        )

    if carried_out(form, run):
        messages.success(request, _("The two are one now."))
        return redirect("organisations-panel:detail", one.slug)
    context = {
        "kept": one,
        "merged": other,
        "form": form,
        "sides": [(each, hanging_on(each)) for each in (one, other)],
        "trail": _trail(_("Merge")),
    }
    return TemplateResponse(request, "organisations/organisation_merge.html", context, status=status_of(form))
