"""Consultations and recommendations through the API: the same actions, with a token."""

import json
import uuid
from typing import get_args

import pytest
from django.utils import timezone

from pomost.accounts.tests.factories import new_token, with_role
from pomost.advisory.api import STEPS, Step
from pomost.advisory.models import Consultation, Recommendation
from pomost.advisory.tests.test_advice import Desk
from pomost.partnerships.tests.factories import PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def call(client, account, method, address, body=None, **headers):
    token = new_token(account, scope="write")
    return client.generic(
        method,
        f"/api/v1{address}",
        data=json.dumps(body or {}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", **headers},
    )


def said(**values):
    return {
        "day": timezone.localdate().isoformat(),
        "kind": "online",
        "minutes": 150,
        "topics": ["form"],
        "agreed": "Porozumienie do podpisu.",
        **values,
    }


def test_a_consultation_is_recorded_read_and_corrected(client, desk):
    address = f"/partnerships/{desk.partnership.slug}/consultations"
    key = str(uuid.uuid4())
    made = call(client, desk.consultant, "POST", address, said(client_key=key))
    again = call(client, desk.consultant, "POST", address, said(client_key=key))
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert (made.json()["over_limit_minutes"], made.json()["over_state"]) == (30, "recorded")

    one = f"/consultations/{made.json()['id']}"
    read = call(client, desk.coordinator, "GET", one)
    assert read.json()["agreed"] == "Porozumienie do podpisu."
    listed = call(client, desk.manager, "GET", f"/consultations?partnership={desk.partnership.slug}")
    assert [row["id"] for row in listed.json()["items"]] == [made.json()["id"]]
    assert call(client, desk.consultant, "PATCH", one, {"minutes": 60}).status_code == 428
    changed = call(client, desk.consultant, "PATCH", one, {"minutes": 60}, **{"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["over_limit_minutes"]) == (200, 0)
    stale = call(client, desk.consultant, "PATCH", one, {"minutes": 5}, **{"If-Match": read["ETag"]})
    assert stale.status_code == 412
    assert Consultation.objects.get().minutes == 60


def test_what_is_not_allowed_or_wrong_is_a_problem(client, desk):
    address = f"/partnerships/{desk.partnership.slug}/consultations"
    assert call(client, desk.coordinator, "POST", address, said()).status_code == 403
    stranger = with_role("consultant", PartnershipFactory())
    assert call(client, stranger, "POST", address, said()).status_code == 404
    for wrong in ({"minutes": 0}, {"kind": "teleportacja"}, {"topics": []}, {"day": "2099-01-01"}):
        assert call(client, desk.consultant, "POST", address, said(**wrong)).status_code == 422
    assert client.get("/api/v1/consultations").status_code == 401
    assert not Consultation.objects.exists()


def test_a_recommendation_goes_its_way(client, desk):
    address = f"/partnerships/{desk.partnership.slug}/recommendations"
    body = {"title": "Powołać zespół", "reason": "Brak ludzi.", "expected": "Praca.", "topic": "management"}
    made = call(client, desk.consultant, "POST", address, body)
    assert made.status_code == 201
    state = f"/recommendations/{made.json()['id']}/state"
    assert call(client, desk.consultant, "POST", state, {"step": "accept"}).status_code == 403
    assert call(client, desk.coordinator, "POST", state, {"step": "decline"}).status_code == 422
    assert call(client, desk.coordinator, "POST", state, {"step": "nic"}).status_code == 422
    for step, text in (("accept", "Tak."), ("begin", ""), ("finish", "Powołano."), ("effect", "Szybciej.")):
        found = call(client, desk.coordinator, "POST", state, {"step": step, "text": text})
        assert found.status_code == 200, step
    read = call(client, desk.manager, "GET", f"/recommendations/{made.json()['id']}").json()
    assert (read["state"], read["outcome"], read["effect"]) == ("done", "Powołano.", "Szybciej.")
    assert len(call(client, desk.manager, "GET", "/recommendations").json()["items"]) == 1
    assert Recommendation.objects.get().answer == "Tak."


def test_every_step_that_the_description_names_has_its_action():
    assert set(get_args(Step)) == set(STEPS)
