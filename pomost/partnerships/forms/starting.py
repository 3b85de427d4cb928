"""The shape of what people enter when they start a partnership and ask others to join it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.partnerships.choosing import Candidate
from pomost.partnerships.queries.support import running
from pomost.partnerships.states import MemberRole, Theme
from pomost.programmes.models.programmes import Programme

ASKED_AS = [(role.value, role.label) for role in MemberRole if role != MemberRole.LEADER]


class StartForm(forms.Form):
    """A new partnership: an idea of one's own office."""

    organisation = forms.ModelChoiceField(
        label=_("Your office"), queryset=Organisation.objects.none(), empty_label=None
    )
    name = forms.CharField(
        label=pgettext_lazy("partnership", "Name"),
        max_length=200,
        help_text=_("For example after the land on which you want to work. It can be changed later."),
    )
    about = forms.CharField(
        label=_("What you want to do together"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences: those whom you ask read them."),
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"), choices=Theme.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    programme = forms.ModelChoiceField(
        label=_("Do you ask a programme for support at once?"),
        queryset=Programme.objects.none(),
        empty_label=_("not now"),
        required=False,
        help_text=_("Its people answer with reasons. You can also ask later, in the workspace."),
    )
    asked_for = forms.CharField(
        label=_("What support do you need?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only if you ask a programme."),
    )

    def __init__(self, *args: Any, offices: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = running()  # type: ignore[attr-defined]
        self.fields["programme"].label_from_instance = lambda row: str(row.spoken_title)  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = offices  # type: ignore[attr-defined]
        if len(offices) == 1:
            self.fields["organisation"].initial = offices[0]

    def started(self) -> dict[str, Any]:
        """The values of the new partnership; what is typed here is Polish."""
        values = self.cleaned_data
        texts = {name: {"pl": values[name]} if values[name] else {} for name in ("name", "about")}
        return {**texts, "themes": values["themes"]}


class LettersForm(forms.Form):
    """The letters to those who were chosen: to which address, in which role, and one message for all."""

    message = forms.CharField(
        label=_("Your message to them"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Why them, what you have in mind, whom they can call."),
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        for each in candidates:
            self.fields[f"email-{each.key}"] = forms.EmailField(
                label=_("E-mail address of the office"),
                max_length=254,
                initial=each.email,
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"role-{each.key}"] = forms.ChoiceField(
                label=pgettext_lazy("partnership", "As"), choices=ASKED_AS, initial=MemberRole.MEMBER
            )

    def rows(self) -> Iterator[tuple[Candidate, BoundField, BoundField]]:
        """Each candidate with its two fields."""
        for each in self.candidates:
            yield each, self[f"email-{each.key}"], self[f"role-{each.key}"]

    def shared(self) -> Iterator[BoundField]:
        """The fields for all of them."""
        return (self[name] for name in ("message", "language"))


class LetterForm(forms.Form):
    """One letter: an invitation sent again."""

    email = forms.EmailField(
        label=_("E-mail address of the office"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    message = forms.CharField(
        label=_("Your message to them"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)


class NewOrganisationForm(forms.Form):
    """An organisation that the register lacks."""

    name = forms.CharField(label=_("Full name of the organisation"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[
            (kind.value, kind.label)
            for kind in OrganisationKind
            if kind not in (OrganisationKind.LOCAL_GOVERNMENT, OrganisationKind.MINISTRY)
        ],
        initial=OrganisationKind.NGO,
    )
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")


class AnswerForm(forms.Form):
    """Yes or no to an invitation."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("We join the partnership")), ("no", _("We do not join"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why not, if you want to say"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who asked you read it."),
    )
