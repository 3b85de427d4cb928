"""Who asks for an account finds the office however they write its name."""

import pytest

from pomost.core.search import index
from pomost.organisations.queries import offices
from pomost.organisations.tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = OrganisationFactory(
        name={"pl": "Urząd Gminy Świdnica", "en": "Swidnica Commune"}, short_name="UGŚ"
    )
    OrganisationFactory(name={"pl": "Urząd Miasta Łódź"})
    index.mend()
    return str(found.pk)


@pytest.mark.parametrize(
    "text",
    [
        "Świdnica",
        "świdnica",
        "ŚWIDNICA",
        "swidnica",
        "w Świdnicy",
        "gmina świdnica",
        "commune swid",
        "Świdni",
        "ugś",
    ],
)
def test_an_office_is_found_however_its_name_is_written(office, text):
    assert offices(text.replace("_", " "))[0][0] == office


def test_words_of_nothing_find_nothing(office):
    assert offices("Kowalewo") == []
    assert offices("\0 ' %") == []
