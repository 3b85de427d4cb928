"""The shape of what people enter about next steps."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.people import who_may_do_steps
from pomost.partnerships.states import StepState
from pomost.programmes.forms.fields import day
from pomost.ui.editing import EditForm


class StepForm(EditForm):
    title = forms.CharField(
        label=_("What is to be done"),
        max_length=200,
        help_text=_("Begin with a verb, so that everybody sees what is expected."),
    )
    due = day(label=_("By when"))
    assigned_to = forms.ModelChoiceField(
        label=_("Who does it"), queryset=get_user_model().objects.none(), empty_label=_("choose a person")
    )
    note = forms.CharField(
        label=_("What one needs to know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = who_may_do_steps(partnership)  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(StepState.DONE, _("It is done")), (StepState.DROPPED, _("It will not be done"))],
        widget=forms.RadioSelect,
        initial=StepState.DONE,
    )
    outcome = forms.CharField(
        label=_("In a sentence"),
        max_length=500,
        required=False,
        help_text=_("What came of it; of what will not be done: why."),
    )
