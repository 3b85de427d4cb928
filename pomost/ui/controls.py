"""How a bound form field becomes a control of ours: its kind, its classes, what describes it."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def kind(field: BoundField) -> str:
    """`hidden`, `check` (one box), `choices` (a group of boxes or dots), `parts`, or `plain`."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, GROUPS):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget) or widget.use_fieldset:
        return "parts"
    return "plain"


def control(field: BoundField) -> SafeString:
    """The widget with our classes; a date gets a date picker, a long text grows to seven lines."""
    widget = field.field.widget
    attrs: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} ds-input".strip()}
    if isinstance(widget, forms.DateInput):
        widget.format = "%Y-%m-%d"
        widget.input_type = "date"
    elif isinstance(widget, forms.DateTimeInput):
        widget.format = "%Y-%m-%dT%H:%M"
        widget.input_type = "datetime-local"
    elif isinstance(widget, forms.Textarea) and widget.attrs.get("rows", "10") == "10":
        attrs["rows"] = 7
    elif isinstance(widget, forms.ClearableFileInput):
        widget.template_name = "ui/widgets/file.html"
    if counted(field):
        widget.attrs.pop("maxlength", None)  # browsers cut what is pasted without a word; we count and say so
    return field.as_widget(attrs=attrs)


def described_by(field: BoundField) -> str:
    """The ids of the help text and the error, for a group's fieldset."""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


def first_id(field: BoundField) -> str:
    """The id of the element that gets the focus when the error summary leads here."""
    if kind(field) == "choices":
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


def count_words(limit: int) -> dict[str, dict[str, str]]:
    """What the count says, by plural category (Unicode CLDR) of the number `{n}` that counts.js puts in."""
    samples = {"one": 1, "few": 2, "many": 5, "other": 5}
    used = {
        category: ngettext("{n} character of at most {limit}", "{n} characters of at most {limit}", sample)
        for category, sample in samples.items()
    }
    over = {
        category: ngettext("{n} character too many", "{n} characters too many", sample)
        for category, sample in samples.items()
    }
    return {"used": {key: text.replace("{limit}", str(limit)) for key, text in used.items()}, "over": over}


def counted(field: BoundField) -> str:
    """How characters are counted: `always` in long texts, `over` where only too many matter; or not."""
    known = field.field
    if not isinstance(known, forms.CharField) or known.max_length is None:
        return ""
    if isinstance(known.widget, forms.PasswordInput):
        return ""
    return "always" if type(known) is forms.CharField and known.max_length > 100 else "over"
