"""Who states an organisation's data: kept by what takes them in, told by what gives them out."""

import csv
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from pomost.accounts.tests.factories import with_role
from pomost.core.errors import DomainError
from pomost.core.models.journal import JournalEntry
from pomost.core.tables import importing
from pomost.exchange import actions as exchange
from pomost.exchange.loading import yaml_file
from pomost.organisations.actions import organisations as actions
from pomost.organisations.exports import EXPORT
from pomost.organisations.models import Organisation
from pomost.organisations.tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
TABLE = "Nazwa;Rodzaj\nGmina Świdnica;local_government\nZwiązek Gmin;union\n"


def taken(path, text):
    """What an import of this table reports."""
    path.write_text(text, encoding="utf-8")
    return importing.run(kind="organisations", file=path, by=with_role("administrator"))


def stated(slug):
    row = Organisation.objects.get(slug=slug)
    return row.source, row.source_url, row.certainty


def exported():
    return {
        row["slug"]: row
        for row in (dict(zip(EXPORT.columns, each, strict=True)) for each in EXPORT.rows(None))
    }


def test_a_row_of_a_table_keeps_the_file_the_row_and_the_checksum_that_it_came_from(tmp_path):
    taken(tmp_path / "gminy.csv", TABLE)

    digest = sha256(TABLE.encode()).hexdigest()[:16]
    assert stated("gmina-swidnica") == (f"gminy.csv:2 (SHA-256 {digest}…)", "", "seen")
    assert stated("zwiazek-gmin")[0].startswith("gminy.csv:3 ")


def test_a_row_that_says_nothing_new_leaves_the_source_and_one_that_does_becomes_it(tmp_path):
    taken(tmp_path / "gminy.csv", TABLE)
    before = stated("gmina-swidnica")

    again = taken(tmp_path / "later.csv", "Nazwa;Rodzaj\nInna;ngo\n" + TABLE.partition("\n")[2])
    assert (again.added, again.changed, again.unchanged) == (1, 0, 2)
    assert stated("gmina-swidnica") == before

    assert taken(tmp_path / "new.csv", TABLE.replace("local_government", "company")).changed == 1
    assert stated("gmina-swidnica")[0].startswith("new.csv:2 ")


def test_a_source_that_the_row_names_wins_and_its_certainty_is_not_made_up(tmp_path):
    taken(
        tmp_path / "gminy.csv",
        "Nazwa;Źródło;Adres źródła;Pewność\nA;Wykaz GUS;https://stat.example;inferred\nB;Pismo;;\n",
    )

    assert stated("a") == ("Wykaz GUS", "https://stat.example", "inferred")
    assert stated("b") == ("Pismo", "", "")


@pytest.mark.parametrize(
    "cells",
    ["Wykaz;;sure", "Wykaz;javascript:alert(1);seen", f"{'x' * 301};;seen"],
    ids=["word", "address", "long"],
)
def test_a_row_whose_source_does_not_fit_is_refused(tmp_path, cells):
    report = taken(tmp_path / "gminy.csv", f"Nazwa;Źródło;Adres źródła;Pewność\nA;{cells}\n")

    assert [row for row, _reason in report.refused] == [2]
    assert not Organisation.objects.exists()


def test_a_programme_file_states_its_organisations_itself_unless_it_names_a_source(tmp_path):
    path = tmp_path / "program.yaml"
    path.write_text(
        "format: 1\norganisations:\n"
        "  - {slug: a, kind: ngo, name: A}\n"
        "  - {slug: b, kind: ngo, name: B, source: KRS, source_url: 'https://krs.example',\n"
        "     certainty: disputed}\n"
    )

    exchange.load_programme_file(document=yaml_file.read(path), by=with_role("administrator"))

    assert stated("a") == ("program.yaml", "", "seen")
    assert stated("b") == ("KRS", "https://krs.example", "disputed")


