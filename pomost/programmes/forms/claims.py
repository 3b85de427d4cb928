"""The shape of what a source states, and how a value that people wrote is read."""

import re
from datetime import date
from typing import Any

from babel.dates import get_month_names
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pomost.core.models.claims import Certainty, ClaimKind
from pomost.core.money import Currency, Money
from pomost.programmes.forms.fields import SOURCE_HELP, day
from pomost.ui.amounts import read_amount
from pomost.ui.by_language import ByLanguageField

# Units as people write them, besides the codes themselves.
CURRENCIES = {"zł": "PLN", "zl": "PLN", "€": "EUR", "euro": "EUR", "kr": "NOK"}
EXPECTED = {
    ClaimKind.WHOLE_NUMBER: _("Write a whole number, e.g. 446."),
    ClaimKind.DATE: _("Write a day, e.g. 30 June 2016 or 30.06.2016."),
    ClaimKind.MONEY: _("Write an amount with its currency, e.g. 10,622,115.00 PLN."),
    ClaimKind.TEXT: _("Write a text."),
}


class ClaimForm(forms.Form):
    """What a source states; the kind decides how the value is read."""

    kind = forms.ChoiceField(
        label=_("Kind of value"), choices=ClaimKind.choices, initial=ClaimKind.WHOLE_NUMBER
    )
    value = forms.CharField(
        label=_("Value"),
        max_length=200,
        help_text=_("A number, a date (30 June 2016), an amount (10,622,115.00 PLN), or a text."),
    )
    as_of = day(label=_("As of"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, help_text=SOURCE_HELP)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices)
    note = ByLanguageField(label=_("Remark"), rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "value" in values and "kind" in values:
            try:
                values["value"] = read_claimed(values["kind"], values["value"])
            except ValueError:
                self.add_error("value", EXPECTED[values["kind"]])
        return values


def read_claimed(kind: str, text: str) -> Any:
    """The canonical value of a claim from what was typed. Raises ValueError when it does not fit the kind."""
    plain = "".join(text.split())
    if kind == ClaimKind.WHOLE_NUMBER:
        is_grouped = re.fullmatch(r"\d{1,3}([.,])\d{3}(\1\d{3})*", plain)
        return int(re.sub(r"[.,]", "", plain) if is_grouped else plain)
    if kind == ClaimKind.DATE:
        return read_day(text).isoformat()
    if kind == ClaimKind.MONEY:
        return _read_money(plain)
    return text.strip()


def read_day(text: str) -> date:
    """A day as people write it: 30.06.2016, 2016-06-30, 30 czerwca 2016, June 30, 2016.

    Raises ValueError for others, and for 6/7/2016, which is June to some and July to others.
    """
    plain = " ".join(text.split()).rstrip(".").removesuffix(" r")
    if found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", plain):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{1,2})\.? ([^\W\d]+) (\d{4})", plain):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := re.fullmatch(r"([^\W\d]+) (\d{1,2}),? (\d{4})", plain):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if found := re.fullmatch(r"(1[3-9]|2\d|3[01])/(\d{1,2})/(\d{4})", plain):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return date.fromisoformat(plain)


def _month(name: str) -> int:
    """The number of a month by its name in any of the languages, as it stands in a date."""
    for code, _language in settings.LANGUAGES:
        months = get_month_names("wide", context="format", locale=code)
        for number, known in months.items():
            if known.lower() == name.lower():
                return number
    raise ValueError(name)


def _read_money(plain: str) -> dict[str, str]:
    """An amount with its currency: 10 622 115,00 zł, EUR 1,23, 500 NOK; `plain` holds no blanks."""
    found = re.fullmatch(r"(?P<before>[^\d+-]*)(?P<amount>[\d.,+-]+)(?P<after>[^\d]*)", plain)
    unit = (found["before"] or found["after"]).lower() if found else ""
    currency = CURRENCIES.get(unit, unit.upper())
    if found is None or currency not in Currency.values:
        raise ValueError(plain)
    money = Money.parse(str(read_amount(found["amount"])), currency)
    return {"amount": str(money.amount), "currency": money.currency}
