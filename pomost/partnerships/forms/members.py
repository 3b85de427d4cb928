"""The shape of what people enter in a partnership's workspace; the rules are in the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.money import Currency
from pomost.partnerships.states import MemberRole, Sector
from pomost.programmes.forms.fields import AsKnownField, Sourced
from pomost.ui.amounts import AmountField
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm


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
    joined = AsKnownField(label=pgettext_lazy("field", "Joined"), required=False)
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
    happened = AsKnownField(label=pgettext_lazy("field", "When it happened"))
    text = ByLanguageField(label=pgettext_lazy("field", "What happened"), max_length=300)
    field_order = ["happened", "text", "source", "source_url"]
