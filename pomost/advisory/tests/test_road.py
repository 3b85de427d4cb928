"""On the way: entries made without a connection are kept on the device, sent once, and nobody else's."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from pomost.accounts.tests.factories import GrantFactory, with_role
from pomost.advisory.models import Consultation
from pomost.advisory.tests.test_advice import Desk
from pomost.partnerships.models import NextStep
from pomost.partnerships.tests.factories import PartnershipFactory
from tests.world import BACKEND

SEND = "/panel/w-drodze/przyslij/"


def entry(desk, **fields) -> dict[str, list[str]]:
    values = {
        "partnership": desk.partnership.slug,
        "kind": "visit",
        "day": timezone.localdate().isoformat(),
        "minutes": "45",
        "agreed": "Diagnoza do końca miesiąca.",
        "topics": "strategy",
        "client_key": str(uuid.uuid4()),
        **fields,
    }
    return {name: [value] for name, value in values.items()}


@pytest.mark.django_db
def test_an_entry_sent_twice_is_recorded_once_and_what_is_wrong_is_named(client):
    desk = Desk()
    sent = entry(desk)
    assert client.post(SEND, json.dumps(sent), content_type="application/json").status_code == 401
    assert client.get("/panel/w-drodze/zeton/").status_code == 401
    client.force_login(desk.consultant, backend=BACKEND)
    assert client.get("/panel/w-drodze/zeton/").json()["account"] == desk.consultant.pk

    answers = [client.post(SEND, json.dumps(sent), content_type="application/json").json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert answers[0]["url"] == reverse("advisory-panel:consultation", args=[Consultation.objects.get().pk])
    other = with_role("consultant", desk.partnership)
    mixed = {**entry(desk), "account": [str(other.pk)]}
    assert client.post(SEND, json.dumps(mixed), content_type="application/json").status_code == 409
    desk.consultant.grants.update(ended_at=timezone.now())
    late = client.post(SEND, json.dumps(sent), content_type="application/json")
    assert late.json() == answers[0]
    desk.consultant.grants.update(ended_at=None)
    bad = client.post(SEND, json.dumps(entry(desk, minutes="0")), content_type="application/json")
    assert bad.status_code == 422
    assert len(bad.json()["errors"]) == 1
    foreign = entry(desk, partnership=PartnershipFactory().slug)
    for body in (json.dumps(foreign), "{", "[1]", '{"a": 1}', "x" * 70_000):
        assert client.post(SEND, body, content_type="application/json").status_code == 422
    assert Consultation.objects.count() == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_five_consultations_entered_offline_at_360_px_are_sent_when_the_connection_is_back(
    page: Page, context, live_server, log_in
):
    desk = Desk(limit=6000)
    desk.partnership.name = {"pl": "Północny Biegun"}
    desk.partnership.save()
    other = PartnershipFactory(name={"pl": "Południowy Biegun"})
    GrantFactory(account=desk.consultant, role="consultant", scope_id=str(other.pk))
    log_in(desk.consultant)
    page.set_viewport_size({"width": 360, "height": 780})
    page.set_extra_http_headers({"Accept-Language": "pl"})
    page.goto(f"{live_server.url}/panel/w-drodze/")
    expect(page.get_by_text("Strona jest gotowa do pracy bez połączenia.")).to_be_visible()

    page.reload()  # the page that is kept is the last one that was seen
    expect(page.get_by_text("Strona jest gotowa do pracy bez połączenia.")).to_be_visible()

    context.set_offline(True)
    page.reload()  # the page opens without a connection
    for number in range(5):
        page.get_by_label("Które partnerstwo?").select_option(label="Północny Biegun")
        page.get_by_label("Ile minut doradztwa?").fill(str(10 + number))
        page.get_by_label("Co ustalono?").fill(f"Ustalenie numer {number}.")
        page.get_by_label("strategia i diagnoza").check()
        if number == 4:
            page.get_by_text("Następne kroki: kto, co i do kiedy").click()
            page.get_by_label("Następny krok").fill("Wysłać uchwałę")
            page.get_by_label("Do kiedy").fill(timezone.localdate().isoformat())
            page.get_by_label("Kto to zrobi").select_option(label=str(desk.coordinator))
        page.get_by_role("button", name="Zachowaj i wyślij").click()
        expect(page.locator("[data-road-list] > li")).to_have_count(number + 1)
    assert not Consultation.objects.exists()
    page.reload()
    expect(page.locator("[data-road-list] > li")).to_have_count(5)

    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-road-list] > li")).to_have_count(0)

    assert sorted(Consultation.objects.values_list("minutes", flat=True)) == [10, 11, 12, 13, 14]
    assert NextStep.objects.get().assigned_to == desk.coordinator


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_entries_wait_through_an_expired_sign_in_and_are_nobody_elses(
    page: Page, context, live_server, log_in
):
    desk = Desk()
    log_in(desk.consultant)
    page.set_extra_http_headers({"Accept-Language": "pl"})
    page.goto(f"{live_server.url}/panel/w-drodze/")
    expect(page.get_by_text("Strona jest gotowa do pracy bez połączenia.")).to_be_visible()
    context.clear_cookies()
    page.get_by_label("Ile minut doradztwa?").fill("30")
    page.get_by_label("Co ustalono?").fill("Tajne ustalenie.")
    page.get_by_label("strategia i diagnoza").check()
    page.get_by_role("button", name="Zachowaj i wyślij").click()
    expect(page.get_by_role("link", name="Zaloguj się ponownie")).to_be_visible()
    expect(page.locator("[data-road-list] > li")).to_have_count(1)

    log_in(with_role("consultant", desk.partnership))
    page.goto(f"{live_server.url}/panel/w-drodze/")
    expect(page.locator("[data-road-form]")).to_be_visible()
    page.wait_for_timeout(500)
    assert "Tajne ustalenie." not in page.content()
    assert not Consultation.objects.exists()

    log_in(desk.consultant)
    page.goto(f"{live_server.url}/panel/w-drodze/")
    expect(page.get_by_text("Wysłano.")).to_be_visible()
    assert Consultation.objects.get().agreed == "Tajne ustalenie."


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_refused_entry_says_why_and_is_mended_under_its_key(page: Page, live_server, log_in):
    desk = Desk()
    log_in(desk.consultant)
    page.set_extra_http_headers({"Accept-Language": "pl"})
    page.goto(f"{live_server.url}/panel/w-drodze/")
    page.get_by_label("Ile minut doradztwa?").fill("9999")
    page.get_by_label("Co ustalono?").fill("Za długo.")
    page.get_by_label("strategia i diagnoza").check()
    page.get_by_role("button", name="Zachowaj i wyślij").click()
    expect(page.get_by_text("Jeszcze nie przyjęto:")).to_be_visible()
    page.get_by_role("button", name="Popraw wpis").click()
    page.get_by_label("Ile minut doradztwa?").fill("60")
    page.get_by_role("button", name="Zachowaj i wyślij").click()
    expect(page.locator("[data-road-list] > li")).to_have_count(0)
    assert Consultation.objects.get().minutes == 60
