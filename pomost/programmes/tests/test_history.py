"""The history page: what changed, as people write days, amounts and words."""

import datetime
from decimal import Decimal

import pytest

from pomost.accounts.tests.factories import with_role
from pomost.programmes.actions import parts
from pomost.programmes.tests.factories import ProgrammeFactory, TargetFactory

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
