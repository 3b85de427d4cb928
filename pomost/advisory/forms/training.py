"""The shapes of what people enter about training needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.advisory.presenting import SOURCE_NAMES
from pomost.advisory.states import Topic, TrainingNeedState
from pomost.ui import lists
from pomost.ui.editing import EditForm


class TrainingNeedForm(forms.Form):
    title = forms.CharField(
        label=_("Which training would help?"),
        max_length=200,
        help_text=_("For example: public procurement in a partnership, for two people."),
    )
    topic = forms.ChoiceField(label=_("Subject"), choices=[("", _("choose")), *Topic.choices])


class ClosingForm(EditForm):
    """What came of a training need."""

    answer = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[
            (TrainingNeedState.MET, _("A training was given")),
            (TrainingNeedState.DROPPED, _("There will be none")),
        ],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label=_("In a sentence"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which training and when, or why there will be none."),
    )


class TrainingFilters(lists.FilterForm):
    """Filters of the list."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *TrainingNeedState.choices], required=False
    )
    topic = forms.ChoiceField(label=_("Subject"), choices=[("", _("all")), *Topic.choices], required=False)
    source = forms.ChoiceField(
        label=_("Out of"),
        choices=[("", _("all")), *SOURCE_NAMES.items()],
        required=False,
    )

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        for name in ("state", "topic"):
            if values.get(name):
                rows = rows.filter(**{name: values[name]})
        return rows.filter(**{f"{values['source']}__isnull": False}) if values.get("source") else rows
