"""A coordinator works in the workspace by keyboard, on a desk and on a telephone."""

import re

import pytest
from playwright.sync_api import Page, expect

from pomost.accounts.tests.factories import with_role
from pomost.partnerships.models import Membership
from pomost.partnerships.tests.factories import (
    DocumentFactory,
    MembershipFactory,
    OrganisationUnitFactory,
    PartnershipFactory,
)
from pomost.territory.tests.factories import UnitFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def member() -> Membership:
    made = PartnershipFactory(slug="norda", name={"pl": "Północny Biegun"})
    MembershipFactory(partnership=made, leader=True)
    return MembershipFactory(partnership=made, organisation__name={"pl": "Gmina Cewice"})


@pytest.mark.parametrize("width", [1280, 360])
def test_a_member_is_changed_and_an_entry_written_and_taken_out(
    page: Page, live_server, log_in, member, width
):
    log_in(with_role("coordinator", member.partnership))
    page.set_extra_http_headers({"Accept-Language": "pl"})
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/panel/partnerstwa/")
    page.get_by_role("link", name="Północny Biegun").press("Enter")
    page.get_by_role("link", name=re.compile("Zmień.*Gmina Cewice")).press("Enter")

    page.get_by_label("Rola").select_option(label="partner społeczny")
    page.get_by_label("Data przystąpienia").fill("2013-13")
    page.get_by_role("button", name="Zapisz", exact=True).press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Nie ma takiego miesiąca lub dnia")
    expect(page.get_by_label("Rola")).to_have_value("social_partner")
    page.get_by_label("Data przystąpienia").fill("2013-05")
    page.get_by_role("button", name="Zapisz", exact=True).press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Zapisano")
    expect(page.get_by_text("dołączenie: maj 2013")).to_be_visible()

    page.get_by_role("link", name="Dodaj wpis do historii").press("Enter")
    page.get_by_label("Kiedy to było").fill("2012-09-20")
    page.locator("[name=text_pl]").fill("Spotkanie w Cewicach")
    page.get_by_role("button", name="Zapisz", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Spotkanie w Cewicach")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("link", name=re.compile("Usuń.*Spotkanie w Cewicach")).press("Enter")
    page.get_by_role("button", name="Usuń").press("Enter")
    expect(page.get_by_role("heading", name="Spotkanie w Cewicach")).to_have_count(0)
    member.refresh_from_db()
    assert (member.role, member.joined) == ("social_partner", "2013-05")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_joiner_by_annex_is_entered_with_the_annex(page: Page, live_server, log_in, member, width):
    norda = member.partnership
    letter = DocumentFactory(partnership=norda, kind="letter_of_intent", signed="2012-09")
    unit = UnitFactory(code="221208", name="Ustka", kind="rural")
    OrganisationUnitFactory(unit=unit, organisation__name={"pl": "Gmina Ustka"})
    log_in(with_role("coordinator", norda))
    page.set_extra_http_headers({"Accept-Language": "pl"})
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/panel/partnerstwa/norda/")
    page.get_by_role("link", name="Wpisz dokument").press("Enter")
    page.get_by_label("Rodzaj dokumentu").select_option("annex")
    page.locator("[name=title_pl]").fill("Aneks nr 1")
    page.get_by_label("Data podpisania").fill("2014-02-30")
    page.get_by_label("Zmienia dokument").select_option(str(letter.pk))
    page.get_by_role("button", name="Zapisz", exact=True).press("Enter")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("[name=title_pl]")).to_have_value("Aneks nr 1")
    page.get_by_label("Data podpisania").fill("2014-02-28")
    page.get_by_role("button", name="Zapisz", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aneks nr 1")
    annex = norda.documents.get(kind="annex")

    page.goto(f"{live_server.url}/panel/partnerstwa/norda/sklad/")
    page.get_by_role("link", name="Ktoś dołączył na podstawie dokumentu").press("Enter")
    page.get_by_label("Organizacja").fill("nikt taki")
    page.get_by_label("Na podstawie dokumentu").select_option(str(annex.pk))
    page.get_by_role("button", name="Zapisz", exact=True).press("Enter")
    expect(page.get_by_label("Organizacja")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Na podstawie dokumentu")).to_have_value(str(annex.pk))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Organizacja").fill("2212082")
    page.get_by_role("button", name="Zapisz", exact=True).press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Członek jest wpisany")
    expect(page.get_by_text("Gmina Ustka").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    joined = norda.memberships.get(organisation__name__pl="Gmina Ustka")
    assert (joined.joined, joined.joined_by, joined.state) == ("2014-02-28", annex, "confirmed")
