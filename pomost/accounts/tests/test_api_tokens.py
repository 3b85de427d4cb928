"""API tokens: making, showing once, using, warning, revoking; what ends them."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pomost.accounts import api_access, presenting, tasks, tokens
from pomost.accounts.actions.grants import end_access
from pomost.accounts.actions.tokens import MOST, create_token, revoke_token, warn_of_expiry
from pomost.accounts.models import Account, ApiToken, InboxItem
from pomost.accounts.tests.factories import (
    PASSWORD,
    AccountFactory,
    GrantFactory,
    TokenFactory,
    new_token,
    with_role,
)
from pomost.accounts.tests.test_sign_in import code_of, set_up_app
from pomost.core.errors import DomainError
from pomost.core.models.journal import JournalEntry
from pomost.core.models.outbox import OutboxMessage
from pomost.core.system import SYSTEM

pytestmark = pytest.mark.django_db
VALUES = {"name": "arkusz", "scope": "read", "days": 30}
FORM = {"name": "arkusz", "scope": "write", "days": "30"}
NEW_PASSWORD = "inna-woda-deska-2027"


def confirm(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def known(secret: str) -> Account | None:
    caller = api_access.known_by(secret).caller
    return caller.account if caller else None


def with_app(account: Account) -> None:
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})


def test_a_token_is_made_for_oneself_journalled_and_mailed_without_its_secret():
    account = AccountFactory()

    token, secret = create_token(values=VALUES, by=account, second_factor=False)

    assert known(secret) == account
    assert secret.startswith(token.begins_with)
    assert token.expires_at - timezone.now() < timedelta(days=30, minutes=1)
    message = OutboxMessage.objects.get(to=account.email)
    entry = JournalEntry.objects.get(verb="api_token.made")
    stored = f"{vars(token)} {vars(entry)} {vars(message)}"
    assert secret not in stored
    assert "arkusz" in message.text


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"scope": "all"}, "scope"), ({"days": 366}, "days"), ({"days": 0}, "days")],
)
def test_a_token_is_not_made_of_values_that_do_not_fit(change, field):
    with pytest.raises(DomainError) as refusal:
        create_token(values=VALUES | change, by=AccountFactory(), second_factor=False)

    assert field in refusal.value.fields
    assert_nothing_was_made()


def test_a_closed_account_and_one_with_too_many_make_none():
    closed, busy = AccountFactory(is_active=False), AccountFactory()
    TokenFactory.create_batch(MOST, account=busy)
    TokenFactory(account=busy, revoked_at=timezone.now())

    with pytest.raises(PermissionDenied):
        create_token(values=VALUES, by=closed, second_factor=False)
    with pytest.raises(DomainError):
        create_token(values=VALUES, by=busy, second_factor=False)
    assert ApiToken.objects.count() == MOST + 1


def test_a_role_that_demands_a_second_factor_makes_a_token_only_with_it(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"administrator"})
    administrator = with_role("administrator")

    with pytest.raises(DomainError):
        create_token(values=VALUES, by=administrator, second_factor=False)
    assert_nothing_was_made()

    _token, secret = create_token(values=VALUES, by=administrator, second_factor=True)
    assert known(secret) == administrator


def test_a_token_made_before_the_role_came_opens_nothing_without_a_second_factor(settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"administrator"})
    account = AccountFactory()
    secret = new_token(account)
    assert known(secret) == account

    GrantFactory(account=account, role="administrator", scope_id="")

    found = api_access.known_by(secret)
    assert found.caller is None
    assert "drugi" in found.refusal or "second" in found.refusal


def assert_nothing_was_made():
    assert not ApiToken.objects.exists()
    assert not JournalEntry.objects.filter(verb="api_token.made").exists()
    assert not OutboxMessage.objects.exists()


def test_a_token_is_revoked_by_its_owner_only():
    token = TokenFactory()
    with pytest.raises(PermissionDenied):
        revoke_token(token=token, by=with_role("administrator"))
    token.refresh_from_db()
    assert token.is_open

    revoke_token(token=token, by=token.account)

    token.refresh_from_db()
    assert not token.is_open
    assert JournalEntry.objects.filter(verb="api_token.revoked", actor_id=token.account_id).exists()
    with pytest.raises(DomainError):
        revoke_token(token=token, by=token.account)


def test_unknown_expired_and_revoked_tokens_and_those_of_closed_accounts_stand_for_nobody():
    now = timezone.now()
    account = AccountFactory()
    with time_machine.travel(now - timedelta(days=40)):
        expired = new_token(account, expires_at=now - timedelta(days=1))
    refused = [
        tokens.new_for_api()[0],
        expired,
        new_token(account, revoked_at=now),
        new_token(AccountFactory(is_active=False)),
        "",
        "pomost_" + "x" * 5000,
        "zażółć",
    ]

    assert [api_access.known_by(secret) for secret in refused] == [api_access.Known()] * len(refused)


def test_the_last_use_is_written_once_an_hour(django_assert_num_queries):
    secret = new_token(AccountFactory())
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        with django_assert_num_queries(2):
            known(secret)
        clock.shift(timedelta(minutes=59))
        with django_assert_num_queries(1):
            known(secret)
        clock.shift(timedelta(minutes=2))
        known(secret)
    assert ApiToken.objects.get().last_used_at.isoformat() == "2026-11-23T11:01:00+00:00"


def test_closing_the_account_and_opening_it_again_leaves_no_token_that_works():
    account = AccountFactory()
    secret = new_token(account)

    end_access(account=account, by=with_role("administrator"), reason="odejście")

    assert known(secret) is None
    Account.objects.filter(pk=account.pk).update(is_active=True)
    assert known(secret) is None
    assert JournalEntry.objects.get(verb="account.closed").data["tokens"] == 1


def test_a_new_password_ends_the_tokens_of_that_account_only(client):
    account, other = AccountFactory(), new_token(AccountFactory())
    secret = new_token(account)
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    confirm(client)

    wrong = {"oldpassword": "x", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(reverse("account_change_password"), wrong)
    assert known(secret) == account
    done = client.post(reverse("account_change_password"), wrong | {"oldpassword": PASSWORD})

    assert done.status_code == 302
    assert known(secret) is None
    assert known(other) is not None
    assert JournalEntry.objects.get(verb="api_tokens.revoked").data == {"tokens": 1}


def test_a_token_is_announced_once_before_it_expires():
    now = timezone.now()
    soon = TokenFactory(expires_at=now + timedelta(days=13))
    TokenFactory(expires_at=now + timedelta(days=15))
    TokenFactory(expires_at=now + timedelta(days=5), revoked_at=now)

    assert tasks.warn_of_expiring_tokens() == 1
    assert tasks.warn_of_expiring_tokens() == 0

    assert OutboxMessage.objects.get().to == soon.account.email
    item = InboxItem.objects.get(account=soon.account)
    assert "skrypt" in item.text
    assert item.link == reverse("accounts:tokens")
    assert JournalEntry.objects.filter(verb="api_token.warned", target_id=str(soon.pk)).exists()


def test_only_the_system_warns():
    token = TokenFactory(expires_at=timezone.now() + timedelta(days=3))
    with pytest.raises(PermissionDenied):
        warn_of_expiry(token=token, by=with_role("administrator"))
    assert not OutboxMessage.objects.exists()
    assert warn_of_expiry(token=token, by=SYSTEM)


def test_the_page_shows_the_secret_once_and_it_is_stored_nowhere(client):
    account = AccountFactory()
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    confirm(client)

    page = client.post(reverse("accounts:create-token"), FORM)

    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    secret = page.context["secret"]
    assert page.content.decode().count(secret) == 1
    assert known(secret) == account
    again = client.get(reverse("accounts:tokens")).content.decode()
    assert secret not in again
    assert ApiToken.objects.get().begins_with in again
    assert secret not in str(dict(client.session.items()))
    assert secret not in str(list(OutboxMessage.objects.values())) + str(list(JournalEntry.objects.values()))


def test_making_a_token_asks_for_the_password_once_more(client):
    account = AccountFactory()
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        answer = client.get(reverse("accounts:create-token"))

    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer.headers["Location"]


def test_a_role_that_demands_it_is_led_to_its_second_factor(client, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"administrator"})
    administrator = with_role("administrator")
    client.post(reverse("account_login"), {"login": administrator.email, "password": PASSWORD})
    confirm(client)

    assert client.get(reverse("accounts:create-token")).headers["Location"] == reverse("mfa_index")
    with_app(administrator)
    answer = client.post(reverse("accounts:create-token"), FORM)

    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not ApiToken.objects.exists()


def test_a_session_that_passed_the_second_factor_makes_a_token_that_may(settings):
    account = AccountFactory()
    secret = set_up_app(Client())
    settings.SECOND_FACTOR_ROLES = frozenset({"administrator"})
    GrantFactory(account=account, role="administrator", scope_id="")
    client = Client()
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    confirm(client)

    page = client.post(reverse("accounts:create-token"), FORM)

    assert ApiToken.objects.get().second_factor
    assert known(page.context["secret"]) == account


def test_a_form_with_errors_keeps_what_was_typed(client):
    client.post(reverse("account_login"), {"login": AccountFactory().email, "password": PASSWORD})
    confirm(client)

    page = client.post(reverse("accounts:create-token"), FORM | {"days": "9999"})

    assert page.status_code == 422
    assert 'value="arkusz"' in page.content.decode()
    assert not ApiToken.objects.exists()


def test_the_list_says_what_tokens_are_for_and_costs_the_same_at_any_length(
    signed_in, django_assert_max_num_queries
):
    account = AccountFactory()
    client = signed_in(account)
    assert reverse("accounts:create-token") in client.get(reverse("accounts:tokens")).content.decode()

    TokenFactory.create_batch(15, account=account)
    TokenFactory(account=account, name="dawny", revoked_at=timezone.now())
    TokenFactory(name="cudzy")
    with django_assert_max_num_queries(6):
        page = client.get(reverse("accounts:tokens")).content.decode()
    assert page.count('<tr role="row">') == 16
    assert "dawny" in page
    assert "cudzy" not in page


def test_revoking_is_confirmed_on_its_own_page_and_a_stranger_sees_nothing(signed_in):
    token = TokenFactory()
    address = reverse("accounts:revoke-token", args=[token.pk])
    assert signed_in(AccountFactory()).post(address).status_code == 404

    client = signed_in(token.account)
    assert token.name in client.get(address).content.decode()
    assert ApiToken.objects.get().is_open
    assert client.post(address).headers["Location"] == reverse("accounts:tokens")
    assert not ApiToken.objects.get().is_open
    assert client.post(address).status_code == 404


def test_own_data_lists_the_tokens_without_their_hashes():
    token = TokenFactory()

    shown = [
        [value for _label, value in record]
        for section in presenting.held_about(token.account)
        for record in section.records
    ]

    assert [record for record in shown if "skrypt" in record and token.begins_with in record]
    assert token.secret_hash not in str(shown)
