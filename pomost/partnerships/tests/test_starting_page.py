"""From an idea to the first confirmed member, in a browser: at a desk, on a telephone, by keyboard."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from pomost.accounts.tests.factories import with_role
from pomost.core import outbox
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.models import Partnership
from pomost.partnerships.tests.factories import OrganisationUnitFactory
from pomost.territory.models import Neighbour
from pomost.territory.tests.factories import UnitFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "pl-PL"}


@pytest.mark.parametrize("width", [1280, 360])
def test_an_office_starts_a_partnership_and_another_joins_it(page: Page, live_server, log_in, width):
    page.set_viewport_size({"width": width, "height": 900})
    own, near = UnitFactory(code="160705", name="Nysa"), UnitFactory(code="160706", name="Otmuchów")
    Neighbour.objects.create(unit=own, other=near, km=12)
    office = OrganisationUnitFactory(unit=own, organisation__name={"pl": "Gmina Nysa"}).organisation
    asked = OrganisationUnitFactory(unit=near, organisation__name={"pl": "Gmina Otmuchów"}).organisation
    OrganisationFactory(kind="ngo", name={"pl": "Stowarzyszenie Twierdza"})
    log_in(with_role("officer", office, name="Zofia Przykładowa"))

    page.goto(f"{live_server.url}/panel/")
    page.get_by_role("link", name="Nowe partnerstwo").press("Enter")
    page.get_by_role("textbox", name="Nazwa").fill("Księstwo Nyskie")
    page.get_by_role("textbox", name="Co chcą Państwo robić razem").fill("Wspólny transport.")
    page.get_by_role("checkbox", name="transport").press("Space")
    page.get_by_role("button", name="Zapisz i wybierz, kogo zaprosić").press("Enter")

    expect(page.get_by_role("heading", name="Kogo Państwo zapraszają?")).to_be_visible()
    page.get_by_role("checkbox", name="Otmuchów").press("Space")
    page.get_by_role("searchbox", name="Nazwa lub kod").fill("twierdza")
    page.get_by_role("button", name="Znajdź").press("Enter")
    expect(page.get_by_role("group", name="Wybrani").get_by_role("checkbox", name="Otmuchów")).to_be_checked()
    page.get_by_role("checkbox", name="Stowarzyszenie Twierdza").press("Space")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Dalej: listy").press("Enter")

    addresses = page.get_by_label("Adres e-mail urzędu")
    expect(addresses).to_have_count(2)
    addresses.nth(0).fill("urzad@otmuchow.example.org")
    addresses.nth(1).fill("nie-adres")
    page.get_by_role("textbox", name="Wiadomość do nich").fill("Zapraszamy do wspólnej pracy.")
    page.get_by_role("button", name="Wyślij listy").press("Enter")
    expect(addresses.nth(1)).to_have_attribute("aria-invalid", "true")
    expect(addresses.nth(0)).to_have_value("urzad@otmuchow.example.org")
    addresses.nth(1).fill("twierdza@example.org")
    page.get_by_role("button", name="Wyślij listy").press("Enter")
    expect(page.get_by_role("heading", name="Czekają na odpowiedź")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    outbox.deliver_due()
    letter = next(each for each in mail.outbox if each.to == ["urzad@otmuchow.example.org"])
    link = re.search(r"/partnerstwa/zaproszenie/\S+", str(letter.body))
    assert link is not None
    page.context.clear_cookies()
    page.goto(live_server.url + link[0])
    expect(page.get_by_role("link", name="Poproś o konto")).to_be_visible()
    expect(page.get_by_text("Zapraszamy do wspólnej pracy.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    log_in(with_role("signatory", asked))
    page.goto(live_server.url + link[0])
    page.get_by_role("radio", name="Dołączamy do partnerstwa").press("Space")
    page.get_by_role("button", name="Wyślij odpowiedź").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Księstwo Nyskie")
    partnership = Partnership.objects.get()
    assert partnership.state == "forming"
    assert partnership.memberships.get(organisation=asked).state == "confirmed"
