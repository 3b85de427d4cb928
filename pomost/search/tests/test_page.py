"""The search page and its operation in the API."""

import pytest
from django.urls import reverse
from django.utils import translation

from pomost.accounts.tests.factories import GrantFactory
from pomost.core.search import index
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def road():
    road = ProgrammeFactory(
        published=True,
        title={"pl": "Drogi powiatowe", "en": "County roads"},
        aim={"pl": "Gminy wspólnie remontują drogi w Żyrardowie."},
    )
    ProgrammeFactory(title={"pl": "Tajne drogi"})
    index.mend()
    return road


def test_a_visitor_finds_the_programme_with_the_words_marked(client, road):
    page = client.get("/szukaj/", {"q": "remont dróg"})
    html = page.content.decode()
    assert page.status_code == 200
    assert f'href="{road.get_absolute_url()}"' in html
    assert "<mark>drogi</mark>" in html
    assert "Tajne" not in html


def test_the_page_speaks_three_languages_at_its_own_addresses(client, road):
    for code, address in (("pl", "/szukaj/"), ("en", "/en/search/"), ("nb", "/nb/sok/")):
        with translation.override(code):
            assert reverse("search:index") == address
        assert f'<html lang="{code}"' in client.get(address).content.decode()
    assert "County roads" in client.get("/en/search/", {"q": "roads"}).content.decode()


def test_who_has_a_task_finds_what_is_not_public_and_the_way_to_it(signed_in, road):
    OrganisationFactory(slug="zarzad", name={"pl": "Zarząd Dróg"})
    index.mend()
    client = signed_in(GrantFactory(role="administrator").account)
    html = client.get("/szukaj/", {"q": "zarząd dróg"}).content.decode()
    assert "/panel/organizacje/zarzad/" in html


def test_what_one_finds_is_kept_from_shared_caches(client, road):
    assert "private" in client.get("/szukaj/", {"q": "drogi"}).headers["Cache-Control"]


def test_a_question_that_is_too_long_is_refused_at_its_field_and_kept(client):
    page = client.get("/szukaj/", {"q": "a" * 301})
    assert page.status_code == 422
    assert page.context["form"].errors["q"]
    assert "a" * 301 in page.content.decode()


@pytest.mark.parametrize("query", [{"q": "drogi\x00"}, {"q": "drogi", "among": "nothing"}])
def test_what_no_form_sends_is_refused(client, query):
    assert client.get("/szukaj/", query).status_code == 422


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999", "7", "²", ""])
def test_a_page_that_is_not_there_shows_the_first(client, road, number):
    assert client.get("/szukaj/", {"q": "drogi", "page": number}).context["page"].number == 1


def test_pages_of_hits_hold_all_of_them_once(client):
    for _ in range(45):
        ProgrammeFactory(published=True, aim={"pl": "Mosty."})
    index.mend()
    shown = []
    for number in (1, 2, 3):
        page = client.get("/szukaj/", {"q": "mosty", "page": number})
        shown += [hit.thing.pk for hit in page.context["found"].hits]
        assert 'aria-current="page"' in page.content.decode()
    assert len(shown) == len(set(shown)) == 45


def test_an_empty_question_shows_only_the_form(client):
    page = client.get("/szukaj/")
    assert page.status_code == 200
    assert "znalezione" not in page.content.decode()


def test_nothing_found_says_what_to_do(client):
    html = client.get("/szukaj/", {"q": "xyzzy"}).content.decode()
    assert "Żadna strona nie zawiera tych słów" in html
    assert "po zalogowaniu" in html


def test_the_api_finds_the_same(client, road):
    found = client.get("/api/v1/search", {"q": "drogami"}).json()
    assert found["total"] == 1
    (item,) = found["items"]
    assert (item["kind"], item["title"]["en"]) == ("programmes", "County roads")
    assert item["address"].endswith(road.get_absolute_url())


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "a" * 301}, {"q": "a", "limit": 51}, {"q": "a", "offset": -1}]
)
def test_the_api_refuses_what_does_not_fit(client, query):
    answer = client.get("/api/v1/search", query)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
