"""The workspace: who opens it, what it shows, how members and the timeline are changed."""

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from pomost.accounts.tests.factories import GrantFactory, with_role
from pomost.core.errors import Conflict, DomainError
from pomost.core.models import JournalEntry
from pomost.organisations.tests.factories import PositionFactory
from pomost.partnerships.actions.members import change_membership
from pomost.partnerships.actions.timeline import add_timeline_entry, remove_timeline_entry
from pomost.partnerships.models import Membership, TimelineEntry
from pomost.partnerships.tests.factories import (
    EntryFactory,
    MembershipFactory,
    ParticipationFactory,
    PartnershipFactory,
)
from pomost.programmes.forms.fields import AsKnownField

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    made = PartnershipFactory(slug="nyskie", name={"pl": "Partnerstwo Nyskie"})
    MembershipFactory(partnership=made, leader=True)
    return made


@pytest.fixture
def member(partnership):
    return MembershipFactory(partnership=partnership)


@pytest.fixture
def coordinator(partnership):
    return with_role("coordinator", partnership)


def signed_in(account):
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(name, *args):
    return reverse(f"partnerships-panel:{name}", args=["nyskie", *args])


def said(form, **values):
    """What the browser sends back of a form: what it was given, and what was typed over it."""
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**shown, **values}.items()}


def test_the_workspace_shows_members_caretaker_and_what_happened(partnership, member):
    consultant = PositionFactory(person__with_account=True).person
    consultant.phone = "600 100 200"
    consultant.save(update_fields=["phone"])
    GrantFactory(account=consultant.account, role="consultant", scope_id=str(partnership.pk))
    TimelineEntry.objects.create(partnership=partnership, happened="2012-09", text={"pl": "Spotkanie"})
    page = signed_in(with_role("member", partnership)).get(address("workspace"))
    shown = page.content.decode()
    assert str(member.organisation) in shown
    assert "600 100 200" in shown
    assert consultant.account.email in shown
    assert "Spotkanie" in shown
    assert address("member", member.pk) not in shown  # a member reads


def test_a_partnership_without_anything_says_what_is_missing(partnership):
    partnership.memberships.all().delete()
    page = signed_in(with_role("coordinator", partnership)).get(address("workspace"))
    assert page.status_code == 200
    assert page.context["caretakers"] == []
    assert page.context["timeline"] == []


def test_the_list_holds_only_partnerships_in_which_one_has_a_task(partnership, coordinator):
    PartnershipFactory(published=True)
    page = signed_in(coordinator).get(reverse("partnerships-panel:index"))
    assert [row.object.slug for row in page.context["list"].table] == ["nyskie"]


def test_a_member_is_changed_and_the_journal_says_how(partnership, member, coordinator):
    client = signed_in(coordinator)
    form = client.get(address("member", member.pk)).context["form"]
    typed = said(form, role="social_partner", sector="social", pays="False", joined="2013-05")
    answer = client.post(address("member", member.pk), typed)
    assert answer.status_code == 302
    member.refresh_from_db()
    assert (member.role, member.sector, member.pays, member.joined) == (
        "social_partner",
        "social",
        False,
        "2013-05",
    )
    entry = JournalEntry.objects.get(verb="membership.changed")
    assert entry.data["changes"]["pays"] == [None, False]
    assert entry.target_id == str(partnership.pk)


def test_nothing_is_written_when_nothing_changes(member, coordinator):
    change_membership(membership=member, values={"role": member.role}, by=coordinator)
    member.refresh_from_db()
    assert member.row_version == 1
    assert not JournalEntry.objects.filter(verb="membership.changed").exists()


@pytest.mark.parametrize("role", ["member", "consultant", "partner_abroad"])
def test_who_only_reads_changes_no_member(partnership, member, role):
    with pytest.raises(PermissionDenied):
        change_membership(membership=member, values={"role": "observer"}, by=with_role(role, partnership))
    assert Membership.objects.get(pk=member.pk).role == "member"


def test_the_manager_changes_only_partnerships_of_the_own_programme(partnership, member):
    participation = ParticipationFactory(partnership=partnership)
    stranger = with_role("programme_manager", ParticipationFactory().programme)
    with pytest.raises(PermissionDenied):
        change_membership(membership=member, values={"role": "observer"}, by=stranger)
    manager = with_role("programme_manager", participation.programme)
    change_membership(membership=member, values={"role": "observer"}, by=manager)
    assert Membership.objects.get(pk=member.pk).role == "observer"


@pytest.mark.parametrize("state", ["asked", "declined"])
def test_a_programme_that_was_only_asked_changes_nothing(partnership, member, state):
    programme = ParticipationFactory(partnership=partnership, state=state).programme
    manager = with_role("programme_manager", programme)
    with pytest.raises(PermissionDenied):
        change_membership(membership=member, values={"role": "observer"}, by=manager)
    assert Membership.objects.get(pk=member.pk).role == "member"


def test_a_second_leader_is_refused_at_its_field_and_what_was_typed_stays(partnership, member, coordinator):
    client = signed_in(coordinator)
    form = client.get(address("member", member.pk)).context["form"]
    answer = client.post(address("member", member.pk), said(form, role="leader", joined="2014"))
    assert answer.status_code == 422
    assert "role" in answer.context["form"].errors
    assert answer.context["form"]["joined"].value() == "2014"
    assert Membership.objects.get(pk=member.pk).joined == ""


