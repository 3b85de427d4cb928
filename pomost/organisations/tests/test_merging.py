"""Probable duplicates, and the merge of two with everything that hangs on them."""

import datetime
import threading

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from pomost.accounts.models import AccountRequest, Invitation, RoleGrant
from pomost.accounts.models.grants import in_force
from pomost.accounts.queries import scope_names
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, InvitationFactory, with_role
from pomost.core import files
from pomost.core.errors import DomainError
from pomost.core.models import Claim, JournalEntry
from pomost.core.search import asking, index
from pomost.exchange import actions as exchange
from pomost.exchange.loading import yaml_file
from pomost.organisations import queries
from pomost.organisations.actions.merging import merge_organisations, tell_apart
from pomost.organisations.duplicates import duplicates
from pomost.organisations.exports import EXPORT
from pomost.organisations.merging import followers, hanging_on
from pomost.organisations.models import DistinctPair, Organisation, OrganisationUnit, Position
from pomost.organisations.tests.factories import (
    AbsenceFactory,
    AddressFactory,
    FormerNameFactory,
    OrganisationFactory,
    PersonFactory,
    PositionFactory,
)
from pomost.programmes.tests.factories import ImplementerFactory, ProgrammeFactory, TaskFactory
from pomost.territory.tests.factories import UnitFactory
from tests.world import account_request

pytestmark = pytest.mark.django_db
DAY = datetime.date
NIP = "1234563218"
LABEL = "organisations.organisation"
# Numbers of records that are kept beside their kind, and why none follows an organisation that is merged.
NOT_FOLLOWING = {
    "accounts.sealedopening.thing_id": "what was opened then; no sealed thing is an organisation",
    "advisory.adviserprofile.about": "a text",
    "advisory.selfassessment.public_id": "its own address",
    "questionnaires.answerset.public_id": "its own address",
    "questionnaires.questionnaire.public_id": "its own address",
    "questionnaires.survey.public_id": "its own address",
    "conversations.addressee.scope_id": "no desk belongs to an organisation",
    "conversations.conversation.public_id": "its own address",
    "conversations.conversation.thing_id": "one asks about no organisation",
    "conversations.incomingmail.mail_id": "the Message-ID of an e-mail",
    "core.accessentry.actor_id": "an account",
    "core.accessentry.on_behalf_of_id": "an account",
    "core.accessentry.about_id": "an account",
    "core.accessentry.target_id": "what was opened then",
    "core.draft.about": "an address; the form of a merged organisation is not sent any more",
    "core.attachment.public_id": "its own address",
    "core.attachment.owner_id": "no kind of owner is an organisation (checked below)",
    "core.journalentry.actor_id": "an account",
    "core.journalentry.on_behalf_of_id": "an account",
    "core.journalentry.target_id": "what was done then, with the row that was meant",
    "core.personaldetail.subject_id": "an account",
    "core.searchdocument.object_id": "renewed by index.changed",
    "exchange.loadedrow.target_id": "what a file said of that row; loading goes on with the kept one",
    "partnerships.partnership.about": "a text",
}


@pytest.fixture
def manager():
    return with_role("administrator")


@pytest.fixture
def both():
    kept = OrganisationFactory(slug="zostaje", name={"pl": "Związek Gmin"}, kind="union")
    return kept, OrganisationFactory(slug="znika", name={"pl": "Zwiazek Gmin"}, kind="union", nip=NIP)


def merge(both, by, **values):
    kept, merged = both
    return merge_organisations(kept=kept, merged=merged, values=values, by=by, reason="ta sama")


def covered():
    return {field for follower in followers for field in follower.covers}


def test_every_field_that_points_at_an_organisation_is_followed():
    missing = []
    for model in apps.get_models():
        for field in model._meta.get_fields(include_hidden=True):
            if not getattr(field, "concrete", False) or field.related_model is not Organisation:
                continue
            label = f"{model._meta.label_lower}.{field.name}"
            is_through = field.many_to_many and not field.remote_field.through._meta.auto_created
            if label not in covered() and not is_through:
                missing.append(label)
    assert missing == []


def test_every_number_that_may_be_an_organisations_is_followed_or_says_why_not():
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("pomost.")
        for field in model._meta.concrete_fields
        if not field.is_relation and (field.name.endswith("_id") or field.name == "about")
    }
    assert found - covered() == set(NOT_FOLLOWING)
    assert not [name for name in files.owners.names() if "organisation" in name]


def test_what_is_covered_exists():
    for label in covered():
        model, _dot, name = label.rpartition(".")
        assert apps.get_model(model)._meta.get_field(name)


