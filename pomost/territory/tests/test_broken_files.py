"""Broken copies of the offices' own files, made here: refused with file, row and field; nothing is lost."""

import csv
import json
import os
import resource
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.core.system import SYSTEM
from pomost.core.tables import importing
from pomost.core.tables.reading import TableRefused
from pomost.territory.models import Boundary, RegisterState, Unit, UnitVersion

DATA = Path(os.environ.get("POMOST_TEST_DATA", Path(__file__).parents[4] / "shared" / "data"))
TERC = DATA / "teryt_terc" / "TERC_Urzedowy_2022-03-14.csv"
MAPS = DATA / "boundaries_pl" / "poland.municipalities.json"
NORWAY = DATA / "norway_kommuner"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not TERC.exists(), reason="the offices' files are not here (POMOST_TEST_DATA)"),
]


def take(kind, path, **options):
    return importing.run(kind=kind, file=path, by=SYSTEM, options=importing.Options(**options))


def everything():
    return (
        list(Unit.objects.order_by("pk").values_list("code", "name", "kind", "since", "until")),
        list(UnitVersion.objects.order_by("pk").values_list("unit", "since", "until", "name")),
        list(Boundary.objects.order_by("pk").values_list("pk", "west")),
        RegisterState.objects.count(),
        JournalEntry.objects.count(),
    )


def broken(tmp_path, change):
    """A copy of the official TERC of 2022, a year later, in which `change` edits the list of rows."""
    lines = TERC.read_text(encoding="utf-8-sig").replace("2022-01-01", "2023-01-01").splitlines()
    change(lines)
    path = tmp_path / TERC.name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def cell(lines, at, column, value):
    """Put a value into a cell of the row whose number the report must name."""
    cells = lines[at - 1].split(";")
    cells[column] = value
    lines[at - 1] = ";".join(cells)


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [(0, "AB", "WOJ"), (1, "1000", "POW"), (2, "x1", "GMI"), (3, "7", "RODZ"), (4, "", "NAZWA")],
)
def test_an_unknown_code_or_an_empty_name_is_refused_with_its_row_and_field(tmp_path, column, value, field):
    take("units", TERC)
    before = everything()
    report = take("units", broken(tmp_path, lambda lines: cell(lines, 100, column, value)))
    assert [(row, field in reason) for row, reason in report.refused] == [(100, True)]
    assert not report.is_saved
    assert everything() == before


@pytest.mark.parametrize("value", ["2023-02-30", "31.12.2023", "", "2023-13-01"])
def test_an_impossible_date_is_refused_with_its_row_and_field(tmp_path, value):
    before = everything()
    with pytest.raises(TableRefused, match=r"777.*STAN_NA") as refusal:
        take("units", broken(tmp_path, lambda lines: cell(lines, 777, 6, value)))
    assert value in refusal.value.message
    assert everything() == before


def test_a_missing_parent_is_refused_with_the_rows_that_need_it(tmp_path):
    def without_a_county(lines):
        at = next(n for n, line in enumerate(lines) if line.split(";")[1:4] == ["01", "", ""])
        del lines[at]

    before = everything()
    report = take("units", broken(tmp_path, without_a_county))
    assert report.refused
    assert all("0201" in reason for _row, reason in report.refused)
    assert everything() == before


def test_a_row_twice_is_refused_with_the_row_that_stands_already(tmp_path):
    before = everything()
    report = take("units", broken(tmp_path, lambda lines: lines.append(lines[49])))
    assert [(row, "50" in reason) for row, reason in report.refused] == [(_last(), True)]
    assert everything() == before


def _last():
    return len(TERC.read_text(encoding="utf-8-sig").splitlines()) + 1


def test_an_end_before_the_beginning_is_refused_in_a_table_of_ours(tmp_path):
    take("units", TERC)
    path = tmp_path / "units.csv"
    call_command("export", "units", output=path)
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    rows[9][rows[0].index("valid_to")] = "1999-12-31"
    rows[19][rows[0].index("parent")] = "9999"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    before = everything()
    report = take("units", path)
    found = {row: reason.split(":")[0] for row, reason in report.refused}
    assert found == {10: "valid_to", 20: "parent"}
    assert everything() == before


def test_half_of_the_register_is_refused_as_a_whole(tmp_path):
    take("units", TERC)
    before = everything()

    def half(lines):
        lines[1:] = [line for n, line in enumerate(lines[1:]) if n % 2 or ";;;" in line]

    with pytest.raises(DomainError):
        take("units", broken(tmp_path, half))
    assert everything() == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda points: points.insert(len(points) // 2, points[0]), ""),
        (lambda points: [point.reverse() for point in points], "PL-"),
        (lambda points: points.pop(), ""),
    ],
)
def test_a_broken_boundary_among_the_real_ones_is_refused_alone(tmp_path, change, reason):
    take("units", TERC)
    content = json.loads(MAPS.read_text(encoding="utf-8"))
    content["features"] = content["features"][:40]
    ring = content["features"][6]["geometry"]["coordinates"][0]
    change(ring[0] if isinstance(ring[0][0], list) else ring)
    path = tmp_path / "granice.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    before = everything()
    report = take("boundaries", path)
    assert [(row, reason in text) for row, text in report.refused] == [(7, True)]
    assert everything() == before
    report = take("boundaries", path, skip_bad_rows=True)
    assert (report.added, report.is_saved, Boundary.objects.count()) == (39, True, 39)


@pytest.mark.skipif(not NORWAY.exists(), reason="the Norwegian files are not here (POMOST_TEST_DATA)")
def test_the_norwegian_boundaries_that_cross_themselves_are_refused_by_feature():
    take("units", next(NORWAY.glob("*.csv")), skip_bad_rows=True)
    report = take("boundaries", NORWAY / "Kommuner-S.geojson")
    assert len(report.refused) == 28
    assert not Boundary.objects.exists()
    report = take("boundaries", NORWAY / "Kommuner-S.geojson", skip_bad_rows=True)
    assert len(report.refused) == 28
    assert Boundary.objects.count() == report.added > 300


def test_a_file_of_500_mb_is_refused_at_once_and_without_reading_it(tmp_path):
    for name, kind in (("granice.geojson", "boundaries"), ("units.csv", "units"), ("terc.xml", "units")):
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(500 * 1024 * 1024)
        memory, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        with pytest.raises(TableRefused, match="MB"):
            take(kind, path)
        assert time.process_time() - began < 1
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 50_000  # kB
