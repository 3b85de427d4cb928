"""The pages of one's own account: in the frame of the panel, with a trail, in the words of an office."""

import html
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from pomost.accounts.models import Account
from pomost.accounts.tests.factories import PASSWORD, AccountFactory, TokenFactory
from pomost.accounts.views import menus
from pomost.core.models.outbox import OutboxMessage

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
    assert set(menus.PAGES) == set(OWN) - closed | {"account_logout"}


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


# ---- the words of an office, also where allauth and Django speak

INTIMATE = re.compile(
    r"\b(?:tw[oó]j\w*|ciebie|tobie|ci|zapomnia\w+|masz|możesz|jesteś|musisz|wprowadź|wpisz|podaj|norwegian)\b",
    re.I,
)
POLISH = re.compile(r"[ąćęłńóśźż]", re.I)
# What is wrong in each of them has its message.
WRONG = {
    "login": "nikt@example.org", "email": "zly", "password": "x", "code": "12", "name": "",
    "oldpassword": "x", "password1": "abc", "password2": "abcd", "action_add": "1", "credential": "{",
}  # fmt: skip
PUBLIC = (
    "account_login", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key_done", "account_email_verification_sent",
    "socialaccount_login_cancelled", "socialaccount_login_error", "accounts:ask", "accounts:asked",
)  # fmt: skip


def with_every_factor(account) -> int:
    """Give the account an app, recovery codes, a key and a token; returns the key's number."""
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)
    TokenFactory(account=account)
    data = {"name": "Telefon", "credential": {}}
    return Authenticator.objects.create(user=account, type="webauthn", data=data).pk


def words_of(answer) -> str:
    """What a reader gets of a page: its title, its text, and what stands in its fields."""
    page = answer.content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    text = re.sub(
        r"<script.*?</script>", "", page[page.index("<main") : page.index("</main>")], flags=re.DOTALL
    )
    shown = re.findall(r'(?:placeholder|aria-label|alt|title)="([^"]*)"', text)
    return html.unescape(" | ".join([title, re.sub(r"<[^>]+>", " ", text), *shown]))


def pages_in(client, language: str, names: list[str], *, key: int = 0):
    """(name, words) of each page, and of its answer to wrong values."""
    for name in names:
        args = [key] if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else []
        with override(language):
            address = reverse(name, args=args)
        answer = client.get(address)
        assert answer.status_code in (200, 401), name
        yield name, words_of(answer)
        if '<form method="post"' in answer.content.decode() and name not in ("mfa_deactivate_totp",):
            wrong = client.post(address, WRONG)
            if wrong.status_code in (200, 400, 422, 429):
                yield f"{name} (wrong)", words_of(wrong)


def every_page(language: str, signed_in, client):
    yield from pages_in(client, language, list(PUBLIC))
    for has_factors in (False, True):
        account = AccountFactory(name="Anna Nowak")
        own = signed_in(account)
        own.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        key = with_every_factor(account) if has_factors else 0
        names = [*menus.PAGES, "accounts:account", "accounts:tokens", "accounts:create-token"]
        needs = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
                 "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_reauthenticate"}  # fmt: skip
        closed = {"account_set_password", "mfa_reauthenticate_webauthn", "account_logout"}
        closed |= {"mfa_activate_totp", "mfa_add_webauthn"} if has_factors else needs
        yield from pages_in(own, language, [name for name in names if name not in closed], key=key)
        yield from pages_in(own, language, ["account_logout"])


def test_no_page_of_signing_in_is_on_first_name_terms_in_polish(signed_in, client):
    read = list(every_page("pl", signed_in, client))

    assert [f"{name}: {found[0]}" for name, words in read if (found := INTIMATE.search(words))] == []
    assert len(read) > 50


def test_no_page_of_signing_in_falls_back_to_polish_in_bokmal(signed_in, client):
    """What a catalogue of Django or allauth lacks would come from the one of the first language."""
    read = list(every_page("nb", signed_in, client))

    assert [f"{name}: {words}" for name, words in read if POLISH.search(words)] == []


def test_the_way_to_a_new_password_is_a_link_like_all_others(own):
    page = own.get(reverse("account_change_password")).content.decode()

    assert f'<a class="ds-link" href="{reverse("account_reset_password")}">Nie pamiętam hasła</a>' in page


# ---- the letter about a new address

ON_ITS_WAY = "wysłaliśmy list"


def test_a_letter_is_mentioned_only_while_a_new_address_waits(own):
    address = reverse("account_email")
    assert ON_ITS_WAY not in own.get(address).content.decode()  # an account without a row for its address
    assert not OutboxMessage.objects.filter(kind="email_confirmation").exists()

    own.post(address, {"email": "nowa@example.org", "action_add": "1"})

    page = own.get(address).content.decode()
    assert f"Na adres nowa@example.org {ON_ITS_WAY}" in page
    assert OutboxMessage.objects.filter(to="nowa@example.org").exists()


def test_an_account_made_on_the_command_line_has_a_confirmed_address():
    call_command("accounts", "add", "jan@example.org", "--name", "Jan", "--password", PASSWORD)

    row = EmailAddress.objects.get(email="jan@example.org")
    assert row.user == Account.objects.get()
    assert row.verified
    assert row.primary
