"""The shape of asking a programme for support, and of its answers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.languages import spoken
from pomost.partnerships.forms.papers import FileForm
from pomost.partnerships.models.support import Participation
from pomost.partnerships.states import ADMIT, END, TURN_DOWN
from pomost.programmes.forms.fields import AsKnownField, day
from pomost.programmes.models.parts import Phase
from pomost.programmes.models.programmes import Programme

DECISIONS = {
    ADMIT: ("admit", _("We take the partnership in")),
    TURN_DOWN: ("decline", _("We do not take it in")),
    END: ("end", _("We end the support")),
}


class AskForm(forms.Form):
    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.none(), empty_label=None
    )
    asked_for = forms.CharField(
        label=_("What support do you need?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("What you want to do, how far you are, where you need advice."),
    )

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["programme"].label_from_instance = lambda row: str(row.spoken_title)  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The partnership reads it."),
    )

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_now = [row for arrow, row in DECISIONS.items() if arrow.is_open_from(participation.state)]
        self.fields["decision"].choices = open_now  # type: ignore[attr-defined]


class PhaseForm(forms.Form):
    phase = forms.ModelChoiceField(label=_("Phase"), queryset=Phase.objects.none(), empty_label=None)
    began = AsKnownField(label=pgettext_lazy("field", "Began"))

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = participation.phases.values("phase")
        phases = participation.programme.phases.exclude(pk__in=taken)
        self.fields["phase"].queryset = phases  # type: ignore[attr-defined]
        self.fields["phase"].label_from_instance = lambda row: str(spoken(row.name))  # type: ignore[attr-defined]


class PhaseEndForm(forms.Form):
    ended = AsKnownField(label=pgettext_lazy("field", "Ended"))


class AgreementForm(FileForm):
    number = forms.CharField(label=_("Number"), max_length=60)
    signed_on = day(label=_("Signed on"))
    until = day(label=_("Lasts until"), required=False)
    scope = forms.CharField(
        label=_("What is agreed"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    field_order = ["number", "signed_on", "until", "scope", "upload", "title", "language", "accessibility"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = False
        del self.fields["title"]
