"""Tables as people send them: every encoding, separator, title line and merged cell; refusals in words."""

import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core.tables import importing, reading, writing
from pomost.organisations.models import Organisation
from pomost.organisations.tests.factories import OrganisationFactory

ROWS = [["kod", "nazwa"], ["021901", "Świdnica"], ["061705", "Świdnik"], ["040101", "Łódź; miasto"]]
TEXT = "\n".join(";".join(f'"{cell}"' for cell in row) for row in ROWS) + "\n"


def kept(tmp_path: Path, content: bytes, name: str = "tabela.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250", "iso8859-2"])
@pytest.mark.parametrize("separator", list(reading.SEPARATORS))
def test_encoding_and_separator_are_found(tmp_path, encoding, separator):
    table = reading.read(kept(tmp_path, TEXT.replace('";"', f'"{separator}"').encode(encoding)))

    assert [cells for _number, cells in table.rows] == ROWS
    assert table.separator == separator


def test_a_file_that_mixes_encodings_is_refused_by_line(tmp_path):
    mixed = "nazwa\nŻółć\nGęś\nJaźń\n".encode() + "Świdnica\n".encode("cp1250")

    with pytest.raises(reading.TableRefused) as refusal:
        reading.read(kept(tmp_path, mixed))

    assert "5" in refusal.value.message


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("nazwa\nŚwidnica\nGęś\nJaźń\nŻary\n".encode("cp1250") + "Łódź\n".encode(), 6),
        ("nazwa\nŚwidnica\n".encode("cp1250") + b"a\x81b\n", 3),
        (b'a;b\n1;2\n"x;1\ny;2\n', 3),
    ],
    ids=["a line of UTF-8 in cp1250", "a byte that is no letter", "a quotation mark left open"],
)
def test_letters_and_rows_are_never_lost_without_a_word(tmp_path, content, line):
    with pytest.raises(reading.TableRefused) as refusal:
        reading.read(kept(tmp_path, content))

    assert f" {line} " in refusal.value.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pusta.csv", b""),
        ("blank.csv", b"\n\n  \n"),
        ("zdjecie.csv", b"\x89PNG\x00\x00\x00"),
        ("tabela.xlsx", b"PK\x03\x04 this is no workbook"),
        ("tabela.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 damaged"),
        ("umowa.docx", b"PK\x03\x04"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, name, content):
    with pytest.raises(reading.TableRefused) as refusal:
        reading.read(kept(tmp_path, content, name))

    assert len(refusal.value.message) > 15


def test_merged_cells_title_lines_and_numbers_of_a_workbook(tmp_path):
    path = tmp_path / "zestawienie.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Dane")
    sheet.merge_range("A1:C1", "Zestawienie gmin")
    sheet.write_row(2, 0, ["Powiat", "Nazwa", "Ludność"])
    sheet.merge_range("A4:A5", "świdnicki")
    sheet.write_row(3, 1, ["Świdnica", 12345])
    sheet.write_row(4, 1, ["Strzegom", 6789.5])
    book.close()

    table = reading.read(path)
    header = reading.find_header(table, {"county": ("powiat",), "name": ("nazwa",)}, ["name"])

    assert header.columns == {"county": 0, "name": 1}
    assert header.unknown == ("Ludność",)
    assert [cells for _n, cells in table.rows[header.row + 1 :]] == [
        ["świdnicki", "Świdnica", "12345"],
        ["świdnicki", "Strzegom", "6789.5"],
    ]


MESSY = {
    "Kopia domy pomocy społecznej BiP luty 2020.xls": 100,
    "begrotingsanalyse-2011.csv": 10,
    "complex.csv": 4,
    "excel_pasting.csv": 1,
    "long.csv": 100,
    "multilineods.ods": 1,
    "ods_formats.ods": 3,
    "simple.xls": 7,
    "skip_initials.csv": 2,
    "span_rich.xls": 5,
    "sparse_with_column_errors.csv": 100,
    "unicode_sheet_name.xls": 1,
    "utf8bom.csv": 1,
}
REFUSED = {
    "libreoffice.xlsx",
    "REJESTR-DOMOW-POMOCY-SPOLECZNEJ-WOJEWODZTWA-PODKARPACKIEGO.docx",
    "opolskie_Rejestr domów pomocy społecznej.docx",
}


def test_every_messy_table_is_read_or_refused_in_words(data_folder):
    folder = data_folder / "messy_tables"
    for path in sorted(folder.iterdir()):
        if path.name == "SOURCE.md":
            continue
        if path.name in REFUSED:
            with pytest.raises(reading.TableRefused):
                reading.read(path)
            continue
        table = reading.read(path)
        assert len(table.rows) >= MESSY[path.name], path.name
        assert all("\ufffd" not in cell for _n, cells in table.rows[:50] for cell in cells), path.name


def test_the_official_directory_in_cp1250_keeps_its_letters(data_folder):
    path = data_folder / "jst_directory_2021" / "csv_Baza_teleadresowa_jst_stan_na_19_05_2021.csv"
    table = reading.read(path)

    assert table.encoding == "cp1250"
    assert len(table.rows) in (2825, 2826)
    assert any("dolnośląskie" in cell.lower() for _n, cells in table.rows[:20] for cell in cells)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_is_written_as_csv_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(writing.as_csv(["jeden", "dwa"], rows))

    read = [cells for _n, cells in reading.read(path).rows[1:]]

    cleaned = [[reading.as_text(writing.guarded(cell)) for cell in row] for row in rows]
    assert read == [row for row in cleaned if any(row)]


