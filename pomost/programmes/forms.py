"""The shape of what people enter about programmes; the rules are in the actions."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import get_month_names
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from pomost.core.models.claims import Certainty, ClaimKind
from pomost.core.money import Currency, Money
from pomost.organisations.models.organisations import Organisation
from pomost.programmes.models.parts import Activity, Implementer, ImplementerRole
from pomost.programmes.models.programmes import Programme, ProgrammeVersion
from pomost.programmes.queries import counting
from pomost.ui import typography
from pomost.ui.amounts import AmountField, read_amount
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm, Rivalling, fingerprint, in_words

# Units as people write them, besides the codes themselves.
CURRENCIES = {"zł": "PLN", "zl": "PLN", "€": "EUR", "euro": "EUR", "kr": "NOK"}
EXPECTED = {
    ClaimKind.WHOLE_NUMBER: _("Write a whole number, e.g. 446."),
    ClaimKind.DATE: _("Write a day, e.g. 30 June 2016 or 30.06.2016."),
    ClaimKind.MONEY: _("Write an amount with its currency, e.g. 10,622,115.00 PLN."),
    ClaimKind.TEXT: _("Write a text."),
}
PICTURE_KINDS = ("png", "jpg", "jpeg", "webp")
LARGEST_PICTURE = 5 * 1024 * 1024  # bytes; a page with it still opens on a slow line
SOURCE_HELP = _("Who says so: document, page, date. Shown to the public.")


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as YYYY-MM-DD in every language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs={"class": "ds-input", **attrs}, format="%Y-%m-%d")


def day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=DayInput(), input_formats=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)


def amount(**kwargs: Any) -> AmountField:
    return AmountField(**kwargs)


class Sourced(forms.Form):
    source = forms.CharField(label=_("Source"), max_length=300, required=False, help_text=SOURCE_HELP)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )


class WordsForm(EditForm):
    """The words of a programme (actions.programmes.WORDS)."""

    title = ByLanguageField(label=_("Title"), max_length=300)
    short_title = ByLanguageField(
        label=_("Short title"), max_length=80, help_text=_("For lists and the path at the top of pages.")
    )
    subtitle = ByLanguageField(label=_("Subtitle"), max_length=300, required=False)
    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    parent = forms.ModelChoiceField(
        label=_("Lies in the programme"), queryset=Programme.objects.all(), required=False
    )
    aim = ByLanguageField(label=_("Aim"), rows=4, required=False)
    description = ByLanguageField(label=_("How it works"), rows=5, required=False)
    outcome = ByLanguageField(label=_("What came of it"), rows=4, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False, help_text=SOURCE_HELP)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, record: Programme, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["parent"].queryset = Programme.objects.exclude(pk=record.pk)  # type: ignore[attr-defined]


class PictureForm(EditForm):
    """The picture of a programme and what is said of it; a file is needed where there is none yet.

    A browser never fills in a file by itself: whoever sent one with a form that comes back chooses it anew.
    """

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in PICTURE_KINDS)}),
        validators=[
            FileExtensionValidator(
                PICTURE_KINDS, _("Choose a picture in PNG, JPEG or WebP; save a drawing in SVG as PNG first.")
            )
        ],
        error_messages={
            "required": _("Choose the file with the picture."),
            "empty": _("The file is empty. Choose another one."),
        },
    )
    picture_alt = ByLanguageField(
        label=_("What the picture shows"),
        rows=2,
        max_length=500,
        help_text=_("Read out to people who can't see the picture. One or two sentences."),
    )
    picture_author = forms.CharField(
        label=_("Author of the picture"),
        max_length=120,
        required=False,
        help_text=_("As the author wants to be named. Shown below the picture."),
    )
    picture_licence = forms.CharField(
        label=_("Licence of the picture"),
        max_length=120,
        required=False,
        help_text=_("For example CC BY 4.0, or who gave their consent. Shown below the picture."),
    )

    def __init__(self, *args: Any, record: Programme, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["file"].help_text = (
            _("PNG, JPEG or WebP, at most 5 MB. Leave this empty to keep the picture that is there.")
            if record.picture
            else _("PNG, JPEG or WebP, at most 5 MB.")
        )

    def stored(self) -> dict[str, Any]:
        """The picture by what it is called: a form without a file leaves it as it is."""
        record: Any = self.record
        return {**super().stored(), "file": record.picture}

    def clean_file(self) -> Any:
        """The upload; what the picture is called where nothing was sent."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile) and (file.size or 0) > LARGEST_PICTURE:
            raise forms.ValidationError(
                _("The file is larger than 5 MB. Make the picture smaller and choose it again.")
            )
        return file

    def ask_for_the_file_again(self) -> None:
        """Say at the field that the file which came is not kept, unless it says more already."""
        if "file" in self.files and "file" not in self.errors:
            self.add_error("file", _("The file could not be kept. Choose it again before you save."))


