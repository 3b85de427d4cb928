"""The shape of what people enter about the ground of a partnership, its words and its ties."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.states import LinkKind, Theme
from pomost.programmes.forms.fields import AsKnownField, Sourced
from pomost.territory.forms import UnitField
from pomost.territory.models.units import Unit
from pomost.territory.states import AreaBasis, AreaKind
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm

MOST_UNITS = 200


def _code_in(line: str) -> str:
    """TERYT's six digits with which a line begins, with or without the kind's; empty where there are none."""
    match = re.match(r"(\d{6})\d?(?:\s|$)", line)
    return match[1] if match else ""


class UnitsField(forms.CharField):
    """Units, one a line: a code, a name, or a name with what tells it apart after a comma.

    Gives the units by name. A name that several units have is refused with the codes of all.
    """

    default_error_messages = {
        "gone": _("“%(text)s” is no more."),
    }

    def __init__(self, *, most: int = MOST_UNITS, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 8}))
        super().__init__(max_length=20000, **kwargs)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        value = [value] if isinstance(value, Unit) else value
        return "\n".join(f"{unit.code} {unit.name}" for unit in value)

    def clean(self, value: Any) -> list[Unit]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > self.most:
            text = ngettext("At most %d unit.", "At most %d units.", self.most) % self.most
            raise forms.ValidationError(text)
        wrong, found = [], {}
        known = self._by_code(lines)
        for line in lines:
            try:
                unit = known.get(_code_in(line)) or self._unit(line)
            except forms.ValidationError as error:
                wrong += error.error_list
            else:
                found[unit.pk] = unit
        if wrong:
            raise forms.ValidationError(wrong)
        return sorted(found.values(), key=lambda unit: (unit.folded, unit.code))

    @staticmethod
    def _by_code(lines: Iterable[str]) -> dict[str, Unit]:
        """Polish municipalities of today by the codes at the beginning of lines; one query for all."""
        codes = {code for line in lines if (code := _code_in(line))}
        rows = Unit.objects.filter(country="PL", code__in=codes, until__isnull=True)
        return {unit.code: unit for unit in rows}

    def _unit(self, line: str) -> Unit:
        code, _blank, _rest = line.partition(" ")
        text = code if code[:1].isdigit() else line.partition(",")[0]
        try:
            unit = UnitField().clean(text)
        except forms.ValidationError as error:
            raise forms.ValidationError(f"{text}: {' '.join(error.messages)}") from None
        if unit is None or unit.until is not None:
            raise forms.ValidationError(self.error_messages["gone"] % {"text": text})
        return unit


class PartnershipsField(forms.CharField):
    """Partnerships that `rows` hold, one a line: the name, the short name or the last part of the address.

    Gives them in the order typed. A list to choose from would hold thousands.
    """

    default_error_messages = {
        "unknown": _("There is no partnership “%(text)s” that you could see."),
        "many": _("At most %(most)d at a time."),
        "alike": _(
            "Several partnerships are called “%(text)s”. Write the last part of the address: %(slugs)s."
        ),
    }
    rows: QuerySet[Partnership] = Partnership.objects.none()

    def __init__(self, *, most: int = 20, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> list[Partnership]:
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > self.most:
            raise forms.ValidationError(self.error_messages["many"] % {"most": self.most})
        wrong, found = [], {}
        for text in lines:
            named = Q(slug=text.strip("/").rpartition("/")[2])
            named |= Q(name__pl__iexact=text) | Q(short_name__iexact=text)
            matches = list(self.rows.filter(named)[:5])
            if len(matches) == 1:
                found[matches[0].pk] = matches[0]
                continue
            slugs = ", ".join(row.slug for row in matches)
            message = self.error_messages["alike" if matches else "unknown"]
            wrong.append(forms.ValidationError(message % {"text": text, "slugs": slugs}))
        if wrong:
            raise forms.ValidationError(wrong)
        return list(found.values())


class AreaForm(EditForm, Sourced):
    """The functional area: what it is called, its units and core city, by which act or study."""

    name = ByLanguageField(label=_("Name of the area"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("not known")), *AreaKind.choices], required=False
    )
    basis = forms.ChoiceField(label=_("Declared or delineated"), choices=AreaBasis.choices)
    act = ByLanguageField(label=_("By which act or study"), max_length=300, required=False)
    dated = AsKnownField(label=_("Of when it is"), required=False)
    units = UnitsField(
        label=_("Units of the area"),
        help_text=_("One a line: the code or the name, for example 020101 or Bolesławiec."),
    )
    core = UnitsField(
        label=_("Core city"),
        most=1,
        required=False,
        widget=forms.TextInput,
        help_text=_("One of these units."),
    )
    field_order = ["name", "kind", "basis", "act", "dated", "units", "core", "source", "source_url"]

    def stored(self) -> dict[str, Any]:
        """What is stored; units as the lines that one types."""
        record: Any = self.record
        if not record.pk:
            return {"basis": record.basis}
        units = sorted(record.units.all(), key=lambda unit: (unit.folded, unit.code))
        return {**super().stored(), "units": units}

    def clean_core(self) -> Unit | None:
        core = self.cleaned_data["core"]
        return core[0] if core else None


class WordsForm(EditForm, Sourced):
    """What a partnership is called, what it is about, on what it works."""

    name = ByLanguageField(label=pgettext_lazy("partnership", "Name"), max_length=200)
    short_name = forms.CharField(
        label=_("Short name"), max_length=60, required=False, help_text=_("For lists and maps.")
    )
    about = ByLanguageField(label=_("What it is about"), rows=5, max_length=2000, required=False)
    legal_form = ByLanguageField(label=_("Form of cooperation"), max_length=300, required=False)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    themes = forms.MultipleChoiceField(
        label=_("Themes"), choices=Theme.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["name", "short_name", "about", "legal_form", "website", "themes", "source", "source_url"]

    def stored(self) -> dict[str, Any]:
        """What is stored; themes by their codes."""
        record: Any = self.record
        return {**super().stored(), "themes": sorted(row.theme for row in record.themes.all())}

    def clean_themes(self) -> list[str]:
        return sorted(self.cleaned_data["themes"])


class TieForm(Sourced):
    """What ties the partnership to another one."""

    kind = forms.ChoiceField(label=_("Tie"), choices=LinkKind.choices)
    other = PartnershipsField(
        label=_("Partnership"),
        most=1,
        max_length=300,
        help_text=_("Its name or the last part of its address."),
    )
    since = AsKnownField(label=pgettext_lazy("field", "Since"), required=False)
    field_order = ["kind", "other", "since", "source", "source_url"]

    def __init__(self, *args: Any, others: QuerySet[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].rows = others  # type: ignore[attr-defined]

    def clean_other(self) -> Partnership:
        return self.cleaned_data["other"][0]


class SuccessorsForm(forms.Form):
    """The partnerships that follow one that merged or split."""

    successors = PartnershipsField(
        label=_("Which partnerships follow it?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: its name or the last part of its address."),
    )

    def __init__(self, *args: Any, others: QuerySet[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successors"].rows = others  # type: ignore[attr-defined]
