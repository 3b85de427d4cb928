"""What the gallery shows: examples of everything in every state, said to be examples on the page."""

import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pomost.ui import ground, lists
from pomost.ui.amounts import AmountField
from pomost.ui.by_language import ByLanguageField
from pomost.ui.charts import Chart, Series, Step

Example = SimpleNamespace


def _square(west: float, south: float) -> str:
    """An invented area, a fifth of a degree wide."""
    east, north = west + 0.2, south + 0.2
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _spot(longitude: float, latitude: float) -> str:
    return json.dumps({"type": "Point", "coordinates": [longitude, latitude]})


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=gettext_lazy("Name of the partnership"), max_length=40)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), help_text=gettext_lazy("The one of your office.")
    )
    problem = forms.CharField(
        label=gettext_lazy("Which problem do you want to solve together?"),
        help_text=gettext_lazy("Describe one problem that none of the partners can solve alone."),
        widget=forms.Textarea,
        max_length=400,
        required=False,
    )
    title = ByLanguageField(label=gettext_lazy("Title"), max_length=120)
    value = AmountField(label=gettext_lazy("Value"))
    begins_on = forms.DateField(label=gettext_lazy("Begins on"), widget=forms.DateInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", "–"), ("a", "A"), ("b", "B")], required=False
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Whom do we ask?"),
        choices=[("caretaker", gettext_lazy("the caretaker")), ("lawyer", gettext_lazy("the lawyer"))],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        choices=[("1", "1"), ("2", "2"), ("3", "3")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(label=gettext_lazy("Letter of intent"), required=False)
    closed = forms.CharField(
        label=gettext_lazy("Number, given by the office"), disabled=True, initial="PL06-0000"
    )
    agrees = forms.BooleanField(label=gettext_lazy("I have read the rules"))


class ExampleFilters(lists.FilterForm):
    room = forms.ChoiceField(label=gettext_lazy("Room"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ContentType.objects.order_by("app_label").values_list("app_label", flat=True).distinct()
        self.fields["room"].choices = [("", gettext_lazy("all")), *((name, name) for name in names)]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        return rows.filter(app_label=values["room"]) if "room" in values else rows


# A real list of this installation: the kinds of records that it keeps.
KINDS_OF_RECORDS = lists.Declaration(
    name="ui.gallery",
    title=gettext_lazy("Kinds of records"),
    columns=(
        lists.Column(
            "name", gettext_lazy("Name"), lambda row: row.model, sort=("model",), link=lambda _row: "#e-list"
        ),
        lists.Column("room", gettext_lazy("Room"), lambda row: row.app_label, sort=("app_label", "model")),
        lists.Column("number", gettext_lazy("Number"), lambda row: row.pk, sort=("pk",), numeric=True),
        lists.Column(
            "label", gettext_lazy("Full name"), lambda row: f"{row.app_label}.{row.model}", shown=False
        ),
    ),
    filters=ExampleFilters,
    search=("model", "app_label"),
    order="name",
    views=(lists.StandardView(gettext_lazy("All"), ""), lists.StandardView("core", "room=core")),
    per_page=7,
)


def everything(request: HttpRequest) -> dict[str, Any]:
    """The context of the gallery."""
    wrong = ExampleForm(
        {
            "wrong-name": "x" * 60,
            "wrong-email": "jan",
            "wrong-value": "1,234",
            "wrong-problem": _("Too short"),
        },
        prefix="wrong",
    )
    today = timezone.localdate()
    return {
        "trail": [(_("First page"), "/"), (_("Gallery"), "")],
        "form": ExampleForm(),
        "wrong_form": wrong,
        "stages": _stages(),
        "entries": _entries(),
        "steps": _steps(today),
        "facts": _facts(),
        "days": [today + timedelta(days=days) for days in (-2, 0, 2, 21)],
        "colours": ["neutral", "woda", "boja", "drewno", "success", "warning", "danger", "info"],
        "icons": [
            "check",
            "bad",
            "warning",
            "info",
            "down",
            "up",
            "ask",
            "doc",
            "search",
            "menu",
            "close",
            "edit",
        ],
        "fallback": {"en": "Only in English so far, so it is marked as English."},
        "long_word": _("Intermunicipal-cooperation-agreement-preparation-committee-chairwoman"),
        "now": timezone.now(),
        "rows_in_conflict": [
            Example(label=_("Aim"), typed=_("Prepare five zones."), stored=_("Prepare a network of zones."))
        ],
        "rules": _rules(),
        "page": Paginator(range(240), 10).page(12),
        "list": lists.ListPage(request, KINDS_OF_RECORDS, ContentType.objects.all()),
        "nothing": lists.ListPage(request, KINDS_OF_RECORDS, ContentType.objects.none()),
        **_pictures(),
    }


LOOKS = {
    "lead": pgettext_lazy("map", "leader"),
    "member": pgettext_lazy("map", "member"),
    "gap": gettext_lazy("in the functional area, but no member"),
    "mark": gettext_lazy("partnership, with its number in the list"),
}


def _maps() -> dict[str, Any]:
    note = _("an example")
    areas = [
        ground.Place("Dolina", _square(17.0, 50.0), "lead", key="dolina", url="#e-maps", note=note),
        ground.Place("Wzgórze", _square(17.2, 50.0), key="wzgorze", url="#e-maps", note=note),
        ground.Place("Zakole", _square(17.0, 50.2), "gap", key="zakole", note=note),
        ground.Place("Przystań", _spot(17.3, 50.3), key="przystan", note=note),
        ground.Place("Wzgórze", _square(17.2, 50.0), "other", key="other-wzgorze", note=note),
    ]
    behind = [
        ground.Place("Dolina", _square(17.0, 50.0), "land"),
        ground.Place("Wzgórze", _square(17.2, 50.0), "ground", key="1"),
    ]
    where = ((17.1, 50.1), (17.11, 50.102), (17.35, 50.12), (17.35, 50.12))
    marks = [
        ground.Place(str(number), _spot(*spot), "mark", number, str(number), "#e-maps", note)
        for number, spot in enumerate(where, 1)
    ]
    points = [
        ground.Place("Dolina", _spot(17.1, 50.1), "lead", key="p1", url="#e-maps", note=note),
        ground.Place("Wzgórze", _spot(17.3, 50.1), key="p2", url="#e-maps", note=note),
        ground.Place("Zakole", _spot(17.2, 50.25), "gap", key="p3", note=note),
    ]
    free = [
        ground.Place(f"Gmina {number}", _square(17 + 0.2 * number, 50.0), "free", key=f"PL-{number}")
        for number in range(1, 4)
    ]
    spots = [ground.Place("Gmina 4", _spot(17.9, 50.1), "free", key="PL-4")]
    switch = _("Show the areas of other partnerships on the same ground")
    return {
        "ground": ground.with_others(
            ground.mapped(areas, LOOKS), switch, _("in another partnership (hatched)")
        ),
        "marks": ground.mapped([*behind, *marks], LOOKS),
        "points": ground.mapped(points, LOOKS),
        "no_ground": ground.mapped([], LOOKS),
        "to_pick": ground.mapped([*free, *spots], {}),
        "pickable": [("PL-1", "Gmina 1"), ("PL-2", "Gmina 2"), ("PL-3", "Gmina 3"), ("PL-4", "Gmina 4")],
    }


def _pictures() -> dict[str, Any]:
    return {
        "funnel": [
            Step(85, _("applications were submitted")),
            Step(83, _("were formally correct")),
            Step(63, _("reached the threshold")),
            Step(15, _("were funded")),
        ],
        **_maps(),
        "bars": Chart(
            _("Answers of the legal desk"),
            (_("in time"), _("late")),
            (Series("2013", (118, 7)), Series("2014", (140, None))),
            _("An example with two years."),
        ),
        "lines": Chart(
            _("Consultations"),
            tuple(str(year) for year in range(2012, 2017)),
            (
                Series(_("consultations held"), (12, 96, None, 130, 71)),
                Series(_("consultations planned"), (20, 90, 110, 120, 80)),
            ),
            _("An example with a year of which nothing is known."),
        ),
        "radar": Chart(
            _("Self-assessment"),
            (_("leadership"), _("trust"), _("plan"), _("money"), _("results")),
            (Series(_("this year"), (4, 3, 5, 2, 3)), Series(_("last year"), (3, 3, 2, 2, 1))),
            _("An example with five criteria of five stages."),
            top=5,
        ),
    }


def _stages() -> list[Example]:
    return [
        Example(name=_("Idea"), note=_("August 2012"), state="done"),
        Example(name=_("Forming"), note=_("letter of intent, 3 local governments"), state="done"),
        Example(name=_("Strategy"), note="", state="done"),
        Example(name=_("Application"), note=_("being assessed"), state="now"),
        Example(name=_("Project"), note=_("ahead of us"), state=""),
        Example(name=_("Good practice"), note="", state=""),
    ]


def _entries() -> list[Example]:
    return [
        Example(on=date(2013, 8, 21), title=_("End of the assessment"), note="", state="next", url=""),
        Example(
            on=date(2013, 5, 31),
            title=_("Formally correct"),
            note=_("Letter of the ministry"),
            state="now",
            url="#e-road",
        ),
        Example(
            on=date(2013, 4, 19), title=_("We submitted the application"), note="", state="", url="#e-road"
        ),
    ]


def _steps(today: date) -> list[Example]:
    return [
        Example(
            title=_("Add the telephone numbers"),
            note=_("Two of six partners have none."),
            url="#e-road",
            now=True,
            on=today,
        ),
        Example(title=_("Fill in the self-assessment"), note="", url="#e-road", now=False, on=None),
    ]


def _facts() -> list[Example]:
    return [
        Example(term=_("Number"), value="PL06-0000", note=_("an example")),
        Example(term=_("Time"), value="19.04.2013, 14:37:05", note=""),
        Example(term=_("Checksum"), value="9f2c 41d0 77ab e5c3", note=""),
    ]


def _rules() -> list[Example]:
    return [
        Example(
            ok=False,
            id="",
            title=_("The grant is 85.68 % of the costs, and the rules allow 85 %."),
            text=_("It is too high by 14,475.00 zł."),
            source=_("Rules of the call, § 4"),
            source_url="#e-conflict",
        ),
        Example(ok=True, id="", title="", text=_("Rows and columns add up."), source="", source_url=""),
    ]
