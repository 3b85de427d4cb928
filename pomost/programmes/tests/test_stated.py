"""Values that sources state, as readers of each language and tables see them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.translation import override

from pomost.programmes.exports import figures
from pomost.programmes.tests.factories import FigureFactory, ProgrammeFactory, claim_about

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/programy/budowanie-kompetencji/", "prawie 600"),
        ("/en/programmes/budowanie-kompetencji/", "almost 600"),
        ("/nb/programmer/budowanie-kompetencji/", "nesten 600"),
    ],
)
def test_a_value_in_words_is_read_in_each_language(client, address, said):
    call_command("load", "demo/programme.yaml", stdout=StringIO())

    page = client.get(address).content.decode().replace("\xa0", " ")
    assert said in page
    assert ("prawie 600" in page) is (said == "prawie 600")
    assert "about the programme" not in page


def test_a_text_that_only_polish_has_and_a_source_are_marked_as_polish(client):
    figure = FigureFactory(programme=ProgrammeFactory(published=True))
    claim_about(figure, "prawie 600", chosen=True, kind="text", source="Związek Miast Polskich")

    with override("en"):
        address = figure.get_absolute_url()
    page = client.get(address).content.decode().replace("\xa0", " ")
    assert '<span lang="pl">prawie 600</span>' in page
    assert '<span lang="pl">Związek Miast Polskich</span>' in page


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("money", {"amount": "4350000.00", "currency": "PLN"}, "4 350 000,00 zł"),
        ("date", "2016-10-31", "31 października 2016"),
    ],
)
def test_amounts_and_days_are_shown_as_people_write_them(client, kind, value, said):
    figure = FigureFactory(programme=ProgrammeFactory(published=True))
    claim_about(figure, value, chosen=True, kind=kind)

    page = client.get(figure.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert f"<h1>{said}" in page


def test_the_table_of_figures_holds_amounts_and_texts_in_one_cell():
    figure = FigureFactory(programme=ProgrammeFactory(published=True))
    claim_about(figure, {"amount": "4350000.00", "currency": "PLN"}, chosen=True, kind="money")
    claim_about(figure, {"pl": "prawie 600", "en": "almost 600"}, kind="text", source="inne")

    assert [row[4] for row in figures(None)] == ["4350000.00 PLN", "prawie 600"]
