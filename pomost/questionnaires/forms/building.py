"""The shapes of what people enter when they build a questionnaire."""

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.conversations.forms import FilesField
from pomost.core.languages import spoken
from pomost.programmes.models.programmes import Programme
from pomost.questionnaires import building, presenting
from pomost.questionnaires.definition import MOST_ROWS, STAGES, Question, by_key, sections_of
from pomost.questionnaires.states import CELL_KINDS, Kind, Purpose
from pomost.ui import lists
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm

LARGEST_FILE = 1024 * 1024
COLUMNS = 8  # that the page offers; JSON takes more
WITH_LIMIT = (Kind.TEXT, Kind.LONG_TEXT)
WITH_RANGE = (Kind.NUMBER, Kind.MONEY)
INSIDE_A_GROUP = (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.CHOICE, Kind.CHOICES)


class NewForm(forms.Form):
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(), empty_label=None
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it for?"), choices=Purpose, widget=forms.RadioSelect
    )
    title = ByLanguageField(label=gettext_lazy("Title"), max_length=200)
    file = forms.FileField(
        label=gettext_lazy("Or bring one in"),
        required=False,
        help_text=gettext_lazy(
            "A JSON file that this platform gave out, or one that follows its published schema."
        ),
    )

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.fields["programme"].initial = programmes.first()
        self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """A title, or a file that brings one."""
        values = super().clean() or self.cleaned_data
        if not values.get("file") and not values.get("title", {}).get("pl") and "title" not in self.errors:
            self.add_error("title", ByLanguageField.default_error_messages["polish"])
        return values

    def clean_file(self) -> dict[str, Any] | None:
        """The definition in the file."""
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(_("This questionnaire is larger than 1 MB."))
        try:
            found = json.loads(upload.read())
            # What no database keeps: half a sign (UnicodeEncodeError is a ValueError), and NUL.
            kept = json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is not a JSON file.")) from None
        if rb"\u0000" in kept:
            raise forms.ValidationError(_("This file holds characters that can't be kept (NUL)."))
        if not isinstance(found, dict):
            raise forms.ValidationError(_("This is not a questionnaire."))
        return found


class CopyForm(forms.Form):
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Into which programme?"), queryset=Programme.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    uploads = FilesField(label=gettext_lazy("Files"))


class ReleaseForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What is new in it?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class _PartForm(EditForm):
    """A part of a draft: starts from what the definition says of it now."""

    def __init__(self, *args: Any, part: dict[str, Any] | None = None, **kwargs: Any) -> None:
        self.key = part["key"] if part else ""
        super().__init__(*args, **kwargs)

    def _now(self) -> dict[str, Any]:
        raise NotImplementedError

    def stored(self) -> dict[str, Any]:
        """What the draft says of this part now."""
        part = self._now()
        found = self._of(part) if part else {}
        return {name: value for name, value in found.items() if name in self.fields}

    def _of(self, part: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError


class TextsForm(EditForm):
    title = ByLanguageField(label=gettext_lazy("Title"), max_length=200)
    intro = ByLanguageField(label=gettext_lazy("Introduction"), rows=3, max_length=2000, required=False)

    def stored(self) -> dict[str, Any]:
        """What the draft says now."""
        said: Any = self.record.definition if self.record else {}  # type: ignore[attr-defined]
        return {"title": said.get("title", {}), "intro": said.get("intro", {})}


class _Conditional:
    """The field that says when a part shows: one question and what it must say."""

    definition: dict[str, Any]

    def offer_conditions(self, form: forms.Form, own: str, present: dict[str, Any] | None) -> None:
        choices: list[tuple[str, Any]] = [("", _("always"))]
        if present and _as_choice(present) is None:
            choices.append(("as-is", presenting.condition_said(self.definition, present)))
        known = by_key(self.definition)
        home = known[own].group if own in known else getattr(self, "group", "")
        for question in known.values():
            if question.key in (own, home) or question.section == own or question.group not in ("", home):
                continue
            choices.append((str(question.label), _offers(question)))
        form.fields["when"] = forms.ChoiceField(
            label=_("When does it show?"), choices=choices, required=False
        )
        form.fields["when_number"] = forms.DecimalField(
            label=_("The number in the condition"),
            help_text=_("Only for “at least” and “at most”."),
            required=False,
            max_digits=15,
            decimal_places=4,
        )


def _offers(question: Question) -> list[tuple[str, str]]:
    found = [(f"{question.key}:answered", _("is answered")), (f"{question.key}:empty", _("is not answered"))]
    for key, label in question.choices:
        found.append((f"{question.key}:is:{key}", _("is: %s") % label))
    for key, label in question.choices:
        found.append((f"{question.key}:not:{key}", _("is not: %s") % label))
    if question.kind in (*WITH_RANGE, Kind.STAGES):
        found.append((f"{question.key}:least", _("is at least the number below")))
        found.append((f"{question.key}:most", _("is at most the number below")))
    return found


def _as_choice(condition: dict[str, Any] | None) -> tuple[str, Decimal | None] | None:
    """The choice and number that say the same as a condition; None for one that the page can't offer."""
    if not condition:
        return "", None
    key = condition.get("question")
    if key is None:
        return None
    if "answered" in condition:
        return f"{key}:{'answered' if condition['answered'] else 'empty'}", None
    for name, word in (("at_least", "least"), ("at_most", "most")):
        if name in condition:
            return f"{key}:{word}", Decimal(str(condition[name]))
    for name, word in (("is", "is"), ("is_not", "not")):
        if len(condition.get(name, [])) == 1:
            return f"{key}:{word}:{condition[name][0]}", None
    return None


def condition_from(
    choice: str, number: Decimal | None, present: dict[str, Any] | None
) -> dict[str, Any] | None:
    """The condition that a choice says; `present` where it was to stay as it is."""
    if choice == "as-is":
        return present
    key, _colon, rest = choice.partition(":")
    word, _colon, value = rest.partition(":")
    if not key:
        return None
    if word in ("answered", "empty"):
        return {"question": key, "answered": word == "answered"}
    if word in ("least", "most"):
        return {"question": key, f"at_{word}": float(number or 0)}
    return {"question": key, "is" if word == "is" else "is_not": [value]}


class SectionForm(_PartForm, _Conditional):
    title = ByLanguageField(label=gettext_lazy("Title of the section"), max_length=200)
    help = ByLanguageField(label=gettext_lazy("What it is about"), rows=2, max_length=2000, required=False)

    def __init__(self, *args: Any, part: dict[str, Any] | None = None, **kwargs: Any) -> None:
        record: Any = kwargs.get("record")
        self.definition = record.definition
        super().__init__(*args, part=part, **kwargs)
        self.offer_conditions(self, self.key, part.get("show_when") if part else None)
        self.start_from_stored()

    def _now(self) -> dict[str, Any]:
        record: Any = self.record
        found = [each.data for each in sections_of(record.definition) if each.key == self.key]
        return found[0] if found else {}

    def _of(self, part: dict[str, Any]) -> dict[str, Any]:
        choice = _as_choice(part.get("show_when"))
        when, number = choice if choice is not None else ("as-is", None)
        return {"title": part["title"], "help": part.get("help", {}), "when": when, "when_number": number}

    def part(self, values: dict[str, Any]) -> dict[str, Any]:
        """The section's properties as the form says them."""
        present = self._now().get("show_when")
        return {
            "title": values["title"],
            "help": values["help"],
            "show_when": condition_from(values.get("when", ""), values.get("when_number"), present),
        }


class AddQuestionForm(forms.Form):
    label = ByLanguageField(label=gettext_lazy("What is asked?"), max_length=500)
    kind = forms.ChoiceField(label=gettext_lazy("What is it answered with?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, in_group: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = INSIDE_A_GROUP if in_group else list(Kind)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = Kind.LONG_TEXT.value


class QuestionForm(_PartForm, _Conditional):
    """A question: its text, help and rule, and what its kind has besides."""

    label = ByLanguageField(label=gettext_lazy("What is asked?"), max_length=500)
    help = ByLanguageField(
        label=gettext_lazy("Help that stands beside it"), rows=3, max_length=2000, required=False
    )
    source = forms.CharField(
        label=gettext_lazy("Where the requirement comes from"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The regulations and the article, for example."),
    )
    required = forms.BooleanField(label=gettext_lazy("It must be answered"), required=False)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        record: Any = kwargs.get("record")
        self.definition, self.kind, self.group = record.definition, question.kind, question.group
        super().__init__(*args, part=question.data, **kwargs)
        self._add_fields_of(question.kind)
        self.offer_conditions(self, question.key, question.data.get("show_when"))
        if question.kind == Kind.GROUP:
            del self.fields["required"]
        self.start_from_stored()

    def _add_fields_of(self, kind: str) -> None:
        whole: dict[str, Any] = {"required": False, "min_value": 1}
        if kind in WITH_LIMIT:
            label = _("At most how many characters?")
            self.fields["limit"] = forms.IntegerField(label=label, max_value=20_000, **whole)
        elif kind in WITH_RANGE:
            self.fields["least"] = forms.DecimalField(label=_("At least"), required=False, max_digits=15)
            self.fields["most"] = forms.DecimalField(label=_("At most"), required=False, max_digits=15)
        elif kind in (Kind.CHOICE, Kind.CHOICES):
            self.fields["choices"] = ByLanguageField(
                label=_("What can be chosen, one a line"), rows=6, max_length=20_000
            )
        elif kind == Kind.STAGES:
            self._add_stages()
        elif kind == Kind.TABLE:
            self._add_columns()
        if kind in (Kind.TABLE, Kind.GROUP):
            label = _("At most how many rows?")
            self.fields["rows"] = forms.IntegerField(label=label, max_value=MOST_ROWS, **whole)

    def _add_stages(self) -> None:
        for n in range(1, STAGES + 1):
            self.fields[f"stage{n}"] = ByLanguageField(label=_("Name of stage %d") % n, max_length=200)
            self.fields[f"conditions{n}"] = ByLanguageField(
                label=_("What must be so to be at stage %d") % n, rows=2, max_length=2000, required=False
            )

    def _add_columns(self) -> None:
        kinds = [("", _("no column")), *((kind.value, kind.label) for kind in CELL_KINDS)]
        for n in range(1, max(COLUMNS, len(self._now().get("columns", []))) + 1):
            self.fields[f"column{n}"] = ByLanguageField(
                label=_("Heading of column %d") % n, max_length=120, required=False
            )
            self.fields[f"kind{n}"] = forms.ChoiceField(
                label=_("What column %d holds") % n, choices=kinds, required=False
            )

    def _now(self) -> dict[str, Any]:
        record: Any = self.record
        found = by_key(record.definition).get(self.key)
        return found.data if found else {}

    def _of(self, part: dict[str, Any]) -> dict[str, Any]:
        choice = _as_choice(part.get("show_when"))
        when, number = choice if choice is not None else ("as-is", None)
        found = {"when": when, "when_number": number, "help": part.get("help", {})}
        for name in ("label", "source", "required", "limit", "least", "most", "rows"):
            found[name] = part.get(name)
        found["choices"] = building.lines_of(part.get("choices", []))
        for n, stage in enumerate(part.get("stages", []), start=1):
            found |= {f"stage{n}": stage["label"], f"conditions{n}": stage.get("conditions", {})}
        for n, column in enumerate(part.get("columns", []), start=1):
            found |= {f"column{n}": column["label"], f"kind{n}": column["kind"]}
        return found

    def clean(self) -> dict[str, Any]:
        """A table has a column, and columns have both a heading and a kind."""
        values = super().clean() or self.cleaned_data
        if self.kind == Kind.TABLE:
            self._clean_columns(values)
        if values.get("when", "").endswith((":least", ":most")) and values.get("when_number") is None:
            self.add_error("when_number", _("Write the number that it is compared with."))
        return values

    def _clean_columns(self, values: dict[str, Any]) -> None:
        numbers = [int(name[6:]) for name in self.fields if name.startswith("column")]
        for n in numbers:
            if bool(spoken(values.get(f"column{n}"))) != bool(values.get(f"kind{n}")):
                self.add_error(f"column{n}", _("A column has a heading and says what it holds."))
        if not any(values.get(f"kind{n}") for n in numbers) and not self.errors:
            self.add_error("column1", _("A table has at least one column."))

    def part(self, values: dict[str, Any]) -> dict[str, Any]:
        """The question's properties as the form says them."""
        present = self._now()
        number = values.get("when_number")
        found: dict[str, Any] = {
            "label": values["label"],
            "help": values["help"],
            "source": values["source"],
            "required": values.get("required", False),
            "show_when": condition_from(values.get("when", ""), number, present.get("show_when")),
        }
        for name in ("limit", "rows"):
            if name in values:
                found[name] = values[name]
        for name in ("least", "most"):
            if name in values:
                found[name] = None if values[name] is None else float(values[name])
        if "choices" in values:
            found["choices"] = building.choices_from(values["choices"], present.get("choices", []))
        if self.kind == Kind.STAGES:
            found["stages"] = [_stage(values, n) for n in range(1, STAGES + 1)]
        if self.kind == Kind.TABLE:
            found["columns"] = _columns(values, present.get("columns", []))
        return found


def _stage(values: dict[str, Any], n: int) -> dict[str, Any]:
    conditions = values[f"conditions{n}"]
    return {"label": values[f"stage{n}"]} | ({"conditions": conditions} if conditions else {})


def _columns(values: dict[str, Any], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Columns as the form says them; one keeps its key while its place or its heading stays."""
    found: list[dict[str, Any]] = []
    by_heading = {str(part["label"].get("pl")): part["key"] for part in before}
    for n in range(1, 1 + sum(name.startswith("column") for name in values)):
        heading, kind = values.get(f"column{n}") or {}, values.get(f"kind{n}")
        if not kind:
            continue
        taken = {part["key"] for part in found}
        key = by_heading.get(str(heading.get("pl")), before[n - 1]["key"] if n <= len(before) else "")
        if not key or key in taken:
            key = building.free_key(taken | set(by_heading.values()), str(heading.get("pl") or "kolumna"))
        found.append({"key": key, "label": heading, "kind": kind})
    return found


class QuestionnaireFilters(lists.FilterForm):
    """Filters of the list."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What it is for"),
        choices=[("", gettext_lazy("all")), *Purpose.choices],
        required=False,
    )

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        return rows.filter(purpose=values["purpose"]) if values.get("purpose") else rows
