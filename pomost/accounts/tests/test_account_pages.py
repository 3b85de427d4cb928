"""The pages of one's own account: in the frame of the panel, with a trail, in the words of an office."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from pomost.accounts.tests.factories import PASSWORD, AccountFactory
from pomost.accounts.views import menus

pytestmark = pytest.mark.django_db
TRAIL = re.compile(r'<nav class="ds-breadcrumbs".*?</nav>', re.DOTALL)
KEYS = ["Start", "Konto", "Drugi składnik", "Klucze dostępu i klucze bezpieczeństwa"]
LINKS = re.compile(r"<a [^>]*>([^<]+)</a>")


@pytest.fixture
def own(signed_in):
    """A client of somebody who has just shown once more who they are."""
    client = signed_in(AccountFactory(email="anna@example.org", name="Anna Nowak"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def trail_on(text: str) -> list[str]:
    return LINKS.findall(TRAIL.search(text)[0])


@pytest.mark.parametrize(
    ("name", "trail"),
    [
        ("accounts:account", ["Start", "Konto"]),
        ("account_change_password", ["Start", "Konto", "Zmień hasło"]),
        ("account_email", ["Start", "Konto", "Zmień adres e-mail"]),
        ("usersessions_list", ["Start", "Konto", "Gdzie trwa logowanie"]),
        ("account_reauthenticate", ["Start", "Konto", "Czy to nadal Państwo?"]),
        ("mfa_index", ["Start", "Konto", "Drugi składnik"]),
        ("mfa_list_webauthn", KEYS),
        ("mfa_add_webauthn", [*KEYS, "Dodaj klucz"]),
        ("accounts:tokens", ["Start", "Konto", "Tokeny API"]),
        ("accounts-panel:own-data", ["Start", "Konto", "Moje dane"]),
    ],
)
def test_a_page_of_ones_account_stands_in_the_panel_with_its_trail(own, name, trail):
    page = own.get(reverse(name)).content.decode()

    assert trail_on(page) == trail
    assert 'id="konto-menu"' in page  # who is signed in, and the way to the other pages
    assert "Anna Nowak" in page
    assert '<footer class="site-foot">' in page  # not the blue foot of public pages
    assert 'href="/panel/organizacje/"' in page  # the panel's own menu


def test_every_page_of_allauth_for_the_signed_in_has_a_place_in_the_trail():
    from pomost.accounts.matrix import OWN  # noqa: PLC0415 - reads declarations that are made once

    closed = {"mfa_download_recovery_codes"}
    assert set(menus.PAGES) == set(OWN) - closed


def test_signing_in_stays_in_the_public_frame(client):
    page = client.get(reverse("account_login")).content.decode()

    assert 'id="konto-menu"' not in page
    assert '<footer class="site-foot" data-public>' in page


def test_the_account_page_leads_to_all_the_others(own):
    page = own.get(reverse("accounts:account")).content.decode()

    content = page[page.index("<h1>") :]
    for name, _label, _why in menus.ACCOUNT:
        assert f'href="{reverse(name)}"' in content
    assert "anna@example.org" in content


def test_an_account_page_keeps_the_language_of_its_address(own):
    with override("nb"):
        address = reverse("account_change_password")
    page = own.get(address).content.decode()

    assert trail_on(page) == ["Start", "Konto", "Bytt passord"]
    assert 'hreflang="pl"' in page  # links, as the address carries the language


def test_the_home_is_marked_in_the_menu_only_on_its_own_page(own):
    def marked(address):
        nav = re.search(r'<nav class="site-nav".*?</nav>', own.get(address).content.decode(), re.DOTALL)
        return re.findall(r'<a [^>]*aria-current="\w+">([^<]+)<', nav[0])

    assert marked(reverse("panel-panel:home")) == ["Start"]
    assert marked(reverse("accounts-panel:own-data")) == []
