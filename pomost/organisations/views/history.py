"""Former names, addresses and units of an organisation in the panel, and its end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pomost.organisations.actions import ending, history
from pomost.organisations.ending import decisions_about
from pomost.organisations.forms import AddressForm, FormerNameForm, OrganisationEndForm, UnitLinkForm
from pomost.organisations.models.history import FormerName, OrganisationAddress
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.units import OrganisationUnit
from pomost.organisations.views.organisations import opened, trail
from pomost.ui.editing import EditForm, edited
from pomost.ui.submitting import carried_out, status_of

CHANGE = "organisations.change_organisation"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that belongs to an organisation: its form, actions, and what its pages say."""

    model: Any
    form: type[EditForm]
    record: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., None]
    given: str  # the name under which the actions take one
    adding: Any
    changing: Any


# The Polish segment of each kind's address.
KINDS = {
    "adresy": Kind(
        OrganisationAddress,
        AddressForm,
        history.record_address,
        history.change_address,
        history.remove_address,
        "address",
        gettext_lazy("Enter an address"),
        gettext_lazy("Address"),
    ),
    "dawne-nazwy": Kind(
        FormerName,
        FormerNameForm,
        history.record_former_name,
        history.change_former_name,
        history.remove_former_name,
        "former",
        gettext_lazy("Enter a former name"),
        gettext_lazy("Former name"),
    ),
    "jednostki": Kind(
        OrganisationUnit,
        UnitLinkForm,
        history.record_unit_link,
        history.change_unit_link,
        history.remove_unit_link,
        "link",
        gettext_lazy("Link to a unit"),
        gettext_lazy("Territorial unit"),
    ),
}


def _kind(segment: str) -> Kind:
    if segment not in KINDS:
        raise Http404
    return KINDS[segment]


def _row(organisation: Organisation, kind: Kind, pk: int) -> Any:
    return get_object_or_404(kind.model.objects.filter(organisation=organisation), pk=pk)


def trail_in(organisation: Organisation, here: Any) -> list[tuple[str, str]]:
    """Breadcrumbs of the panel down to the organisation, and the page."""
    address = reverse("organisations-panel:detail", args=[organisation.slug])
    return trail((str(organisation), address), (str(here), ""))


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str, segment: str) -> HttpResponse:
    """Enter an address, a former name, a unit."""
    organisation, kind = opened(request, slug, CHANGE), _kind(segment)
    further: dict[str, Any] = {"country": organisation.country} if kind.form is UnitLinkForm else {}
    form = kind.form(request.POST or None, **further)

    def run(values):
        kind.record(organisation=organisation, values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Saved."))
        return redirect("organisations-panel:detail", slug)
    context = {"form": form, "heading": kind.adding, "trail": trail_in(organisation, kind.adding)}
    return TemplateResponse(request, "organisations/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, segment: str, pk: int) -> HttpResponse:
    """Correct an address, a former name, the days of a unit."""
    organisation, kind = opened(request, slug, CHANGE), _kind(segment)
    row = _row(organisation, kind, pk)
    form = kind.form(request.POST or None, record=row)

    def run(values, seen):
        kind.change(**{kind.given: row}, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("organisations-panel:detail", slug)
    context = {
        "form": form,
        "heading": kind.changing,
        "trail": trail_in(organisation, kind.changing),
        "remove": reverse("organisations-panel:remove-part", args=[slug, segment, pk]),
    }
    return TemplateResponse(request, "organisations/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str, segment: str, pk: int) -> HttpResponse:
    """Ask once more, then take out what was entered wrongly; the journal keeps what it said."""
    organisation, kind = opened(request, slug, CHANGE), _kind(segment)
    row = _row(organisation, kind, pk)
    if request.method == "POST":
        kind.remove(**{kind.given: row}, by=request.user)
        messages.success(request, _("Removed."))
        return redirect("organisations-panel:detail", slug)
    context = {
        "row": row,
        "name": kind.changing,
        "back": reverse("organisations-panel:part", args=[slug, segment, pk]),
        "trail": trail_in(organisation, kind.changing),
    }
    return TemplateResponse(request, "organisations/part_remove.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Record that an organisation is no more, with what ends with it."""
    organisation = opened(request, slug, "organisations.end_organisation")
    form = OrganisationEndForm(request.POST or None)

    def run(values):
        ending.end_organisation(organisation=organisation, by=request.user, **values)

    if carried_out(form, run):
        messages.success(request, _("The end of the organisation is recorded."))
        return redirect("organisations-panel:detail", slug)
    context = {
        "organisation": organisation,
        "decisions": decisions_about(organisation),
        "form": form,
        "trail": trail_in(organisation, _("End of the organisation")),
    }
    return TemplateResponse(request, "organisations/organisation_end.html", context, status=status_of(form))
