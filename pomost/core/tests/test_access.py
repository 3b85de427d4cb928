"""The access log: written when something is shown, never changed, deleted after two years."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core import tasks
from pomost.core.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    account = with_role("administrator")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return account


def test_a_page_is_noted_with_who_what_and_whose_data(client, administrator):
    other = AccountFactory()

    client.get(reverse("accounts-panel:account", args=[other.pk]))

    entry = AccessEntry.objects.get()
    assert (entry.actor_id, entry.address, entry.opened) == (
        administrator.pk,
        "accounts-panel:account",
        "protected",
    )
    assert (entry.target_type, entry.target_id, entry.about_id) == (
        "accounts.account",
        str(other.pk),
        other.pk,
    )


def test_a_list_is_one_entry_however_long_and_a_file_says_so(client, administrator):
    AccountFactory.create_batch(30)

    client.get(reverse("accounts-panel:accounts"), {"format": "csv"})

    entry = AccessEntry.objects.get()
    assert (entry.file, entry.target_type, entry.about_id) == ("csv", "", None)


def test_what_is_refused_or_not_found_is_not_noted(client):
    client.force_login(AccountFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse("accounts-panel:installation")).status_code == 403
    assert client.get(reverse("accounts-panel:account", args=[1])).status_code == 404
    assert not AccessEntry.objects.exists()


def test_an_entry_is_never_changed():
    entry = AccessEntry.objects.create(actor_id=1, opened="protected", address="accounts-panel:accounts")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessEntry.objects.filter(pk=entry.pk).update(actor_id=2)
    entry.refresh_from_db()
    assert entry.actor_id == 1


@pytest.mark.parametrize(("days", "left"), [(729, 1), (731, 0)])
def test_an_entry_is_kept_for_two_years(days, left):
    AccessEntry.objects.create(actor_id=1, opened="protected", address="accounts-panel:accounts")
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        tasks.forget_what_is_past()
    assert AccessEntry.objects.count() == left
