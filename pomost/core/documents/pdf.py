"""A card as PDF: tagged, PDF/UA-1, with language and title."""

import functools
import json
import re
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from pomost.core.documents.card import Card

# What the fonts at hand can show: Latin, Greek, Cyrillic, their punctuation, currencies, arrows.
# PDF/UA forbids text that can't be shown, so anything else (pictures, other scripts) becomes "?".
_UNSHOWN = re.compile(
    r"[^\n\t -~\u00a0-\u024f\u0391-\u03c9\u0400-\u045f\u1e00-\u1eff"
    r"\u2010-\u2015\u2018-\u2026\u2030-\u203a\u20ac\u2190-\u2193\u2212]"
)
TEMPLATE = Path(__file__).with_name("card.typ")


def render(card: Card) -> bytes:
    """The PDF of a card. People's texts reach the template as data only, so they can't be code in it."""
    return bytes(
        typst.compile(
            str(TEMPLATE),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"card": json.dumps(_showable(card.as_data()), ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    )


def _showable(data: Any) -> Any:
    if isinstance(data, str):
        return _UNSHOWN.sub("?", data.replace("\u2060", ""))
    if isinstance(data, dict):
        return {key: _showable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_showable(value) for value in data]
    return data


@functools.cache
def _fonts() -> list[str]:
    folder = settings.BASE_DIR / "pomost" / "ui" / "static" / "built" / "fonts"
    return [str(folder)] if folder.exists() else []
