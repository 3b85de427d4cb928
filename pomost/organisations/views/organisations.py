"""Organisations in the panel: list, page, new one, change."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.core import access
from pomost.core.permissions import require
from pomost.organisations import presenting, queries
from pomost.organisations.actions import entering
from pomost.organisations.actions import organisations as actions
from pomost.organisations.forms import OrganisationForm
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.ui import lists
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, status_of

RIGHTS = ("change_organisation", "check_organisation", "end_organisation", "change_people_of_organisation")


class OrganisationFilters(lists.FilterForm):
    """Filters of the list of organisations."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("all")), *OrganisationKind.choices],
        required=False,
    )

    existence = forms.ChoiceField(
        label=gettext_lazy("Existence"),
        choices=[
            ("", gettext_lazy("all")),
            ("exists", gettext_lazy("exists")),
            ("ended", gettext_lazy("is no more")),
        ],
        required=False,
    )

    check = forms.ChoiceField(
        label=gettext_lazy("Check"),
        choices=[
            ("", gettext_lazy("all")),
            ("awaited", gettext_lazy("to be checked")),
            ("done", gettext_lazy("checked")),
        ],
        required=False,
    )

    def narrow(self, rows, values):
        if "check" in values:
            rows = rows.filter(awaits_check=values["check"] == "awaited")
        if "existence" in values:
            rows = rows.filter(ended_on__isnull=values["existence"] == "exists")
        return rows.filter(kind=values["kind"]) if "kind" in values else rows


ORGANISATIONS = lists.Declaration(
    name="organisations.organisations",
    title=gettext_lazy("Organisations"),
    columns=(
        lists.Column(
            "name",
            gettext_lazy("Name"),
            lambda row: row.spoken_name.text,
            sort=("name__pl", "slug"),
            link=lambda row: reverse("organisations-panel:detail", args=[row.slug]),
        ),
        lists.Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), sort=("kind",)),
        lists.Column("town", gettext_lazy("Town"), lambda row: row.town, sort=("town",)),
        lists.Column(
            "people", pgettext_lazy("of an organisation", "People"), lambda row: row.people, numeric=True
        ),
        lists.Column(
            "country", gettext_lazy("Country"), lambda row: row.country, sort=("country",), shown=False
        ),
        lists.Column("website", gettext_lazy("Website"), lambda row: row.website, shown=False),
        lists.Column("nip", gettext_lazy("NIP"), lambda row: row.nip, sort=("nip",), shown=False),
        lists.Column("regon", gettext_lazy("REGON"), lambda row: row.regon, sort=("regon",), shown=False),
        lists.Column(
            "ended_on", gettext_lazy("Last day"), lambda row: row.ended_on, sort=("ended_on",), shown=False
        ),
    ),
    filters=OrganisationFilters,
    find=queries.holding,
    order="name",
)


def trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of the panel down to the organisations, and further."""
    return [
        (_("Home"), reverse("panel-panel:home")),
        (_("Organisations"), reverse("organisations-panel:index") if further else ""),
        *further,
    ]


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The organisations that the reader may open."""
    context = {
        "may_add": request.user.has_perm("organisations.add_organisation"),
        "may_merge": request.user.has_perm("organisations.merge_organisation"),
        "trail": trail(),
    }
    rows = queries.listed_for(request.user)
    return lists.respond(request, ORGANISATIONS, rows, "organisations/organisation_index.html", context)


def opened(request: HttpRequest, slug: str, permission: str = "") -> Organisation:
    """The organisation with this address that the reader may open, for which they hold the right."""
    organisation = get_object_or_404(queries.visible_to(request.user), slug=slug)
    if permission:
        require(request.user, permission, organisation)
    return organisation


@login_required
@require_GET
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation with its addresses, names, units and people; a merged one leads to the one kept."""
    rows = queries.visible_to(request.user)
    if (kept := rows.filter(merged__slug=slug).first()) is not None:
        return redirect("organisations-panel:detail", kept.slug)
    organisation = get_object_or_404(rows, slug=slug)
    access.about(request, organisation)
    positions, user = queries.positions_in(organisation), request.user
    rights = {name: user.has_perm(f"organisations.{name}", organisation) for name in RIGHTS}
    context = {
        "organisation": organisation,
        **presenting.shown(organisation),
        "current": [position for position in positions if position.is_current],
        "earlier": [position for position in positions if not position.is_current],
        "may_change": rights["change_organisation"],
        "may_link": rights["change_organisation"] and organisation.kind == OrganisationKind.LOCAL_GOVERNMENT,
        "may_check": rights["check_organisation"] and organisation.awaits_check,
        "may_end": rights["end_organisation"] and organisation.ended_on is None,
        "may_change_people": rights["change_people_of_organisation"],
        "may_see_people": rights["change_people_of_organisation"] or rights["change_organisation"],
        "trail": trail((str(organisation), "")),
    }
    return TemplateResponse(request, "organisations/organisation_detail.html", context)


@login_required
@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """State that an organisation which a partnership entered is right."""
    organisation = opened(request, slug, "organisations.check_organisation")
    entering.check_organisation(organisation=organisation, by=request.user)
    messages.success(request, _("Noted: this organisation is right."))
    return redirect("organisations-panel:detail", slug)


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    require(request.user, "organisations.add_organisation")
    form = OrganisationForm(request.POST or None)

    def run(values):
        actions.create_organisation(values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("The organisation is entered."))
        return redirect("organisations-panel:detail", form.cleaned_data["slug"])
    context = {"form": form, "heading": _("New organisation"), "trail": trail((_("New organisation"), ""))}
    return TemplateResponse(request, "organisations/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an organisation's data."""
    organisation = opened(request, slug, "organisations.change_organisation")
    form = OrganisationForm(request.POST or None, record=organisation)

    def run(values, seen):
        renamed_on = values.pop("renamed_on", None)
        actions.change_organisation(
            organisation=organisation, values=values, seen=seen, renamed_on=renamed_on, by=request.user
        )

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("organisations-panel:detail", form.cleaned_data["slug"])
    here = (str(organisation), reverse("organisations-panel:detail", args=[slug]))
    context = {"form": form, "heading": str(organisation), "trail": trail(here, (_("Change"), ""))}
    return TemplateResponse(request, "organisations/form.html", context, status=status_of(form))
