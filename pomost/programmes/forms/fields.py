"""Fields that several forms of the room share: days, amounts, where something is written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.ui.amounts import AmountField

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


class Sourced(forms.Form):
    source = forms.CharField(label=_("Source"), max_length=300, required=False, help_text=SOURCE_HELP)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
