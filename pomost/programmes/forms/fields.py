"""Fields that several forms of the room share: days, amounts, where something is written."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.ui.amounts import AmountField

AS_KNOWN = _("As far as it is known: 2012, 2012-07 or 2012-07-01")
SOURCE_HELP = _("Who says so: document, page, date. Shown to the public.")


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as YYYY-MM-DD in every language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"class": "ds-input", **attrs}, format="%Y-%m-%d")


def day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=DayInput(), input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


def amount(**kwargs: Any) -> AmountField:
    return AmountField(**kwargs)


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


class Sourced(forms.Form):
    source = forms.CharField(label=_("Source"), max_length=300, required=False, help_text=SOURCE_HELP)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
