"""The shapes of what people enter in the legal room."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.legal import wording
from pomost.legal.advising import MOST
from pomost.legal.interview import NO, UNSURE, YES, number
from pomost.legal.ruleset import Fact, Form, Kind
from pomost.legal.steps import TooEarly, steps_of
from pomost.programmes.forms.fields import day
from pomost.ui import typography

FAR = timedelta(days=3653)  # how far from today a calendar of steps may lie


def values_of(fact: Fact) -> list[tuple[str, str, str]]:
    """(value as the address has it, label, note) of what can be chosen, "not known yet" last."""
    values: list[tuple[str, Any]] = [(each, each) for each in fact.values]
    if fact.kind == Kind.BOOL:
        values = [(YES, True), (NO, False)]
    chosen = [(sent, wording.label(fact, each), wording.note(fact, each)) for sent, each in values]
    return [*chosen, (UNSURE, _("We don't know yet"), "")]


class QuestionForm(forms.Form):
    """One question of the adviser; its field is called as the fact is."""

    def __init__(self, *args: Any, fact: Fact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        self.fields[fact.id] = self._field(fact)

    def _field(self, fact: Fact) -> forms.Field:
        choices = [(value, label) for value, label, _note in values_of(fact)]
        field: forms.Field
        if fact.kind == Kind.INT:
            said = _("Write a whole number from 0 to %d, or say that you don't know yet.") % MOST
            field = forms.CharField(validators=[_is_number(said)])
        elif fact.kind == Kind.SET:
            said = _("Choose at least one, or say that you don't know yet; not both.")
            field = forms.MultipleChoiceField(choices=choices, validators=[_is_clear(said)])
        else:
            said = _("Choose one of the answers.")
            field = forms.ChoiceField(choices=choices)
        field.error_messages |= dict.fromkeys(("required", "invalid", "invalid_choice"), said)
        field.label, field.help_text = wording.question(fact), wording.help_with(fact)
        return field


def _is_number(said: str) -> Callable[[str], None]:
    def check(text: str) -> None:
        if number(text) is None:
            raise forms.ValidationError(said)

    return check


def _is_clear(said: str) -> Callable[[list[str]], None]:
    def check(chosen: list[str]) -> None:
        if UNSURE in chosen and len(chosen) > 1:
            raise forms.ValidationError(said)

    return check


class CompareForm(forms.Form):
    """Two forms of cooperation to be put side by side."""

    first = forms.ChoiceField(label="")
    second = forms.ChoiceField(label="")

    def __init__(self, *args: Any, offered: list[Form], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(form.id, wording.name_of(form)) for form in offered]
        for name, label in (("first", _("This form")), ("second", _("beside this one"))):
            field = self.fields[name]
            field.label, field.choices = label, choices  # type: ignore[attr-defined]


class CalendarForm(forms.Form):
    """When the steps to a form begin, and when the last council meets. steps: dated as far as these allow."""

    start = day(label="", required=False)
    session = day(label=gettext_lazy("Session of the last council"), required=False)

    def __init__(self, *args: Any, cooperation_form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cooperation_form = cooperation_form
        self.steps = steps_of(cooperation_form)
        first = next((each for each in self.steps if each.begins), None)
        if first is None:
            del self.fields["start"]
        else:
            self.fields["start"].label = first.text

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        today = timezone.localdate()
        for name in ("start", "session"):
            if values.get(name) and abs(values[name] - today) > FAR:
                self.add_error(name, _("Choose a day within ten years from today."))
        if not self.errors:
            self._date(values)
        return values

    def _date(self, values: dict[str, Any]) -> None:
        try:
            self.steps = steps_of(self.cooperation_form, values.get("start"), values.get("session"))
        except TooEarly as refusal:
            text = _("The steps before it take until %s. Choose that day or a later one.")
            self.add_error("session", text % typography.day(refusal.first))
