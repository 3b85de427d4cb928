"""Partnerships in a programme file, and broken copies that are refused at their line."""

from decimal import Decimal

import pytest

from pomost.core import journal
from pomost.core.models import Claim
from pomost.core.system import SYSTEM
from pomost.exchange.actions import load_programme_file
from pomost.exchange.loading import yaml_file
from pomost.exchange.loading.yaml_file import FileRefused
from pomost.organisations.models import Organisation
from pomost.partnerships.models import Membership, Partnership
from pomost.territory.models import Unit

pytestmark = pytest.mark.django_db
SMALL = """\
format: 1
units:
  - code: "16"
    kind: voivodeship
    name: opolskie
    valid_from: 2017-01-01
  - code: "160705"
    kind: urban_rural
    name: Nysa
    parent: "16"
    valid_from: 2017-01-01
    point: "50.47, 17.33"
organisations:
  - slug: gmina-nysa
    kind: local_government
    name: Gmina Nysa
    units: ["160705"]
  - slug: izba
    kind: chamber
    name: Izba
partnerships:
  - slug: partnerstwo
    name: Partnerstwo
    state: active
    source: gazeta
    members:
      - organisation: gmina-nysa
        role: leader
        joined: "2012-08"
        left: "2013-01-01"
      - organisation: izba
        role: social_partner
    documents:
      - slug: list
        kind: letter_of_intent
        title: List intencyjny
        signed: "2012-08-03"
        claims:
          signed:
            - {value: 2012-08-03, source: gmina}
            - {value: 2012-08-02, source: baza}
      - slug: aneks
        kind: annex
        title: Aneks
        amends: list
        signatories: [gmina-nysa, izba]
    funding:
      - slug: dotacja
        fund: eea
        stage: final
        amount: "100.50"
    functional_area:
      name: Obszar
      kind: local
      basis: declared
      core: "160705"
      units: ["160705"]
      on: "2013-07"
    voivodeships: ["16"]
    links:
      - kind: continues
        to: dawne
    timeline:
      - on: "2014"
        text: Spotkanie
  - slug: dawne
    name: Dawne
    state: closed
    published: false
"""


def load(text, tmp_path):
    path = tmp_path / "plik.yaml"
    path.write_text(text, encoding="utf-8")
    return load_programme_file(document=yaml_file.read(path), by=SYSTEM)


def test_a_partnership_is_loaded_with_all_that_hangs_on_it(tmp_path):
    load(SMALL, tmp_path)
    partnership, earlier = Partnership.objects.order_by("-slug")
    assert partnership.published_at
    assert earlier.published_at is None
    area = partnership.functional_area
    assert (area.kind, area.dated, area.core.code) == ("local", "2013-07", "160705")
    assert [unit.code for unit in area.units.all()] == ["160705"]
    assert [unit.code for unit in partnership.regions.all()] == ["16"]
    assert [(link.kind, link.other) for link in partnership.links.all()] == [("continues", earlier)]
    entry = partnership.timeline_entries.get()
    assert (entry.happened, entry.text, entry.source) == ("2014", {"pl": "Spotkanie"}, "gazeta")
    annex = partnership.documents.get(slug="aneks")
    assert (annex.amends.slug, annex.signatures.count()) == ("list", 2)
    left, here = partnership.memberships.order_by("organisation__slug")
    assert (left.state, left.sector, left.joined, left.left) == ("left", "public", "2012-08", "2013-01-01")
    assert (here.state, here.sector, here.source) == ("confirmed", "business", "gazeta")
    document = partnership.documents.get(slug="list")
    claims = Claim.objects.filter(subject_type="partnerships.partnershipdocument", subject_id=document.pk)
    assert sorted(claims.values_list("value", "chosen")) == [("2012-08-02", False), ("2012-08-03", True)]
    assert partnership.funding_lines.get().amount == Decimal("100.50")

    again = load(SMALL, tmp_path)

    assert again.changed_nothing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 2012-08-02", "value: 2012-08-01"),
        ('voivodeships: ["16"]', 'voivodeships: ["16", "160705"]'),
        ("text: Spotkanie", "text: Zebranie"),
    ],
)
def test_whatever_a_later_file_changes_is_seen_on_the_pages(tmp_path, old, new):
    load(SMALL, tmp_path)
    before = journal.version_of(("partnerships",))
    report = load(SMALL.replace(old, new), tmp_path)
    assert not report.changed_nothing
    assert journal.version_of(("partnerships",)) != before


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ('units: ["160705"]', 'units: ["160799"]', 17, "organisations[1].units[1]"),
        ('joined: "2012-08"', 'joined: "2012-13"', 29, "joined"),
        ('signed: "2012-08-03"', 'signed: "2012-02-30"', 37, "signed"),
        ("organisation: izba", "organisation: nie-ma", 31, "organisation"),
        ('left: "2013-01-01"', 'left: "2011-01-01"', 30, "left"),
        (
            "valid_from: 2017-01-01\n    point",
            "valid_from: 2017-01-01\n    valid_to: 2016-01-01\n    point",
            12,
            "valid_to",
        ),
        ("stage: final", "stage: jutro", 50, "stage"),
        ("amends: list", "amends: nie-ma", 45, "amends"),
        ("to: dawne", "to: nie-ma", 62, "to"),
        ('core: "160705"', 'core: "160799"', 56, "core"),
        ('parent: "16"', 'parent: "99"', 7, "units[2]"),
        ('point: "50.47, 17.33"', 'point: "17.33"', 12, "point"),
    ],
)
def test_a_broken_copy_is_refused_with_file_line_and_field(tmp_path, old, new, line, field):
    assert old in SMALL
    with pytest.raises(FileRefused) as refusal:
        load(SMALL.replace(old, new, 1), tmp_path)
    found = refusal.value.problems[0]
    assert (found[0], refusal.value.file) == (line, "plik.yaml")
    assert field in found[1]
    assert not Partnership.objects.exists()
    assert not Unit.objects.exists()


def test_a_member_twice_is_refused_unless_it_had_left(tmp_path):
    twice = SMALL.replace("organisation: izba", "organisation: gmina-nysa")
    with pytest.raises(FileRefused) as refusal:
        load(twice.replace('        left: "2013-01-01"\n', ""), tmp_path)
    assert refusal.value.problems[0][1] == "partnerships[1].members[2].organisation"
    load(twice, tmp_path)
    assert Membership.objects.filter(organisation__slug="gmina-nysa").count() == 2


def test_a_unit_has_one_local_government(tmp_path):
    with pytest.raises(FileRefused, match="160705"):
        load(SMALL.replace("kind: chamber\n", 'kind: union\n    units: ["160705"]\n'), tmp_path)
    assert not Organisation.objects.exists()
