"""Two people in one form, in a browser: a draft from before a colleague's change takes nothing back."""

import pytest
from playwright.sync_api import expect

from pomost.accounts.tests.factories import with_role
from pomost.core.models.drafts import Draft
from pomost.programmes.actions.programmes import change_programme
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_draft_from_before_a_colleagues_change_takes_nothing_back(page, live_server, log_in):
    programme = ProgrammeFactory(slug="proba", aim={"pl": "Pierwszy cel"}, outcome={})
    log_in(with_role("programme_manager", programme))
    page.set_extra_http_headers({"Accept-Language": "pl"})
    address = f"{live_server.url}/panel/programy/proba/tresc/"
    page.goto(address)
    page.locator("[name=outcome_pl]").fill("Powstał most")
    expect(page.locator("[data-saved]")).to_contain_text("Szkic zapisano")
    assert Draft.objects.get().data["base"]
    colleague = with_role("programme_manager", programme)
    change_programme(programme=programme, values={"aim": {"pl": "Cel od kolegi"}}, by=colleague)

    page.goto(address)
    expect(page.locator("[name=outcome_pl]")).to_have_value("Powstał most")
    page.get_by_role("button", name="Zapisz", exact=True).click()

    expect(page.get_by_role("status").first).to_contain_text("Zapisano")
    programme.refresh_from_db()
    assert programme.aim == {"pl": "Cel od kolegi"}
    assert programme.outcome == {"pl": "Powstał most"}
    assert not Draft.objects.exists()
