"""What people record of units stays when later states of the register are taken in."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from pomost.accounts.tests.factories import with_role
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.core.system import SYSTEM
from pomost.core.tables import importing
from pomost.territory.actions.successions import record_succession, remove_succession
from pomost.territory.models import Succession, Unit, UnitVersion

pytestmark = pytest.mark.django_db
DATA = Path(os.environ.get("POMOST_TEST_DATA", Path(__file__).parents[4] / "shared" / "data"))
TERYT = DATA / "teryt_terc"
real = pytest.mark.skipif(not TERYT.exists(), reason="the offices' files are not here (POMOST_TEST_DATA)")
NEW_YEAR = date(2019, 1, 1)
HEAD = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\n"
REGIONS = (
    "".join(f"{n:02};;;;W{n};województwo;DAY\n" for n in range(2, 34, 2)) + "32;03;;;drawski;powiat;DAY\n"
)
DRAWSKO = "32;03;02;3;Drawsko Pomorskie;gmina miejsko-wiejska;DAY\n"
ZLOCIENIEC = "32;03;06;3;Złocieniec;gmina miejsko-wiejska;DAY\n"
OSTROWICE = "32;03;04;2;Ostrowice;gmina wiejska;DAY\n"


def take(path):
    return importing.run(kind="units", file=path, by=SYSTEM, options=importing.Options())


@pytest.fixture
def state(tmp_path):
    """Take in a whole register of a day with these rows."""

    def taken(day, *rows):
        path = tmp_path / "TERC.csv"
        path.write_text((HEAD + REGIONS + "".join(rows)).replace("DAY", day), encoding="utf-8")
        return take(path)

    return taken


@pytest.fixture
def ended(state):
    state("2017-01-01", DRAWSKO, OSTROWICE, ZLOCIENIEC)
    state("2022-01-01", DRAWSKO, ZLOCIENIEC)
    return Unit.objects.get(code="320304")


def said(kind="split", on=NEW_YEAR, to="320306", **further):
    successor = Unit.objects.get(code=to) if to else None
    return {"kind": kind, "on": on, "successor": successor, "source": "Dz.U.", "certainty": "seen"} | further


def known(unit):
    unit.refresh_from_db()
    return (
        unit.until,
        list(unit.versions.values_list("since", "until")),
        list(unit.successions.values_list("kind", "on", "successor__code", "derived")),
        JournalEntry.objects.count(),
    )


def test_a_recorded_division_replaces_what_was_guessed_and_stays(ended, state):
    for to in ("320302", "320306"):
        record_succession(unit=ended, values=said(to=to), by=SYSTEM)
    wanted = [("split", NEW_YEAR, "320302", False), ("split", NEW_YEAR, "320306", False)]
    assert known(ended)[:3] == (date(2018, 12, 31), [(date(2017, 1, 1), date(2018, 12, 31))], wanted)

    state("2025-01-01", DRAWSKO, ZLOCIENIEC)
    state("2022-01-01", DRAWSKO, ZLOCIENIEC)
    state("2018-01-01", DRAWSKO, OSTROWICE, ZLOCIENIEC)
    assert known(ended)[:3] == (date(2018, 12, 31), [(date(2017, 1, 1), date(2018, 12, 31))], wanted)


@real
def test_the_real_register_keeps_what_is_recorded_of_ostrowice():
    take(TERYT / "TERC_2017-01-01_old-format.xml")
    take(TERYT / "TERC_Urzedowy_2022-03-14.csv")
    ostrowice = Unit.objects.get(code="320304")
    for to in ("320302", "320306"):
        record_succession(unit=ostrowice, values=said(to=to), by=SYSTEM)
    before = known(ostrowice)[:3]
    take(TERYT / "TERC_Urzedowy_2025-01-20.csv")
    assert known(ostrowice)[:3] == before
    assert before[0] == date(2018, 12, 31)


def test_taken_back_the_register_speaks_again(ended):
    before = known(ended)[:3]
    rows = [record_succession(unit=ended, values=said(to=to), by=SYSTEM) for to in ("320302", "320306")]
    remove_succession(succession=rows[0], by=SYSTEM)
    assert known(ended)[0] == date(2018, 12, 31)
    remove_succession(succession=rows[1], by=SYSTEM)
    assert known(ended)[:3] == before
    with pytest.raises(DomainError):
        remove_succession(succession=rows[1], by=SYSTEM)
    with pytest.raises(DomainError):
        remove_succession(succession=ended.successions.get(), by=SYSTEM)
    assert known(ended)[:3] == before


def test_a_unit_that_the_register_still_knows_can_be_recorded_as_ended_after_its_state(state):
    state("2017-01-01", DRAWSKO, OSTROWICE, ZLOCIENIEC)
    unit = Unit.objects.get(code="320304")
    row = record_succession(unit=unit, values=said(), by=SYSTEM)
    assert known(unit)[0] == date(2018, 12, 31)
    remove_succession(succession=row, by=SYSTEM)
    assert known(unit)[0] is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": timezone.localdate() + timedelta(days=1)}, "on"),
        ({"on": date(2017, 1, 1)}, "on"),
        ({"on": date(2022, 1, 2)}, "on"),
        ({"to": ""}, "successor"),
        ({"to": "320304"}, "successor"),
        ({"to": "3203"}, "successor"),
        ({"kind": "renamed"}, "successor"),
        ({"kind": "renamed", "to": ""}, "on"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(ended, values, field):
    before = known(ended)
    with pytest.raises(DomainError) as refusal:
        record_succession(unit=ended, values=said(**values), by=SYSTEM)
    assert list(refusal.value.fields) == [field]
    assert known(ended) == before


def test_another_day_the_same_again_and_a_successor_that_ended_are_refused(ended, state):
    record_succession(unit=ended, values=said(), by=SYSTEM)
    before = known(ended)
    for values in (said(), said(to="320302", on=date(2018, 6, 1))):
        with pytest.raises(DomainError):
            record_succession(unit=ended, values=values, by=SYSTEM)
    assert known(ended) == before
    other = Unit.objects.get(code="320302")
    late = {"on": date(2023, 1, 1), "successor": ended}
    with pytest.raises(DomainError) as refusal:
        record_succession(unit=other, values=said(**late), by=SYSTEM)
    assert list(refusal.value.fields) == ["successor"]


def test_the_true_day_of_a_new_kind_is_kept_and_can_be_taken_back(state):
    town = OSTROWICE.replace(";2;", ";3;")
    state("2017-01-01", DRAWSKO, OSTROWICE, ZLOCIENIEC)
    state("2022-01-01", DRAWSKO, town, ZLOCIENIEC)
    unit = Unit.objects.get(code="320304")
    before = known(unit)[:3]
    row = record_succession(unit=unit, values=said(kind="kind_changed", to=""), by=SYSTEM)
    wanted = (
        [(date(2017, 1, 1), date(2018, 12, 31)), (NEW_YEAR, None)],
        [("kind_changed", NEW_YEAR, "320304", False)],
    )
    assert known(unit)[1:3] == wanted
    state("2025-01-01", DRAWSKO, town, ZLOCIENIEC)
    state("2018-01-01", DRAWSKO, OSTROWICE, ZLOCIENIEC)
    assert known(unit)[1:3] == wanted
    state("2026-01-01", DRAWSKO, town.replace("Ostrowice", "Ostrowice Nowe"), ZLOCIENIEC)
    assert unit.successions.filter(kind="kind_changed").count() == 1
    assert unit.successions.filter(kind="renamed", derived=True).count() == 1
    with pytest.raises(DomainError):
        record_succession(unit=unit, values=said(kind="kind_changed", to="", on=date(2018, 6, 1)), by=SYSTEM)
    state("2026-01-01", DRAWSKO, town, ZLOCIENIEC)
    remove_succession(succession=row, by=SYSTEM)
    assert known(unit)[1:3] == before[1:3]


def test_only_administrators_record(ended):
    before = known(ended)[:3]
    for role in ("officer", "data_protection_officer"):
        by = with_role(role, None if role != "officer" else Unit(pk=1))
        with pytest.raises(PermissionDenied):
            record_succession(unit=ended, values=said(), by=by)
    assert known(ended)[:3] == before


def test_the_page_records_keeps_what_was_typed_and_takes_back(ended, signed_in):
    client = signed_in(with_role("administrator"))
    address = reverse("territory-panel:record", args=[ended.key])
    data = {
        "kind": "split",
        "on": "2019-01-01",
        "successor": "nieznana",
        "source": "Dz.U.",
        "certainty": "seen",
    }
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert 'value="nieznana"' in answer.content.decode()
    answer = client.post(address, data | {"successor": "Zlocieniec", "on": "2017-01-01"})
    assert answer.status_code == 422
    assert Succession.objects.get().derived
    answer = client.post(address, data | {"successor": "Zlocieniec"}, follow=True)
    assert "Dz.U." in answer.content.decode()
    row = Succession.objects.get(derived=False)
    away = reverse("territory-panel:remove-succession", args=[ended.key, row.pk])
    assert client.get(away).status_code == 200
    client.post(away)
    assert Succession.objects.get().derived
    assert client.get(away).status_code == 404
    page = client.get(reverse("territory:unit", args=[ended.key])).content.decode()
    assert address in page
    assert UnitVersion.objects.get(unit=ended).official_code in page
