"""Amounts as people type them: a form field and its control."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pomost.ui import typography

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")


def read_amount(text: str) -> Decimal:
    """The number in `10 622 115,00`, `10622115.00`, `10.622.115,00` or `10,622,115.00`.

    Raises ValueError when it cannot be one number, and when it is unclear: `1,234` or `1.234` alone
    may be a thousand or a fraction, so exactly three digits behind a single separator are refused.
    """
    text = _SPACES.sub("", text).replace("−", "-")
    if re.fullmatch(r"-?\d{1,3}[.,]\d{3}", text):
        raise ValueError("unclear")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})*(,\d+)?", text):
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d+)?", text):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("not a number") from None
    if not number.is_finite():
        raise ValueError("not a number")
    return number


class AmountInput(forms.TextInput):
    """A text field for amounts: shows `10 622 115,00`, keeps what was typed when it was wrong."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "class": "money", **(attrs or {})})

    def format_value(self, value: Any) -> str:
        return typography.amount(value, 2) if isinstance(value, Decimal | int) else str(value or "")


class AmountField(forms.DecimalField):
    """An amount of money in hundredths as people type it; `cleaned_data` holds a Decimal."""

    widget = AmountInput
    default_error_messages = {
        "invalid": _("Write an amount with figures only, e.g. 12 500,00."),
        "unclear": _("It is unclear whether this is a thousand or a fraction. Write 1234,00 or 1,23."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 16)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # the stubs say int
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return read_amount(str(value))
        except ValueError as error:
            code = "unclear" if str(error) == "unclear" else "invalid"
            raise ValidationError(self.error_messages[code], code=code) from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
