"""Writing through the API: the same actions as the pages, with tokens, versions and errors by field."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory, GrantFactory, new_token, with_role
from pomost.core.models.journal import JournalEntry
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.models import Membership, Partnership
from pomost.partnerships.tests.factories import (
    DocumentFactory,
    LetterFactory,
    MembershipFactory,
    OrganisationUnitFactory,
    ParticipationFactory,
    PartnershipFactory,
)
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.territory.tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
ALL = "/api/v1/partnerships"
ONE = f"{ALL}/razem"
MEMBERS = f"{ONE}/memberships"


def client_of(account, scope="write") -> Client:
    return Client(headers={"Authorization": f"Bearer {new_token(account, scope=scope)}"})


@pytest.fixture
def office():
    return OrganisationFactory(slug="urzad", kind="local_government")


@pytest.fixture
def officer(office):
    return client_of(with_role("officer", office))


@pytest.fixture
def partnership(office):
    made = PartnershipFactory(slug="razem", published=True)
    MembershipFactory(partnership=made, organisation=office, leader=True)
    return made


@pytest.fixture
def coordinator(partnership):
    return client_of(with_role("coordinator", partnership))


@pytest.fixture
def manager(partnership):
    programme = ParticipationFactory(partnership=partnership).programme
    return client_of(with_role("programme_manager", programme))


def post(client, address, body=None, **headers):
    return client.post(address, body or {}, content_type="application/json", headers=headers)


def send(client, method, address, body, match='"1"'):
    headers = {"If-Match": match} if match else {}
    return getattr(client, method)(address, body, content_type="application/json", headers=headers)


def patch(client, address, body, match='"1"'):
    return send(client, "patch", address, body, match)


def fields_of(answer) -> set[str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {error["field"] for error in answer.json()["errors"]}


def assert_nothing_written():
    assert not JournalEntry.objects.filter(room="partnerships").exists()


def test_a_partnership_is_started_and_its_maker_coordinates_it(office, officer, client):
    body = {"organisation": "urzad", "name": {"pl": "Nowa Dolina"}, "themes": ["water", "water"]}
    key = {"Idempotency-Key": "jeden"}

    answer = post(officer, ALL, body, **key)

    assert answer.status_code == 201, answer.content
    made = Partnership.objects.get()
    assert answer.headers["Location"].endswith(f"/api/v1/partnerships/{made.slug}")
    assert answer.headers["ETag"] == f'"{made.row_version}"'
    assert (answer.json()["state"], answer.json()["themes"]) == ("idea", ["water"])
    assert post(officer, ALL, body, **key).headers["Idempotency-Replayed"] == "true"
    assert Partnership.objects.count() == 1
    assert officer.get(f"{ALL}/{made.slug}").json()["published_at"] is None
    assert [row["slug"] for row in officer.get(ALL).json()["items"]] == [made.slug]
    assert client.get(f"{ALL}/{made.slug}").status_code == 404
    assert patch(officer, f"{ALL}/{made.slug}", {"about": {"pl": "Po co"}}).status_code == 200
    number = {"organisation": office.pk, "name": {"pl": "Druga"}}
    assert post(officer, ALL, number).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": {"en": "New"}}, "name"),
        ({"name": {"pl": "x" * 201}}, "name.pl"),
        ({"organisation": "nie-ma"}, "organisation"),
        ({"organisation": 10**12}, "organisation"),
        ({"themes": ["zmyślony"]}, "themes.0"),
        ({"nazwa": "x"}, "nazwa"),
    ],
)
def test_what_does_not_fit_is_named_by_field_and_nothing_is_started(officer, change, field):
    answer = post(officer, ALL, {"organisation": "urzad", "name": {"pl": "Nowe"}} | change)

    assert answer.status_code == 422
    assert field in fields_of(answer)
    assert not Partnership.objects.exists()
    assert_nothing_written()


def test_nobody_starts_one_in_the_name_of_another_office(officer):
    OrganisationFactory(slug="cudzy")
    assert post(officer, ALL, {"organisation": "cudzy", "name": {"pl": "x"}}).status_code == 403
    assert not Partnership.objects.exists()


def test_words_change_in_the_languages_that_are_sent(partnership, coordinator):
    partnership.name = {"pl": "Razem", "en": "Together"}
    partnership.save()
    tag = coordinator.get(ONE).headers["ETag"]

    answer = patch(coordinator, ONE, {"name": {"en": "", "nb": "Sammen"}, "themes": ["energy"]}, tag)

    assert answer.json()["name"] == {"pl": "Razem", "nb": "Sammen"}
    assert answer.json()["themes"] == ["energy"]
    assert patch(coordinator, ONE, {"short_name": "R"}, tag).status_code == 412
    assert patch(coordinator, ONE, {"short_name": "R"}, "").status_code == 428
    refused = patch(coordinator, ONE, {"name": {"pl": ""}}, answer.headers["ETag"])
    assert (refused.status_code, fields_of(refused)) == (422, {"name"})
    partnership.refresh_from_db()
    assert (partnership.short_name, partnership.name) == ("", {"pl": "Razem", "nb": "Sammen"})


def test_who_has_no_task_in_it_changes_nothing(partnership, officer):
    stranger, reader = client_of(AccountFactory()), client_of(with_role("coordinator", partnership), "read")
    for client, status in ((stranger, 404), (officer, 403), (reader, 403)):
        assert patch(client, ONE, {"short_name": "R"}).status_code == status
        assert post(client, f"{ONE}/state", {"step": "unpublish"}).status_code == status
        assert post(client, MEMBERS, {"organisation": "x", "source": "y"}).status_code == status
    assert_nothing_written()


def test_it_is_taken_out_of_the_register_and_moves_on(partnership, coordinator, manager):
    assert post(manager, f"{ONE}/state", {"step": "unpublish"}).json()["published_at"] is None
    assert post(coordinator, f"{ONE}/state", {"step": "publish"}).status_code == 422  # it is alone
    MembershipFactory(partnership=partnership)
    assert post(coordinator, f"{ONE}/state", {"step": "publish"}).status_code == 200
    assert post(coordinator, f"{ONE}/state", {"step": "rest"}).json()["state"] == "dormant"
    assert post(coordinator, f"{ONE}/state", {"step": "rest"}).status_code == 422
    assert post(manager, f"{ONE}/state", {"step": "wake"}).status_code == 403
    assert Partnership.objects.get().state == "dormant"


def test_it_merges_into_another_one_that_one_sees(partnership, coordinator):
    PartnershipFactory(slug="widoczne", published=True)
    PartnershipFactory(slug="ukryte")
    for successors in (["ukryte"], []):
        answer = post(coordinator, f"{ONE}/state", {"step": "merge", "successors": successors})
        assert (answer.status_code, fields_of(answer)) == (422, {"successors"})
    merged = post(coordinator, f"{ONE}/state", {"step": "merge", "successors": ["widoczne"]})
    assert merged.json()["state"] == "merged"
    assert partnership.links.get().other.slug == "widoczne"


def test_an_organisation_is_invited_answers_and_leaves(partnership, coordinator):
    invited = OrganisationFactory(slug="sasiad")
    theirs = client_of(with_role("signatory", invited))
    letter = {"email": "sasiad@example.org", "message": "Zapraszamy"}

    asked = post(coordinator, MEMBERS, {"organisation": "sasiad", "role": "associated", "invite": letter})

    assert asked.status_code == 201, asked.content
    assert (asked.json()["state"], asked.json()["role"]) == ("invited", "associated")
    assert asked.json()["answer_until"] is not None
    assert "sasiad@example.org" not in asked.content.decode()
    where = asked.headers["Location"].removeprefix("http://localhost:8000")
    assert theirs.get(where).json() == asked.json()
    assert theirs.get(MEMBERS).status_code == 404
    assert post(coordinator, f"{where}/answer", {"answer": "yes"}).status_code == 403
    said = post(theirs, f"{where}/answer", {"answer": "yes"})
    assert (said.json()["state"], said.json()["answer_until"]) == ("confirmed", None)
    assert post(theirs, f"{where}/answer", {"answer": "no"}).status_code == 422
    early = post(theirs, f"{where}/leave", {"left": "1999"})
    assert (early.status_code, fields_of(early)) == (422, {"left"})
    left = post(theirs, f"{where}/leave", {"left": timezone.localdate().isoformat()})
    assert left.json()["state"] == "left"


def test_a_local_government_is_invited_by_its_unit(partnership, coordinator):
    UnitFactory(code="020101", name="Bolesławiec")
    letter = {"email": "gmina@example.org"}

    by_paper = post(coordinator, MEMBERS, {"unit": "PL-020101", "source": "protokół"})
    assert fields_of(by_paper) == {"unit"}
    asked = post(coordinator, MEMBERS, {"unit": "PL-020101", "invite": letter})

    assert asked.status_code == 201, asked.content
    assert Membership.objects.get(pk=asked.json()["id"]).organisation.unit_links.get().unit.code == "020101"


def test_an_invitation_is_declined_sent_again_and_withdrawn(partnership, coordinator):
    row = MembershipFactory(partnership=partnership, state="invited")
    LetterFactory(membership=row)
    theirs, where = client_of(with_role("officer", row.organisation)), f"{MEMBERS}/{row.pk}"

    assert (
        post(theirs, f"{where}/answer", {"answer": "no", "reason": "Nie teraz"}).json()["state"] == "declined"
    )
    again = post(coordinator, f"{where}/letter", {"email": "nowy@example.org"})
    assert again.json()["state"] == "invited"
    assert post(theirs, f"{where}/withdraw").status_code == 403
    assert post(coordinator, f"{where}/withdraw").json()["state"] == "withdrawn"
    refused = post(coordinator, f"{where}/withdraw")
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"organisation"}),
        ({"organisation": "sasiad", "unit": "PL-020101"}, {"organisation"}),
        ({"organisation": "nie-ma", "source": "x"}, {"organisation"}),
        ({"unit": "PL-999999", "source": "x"}, {"unit"}),
        ({"organisation": "sasiad"}, {"joined_by"}),
        ({"organisation": "sasiad", "joined_by": "nie-ma"}, {"joined_by"}),
        ({"organisation": "urzad", "source": "x"}, {"organisation"}),
        ({"organisation": "sasiad", "source": "x", "role": "leader"}, {"role"}),
        ({"organisation": "sasiad", "source": "x", "role": "szef"}, {"role"}),
        ({"organisation": "sasiad", "source": "x", "joined": "2013-13"}, {"joined"}),
        ({"organisation": "sasiad", "source": "x", "share_percent": "101"}, {"share_percent"}),
        ({"organisation": "sasiad", "invite": {"email": "nikt"}}, {"invite.email"}),
        (
            {"organisation": "sasiad", "invite": {"email": "a@example.org"}, "joined": "2013", "pays": True},
            {"joined", "pays"},
        ),
        ({"organisation": "urzad", "invite": {"email": "a@example.org"}}, {"organisation"}),
    ],
)
def test_a_member_that_does_not_fit_is_refused_by_field(partnership, coordinator, body, fields):
    OrganisationFactory(slug="sasiad")

    answer = post(coordinator, MEMBERS, body)

    assert answer.status_code == 422, answer.content
    assert fields <= fields_of(answer)
    assert partnership.memberships.count() == 1
    assert_nothing_written()


def test_a_member_that_joined_by_a_paper_is_entered_and_changed(partnership, manager):
    OrganisationFactory(slug="kolej", kind="company")
    paper = DocumentFactory(partnership=partnership, slug="aneks", signed="2013-05")

    made = post(manager, MEMBERS, {"organisation": "kolej", "joined_by": "aneks", "pays": False})

    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["sector"], told["joined"], told["joined_by"]) == ("business", "2013-05", "aneks")
    assert told["state"] == "confirmed"
    where = f"{MEMBERS}/{told['id']}"
    tag = manager.get(where).headers["ETag"]
    changed = patch(manager, where, {"share_amount": "1200.50", "joined_by": None, "source": "umowa"}, tag)
    assert (changed.json()["share_amount"], changed.json()["joined_by"]) == ("1200.50", None)
    assert patch(manager, where, {"pays": True}, tag).status_code == 412
    assert patch(manager, where, {"pays": True}, "").status_code == 428
    second = patch(manager, where, {"role": "leader"}, changed.headers["ETag"])
    assert (second.status_code, fields_of(second)) == (422, {"role"})
    row = Membership.objects.get(pk=told["id"])
    assert (row.pays, row.role, row.joined_by) == (False, "member", None)
    assert paper.joiners.count() == 0


def test_memberships_are_listed_with_those_who_have_not_answered(partnership, coordinator):
    MembershipFactory(partnership=partnership, state="invited")
    MembershipFactory(partnership=partnership, state="left", joined="2012", left="2013")

    found = coordinator.get(f"{MEMBERS}?limit=2").json()

    assert [row["state"] for row in found["items"]] == ["confirmed", "invited"]
    rest = coordinator.get(found["next"].removeprefix("http://localhost:8000")).json()
    assert [row["state"] for row in rest["items"]] == ["left"]
    assert Client().get(MEMBERS).status_code == 401


def test_a_membership_of_another_partnership_is_not_there(partnership, coordinator):
    other = MembershipFactory(partnership=PartnershipFactory(slug="inne", published=True))

    for slug in ("razem", "inne"):
        assert coordinator.get(f"{ALL}/{slug}/memberships/{other.pk}").status_code == 404
        assert patch(coordinator, f"{ALL}/{slug}/memberships/{other.pk}", {"pays": True}).status_code == 404
    assert_nothing_written()


def test_a_paper_is_entered_read_and_changed(partnership, coordinator):
    body = {"kind": "agreement", "title": {"pl": "Umowa"}, "signed": "2013", "signatories": ["urzad"]}

    made = post(coordinator, f"{ONE}/documents", body)

    assert made.status_code == 201, made.content
    where = made.headers["Location"].removeprefix("http://localhost:8000")
    assert coordinator.get(where).json() == made.json()
    annex = {"kind": "annex", "title": {"pl": "Aneks"}, "amends": made.json()["slug"]}
    assert post(coordinator, f"{ONE}/documents", annex).json()["amends"] == made.json()["slug"]
    changed = patch(coordinator, where, {"signatories": [], "title": {"en": "Agreement"}})
    assert changed.json()["signatories"] == []
    assert changed.json()["title"] == {"pl": "Umowa", "en": "Agreement"}
    assert patch(coordinator, where, {"signed": "2014"}).status_code == 412
    for wrong, field in (
        (annex, "title"),
        (body | {"signatories": ["nie-ma"]}, "signatories"),
        (annex | {"amends": "nie-ma"}, "amends"),
        (body | {"title": {"pl": "Inna"}, "amends": made.json()["slug"]}, "amends"),
    ):
        refused = post(coordinator, f"{ONE}/documents", wrong)
        assert (refused.status_code, field in fields_of(refused)) == (422, True), wrong
    assert partnership.documents.count() == 2


def test_what_happened_is_written_down_once_it_has(partnership, coordinator):
    entry = {"happened": "2013-05", "text": {"pl": "Pierwsze spotkanie"}}

    made = post(coordinator, f"{ONE}/timeline", entry)

    assert (made.status_code, made.json()["text"]) == (201, entry["text"])
    assert "ETag" not in made.headers
    assert fields_of(post(coordinator, f"{ONE}/timeline", entry | {"happened": "2999"})) == {"happened"}
    assert post(coordinator, f"{ONE}/timeline", entry).status_code == 422
    assert partnership.timeline_entries.count() == 1


def test_the_functional_area_is_set_and_set_anew(partnership, coordinator):
    city = OrganisationUnitFactory(unit=UnitFactory(code="020101")).unit
    UnitFactory(code="020102")
    area = {"name": {"pl": "Obszar"}, "basis": "declared", "units": ["020101", "PL-020102"], "core": city.key}
    where = f"{ONE}/functional-area"
    assert coordinator.get(where).status_code == 404

    first = send(coordinator, "put", where, area, "")

    assert first.status_code == 200, first.content
    assert first.json()["units"] == ["PL-020101", "PL-020102"]
    assert coordinator.get(where).headers["ETag"] == first.headers["ETag"]
    assert send(coordinator, "put", where, area, "").status_code == 428
    assert send(coordinator, "put", where, area, '"99"').status_code == 412
    for wrong, field in (({"units": ["020102"]}, "core"), ({"units": ["999999"]}, "units")):
        refused = send(coordinator, "put", where, area | wrong, first.headers["ETag"])
        assert (refused.status_code, fields_of(refused)) == (422, {field})
    again = send(coordinator, "put", where, area | {"units": ["020101"]}, first.headers["ETag"])
    assert again.json()["units"] == ["PL-020101"]


def test_a_programme_is_asked_and_decides(partnership, coordinator):
    programme = ProgrammeFactory(slug="program", state="running", published=True)
    ProgrammeFactory(slug="zamkniety", state="closed", published=True)
    staff = client_of(with_role("implementer_staff", programme))
    address = f"{ONE}/participations"

    for slug in ("zamkniety", "nie-ma"):
        refused = post(coordinator, address, {"programme": slug, "asked_for": "Porada"})
        assert (refused.status_code, fields_of(refused)) == (422, {"programme"})
    made = post(coordinator, address, {"programme": "program", "asked_for": "Porada"})

    assert (made.status_code, made.json()["state"]) == (201, "asked")
    where = made.headers["Location"].removeprefix("http://localhost:8000")
    assert post(coordinator, f"{where}/decision", {"decision": "admit", "reason": "x"}).status_code == 403
    assert fields_of(post(staff, f"{where}/decision", {"decision": "admit", "reason": ""})) == {"reason"}
    assert staff.get(where).json()["state"] == "asked"
    decided = post(staff, f"{where}/decision", {"decision": "admit", "reason": "Dobry pomysł"})
    assert decided.json()["state"] == "admitted"
    assert decided.json()["decided_on"] == timezone.localdate().isoformat()


def test_what_a_programme_has_not_taken_in_is_not_told_to_everybody(partnership, client, tmp_path):
    ParticipationFactory(partnership=partnership, programme__slug="wspiera", state="ended")
    for state in ("asked", "declined"):
        ParticipationFactory(partnership=partnership, state=state)

    call_command("export", "participations", format="csv", output=tmp_path / "udzial.csv", stdout=StringIO())

    assert client.get(ONE).json()["programmes"] == ["wspiera"]
    assert (tmp_path / "udzial.csv").read_text().count("razem,") == 1


def test_a_list_costs_no_more_with_more_members(partnership, coordinator, django_assert_max_num_queries):
    for row in MembershipFactory.create_batch(20, partnership=partnership, state="invited"):
        LetterFactory(membership=row)
    GrantFactory(scope_id=str(partnership.pk), role="member")
    with django_assert_max_num_queries(16):
        assert len(coordinator.get(MEMBERS).json()["items"]) == 21