def test_everything_that_hangs_on_the_merged_one_moves(both, manager):
    kept, merged = both
    position = PositionFactory(organisation=merged)
    absence = AbsenceFactory(office=merged)
    link = OrganisationUnit.objects.create(organisation=merged, unit=UnitFactory())
    address, former = AddressFactory(organisation=merged), FormerNameFactory(organisation=merged)
    grant = GrantFactory(role="officer", scope_id=str(merged.pk))
    invitation = InvitationFactory(role="officer", scope_id=str(merged.pk))
    programme_invitation = InvitationFactory(role="editor", scope_id=str(merged.pk))
    request = account_request(merged)
    implementer = ImplementerFactory(organisation=merged)
    claim = Claim.objects.create(
        subject_type=LABEL, subject_id=merged.pk, aspect="x", kind="text", value="a", source="s", chosen=True
    )
    labels = {each.label for each in hanging_on(merged)}
    assert len(labels) == 10

    done = merge(both, manager, nip=NIP)

    assert (done.nip, done.slug) == (NIP, "zostaje")
    for row in (position, link, address, former, implementer):
        row.refresh_from_db()
        assert row.organisation_id == kept.pk, row
    absence.refresh_from_db()
    assert absence.office_id == kept.pk
    assert RoleGrant.objects.get(pk=grant.pk).scope_id == str(kept.pk)
    assert Invitation.objects.get(pk=invitation.pk).scope_id == str(kept.pk)
    assert Invitation.objects.get(pk=programme_invitation.pk).scope_id == str(merged.pk)
    assert AccountRequest.objects.get(pk=request.pk).organisation_id == str(kept.pk)
    claim.refresh_from_db()
    assert (claim.subject_id, claim.chosen) == (kept.pk, True)
    merged.refresh_from_db()
    assert (merged.merged_into, merged.nip) == (kept, NIP)
    assert hanging_on(merged) == []
    entries = {each.target_id: each for each in JournalEntry.objects.filter(room="organisations")}
    assert entries[str(merged.pk)].data == {"reason": "ta sama", "kept": "zostaje", "merged": "znika"}
    assert set(entries[str(kept.pk)].data["became"]) == {"accounts", "organisations", "programmes"}
    assert entries[str(kept.pk)].data["changes"] == {"nip": ["", NIP]}


def test_what_both_have_becomes_one(both, manager):
    kept, merged = both
    person = PersonFactory(with_account=True)
    PositionFactory(person=person, organisation=kept, since=DAY(2015, 1, 1))
    PositionFactory(person=person, organisation=merged, since=DAY(2012, 1, 1), until=DAY(2020, 1, 1))
    other = PositionFactory(person=person, organisation=merged, function="wójt")
    AddressFactory(organisation=kept, town="Tu")
    AddressFactory(organisation=merged, town="Tam", email="biuro@example.org")
    for each in both:
        GrantFactory(account=person.account, role="officer", scope_id=str(each.pk))
    programme = ProgrammeFactory()
    own = ImplementerFactory(organisation=kept, programme=programme)
    task = TaskFactory(implementer=ImplementerFactory(organisation=merged, programme=programme))

    merge(both, manager)

    rows = Position.objects.filter(person=person, organisation=kept)
    assert {(row.function, row.since, row.until) for row in rows} == {
        ("inspektorka", DAY(2012, 1, 1), None),
        ("wójt", other.since, None),
    }
    seat = kept.addresses.get()
    assert (seat.town, seat.email) == ("Tu", "biuro@example.org")
    assert in_force().filter(account=person.account, scope_id=str(kept.pk)).count() == 1
    assert RoleGrant.objects.filter(account=person.account, scope_id=str(kept.pk)).count() == 2
    task.refresh_from_db()
    assert (task.implementer, programme.implementers.count()) == (own, 1)
    became = JournalEntry.objects.get(verb="organisation.merged").data["became"]
    assert became["organisations"]["addresses"][0]["said"][0] == "Rynek 1, 00-001 Tam"
    assert became["programmes"]["implementers"][0]["tasks"] == 1


def refusal(both, by, **values):
    with pytest.raises(DomainError) as found:
        merge(both, by, **values)
    return found.value.message


