"""A manager finds that a member was entered twice, merges the two, and nothing of either is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from pomost.accounts.tests.factories import with_role
from pomost.organisations.models import Organisation
from pomost.organisations.tests.factories import OrganisationFactory, PositionFactory
from pomost.partnerships.tests.factories import (
    MembershipFactory,
    OrganisationUnitFactory,
    ParticipationFactory,
    PartnershipFactory,
)
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_duplicate_is_found_and_merged_and_its_old_address_leads_to_the_one_kept(
    page: Page, live_server, log_in, width
):
    kept = OrganisationUnitFactory(organisation__slug="gmina-cewice").organisation
    kept.name = {"pl": "Gmina Cewice"}
    kept.save()
    twice = OrganisationFactory(slug="cewice", name={"pl": "Urząd Gminy Cewice"})
    PositionFactory(organisation=twice, person__family_name="Wiśniewska", function="sekretarz")
    partnership = PartnershipFactory(slug="norda", name={"pl": "Północny Biegun"}, published=True)
    MembershipFactory(partnership=partnership, organisation=twice)
    programme = ProgrammeFactory()
    ParticipationFactory(partnership=partnership, programme=programme)
    log_in(with_role("programme_manager", programme))
    page.set_extra_http_headers({"Accept-Language": "pl"})
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/panel/organizacje/")
    page.get_by_role("link", name="Duplikaty").press("Enter")
    page.get_by_role("link", name=re.compile("Porównaj i scal.*Gmina Cewice, Urząd")).press("Enter")
    expect(page.get_by_text("Anna Wiśniewska, sekretarz")).to_be_visible()
    expect(page.get_by_text("Północny Biegun: członek, potwierdzone")).to_be_visible()
    page.get_by_label("Uzasadnienie").fill("ten sam urząd")
    page.get_by_role("button", name="Scal").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("tego nie da się cofnąć")
    expect(page.get_by_label("Uzasadnienie")).to_have_value("ten sam urząd")
    page.get_by_label("Wszystko, co wymieniono powyżej").check()
    page.get_by_role("button", name="Scal").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Organizacje są scalone")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gmina Cewice")
    expect(page.get_by_text("Wiśniewska")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(f"{live_server.url}/panel/organizacje/cewice/")
    expect(page).to_have_url(f"{live_server.url}/panel/organizacje/gmina-cewice/")
    page.goto(f"{live_server.url}/partnerstwa/norda/")
    expect(page.get_by_text("Gmina Cewice").first).to_be_visible()
    expect(page.get_by_text("Urząd Gminy Cewice")).to_have_count(0)
    assert Organisation.objects.get(slug="cewice").merged_into == kept
