"""Finding units by code and name of any time, on the offices' own files."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from pomost.core.system import SYSTEM
from pomost.core.tables import importing
from pomost.territory import presenting, queries
from pomost.territory.models import Unit

DATA = Path(os.environ.get("POMOST_TEST_DATA", Path(__file__).parents[4] / "shared" / "data"))
TERYT = DATA / "teryt_terc"
FILES = ("TERC_2017-01-01_old-format.xml", "TERC_Urzedowy_2022-03-14.csv", "TERC_Urzedowy_2025-01-20.csv")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not TERYT.exists(), reason="the offices' files are not here (POMOST_TEST_DATA)"),
]
IN_2017 = date(2017, 6, 1)


@pytest.fixture(scope="module")
def _registers(django_db_setup, django_db_blocker):
    """The register of 2017, 2022 and 2025, taken in once for the module."""
    from django.db import transaction  # noqa: PLC0415

    with django_db_blocker.unblock(), transaction.atomic():
        for name in FILES:
            importing.run(kind="units", file=TERYT / name, by=SYSTEM, options=importing.Options())
        yield
        transaction.set_rollback(True)


pytestmark.append(pytest.mark.usefixtures("_registers"))


def codes(text, **options):
    return [match.unit.code for match in queries.best_matches(text, **options)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3203042", "320304"),
        ("320304", "320304"),
        ("PL-320304", "320304"),
        ("32 03 04 2", "320304"),
        ("Ostrowice", "320304"),
        ("ostrowice", "320304"),
        ("0219011", "021901"),
        ("0219072", "021907"),
    ],
)
def test_a_unit_is_found_by_the_code_or_name_of_its_time(text, code):
    assert [unit.code for unit in queries.found(text, on=IN_2017)] == [code]
    assert codes(text, on=IN_2017)[0] == code


def test_a_unit_that_is_no_more_is_found_today_too_but_not_as_of_a_later_day():
    assert codes("Ostrowice") == ["320304"]
    assert codes("Ostrowice", on=date(2023, 1, 1)) == []
    assert "Ostrowice" in presenting.in_words(queries.best_matches("Ostrowice")[0])
    assert "2021" in presenting.told_apart(Unit.objects.get(code="320304"))


def test_a_renamed_municipality_is_found_by_its_old_name():
    renamed = Unit.objects.filter(successions__kind="renamed", level="municipality").first()
    old = renamed.successions.get(kind="renamed").was
    match = queries.best_matches(old)[0]
    assert (match.unit, match.known_as) == (renamed, old)
    assert f"({old})" in presenting.in_words(match)
    assert renamed.code in codes(renamed.name)


def test_a_municipality_whose_kind_changed_is_found_by_both_codes():
    changed = Unit.objects.filter(successions__kind="kind_changed", successions__on=date(2025, 1, 1)).first()
    old, new = changed.versions.order_by("since").values_list("official_code", flat=True)
    assert old != new
    for code in (old, new, changed.code):
        assert [unit.pk for unit in queries.found(code)] == [changed.pk]
        assert codes(code) == [changed.code]


@pytest.mark.parametrize("text", ["Świdnica", "świdnica", "swidnica", "SWIDNICA"])
def test_three_swidnicas_stay_three(text):
    found = queries.best_matches(text)[:3]
    assert [match.unit.code for match in found] == ["021901", "021907", "080907"]
    assert len({presenting.told_apart(match.unit) for match in found}) == 3


@pytest.mark.parametrize("name", ["Kościerzyna", "Ełk", "Nowa Ruda"])
def test_town_and_countryside_of_one_name_stay_two(name, client):
    found = queries.best_matches(name)[:2]
    assert {match.unit.kind for match in found} == {"urban", "rural"}
    page = client.get(reverse("territory:index"), {"q": name}).content.decode()
    for match in found:
        assert reverse("territory:unit", args=[match.unit.key]) in page
        assert match.unit.get_kind_display() in page


def test_the_kind_narrows_the_list(client):
    page = client.get(reverse("territory:index"), {"q": "swidnica", "kind": "urban"}).content.decode()
    assert "PL-021901" in page
    assert "PL-021907" not in page


def test_exact_comes_before_beginning_before_the_rest_and_below_before_above():
    found = queries.best_matches("Warszawa", limit=5)
    assert [match.unit.level for match in found[:2]] == ["municipality", "county"]
    names = [match.unit.folded for match in queries.best_matches("ruda", limit=50)]
    exact = [name == "ruda" for name in names]
    begin = [name.startswith("ruda") for name in names]
    assert exact == sorted(exact, reverse=True)
    assert begin == sorted(begin, reverse=True)
    assert "nowa ruda" in names
    assert codes("0219", limit=3) == ["0219", "021901", "021902"]


def test_nothing_typed_finds_nothing_and_odd_signs_are_looked_for_as_they_are():
    for text in ("", "  ", "\0", "%", "_", "'; --", "x" * 5000):
        assert queries.best_matches(text) == []


def test_it_asks_three_times_however_many_are_found(django_assert_num_queries):
    with django_assert_num_queries(3):
        assert len([presenting.in_words(each) for each in queries.best_matches("no", limit=50)]) == 50
