"""Official registers as the offices give them: what each file brings, and what is refused."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db.models import Sum

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.core.system import SYSTEM
from pomost.core.tables import importing
from pomost.core.tables.reading import TableRefused
from pomost.territory import queries
from pomost.territory.models import (
    Boundary,
    FunctionalArea,
    Measure,
    Neighbour,
    RegisterState,
    Succession,
    Unit,
    UnitVersion,
)

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("POMOST_TEST_DATA", Path(__file__).parents[4] / "shared" / "data"))
TERYT, LAU = DATA / "teryt_terc", DATA / "lau_nuts"
real = pytest.mark.skipif(not TERYT.exists(), reason="the offices' files are not here (POMOST_TEST_DATA)")
HEAD = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n"
EXCERPT = (
    HEAD + "02;;;;DOLNOŚLĄSKIE;województwo;2022-01-01\n02;19;;;świdnicki;powiat;2022-01-01\n"
    "02;19;01;1;Świdnica;gmina miejska;2022-01-01\n02;19;07;2;Świdnica;gmina wiejska;2022-01-01\n"
)
SQUARE = '{"type":"Polygon","coordinates":[[[16.4,50.8],[16.6,50.8],[16.6,50.9],[16.4,50.9],[16.4,50.8]]]}'


def take(kind, path, **options):
    return importing.run(kind=kind, file=path, by=SYSTEM, options=importing.Options(**options))


def kept(tmp_path, text, name="TERC.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def levels():
    rows = Unit.objects.filter(country="PL", until__isnull=True)
    return tuple(rows.filter(level=level).count() for level in ("region", "county", "municipality"))


@real
def test_2022_then_2025_keeps_one_history():
    take("units", TERYT / "TERC_Urzedowy_2022-03-14.csv")
    assert levels() == (16, 380, 2477)

    report = take("units", TERYT / "TERC_Urzedowy_2025-01-20.csv")

    assert levels() == (16, 380, 2479)
    assert report.added == 2
    begun = UnitVersion.objects.filter(unit__since=date(2025, 1, 1)).values_list("official_code", flat=True)
    assert sorted(begun) == ["1207132", "2002162"]
    assert Succession.objects.filter(kind="kind_changed").count() == 56
    assert [row.predecessor.code for row in Succession.objects.filter(kind="renamed")] == ["221208"]
    assert not Succession.objects.filter(kind="dissolved").exists()

    again = take("units", TERYT / "TERC_Urzedowy_2025-01-20.csv")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2875)
    assert JournalEntry.objects.filter(verb="register_state.taken").count() == 2


@real
def test_between_2024_and_2025_seven_kinds_changed_whatever_the_layout_and_the_order():
    take("units", TERYT / "TERC_Urzedowy_2025-01-20_noheader.csv")
    take("units", TERYT / "TERC_2024-01-01.json")
    changed = Succession.objects.filter(kind="kind_changed", on=date(2025, 1, 1))
    assert changed.count() == 7
    take("units", TERYT / "TERC_Urzedowy_2022-03-14.csv")
    assert changed.count() == 7
    assert Succession.objects.filter(kind="kind_changed").count() == 56
    assert levels() == (16, 380, 2479)


@real
def test_ostrowice_ends_between_2017_and_2022():
    take("units", TERYT / "TERC_2017-01-01_old-format.xml")
    report = take("units", TERYT / "TERC_Urzedowy_2022-03-14.csv")

    ostrowice = Unit.objects.get(code="320304")
    assert ostrowice.until == date(2021, 12, 31)
    assert list(report.noted.values()) == [1]
    assert [row.kind for row in ostrowice.successions.all()] == ["dissolved"]
    assert queries.found("Ostrowice").get() == ostrowice


@real
def test_the_address_variant_is_refused_and_an_excerpt_ends_nothing():
    with pytest.raises(TableRefused, match="TERC"):
        take("units", TERYT / "TERC_Adresowy_2022-03-16.csv")
    assert not Unit.objects.exists()
    take("units", TERYT / "TERC_Urzedowy_2022-03-14.csv")
    take("units", TERYT / "TERC_Urzedowy_2025-04-01_sample_new-format.xml")
    assert levels() == (16, 380, 2477)


@real
def test_the_lau_list_brings_the_official_functional_areas_and_people():
    take("units", TERYT / "TERC_2017-01-01_old-format.xml")
    take("units", LAU / "lau2019_PL.csv")

    areas = FunctionalArea.objects.filter(is_official=True)
    assert areas.count() == 58
    assert areas.values("units").count() == 753
    assert Measure.objects.aggregate(Sum("inhabitants")) == {"inhabitants__sum": 38_411_148}
    assert levels() == (16, 380, 2478)
    again = take("units", LAU / "lau2019_PL.csv")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2478)


@real
def test_population_of_the_messy_and_of_the_clean_table_is_the_same():
    take("units", TERYT / "TERC_Urzedowy_2022-03-14.csv")
    folder = DATA / "gus_population_area_2023"
    take("population", folder / "powierzchnia_i_ludnosc_2023_errata.csv")
    sums = Measure.objects.aggregate(people=Sum("inhabitants"), area=Sum("area_ha"))
    assert sums == {"people": 37_766_327, "area": 31_393_136}
    again = take("population", folder / "gminy_2023_clean.csv")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2477)


@real
def test_boundaries_bring_points_and_neighbours():
    take("units", TERYT / "TERC_Urzedowy_2022-03-14.csv")
    report = take("boundaries", DATA / "boundaries_pl" / "poland.municipalities.json")
    assert (report.added, report.refused) == (2477, [])
    around = Neighbour.objects.filter(unit__code="020101").values_list("other__code", flat=True)
    assert list(around) == ["020102"]  # the town of Bolesławiec lies inside the rural municipality
    again = take("boundaries", DATA / "boundaries_pl" / "poland.municipalities.json")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2477)


@real
def test_three_swidnicas_stay_three_and_are_found_without_polish_letters():
    take("units", TERYT / "TERC_Urzedowy_2022-03-14.csv")
    found = queries.found("swidnica").filter(level="municipality")
    assert [unit.code for unit in found] == ["021901", "021907", "080907"]
    assert queries.found("0219011").get().code == "021901"
    assert queries.found("021901").get().name == "Świdnica"


def test_what_went_out_can_be_taken_in_again(tmp_path):
    take("units", kept(tmp_path, EXCERPT))
    target = tmp_path / "units.csv"
    call_command("export", "units", output=target)
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert [row["code"] for row in rows] == ["02", "0219", "021901", "021907"]
    assert rows[2]["parent"] == "0219"
    assert rows[2]["address"].endswith("/jednostki/PL-021901/")
    Succession.objects.all().delete()
    UnitVersion.objects.all().delete()
    for level in ("municipality", "county", "region"):
        Unit.objects.filter(level=level).delete()

    report = take("units", target)

    assert report.added == 4
    assert take("units", target).unchanged == 4


def test_an_import_of_a_register_needs_the_right(tmp_path):
    path = kept(tmp_path, EXCERPT)
    with pytest.raises(PermissionDenied):
        importing.run(kind="units", file=path, by=AccountFactory())
    importing.run(kind="units", file=path, by=with_role("administrator"))
    assert RegisterState.objects.get().counts == {"region": 1, "county": 1, "municipality": 2}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("02;19;0X;1;Nowa;gmina;2022-01-01", "GMI"),
        ("02;19;03;7;Nowa;gmina;2022-01-01", "RODZ"),
        ("02;19;03;1;;gmina;2022-01-01", "NAZWA"),
        ("02;19;01;2;Świdnica;gmina;2022-01-01", "021901"),
        ("02;;03;1;Nowa;gmina;2022-01-01", "POW"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number_and_field_and_nothing_is_kept(tmp_path, row, reason):
    report = take("units", kept(tmp_path, EXCERPT + row + "\n"))
    assert [number for number, _text in report.refused] == [6]
    assert reason in report.refused[0][1]
    assert not report.is_saved
    assert not Unit.objects.exists()


def test_a_unit_lies_in_one_that_the_file_or_the_register_knows(tmp_path):
    further = HEAD + "02;19;03;1;Świebodzice;gmina miejska;2022-01-01\n"
    report = take("units", kept(tmp_path, further))
    assert [number for number, _reason in report.refused] == [2]
    assert not Unit.objects.exists()
    take("units", kept(tmp_path, EXCERPT))
    assert take("units", kept(tmp_path, further)).added == 1
    assert Unit.objects.get(code="021903").parent.name == "świdnicki"


def test_a_row_that_lacks_a_column_is_refused_alone(tmp_path):
    rows = [
        {"WOJ": 2, "NAZWA": "DOLNOŚLĄSKIE", "STAN_NA": "2022-01-01"},
        {"POW": "1", "STAN_NA": "2022-01-01"},
    ]
    report = take("units", kept(tmp_path, json.dumps(rows), "terc.json"))
    assert [number for number, _reason in report.refused] == [2]
    assert (report.added, report.is_saved) == (1, False)


@pytest.mark.parametrize(
    ("valid_to", "until"), [("9999-12-31", None), ("", None), ("2020-12-31", date(2020, 12, 31))]
)
def test_the_endless_year_of_other_registers_is_no_end(tmp_path, valid_to, until):
    head = "code,name,kind,valid_from,valid_to,country\n"
    path = kept(tmp_path, f"{head}CZ01,Praha,municipality,2010-01-01,{valid_to},CZ\n", "units.csv")
    assert take("units", path).added == 1
    assert Unit.objects.get().until == until


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("02,x,voivodeship,2020-02-30,", "valid_from"),
        ("02,x,voivodeship,9999-01-01,", "valid_from"),
        ("02,x,voivodeship,2020-01-01,2019-01-01", "valid_to"),
        ("02,x,zamek,2020-01-01,", "kind"),
        ("0201,x,county,2020-01-01,,77", "parent"),
    ],
)
def test_a_wrong_row_of_our_own_table_is_refused_with_its_field(tmp_path, row, field):
    cells = f"code,name,kind,valid_from,valid_to,parent\n{row}{',' * (5 - row.count(','))}\n"
    report = take("units", kept(tmp_path, cells, "units.csv"))
    assert [(number, field in reason) for number, reason in report.refused] == [(2, True)]
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        EXCERPT.replace("2022-01-01\n", "2022-02-30\n"),
        EXCERPT.replace("gmina wiejska;2022-01-01", "gmina wiejska;2023-01-01"),
        "POZIOM;" + HEAD + "1;02;;;;X;woj;2022-01-01\n",
        "a;b\n1;2\n",
        "[1, 2]",
        '[{"WOJ": "02"}, {"POW": "01"}]',
        "<teryt><row></row></teryt>",
        "<teryt><catalog>",
        '<!DOCTYPE x [<!ENTITY a "b">]><teryt><row><WOJ>&a;</WOJ></row></teryt>',
    ],
)
def test_what_is_no_register_is_refused_as_a_whole(tmp_path, text):
    with pytest.raises(TableRefused):
        take("units", kept(tmp_path, text))
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (
            '{"type":"Polygon","coordinates":[[[16.4,50.8],[16.6,50.9],[16.6,50.8],[16.4,50.9],[16.4,50.8]]]}',
            "",
        ),
        ('{"type":"Polygon","coordinates":[[[50.8,16.4],[50.8,16.6],[50.9,16.6],[50.8,16.4]]]}', "PL-021901"),
        ('{"type":"Polygon","coordinates":[[[6.4,50.8],[6.6,50.8],[6.6,50.9],[6.4,50.8]]]}', "PL-021901"),
        ('{"type":"Point","coordinates":[16.4,50.8]}', "Polygon"),
        ('{"type":"Polygon","coordinates":[[["a",50.8]]]}', ""),
        ("null", "Polygon"),
        ('{"type":"Polygon","coordinates":' + "[" * 400 + "]" * 400 + "}", ""),
        ('{"type":"Polygon","coordinates":[[[NaN,50.8],[16.6,50.8],[16.6,50.9],[NaN,50.8]]]}', "PL-021901"),
        ('{"type":"Polygon","coordinates":[[[16.4,50.8],[16.6,50.8],[16.6,50.9]]]}', ""),
    ],
)
def test_a_boundary_that_can_not_be_right_is_refused(tmp_path, geometry, reason):
    take("units", kept(tmp_path, EXCERPT))
    feature = f'{{"type":"Feature","properties":{{"terc":"0219011"}},"geometry":{geometry}}}'
    path = kept(tmp_path, f'{{"type":"FeatureCollection","features":[{feature}]}}', "granice.geojson")
    report = take("boundaries", path)
    assert len(report.refused) == 1
    assert reason in report.refused[0][1]
    assert not Boundary.objects.exists()


def test_a_boundary_is_kept_once_and_gives_the_unit_a_point_inside(tmp_path):
    take("units", kept(tmp_path, EXCERPT))
    feature = f'{{"type":"Feature","properties":{{"terc":"0219011"}},"geometry":{SQUARE}}}'
    path = kept(tmp_path, f'{{"type":"FeatureCollection","features":[{feature}]}}', "granice.geojson")
    assert take("boundaries", path).added == 1
    unit = Unit.objects.get(code="021901")
    assert 16.4 < unit.longitude < 16.6
    assert 50.8 < unit.latitude < 50.9
    assert take("boundaries", path).unchanged == 1


def test_boundaries_that_are_too_large_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "granice.geojson"
    with path.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    with pytest.raises(TableRefused, match="500"):
        take("boundaries", path)


def test_a_file_that_would_end_many_units_is_refused(tmp_path):
    voivodeships = "".join(f"{n:02};;;;WOJ{n};województwo;2022-01-01\n" for n in range(2, 34, 2))
    county = "02;01;;;x;powiat;2022-01-01\n"
    units = "".join(f"02;01;{n:02};2;Gmina {n};gmina wiejska;2022-01-01\n" for n in range(1, 60))
    take("units", kept(tmp_path, HEAD + voivodeships + county + units))
    shorter = "".join(f"02;01;{n:02};2;Gmina {n};gmina wiejska;2023-01-01\n" for n in range(1, 20))
    later = (voivodeships + county).replace("2022", "2023")
    with pytest.raises(DomainError):
        take("units", kept(tmp_path, HEAD + later + shorter))
    assert Unit.objects.filter(until__isnull=False).count() == 0


def test_a_later_list_changes_an_areas_units_and_core(tmp_path):
    head = "country,lau_code,lau_name_national,population,city_id,fua_id,fua_name\n"
    first = f"{head}CZ,1,Praha,10,C1,CZ001,Praha\nCZ,2,Řež,5,,CZ001,Praha\nCZ,3,Mělník,7,,,\n"
    take("units", kept(tmp_path, first, "lau2019.csv"))
    area = FunctionalArea.objects.get()
    assert (area.core.name, sorted(area.units.values_list("code", flat=True))) == ("Praha", ["1", "2"])
    later = f"{head}CZ,1,Praha,10,,CZ001,Praha\nCZ,2,Řež,5,,,\nCZ,3,Mělník,7,C3,CZ001,Praha\n"
    take("units", kept(tmp_path, later, "lau2020.csv"))
    area.refresh_from_db()
    assert (area.core.name, sorted(area.units.values_list("code", flat=True))) == ("Mělník", ["1", "3"])
    assert Measure.objects.filter(unit__code="1").count() == 2


def test_only_an_import_loads_what_reckons_with_shapes():
    """Every process would carry shapely and numpy otherwise (decision 0012)."""
    script = (
        "import sys, django; django.setup(); from django.urls import get_resolver; "
        "get_resolver().url_patterns; print({'shapely', 'numpy'} & set(sys.modules))"
    )
    found = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "set()"
