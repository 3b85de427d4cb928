"""The shape of what people enter about the parts of a programme; the rules are in the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.core.money import Currency
from pomost.organisations.models.organisations import Organisation
from pomost.programmes.forms.fields import AsKnownField, Sourced, amount, day
from pomost.programmes.models.parts import Activity, Implementer, ImplementerRole
from pomost.programmes.models.programmes import Programme
from pomost.programmes.queries import counting
from pomost.ui.amounts import AmountField
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm, in_words


class PartForm(EditForm, Sourced):
    """What all parts have in common: their place and their source."""

    place = forms.IntegerField(label=_("Order"), min_value=0, max_value=9999, initial=0, required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme

    def clean_place(self) -> int:
        return self.cleaned_data["place"] or 0


class SluggedForm(PartForm):
    slug = forms.SlugField(
        label=_("Short key"), max_length=60, help_text=_("Small letters, digits and hyphens; stays the same.")
    )
    name = ByLanguageField(label=_("Name"), max_length=200)


class ImplementerForm(PartForm):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.standing())
    role = forms.ChoiceField(label=_("Role"), choices=ImplementerRole.choices)
    field_order = ["organisation", "role", "place"]


class ActivityForm(SluggedForm):
    parent = forms.ModelChoiceField(label=_("Part of"), queryset=Activity.objects.none(), required=False)
    description = ByLanguageField(label=_("Description"), rows=3, required=False)
    budget = amount(label=_("Budget"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.PLN)
    field_order = ["name", "slug", "parent", "description", "budget", "currency", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.initial.get("slug")
        self.fields["parent"].queryset = self.programme.activities.filter(  # type: ignore[attr-defined]
            parent__isnull=True
        ).exclude(slug=own)


class PhaseForm(SluggedForm):
    description = ByLanguageField(label=_("Description"), rows=3, required=False)
    begins_in = AsKnownField(label=_("Begins"), required=False)
    ends_in = AsKnownField(label=_("Ends"), required=False)
    field_order = ["name", "slug", "description", "begins_in", "ends_in", "place"]


class FundingForm(SluggedForm):
    amount = amount(label=_("Amount"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.PLN)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    field_order = ["name", "slug", "amount", "currency", "website", "place"]


class LinkForm(SluggedForm):
    address = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")
    is_gone = forms.BooleanField(label=_("The page no longer answers"), required=False)
    field_order = ["name", "slug", "address", "is_gone", "place"]


class FigureForm(PartForm):
    slug = forms.SlugField(label=_("Address"), max_length=60)
    label = ByLanguageField(label=_("What it counts"), max_length=200)
    definition = ByLanguageField(label=_("Definition"), rows=3)
    rivals_note = ByLanguageField(label=_("On the rival figures"), rows=2, required=False)
    query = forms.ChoiceField(label=_("Counted by"), required=False)
    headline = forms.BooleanField(label=_("Shown large on the programme's page"), required=False)
    field_order = ["label", "slug", "definition", "rivals_note", "query", "headline", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["query"].choices = [  # type: ignore[attr-defined]
            ("", _("nothing: sources state it")),
            *((name, name) for name in counting.names()),
        ]


PART_FORMS: dict[str, type[PartForm]] = {
    "implementers": ImplementerForm,
    "activities": ActivityForm,
    "phases": PhaseForm,
    "financing": FundingForm,
    "links": LinkForm,
    "figures": FigureForm,
}


class TaskForm(forms.Form):
    text = ByLanguageField(label=_("Task"), rows=2, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    source_url = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")


TaskFormSet = forms.formset_factory(TaskForm, extra=2, max_num=50, can_order=True, can_delete=True)
TASK = ("text", "source", "source_url")


class TasksForm(EditForm):
    """The tasks of an implementer in their order, as one thing that somebody else may change meanwhile.

    rows: the boxes that hold them; `tasks` has no box of its own.
    """

    tasks = forms.Field(label=_("Tasks"), required=False)

    def __init__(self, data: Any = None, *, record: Implementer) -> None:
        super().__init__(data, record=record)
        # What was sent is compared with nothing: a box that says what is stored meanwhile is no empty one.
        self.rows = TaskFormSet(data, initial=None if data else self.initial["tasks"], prefix="task")

    def stored(self) -> dict[str, Any]:
        """The implementer's tasks as they are now."""
        return {"tasks": list(self.record.tasks.values(*TASK))}  # type: ignore[union-attr]

    def in_words(self, name: str, value: Any) -> str:
        """One task after the other, each with its source."""
        said = ([in_words(each["text"]), each["source"], each["source_url"]] for each in value)
        return "\n\n".join("\n".join(filter(None, parts)) for parts in said)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.rows.is_valid():
            raise forms.ValidationError(_("A task needs correcting: see below."))
        typed = (form.cleaned_data for form in self.rows.ordered_forms)
        return {
            **values,
            "tasks": [{name: task[name] for name in TASK} for task in typed if task.get("text")],
        }


class TargetForm(forms.Form):
    name = ByLanguageField(label=_("What is counted"), max_length=120)
    slug = forms.SlugField(label=_("Short key"), max_length=60)
    unit = ByLanguageField(label=_("Unit"), max_length=40, required=False)


class PlanForm(forms.Form):
    planned = AmountField(
        label=_("Planned"),
        max_digits=14,
    )


class ResultForm(forms.Form):
    as_of = day(label=_("As of"))
    reached = AmountField(
        label=_("Reached in all"),
        max_digits=14,
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
