"""What search engines are told."""

from xml.etree import ElementTree

import pytest

from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_the_sitemap_names_what_is_public_and_real_in_every_language_and_each_page_answers(client):
    ProgrammeFactory(published=True, slug="jawny")
    ProgrammeFactory(slug="tajny")
    ProgrammeFactory(published=True, slug="zmyslony", origin="demonstration")

    answer = client.get("/sitemap.xml")

    assert answer.headers["Content-Type"].startswith("application/xml")
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    found = [each.text.removeprefix("http://localhost:8000") for each in root.findall("s:url/s:loc", NAMES)]
    assert {
        "/",
        "/en/",
        "/nb/",
        "/programy/jawny/",
        "/en/programmes/jawny/",
        "/deklaracja-dostepnosci/",
    } <= set(found)
    assert not any("tajny" in address or "zmyslony" in address for address in found)
    assert {client.get(address).status_code for address in found} == {200}
    for entry in root.findall("s:url", NAMES):
        assert {link.get("hreflang") for link in entry.findall("x:link", NAMES)} == {"pl", "en", "nb"}


def test_robots_are_kept_from_what_is_behind_the_sign_in_and_find_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /panel/" in text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text
    assert client.get("/favicon.ico").status_code == 302
