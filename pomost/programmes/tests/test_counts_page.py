"""Counts under fields, in a browser: right plurals, and nothing that is typed or pasted gets cut."""

import pytest
from playwright.sync_api import expect

from pomost.accounts.tests.factories import with_role
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_counts_are_in_polish_plurals_and_too_much_is_said_and_kept(page, live_server, log_in):
    programme = ProgrammeFactory(slug="proba")
    log_in(with_role("programme_manager", programme))
    page.set_extra_http_headers({"Accept-Language": "pl"})
    page.goto(f"{live_server.url}/panel/programy/proba/tresc/")
    source, number = page.locator("[name=source]"), page.locator("[name=number]")
    of_source, of_number = (
        page.locator(f"[data-count-for={field.get_attribute('id')}]") for field in (source, number)
    )

    for length, said in [
        (1, "1 znak z najwyżej 300"),
        (2, "2 znaki z najwyżej 300"),
        (5, "5 znaków z najwyżej 300"),
        (22, "22 znaki z najwyżej 300"),
        (301, "1 znak za dużo"),
        (303, "3 znaki za dużo"),
        (312, "12 znaków za dużo"),
    ]:
        source.fill("a" * length)
        expect(of_source).to_have_text(said)

    number.fill("a" * 40)
    expect(of_number).to_be_hidden()
    number.fill("")
    number.focus()
    page.keyboard.insert_text("a" * 42)
    expect(number).to_have_value("a" * 42)
    expect(of_number).to_have_text("2 znaki za dużo")
    page.get_by_role("button", name="Zapisz", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Numer")
    expect(number).to_have_value("a" * 42)
    expect(source).to_have_value("a" * 312)
