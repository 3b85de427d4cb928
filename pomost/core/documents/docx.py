"""A card as DOCX, for those who go on writing in it. Headings are headings, tables have header rows."""

import io

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from pomost.core.documents.card import Card

LANGUAGES = {"pl": "pl-PL", "en": "en-GB", "nb": "nb-NO"}


def render(card: Card) -> bytes:
    """The DOCX of a card; control characters that Word's format can't hold are dropped."""
    document = Document()
    document.core_properties.title = _clean(card.title)
    document.core_properties.language = LANGUAGES[card.language]
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)
    _set_language(style, LANGUAGES[card.language])
    if card.kicker:
        document.add_paragraph(_clean(card.kicker))
    document.add_heading(_clean(card.title), level=1)
    if card.subtitle:
        document.add_paragraph(_clean(card.subtitle))
    if card.facts:
        _table(document, [list(fact) for fact in card.facts], has_header=False)
    for section in card.sections:
        document.add_heading(_clean(section.title), level=2)
        for paragraph in section.paragraphs:
            document.add_paragraph(_clean(paragraph))
        for item in section.items:
            document.add_paragraph(_clean(item), style="List Bullet")
        if section.table:
            _table(document, [list(row) for row in section.table], has_header=True)
    footer = document.sections[0].footer.paragraphs[0]
    run = footer.add_run(_clean(card.footer))
    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor(0x4B, 0x58, 0x60)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")


def _set_language(style, code: str) -> None:
    properties = style.element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), code)
    properties.append(language)


def _table(document, rows: list[list[str]], *, has_header: bool) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Light Grid Accent 1")
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = _clean(str(text))
    if has_header:
        properties = table.rows[0]._tr.get_or_add_trPr()
        header = OxmlElement("w:tblHeader")
        header.set(qn("w:val"), "true")
        properties.append(header)
