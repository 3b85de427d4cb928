"""Pages for everybody: finding units, and the page of one."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from pomost.core.pages import public_page
from pomost.territory import ending, presenting, queries
from pomost.territory.states import LEVELS, UnitKind, UnitLevel
from pomost.ui import lists

SHOWN = ("territory", "partnerships", "organisations")
KINDS = [(kind.value, kind.label) for kind in UnitKind if LEVELS[kind] != UnitLevel.STATISTICAL]


class UnitFilters(lists.FilterForm):
    """Filters of the list of units."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("all")), *KINDS], required=False
    )
    gone = forms.ChoiceField(
        label=gettext_lazy("Existence"),
        choices=[("", gettext_lazy("all")), ("0", gettext_lazy("exists")), ("1", gettext_lazy("is no more"))],
        required=False,
    )

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        if "kind" in values:
            rows = rows.filter(kind=values["kind"])
        return rows.filter(until__isnull=values["gone"] == "0") if "gone" in values else rows


def _holding(rows: Any, text: str) -> Any:
    return rows.filter(pk__in=queries.found(text).order_by().values("pk"))


UNITS = lists.Declaration(
    name="territory.units",
    title=gettext_lazy("Territorial units"),
    columns=(
        lists.Column(
            "name",
            gettext_lazy("Name"),
            lambda row: row.called,
            sort=("folded", "code"),
            link=lambda row: reverse("territory:unit", args=[row.key]),
        ),
        lists.Column(
            "kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), sort=("kind", "folded")
        ),
        lists.Column("code", gettext_lazy("Code"), lambda row: row.code, sort=("country", "code")),
        lists.Column("parent", gettext_lazy("Lies in"), lambda row: row.parent.called if row.parent else ""),
        lists.Column("region", gettext_lazy("Voivodeship"), lambda row: str(row.region or "")),
        lists.Column(
            "country", gettext_lazy("Country"), lambda row: row.country, sort=("country",), shown=False
        ),
        lists.Column("until", gettext_lazy("Until"), lambda row: row.until, sort=("until",), shown=False),
    ),
    filters=UnitFilters,
    find=_holding,
    order="name",
)


@require_safe
@public_page(*SHOWN, query=("q", "kind", "gone", "sort", "columns", "page", "format"))
def index(request: HttpRequest) -> HttpResponse:
    """Finding a unit by name, code or kind."""
    context = {"trail": [(_("Home"), reverse("programmes:home")), (_("Territorial units"), "")]}
    return lists.respond(request, UNITS, queries.listed(), "territory/unit_index.html", context)


@require_safe
@public_page("territory", query=("woj",))
def ground(request: HttpRequest) -> HttpResponse:
    """The municipalities of a voivodeship (`?woj=02`), to be picked on a map; no feature without a code."""
    rows = queries.municipalities_in(request.GET.get("woj", ""))
    return JsonResponse(presenting.ground_of(rows), content_type="application/geo+json")


@require_safe
@public_page(*SHOWN)
def unit(request: HttpRequest, key: str) -> HttpResponse:
    """A unit: where it lies, its neighbours, what became of it, and what other rooms know of it."""
    found = queries.by_key(key)
    if found is None:
        raise Http404
    if found.key != key:
        return HttpResponsePermanentRedirect(reverse("territory:unit", args=[found.key]))
    row = queries.whole(type(found).objects.filter(pk=found.pk)).get()
    context = {
        "unit": row,
        "map": presenting.map_of(row),
        "events": presenting.events_of(row),
        "earlier": presenting.earlier_names(list(row.versions.all()), row),
        "measure": next(iter(row.measures.all()), None),
        "missing": presenting.missing_of(row),
        "may_record": request.user.has_perm("territory.record_succession", row),
        "may_decide": ending.is_over(row) and request.user.has_perm("territory.decide_on_ended_unit", row),
        "panels": presenting.panels_of(row, request.user),
        "trail": [
            (_("Home"), reverse("programmes:home")),
            (_("Territorial units"), reverse("territory:index")),
            (row.called, ""),
        ],
    }
    return TemplateResponse(request, "territory/unit_detail.html", context)
