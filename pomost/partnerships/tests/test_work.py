"""Work in a partnership: steps, papers with files, ground, ties, state, support by programmes."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pomost.accounts.models import InboxItem
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.errors import Conflict, DomainError, TransitionNotAllowed
from pomost.core.handover import open_things
from pomost.core.home import awaiting
from pomost.core.models import Attachment, JournalEntry
from pomost.organisations.actions.people import end_position
from pomost.organisations.queries import open_things_of
from pomost.organisations.tests.factories import PositionFactory
from pomost.partnerships.actions import documents, ground, steps, support
from pomost.partnerships.actions.partnerships import (
    change_partnership,
    let_successors_follow,
    move_partnership,
    publish_partnership,
    unpublish_partnership,
)
from pomost.partnerships.models import NextStep, Participation, PartnershipLink
from pomost.partnerships.queries import people, register
from pomost.partnerships.tests.factories import (
    DocumentFactory,
    LinkFactory,
    MembershipFactory,
    ParticipationFactory,
    PartnershipFactory,
    StepFactory,
)
from pomost.programmes.tests.factories import PhaseFactory, ProgrammeFactory
from pomost.territory.tests.factories import FunctionalAreaFactory, UnitFactory

pytestmark = pytest.mark.django_db
SOON = date(2999, 1, 1)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def partnership():
    made = PartnershipFactory(slug="nyskie", state="forming")
    MembershipFactory(partnership=made, leader=True)
    return made


@pytest.fixture
def coordinator(partnership):
    return with_role("coordinator", partnership)


@pytest.fixture
def clerk(partnership):
    return with_role("officer", partnership.memberships.get().organisation)


def status_of_file(client, where):
    answer = client.get(where)
    b"".join(answer)  # read to its end: to close it by hand would close the database's connection too
    return answer.status_code


def address(name, *args):
    return reverse(f"partnerships-panel:{name}", args=["nyskie", *args])


# Steps


def test_a_step_stands_on_its_persons_first_page_until_it_is_done(partnership, coordinator, clerk):
    values = {"title": "Uzupełnić kontakty", "due": SOON, "assigned_to": clerk}
    step = steps.plan_step(partnership=partnership, values=values, by=coordinator)
    assert step.title in InboxItem.objects.get(account=clerk).text
    assert [item.label for provider in awaiting for item in provider(clerk)] == [step.title]

    steps.finish_step(step=step, outcome="Komplet", by=clerk)
    step.refresh_from_db()
    assert (step.state, step.outcome, step.closed_by) == ("done", "Komplet", clerk)
    assert [item for provider in awaiting for item in provider(clerk)] == []


def test_a_step_goes_to_nobody_without_a_task_and_to_no_day_that_is_over(partnership, coordinator, clerk):
    good = {"title": "Krok", "due": SOON, "assigned_to": clerk}
    for field, wrong in (
        ("assigned_to", AccountFactory()),
        ("due", timezone.localdate() - timedelta(days=1)),
    ):
        with pytest.raises(DomainError) as refused:
            steps.plan_step(partnership=partnership, values={**good, field: wrong}, by=coordinator)
        assert field in refused.value.fields
    with pytest.raises(PermissionDenied):
        steps.plan_step(partnership=partnership, values=good, by=clerk)
    assert not NextStep.objects.exists()


def test_a_step_is_changed_with_regard_to_who_was_first(partnership, coordinator, clerk):
    step = StepFactory(partnership=partnership, assigned_to=clerk)
    steps.change_step(step=step, values={"assigned_to": coordinator}, by=coordinator, seen=1)
    with pytest.raises(Conflict):
        steps.change_step(step=step, values={"title": "Inny"}, by=coordinator, seen=1)
    step.refresh_from_db()
    assert (step.assigned_to, step.row_version) == (coordinator, 2)


def test_who_drops_a_step_says_why_and_strangers_close_none(partnership, coordinator):
    step = StepFactory(partnership=partnership)
    with pytest.raises(DomainError) as refused:
        steps.drop_step(step=step, outcome=" ", by=coordinator)
    assert "outcome" in refused.value.fields
    with pytest.raises(PermissionDenied):
        steps.finish_step(step=step, by=with_role("member", partnership))
    assert NextStep.objects.get().state == "open"


def test_the_steps_of_somebody_who_leaves_pass_to_a_successor(partnership):
    organisation = partnership.memberships.get().organisation
    leaver = PositionFactory(organisation=organisation, person__with_account=True)
    other = PositionFactory(organisation=organisation, person__with_account=True).person.account
    for account in (leaver.person.account, other):
        GrantFactory(account=account, role="officer", scope_id=str(organisation.pk))
    step = StepFactory(partnership=partnership, assigned_to=leaver.person.account)
    administrator = with_role("organisation_administrator", organisation)
    thing = next(each for each in open_things_of(leaver) if each.key == f"step-{step.pk}")
    assert other in thing.candidates
    end_position(
        position=leaver,
        last_day=timezone.localdate(),
        successors={thing.key: other},
        by=administrator,
    )
    step.refresh_from_db()
    assert step.assigned_to == other
    assert "steps" in open_things.names()


def test_the_pages_of_steps(partnership, coordinator, clerk, signed_in):
    client = signed_in(coordinator)
    typed = {"title": "Zebrać podpisy", "due": "2999-01-01", "assigned_to": clerk.pk, "note": ""}
    assert client.post(address("plan-step"), {**typed, "due": "2001-01-01"}).status_code == 422
    assert client.post(address("plan-step"), typed).status_code == 302
    step = NextStep.objects.get()
    assert "Zebrać podpisy" in client.get(address("workspace")).content.decode()
    own = signed_in(clerk)
    closing = {"answer": "dropped", "outcome": ""}
    assert own.post(address("close-step", step.pk), closing).status_code == 422
    assert own.post(address("close-step", step.pk), {"answer": "done", "outcome": "Są"}).status_code == 302
    assert "Są" in own.get(address("steps")).content.decode()


# Papers


def test_a_paper_is_entered_with_its_signatories_and_once(partnership, coordinator):
    organisation = partnership.memberships.get().organisation
    values = {
        "kind": "letter_of_intent",
        "title": {"pl": "List intencyjny"},
        "signed": "2012-08-03",
        "signatories": [organisation],
    }
    paper = documents.add_document(partnership=partnership, values=values, by=coordinator)
    assert list(paper.signatories.all()) == [organisation]
    with pytest.raises(DomainError):
        documents.add_document(partnership=partnership, values=values, by=coordinator)
    with pytest.raises(PermissionDenied):
        documents.add_document(
            partnership=partnership, values=values, by=with_role("consultant", partnership)
        )
    assert partnership.documents.count() == 1
    documents.change_document(document=paper, values={"signatories": [], "signed": "2012"}, by=coordinator)
    entry = JournalEntry.objects.get(verb="partnership_document.changed")
    assert entry.data["changes"]["signatories"] == [[organisation.slug], []]


def test_only_an_annex_amends_and_only_a_paper_of_the_partnership(partnership, coordinator):
    own, foreign = DocumentFactory(partnership=partnership), DocumentFactory()
    for kind, amends in (("agreement", own), ("annex", foreign)):
        values = {"kind": kind, "title": {"pl": "Pismo"}, "amends": amends}
        with pytest.raises(DomainError) as refused:
            documents.add_document(partnership=partnership, values=values, by=coordinator)
        assert "amends" in refused.value.fields


def test_a_paper_with_files_annexes_or_joiners_is_no_mistake(partnership, coordinator):
    paper = DocumentFactory(partnership=partnership)
    annex = DocumentFactory(partnership=partnership, kind="annex", amends=paper)
    joiner = MembershipFactory(partnership=partnership, joined_by=annex)
    for each in (paper, annex):
        with pytest.raises(DomainError):
            documents.remove_document(document=each, by=coordinator)
    joiner.delete()
    documents.remove_document(document=annex, by=coordinator)
    documents.remove_document(document=paper, by=coordinator)
    assert not partnership.documents.exists()


def test_files_of_a_paper_are_read_by_whom_it_says(partnership, coordinator, signed_in, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    paper = DocumentFactory(partnership=partnership)
    client = signed_in(coordinator)
    about = {"title": "Skan", "language": "pl", "accessibility": "scan"}
    program = SimpleUploadedFile("wirus.exe", b"MZ")
    refused = client.post(address("add-file", paper.pk), {**about, "upload": program})
    assert refused.status_code == 422
    assert "upload" in refused.context["form"].errors
    upload = SimpleUploadedFile("list.pdf", PDF)
    assert client.post(address("add-file", paper.pk), {**about, "upload": upload}).status_code == 302
    file = Attachment.objects.get()
    where = reverse("core-plain:attachment", args=[file.public_id, file.name])
    readers = {"member": with_role("member", partnership), "stranger": AccountFactory()}
    assert status_of_file(signed_in(readers["member"]), where) == 200
    assert status_of_file(signed_in(readers["stranger"]), where) == 404
    assert status_of_file(Client(), where) == 404

    documents.change_document(document=paper, values={"has_public_files": True}, by=coordinator)
    assert status_of_file(Client(), where) == 404  # the partnership itself is not public
    MembershipFactory(partnership=partnership)
    publish_partnership(partnership=partnership, by=coordinator)
    assert status_of_file(Client(), where) == 200
    assert where in Client().get(reverse("partnerships:detail", args=["nyskie"])).content.decode()

    assert client.post(address("delete-file", paper.pk, file.public_id)).status_code == 302
    assert not Attachment.objects.exists()


# Words, ground, ties, state


def test_words_and_themes_are_changed_and_journalled(partnership, coordinator):
    values = {"short_name": "Nyskie", "themes": ["tourism", "water"]}
    change_partnership(partnership=partnership, values=values, by=coordinator, seen=1)
    entry = JournalEntry.objects.get(verb="partnership.changed")
    assert entry.data["changes"]["themes"] == [[], ["tourism", "water"]]
    with pytest.raises(Conflict):
        change_partnership(partnership=partnership, values={"short_name": "N"}, by=coordinator, seen=1)
    with pytest.raises(PermissionDenied):
        change_partnership(partnership=partnership, values=values, by=with_role("member", partnership))


def test_the_functional_area_is_described_and_an_official_one_is_left_as_it_is(partnership, coordinator):
    official = FunctionalAreaFactory(is_official=True)
    partnership.functional_area = official
    partnership.save()
    core, other = UnitFactory(), UnitFactory()
    values = {"name": {"pl": "Obszar Nysy"}, "basis": "declared", "core": core, "units": [core, other]}
    area = ground.set_functional_area(partnership=partnership, values=values, by=coordinator)
    assert area.pk != official.pk
    assert set(area.units.all()) == {core, other}
    with pytest.raises(DomainError) as refused:
        ground.set_functional_area(
            partnership=partnership, values={**values, "units": [other]}, by=coordinator
        )
    assert "core" in refused.value.fields
    again = ground.set_functional_area(
        partnership=partnership, values={**values, "core": None, "units": [other]}, by=coordinator
    )
    assert (again.pk, list(again.units.all())) == (area.pk, [other])


def test_units_of_the_area_are_typed_by_code_or_name_and_namesakes_are_told_apart(
    partnership, coordinator, signed_in
):
    rural = UnitFactory(code="020121", name="Świdnica", kind="rural")
    urban = UnitFactory(code="021901", name="Świdnica", kind="urban")
    single = UnitFactory(code="160705", name="Nysa", kind="urban_rural")
    client = signed_in(coordinator)
    form = client.get(address("area")).context["form"]
    name = "name" + form.fields["name"].widget.widgets_names[0]
    typed = {name: "Obszar", "basis": "declared", "units": "Swidnica\nnysa\nNieznana", "core": ""}
    refused = client.post(address("area"), typed)
    assert refused.status_code == 422
    said = " ".join(refused.context["form"].errors["units"])
    assert "021901" in said
    assert "020121" in said
    assert "Nieznana" in said
    typed["units"] = "021901 Świdnica\n0201212\nNysa"
    assert client.post(address("area"), typed).status_code == 302
    partnership.refresh_from_db()
    assert set(partnership.functional_area.units.all()) == {rural, urban, single}
    page = client.get(address("area"))
    assert "160705 Nysa" in page.content.decode()


def test_a_tie_is_written_down_once_and_to_another_partnership(partnership, coordinator):
    other = PartnershipFactory(published=True)
    link = ground.tie_partnerships(
        partnership=partnership, other=other, kind="continues", values={"since": "2015"}, by=coordinator
    )
    for wrong in (other, partnership):
        with pytest.raises(DomainError) as refused:
            ground.tie_partnerships(
                partnership=partnership, other=wrong, kind="continues", values={}, by=coordinator
            )
        assert "other" in refused.value.fields
    ground.untie_partnerships(link=link, by=coordinator)
    with pytest.raises(DomainError):
        ground.untie_partnerships(link=link, by=coordinator)
    foreign = LinkFactory()
    with pytest.raises(PermissionDenied):
        ground.untie_partnerships(link=foreign, by=coordinator)


def test_a_partnership_is_active_from_its_second_member_on(partnership, coordinator):
    with pytest.raises(DomainError):
        move_partnership(partnership=partnership, step="activate", by=coordinator)
    partnership.refresh_from_db()
    assert partnership.state == "forming"
    MembershipFactory(partnership=partnership)
    move_partnership(partnership=partnership, step="activate", by=coordinator)
    with pytest.raises(DomainError):
        move_partnership(partnership=partnership, step="merge", by=coordinator)
    with pytest.raises(DomainError):
        move_partnership(partnership=partnership, step="nie-ma", by=coordinator)


def test_what_merges_or_splits_names_who_follows(partnership, coordinator):
    partnership.state = "active"
    partnership.save()
    first, second = PartnershipFactory(), PartnershipFactory()
    for wrong in ([], [partnership], [first, second]):
        with pytest.raises(DomainError):
            let_successors_follow(partnership=partnership, step="merge", successors=wrong, by=coordinator)
    partnership.refresh_from_db()
    assert partnership.state == "active"
    let_successors_follow(partnership=partnership, step="divide", successors=[first, second], by=coordinator)
    ties = PartnershipLink.objects.filter(kind="split_from", other=partnership)
    assert {tie.partnership for tie in ties} == {first, second}


def test_an_idea_is_not_published_and_what_is_can_be_taken_back(partnership, coordinator, signed_in):
    partnership.state = "idea"
    partnership.save()
    with pytest.raises(DomainError):
        publish_partnership(partnership=partnership, by=coordinator)
    for step in ("form", "publish"):
        signed_in(coordinator).post(address("step"), {"step": step})
    assert partnership not in register.registered()  # one member alone
    partnership.refresh_from_db()
    assert partnership.state == "idea"
    MembershipFactory(partnership=partnership)
    client = signed_in(coordinator)
    for step in ("form", "publish"):
        assert client.post(address("step"), {"step": step}).status_code == 302
    assert partnership in register.registered()
    assert Client().get(reverse("partnerships:detail", args=["nyskie"])).status_code == 200
    unpublish_partnership(partnership=partnership, by=coordinator)
    assert Client().get(reverse("partnerships:detail", args=["nyskie"])).status_code == 404
    with pytest.raises(PermissionDenied):
        publish_partnership(partnership=partnership, by=with_role("member", partnership))


# Support


@pytest.fixture
def programme():
    return ProgrammeFactory(published=True, state="running")


@pytest.fixture
def manager(programme):
    return with_role("programme_manager", programme)


def test_a_partnership_asks_and_is_admitted_with_a_reason(partnership, coordinator, programme, manager):
    asked = support.ask_for_support(
        partnership=partnership, programme=programme, asked_for="Doradca", by=coordinator
    )
    assert [item.where for provider in awaiting for item in provider(manager)] == [
        address("participation", asked.pk)
    ]
    with pytest.raises(DomainError):
        support.ask_for_support(
            partnership=partnership, programme=programme, asked_for="Znów", by=coordinator
        )
    with pytest.raises(DomainError) as silent:
        support.admit_partnership(participation=asked, reason=" ", by=manager)
    assert "reason" in silent.value.fields
    with pytest.raises(PermissionDenied):
        support.admit_partnership(participation=asked, reason="Sami", by=coordinator)
    assert Participation.objects.get().state == "asked"

    support.admit_partnership(participation=asked, reason="Dojrzały pomysł", by=manager)
    asked.refresh_from_db()
    assert (asked.state, asked.reason, asked.decided_on) == (
        "admitted",
        "Dojrzały pomysł",
        timezone.localdate(),
    )
    assert InboxItem.objects.filter(account=coordinator).exists()
    with pytest.raises(TransitionNotAllowed):
        support.decline_partnership(participation=asked, reason="Jednak nie", by=manager)


def test_who_was_declined_may_ask_again(partnership, coordinator, programme, manager):
    asked = support.ask_for_support(
        partnership=partnership, programme=programme, asked_for="Doradca", by=coordinator
    )
    support.decline_partnership(participation=asked, reason="Za wcześnie", by=manager)
    again = support.ask_for_support(
        partnership=partnership, programme=programme, asked_for="Już czas", by=coordinator
    )
    assert again.pk != asked.pk


@pytest.mark.parametrize(("state", "published"), [("planned", True), ("closing", True), ("running", False)])
def test_only_a_running_published_programme_is_asked(partnership, coordinator, state, published):
    programme = ProgrammeFactory(state=state, published=published)
    with pytest.raises(DomainError) as refused:
        support.ask_for_support(partnership=partnership, programme=programme, asked_for="x", by=coordinator)
    assert "programme" in refused.value.fields
    assert not Participation.objects.exists()


def test_phases_begin_once_end_after_they_began_and_end_with_the_support(partnership, programme, manager):
    row = ParticipationFactory(partnership=partnership, programme=programme, state="admitted")
    phase, foreign = PhaseFactory(programme=programme), PhaseFactory()
    begun = support.begin_phase(participation=row, phase=phase, began="2026-02", by=manager)
    for wrong in (phase, foreign):
        with pytest.raises(DomainError) as refused:
            support.begin_phase(participation=row, phase=wrong, began="2026", by=manager)
        assert "phase" in refused.value.fields
    with pytest.raises(DomainError) as early:
        support.end_phase(row=begun, ended="2026-01", by=manager)
    assert "ended" in early.value.fields
    support.end_participation(participation=row, reason="Koniec programu", by=manager)
    begun.refresh_from_db()
    assert begun.ended == timezone.localdate().isoformat()
    with pytest.raises(DomainError):
        support.end_phase(row=begun, ended="2027", by=manager)
    with pytest.raises(DomainError):
        support.begin_phase(
            participation=row, phase=PhaseFactory(programme=programme), began="2026", by=manager
        )


def test_an_agreement_is_filed_with_its_file_or_not_at_all(
    partnership, programme, manager, coordinator, signed_in, settings, tmp_path
):
    settings.FILES_ROOT = tmp_path
    row = ParticipationFactory(partnership=partnership, programme=programme, state="admitted")
    client = signed_in(manager)
    typed = {"number": "7/2026", "signed_on": "2026-03-01", "language": "pl", "accessibility": "unknown"}
    bad = client.post(address("agreement", row.pk), {**typed, "until": "2026-01-01"})
    assert bad.status_code == 422
    assert "until" in bad.context["form"].errors
    macro = SimpleUploadedFile("umowa.exe", b"MZ")
    assert client.post(address("agreement", row.pk), {**typed, "upload": macro}).status_code == 422
    assert not row.agreements.exists()
    upload = SimpleUploadedFile("umowa.pdf", PDF)
    assert client.post(address("agreement", row.pk), {**typed, "upload": upload}).status_code == 302
    assert client.post(address("agreement", row.pk), typed).status_code == 422
    file = Attachment.objects.get(owner_kind="support-agreement")
    where = reverse("core-plain:attachment", args=[file.public_id, file.name])
    assert status_of_file(signed_in(coordinator), where) == 200
    assert status_of_file(signed_in(AccountFactory()), where) == 404
    assert "7/2026" in signed_in(coordinator).get(address("participation", row.pk)).content.decode()


def test_an_agreement_is_no_business_of_a_programme_that_was_only_asked(partnership, programme, signed_in):
    row = ParticipationFactory(partnership=partnership, programme=programme, state="admitted")
    asked = ParticipationFactory(partnership=partnership, state="asked")
    staff = with_role("implementer_staff", asked.programme)
    assert signed_in(staff).get(address("participation", row.pk)).status_code == 403
    assert signed_in(staff).get(address("participation", asked.pk)).status_code == 200
    supports = ParticipationFactory(partnership=partnership, state="admitted")
    helper = with_role("programme_manager", supports.programme)
    assert signed_in(helper).get(address("participation", row.pk)).status_code == 200


def test_the_pages_of_support(partnership, coordinator, programme, manager, signed_in):
    client = signed_in(coordinator)
    typed = {"programme": programme.pk, "asked_for": ""}
    assert client.post(address("ask-for-support"), typed).status_code == 422
    assert client.post(address("ask-for-support"), {**typed, "asked_for": "Pomoc"}).status_code == 302
    row = Participation.objects.get()
    staff = signed_in(manager)
    page = staff.get(address("participation", row.pk)).content.decode()
    assert address("decide", row.pk) in page
    assert address("decide", row.pk) not in client.get(address("participation", row.pk)).content.decode()
    assert staff.post(address("decide", row.pk), {"decision": "end", "reason": "x"}).status_code == 422
    assert staff.post(address("decide", row.pk), {"decision": "admit", "reason": "Tak"}).status_code == 302
    assert Participation.objects.get().state == "admitted"


def test_who_may_take_steps_over_is_the_same_for_one_partnership_and_for_many(
    partnership, coordinator, clerk
):
    other = ParticipationFactory(programme=ProgrammeFactory()).partnership
    staff = with_role("implementer_staff", other.participations.get().programme)
    with_role("auditor", other.participations.get().programme)
    closed = with_role("coordinator", other)
    closed.is_active = False
    closed.save()
    found = people.who_may_do_steps_of([partnership, other])
    for each in (partnership, other):
        assert found[each.pk] == list(people.who_may_do_steps(each))
    assert found[other.pk] == [staff]
    assert set(found[partnership.pk]) == {coordinator, clerk}
