"""The access log in the panel: filters in the address, files, and who may see it."""

import pytest
from django.urls import reverse

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core.models import AccessEntry

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WHERE = "accounts-panel:access-log"


@pytest.fixture
def entries(client):
    ewa, jan = AccountFactory(name="Ewa Łoś"), AccountFactory(name="Jan Rak")
    AccessEntry.objects.create(actor_id=ewa.pk, opened="configuration", address="accounts-panel:installation")
    AccessEntry.objects.create(
        actor_id=ewa.pk,
        opened="protected",
        address="accounts-panel:account",
        target_type="accounts.account",
        target_id=str(jan.pk),
        about_id=jan.pk,
    )
    AccessEntry.objects.create(actor_id=jan.pk, opened="protected", address="accounts-panel:gone", file="csv")
    client.force_login(with_role("data_protection_officer", name="Inspektor"), backend=BACKEND)
    client.cookies["pomost-language"] = "en"


def rows(client, **query) -> str:
    return client.get(reverse(WHERE), {**query, "format": "csv"}).content.decode()


def test_the_log_says_who_opened_what_and_whose_data(client, entries):
    shown = client.get(reverse(WHERE)).content.decode()

    for text in ("Ewa Łoś", "Who runs this site", "Jan Rak", "configuration", "accounts-panel:gone"):
        assert text in shown
    # To look into the log is noted too, and seen the next time.
    assert "Inspektor" in rows(client)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"who": "łoś"}, 2),
        ({"whose": "rak"}, 1),
        ({"opened": "configuration"}, 1),
        ({"who": "Ewa", "opened": "protected"}, 1),
        ({"until": "2020-01-01"}, 0),
        ({"since": "2020-01-01", "who": "Rak"}, 1),
    ],
)
def test_filters_in_the_address_narrow_the_page_and_the_file(client, entries, query, count):
    assert len(rows(client, **query).strip().splitlines()) == 1 + count
    assert f">{count} " in client.get(reverse(WHERE), query).content.decode() or count == 0


def test_an_erased_account_stands_there_by_its_number(client, entries):
    gone = AccountFactory(name="", email="77@erased.invalid")
    AccessEntry.objects.create(actor_id=gone.pk, opened="protected", address="accounts-panel:accounts")

    assert "erased account no. 77" in rows(client)
    assert "erased.invalid" not in rows(client)


def test_the_page_costs_the_same_at_two_and_at_fifty_rows(client, entries, django_assert_max_num_queries):
    AccessEntry.objects.bulk_create(
        AccessEntry(actor_id=1, opened="protected", address="accounts-panel:accounts") for _ in range(50)
    )
    with django_assert_max_num_queries(12):
        client.get(reverse(WHERE))
