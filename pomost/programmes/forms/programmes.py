"""The shape of what people enter about a programme itself; the rules are in the actions."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from pomost.core.money import Currency
from pomost.programmes.forms.fields import SOURCE_HELP, Sourced, amount, day
from pomost.programmes.models.programmes import Programme, ProgrammeVersion
from pomost.ui import typography
from pomost.ui.amounts import AmountField
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm, Rivalling, fingerprint, in_words

PICTURE_KINDS = ("png", "jpg", "jpeg", "webp")
LARGEST_PICTURE = 20 * 1024 * 1024  # bytes: a photograph; what is kept of it is far smaller


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
    awaited = forms.CharField(widget=forms.HiddenInput, required=False)
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
            _("PNG, JPEG or WebP, at most 20 MB. Leave this empty to keep the picture that is there.")
            if record.picture
            else _("PNG, JPEG or WebP, at most 20 MB.")
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
                _("The file is larger than 20 MB. Make the picture smaller and choose it again.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Ask once for a file that came before and was not kept: else words would join another picture."""
        if self.cleaned_data.get("awaited") and not self.files.get("file"):
            self.add_error(
                "file",
                _("Choose the file again. To keep the picture that is there, save once more without one."),
            )
        return self.cleaned_data

    def ask_for_the_file_again(self) -> None:
        """Say at the field that the file which came is not kept, unless it says more already."""
        came = "file" in self.files
        if came and "file" not in self.errors:
            self.add_error("file", _("The file could not be kept. Choose it again before you save."))
        data: Any = self.data
        data = data.copy()
        data["awaited"] = "1" if came else ""
        self.data = data


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
