"""The open API: what it gives, page by page, by version, and its problems."""

import json

import pytest
from django.core.management import call_command

from pomost.accounts.tests.factories import with_role
from pomost.programmes.actions.programmes import change_programme
from pomost.programmes.tests.factories import FigureFactory, ProgrammeFactory, claim_about

pytestmark = pytest.mark.django_db


def test_programmes_are_those_that_are_public_and_real(client):
    shown = ProgrammeFactory(published=True)
    ProgrammeFactory()
    ProgrammeFactory(published=True, demonstration=True)

    found = client.get("/api/v1/programmes").json()

    assert [row["slug"] for row in found["items"]] == [shown.slug]
    assert found["next"] is None
    assert found["items"][0]["versions"][0]["amount"] == "1000000.00"


def test_the_real_programme_comes_whole(client):
    call_command("load", "demo/programme.yaml", verbosity=0)
    found = client.get("/api/v1/programmes/budowanie-kompetencji").json()

    assert found["title"]["nb"].startswith("Å bygge")
    assert len(found["implementers"]) == 5
    assert len(found["activities"]) == 10


def test_a_figure_carries_its_rivals(client):
    figure = FigureFactory(programme=ProgrammeFactory(published=True))
    claim_about(figure, 446, chosen=True)
    claim_about(figure, 200, source="inne")

    (row,) = client.get("/api/v1/figures").json()["items"]
    assert [(claim["value"], claim["chosen"]) for claim in row["claims"]] == [(446, True), (200, False)]


def test_pages_follow_one_another_whatever_is_added_meanwhile(client):
    for number in range(5):
        ProgrammeFactory(published=True, slug=f"b-{number}")

    first = client.get("/api/v1/programmes?limit=2").json()
    ProgrammeFactory(published=True, slug="a-earlier")
    second = client.get(first["next"].split("testserver")[-1].replace("http://localhost:8000", "")).json()

    assert [row["slug"] for row in first["items"]] == ["b-0", "b-1"]
    assert [row["slug"] for row in second["items"]] == ["b-2", "b-3"]


def test_an_unchanged_answer_is_304(client):
    programme = ProgrammeFactory(published=True)
    address = f"/api/v1/programmes/{programme.slug}"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304

    manager = with_role("programme_manager", programme)
    change_programme(programme=programme, values={"aim": {"pl": "Inny"}}, by=manager)
    assert client.get(address, headers={"if-none-match": tag}).json()["aim"] == {"pl": "Inny"}


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [
        ("/api/v1/programmes/nie-ma", 404, None),
        ("/api/v1/nie-ma", 404, None),
        ("/api/v1/nie-ma/", 404, None),
        ("/api/v1/programmes?limit=0", 422, "limit"),
        ("/api/v1/programmes?limit=duzo", 422, "limit"),
        ("/api/v1/programmes?cursor=%FF%FE", 422, "cursor"),
        ("/api/v1/programmes?cursor=x", 422, "cursor"),
        ("/api/v1/figures?cursor=eA==", 422, "cursor"),
    ],
)
def test_a_problem_is_a_problem_document(client, address, status, field):
    ProgrammeFactory(published=True)
    answer = client.get(address)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["detail"]
    if field:
        assert field in [error["field"] for error in body["errors"]]


def test_a_method_that_an_address_does_not_take_is_a_problem_document(client):
    answer = client.delete("/api/v1/programmes")

    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}
    assert client.post("/api/v1/nie-ma").status_code == 404
    root = client.get("/api/v1/")
    assert (root.status_code, root.headers["Content-Type"]) == (404, "application/problem+json")


def test_head_answers_as_get_does_without_the_body(client):
    ProgrammeFactory(published=True, slug="jeden")
    for address in ("/api/v1/programmes", "/api/v1/programmes/jeden", "/api/v1/openapi.json"):
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.headers["Content-Type"]) == (200, get.headers["Content-Type"])
        assert head.content == b""
    assert client.head("/api/v1/programmes/nie-ma").status_code == 404


def test_the_next_page_is_asked_as_the_first(client):
    for number in range(3):
        ProgrammeFactory(published=True, slug=f"b-{number}")

    following = client.get("/api/v1/programmes?limit=2&ours=ż%26x").json()["next"]

    assert following.count("limit=2") == following.count("cursor=") == 1
    assert "ours" not in following  # a stored answer holds nothing that a stranger wrote into the address


def test_an_unpublished_programme_is_not_there(client):
    assert client.get(f"/api/v1/programmes/{ProgrammeFactory().slug}").status_code == 404


def test_the_description_is_openapi_31_and_the_page_names_every_operation(client):
    schema = json.loads(client.get("/api/v1/openapi.json").content)
    page = client.get("/api/v1/docs").content.decode()

    assert schema["openapi"].startswith("3.1")
    assert {"/api/v1/programmes", "/api/v1/programmes/{slug}", "/api/v1/figures"} <= set(schema["paths"])
    assert all(path in page for path in schema["paths"])
    operations = [each for found in schema["paths"].values() for each in found.items()]
    by_token = [method for method, each in operations if {} not in each.get("security", [{}])]
    assert page.count("wymaga tokenu") == len(by_token)
    assert {method for method, _each in operations} - {"get"} <= set(by_token)


@pytest.mark.parametrize("count", [2, 50])
def test_a_page_costs_the_same_number_of_queries_at_any_length(client, django_assert_max_num_queries, count):
    for number in range(count):
        claim_about(FigureFactory(programme=ProgrammeFactory(published=True)), number, chosen=True)

    for address in ("/api/v1/programmes?limit=60", "/api/v1/figures?limit=60"):
        with django_assert_max_num_queries(3):  # and none for counting who asks: see core.api_access
            assert len(client.get(address).json()["items"]) == count
