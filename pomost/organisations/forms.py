"""The shape of what people enter about organisations and people; the rules are in the actions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pomost.core.handover import OpenThing
from pomost.core.models.claims import Certainty
from pomost.organisations.merging import CHOSEN
from pomost.organisations.models.history import AddressKind
from pomost.organisations.models.organisations import Organisation, OrganisationKind
from pomost.organisations.models.people import Person
from pomost.territory.models.units import Unit
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm, in_words


def day(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "ds-input"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


class OrganisationForm(EditForm):
    name = ByLanguageField(label=_("Name"), max_length=250)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    renamed_on = day(
        label=_("Has this name since"),
        required=False,
        help_text=_(
            "Only where the organisation was renamed: the name that it had then stays as a former name. "
            "Leave this empty to correct a spelling."
        ),
    )
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
    nip = forms.CharField(
        label=_("NIP"), max_length=20, required=False, help_text=_("Polish organisations: ten digits.")
    )
    regon = forms.CharField(
        label=_("REGON"),
        max_length=20,
        required=False,
        help_text=_("Polish organisations: nine or fourteen digits."),
    )
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is None:
            del self.fields["renamed_on"]  # a new one has had no other name here


class FormerNameForm(EditForm):
    name = ByLanguageField(label=_("Name"), max_length=250)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False)
    since = day(label=_("First day"), required=False)
    until = day(label=_("Last day"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class AddressForm(EditForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=AddressKind.choices)
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    town = forms.CharField(label=_("Town"), max_length=100)
    email = forms.EmailField(label=_("E-mail address"), required=False, help_text=_("Of the office."))
    phone = forms.CharField(
        label=_("Telephone"), max_length=60, required=False, help_text=_("Of the office.")
    )
    since = day(
        label=_("First day"),
        required=False,
        help_text=_("Where there is a current address of this kind, it ends the day before."),
    )
    until = day(label=_("Last day"), required=False, help_text=_("Empty: the address is current."))
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class UnitLinkForm(EditForm):
    """From when until when; the unit itself by its code, only while the link is new."""

    unit = forms.CharField(
        label=_("Code of the unit"),
        max_length=20,
        help_text=_("TERYT of a municipality (six or seven digits), county (four) or voivodeship (two)."),
    )
    since = day(label=_("First day"), required=False)
    until = day(label=_("Last day"), required=False, help_text=_("Empty: it is so today."))

    def __init__(self, *args: Any, country: str = "PL", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country
        if self.record is not None:
            del self.fields["unit"]

    def clean_unit(self) -> Unit:
        code = self.cleaned_data["unit"].replace(" ", "").upper().removeprefix(f"{self.country}-")
        if self.country == "PL" and len(code) == 7:
            code = code[:6]  # the seventh digit is the kind, which changes
        unit = Unit.objects.filter(country=self.country, code=code).first()
        if unit is None:
            raise forms.ValidationError(_("there is no unit with the code %s") % code)
        return unit


class OrganisationEndForm(forms.Form):
    """The last day of an organisation, and why it is no more."""

    ended_on = day(label=_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("By which act or resolution, into what it went.")
    )


KEPT, MERGED = "kept", "merged"
ACRONYMS = ("nip", "regon")
WITH_SOURCE = ("source_url", "certainty")  # what is said of a source goes where it goes


class MergeForm(forms.Form):
    """Which of two values stays, for each field in which both differ; the reason; a confirmation."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("How you know that the two are the same.")
    )
    confirmed = forms.BooleanField(
        label=_("Everything listed above goes to the organisation that is kept"),
        error_messages={"required": _("Confirm that everything moves: this can't be undone.")},
    )

    def __init__(self, data: Any = None, *, kept: Organisation, merged: Organisation) -> None:
        super().__init__(data)
        self.both = {KEPT: kept, MERGED: merged}
        asked = [name for name in CHOSEN if name not in WITH_SOURCE]
        differing = [name for name in asked if getattr(kept, name) != getattr(merged, name)]
        fields = {name: self._choice(name) for name in differing}
        self.fields = {**fields, **self.fields}

    def _choice(self, name: str) -> forms.ChoiceField:
        field: Any = Organisation._meta.get_field(name)
        values = {which: getattr(row, name) for which, row in self.both.items()}
        shown = {which: in_words(self._label(row, name)) for which, row in self.both.items()}
        return forms.ChoiceField(
            label=str(field.verbose_name).capitalize() if name not in ACRONYMS else field.verbose_name,
            choices=[(which, text or _("(empty)")) for which, text in shown.items()],
            initial=KEPT if values[KEPT] or not values[MERGED] else MERGED,
            widget=forms.RadioSelect,
        )

    @staticmethod
    def _label(row: Organisation, name: str) -> Any:
        label = getattr(row, f"get_{name}_display", None)
        return label() if label else getattr(row, name)

    def values(self) -> dict[str, Any]:
        """The value chosen for each field in which both differ."""
        chosen = {name: which for name, which in self.cleaned_data.items() if name in CHOSEN}
        if "source" in chosen:
            chosen |= dict.fromkeys(WITH_SOURCE, chosen["source"])
        return {name: getattr(self.both[which], name) for name, which in chosen.items()}


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
