"""The shape of what people enter about the papers of a partnership and their files."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.files import KINDS
from pomost.core.models.files import Accessibility
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.members import PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import EVER, DocumentKind
from pomost.programmes.forms.fields import AsKnownField, Sourced
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm


class PaperForm(EditForm, Sourced):
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=DocumentKind.choices)
    title = ByLanguageField(label=_("Title"), max_length=300)
    signed = AsKnownField(label=_("Signed"), required=False)
    amends = forms.ModelChoiceField(
        label=_("Amends"),
        queryset=PartnershipDocument.objects.none(),
        required=False,
        help_text=_("Only for an annex: the paper that it changes."),
    )
    signatories = forms.ModelMultipleChoiceField(
        label=_("Who signed it"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Members of today and of earlier."),
    )
    stated_signatories = forms.IntegerField(
        label=_("Number of signatories by the source"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("Where a source counts more than can be named here."),
    )
    has_public_files = forms.BooleanField(label=_("Everybody may read its files"), required=False)
    field_order = [
        "kind",
        "title",
        "signed",
        "amends",
        "signatories",
        "stated_signatories",
        "has_public_files",
        "source",
        "source_url",
    ]

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = partnership.documents.all()
        if self.record is not None and self.record.pk:
            others = others.exclude(pk=self.record.pk)
        self.fields["amends"].queryset = others  # type: ignore[attr-defined]
        ever = partnership.memberships.filter(state__in=EVER).values("organisation")
        rows = Organisation.objects.filter(pk__in=ever) | Organisation.objects.filter(
            pk__in=partnership.documents.values("signatories")
        )
        self.fields["signatories"].queryset = rows.distinct().order_by("slug")  # type: ignore[attr-defined]

    def stored(self) -> dict[str, Any]:
        """What the paper says now; its signatories by their ids."""
        record: Any = self.record
        if record is None or not record.pk:
            return super().stored()
        return {**super().stored(), "signatories": sorted(record.signatories.all(), key=lambda row: row.pk)}

    def clean_signatories(self) -> list[Organisation]:
        return sorted(self.cleaned_data["signatories"], key=lambda row: row.pk)


class FileForm(forms.Form):
    upload = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("PDF, Word, Excel, pictures and the like, at most 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(KINDS)}),
    )
    title = forms.CharField(
        label=pgettext_lazy("file", "Title"),
        max_length=200,
        required=False,
        help_text=_("Empty: the name of the file."),
    )
    language = forms.ChoiceField(label=_("Language of the file"), choices=settings.LANGUAGES)
    accessibility = forms.ChoiceField(
        label=_("Can it be read aloud?"), choices=Accessibility.choices, initial=Accessibility.UNKNOWN
    )
