"""The shapes of what people enter about recommendations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.advisory.models.consultations import Consultation
from pomost.advisory.states import RecommendationState, Topic
from pomost.programmes.forms.fields import day
from pomost.ui import lists
from pomost.ui.editing import EditForm


class RecommendationForm(forms.Form):
    title = forms.CharField(
        label=_("What do you propose?"), max_length=200, help_text=_("Begin with a verb.")
    )
    reason = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    expected = forms.CharField(
        label=_("What should change by it?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    topic = forms.ChoiceField(label=_("Subject"), choices=[("", _("choose")), *Topic.choices])
    due = day(label=_("By when?"), required=False)
    training = forms.CharField(
        label=_("Which training would help?"),
        max_length=200,
        required=False,
        help_text=_("It goes to the list of training needs of the programme."),
    )
    consultation = forms.ModelChoiceField(
        label=_("Out of which consultation?"),
        queryset=Consultation.objects.none(),
        required=False,
        empty_label=pgettext_lazy("consultation", "none"),
    )

    def __init__(self, *args: Any, consultations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consultation"].queryset = consultations  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the partnership says to a proposal."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (RecommendationState.ACCEPTED, _("We take it up")),
            (RecommendationState.DECLINED, _("We do not take it up")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In a sentence"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you do not take it up."),
    )


class OutcomeForm(forms.Form):
    """What came of a recommendation that was being carried out."""

    answer = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[
            (RecommendationState.DONE, _("It is carried out")),
            (RecommendationState.DROPPED, _("It will not be carried out")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In a sentence"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class EffectForm(EditForm):
    effect = forms.CharField(
        label=_("What did it change?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


class RecommendationFilters(lists.FilterForm):
    """Filters of the list."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *RecommendationState.choices], required=False
    )
    topic = forms.ChoiceField(label=_("Subject"), choices=[("", _("all")), *Topic.choices], required=False)

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        for name in ("state", "topic"):
            if values.get(name):
                rows = rows.filter(**{name: values[name]})
        return rows
