"""A visitor goes from the register to a partnership, its map and a member's unit, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from pomost.partnerships.models import Partnership
from pomost.partnerships.tests.factories import (
    EntryFactory,
    MembershipFactory,
    OrganisationUnitFactory,
    PartnershipFactory,
)
from pomost.territory.tests.factories import BoundaryFactory, UnitFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def partnership() -> Partnership:
    region = UnitFactory(voivodeship=True, code="22", name="pomorskie")
    UnitFactory(voivodeship=True, code="16", name="opolskie")
    unit = BoundaryFactory(unit__code="220803", unit__name="Cewice", unit__region=region).unit
    made = PartnershipFactory(published=True, slug="norda", name={"pl": "Północny Biegun"})
    organisation = OrganisationUnitFactory(unit=unit, organisation__name={"pl": "Gmina Cewice"}).organisation
    MembershipFactory(partnership=made, organisation=organisation, leader=True)
    EntryFactory(partnership=made, text={"pl": "Konferencja zamykająca"})
    PartnershipFactory(published=True, name={"pl": "Gdzie indziej"})
    return made


@pytest.mark.parametrize("width", [1280, 360])
def test_from_the_register_to_a_members_unit_by_keyboard(page: Page, live_server, partnership, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/partnerstwa/")
    filters = page.get_by_role("search")
    filters.get_by_label("Województwo").select_option(label="pomorskie")
    filters.get_by_role("button", name="Filtruj").press("Enter")
    expect(page.get_by_role("status").first).to_have_text("1 wynik")
    expect(page.get_by_role("link", name="Gdzie indziej")).to_have_count(0)

    page.get_by_role("link", name="Pokaż na mapie").press("Enter")
    expect(page.get_by_role("region", name="Partnerstwa na mapie Polski")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("1 partnerstwo")

    page.get_by_role("link", name="Północny Biegun").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Północny Biegun")
    expect(page.get_by_role("region", name="Członkowie na mapie")).to_be_visible()
    expect(page.get_by_role("heading", name="Konferencja zamykająca")).to_be_visible()

    page.get_by_role("link", name="Gmina Cewice").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cewice")
    expect(page.get_by_role("link", name="Północny Biegun")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_filters_that_fit_nothing_say_so_and_lead_back(page: Page, live_server, partnership):
    page.goto(f"{live_server.url}/partnerstwa/?q=zupełnie+co+innego&region=nie-ma")
    expect(page.get_by_role("heading", name="Nic nie pasuje do tych filtrów")).to_be_visible()
    expect(page.get_by_role("search").get_by_label("Szukaj")).to_have_value("zupełnie co innego")
    page.get_by_role("link", name="Wyczyść filtry").press("Enter")
    expect(page.get_by_role("status").first).to_have_text("2 wyniki")


def test_an_empty_register_says_what_it_is_for(page: Page, live_server):
    page.goto(f"{live_server.url}/partnerstwa/")
    expect(page.get_by_role("heading", name="Nie wpisano jeszcze żadnego partnerstwa")).to_be_visible()
    page.goto(f"{live_server.url}/jednostki/")
    expect(page.get_by_role("heading", name="Nie znamy tu jeszcze żadnej jednostki")).to_be_visible()
    page.goto(f"{live_server.url}/mapa/")
    expect(page.get_by_role("heading", name="Nie wpisano jeszcze żadnego partnerstwa")).to_be_visible()
