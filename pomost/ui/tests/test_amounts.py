"""Amounts as people type them."""

from decimal import Decimal

import pytest
from django import forms
from django.utils.translation import override

from pomost.ui.amounts import AmountField, read_amount


class Form(forms.Form):
    value = AmountField()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10 622 115,00", "10622115.00"),
        ("10\u00a0622\u00a0115,00", "10622115.00"),
        ("10622115.00", "10622115.00"),
        ("10.622.115,00", "10622115.00"),
        ("10,622,115.00", "10622115.00"),
        ("1234,5", "1234.5"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_as_it_is_usually_typed(typed, expected):
    assert read_amount(typed) == Decimal(expected)


@pytest.mark.parametrize("typed", ["1,234", "1.234", "12,34,5", "zł 5", "NaN", "Infinity", "", "1e5x"])
def test_what_is_no_amount_or_unclear_is_refused(typed):
    with pytest.raises(ValueError, match=r"unclear|not a number"):
        read_amount(typed)


def test_a_wrong_amount_keeps_what_was_typed():
    form = Form({"value": "12,34,5"})
    assert not form.is_valid()
    assert 'value="12,34,5"' in str(form["value"])


def test_a_stored_amount_is_shown_as_it_is_written():
    with override("pl"):
        assert 'value="1\u00a0234,50"' in str(Form(initial={"value": Decimal("1234.5")})["value"])


@pytest.mark.parametrize("typed", ["-1,00", "1,001", "123456789012345678"])
def test_limits_of_an_amount(typed):
    assert not Form({"value": typed}).is_valid()
