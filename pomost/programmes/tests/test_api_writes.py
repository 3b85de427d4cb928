"""Writing through the API: the same actions as the pages, with tokens, versions and errors by field."""

import base64
import json
import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from pomost.accounts.tests.factories import AccountFactory, new_token, with_role
from pomost.core.models.journal import JournalEntry
from pomost.programmes.actions.programmes import change_programme
from pomost.programmes.models import Activity, Figure, Programme
from pomost.programmes.tests.factories import ActivityFactory, FigureFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
NEW = {
    "title": {"pl": "Nowy program"},
    "short_title": {"pl": "Drugi"},
    "begins_on": "2027-01-01",
    "ends_on": "2027-12-31",
    "amount": "1000000.50",
    "source": "uchwała",
}
ALL = "/api/v1/programmes"


def client_of(account, scope="write") -> Client:
    return Client(headers={"Authorization": f"Bearer {new_token(account, scope=scope)}"})


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="program", published=True)


@pytest.fixture
def manager(programme):
    return client_of(with_role("programme_manager", programme))


def post(client, address, body, **headers):
    return client.post(address, body, content_type="application/json", headers=headers)


def patch(client, address, body, match='"1"'):
    headers = {"If-Match": match} if match else {}
    return client.patch(address, body, content_type="application/json", headers=headers)


def fields_of(answer) -> set[str]:
    return {error["field"] for error in answer.json()["errors"]}


def test_a_programme_is_created_and_its_maker_manages_it():
    account = with_role("administrator")
    client = client_of(account)

    answer = post(client, ALL, NEW)

    assert answer.status_code == 201
    assert answer.json()["title"] == {"pl": "Nowy program"}
    assert answer.json()["versions"][0]["amount"] == "1000000.50"
    made = Programme.objects.get(slug="drugi")
    assert answer.headers["Location"].endswith("/api/v1/programmes/drugi")
    assert answer.headers["ETag"] == f'"{made.row_version}"'
    assert JournalEntry.objects.get(verb="programme.created").actor_id == account.pk
    assert client.get(f"{ALL}/drugi").json()["published_at"] is None
    assert patch(client, f"{ALL}/drugi", {"aim": {"pl": "Cel"}}).status_code == 200


def test_a_programme_is_created_after_an_earlier_one(programme, manager):
    ActivityFactory(programme=programme, slug="szkolenia")

    answer = post(manager, ALL, NEW | {"copy_of": "program"})

    assert [each["slug"] for each in answer.json()["activities"]] == ["szkolenia"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": {"en": "New"}}, "title"),
        ({"title": {"pl": "x" * 301}}, "title.pl"),
        ({"title": {"de": "Neu", "pl": "x"}}, "title.de.[key]"),
        ({"title": "Nowy"}, "title"),
        ({"begins_on": "jutro"}, "begins_on"),
        ({"ends_on": "2026-01-01"}, "ends_on"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1.234"}, "amount"),
        ({"currency": "USD"}, "currency"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"slug": "program"}, "slug"),
        ({"slug": "zażółć"}, "slug"),
        ({"copy_of": "nie-ma"}, "copy_of"),
        ({"tytuł": "x"}, "tytuł"),
    ],
)
def test_what_does_not_fit_is_named_by_field_and_nothing_is_made(programme, manager, change, field):
    answer = post(manager, ALL, NEW | change)

    assert answer.status_code == 422
    assert field in fields_of(answer)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Programme.objects.count() == 1
    assert not JournalEntry.objects.filter(verb="programme.created").exists()


def test_who_manages_nothing_creates_nothing():
    assert post(client_of(AccountFactory()), ALL, NEW).status_code == 403
    assert not Programme.objects.exists()


def test_words_change_in_the_languages_that_are_sent(programme, manager):
    programme.title, programme.number = {"pl": "Tytuł", "en": "Title"}, "7"
    programme.save()
    address = f"{ALL}/program"
    tag = manager.get(address).headers["ETag"]

    answer = patch(manager, address, {"title": {"nb": "Tittel", "en": ""}, "source": " umowa "}, tag)

    assert answer.status_code == 200
    programme.refresh_from_db()
    assert programme.title == {"pl": "Tytuł", "nb": "Tittel"}
    assert (programme.number, programme.source) == ("7", "umowa")
    assert answer.headers["ETag"] == f'"{programme.row_version}"' != tag
    assert JournalEntry.objects.get(verb="programme.changed").fields == ["source", "title"]


