"""Replying to an anonymous survey in a browser: nothing of it stays behind once it is sent."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pomost.core.models.drafts import Draft
from pomost.questionnaires.models import SurveyReply
from pomost.questionnaires.tests.test_surveys import SECRET, Round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "() => JSON.stringify([{...sessionStorage}, {...localStorage}])"


def test_what_was_typed_survives_a_reload_and_goes_once_it_is_sent(page, live_server, log_in):
    desk = Round()
    survey = desk.open()
    log_in(desk.people[0])
    page.set_extra_http_headers({"Accept-Language": "pl"})
    address = live_server.url + reverse("questionnaires-panel:reply", args=[survey.public_id])
    page.goto(address)
    remarks = page.locator("[data-path=uwagi] textarea")
    remarks.fill(SECRET)
    page.reload()
    expect(remarks).to_have_value(SECRET)
    page.locator("[data-path=ocena] input").first.check()
    page.locator("[data-answers-once] button[type=submit]").click()
    page.wait_for_url("**/ankiety/" + survey.public_id + "/")
    assert SECRET not in page.evaluate(KEPT)
    assert not Draft.objects.exists()
    assert SurveyReply.objects.get().answers["uwagi"] == SECRET
