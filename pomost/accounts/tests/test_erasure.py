"""Erasing a person on request: what goes, what stays, and who is refused."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from pomost.accounts.actions.accounts import create_account, reopen_account
from pomost.accounts.actions.erasure import ask_for_erasure, erase_person
from pomost.accounts.models import Account, DataRequest, Invitation, RoleGrant
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry, OutboxMessage, PersonalDetail
from pomost.core.system import SYSTEM

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return with_role("data_protection_officer")


@pytest.fixture
def person():
    account = create_account(email="maria.wilk@example.org", name="Maria Wilk", by=SYSTEM)
    GrantFactory(account=account, role="implementer_staff", reason="Maria zna programme")
    UserSession.objects.create(user=account, session_key="abc", ip="203.0.113.9", user_agent="Firefox")
    return account


@pytest.fixture
def asked(person):
    return ask_for_erasure(reason="", by=person)


def request_of(email: str, **fields) -> DataRequest:
    """A request for erasure that a visitor made."""
    today = timezone.localdate()
    values = {"name": "Ktoś", "email": email, "kind": "erase", "text": "x", "received_on": today}
    return DataRequest.objects.create(**{**values, "due_on": today, **fields})


def test_an_erased_person_is_closed_unnamed_and_answered(asked, person, officer):
    erase_person(data_request=asked, remark="Pozdrawiamy", by=officer)

    erased = Account.objects.get(pk=person.pk)
    assert (erased.is_active, erased.name, erased.has_usable_password()) == (False, "", False)
    assert erased.email == f"{person.pk}@erased.invalid"
    grant = RoleGrant.objects.get(account=person)
    assert (grant.reason, grant.end_reason, grant.is_in_force) == ("", "", False)
    assert not UserSession.objects.filter(user=person).exists()
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert "Pozdrawiamy" in asked.answer
    assert OutboxMessage.objects.get(to=person.email).kind == "duty_answered"
    assert str(erased) == f"erased account no. {person.pk}"


def test_the_journal_says_that_it_was_done_and_no_longer_who_it_was(asked, person, officer):
    wrote = JournalEntry.objects.filter(actor_id=person.pk).count()

    erase_person(data_request=asked, by=officer)

    entry = JournalEntry.objects.get(verb="person.erased")
    assert (entry.actor_id, entry.target_id) == (officer.pk, str(person.pk))
    assert entry.data["rows"]["accounts.Account"] == 1
    assert JournalEntry.objects.filter(actor_id=person.pk).count() == wrote
    assert not any("Maria" in str(row.values) for row in PersonalDetail.objects.all())


def test_the_answer_says_in_the_persons_language_what_is_kept_and_until_when(asked, person, officer):
    person.language = "en"
    person.save()
    DataRequest.objects.filter(pk=asked.pk).update(language="en")
    with translation.override("nb"):
        erase_person(data_request=asked, by=officer)
    asked.refresh_from_db()
    assert "Your personal data is erased." in asked.answer
    assert "until five years after the answer (GDPR art. 6(1)(c))" in asked.answer


def _nothing_changed(person: Account, asked: DataRequest) -> bool:
    asked.refresh_from_db()
    now = Account.objects.get(pk=person.pk)
    return (now.email, now.is_active, asked.state) == (person.email, True, "received")


def test_only_the_data_protection_officer_erases(asked, person):
    for other in (with_role("administrator"), person, AccountFactory()):
        with pytest.raises(PermissionDenied):
            erase_person(data_request=asked, by=other)
    assert _nothing_changed(person, asked)


def test_a_request_for_something_else_erases_nobody(asked, person, officer):
    DataRequest.objects.filter(pk=asked.pk).update(kind="access")
    with pytest.raises(DomainError, match="something else"):
        erase_person(data_request=asked, by=officer)
    assert _nothing_changed(person, asked)


def test_the_last_administrator_is_not_erased(asked, person, officer):
    GrantFactory(account=person, role="administrator")
    with pytest.raises(DomainError, match="last administrator"):
        erase_person(data_request=asked, by=officer)
    assert _nothing_changed(person, asked)
    assert RoleGrant.objects.filter(account=person, ended_at=None).count() == 2


def test_a_second_time_says_that_it_was_done(asked, person, officer):
    later = request_of(person.email, account=person)
    erase_person(data_request=asked, by=officer)
    letters = OutboxMessage.objects.count()
    for duty in (asked, later):
        with pytest.raises(DomainError, match="done already"):
            erase_person(data_request=duty, by=officer)
    assert OutboxMessage.objects.count() == letters


def test_an_erased_account_is_not_opened_again(asked, person, officer):
    erase_person(data_request=asked, by=officer)
    with pytest.raises(DomainError, match="erased"):
        reopen_account(account=person, by=with_role("administrator"), reason="x")
    assert not Account.objects.get(pk=person.pk).is_active


def test_who_asked_without_signing_in_is_erased_only_once_it_is_known_who_it_is(person, officer):
    duty = request_of("Maria.Wilk@example.org")
    with pytest.raises(DomainError, match="who asks"):
        erase_person(data_request=duty, by=officer)
    assert _nothing_changed(person, duty)

    erase_person(data_request=duty, is_identity_checked=True, by=officer)
    assert Account.objects.get(pk=person.pk).is_erased


def test_an_address_that_nobody_has_is_answered_in_words(officer):
    duty = request_of("nikt@example.org")
    with pytest.raises(DomainError, match="Nothing is held"):
        erase_person(data_request=duty, is_identity_checked=True, by=officer)


def test_an_address_typed_by_somebody_signed_in_erases_nobody_elses_data(person, officer):
    victim = Invitation.objects.create(email="ofiara@example.org", token_hash="x", expires_at=timezone.now())
    duty = request_of("ofiara@example.org", account=person)

    erase_person(data_request=duty, by=officer)

    assert Invitation.objects.filter(pk=victim.pk).exists()
    assert Account.objects.get(pk=person.pk).is_erased


def test_an_address_that_the_account_has_not_proved_erases_nobody_elses_data(asked, person, officer):
    EmailAddress.objects.create(user=person, email="ofiara@example.org", verified=False)
    EmailAddress.objects.create(user=person, email="druga@example.org", verified=True)
    for email in ("ofiara@example.org", "druga@example.org"):
        Invitation.objects.create(email=email, token_hash=email, expires_at=timezone.now())

    erase_person(data_request=asked, by=officer)

    assert [row.email for row in Invitation.objects.all()] == ["ofiara@example.org"]


def test_the_journal_forgets_the_address_also_where_the_record_itself_is_gone(asked, person, officer):
    with transaction.atomic():
        gone = Invitation.objects.create(email=person.email, token_hash="x", expires_at=timezone.now())
        journal.record(
            by=officer, verb="invitation.sent", target=gone, personal={"email": "Maria.Wilk@example.org"}
        )
        other = journal.record(
            by=officer, verb="invitation.sent", target=gone, personal={"email": "inna@example.org"}
        )
    Invitation.objects.filter(pk=gone.pk).delete()

    erase_person(data_request=asked, by=officer)

    assert [row.entry_id for row in PersonalDetail.objects.all() if "email" in row.values] == [other.pk]


def test_one_open_request_for_erasure_is_enough(asked, person):
    with pytest.raises(DomainError, match=f"no. {asked.pk}"):
        ask_for_erasure(reason="again", by=person)
    assert DataRequest.objects.count() == 1
    assert (asked.kind, asked.account_id, asked.email) == ("erase", person.pk, person.email)
    assert asked.due_on > timezone.localdate()


def test_the_officer_sees_what_would_happen_confirms_on_a_page_of_its_own_and_sees_the_result(
    client, asked, person, officer
):
    client.force_login(officer, backend=BACKEND)
    request_page = reverse("accounts-panel:data-request", args=[asked.pk])
    preview = reverse("accounts-panel:erasure", args=[asked.pk])
    confirm = reverse("accounts-panel:erase", args=[asked.pk])
    client.cookies["pomost-language"] = "en"

    assert preview in client.get(request_page).content.decode()
    shown = client.get(preview).content.decode()
    assert "What is deleted" in shown
    assert "What is emptied" in shown
    assert "until five years after the answer" in shown
    assert confirm in shown
    assert client.post(preview).status_code == 405

    refused = client.post(confirm, {"remark": "Zdanie"})
    assert refused.status_code == 422
    assert "Zdanie" in refused.content.decode()
    assert _nothing_changed(person, asked)

    done = client.post(confirm, {"is_sure": "on", "remark": "Zdanie"}, follow=True)
    assert done.redirect_chain == [(request_page, 302)]
    assert "Zdanie" in done.content.decode()
    assert "done already" in client.get(preview).content.decode()


def test_somebody_asks_for_the_erasure_of_their_own_data(client, person):
    client.force_login(person, backend=BACKEND)
    client.cookies["pomost-language"] = "en"
    where = reverse("accounts-panel:ask-for-erasure")
    assert where in client.get(reverse("accounts-panel:own-data")).content.decode()

    assert "What is kept" in client.get(where).content.decode()
    answer = client.post(where, {"reason": "Odchodzę"})
    assert answer.status_code == 302
    assert DataRequest.objects.get(account=person).text == "Odchodzę"
    assert client.post(where, {"reason": "Jeszcze raz"}).status_code == 422
