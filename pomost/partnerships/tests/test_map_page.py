"""The register's map by keyboard on a telephone, without scripts, and for axe while something is open."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from pomost.partnerships.tests.factories import (
    MembershipFactory,
    OrganisationUnitFactory,
    PartnershipFactory,
)
from pomost.territory.tests.factories import BoundaryFactory, UnitFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def placed(name: str, code: str, latitude: str, longitude: str) -> None:
    made = PartnershipFactory(published=True, name={"pl": name})
    unit = UnitFactory(code=code, latitude=latitude, longitude=longitude)
    organisation = OrganisationUnitFactory(unit=unit, organisation__name={"pl": f"Gmina {name}"}).organisation
    MembershipFactory(partnership=made, organisation=organisation, leader=True)


@pytest.fixture
def register() -> None:
    """Three partnerships: two side by side, one far away."""
    placed("Aleja", "160701", "50.47", "17.33")
    placed("Brzeg", "160702", "50.60", "17.60")
    placed("Cypel", "220801", "54.60", "18.80")
    BoundaryFactory(unit__voivodeship=True, unit__code="16")


def test_the_map_is_used_by_keyboard_at_360_pixels(page: Page, live_server, register):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/mapa/")
    region = page.get_by_role("region", name="Partnerstwa na mapie Polski")
    expect(region).to_be_visible()
    for name in ("Przybliż", "Oddal", "Pokaż całą mapę"):
        box = region.get_by_role("button", name=name).bounding_box()
        assert min(box["width"], box["height"]) >= 44
    region.get_by_role("button", name="Pokaż całą mapę").focus()
    page.keyboard.press("Tab")
    together = region.get_by_role("button", name="Znaki razem: 2: 1 Aleja, 2 Brzeg")
    expect(together).to_be_focused()
    page.keyboard.press("Tab")
    far = region.get_by_role("button", name="3. Cypel")
    expect(far).to_be_focused()
    expect(page.locator("#lista li[data-lit]")).to_contain_text("Cypel")

    page.keyboard.press("Enter")
    opened = region.get_by_role("link", name="3. Cypel")
    expect(opened).to_be_focused()
    expect(region.get_by_text("lider: Gmina Cypel, wpisany 1 członek", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(far).to_be_focused()

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    first = region.get_by_role("button", name="1. Aleja")
    expect(first).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aleja")


def test_the_wheel_scrolls_the_page_and_zooms_only_with_ctrl(page: Page, live_server, register):
    page.set_viewport_size({"width": 1280, "height": 600})
    page.goto(f"{live_server.url}/mapa/")
    far = page.get_by_role("button", name="3. Cypel")
    far.hover()
    before = far.bounding_box()
    page.mouse.wheel(0, 120)
    expect(page.get_by_text("Aby przybliżyć mapę kółkiem myszy, proszę przytrzymać Ctrl.")).to_be_visible()
    assert page.evaluate("new Promise((done) => setTimeout(() => done(scrollY), 400))") > 0
    page.evaluate("window.scrollTo(0, 0)")
    assert far.bounding_box() == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    expect(page.get_by_role("button", name="Znaki razem")).to_have_count(1)
    page.keyboard.up("Control")
    page.wait_for_timeout(600)  # the zoom is animated
    assert far.bounding_box() != before


def test_without_scripts_the_drawing_and_the_list_remain(browser, live_server, register):
    context = browser.new_context(java_script_enabled=False, locale="pl")
    page = context.new_page()
    page.goto(f"{live_server.url}/mapa/")
    expect(page.get_by_role("img", name="Partnerstwa na mapie Polski")).to_be_visible()
    expect(page.get_by_role("link", name="Cypel")).to_be_visible()
    expect(page.get_by_role("button", name="Przybliż")).to_have_count(0)
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_while_a_mark_is_open(browser, live_server, register, scheme, width):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True, locale="pl"
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/mapa/")
    page.get_by_role("button", name="3. Cypel").click()
    expect(page.get_by_role("link", name="3. Cypel")).to_be_focused()
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
