"""Safe writes: a repeated request acts once, whatever fails in between; a refused one leaves nothing."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from ninja import Schema

from pomost.accounts import api_access
from pomost.accounts.models import Account, IdempotentAnswer, InboxItem
from pomost.accounts.tests.factories import AccountFactory, new_token, with_role
from pomost.core.api_access import Caller, Refusal
from pomost.core.api_writes import Kept, Written, seen_version, write
from pomost.core.errors import Conflict, DomainError
from pomost.core.models.journal import JournalEntry
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


class Body(Schema):
    text: str


def client_of(account) -> Client:
    return Client(headers={"Authorization": f"Bearer {new_token(account, scope='write')}"})


@pytest.fixture
def administrator():
    return with_role("administrator")


def create(client, key, body=None, address=ALL):
    return client.post(address, body or NEW, "application/json", headers={"Idempotency-Key": key})


def request_of(account, key="klucz", body="{}"):
    request = RequestFactory().post("/api/v1/x", body, "application/json", headers={"Idempotency-Key": key})
    request.auth = Caller(account)
    return request


def leaving_a_message(request) -> Written:
    """An operation that writes one row."""
    item = InboxItem.objects.create(account=request.auth.account, text="zapis")
    return Written(Body(text=item.text), Programme(row_version=1), 201)


def failing_with(error: BaseException):
    def operation(request) -> Written:
        leaving_a_message(request)
        raise error

    return write(operation)


def test_the_same_request_again_gets_the_first_answer_and_makes_nothing(administrator):
    client = client_of(administrator)

    first, again = create(client, "a"), create(client, "a")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    for name in ("ETag", "Location", "Content-Type"):
        assert first.headers[name] == again.headers[name]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Programme.objects.count() == 1
    assert JournalEntry.objects.filter(verb="programme.created").count() == 1


def test_without_a_key_each_request_is_its_own(administrator):
    client = client_of(administrator)
    assert client.post(ALL, NEW, "application/json").status_code == 201
    assert client.post(ALL, NEW, "application/json").status_code == 422  # the address is taken
    assert not IdempotentAnswer.objects.exists()


def test_a_key_belongs_to_one_body_one_address_and_one_account(administrator):
    client, other = client_of(administrator), client_of(with_role("administrator"))
    create(client, "a")

    assert create(client, "a", NEW | {"title": {"pl": "Trzeci"}}).status_code == 422
    assert create(client, "a", address=f"{ALL}/drugi/versions").status_code == 422
    assert Programme.objects.count() == 1
    assert create(other, "a", NEW | {"short_title": {"pl": "Inny"}}).status_code == 201


def test_another_token_of_the_account_gets_the_same_answer(administrator):
    assert create(client_of(administrator), "a").content == create(client_of(administrator), "a").content
    assert Programme.objects.count() == 1


def test_what_a_rule_refused_stays_refused_under_its_key(administrator):
    client = client_of(administrator)
    taken = ProgrammeFactory(slug="drugi")
    assert create(client, "a").status_code == 422
    taken.delete()

    assert create(client, "a").status_code == 422
    assert create(client, "b").status_code == 201


def test_what_was_not_understood_keeps_no_answer(administrator):
    client = client_of(administrator)
    assert create(client, "a", {"title": "x"}).status_code == 422
    broken = client.post(ALL, "{", "application/json", headers={"Idempotency-Key": "a"})
    assert broken.status_code == 400
    assert not IdempotentAnswer.objects.exists()
    assert create(client, "a").status_code == 201


@pytest.mark.parametrize("title", [{"pl": "Dru\x00gi"}, {"pl\x00": "Drugi"}])
def test_a_text_with_nul_is_refused_at_its_field(administrator, title):
    answer = create(client_of(administrator), "k", {**NEW, "title": title})
    assert answer.status_code == 422
    assert "title" in answer.text
    assert not Programme.objects.exists()


@pytest.mark.parametrize("key", ["ż", "x" * 201, "a b"])
def test_a_key_that_is_none_is_refused(administrator, key):
    found = request_of(administrator, "a")
    found.META["HTTP_IDEMPOTENCY_KEY"] = key
    with pytest.raises(Refusal) as refusal:
        write(leaving_a_message)(found)
    assert refusal.value.status == 400
    assert not InboxItem.objects.exists()


@pytest.mark.parametrize("error", [RuntimeError("our fault"), KeyboardInterrupt()])
def test_a_request_that_failed_leaves_nothing_and_may_be_sent_again(error):
    account = AccountFactory()

    with pytest.raises(type(error)):
        failing_with(error)(request_of(account))

    assert not InboxItem.objects.exists()
    assert not IdempotentAnswer.objects.exists()
    assert write(leaving_a_message)(request_of(account)).status_code == 201


@pytest.mark.parametrize(
    ("error", "status"),
    [(DomainError("nie"), 422), (PermissionDenied(), 403), (Conflict("nie", current=2), 412)],
)
def test_a_refusal_after_a_write_leaves_nothing_of_it(error, status):
    account = AccountFactory()

    answers = [failing_with(error)(request_of(account)) for _turn in range(2)]

    assert [answer.status_code for answer in answers] == [status, status]
    assert answers[0].content == answers[1].content
    assert answers[1].headers["Content-Type"] == "application/problem+json"
    assert not InboxItem.objects.exists()


def test_without_a_key_too_a_refusal_after_a_write_leaves_nothing_of_it():
    request = request_of(AccountFactory())
    del request.META["HTTP_IDEMPOTENCY_KEY"]

    with pytest.raises(DomainError):
        failing_with(DomainError("nie"))(request)

    assert not InboxItem.objects.exists()


def test_a_key_in_hand_answers_409_until_its_process_is_given_up():
    account = AccountFactory()
    write(leaving_a_message)(request_of(account))
    IdempotentAnswer.objects.update(status=None)
    InboxItem.objects.all().delete()  # as if the process had been killed before it committed

    with pytest.raises(Refusal) as refusal:
        write(leaving_a_message)(request_of(account))
    assert (refusal.value.status, refusal.value.headers) == (409, {"Retry-After": "2"})
    assert not InboxItem.objects.exists()

    IdempotentAnswer.objects.update(taken_at=timezone.now() - timedelta(minutes=3))
    assert write(leaving_a_message)(request_of(account)).status_code == 201
    assert InboxItem.objects.count() == 1


def test_a_process_that_was_given_up_and_still_lives_undoes_its_write():
    account = AccountFactory()

    def slow(request) -> Written:
        """Writes; meanwhile another process takes the key over."""
        IdempotentAnswer.objects.update(taken_at=timezone.now() - timedelta(minutes=3))
        row = IdempotentAnswer.objects.get()
        assert api_access.Answers().take(account, "klucz", row.fingerprint)[0]
        return leaving_a_message(request)

    with pytest.raises(Refusal) as refusal:
        write(slow)(request_of(account))

    assert refusal.value.status == 409
    assert not InboxItem.objects.exists()


def test_answers_go_after_a_day(administrator):
    client = client_of(administrator)
    create(client, "a")
    IdempotentAnswer.objects.update(taken_at=timezone.now() - timedelta(hours=23))
    assert api_access.forget() == 0
    assert create(client, "a").status_code == 201

    IdempotentAnswer.objects.update(taken_at=timezone.now() - timedelta(hours=25))
    assert create(client, "a").status_code == 422  # carried out anew: the address is taken by now
    IdempotentAnswer.objects.update(taken_at=timezone.now() - timedelta(hours=25))
    assert api_access.forget() == 1
    assert not IdempotentAnswer.objects.exists()


def test_keeping_an_answer_needs_the_key_in_hand():
    keeper = api_access.Answers()
    ticket, kept = keeper.take(AccountFactory(), "a", "f")
    assert kept is None
    assert keeper.keep(ticket, Kept("f", 201, "{}", {}))
    assert not keeper.keep(ticket, Kept("f", 500, "", {}))
    keeper.drop(ticket)
    assert IdempotentAnswer.objects.get().status == 201


def test_if_match_names_one_of_the_versions_that_are_good():
    programme = Programme(row_version=4)

    def seen(tags):
        headers = {"If-Match": tags} if tags else {}
        return seen_version(RequestFactory().patch("/", headers=headers), programme)

    assert seen('"4"') == 4
    assert seen('"3", "4"') == 4
    for tags in ('"3"', 'W/"4"'):
        with pytest.raises(Conflict):
            seen(tags)
    for tags in ("", "*"):
        with pytest.raises(Refusal) as refusal:
            seen(tags)
        assert refusal.value.status == 428


ATTEMPT = """
import os, signal, sys
import django
django.setup()
from pomost.accounts.models import Account, InboxItem
from pomost.core.tests.test_api_writes import leaving_a_message, request_of
from pomost.core.api_access import Refusal
from pomost.core.api_writes import write

