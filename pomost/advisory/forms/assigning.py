"""The shapes of what people enter about proposed assignments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pomost.advisory.assigning import Weights
from pomost.ui.editing import EditForm

USUAL = Weights()


def _weight(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=10, **kwargs)


class WeightsForm(forms.Form):
    """What counts how much: 0 not at all, 10 most."""

    travel = _weight(
        label=_("Short ways"),
        initial=USUAL.travel,
        help_text=_("From 0 to 10. How much kilometres count from the consultant's home to the partnership."),
    )
    load = _weight(
        label=_("Even load"),
        initial=USUAL.load,
        help_text=_("From 0 to 10. How much hours over an even share of a contract count."),
    )
    fit = _weight(
        label=_("Fit"),
        initial=USUAL.fit,
        help_text=_("From 0 to 10. How much subjects, voivodeships and languages count."),
    )
    hours = forms.DecimalField(
        label=_("Hours of advice for a partnership in a month, at least"),
        initial=USUAL.hours,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=1,
        localize=True,
        help_text=_("A partnership that received more in the last twelve months counts with that."),
    )

    def weights(self, values: dict[str, Any]) -> Weights:
        """What was entered, as the solver takes it."""
        return Weights(**{**values, "hours": float(values["hours"])})


class CaretakerForm(EditForm):
    """Who is chosen for a line. choices: (id of the account, what it would mean)."""

    account = forms.ChoiceField(label=_("Who looks after it?"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            ("", _("leave it as it is now")),
            *choices,
        ]

    def stored(self) -> dict[str, Any]:
        """Who is chosen now."""
        record: Any = self.record
        return {"account": str(record.chosen_id or "")}


class CarryOutForm(EditForm):
    """That it is to be carried out; exceeded: whether a contract would be."""

    despite_limits = forms.BooleanField(
        label=_("Also where it is more than a contract holds"), required=False
    )

    def __init__(self, *args: Any, exceeded: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not exceeded:
            del self.fields["despite_limits"]


class DropForm(EditForm):
    """That a proposal is dropped."""
