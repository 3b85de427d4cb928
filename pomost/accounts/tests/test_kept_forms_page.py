"""In a browser: nothing typed is lost in public forms either, and an invitation is accepted by clicking."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from pomost.accounts.models import Account, DataRequest
from pomost.accounts.tests.factories import PASSWORD, with_role
from pomost.accounts.tests.test_joining import invited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_invitation_is_accepted_by_clicking(page, live_server):
    _invitation, link = invited()
    page.goto(live_server.url + link)
    page.get_by_label("Hasło").fill("nowe-haslo-na-wode")
    page.get_by_role("button", name="Załóż konto").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Zaloguj się")
    assert Account.objects.filter(email="nowa@example.org").exists()


def test_a_public_form_keeps_the_text_in_this_tab_until_it_is_sent(page, live_server, context):
    page.goto(live_server.url + reverse("accounts:ask-about-data"))
    expect(page.locator("[data-saved]")).to_contain_text("zostaje w tej karcie")
    page.get_by_label("Imię i nazwisko").fill("Jan Nowak")
    page.locator("textarea").fill("Proszę o kopię moich danych.")
    expect(page.locator("[data-saved]")).to_contain_text("Zachowano w tej karcie")

    page.get_by_role("link", name="English").click()
    expect(page.locator("textarea")).to_have_value("Proszę o kopię moich danych.")
    other = context.new_page()  # another tab, perhaps another person
    other.goto(page.url)
    expect(other.locator("textarea")).to_have_value("")

    page.get_by_label("E-mail address").fill("jan@example.org")
    page.locator("select, input[type=radio]").first.evaluate(
        "(field) => field.tagName === 'SELECT' ? (field.selectedIndex = 1) : (field.checked = true)"
    )
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is with us")
    assert DataRequest.objects.get().text == "Proszę o kopię moich danych."
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.includes('draft'))") == []


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_sent_after_the_sign_in_has_ended_is_not_lost(browser, live_server, scripts):
    account = with_role("administrator")
    context = browser.new_context(java_script_enabled=scripts, locale="pl-PL")
    page = context.new_page()
    page.goto(f"{live_server.url}/konto/login/?next={reverse('accounts-panel:invite')}")

    def sign_in():
        page.get_by_label("E-mail").fill(account.email)
        page.get_by_label("Hasło").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Zaproś osobę")

    sign_in()
    Session.objects.all().delete()
    page.get_by_label("Adres e-mail").fill("nowa@example.org")
    page.get_by_label("Imię i nazwisko").fill("Nowa Osoba")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Sesja wygasła")).to_be_visible()

    sign_in()
    if scripts:
        expect(page.get_by_label("Imię i nazwisko")).to_have_value("Nowa Osoba")
    else:
        page.get_by_text("Pokaż szkic").click()
        expect(page.get_by_text("Nowa Osoba", exact=True)).to_be_visible()
    context.close()
