"""The shape of what people enter about units; the rules are in the actions."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.models.claims import Certainty
from pomost.territory import presenting, queries
from pomost.territory.ending import Listed
from pomost.territory.models.units import Unit
from pomost.territory.states import SuccessionKind

IT_ENDS = "-"
MOST_NAMED = 6


class UnitField(forms.CharField):
    """A unit by its code or name; where several are meant, the message names them with their codes."""

    default_error_messages = {
        "unknown": _("No unit has this code or name."),
        "several": _("Several units are called so. Type the code of one: %(units)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Unit | None:
        """The unit that is meant. Raises ValidationError when that is none or several."""
        text = super().clean(value)
        if not text:
            return None
        unit = queries.by_key(text)
        if unit is not None:
            return unit
        matches = queries.best_matches(text, limit=MOST_NAMED)
        if not matches:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        meant = queries.meant_exactly(text, matches)
        if len(meant) != 1:
            named = "; ".join(f"{each.unit.code} {presenting.in_words(each)}" for each in meant or matches)
            raise forms.ValidationError(
                self.error_messages["several"], code="several", params={"units": named}
            )
        return meant[0].unit


class FurtherSuccessorForm(forms.Form):
    """A unit that may take things over, besides those that are known to follow."""

    successor = UnitField(
        label=_("Another unit that takes something over"), help_text=_("Code or name."), required=False
    )


class DecisionForm(forms.Form):
    """For each open thing of a unit that is no more: it ends, or one of `candidates` takes it over."""

    def __init__(
        self, *args: Any, things: Sequence[Listed], candidates: Iterable[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {unit.key: unit for unit in candidates}
        carried = [
            (key, _("carry over to %s") % f"{unit.called}, {presenting.told_apart(unit)}")
            for key, unit in self.candidates.items()
        ]
        for listed in things:
            self.fields[listed.key] = forms.ChoiceField(
                label=str(listed),
                choices=[("", _("choose")), (IT_ENDS, _("it ends with the unit")), *carried],
                error_messages={"required": _("Say whether it ends, or who takes it over.")},
            )

    def decisions(self) -> dict[str, Unit | None]:
        """By the key of each open thing the unit that takes it over, or None: it ends."""
        return {key: self.candidates.get(said) for key, said in self.cleaned_data.items()}


class SuccessionForm(forms.Form):
    kind = forms.ChoiceField(
        label=pgettext_lazy("what happened to a unit", "What happened"), choices=SuccessionKind.choices
    )
    on = forms.DateField(
        label=_("First day on which it was so"),
        widget=forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        help_text=_("For a unit that ended: the day after its last one."),
    )
    successor = UnitField(
        label=_("Unit that followed"),
        required=False,
        help_text=_("Code or name. Was it divided, record each part by itself."),
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("The act or the page that says so, with its date.")
    )
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices, initial=Certainty.SEEN)