def operation(request):
    answer = leaving_a_message(request)
    if "die" in sys.argv:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

account, _new = Account.objects.get_or_create(email="a@example.org")
try:
    print(write(operation)(request_of(account)).status_code, InboxItem.objects.count())
except Refusal as refusal:
    print(refusal.status, InboxItem.objects.count())
"""


def test_a_process_that_is_killed_has_written_nothing_and_the_repetition_acts_once(tmp_path):
    """Between the write and its answer: both are one transaction, so the kill undoes both."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = kept | {
        "POMOST_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "pomost.config.settings.dev",
    }
    root = Path(installed.BASE_DIR)

    def run(*arguments):
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, *arguments],
            env=environment,
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("-m", "pomost", "migrate", "-v0").returncode == 0
    assert run("-c", ATTEMPT, "die").returncode == -signal.SIGKILL
    assert run("-c", ATTEMPT).stdout.split() == ["409", "0"]
    with closing(sqlite3.connect(tmp_path / "pomost.sqlite3")) as database:
        database.execute("UPDATE accounts_idempotentanswer SET taken_at = datetime('now', '-3 minutes')")
        database.commit()
    assert run("-c", ATTEMPT).stdout.split() == ["201", "1"]
    assert run("-c", ATTEMPT).stdout.split() == ["201", "1"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_same_request_from_several_at_once_acts_once():
    account = AccountFactory()
    start, found = threading.Barrier(6), []

    def slow(request) -> Written:
        time.sleep(0.3)
        return leaving_a_message(request)

    def run():
        try:
            start.wait()
            found.append(write(slow)(request_of(Account.objects.get())).status_code)
        except Refusal as refusal:
            found.append(refusal.status)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [201, 409, 409, 409, 409, 409]
    assert InboxItem.objects.filter(account=account).count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_processes_lose_none_of_each_others_counts():
    def run():
        try:
            for _turn in range(20):
                api_access.add_uses("token:1", 1, 1)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with transaction.atomic():
        assert api_access.add_uses("token:1", 1, 0) == 80


def test_the_description_names_what_a_write_needs_and_answers(client):
    schema = json.loads(client.get("/api/v1/openapi.json").content)
    patch = schema["paths"]["/api/v1/programmes/{slug}"]["patch"]
    post = schema["paths"]["/api/v1/programmes"]["post"]
    read = schema["paths"]["/api/v1/programmes"]["get"]

    assert schema["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"
    assert patch["security"] == post["security"] == [{"Token": []}]
    assert read["security"] == [{"Token": []}, {}]
    assert "If-Match" in [each["name"] for each in patch["parameters"] if each["required"]]
    assert "Idempotency-Key" in [each["name"] for each in post["parameters"]]
    assert {"401", "403", "404", "412", "422", "428", "429"} <= set(patch["responses"])
    assert {"400", "401", "403", "409", "422", "429"} <= set(post["responses"])
    assert "412" not in read["responses"]
    problem = schema["components"]["responses"]["Problem412"]["content"]["application/problem+json"]
    assert problem["schema"]["$ref"] == "#/components/schemas/Problem"
