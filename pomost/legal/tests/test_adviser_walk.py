"""The adviser in a browser: by keyboard from the first question to the result, which axe finds nothing in."""

import re

import pytest
from playwright.sync_api import expect

from tests.test_accessibility import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RESULT = "wynik/?members=gmina&n_jst=5&goal=zadanie_publiczne&transfer=new_body&decisions=yes"


@pytest.mark.parametrize("width", [360, 1280])
def test_from_the_first_question_to_the_result_by_keyboard(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/porady-prawne/forma-wspolpracy/")

    def answer(question, press):
        expect(page.get_by_role("heading", level=1)).to_have_text(question)
        press()
        page.keyboard.press("Enter")

    def tick(label):
        page.get_by_label(label, exact=True).focus()
        page.keyboard.press("Space")

    def write(text):
        page.locator("main input[type=text]").focus()
        page.keyboard.type(text)

    answer("Kto ma współpracować?", lambda: tick("gmina"))
    answer("Ile jednostek samorządu uczestniczy?", lambda: write("trzy"))
    expect(page.locator("main input[type=text]")).to_have_value("trzy")
    page.locator("main input[type=text]").fill("")
    answer("Ile jednostek samorządu uczestniczy?", lambda: write("3"))
    answer("Po co mają Państwo współpracować?", lambda: tick("wspólny zakup"))
    for _question in range(10):
        if "/wynik/" in page.url:
            break
        is_choice = page.locator("main fieldset").count() > 0
        page.locator("main").get_by_text("Jeszcze nie wiemy", exact=True).last.click()
        if is_choice:
            page.get_by_role("button", name="Dalej").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Porozumienie o wspólnym zamówieniu")
    page.get_by_role("link", name=re.compile("Cel: wspólny zakup")).click()
    expect(page.get_by_label("wspólny zakup", exact=True)).to_be_checked()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_in_a_result_and_in_a_refused_answer(browser, live_server, scheme, width):
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,
        reduced_motion="reduce",
    )
    pages = {RESULT: 200, f"{RESULT}&first=spolka&second=ppp": 200, f"{RESULT}&start=soon": 422}
    pages |= {"?asked=members": 422, "?members=gmina&asked=n_jst": 422}
    for part, status in pages.items():
        wrong = look(context.new_page(), live_server, f"/porady-prawne/forma-wspolpracy/{part}")
        assert len(wrong) == (status == 422), wrong  # the console names the status
        assert all("422" in each for each in wrong), wrong
    context.close()
