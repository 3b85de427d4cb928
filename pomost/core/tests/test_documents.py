"""Documents: tagged, titled, in their language; what people wrote is text in them and nothing else."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from pomost.core.documents import docx, pdf
from pomost.core.documents.card import Card, Section

HOSTILE = '#eval("1+1") $x$ *grub* \\ ]#panic() <b>{{ 7 }}</b> {% load %}'
CARD = Card(
    title="Zażółć gęślą jaźń",
    language="pl",
    kicker="Program",
    subtitle=HOSTILE,
    facts=[("Wartość", "10 622 115,00 zł")],
    sections=[Section("Część", [HOSTILE], ["Søknadsfrist", HOSTILE], [["a", "b"], ["1", HOSTILE]])],
    footer="Pomost",
)


def test_a_pdf_is_tagged_titled_and_speaks_its_language():
    read = PdfReader(io.BytesIO(pdf.render(CARD)))
    root = read.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "pl"
    assert read.metadata.title == "Zażółć gęślą jaźń"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_what_people_wrote_is_text_in_a_pdf():
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.render(CARD))).pages)

    assert '#eval("1+1")' in text.replace("“", '"').replace("”", '"')
    assert "Zażółć gęślą jaźń" in text
    assert "10 622 115,00 zł" in text.replace("\u00a0", " ")


def test_a_docx_has_headings_a_table_header_and_a_language():
    document = Document(io.BytesIO(docx.render(CARD)))

    assert [p.text for p in document.paragraphs if p.style.name.startswith("Heading")] == [
        "Zażółć gęślą jaźń",
        "Część",
    ]
    assert HOSTILE in [p.text for p in document.paragraphs]
    assert document.core_properties.language == "pl-PL"
    assert "w:tblHeader" in document.tables[1].rows[0]._tr.xml


@pytest.mark.parametrize("text", ["\x00\x01", "\u202e", "a" * 20_000, "🐟", ""])
def test_odd_text_breaks_no_document(text):
    card = Card(title="Tytuł", language="nb", sections=[Section("S", [text], [text], [["a"], [text]])])

    assert pdf.render(card).startswith(b"%PDF")
    assert docx.render(card).startswith(b"PK")


def test_a_row_that_is_too_short_keeps_its_values_in_their_columns():
    section = Section("Budżet", table=[["co", "ile", "uwagi"], ["drogi"], ["mosty", "5"]])
    assert [list(row) for row in section.table] == [
        ["co", "ile", "uwagi"],
        ["drogi", "", ""],
        ["mosty", "5", ""],
    ]
    card = Card(title="Karta", language="pl", sections=[section, Section("Pusta", table=[])])
    (table,) = Document(io.BytesIO(docx.render(card))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows][2] == ["mosty", "5", ""]
    assert pdf.render(card).startswith(b"%PDF")
