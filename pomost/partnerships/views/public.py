"""Pages for everybody: the register, the map, a partnership."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from pomost.core.pages import public_page
from pomost.partnerships import feed as feeds
from pomost.partnerships import mapping, presenting, timeline
from pomost.partnerships.queries import register
from pomost.partnerships.states import Theme
from pomost.partnerships.views import parts
from pomost.programmes.forms.fields import day as day_field
from pomost.territory.states import AreaKind
from pomost.ui import lists

SHOWN = ("partnerships", "organisations", "territory", "programmes", "exchange")
NARROWING = ("q", "region", "theme", "area", "state")


class RegisterFilters(lists.FilterForm):
    """Filters of the register."""

    region = forms.ChoiceField(label=gettext_lazy("Voivodeship"), required=False)
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"), choices=parts.with_all(Theme.choices), required=False
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Kind of area"), choices=parts.with_all(AreaKind.choices), required=False
    )
    state = parts.state_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = {unit.code: unit for unit in register.regions_shown()}
        choices = parts.with_all((code, unit.name) for code, unit in self.regions.items())
        self.fields["region"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        if "region" in values:
            rows = register.in_region(rows, self.regions[values["region"]])
        if "theme" in values:
            rows = register.with_theme(rows, values["theme"])
        if "area" in values:
            rows = rows.filter(functional_area__kind=values["area"])
        return rows.filter(state=values["state"]) if "state" in values else rows


REGISTER = lists.Declaration(
    name="partnerships.register",
    title=gettext_lazy("Partnerships"),
    columns=(
        lists.Column(
            "name",
            gettext_lazy("Partnership"),
            lambda row: row.spoken_name.text,
            sort=("name__pl", "slug"),
            link=lambda row: row.get_absolute_url(),
            note=presenting.leader_of,
        ),
        parts.REGIONS,
        parts.MEMBERS,
        lists.Column(
            "themes",
            gettext_lazy("Themes"),
            lambda row: ", ".join(each.get_theme_display() for each in row.themes.all()),
        ),
        parts.STATE,
        lists.Column(
            "programmes",
            gettext_lazy("Programmes"),
            lambda row: ", ".join(
                str(each.programme.spoken_short_title) for each in row.participations.all()
            ),
            shown=False,
        ),
        lists.Column("source", gettext_lazy("Source"), lambda row: row.source, shown=False),
    ),
    filters=RegisterFilters,
    find=register.holding,
    order="name",
)


def _trail(here: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs down to the register, or to a page of it."""
    register_page = (_("Partnerships"), reverse("partnerships:index") if here else "")
    return [(_("Home"), reverse("programmes:home")), register_page, *([(here, "")] if here else [])]


@require_safe
@public_page(*SHOWN, query=(*NARROWING, "sort", "columns", "page", "format"))
def index(request: HttpRequest) -> HttpResponse:
    """The public register of partnerships."""
    context = {
        "trail": _trail(),
        "programmes": register.programmes_with_counts(),
        "narrowed": request.GET.urlencode(),
    }
    rows = register.listed(programmes="programmes" in ",".join(request.GET.getlist("columns")))
    return lists.respond(request, REGISTER, rows, "partnerships/partnership_index.html", context)


@require_safe
@public_page(*SHOWN, query=(*NARROWING, "format"))
def on_map(request: HttpRequest) -> HttpResponse:
    """The register on a map, with a list that says the same."""
    page = lists.ListPage(request, REGISTER, register.listed())
    rows = list(page.rows[: mapping.MOST_MARKS])
    if request.GET.get("format") == "geojson":
        answer = JsonResponse(mapping.as_geojson(rows), content_type="application/geo+json")
        answer.headers["Content-Disposition"] = 'attachment; filename="partnerships.geojson"'
        return answer
    drawn = mapping.of_register(rows)
    keys = drawn.keys
    context = {
        "list": page,
        "rows": rows,
        "more": page.rows.count() - len(rows) if len(rows) == mapping.MOST_MARKS else 0,
        "lines": [(row, presenting.in_short(row), row.slug in keys) for row in rows],
        "map": drawn,
        "trail": _trail(_("Map")),
    }
    return TemplateResponse(request, "partnerships/partnership_map.html", context)


@require_safe
@public_page(*SHOWN)
def areas(_request: HttpRequest) -> HttpResponse:
    """The ground of all partnerships of the register, for the map; asked for after the page."""
    return JsonResponse(mapping.areas_of_register(), content_type="application/geo+json")


class DayForm(forms.Form):
    """The day of which the reader wants to know the members."""

    on = day_field(label=gettext_lazy("Day"))


@require_safe
@public_page(*SHOWN, query=("on",))
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A partnership: where it stands, who is in it, on which ground, papers, money, what happened."""
    rows = register.for_a_page(register.visible_to(request.user))
    partnership = get_object_or_404(rows, slug=slug)
    form = DayForm(request.GET if "on" in request.GET else None)
    if form.is_bound and form.is_valid():
        then = presenting.members_then(partnership, form.cleaned_data["on"])
    else:
        then = None
    context = {
        **parts.shown(partnership),
        "form": form if presenting.tells_of_other_days(partnership) else None,
        "then": then,
        "timeline": list(reversed(timeline.entries_of(partnership, request.user))),
        "trail": _trail(partnership.called),
    }
    return TemplateResponse(request, "partnerships/partnership_detail.html", context)


@require_safe
@public_page(*SHOWN)
def beside(request: HttpRequest, slug: str) -> HttpResponse:
    """What belongs to other partnerships on the same ground, for a partnership's map."""
    partnership = get_object_or_404(register.visible_to(request.user), slug=slug)
    return JsonResponse(mapping.beside(partnership), content_type="application/geo+json")


@require_safe
@public_page(*SHOWN)
def feed(_request: HttpRequest, slug: str) -> HttpResponse:
    """What happened to a partnership, as Atom."""
    rows = register.for_a_page(register.visible_to(AnonymousUser()))
    partnership = get_object_or_404(rows, slug=slug)
    return HttpResponse(feeds.feed_of(partnership), content_type="application/atom+xml; charset=utf-8")
