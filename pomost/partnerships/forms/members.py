"""The shape of what people enter in a partnership's workspace; the rules are in the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.money import Currency
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.choosing import named
from pomost.partnerships.models.members import PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import MemberRole, Sector
from pomost.programmes.forms.fields import AsKnownField, Sourced
from pomost.ui.amounts import AmountField
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm


class OrganisationField(forms.CharField):
    """An organisation by its name, or a local government by name or code of its unit, also of earlier times.

    Gives the organisation; several that fit are named with what tells them apart.
    """

    default_error_messages = {
        "unknown": _("No organisation of this name or code is in the register."),
        "several": _("Several fit: %(names)s. Write more of the name, or the code."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        found = named(text)
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"])
        if len(found) > 1:
            names = "; ".join(f"{each.name} ({each.note})" for each in found[:6])
            raise forms.ValidationError(self.error_messages["several"] % {"names": names})
        return found[0].organisation


class MembershipForm(EditForm, Sourced):
    """What is known of a member."""

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
    joined_by = forms.ModelChoiceField(
        label=_("Joined by the paper"), queryset=PartnershipDocument.objects.none(), required=False
    )
    field_order = [
        "role",
        "sector",
        "joined",
        "joined_by",
        "pays",
        "share_percent",
        "share_amount",
        "currency",
        "source",
        "source_url",
    ]

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["joined_by"].queryset = partnership.documents.all()  # type: ignore[attr-defined]


class JoinerForm(MembershipForm):
    """A member that joined by a paper or by what a source says."""

    organisation = OrganisationField(
        label=_("Organisation"),
        help_text=_("Its name, or the code of its unit: 020101. Names of earlier times count too."),
    )
    field_order = ["organisation", *MembershipForm.field_order]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].required = False
        self.fields["sector"].choices = [("", _("by the kind of organisation")), *Sector.choices]  # type: ignore[attr-defined]
        self.fields["role"].initial = MemberRole.MEMBER

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("sector"):
            values.pop("sector", None)
        return values


class LeaveForm(forms.Form):
    """A member leaves."""

    left = AsKnownField(label=pgettext_lazy("field", "Left"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class EntryForm(Sourced):
    """Something that happened."""

    happened = AsKnownField(label=pgettext_lazy("field", "When it happened"))
    text = ByLanguageField(label=pgettext_lazy("field", "What happened"), max_length=300)
    field_order = ["happened", "text", "source", "source_url"]
