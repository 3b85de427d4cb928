"""The journey of a token with a browser: the empty list, making one, copying it, using it, revoking it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pomost.accounts.tests.factories import PASSWORD, AccountFactory
from pomost.programmes.tests.factories import ProgrammeFactory
from tests.test_accessibility import AXE, RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def axe_finds_nothing(page) -> bool:
    page.evaluate(AXE.read_text())  # not a script element: the policy of the page would refuse it
    found = page.evaluate("async (rules) => (await axe.run(document, {runOnly: rules})).violations", RULES)
    assert [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    return True


def test_a_token_is_made_used_and_revoked(page, live_server, log_in):
    ProgrammeFactory(published=True, slug="program")
    log_in(AccountFactory())
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + reverse("accounts:tokens"))
    assert axe_finds_nothing(page)

    page.get_by_role("link", name="Utwórz token").click()
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Dalej").click()
    page.get_by_label("Do czego służy").fill("Arkusz wydziału")
    page.get_by_label("Jak długo działa").select_option("pół roku")
    page.get_by_role("button", name="Utwórz token").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Państwa nowy token")
    assert axe_finds_nothing(page)
    secret = page.get_by_label("Arkusz wydziału").input_value()

    asked = {"url": f"{live_server.url}/api/v1/programmes", "headers": {"Authorization": f"Bearer {secret}"}}
    assert page.request.get(**asked).json()["items"][0]["slug"] == "program"

    page.get_by_role("link", name="wróć do listy").click()
    expect(page.get_by_role("row", name="Arkusz wydziału")).to_contain_text(secret[:11])
    assert axe_finds_nothing(page)
    page.get_by_role("link", name="Unieważnij: Arkusz wydziału").click()
    assert axe_finds_nothing(page)
    page.get_by_role("button", name="Unieważnij token").click()
    expect(page.get_by_role("status")).to_contain_text("już nie działa")
    expect(page.get_by_role("heading", name="Tokeny, które już nie działają")).to_be_visible()
    assert page.request.get(**asked).status == 401
