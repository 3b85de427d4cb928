"""The shapes of what people enter about those who advise."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from pomost.advisory.states import Topic
from pomost.core.languages import alphabetical
from pomost.programmes.forms.fields import day
from pomost.territory.models import Unit
from pomost.territory.queries import by_key
from pomost.ui.editing import EditForm


class ContractForm(EditForm):
    account = forms.ModelChoiceField(
        label=_("Consultant"),
        queryset=get_user_model().objects.none(),
        empty_label=_("choose a person"),
        help_text=_("Whoever looks after a partnership of the programme, or did."),
    )
    number = forms.CharField(label=_("Number of the contract"), max_length=60)
    since = day(label=_("First day"))
    until = day(label=_("Last day"))
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=0,
        max_value=20_000,
        max_digits=7,
        decimal_places=2,
        localize=True,
        help_text=_("How many hours of advice the contract holds."),
    )
    counts_travel = forms.BooleanField(label=_("Travel counts against these hours"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is None:
            self.fields["account"].queryset = people  # type: ignore[attr-defined]
        else:
            del self.fields["account"]

    def stored(self) -> dict[str, Any]:
        """What the contract says now, in hours."""
        record: Any = self.record
        if record is None or not record.pk:
            return super().stored()
        names = ("number", "since", "until", "counts_travel")
        return {**{name: getattr(record, name) for name in names}, "hours": Decimal(record.limit) / 60}


def as_limit(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a contract with its hours as minutes."""
    values = dict(values)
    if "hours" in values:
        values["limit"] = round(values.pop("hours") * 60)
    return values


class ProfileForm(EditForm):
    topics = forms.MultipleChoiceField(
        label=_("What can you help with?"),
        choices=Topic,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages?"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    about = forms.CharField(
        label=_("In a few words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The manager of the programme reads it."),
    )
    home = forms.CharField(
        label=_("Where do you travel from?"),
        max_length=40,
        required=False,
        help_text=_(
            "The code of your municipality, e.g. PL-020101. It is used to plan who looks after whom."
        ),
    )
    regions = forms.ModelMultipleChoiceField(
        label=_("Which voivodeships do you serve?"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked means all."),
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["regions"]
        field.queryset = regions
        field.choices = sorted(field.choices, key=lambda choice: alphabetical(choice[1]))

    def stored(self) -> dict[str, Any]:
        """What the profile says now; its home by its code, its regions in their order."""
        record: Any = self.record
        if record is None or not record.pk:
            return {}
        regions = sorted(record.regions.all(), key=lambda unit: unit.pk)
        return {**super().stored(), "home": record.home.key if record.home else "", "regions": regions}

    def clean_home(self) -> str:
        """The code of a municipality that is known; it becomes the unit when it is saved."""
        code = str(self.cleaned_data["home"]).strip()
        if code and by_key(code) is None:
            raise forms.ValidationError(_("No municipality has this code."))
        return code

    def clean_regions(self) -> list[Unit]:
        return sorted(self.cleaned_data["regions"], key=lambda unit: unit.pk)


class HandOverForm(forms.Form):
    from_account = forms.ModelChoiceField(
        label=_("Who hands it over"),
        queryset=get_user_model().objects.none(),
        required=False,
        empty_label=_("nobody looked after it"),
    )
    to_account = forms.ModelChoiceField(
        label=_("Who takes it over"),
        queryset=get_user_model().objects.none(),
        empty_label=_("choose a person"),
    )
    note = forms.CharField(
        label=_("What the new consultant needs to know"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, now: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_account"].queryset = now  # type: ignore[attr-defined]
        self.fields["from_account"].initial = now.first()
        self.fields["to_account"].queryset = people  # type: ignore[attr-defined]
