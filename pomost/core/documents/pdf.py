"""A card as PDF: tagged, PDF/UA-1, with language and title."""

import functools
import json
from pathlib import Path

import typst
from django.conf import settings

from pomost.core.documents.card import Card

TEMPLATE = Path(__file__).with_name("card.typ")


def render(card: Card) -> bytes:
    """The PDF of a card. People's texts reach the template as data only, so they can't be code in it."""
    return bytes(
        typst.compile(
            str(TEMPLATE),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"card": json.dumps(card.as_data(), ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    )


@functools.cache
def _fonts() -> list[str]:
    folder = settings.BASE_DIR / "pomost" / "ui" / "static" / "built" / "fonts"
    return [str(folder)] if folder.exists() else []