class TermsForm(Sourced):
    """The terms of a contract or annex."""

    signed_on = day(label=_("Signed on"), required=False)
    begins_on = day(label=_("Begins on"))
    ends_on = day(label=_("Ends on"))
    amount = amount(label=_("Value"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.PLN)
    reason = ByLanguageField(label=_("What changes and why"), rows=3, required=False)
    field_order = ["signed_on", "begins_on", "ends_on", "amount", "currency", "reason"]


class NewProgrammeForm(TermsForm):
    """A new programme: its name, address and terms, empty or after an earlier one."""

    title = ByLanguageField(label=_("Title"), max_length=300)
    short_title = ByLanguageField(label=_("Short title"), max_length=80)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        required=False,
        help_text=_("The last part of the page's address. Left empty, it is made from the short title."),
    )
    copy_of = forms.ModelChoiceField(
        label=_("Begin with the parts of"),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("nothing: begin empty"),
        help_text=_(
            "Implementers, activities, targets, phases and financing are copied, without amounts and results."
        ),
    )
    field_order = ["title", "short_title", "slug", "copy_of"]

    def __init__(self, *args: Any, copies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copy_of"].queryset = copies  # type: ignore[attr-defined]
        del self.fields["reason"]


class AnnexForm(TermsForm):
    """An annex to the version `last`: new terms, and what each target plans from now on."""

    seen = forms.IntegerField(widget=forms.HiddenInput(attrs={"data-draft-field": ""}), required=False)

    def __init__(self, data: Any = None, *, targets: list[Any], last: ProgrammeVersion | None) -> None:
        kept = ("begins_on", "ends_on", "amount", "currency")
        initial = {name: getattr(last, name) for name in kept} if last else {}
        super().__init__(data, initial={**initial, "seen": last.number + 1 if last else 0})
        self.targets = targets
        for target in targets:
            self.fields[f"planned_{target.pk}"] = AmountField(
                label=_("Planned: %s") % target.spoken_name, max_digits=14, required=False
            )

    def rivals(self, stored: ProgrammeVersion | None) -> list[Rivalling]:
        """What was typed beside the terms that somebody else recorded meanwhile, where they differ."""
        said = {name: getattr(stored, name, None) for name in TermsForm.base_fields}
        return [
            Rivalling(str(self.fields[name].label), _term(self.cleaned_data[name]), _term(value))
            for name, value in said.items()
            if name in self.cleaned_data and fingerprint(self.cleaned_data[name]) != fingerprint(value)
        ]

    def plans(self) -> dict[int, Any]:
        """Planned value by id of the target, of those that were filled in."""
        found = ((target.pk, self.cleaned_data.get(f"planned_{target.pk}")) for target in self.targets)
        return {pk: value for pk, value in found if value is not None}


def _term(value: Any) -> str:
    if isinstance(value, date):
        return typography.day(value)
    return typography.amount(value, 2) if isinstance(value, Decimal) else in_words(value)


class PartForm(EditForm, Sourced):
    """What all parts have in common: their place and their source."""

    place = forms.IntegerField(label=_("Order"), min_value=0, max_value=9999, initial=0, required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme

    def clean_place(self) -> int:
        return self.cleaned_data["place"] or 0


class SluggedForm(PartForm):
    slug = forms.SlugField(
        label=_("Short key"), max_length=60, help_text=_("Small letters, digits and hyphens; stays the same.")
    )
    name = ByLanguageField(label=_("Name"), max_length=200)


class ImplementerForm(PartForm):
    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.all())
    role = forms.ChoiceField(label=_("Role"), choices=ImplementerRole.choices)
    field_order = ["organisation", "role", "place"]


class ActivityForm(SluggedForm):
    parent = forms.ModelChoiceField(label=_("Part of"), queryset=Activity.objects.none(), required=False)
    description = ByLanguageField(label=_("Description"), rows=3, required=False)
    budget = amount(label=_("Budget"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.PLN)
    field_order = ["name", "slug", "parent", "description", "budget", "currency", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.initial.get("slug")
        self.fields["parent"].queryset = self.programme.activities.filter(  # type: ignore[attr-defined]
            parent__isnull=True
        ).exclude(slug=own)


class PhaseForm(SluggedForm):
    description = ByLanguageField(label=_("Description"), rows=3, required=False)
    begins_in = forms.RegexField(
        label=_("Begins"),
        regex=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        required=False,
        help_text=_("2012, 2012-07 or 2012-07-01"),
    )
    ends_in = forms.RegexField(
        label=_("Ends"),
        regex=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        required=False,
        help_text=_("2012, 2012-07 or 2012-07-01"),
    )
    field_order = ["name", "slug", "description", "begins_in", "ends_in", "place"]


class FundingForm(SluggedForm):
    amount = amount(label=_("Amount"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.PLN)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    field_order = ["name", "slug", "amount", "currency", "website", "place"]


class LinkForm(SluggedForm):
    address = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")
    is_gone = forms.BooleanField(label=_("The page no longer answers"), required=False)
    field_order = ["name", "slug", "address", "is_gone", "place"]


class FigureForm(PartForm):
    slug = forms.SlugField(label=_("Address"), max_length=60)
    label = ByLanguageField(label=_("What it counts"), max_length=200)
    definition = ByLanguageField(label=_("Definition"), rows=3)
    rivals_note = ByLanguageField(label=_("On the rival figures"), rows=2, required=False)
    query = forms.ChoiceField(label=_("Counted by"), required=False)
    headline = forms.BooleanField(label=_("Shown large on the programme's page"), required=False)
    field_order = ["label", "slug", "definition", "rivals_note", "query", "headline", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["query"].choices = [  # type: ignore[attr-defined]
            ("", _("nothing: sources state it")),
            *((name, name) for name in counting.names()),
        ]


PART_FORMS: dict[str, type[PartForm]] = {
    "implementers": ImplementerForm,
    "activities": ActivityForm,
    "phases": PhaseForm,
    "financing": FundingForm,
    "links": LinkForm,
    "figures": FigureForm,
}


class TaskForm(forms.Form):
    text = ByLanguageField(label=_("Task"), rows=2, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    source_url = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")


TaskFormSet = forms.formset_factory(TaskForm, extra=2, max_num=50, can_order=True, can_delete=True)
TASK = ("text", "source", "source_url")


class TasksForm(EditForm):
    """The tasks of an implementer in their order, as one thing that somebody else may change meanwhile.

    rows: the boxes that hold them; `tasks` has no box of its own.
    """

    tasks = forms.Field(label=_("Tasks"), required=False)

    def __init__(self, data: Any = None, *, record: Implementer) -> None:
        super().__init__(data, record=record)
        # What was sent is compared with nothing: a box that says what is stored meanwhile is no empty one.
        self.rows = TaskFormSet(data, initial=None if data else self.initial["tasks"], prefix="task")

    def stored(self) -> dict[str, Any]:
        """The implementer's tasks as they are now."""
        return {"tasks": list(self.record.tasks.values(*TASK))}  # type: ignore[union-attr]

    def in_words(self, name: str, value: Any) -> str:
        """One task after the other, each with its source."""
        said = ([in_words(each["text"]), each["source"], each["source_url"]] for each in value)
        return "\n\n".join("\n".join(filter(None, parts)) for parts in said)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.rows.is_valid():
            raise forms.ValidationError(_("A task needs correcting: see below."))
        typed = (form.cleaned_data for form in self.rows.ordered_forms)
        return {
            **values,
            "tasks": [{name: task[name] for name in TASK} for task in typed if task.get("text")],
        }


class TargetForm(forms.Form):
    name = ByLanguageField(label=_("What is counted"), max_length=120)
    slug = forms.SlugField(label=_("Short key"), max_length=60)
    unit = ByLanguageField(label=_("Unit"), max_length=40, required=False)


class PlanForm(forms.Form):
    planned = AmountField(
        label=_("Planned"),
        max_digits=14,
    )


class ResultForm(forms.Form):
    as_of = day(label=_("As of"))
    reached = AmountField(
        label=_("Reached in all"),
        max_digits=14,
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class ClaimForm(forms.Form):
    """What a source states; the kind decides how the value is read."""

    kind = forms.ChoiceField(
        label=_("Kind of value"), choices=ClaimKind.choices, initial=ClaimKind.WHOLE_NUMBER
    )
    value = forms.CharField(
        label=_("Value"),
        max_length=200,
        help_text=_("A number, a date (30 June 2016), an amount (10,622,115.00 PLN), or a text."),
    )
    as_of = day(label=_("As of"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300, help_text=SOURCE_HELP)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    certainty = forms.ChoiceField(label=_("Certainty"), choices=Certainty.choices)
    note = ByLanguageField(label=_("Remark"), rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "value" in values and "kind" in values:
            try:
                values["value"] = read_claimed(values["kind"], values["value"])
            except ValueError:
                self.add_error("value", EXPECTED[values["kind"]])
        return values


def read_claimed(kind: str, text: str) -> Any:
    """The canonical value of a claim from what was typed. Raises ValueError when it does not fit the kind."""
    plain = "".join(text.split())
    if kind == ClaimKind.WHOLE_NUMBER:
        is_grouped = re.fullmatch(r"\d{1,3}([.,])\d{3}(\1\d{3})*", plain)
        return int(re.sub(r"[.,]", "", plain) if is_grouped else plain)
    if kind == ClaimKind.DATE:
        return read_day(text).isoformat()
    if kind == ClaimKind.MONEY:
        return _read_money(plain)
    return text.strip()


def read_day(text: str) -> date:
    """A day as people write it: 30.06.2016, 2016-06-30, 30 czerwca 2016, June 30, 2016.

    Raises ValueError for others, and for 6/7/2016, which is June to some and July to others.
    """
    plain = " ".join(text.split()).rstrip(".").removesuffix(" r")
    if found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", plain):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{1,2})\.? ([^\W\d]+) (\d{4})", plain):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := re.fullmatch(r"([^\W\d]+) (\d{1,2}),? (\d{4})", plain):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if found := re.fullmatch(r"(1[3-9]|2\d|3[01])/(\d{1,2})/(\d{4})", plain):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return date.fromisoformat(plain)


def _month(name: str) -> int:
    """The number of a month by its name in any of the languages, as it stands in a date."""
    for code, _language in settings.LANGUAGES:
        months = get_month_names("wide", context="format", locale=code)
        for number, known in months.items():
            if known.lower() == name.lower():
                return number
    raise ValueError(name)


def _read_money(plain: str) -> dict[str, str]:
    """An amount with its currency: 10 622 115,00 zł, EUR 1,23, 500 NOK; `plain` holds no blanks."""
    found = re.fullmatch(r"(?P<before>[^\d+-]*)(?P<amount>[\d.,+-]+)(?P<after>[^\d]*)", plain)
    unit = (found["before"] or found["after"]).lower() if found else ""
    currency = CURRENCIES.get(unit, unit.upper())
    if found is None or currency not in Currency.values:
        raise ValueError(plain)
    money = Money.parse(str(read_amount(found["amount"])), currency)
    return {"amount": str(money.amount), "currency": money.currency}
