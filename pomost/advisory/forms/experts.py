"""The shapes of what people enter about tasks of experts."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from pomost.advisory.states import ExpertTaskState
from pomost.conversations.forms import FilesField
from pomost.programmes.forms.fields import amount, day
from pomost.ui import lists


class OrderForm(forms.Form):
    programme = forms.ModelChoiceField(
        label=_("Which programme orders it?"), queryset=get_user_model().objects.none(), empty_label=None
    )
    expert = forms.EmailField(
        label=_("E-mail address of the expert"), help_text=_("The one with which the expert signs in.")
    )
    title = forms.CharField(label=_("What is ordered?"), max_length=200)
    scope = forms.CharField(
        label=_("Scope: what exactly, and in which form"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    days = forms.DecimalField(
        label=_("Days of work"), min_value=0, max_digits=5, decimal_places=1, localize=True
    )
    deadline = day(label=_("By when?"))
    fee = amount(label=_("Fee"))
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[("PLN", "PLN"), ("EUR", "EUR"), ("NOK", "NOK")]
    )

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]

    def clean_expert(self) -> Any:
        """The account with this address."""
        found = get_user_model().objects.filter(email__iexact=self.cleaned_data["expert"]).first()
        if found is None:
            raise forms.ValidationError(_("Nobody signs in with this address. Invite the person first."))
        return found


class AnswerForm(forms.Form):
    """What the expert says to an order."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(ExpertTaskState.ACCEPTED, _("I take it on")), (ExpertTaskState.DECLINED, _("I can't"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In a sentence"), max_length=500, required=False, help_text=_("Needed when you can't.")
    )


class DeliverForm(forms.Form):
    text = forms.CharField(
        label=_("What do you deliver?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    uploads = FilesField(label=_("Files"), help_text=_("At most 25 MB each."))


class ResultForm(forms.Form):
    """What the programme says to the result."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (ExpertTaskState.APPROVED, _("The result is approved")),
            (ExpertTaskState.RETURNED, _("It is to be mended")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What is to be mended?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TaskFilters(lists.FilterForm):
    """Filters of the list."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *ExpertTaskState.choices], required=False
    )

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        return rows.filter(state=values["state"]) if values.get("state") else rows
