"""Money: an amount in a currency, always Decimal, rounded in one place."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")


class Currency(models.TextChoices):
    PLN = "PLN", _("Polish zloty")
    EUR = "EUR", _("euro")
    NOK = "NOK", _("Norwegian krone")


def rounded(amount: Decimal) -> Decimal:
    """The amount in whole hundredths, half up.

    Source: the Tax Ordinance's rule of rounding (Ordynacja podatkowa, art. 63 § 1) rounds half up;
    contracts of the programme state grosze, so the unit here is one hundredth.
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount (Decimal, whole hundredths) in a currency (ISO 4217). Currencies never mix.

    Raises ValueError for an unknown currency, for a float, and when two currencies meet.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise ValueError("an amount is a Decimal, never a float")
        if self.currency not in Currency.values:
            raise ValueError(f"unknown currency {self.currency!r}")
        if not self.amount.is_finite():
            raise ValueError("an amount is a finite number")
        object.__setattr__(self, "amount", rounded(self.amount))

    @classmethod
    def parse(cls, amount: str | int | Decimal, currency: str) -> "Money":
        """From a canonical number (`10622115.00`), as files and the API write it."""
        try:
            return cls(Decimal(str(amount)), currency)
        except InvalidOperation:
            raise ValueError(f"{amount!r} is not an amount") from None

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class AmountField(models.DecimalField):
    """An amount of money in hundredths, up to 10^14; never negative unless `signed=True`."""

    def __init__(self, *args, signed: bool = False, **kwargs) -> None:
        self.signed = signed
        kwargs.setdefault("max_digits", 16)
        kwargs.setdefault("decimal_places", 2)
        if not signed:
            kwargs.setdefault("validators", [MinValueValidator(Decimal(0))])
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        if self.signed:
            kwargs["signed"] = True
        return name, path, args, kwargs