def test_a_change_of_what_somebody_else_saved_in_between_is_refused(programme, manager):
    address = f"{ALL}/program"
    tag = manager.get(address).headers["ETag"]
    other = with_role("programme_manager", programme)
    change_programme(programme=programme, values={"aim": {"pl": "Jej cel"}}, by=other)

    answer = patch(manager, address, {"aim": {"pl": "Mój cel"}}, tag)

    assert answer.status_code == 412
    programme.refresh_from_db()
    assert programme.aim == {"pl": "Jej cel"}
    assert answer.headers["ETag"] == f'"{programme.row_version}"'


@pytest.mark.parametrize("match", ["", "*"])
def test_a_change_must_say_which_version_it_changes(programme, manager, match):
    answer = patch(manager, f"{ALL}/program", {"aim": {"pl": "Cel"}}, match)

    assert answer.status_code == 428
    assert answer.headers["ETag"] == '"1"'
    assert_unchanged(programme)


@pytest.mark.parametrize("match", ['W/"1"', '"2"', '"x"', "rubbish"])
def test_another_version_than_the_stored_one_is_refused(programme, manager, match):
    assert patch(manager, f"{ALL}/program", {"aim": {"pl": "Cel"}}, match).status_code in (412, 428)
    assert_unchanged(programme)


def assert_unchanged(programme):
    assert Programme.objects.get(pk=programme.pk).row_version == 1
    assert not JournalEntry.objects.filter(room="programmes").exists()


def test_a_title_keeps_its_polish_text(programme, manager):
    answer = patch(manager, f"{ALL}/program", {"title": {"pl": ""}})

    assert answer.status_code == 422
    assert fields_of(answer) == {"title"}
    assert_unchanged(programme)


def test_a_programme_lies_in_another_but_not_in_itself(programme, manager):
    ProgrammeFactory(slug="duzy")
    assert fields_of(patch(manager, f"{ALL}/program", {"parent": "program"})) == {"parent"}
    assert patch(manager, f"{ALL}/program", {"parent": "duzy"}).json()["parent"] == "duzy"
    assert patch(manager, f"{ALL}/program", {"parent": None}, '"2"').json()["parent"] is None


def test_who_may_not_change_it_may_not_and_the_unpublished_is_not_there(programme):
    hidden = ProgrammeFactory(slug="ukryty")
    stranger = client_of(AccountFactory())
    staff = client_of(with_role("implementer_staff", hidden))

    assert patch(stranger, f"{ALL}/program", {"aim": {"pl": "x"}}).status_code == 403
    assert patch(stranger, f"{ALL}/program", {"aim": {"pl": "x"}}, "").status_code == 403
    assert patch(stranger, f"{ALL}/ukryty", {"aim": {"pl": "x"}}).status_code == 404
    assert stranger.get(f"{ALL}/ukryty").status_code == 404
    assert staff.get(f"{ALL}/ukryty").status_code == 200
    assert patch(staff, f"{ALL}/ukryty", {"aim": {"pl": "x"}}).status_code == 403
    assert_unchanged(programme)


def test_a_list_with_a_token_shows_what_one_has_a_task_in(programme, client):
    hidden = ProgrammeFactory(slug="ukryty")
    staff = client_of(with_role("implementer_staff", hidden), scope="read")

    assert [row["slug"] for row in staff.get(ALL).json()["items"]] == ["program", "ukryty"]
    assert [row["slug"] for row in client.get(ALL).json()["items"]] == ["program"]


def test_an_annex_keeps_the_earlier_version(programme, manager):
    annex = {"begins_on": "2027-01-01", "ends_on": "2028-06-30", "reason": {"pl": "przedłużenie"}}

    answer = post(manager, f"{ALL}/program/versions", annex)

    assert answer.status_code == 201
    assert [row["number"] for row in answer.json()["versions"]] == [0, 1]
    assert programme.versions.get(number=1).ends_on == date(2028, 6, 30)
    wrong = post(manager, f"{ALL}/program/versions", annex | {"ends_on": "2020-01-01"})
    assert fields_of(wrong) == {"ends_on"}
    assert programme.versions.count() == 2


