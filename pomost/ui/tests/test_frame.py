"""The frame: menus, languages, layout, error pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override

from pomost.core.middleware import LANGUAGE_COOKIE
from pomost.core.registries import Registry
from pomost.ui import menu
from pomost.ui.context import Frame
from pomost.ui.tests.factories import AccountFactory


def frame(rf, address="/", user=None, cookies=None):
    request = rf.get(address)
    request.user = user or AnonymousUser()
    request.COOKIES.update(cookies or {})
    return Frame(request)


def test_the_language_switch_leads_to_the_same_page(rf):
    with override("en"):
        here = reverse("ui:gallery")
        links = {link.code: link for link in frame(rf, f"{here}?q=1").languages}
    assert links["en"].url == f"{here}?q=1"
    assert links["en"].is_current
    for code in ("pl", "nb"):
        with override(code):
            assert links[code].url == reverse("ui:gallery") + "?q=1"
        assert not links[code].is_current


def test_a_page_that_does_not_exist_offers_the_first_page_of_each_language(rf):
    with override("pl"):
        assert [link.url for link in frame(rf, "/nie-ma/").languages] == ["/", "/en/", "/nb/"]


def test_a_menu_shows_what_exists_and_may_be_used_in_order(rf):
    items = Registry("menu")
    items.add("b", menu.MenuItem("Gallery", "ui:gallery", order=2))
    items.add("a", menu.MenuItem("Language", "ui-plain:set-language", order=1))
    items.add("gone", menu.MenuItem("Gone", "ui:not-there"))
    items.add(
        "secret", menu.MenuItem("Secret", "ui:gallery", shown=lambda request: request.user.is_authenticated)
    )
    request = rf.get("/jezyk/further/")
    request.user = AnonymousUser()
    with override("pl"):
        links = menu.links(items, request)
    assert [link.label for link in links] == ["Language", "Gallery"]
    assert [(link.is_current, link.is_below) for link in links] == [(False, True), (False, False)]


def test_a_visitor_without_a_session_is_not_looked_up(rf):
    class Untouchable:
        @property
        def is_authenticated(self):
            raise AssertionError("the session was asked")

    assert not frame(rf, user=Untouchable()).is_known


@pytest.mark.django_db
def test_the_panel_remembers_the_language_in_a_cookie(client):
    answer = client.post("/jezyk/", {"language": "nb", "next": "/panel/x/?y=1"})
    assert answer["Location"] == "/panel/x/?y=1"
    assert answer.cookies[LANGUAGE_COOKIE].value == "nb"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(client, back):
    assert client.post("/jezyk/", {"language": "nb", "next": back})["Location"] == "/panel/"


def test_an_unknown_language_sets_no_cookie(client):
    assert LANGUAGE_COOKIE not in client.post("/jezyk/", {"language": "xx", "next": "/panel/"}).cookies


@pytest.mark.django_db
def test_an_unknown_address_gets_our_page_in_its_language(client):
    answer = client.get("/nb/finnes-ikke/")
    assert answer.status_code == 404
    assert b'<html lang="nb"' in answer.content


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
@pytest.mark.parametrize("language", ["pl", "en", "nb"])
def test_pages_of_last_resort_need_nothing(name, language):
    with override(language):
        text = render_to_string(name)
    assert f'<html lang="{language}"' in text
    assert "<h1>" in text


@pytest.mark.django_db
def test_the_frame_holds_nothing_inline(client):
    text = client.get("/en/nothing/").content.decode()
    assert "style=" not in text
    assert "<style" not in text
    assert "<script>" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("environment", "is_signed_in", "status"),
    [("dev", False, 200), ("production", False, 404), ("production", True, 200)],
)
def test_the_gallery_is_for_builders(client, environment, is_signed_in, status):
    if is_signed_in:
        client.force_login(AccountFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    with override_settings(ENVIRONMENT=environment), override("en"):
        assert client.get(reverse("ui:gallery")).status_code == status


@pytest.mark.django_db
def test_the_gallery_list_can_be_downloaded(client):
    with override("en"):
        answer = client.get(reverse("ui:gallery") + "?format=csv&room=core")
    assert answer["Content-Disposition"].startswith('attachment; filename="ui-gallery-')
    assert b"journalentry" in answer.content
    assert b"sessions" not in answer.content


@pytest.mark.django_db
def test_what_somebody_signed_in_saw_is_asked_anew(client):
    client.force_login(AccountFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/panel/").headers["Cache-Control"] == "private, no-cache"