def test_every_exported_row_has_a_source_and_an_address_that_answers_everybody(client, settings):
    OrganisationFactory(slug="a", source="Wykaz GUS", source_url="https://stat.example", certainty="seen")
    OrganisationFactory(slug="b")
    OrganisationFactory(slug="c", origin="demonstration")

    rows = exported()

    assert list(rows) == ["a", "b"]
    told = {slug: (row["source"], row["source_url"], row["certainty"]) for slug, row in rows.items()}
    assert told == {
        "a": ("Wykaz GUS", "https://stat.example", "seen"),
        "b": (settings.SITE_ADDRESS, "", ""),  # entered by hand: nobody else is known to state it
    }
    for row in rows.values():
        answer = client.get(row["address"].removeprefix(settings.SITE_ADDRESS))
        assert answer.status_code == 200
        told = answer.json()
        assert {name: told[name] for name in ("slug", "address", "source", "source_url", "certainty")} == {
            name: row[name] for name in ("slug", "address", "source", "source_url", "certainty")
        }


def test_the_address_stays_when_the_key_changes():
    row = OrganisationFactory(slug="a")
    before = exported()["a"]["address"]

    actions.change_organisation(organisation=row, values={"slug": "z"}, by=with_role("administrator"))

    assert exported()["z"]["address"] == before


def test_what_is_exported_is_taken_in_again_with_its_sources(tmp_path):
    OrganisationFactory(slug="a", source="Wykaz GUS", source_url="https://stat.example", certainty="inferred")
    target = tmp_path / "organisations.csv"
    call_command("export", "organisations", "--output", str(target), stdout=StringIO())
    Organisation.objects.all().delete()

    report = importing.run(kind="organisations", file=target, by=with_role("administrator"))

    assert (report.added, report.refused) == (1, [])
    assert stated("a") == ("Wykaz GUS", "https://stat.example", "inferred")
    with target.open(encoding="utf-8-sig") as file:
        assert "source" in next(csv.reader(file, delimiter=";" if ";" in target.read_text() else ","))


def test_the_open_data_list_what_is_real_page_by_page(client):
    first, second = OrganisationFactory(), OrganisationFactory()
    invented = OrganisationFactory(origin="simulation")

    page = client.get(reverse("api:organisations"), {"limit": 1}).json()
    assert [row["id"] for row in page["items"]] == [first.pk]
    following = client.get(page["next"][page["next"].index("/api/") :]).json()
    assert [row["id"] for row in following["items"]] == [second.pk]
    assert following["next"] is None
    assert client.get(reverse("api:organisation", args=[invented.pk])).status_code == 404


def test_certainty_without_a_source_is_refused():
    row, by = OrganisationFactory(source="KRS", certainty="seen"), with_role("administrator")
    entries = JournalEntry.objects.count()

    with pytest.raises(DomainError) as refusal:
        actions.change_organisation(organisation=row, values={"source": ""}, by=by)
    assert set(refusal.value.fields) == {"source"}
    with pytest.raises(DomainError):
        actions.create_organisation(
            values={"slug": "x", "kind": "ngo", "name": {"pl": "X"}, "certainty": "seen"}, by=by
        )

    assert stated(row.slug) == ("KRS", "", "seen")
    assert (Organisation.objects.count(), JournalEntry.objects.count()) == (1, entries)


def test_the_page_shows_the_source_and_the_form_asks_for_it(client):
    row = OrganisationFactory(source="Wykaz GUS", source_url="https://stat.example", certainty="inferred")
    client.force_login(with_role("administrator"))

    page = client.get(reverse("organisations-panel:detail", args=[row.slug])).content.decode()
    assert 'href="https://stat.example">Wykaz GUS</a>' in page
    form = client.get(reverse("organisations-panel:change", args=[row.slug])).content.decode()
    assert all(f'name="{name}"' in form for name in ("source", "source_url", "certainty"))
