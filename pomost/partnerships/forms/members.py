"""The shape of what people enter in a partnership's workspace; the rules are in the actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.core.money import Currency
from pomost.partnerships.states import MemberRole, Sector
from pomost.programmes.forms.fields import Sourced
from pomost.ui.amounts import AmountField
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm

AS_KNOWN = _("As far as it is known: 2012, 2012-07 or 2012-07-01")


class AsKnownField(forms.RegexField):
    """A year, month or day, as far as it is known; the months and days exist."""

    default_error_messages = {"invalid": _("Enter a year, a month or a day: 2012, 2012-07 or 2012-07-01.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(regex=r"^\d{4}(-\d{2}(-\d{2})?)?$", max_length=10, help_text=AS_KNOWN, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            if text:
                date.fromisoformat(text + "-01-01"[len(text) - 4 :])
        except ValueError:
            raise forms.ValidationError(_("There is no such month or day."), code="no_such_day") from None
        return text


class MembershipForm(EditForm, Sourced):
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices)
    sector = forms.ChoiceField(label=_("Sector"), choices=Sector.choices)
    pays = forms.TypedChoiceField(
        label=_("Pays a part of the own contribution"),
        choices=[("", _("not known")), ("True", _("yes")), ("False", _("no"))],
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
    )
    share_percent = AmountField(label=_("Share, per cent"), min_value=0, max_value=100, required=False)
    share_amount = AmountField(label=_("Share, amount"), min_value=0, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    joined = AsKnownField(label=_("Joined"), required=False)
    field_order = [
        "role",
        "sector",
        "joined",
        "pays",
        "share_percent",
        "share_amount",
        "currency",
        "source",
        "source_url",
    ]


class EntryForm(Sourced):
    happened = AsKnownField(label=_("When"))
    text = ByLanguageField(label=_("What happened"), max_length=300)
    field_order = ["happened", "text", "source", "source_url"]