def test_an_activity_is_added_read_and_changed(programme, manager):
    added = post(
        manager,
        f"{ALL}/program/activities",
        {"slug": "wizyty", "name": {"pl": "Wizyty"}, "budget": "500.00", "currency": "NOK"},
    )
    assert added.status_code == 201
    address = added.headers["Location"].removeprefix("http://localhost:8000")
    read = manager.get(address)
    assert read.json() == added.json()
    assert read.headers["ETag"] == added.headers["ETag"] == '"1"'

    changed = patch(manager, address, {"name": {"en": "Visits"}, "place": 3})

    assert changed.json()["name"] == {"pl": "Wizyty", "en": "Visits"}
    assert changed.headers["ETag"] == '"2"'
    row = Activity.objects.get()
    assert (row.budget, row.currency, row.place) == (Decimal("500.00"), "NOK", 3)
    assert patch(manager, address, {"place": 4}).status_code == 412
    assert patch(manager, address, {"place": 4}, "").status_code == 428
    assert Activity.objects.get().place == 3

    again = post(manager, f"{ALL}/program/activities", {"slug": "wizyty", "name": {"pl": "Inne"}})
    assert (again.status_code, fields_of(again)) == (422, {"slug"})


def test_an_activity_is_part_of_one_of_its_own_programme_only(programme, manager):
    ActivityFactory(programme=programme, slug="glowne")
    ActivityFactory(slug="cudze")
    address = f"{ALL}/program/activities"
    inner = {"slug": "czesc", "name": {"pl": "Część"}, "parent": "glowne"}

    assert post(manager, address, inner).json()["parent"] == "glowne"
    for parent in ("cudze", "czesc", "nie-ma"):
        answer = post(manager, address, inner | {"slug": "inna", "parent": parent})
        assert (answer.status_code, fields_of(answer)) == (422, {"parent"})
    again = post(manager, address, inner)
    assert again.status_code == 422
    assert "slug" in fields_of(again)
    assert programme.activities.count() == 2


def test_a_figure_is_added_and_changed(programme, manager):
    added = post(
        manager,
        f"{ALL}/program/figures",
        {"slug": "gminy", "label": {"pl": "Gminy"}, "headline": True},
    )
    address = added.headers["Location"].removeprefix("http://localhost:8000")

    assert manager.get(address).json()["headline"] is True
    assert patch(manager, address, {"definition": {"pl": "Ile gmin"}}).status_code == 200
    assert fields_of(patch(manager, address, {"query": "zmyslone"}, '"2"')) == {"query"}
    assert fields_of(patch(manager, address, {"label": {"pl": ""}}, '"2"')) == {"label"}
    row = Figure.objects.get()
    assert (row.label, row.definition, row.query) == ({"pl": "Gminy"}, {"pl": "Ile gmin"}, "")


def test_a_part_of_another_programme_is_not_there(programme, manager):
    other = ProgrammeFactory(published=True, slug="inny")
    activity, figure = ActivityFactory(programme=other), FigureFactory(programme=other)

    for address in (f"activities/{activity.slug}", f"figures/{figure.slug}"):
        assert manager.get(f"{ALL}/program/{address}").status_code == 404
        assert patch(manager, f"{ALL}/program/{address}", {"place": 2}).status_code == 404
        assert patch(manager, f"{ALL}/inny/{address}", {"place": 2}).status_code == 403
    assert not JournalEntry.objects.filter(room="programmes").exists()


def test_reading_and_changing_cost_few_queries(programme, manager, django_assert_max_num_queries):
    ActivityFactory.create_batch(30, programme=programme)
    with django_assert_max_num_queries(18):
        manager.get(f"{ALL}/program")
    with django_assert_max_num_queries(32):
        assert patch(manager, f"{ALL}/program", {"aim": {"pl": "Cel"}}).status_code == 200


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_no_database_keeps_is_refused(programme, manager, text):
    body = json.dumps({"aim": {"pl": text}, "number": text})
    answer = manager.patch(
        f"{ALL}/program", body, content_type="application/json", headers={"If-Match": '"1"'}
    )

    assert answer.status_code == 422
    assert fields_of(answer) == {"aim.pl", "number"}
    assert_unchanged(programme)


def test_an_address_that_no_database_keeps_is_not_there(programme, manager):
    for address in ("%00", "program/activities/%00", "program/figures/a%00b"):
        assert manager.get(f"{ALL}/{address}").status_code == 404
    cursor = base64.urlsafe_b64encode(b"a\0b").decode()
    assert manager.get(f"{ALL}?cursor={cursor}").status_code == 422


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_several_changes_at_once_one_is_saved_and_the_others_are_told():
    programme = ProgrammeFactory(slug="program", published=True)
    account = with_role("programme_manager", programme)
    clients = [client_of(account) for _turn in range(4)]
    start, found = threading.Barrier(4), []

    def run(number):
        try:
            start.wait()
            found.append(patch(clients[number], f"{ALL}/program", {"number": str(number)}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [200, 412, 412, 412]
    programme.refresh_from_db()
    assert programme.row_version == 2