def test_a_member_does_not_join_after_it_left(partnership, coordinator):
    gone = MembershipFactory(partnership=partnership, state="left", left="2013")
    change_membership(membership=gone, values={"joined": "2013-05"}, by=coordinator)
    with pytest.raises(DomainError) as refused:
        change_membership(membership=gone, values={"joined": "2014"}, by=coordinator)
    assert "joined" in refused.value.fields


@pytest.mark.parametrize("text", ["2013-13", "2013-02-30", "13.05.2013", "0000"])
def test_a_day_that_does_not_exist_is_refused(text):
    field = AsKnownField(required=False)
    with pytest.raises(forms.ValidationError):
        field.clean(text)
    assert field.clean("2013-02-28") == "2013-02-28"
    assert field.clean("2013") == "2013"
    assert field.clean("") == ""


def test_two_people_who_change_different_fields_of_one_member_both_succeed(partnership, member, coordinator):
    client = signed_in(coordinator)
    first = client.get(address("member", member.pk)).context["form"]
    second = client.get(address("member", member.pk)).context["form"]
    assert client.post(address("member", member.pk), said(first, role="associated")).status_code == 302
    assert client.post(address("member", member.pk), said(second, joined="2013")).status_code == 302
    member.refresh_from_db()
    assert (member.role, member.joined) == ("associated", "2013")


def test_two_people_who_change_the_same_field_are_asked(partnership, member, coordinator):
    client = signed_in(coordinator)
    first = client.get(address("member", member.pk)).context["form"]
    second = client.get(address("member", member.pk)).context["form"]
    client.post(address("member", member.pk), said(first, role="associated"))
    answer = client.post(address("member", member.pk), said(second, role="observer"))
    assert answer.status_code == 409
    assert len(answer.context["form"].rivals) == 1
    assert Membership.objects.get(pk=member.pk).role == "associated"
    with pytest.raises(Conflict):
        change_membership(membership=member, values={"role": "observer"}, by=coordinator, seen=1)


def test_what_happened_is_written_down_once(partnership, coordinator):
    client = signed_in(coordinator)
    form = client.get(address("add-entry")).context["form"]
    polish = "text" + form.fields["text"].widget.widgets_names[0]
    typed = {"happened": "2012-09-20", polish: "Spotkanie w Nysie", "source": "protokół"}
    answer = client.post(address("add-entry"), typed)
    assert answer.status_code == 302
    entry = TimelineEntry.objects.get(partnership=partnership)
    assert (entry.happened, entry.text["pl"], entry.source) == ("2012-09-20", "Spotkanie w Nysie", "protokół")
    assert JournalEntry.objects.filter(verb="timeline_entry.added", target_id=str(partnership.pk)).exists()
    assert client.post(address("add-entry"), typed).status_code == 422
    assert TimelineEntry.objects.count() == 1


def test_a_wrong_entry_is_taken_out_once_and_the_journal_keeps_it(partnership, coordinator):
    entry = EntryFactory(partnership=partnership, text={"pl": "Pomyłka"})
    client = signed_in(coordinator)
    assert address("remove-entry", entry.pk) in client.get(address("workspace")).content.decode()
    assert "Pomyłka" in client.get(address("remove-entry", entry.pk)).content.decode()
    assert TimelineEntry.objects.exists()
    assert client.post(address("remove-entry", entry.pk)).status_code == 302
    assert not TimelineEntry.objects.exists()
    journalled = JournalEntry.objects.get(verb="timeline_entry.removed")
    assert journalled.data["changes"]["text"] == [{"pl": "Pomyłka"}, None]
    assert client.post(address("remove-entry", entry.pk)).status_code == 404
    with pytest.raises(DomainError):
        remove_timeline_entry(entry=entry, by=coordinator)


def test_who_only_reads_takes_nothing_out(partnership):
    entry = EntryFactory(partnership=partnership)
    reader = with_role("member", partnership)
    with pytest.raises(PermissionDenied):
        remove_timeline_entry(entry=entry, by=reader)
    page = signed_in(reader).get(address("workspace")).content.decode()
    assert address("remove-entry", entry.pk) not in page
    assert TimelineEntry.objects.filter(pk=entry.pk).exists()


def test_the_timeline_takes_nothing_that_is_still_to_come(partnership, coordinator):
    values = {"happened": "2999", "text": {"pl": "Kiedyś"}}
    with pytest.raises(DomainError) as refused:
        add_timeline_entry(partnership=partnership, values=values, by=coordinator)
    assert "happened" in refused.value.fields
    reader, past = with_role("member", partnership), {**values, "happened": "2012"}
    with pytest.raises(PermissionDenied):
        add_timeline_entry(partnership=partnership, values=past, by=reader)
    assert not TimelineEntry.objects.exists()


def test_a_stranger_does_not_learn_that_there_is_a_workspace(partnership):
    client = signed_in(with_role("coordinator", PartnershipFactory()))
    for each in (address("workspace"), address("add-entry")):
        assert client.get(each).status_code == 404
