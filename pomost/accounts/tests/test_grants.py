"""Giving and ending roles, and ending everything that an account may do."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from pomost.accounts.actions.grants import end_access, end_grant, grant_role
from pomost.accounts.models import Account, RoleGrant
from pomost.accounts.models.grants import in_force
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.core.system import SYSTEM
from pomost.organisations.tests.factories import OrganisationFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def in_scope(role: str, scope_id: str) -> Account:
    return GrantFactory(role=role, scope_id=scope_id).account


def test_an_administrator_gives_a_role():
    by, account = with_role("administrator"), AccountFactory()

    grant = grant_role(account=account, role="officer", scope_id="7", reason=" replaces Anna ", by=by)

    grant.refresh_from_db()
    assert (grant.scope_kind, grant.scope_id, grant.reason) == ("organisation", "7", "replaces Anna")
    assert (grant.given_by, grant.since) == (by, timezone.localdate())
    assert ("officer", "organisation", "7") in account.current_grants
    entry = JournalEntry.objects.get(verb="role_grant.given")
    assert (entry.actor_id, entry.target_id) == (by.pk, str(grant.pk))


@pytest.mark.parametrize(
    ("giver", "giver_scope", "role", "scope_id", "is_allowed"),
    [
        ("organisation_administrator", "7", "officer", "7", True),
        ("organisation_administrator", "7", "signatory", "7", True),
        ("organisation_administrator", "7", "officer", "8", False),
        ("organisation_administrator", "7", "lawyer", "7", False),
        ("organisation_administrator", "7", "administrator", "", False),
        ("programme_manager", "7", "finance_officer", "7", True),
        ("programme_manager", "7", "finance_officer", "8", False),
        ("programme_manager", "7", "programme_manager", "7", False),
        ("programme_manager", "7", "auditor", "7", False),
        ("programme_manager", "7", "officer", "7", False),
        ("officer", "7", "officer", "7", False),
        ("data_protection_officer", "", "officer", "7", False),
    ],
)
def test_who_may_give_what_where(giver, giver_scope, role, scope_id, is_allowed):
    by, account = in_scope(giver, giver_scope), AccountFactory()

    if is_allowed:
        grant_role(account=account, role=role, scope_id=scope_id, reason="r", by=by)
    else:
        with pytest.raises(PermissionDenied):
            grant_role(account=account, role=role, scope_id=scope_id, reason="r", by=by)

    assert account.grants.exists() is is_allowed


@pytest.mark.parametrize("role", ["administrator", "organisation_administrator", "programme_manager"])
def test_nobody_gives_a_role_to_himself(role):
    by = in_scope(role, "" if role == "administrator" else "7")

    with pytest.raises(PermissionDenied):
        grant_role(account=by, role="officer", scope_id="7", reason="r", by=by)

    assert by.grants.count() == 1


def test_a_role_is_not_given_twice_nor_to_a_closed_account_nor_for_days_gone_by():
    by, account, closed = with_role("administrator"), AccountFactory(), AccountFactory(is_active=False)
    GrantFactory(account=account, role="officer", scope_id="7")
    yesterday = timezone.localdate() - timedelta(days=1)

    for wrong in (
        {"account": account, "role": "officer", "scope_id": "7", "reason": "r"},
        {"account": closed, "role": "officer", "scope_id": "7", "reason": "r"},
        {"account": account, "role": "officer", "scope_id": "8", "reason": "r", "until": yesterday},
        {"account": account, "role": "officer", "scope_id": "8", "reason": "  "},
        {"account": account, "role": "officer", "scope_id": "", "reason": "r"},
        {"account": account, "role": "administrator", "scope_id": "7", "reason": "r"},
        {"account": account, "role": "emperor", "scope_id": "", "reason": "r"},
    ):
        with pytest.raises(DomainError):
            grant_role(**wrong, by=by)

    assert RoleGrant.objects.count() == 2
    assert not JournalEntry.objects.exists()


def test_ending_a_role_takes_the_right_at_once_and_keeps_the_row():
    by = with_role("administrator")
    grant = GrantFactory(role="officer", scope_id="7")

    end_grant(grant=grant, by=by, reason="left")

    grant.refresh_from_db()
    assert (grant.ended_by, grant.end_reason) == (by, "left")
    assert not Account.objects.get(pk=grant.account_id).current_grants
    assert JournalEntry.objects.get().verb == "role_grant.ended"
    with pytest.raises(DomainError):
        end_grant(grant=grant, by=by, reason="again")


@pytest.mark.parametrize(("giver", "scope_id", "is_allowed"), [
    ("organisation_administrator", "7", True),
    ("organisation_administrator", "8", False),
    ("officer", "7", False),
])  # fmt: skip
def test_who_may_end_a_role(giver, scope_id, is_allowed):
    by, grant = in_scope(giver, scope_id), GrantFactory(role="signatory", scope_id="7")

    if is_allowed:
        end_grant(grant=grant, by=by, reason="r")
    else:
        with pytest.raises(PermissionDenied):
            end_grant(grant=grant, by=by, reason="r")

    assert in_force().filter(pk=grant.pk).exists() is not is_allowed


def test_the_last_administrator_stays():
    by = with_role("administrator")
    with_role("administrator", is_active=False)

    with pytest.raises(DomainError):
        end_grant(grant=by.grants.get(), by=by, reason="r")
    with pytest.raises(DomainError):
        end_access(account=by, by=by, reason="r")
    assert in_force().filter(account=by).exists()
    assert Account.objects.get(pk=by.pk).is_active

    with_role("administrator")
    end_grant(grant=by.grants.get(), by=by, reason="r")
    assert not in_force().filter(account=by).exists()


def test_ending_access_ends_roles_sessions_and_signing_in(client):
    by = with_role("administrator")
    account = in_scope("officer", "7")
    client.force_login(account, backend=BACKEND)
    UserSession.objects.create(
        user=account, ip="127.0.0.1", session_key=client.session.session_key, user_agent="x"
    )
    assert client.get(reverse("panel-panel:home")).status_code == 200

    end_access(account=account, by=by, reason="left the office")

    account = Account.objects.get(pk=account.pk)
    assert not account.is_active
    assert not account.current_grants
    assert not Session.objects.exists()
    assert client.get(reverse("panel-panel:home")).status_code == 302
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert verbs == {"role_grant.ended", "account.closed"}


def test_a_session_of_a_closed_account_is_worth_nothing_even_if_it_was_not_found(client):
    account = AccountFactory()
    client.force_login(account, backend=BACKEND)

    end_access(account=account, by=SYSTEM, reason="r")

    assert client.get(reverse("panel-panel:home")).status_code == 302


def test_an_office_ends_access_of_its_people_but_not_of_the_installations_nor_of_others():
    office, other = OrganisationFactory(), OrganisationFactory()
    by = in_scope("organisation_administrator", str(office.pk))
    people = {}
    for key, organisation in {"own": office, "officer": office, "stranger": other}.items():
        people[key] = AccountFactory()
        person = PersonFactory(account=people[key])
        PositionFactory(person=person, organisation=organisation)
    GrantFactory(account=people["officer"], role="data_protection_officer")

    end_access(account=people["own"], by=by, reason="r")
    for key in ("officer", "stranger"):
        with pytest.raises(PermissionDenied):
            end_access(account=people[key], by=by, reason="r")

    active = {key: Account.objects.get(pk=each.pk).is_active for key, each in people.items()}
    assert active == {"own": False, "officer": True, "stranger": True}


def test_a_manager_ends_access_only_where_every_role_lies_in_own_programmes():
    by = in_scope("programme_manager", "7")
    within = in_scope("lawyer", "7")
    beyond = in_scope("lawyer", "7")
    GrantFactory(account=beyond, role="officer", scope_id="3")
    peer = in_scope("programme_manager", "7")

    end_access(account=within, by=by, reason="r")
    for account in (beyond, peer, AccountFactory()):
        with pytest.raises(PermissionDenied):
            end_access(account=account, by=by, reason="r")

    assert not Account.objects.get(pk=within.pk).is_active
    assert Account.objects.filter(is_active=True).count() == 4
