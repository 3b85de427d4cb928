"""The gallery in a browser: every part, in both schemes, by keyboard, and for axe."""

import itertools

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = settings.BASE_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def address(live_server, language="en"):
    with override(language):
        return live_server.url + reverse("ui:gallery")


SEEN_BY_EVERYBODY = [("pl", "light", 1280), ("pl", "dark", 320)]
VARIANTS = [
    pytest.param(*each, marks=[] if each in SEEN_BY_EVERYBODY else pytest.mark.slow)
    for each in itertools.product(["pl", "en", "nb"], ["light", "dark"], [320, 1280])
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("language", "scheme", "width"), VARIANTS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, live_server, language, scheme, width):
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address(live_server, language))
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert overflow == 0


def test_nothing_breaks_the_content_security_policy(page, live_server):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address(live_server))
    assert complaints == []


def test_the_scheme_is_chosen_kept_and_there_before_the_first_paint(page, live_server):
    page.goto(address(live_server))
    page.get_by_role("radio", name="dark").check()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    page.goto(address(live_server, "nb"))
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    page.locator("[data-scheme-switch] input[value=auto]").check()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "auto")


def test_without_javascript_the_page_is_whole(browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(address(live_server))
    expect(page.locator("[data-scheme-switch]")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    page.get_by_label("Search").fill("journal")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("link", name="journalentry")).to_be_visible()
    context.close()


def test_the_skip_link_comes_first_and_leads_to_the_content(page, live_server):
    page.goto(address(live_server))
    page.evaluate("document.activeElement.blur()")
    page.evaluate("window.scrollTo(0, 0)")
    page.locator(".ds-skip-link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#tresc")).to_be_focused()


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page, live_server):
    page.goto(address(live_server))
    summary = page.locator(".ds-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_wrong-name")).to_be_focused()


def test_what_is_picked_on_the_map_is_ticked_in_the_list_and_the_other_way_round(page, live_server):
    page.goto(address(live_server))
    area = page.get_by_role("region", name="Municipalities to pick")
    box = page.get_by_role("group", name="Municipalities to pick").get_by_role("checkbox", name="Gmina 2")
    area.get_by_role("checkbox", name="Gmina 1").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(page.get_by_text("Gmina 2: picked. Picked: 2.")).to_be_visible()
    box.uncheck()
    expect(area.get_by_role("checkbox", name="Gmina 2")).not_to_be_checked()
    expect(page.get_by_text("Gmina 2: no longer picked. Picked: 1.")).to_be_visible()
    area.get_by_role("checkbox", name="Gmina 4").click()
    expect(page.locator("#g-PL-4")).to_be_checked()


def test_a_mark_of_several_in_one_place_names_them_all(page, live_server):
    page.emulate_media(reduced_motion="reduce")
    page.goto(address(live_server))
    marks = page.get_by_role("region", name="Marks with the numbers of a list, some together")
    marks.get_by_role("button", name="2 marks together: 3 3, 4 4").press("Enter")
    expect(marks.get_by_role("link", name="3. 3")).to_be_focused()
    expect(marks.get_by_role("link", name="4. 4")).to_be_visible()
    page.keyboard.press("Escape")
    expect(marks.get_by_role("button", name="2 marks together: 3 3, 4 4")).to_be_focused()
