"""One's own data: the page, the files, and what is left out of them."""

import json
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from pomost.accounts import presenting
from pomost.accounts.models import DataRequest, InboxItem
from pomost.accounts.own_data import as_json
from pomost.accounts.presenting import held_about
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core import files, outbox
from pomost.core.erasing import parts_of
from pomost.core.models import AccessEntry, Attachment
from pomost.organisations.actions.people import change_person
from pomost.organisations.tests.factories import OrganisationFactory, PositionFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WHERE = "accounts-panel:own-data"


@pytest.fixture
def person(client):
    account = AccountFactory(name="Łucja Żak")
    client.force_login(account, backend=BACKEND)
    client.cookies["pomost-language"] = "en"
    return account


def packed(client) -> zipfile.ZipFile:
    response = client.get(reverse(WHERE), {"format": "zip"})
    assert response.headers["Cache-Control"] == "private, no-store"
    today = timezone.localdate().isoformat()
    assert response.headers["Content-Disposition"] == f'attachment; filename="pomost-data-{today}.zip"'
    return zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))


def test_the_archive_can_be_read_by_programs_and_by_people(client, person):
    archive = packed(client)

    assert json.loads(archive.read("data.json"))["account"][0]["e-mail address"] == person.email
    assert "Łucja Żak" in archive.read("data.html").decode()
    assert 'lang="en"' in archive.read("data.html").decode()


def test_the_archive_holds_ones_own_files_that_one_may_still_read(client, person):
    files.owners.add("test.own", files.Owner(lambda _user, owner: owner == "open", lambda *_any: False))
    blob = files.keep(BytesIO("Zażółć".encode()), "list.txt")
    values = {"owner_kind": "test.own", "blob": blob, "name": "list.txt"}
    mine = Attachment.objects.create(owner_id="open", uploaded_by=person, **values)
    Attachment.objects.create(owner_id="closed", uploaded_by=person, **values)
    Attachment.objects.create(owner_id="open", uploaded_by=AccountFactory(), **values)

    archive = packed(client)

    added = [name for name in archive.namelist() if name.startswith("files/")]
    assert added == [f"files/{mine.pk}-list.txt"]
    assert archive.read(added[0]).decode() == "Zażółć"
    assert len(json.loads(archive.read("data.json"))["files"]) == 2


def test_a_letter_is_shown_without_the_links_that_let_one_in(client, person):
    with transaction.atomic():
        outbox.put(
            kind="password_reset",
            to=person.email,
            language="pl",
            subject="Hasło",
            text="Proszę wejść: https://pomost.example/konto/haslo/tajny-klucz/ Dziękujemy.",
            key="k",
        )
    shown = client.get(reverse(WHERE)).content.decode()
    assert "Dziękujemy" in shown
    assert "tajny-klucz" not in shown


def test_one_sees_who_opened_ones_data(client, person):
    reader = with_role("administrator", name="Ktoś Ciekawy")
    AccessEntry.objects.create(
        actor_id=reader.pk, opened="protected", address="accounts-panel:account", about_id=person.pk
    )
    AccessEntry.objects.create(
        actor_id=reader.pk, opened="protected", address="accounts-panel:account", about_id=reader.pk
    )
    client.get(reverse(WHERE))  # what one opens oneself is no news

    data = json.loads(packed(client).read("data.json"))
    assert [entry["Who"] for entry in data["opened_by_others"]] == ["Ktoś Ciekawy"]


def test_a_long_section_is_cut_on_the_page_and_whole_in_the_file(client, person):
    InboxItem.objects.bulk_create(InboxItem(account=person, text=f"Nowość {n}") for n in range(25))

    shown = client.get(reverse(WHERE)).content.decode()
    assert shown.count("Nowość") == 20
    assert "all in the file" in shown
    data = client.get(reverse(WHERE), {"format": "json"})
    assert len(json.loads(data.getvalue())["messages"]) == 25


def test_the_page_costs_the_same_however_much_is_held(client, person, django_assert_max_num_queries):
    InboxItem.objects.bulk_create(InboxItem(account=person, text=f"Nowość {n}") for n in range(50))
    with django_assert_max_num_queries(60):
        client.get(reverse(WHERE))


def test_an_address_that_is_typed_into_ones_person_opens_nobody_elses_data():
    DataRequest.objects.create(
        name="Jan", email="obca@example.org", kind="access", text="TAJNE-ZDROWIE",
        received_on=date(2026, 11, 1), due_on=date(2026, 12, 1),
    )  # fmt: skip
    person = PositionFactory(person__with_account=True).person
    change_person(person=person, values={"email": "obca@example.org"}, by=person.account)

    assert "TAJNE" not in as_json(held_about(person.account))
    subject = presenting.subject_of_account(person.account)
    assert "obca@example.org" not in subject.emails
    assert "accounts.DataRequest" not in {part.declaration.model for part in parts_of(subject)}


def test_a_role_says_where_it_is_held_by_name(client, person):
    office = OrganisationFactory(name="Urząd Gminy Przykładowo")
    GrantFactory(account=person, role="officer", scope_id=str(office.pk))
    GrantFactory(account=person, role="auditor", scope_id="987654")  # a programme that is gone
    GrantFactory(account=person, role="administrator", scope_id="")

    with override("en"):
        roles = next(part for part in held_about(person) if part.key == "roles")

    shown = {record[0][1]: record[1][1] for record in roles.records}
    assert shown["officer"] == "Urząd Gminy Przykładowo"
    assert shown["auditor"] == "programme 987654"
    assert shown["administrator"] == "the whole installation"