def test_a_merge_that_can_not_be_is_refused_and_changes_nothing(both, manager):
    kept, merged = both
    third = OrganisationFactory()
    position = PositionFactory(organisation=merged)
    assert refusal((kept, kept), manager)
    assert refusal((kept, OrganisationFactory(origin="demonstration")), manager)
    assert refusal(both, manager, nip="1")
    GrantFactory(account=manager, role="officer", scope_id=str(merged.pk))
    assert refusal(both, manager)  # nobody gives themselves a role
    assert not Organisation.objects.filter(merged_into__isnull=False).exists()
    position.refresh_from_db()
    assert position.organisation_id == merged.pk
    assert not JournalEntry.objects.exists()

    other = with_role("administrator")
    merge(both, other)
    before = JournalEntry.objects.count()
    assert str(kept) in refusal(both, other)
    assert str(kept) in refusal((third, merged), other)
    assert str(kept) in refusal((merged, third), other)
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize("role", ["organisation_administrator", "officer"])
def test_an_office_does_not_merge(both, role):
    by = with_role(role, both[0])
    for run in (
        lambda: merge(both, by),
        lambda: tell_apart(organisation=both[0], other=both[1], by=by),
    ):
        with pytest.raises(PermissionDenied):
            run()
    assert not JournalEntry.objects.exists()


def test_a_merged_one_is_listed_found_and_exported_nowhere_and_leads_to_the_kept_one(both, manager, client):
    kept, merged = both
    earlier = OrganisationFactory(slug="najpierw")
    merge((merged, earlier), manager)
    merge(both, manager)
    index.rebuild()

    for row in (earlier, merged):
        row.refresh_from_db()
        assert row.merged_into == kept
    for rows in (
        queries.visible_to(manager),
        queries.listed_for(manager),
        queries.organisations_administered_by(manager),
    ):
        assert set(rows) == {kept}
    assert [row[0] for row in EXPORT.rows(None)] == ["zostaje"]
    assert queries.offices("Zwiazek") == [(str(kept.pk), "Związek Gmin")]
    assert scope_names["organisation"](None) == [(str(kept.pk), "Związek Gmin")]
    assert asking.ids_of("organisations", "zwiazek", limit=9) == [kept.pk]
    assert list(queries.holding(queries.visible_to(manager), "Zwiazek")) == [kept]
    assert not manager.has_perm("organisations.view_organisation", merged)
    assert not manager.has_perm("organisations.change_organisation", earlier)
    assert duplicates() == []

    items = client.get(reverse("api:organisations")).json()["items"]
    assert [item["slug"] for item in items] == ["zostaje"]
    answer = client.get(reverse("api:organisation", args=[earlier.pk]))
    assert (answer.status_code, answer["Location"]) == (301, reverse("api:organisation", args=[kept.pk]))

    client.force_login(manager)
    for slug in ("znika", "najpierw"):
        answer = client.get(reverse("organisations-panel:detail", args=[slug]))
        assert (answer.status_code, answer["Location"]) == (302, "/panel/organizacje/zostaje/")
    client.force_login(AccountFactory())
    assert client.get(reverse("organisations-panel:detail", args=["znika"])).status_code == 404


FILE = """
format: 1
programme:
  slug: proba
  title: {pl: Próba}
  short_title: {pl: Próba}
  state: running
  versions: [{number: 1, begins_on: 2020-01-01, ends_on: 2021-01-01}]
organisations:
  - {slug: zostaje, kind: union, name: {pl: Związek Gmin}}
  - {slug: znika, kind: union, name: {pl: Zwiazek Gmin}, nip: 123-456-32-18, regon: "123456785",
     seat: {street: Rynek 1, postcode: 00-001, town: Miasto},
     former_names: [{name: {pl: Dawny Związek}, until: 2010-12-31}]}
implementers:
  - {organisation: znika, role: partner}
"""


def load(tmp_path, text, by):
    path = tmp_path / "program.yaml"
    path.write_text(text, encoding="utf-8")
    return exchange.load_programme_file(document=yaml_file.read(path), by=by)


def test_a_programme_file_brings_numbers_seat_and_names_and_loads_on_after_a_merge(tmp_path, manager):
    load(tmp_path, FILE, manager)
    kept, merged = (Organisation.objects.get(slug=slug) for slug in ("zostaje", "znika"))
    assert (merged.nip, str(merged.addresses.get())) == (NIP, "Rynek 1, 00-001 Miasto")
    assert str(merged.former_names.get()) == "Dawny Związek"
    assert load(tmp_path, FILE, manager).changed_nothing

    merge((kept, merged), manager)

    assert load(tmp_path, FILE, manager).changed_nothing
    assert kept.implementations.count() == 1


def reasons():
    return {(each.first.slug, each.second.slug): each.reason for each in duplicates()}


