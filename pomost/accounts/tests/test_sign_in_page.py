"""Signing in with a browser: a passkey made and used, and the pages without a script error."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import expect

from pomost.accounts.tests.factories import PASSWORD, AccountFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(live_server) -> str:
    """The server under the name for which browsers offer passkeys."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def trouble(page) -> list[str]:
    """Errors of scripts and of the content security policy, collected while the page is used."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: found.append(message.text) if "Content Security" in message.text else None,
    )
    return found


def with_key(page) -> None:
    """Give the browser an authenticator that confirms its owner by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_and_then_signs_in_alone(page, home, trouble):
    account = AccountFactory()
    with_key(page)
    page.goto(home + reverse("account_login"))
    page.get_by_label("Adres e-mail").fill(account.email)
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    page.wait_for_url("**/panel/")

    page.goto(home + reverse("mfa_add_webauthn"))
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Dalej").click()
    page.get_by_label("Nazwa klucza").fill("Telefon")
    page.get_by_label("Loguj samym tym kluczem, bez hasła").check()
    page.get_by_role("button", name="Dodaj klucz").click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    assert Authenticator.objects.filter(user=account, type="webauthn").exists()

    page.context.clear_cookies()
    page.goto(home + reverse("account_login"))
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()
    page.wait_for_url("**/panel/")
    assert trouble == []


def test_a_browser_without_the_key_says_so_on_the_page(page, home, trouble):
    with_key(page)  # an authenticator that knows no passkey of this site
    page.goto(home + reverse("account_login"))
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()

    expect(page.get_by_role("alert")).to_contain_text("Przeglądarka nie potwierdziła klucza")
    assert trouble == []


def test_a_wrong_password_is_said_at_the_top_with_focus(page, home, trouble):
    page.goto(home + reverse("account_login"))
    page.get_by_label("Adres e-mail").fill("nikt@example.org")
    page.get_by_label("Hasło").fill("zupelnie-zle-haslo")
    page.get_by_role("button", name="Zaloguj się", exact=True).click()

    summary = page.get_by_role("alert").first
    expect(summary).to_be_focused()
    expect(page.get_by_label("Adres e-mail")).to_have_value("nikt@example.org")
    assert trouble == []
