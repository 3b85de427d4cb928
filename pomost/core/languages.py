"""Text in several languages: Polish first, then English and Bokmål; a fallback says which one it is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

CODES = tuple(code for code, _name in settings.LANGUAGES)
# Each language in its own words, never translated.
OWN_NAMES = {"pl": "Polski", "en": "English", "nb": "Norsk bokmål"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text and the language that it is in; `is_fallback` when that is not the reader's."""

    text: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def spoken(value: dict[str, str] | str | None, language: str | None = None) -> Spoken:
    """The text for a reader of `language` (by default the active one), else the nearest there is.

    Order of fallback: Polish, English, Bokmål: the language of the source before its translations.
    """
    wanted = (language or get_language() or settings.LANGUAGE_CODE).split("-")[0]
    if not value:
        return Spoken("", wanted, is_fallback=False)
    if isinstance(value, str):
        return Spoken(value, settings.LANGUAGE_CODE, is_fallback=wanted != settings.LANGUAGE_CODE)
    for code in (wanted, *CODES):
        if text := value.get(code):
            return Spoken(text, code, is_fallback=code != wanted)
    return Spoken("", wanted, is_fallback=False)


# Letters with a place of their own in the Polish alphabet, behind the one that they resemble, and in the
# Norwegian one, behind z.
_BEHIND = {
    **{"ą": ("a", 1), "ć": ("c", 1), "ę": ("e", 1), "ł": ("l", 1), "ń": ("n", 1), "ó": ("o", 1)},
    **{"ś": ("s", 1), "ź": ("z", 1), "ż": ("z", 2), "æ": ("z", 3), "ø": ("z", 4), "å": ("z", 5)},
}


def alphabetical(text: str) -> list[tuple[str, int]]:
    """A key that sorts texts as the Polish and the Norwegian alphabet do: lubuskie, łódzkie, małopolskie.

    For the few that a page names; a database sorts by the numbers of letters, where ł stands behind z.
    """
    return [_BEHIND.get(letter, (letter, 0)) for letter in text.lower()]


def validate_by_language(value: Any) -> None:
    """Raise ValidationError unless `value` maps known language codes to texts."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ValidationError(_("Expected a text for each language."))
    if unknown := sorted(set(value) - set(CODES)):
        raise ValidationError(_("Unknown language: %(codes)s.") % {"codes": ", ".join(unknown)})


class TextByLanguage(models.JSONField):
    """A text that people write for the public: `{"pl": "…", "en": "…", "nb": "…"}`; any may be missing."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("validators", [validate_by_language])
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("validators", None)
        return name, path, args, kwargs
