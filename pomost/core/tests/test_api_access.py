"""Who the API knows, what they may, and how often they may ask."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from pomost.accounts.models import ApiToken, ApiUse
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, TokenFactory, new_token, with_role
from pomost.core.api import api
from pomost.core.api_access import STEP, Refusal, demand_room
from pomost.programmes.models import Programme
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
ALL = "/api/v1/programmes"
NEW = {
    "title": {"pl": "Drugi"},
    "short_title": {"pl": "Drugi"},
    "begins_on": "2027-01-01",
    "ends_on": "2027-12-31",
}


def client_of(account, scope="write", **kwargs) -> Client:
    return Client(headers={"Authorization": f"Bearer {new_token(account, scope=scope)}"}, **kwargs)


def create(client, **headers):
    return client.post(ALL, NEW, content_type="application/json", headers=headers)


def test_every_token_that_is_none_gets_the_same_answer(client):
    account = with_role("administrator")
    with time_machine.travel(timezone.now() - timedelta(days=50)):
        expired = new_token(account, scope="write", expires_at=timezone.now() + timedelta(days=9))
    revoked = new_token(account, scope="write", revoked_at=timezone.now())
    closed = new_token(AccountFactory(is_active=False), scope="write")
    basic = {"Authorization": "Basic YTpi"}
    bearer = [{"Authorization": f"Bearer {each}"} for each in ("", "pomost_x", expired, revoked, closed)]

    answers = [create(client, **headers) for headers in ({}, basic, *bearer)]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}
    assert len({answer.content for answer in answers}) == 1
    assert not Programme.objects.exists()


def test_a_wrong_token_is_refused_where_none_is_needed_too(client):
    ProgrammeFactory(published=True)
    assert client.get(ALL).status_code == 200
    assert client.get(ALL, headers={"Authorization": "Bearer pomost_x"}).status_code == 401


def test_a_session_is_nobody_to_the_api(signed_in):
    manager = with_role("programme_manager", ProgrammeFactory(slug="ukryty"))
    client = signed_in(manager)

    assert create(client).status_code == 401
    assert client.get(f"{ALL}/ukryty").status_code == 404
    assert Programme.objects.count() == 1


def test_a_token_counts_whoever_is_signed_in_and_needs_no_csrf_token(signed_in):
    administrator, other = with_role("administrator"), AccountFactory()
    client = signed_in(other)
    client.handler.enforce_csrf_checks = True
    secret = new_token(administrator, scope="write")

    answer = create(client, Authorization=f"Bearer {secret}")

    assert answer.status_code == 201
    assert not answer.cookies
    assert Programme.objects.get().versions.get().recorded_as.startswith(administrator.name)


def test_a_token_that_may_read_does_not_write():
    answer = create(client_of(with_role("administrator"), scope="read"))

    assert answer.status_code == 403
    assert not Programme.objects.exists()


def test_a_token_made_without_a_second_factor_is_refused_when_the_role_demands_one(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"administrator"})
    account = AccountFactory()
    client = client_of(account)
    GrantFactory(account=account, role="administrator", scope_id="")
    assert create(client).status_code == 403

    ApiToken.objects.update(second_factor=True)
    assert create(client).status_code == 201


def test_what_a_token_sees_is_never_shown_to_others(client):
    hidden = ProgrammeFactory(slug="ukryty")
    mine = client_of(with_role("implementer_staff", hidden), scope="read")
    assert client.get(f"{ALL}/ukryty").status_code == 404

    answer = mine.get(f"{ALL}/ukryty")

    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert "Authorization" in answer.headers["Vary"]
    assert client.get(f"{ALL}/ukryty").status_code == 404
    assert client.get(ALL).json()["items"] == []
    assert mine.get(ALL).json()["items"] != []


def test_a_token_has_so_many_requests_a_minute(settings):
    settings.API_PER_TOKEN = 3
    account = AccountFactory()
    busy, other = client_of(account), client_of(account)
    with time_machine.travel("2026-11-23T10:00:15Z", tick=False) as clock:
        TokenFactory._meta.model.objects.update(expires_at="2027-01-01T00:00:00Z")
        assert [busy.get(ALL).status_code for _turn in range(4)] == [200, 200, 200, 429]
        refused = busy.get(ALL)
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert 45 <= int(refused.headers["Retry-After"]) <= 47
        assert other.get(ALL).status_code == 200
        clock.shift(timedelta(seconds=int(refused.headers["Retry-After"])))
        assert busy.get(ALL).status_code == 200


def test_the_limit_holds_over_several_processes():
    """Each process has a cache of its own: an empty one is a process that has counted nothing yet."""
    with time_machine.travel("2026-11-23T10:00:15Z", tick=False):
        for _process in range(10):
            caches["local"].clear()
            for _turn in range(STEP):
                demand_room("token:1", 10 * STEP)
        caches["local"].clear()
        for _turn in range(STEP - 1):
            demand_room("token:1", 10 * STEP)
        with pytest.raises(Refusal) as refusal:
            demand_room("token:1", 10 * STEP)
    assert refusal.value.status == 429
    assert ApiUse.objects.get().requests == 11 * STEP


def test_most_requests_of_a_token_write_nothing(django_assert_num_queries):
    demand_room("token:1", 600)
    with django_assert_num_queries(0):
        for _turn in range(STEP - 2):
            demand_room("token:1", 600)
    with django_assert_num_queries(1):
        demand_room("token:1", 600)


def test_visitors_are_counted_only_where_their_answer_is_not_stored(client, settings):
    settings.API_PER_ADDRESS = 3
    ProgrammeFactory(published=True)

    assert {client.get(ALL).status_code for _turn in range(9)} == {200}
    found = [client.get(f"{ALL}?limit={number}").status_code for number in range(1, 5)]

    assert found == [200, 200, 429, 429]
    elsewhere = client.get(f"{ALL}?limit=9", REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 200
    assert client.get(ALL).status_code == 200
    assert "198.51.100.7" not in str(list(ApiUse.objects.values()))


def test_who_guesses_tokens_is_slowed_down(client, settings):
    settings.API_PER_ADDRESS = 3
    found = [create(client, Authorization=f"Bearer pomost_{turn}").status_code for turn in range(5)]
    assert found == [401, 401, 401, 429, 429]


def test_our_own_mistake_is_logged_once_and_answered_as_a_problem(rf, caplog):
    answer = api.on_exception(rf.get(ALL), RuntimeError("geheim"))

    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "geheim" not in answer.content.decode()
    (record,) = caplog.records
    assert record.exc_info[0] is RuntimeError


def test_no_limit_when_the_setting_is_nought(settings):
    settings.API_PER_TOKEN = 0
    client = client_of(AccountFactory())
    assert {client.get(ALL).status_code for _turn in range(30)} == {200}
    assert not ApiUse.objects.exists()


def test_a_read_with_a_token_costs_few_queries(django_assert_max_num_queries):
    ProgrammeFactory.create_batch(20, published=True)
    client = client_of(AccountFactory(), scope="read")
    client.get(ALL)
    with django_assert_max_num_queries(6):
        assert len(client.get(ALL).json()["items"]) == 20
