"""The history page: what changed, as people write days, amounts and words."""

import datetime
from decimal import Decimal

import pytest

from pomost.accounts.tests.factories import with_role
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.programmes.actions import claims, parts
from pomost.programmes.actions.programmes import change_programme, move_programme, record_version
from pomost.programmes.tests.factories import (
    FigureFactory,
    ImplementerFactory,
    ProgrammeFactory,
    TargetFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="proba")


@pytest.fixture
def manager(programme):
    return with_role("programme_manager", programme)


@pytest.fixture
def history(signed_in, manager):
    """Read the page: its words with single blanks instead of line ends and unbreakable blanks."""

    def read() -> str:
        answer = signed_in(manager).get("/panel/programy/proba/historia/")
        return " ".join(answer.content.decode().replace("\xa0", " ").split())

    return read


def test_a_corrected_result_shows_what_it_said_before_and_of_which_day(programme, manager, history):
    target = TargetFactory(activity__programme=programme)
    for reached in (5, 9):
        values = {"as_of": datetime.date(2026, 3, 1), "reached": Decimal(reached)}
        parts.record_result(target=target, values=values, by=manager)

    page = history()
    assert "wyniku (1 marca 2026)" in page
    assert "<del>5" in page
    assert page.count("<ins>9</ins>") == 1


def test_an_annex_is_shown_with_days_and_amounts_in_their_currency(programme, manager, history):
    terms = {"begins_on": programme.current.begins_on, "currency": "PLN"}
    ends_on = datetime.date(2028, 8, 4)
    record_version(
        programme=programme, terms={**terms, "ends_on": ends_on, "amount": Decimal("4350000")}, by=manager
    )
    later = {**terms, "ends_on": datetime.date(2029, 12, 31), "amount": Decimal("5000000.50")}
    record_version(programme=programme, terms=later, by=manager)

    page = history()
    assert "<del>4 sierpnia 2028</del>" in page
    assert "<ins>31 grudnia 2029</ins>" in page
    assert "<del>4 350 000,00 zł</del>" in page
    assert "<ins>5 000 000,50 zł</ins>" in page
    assert '<span class="ds-sr-only">było: </span><del>4 350' in page
    assert '<span class="ds-sr-only">jest: </span><ins>5 000' in page
    assert "2029-12-31" not in page


def test_a_change_of_currency_shows_each_amount_in_its_own(programme, manager, history):
    values = {"slug": "eog", "name": {"pl": "EOG"}, "amount": Decimal("10.00"), "currency": "EUR"}
    part = parts.add_part(programme=programme, kind="financing", values=values, by=manager)
    parts.change_part(part=part, values={"amount": Decimal("40.00"), "currency": "PLN"}, by=manager)

    page = history()
    assert "<del>10,00 €</del>" in page
    assert "<ins>40,00 zł</ins>" in page


def test_keys_choices_and_claims_are_shown_in_words(programme, manager, history):
    office = OrganisationFactory(name={"pl": "Gmina Przykładowo"}, slug="przykladowo")
    values = {"organisation": office, "role": "leader"}
    parts.add_part(programme=programme, kind="implementers", values=values, by=manager)
    claim = {"aspect": "value", "source": "ZMP"}
    figure = FigureFactory(programme=programme)
    for kind, value in (
        ("money", {"amount": "4350000.00", "currency": "PLN"}),
        ("number", 1200),
        ("date", "2016-10-31"),
    ):
        values = {**claim, "kind": kind, "value": value}
        claims.state_claim(programme=programme, subject=figure, values=values, by=manager)
    move_programme(programme=programme, step="begin_closing", by=manager)

    page = history()
    for words in ("Gmina Przykładowo", "lider", "4 350 000,00 zł", "1 200", "31 października 2016", "trwa"):
        assert f"<ins>{words}</ins>" in page or f"<del>{words}</del>" in page, words


def test_words_that_differ_side_by_side_are_one_run_with_their_blanks(programme, manager, history):
    old = "Pokazać, jak razem dbać o rzekę, która płynie przez pięć gmin."
    new = "Pokazać, jak wspólnie i mądrze chronić rzekę, która płynie przez pięć gmin."
    change_programme(programme=programme, values={"aim": {"pl": old}}, by=manager)
    change_programme(programme=programme, values={"aim": {"pl": new}}, by=manager)

    page = history()
    assert "<del>razem dbać o</del>" in page
    assert "<ins>wspólnie i mądrze chronić</ins>" in page
    assert "rzekę, która płynie przez pięć gmin." in page


def test_texts_that_share_little_are_shown_whole(programme, manager, history):
    old, new = (
        "Pierwsza wersja, w której napisano jedno.",
        "Zupełnie inne zdanie, w którym nie ma już tamtego.",
    )
    change_programme(programme=programme, values={"aim": {"pl": old}}, by=manager)
    change_programme(programme=programme, values={"aim": {"pl": new}}, by=manager)

    page = history()
    assert f"<del>{old}</del>" in page
    assert f"<ins>{new}</ins>" in page


def test_a_change_of_tasks_in_another_language_is_shown(programme, manager, history):
    implementer = ImplementerFactory(programme=programme)
    TaskFactory(implementer=implementer, text={"pl": "Szkolenia", "en": "Training"})
    tasks = [{"text": {"pl": "Szkolenia", "en": "Courses"}}]
    parts.replace_tasks(implementer=implementer, tasks=tasks, by=manager)

    page = history()
    assert "<del>Training</del>" in page
    assert "<ins>Courses</ins>" in page
    assert "<del>Szkolenia" not in page
