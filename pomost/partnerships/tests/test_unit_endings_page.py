"""A register ends a municipality that is a member: the manager finds it on the home page and decides."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from pomost.accounts.tests.factories import with_role
from pomost.core.system import SYSTEM
from pomost.partnerships.models import Membership
from pomost.partnerships.tests.factories import (
    MembershipFactory,
    OrganisationUnitFactory,
    ParticipationFactory,
    PartnershipFactory,
)
from pomost.territory.actions.registers import Row, State, take_state
from pomost.territory.history import Facts
from pomost.territory.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OSTROWICE = Row(1, "320304", Facts("3203042", "Ostrowice", "rural"))
ZLOCIENIEC = Row(2, "320306", Facts("3203063", "Złocieniec", "urban_rural"))


def register(day, *rows):
    """A whole state of the register of a day."""
    state = State("PL", "terc", datetime.date.fromisoformat(day), is_whole=True, source="GUS")
    take_state(state=state, rows=rows, by=SYSTEM)


@pytest.fixture
def membership() -> Membership:
    register("2017-01-01", OSTROWICE, ZLOCIENIEC)
    made = PartnershipFactory(published=True, slug="pojezierze", name={"pl": "Pojezierze"})
    for code, name in (("320304", "Gmina Ostrowice"), ("320306", "Gmina Złocieniec")):
        link = OrganisationUnitFactory(unit=Unit.objects.get(code=code), organisation__name={"pl": name})
        if code == "320304":
            member = MembershipFactory(partnership=made, organisation=link.organisation, joined="2012-05")
    register("2022-01-01", ZLOCIENIEC)
    return member


@pytest.mark.parametrize("width", [1280, 360])
def test_a_manager_decides_on_a_member_whose_unit_is_no_more(
    page: Page, live_server, log_in, membership, width
):
    log_in(with_role("programme_manager", ParticipationFactory(partnership=membership.partnership).programme))
    page.set_extra_http_headers({"Accept-Language": "pl"})
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/panel/")
    page.get_by_role("link", name="Ostrowice nie istnieje od 1 stycznia 2022").press("Enter")

    page.get_by_label("Inna jednostka, która coś przejmuje").fill("zlocieniec")
    page.get_by_role("button", name="Dodaj do wyboru").press("Enter")
    page.get_by_label("jednostka samorządu terytorialnego: Gmina Ostrowice").select_option(
        label="kończy się razem z jednostką"
    )
    page.get_by_role("button", name="Wykonaj").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("czy ktoś to przejmuje")
    expect(page.get_by_label("jednostka samorządu terytorialnego: Gmina Ostrowice")).to_have_value("-")
    page.get_by_label("członkostwo: Pojezierze").select_option("PL-320306")
    page.get_by_role("button", name="Wykonaj").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Zdecydowano")
    expect(page.get_by_role("heading", name="Co zdecydowano")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(f"{live_server.url}/panel/")
    expect(page.get_by_role("link", name="Ostrowice nie istnieje")).to_have_count(0)
    page.goto(f"{live_server.url}/partnerstwa/pojezierze/")
    expect(page.locator("#sklad ~ .map-card")).to_contain_text("Gmina Złocieniec")
    expect(page.get_by_role("heading", name="Dawni członkowie").locator("..")).to_contain_text(
        "Gmina Ostrowice"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