@pytest.mark.parametrize("text", ["=1+1", "+48", "-2", "@SUM(A1)", "\tx"])
def test_no_cell_becomes_a_formula(text):
    assert writing.as_csv(["a"], [[text]]).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")


TABLE = "Nazwa;Rodzaj;Strona\nGmina Świdnica;local_government;gmina.swidnica.pl\nZwiązek Gmin;union;\n"


@pytest.mark.django_db
def test_an_import_adds_then_changes_nothing(tmp_path):
    path = kept(tmp_path, TABLE.encode("cp1250"))
    administrator = with_role("administrator")

    first = importing.run(kind="organisations", file=path, by=administrator)
    second = importing.run(kind="organisations", file=path, by=administrator)

    assert (first.added, first.refused) == (2, [])
    assert (second.added, second.changed, second.unchanged) == (0, 0, 2)
    assert Organisation.objects.get(slug="gmina-swidnica").website == "https://gmina.swidnica.pl"


@pytest.mark.django_db
def test_one_bad_row_saves_nothing_unless_bad_rows_are_skipped(tmp_path):
    path = kept(tmp_path, (TABLE + "Klub;nieznany;\n;union;\n").encode())
    administrator = with_role("administrator")

    report = importing.run(kind="organisations", file=path, by=administrator)
    assert [row for row, _reason in report.refused] == [4, 5]
    assert (report.is_saved, Organisation.objects.count()) == (False, 0)

    report = importing.run(
        kind="organisations", file=path, by=administrator, options=importing.Options(skip_bad_rows=True)
    )
    assert (report.is_saved, Organisation.objects.count()) == (True, 2)


@pytest.mark.django_db
def test_a_rehearsal_saves_nothing(tmp_path):
    path = kept(tmp_path, TABLE.encode())

    report = importing.run(
        kind="organisations",
        file=path,
        by=with_role("administrator"),
        options=importing.Options(dry_run=True),
    )

    assert report.added == 2
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_an_import_needs_the_right(tmp_path):
    with pytest.raises(PermissionDenied):
        importing.run(kind="organisations", file=kept(tmp_path, TABLE.encode()), by=AccountFactory())


@pytest.mark.django_db
def test_a_table_without_the_column_says_which_and_what_it_found(tmp_path):
    with pytest.raises(reading.TableRefused) as refusal:
        importing.run(
            kind="organisations", file=kept(tmp_path, b"kod;ludnosc\n1;2\n"), by=with_role("administrator")
        )

    assert "name" in refusal.value.message
    assert "ludnosc" in refusal.value.message


@pytest.mark.django_db
def test_the_commands_import_and_export(tmp_path):
    out = StringIO()
    call_command("import", "organisations", str(kept(tmp_path, TABLE.encode())), "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"added": 2, "changed": 0, "unchanged": 0, "refused": []}

    OrganisationFactory(origin="demonstration")
    target = tmp_path / "organizacje.json"
    call_command("export", "organisations", "--format", "json", "--output", str(target), stdout=StringIO())
    assert [row["slug"] for row in json.loads(target.read_text())] == ["gmina-swidnica", "zwiazek-gmin"]

    with pytest.raises(CommandError):
        call_command(
            "import",
            "organisations",
            str(kept(tmp_path, b"Nazwa;Rodzaj\nX;zly\n", "zla.csv")),
            stdout=StringIO(),
        )


def packed(tmp_path: Path, member: bytes, *, stated: int | None = None) -> Path:
    """A workbook by its looks that holds one member; `stated`: the size that it gives for it."""
    path = tmp_path / "bomba.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", member)
    if stated is not None:
        real, lie = (size.to_bytes(4, "little") for size in (len(member), stated))
        path.write_bytes(path.read_bytes().replace(real, lie))
    return path


@pytest.mark.parametrize("stated", [None, 10])
def test_a_workbook_that_unpacks_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch, stated):
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 5_000_000)
    path = packed(tmp_path, b"<row>" * 1_100_000, stated=stated)
    assert path.stat().st_size < 100_000
    with pytest.raises(reading.TableRefused, match=r"unpacks to more than|rozpakowaniu"):
        reading.read(path)


def test_headings_are_known_without_their_accents(tmp_path):
    path = kept(tmp_path, "WOJEWODZTWO;Ludnosc;Łodz\nślaskie;3;4\n".encode())
    header = reading.find_header(
        reading.read(path), {"region": ["województwo"], "people": ["ludność"], "city": ["łódź"]}, ["region"]
    )
    assert header.columns == {"region": 0, "people": 1, "city": 2}


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048577", "SG1"])
def test_a_cell_far_away_is_refused_before_room_is_made_for_what_lies_between(tmp_path, cell):
    path = tmp_path / "far.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write("A1", "nazwa")
    book.close()
    far = tmp_path / "far2.xlsx"
    with zipfile.ZipFile(path) as read, zipfile.ZipFile(far, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            content = read.read(name)
            if name == "xl/worksheets/sheet1.xml":
                row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                more = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
                content = content.replace(b"</sheetData>", more)
            written.writestr(name, content)

    if cell.startswith("A"):  # within our limits: read, however far
        assert reading.read(far).rows
    else:
        with pytest.raises(reading.TableRefused):
            reading.read(far)


@pytest.mark.parametrize("text", ["a;b\n{};1\n", 'a;b\n"{}";1\n', "{};b\n1;2\n"])
def test_a_cell_of_any_length_is_read_or_refused(tmp_path, text):
    path = tmp_path / "wide.csv"
    path.write_text(text.format("x" * 200_000))
    assert reading.read(path).rows
    path.write_text(text.format("x" * 3_000_000))
    with pytest.raises(reading.TableRefused):
        reading.read(path)