def test_probable_duplicates_with_their_reasons():
    union = {"kind": "union"}
    OrganisationFactory(slug="a", name={"pl": "Pierwsza"}, nip=NIP, ended_on=DAY(2020, 1, 1))
    OrganisationFactory(slug="b", name={"pl": "Druga"}, nip=NIP)
    for slug, town in (("c", "Łódź"), ("d", "Lodz"), ("e", "Kraków")):
        AddressFactory(organisation__slug=slug, organisation__name={"pl": "Izba"}, town=town)
    linked = OrganisationFactory(slug="f", name={"pl": "Gmina Nysa"})
    OrganisationUnit.objects.create(organisation=linked, unit=UnitFactory())
    OrganisationFactory(slug="g", name={"pl": "Miasto Nysa"})
    OrganisationFactory(slug="h", name={"pl": "Związek Gmin Śląska Opolskiego"}, **union)
    OrganisationFactory(slug="i", name={"pl": "Związek Gmin Śląska Opolskiegoo"}, **union)
    OrganisationFactory(slug="j", name={"pl": "Związek Gmin Śląska Opolskiego"}, kind="ngo")
    OrganisationFactory(slug="k", name={"pl": "Stowarzyszenie Szkoła nr 1"}, kind="ngo")
    OrganisationFactory(slug="l", name={"pl": "Stowarzyszenie Szkoła nr 2"}, kind="ngo")
    OrganisationFactory(
        slug="m", name={"pl": "Związek Gmin Śląska Opolskiego"}, origin="demonstration", **union
    )

    assert reasons() == {
        ("a", "b"): "nip", ("c", "d"): "name", ("f", "g"): "unit", ("h", "i"): "similar",
    }  # fmt: skip


def test_local_governments_of_two_units_are_no_duplicates():
    for code in ("021901", "021907"):
        row = OrganisationFactory(name={"pl": "Gmina Świdnica"})
        OrganisationUnit.objects.create(organisation=row, unit=UnitFactory(code=code))
        AddressFactory(organisation=row)
    assert duplicates() == []


def test_a_pair_that_is_not_the_same_is_not_shown_again(both, manager):
    assert len(duplicates()) == 1
    for first, second in (both, both[::-1]):
        tell_apart(organisation=first, other=second, by=manager)
    assert duplicates() == []
    assert DistinctPair.objects.count() == 1
    assert [row.verb for row in JournalEntry.objects.all()] == ["organisation.told_apart"]
    with pytest.raises(DomainError):
        tell_apart(organisation=both[0], other=both[0], by=manager)


def test_what_was_told_apart_from_the_merged_one_stays_told_apart(both, manager):
    other = OrganisationFactory(name={"pl": "Zwiazek Gminy"}, kind="union")
    for each in (both[0], other):
        tell_apart(organisation=both[1], other=each, by=manager)
    merge(both, manager)
    pair = DistinctPair.objects.get()
    assert {pair.first, pair.second} == {both[0], other}


def test_the_pages_show_the_pair_dismiss_it_and_merge(both, client):
    kept, merged = both
    PositionFactory(organisation=merged, person__family_name="Wiśniewska")
    client.force_login(with_role("programme_manager", ProgrammeFactory()))
    page = client.get(reverse("organisations-panel:duplicates")).content.decode()
    assert "Zwiazek Gmin" in page

    address = reverse("organisations-panel:merge", args=[kept.slug, merged.slug])
    assert "Wiśniewska" in client.get(address).content.decode()
    unconfirmed = client.post(address, {"name": "kept", "nip": "merged", "reason": "x"})
    assert unconfirmed.status_code == 422
    assert Organisation.objects.standing().count() == 2
    sent = {"name": "merged", "nip": "merged", "reason": "ta sama", "confirmed": "on"}
    assert client.post(address, sent)["Location"] == "/panel/organizacje/zostaje/"
    kept.refresh_from_db()
    assert (str(kept), kept.nip) == ("Zwiazek Gmin", NIP)
    assert client.post(address, sent)["Location"] == "/panel/organizacje/zostaje/"
    same = reverse("organisations-panel:merge", args=[kept.slug, kept.slug])
    assert client.post(same, {"reason": "x", "confirmed": "on"}).status_code == 422


def test_not_the_same_is_noted_from_the_list(both, client, manager):
    client.force_login(manager)
    client.post(reverse("organisations-panel:apart", args=[row.slug for row in both]))
    assert DistinctPair.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_people_merge_the_same_pair_at_once(both):
    """One of them does it, the other is told; whichever way round they merge."""
    people, said = [with_role("administrator") for _ in range(2)], []
    PositionFactory(organisation=both[0])
    PositionFactory(organisation=both[1])
    start = threading.Barrier(2)

    def run(pair, by):
        try:
            start.wait()
            merge(pair, by)
            said.append("merged")
        except DomainError:
            said.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=each) for each in ((both, people[0]), (both[::-1], people[1]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["merged", "refused"]
    stands = Organisation.objects.standing().get()
    assert stands.positions.count() == 2
    assert JournalEntry.objects.filter(verb="organisation.merged").count() == 1
