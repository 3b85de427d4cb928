"""The question."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from pomost.core.search.kinds import kinds


def among_what() -> list[tuple[str, Any]]:
    """The kinds of things, after all of them."""
    return [("", _("everything")), *((name, kind.label) for name, kind in kinds.items())]


class SearchForm(forms.Form):
    """Words to look for, and among what."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        help_text=_("A few words or a whole question. Word forms do not matter, nor do accents."),
        validators=[MaxLengthValidator(300)],  # not max_length: nobody counts characters while searching
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    among = forms.ChoiceField(label=_("Among"), required=False, choices=among_what)

    @property
    def chosen(self) -> list[str] | None:
        """Names of the kinds to look among; None for all."""
        among = self.cleaned_data.get("among")
        return [among] if among else None
