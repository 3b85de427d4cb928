"""The shape of what people enter about organisations and people; the rules are in the actions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.core.handover import OpenThing
from pomost.core.models.claims import Certainty
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.people import Person
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm


def day(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


class OrganisationForm(EditForm):
    name = ByLanguageField(label=_("Name"), max_length=250)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        help_text=_("The last part of the page's address, e.g. gmina-przykladowo."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    country = forms.RegexField(
        label=_("Country"), regex=r"^[A-Z]{2}$", initial="PL", help_text=_("Two letters: PL, NO, …")
    )
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("Who states these data: a register, a letter, the office's own page."),
    )
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    certainty = forms.ChoiceField(
        label=_("Certainty"), choices=[("", _("not stated")), *Certainty.choices], required=False
    )


class PersonForm(EditForm):
    given_name = forms.CharField(label=_("First name"), max_length=80)
    family_name = forms.CharField(label=_("Surname"), max_length=80)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)


class NewPersonForm(PersonForm):
    """A person together with the position that is being entered."""

    function = forms.CharField(label=_("Function"), max_length=120)
    since = day(label=_("Since"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate()


class PositionForm(forms.Form):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    function = forms.CharField(label=_("Function"), max_length=120)
    since = day(label=_("Since"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


NOBODY = "-"


class EndingForm(forms.Form):
    """The last day, the reason, and who takes over each open thing."""

    last_day = day(label=_("Last day"), help_text=_("Roles and sessions end on this day."))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, things: list[OpenThing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last_day"].initial = timezone.localdate()
        self.things = things
        for thing in things:
            # "Nobody" is a decision too: it is chosen, not left standing.
            choices = [("", _("choose a successor"))]
            choices += [] if thing.needs_successor else [(NOBODY, _("nobody: it ends"))]
            self.fields[thing.key] = forms.ChoiceField(
                label=thing.label,
                choices=choices + [(str(account.pk), str(account)) for account in thing.candidates],
                error_messages={
                    "required": _("Name a successor: this can't be left without anybody.")
                    if thing.needs_successor
                    else _("Say who takes it over, or that nobody does.")
                },
            )

    def successors(self) -> dict[str, Any]:
        """The account chosen for each open thing by its key, None where it simply ends."""
        found = {}
        for thing in self.things:
            chosen = self.cleaned_data.get(thing.key)
            found[thing.key] = next((each for each in thing.candidates if str(each.pk) == chosen), None)
        return found


class AbsenceForm(forms.Form):
    since = day(label=_("First day"))
    until = day(label=_("Last day"))
    deputy = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=Person.objects.none(),
        help_text=_(
            "Tasks and rights pass to the deputy for these days. What is done is journalled under both names."
        ),
    )
    note = forms.CharField(
        label=_("Note for the deputy"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "ds-input"}),
    )

    def __init__(self, *args: Any, deputies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies  # type: ignore[attr-defined]
