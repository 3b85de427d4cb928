"""A form field for a text in three languages: one box for each, Polish first."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import OWN_NAMES


class ByLanguageWidget(forms.MultiWidget):
    """Three text boxes in a group; each is labelled with its language and marked with `lang`."""

    template_name = "ui/widgets/by_language.html"
    use_fieldset = True

    def __init__(self, *, rows: int = 1, attrs: dict[str, Any] | None = None) -> None:
        self.codes = [code for code, _name in settings.LANGUAGES]
        box = forms.TextInput if rows == 1 else forms.Textarea
        size = {"class": "ds-input"} | ({"rows": rows} if rows > 1 else {})
        super().__init__({code: box(attrs={**size, "lang": code}) for code in self.codes}, attrs)

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code in self.codes]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for code, inner in zip(self.codes, context["widget"]["subwidgets"], strict=True):
            inner["language"] = OWN_NAMES[code]
            inner["attrs"].pop("required", None)
        return context


class ByLanguageField(forms.MultiValueField):
    """Gives `{"pl": "…", "en": "…"}` with the languages that were filled in; required means Polish."""

    default_error_messages = {
        "polish": _("Write the Polish text first: it is the one that others fall back to.")
    }

    def __init__(self, *, rows: int = 1, max_length: int = 4000, **kwargs: Any) -> None:
        self.codes = [code for code, _name in settings.LANGUAGES]
        kwargs.setdefault("widget", ByLanguageWidget(rows=rows))
        fields = [forms.CharField(required=False, max_length=max_length) for _code in self.codes]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {code: text for code, text in zip(self.codes, data_list or [], strict=False) if text}

    def clean(self, value: Any) -> dict[str, str]:
        texts = super().clean(value) or {}
        if self.required and not texts.get(settings.LANGUAGE_CODE):
            raise forms.ValidationError(self.error_messages["polish"], code="polish")
        return texts
