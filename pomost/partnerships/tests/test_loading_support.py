"""The support of a programme in a programme file: days, reason, agreements; wrong days are refused."""

from datetime import date

import pytest

from pomost.core.system import SYSTEM
from pomost.exchange.actions import load_programme_file
from pomost.exchange.loading import yaml_file
from pomost.exchange.loading.yaml_file import FileRefused
from pomost.partnerships.models import Participation
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
FILE = """\
format: 1
partnerships:
  - slug: partnerstwo
    name: Partnerstwo
    state: active
    source: protokół
    participations:
      - programme: program
        state: ended
        asked_for: Porada
        asked_on: 2013-01-10
        decided_on: 2013-02-01
        ended_on: 2014-05-31
        reason: Cel osiągnięty
        agreements:
          - number: W/1
            signed_on: 2013-02-15
            until: 2014-12-31
            scope: Opieka konsultanta
"""


@pytest.fixture
def load(tmp_path):
    ProgrammeFactory(slug="program")

    def loaded(text):
        path = tmp_path / "plik.yaml"
        path.write_text(text, encoding="utf-8")
        return load_programme_file(document=yaml_file.read(path), by=SYSTEM)

    return loaded


def test_the_support_is_loaded_with_its_days_and_agreement_once(load):
    load(FILE)

    row = Participation.objects.get()
    assert (row.asked_for, row.reason) == ("Porada", "Cel osiągnięty")
    days = (row.asked_on, row.decided_on, row.ended_on)
    assert days == (date(2013, 1, 10), date(2013, 2, 1), date(2014, 5, 31))
    agreement = row.agreements.get()
    assert (agreement.number, agreement.scope) == ("W/1", "Opieka konsultanta")
    assert (agreement.signed_on, agreement.until) == (date(2013, 2, 15), date(2014, 12, 31))
    assert load(FILE).changed_nothing
    load(FILE.replace("until: 2014-12-31", "until: 2015-06-30"))
    agreement.refresh_from_db()
    assert agreement.until == date(2015, 6, 30)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("decided_on: 2013-02-01", "decided_on: 2012-02-01", 12),
        ("ended_on: 2014-05-31", "ended_on: 2013-01-31", 13),
        ("until: 2014-12-31", "until: 2013-01-01", 18),
        ("asked_on: 2013-01-10", "asked_on: 2013-02-30", 11),
        ("number: W/1", "numer: W/1", 16),
    ],
)
def test_days_out_of_order_are_refused_at_their_line(load, old, new, line):
    with pytest.raises(FileRefused) as refusal:
        load(FILE.replace(old, new))

    assert line in [found[0] for found in refusal.value.problems]
    assert not Participation.objects.exists()
