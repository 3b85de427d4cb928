"""Joining: the letter's link, the answer, used twice, over, forwarded; joiners by annex; leaving."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pomost.accounts.models import InboxItem
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.core.errors import DomainError, TransitionNotAllowed
from pomost.core.home import awaiting
from pomost.core.models import JournalEntry, OutboxMessage
from pomost.organisations.tests.factories import OrganisationFactory, PositionFactory
from pomost.partnerships.actions import invitations as actions
from pomost.partnerships.actions.members import add_member, leave_partnership
from pomost.partnerships.models import Membership, MembershipInvitation
from pomost.partnerships.tasks import end_invitations
from pomost.partnerships.tests.factories import (
    DocumentFactory,
    LetterFactory,
    MembershipFactory,
    OrganisationUnitFactory,
    PartnershipFactory,
)
from pomost.territory.tests.factories import UnitFactory

pytestmark = pytest.mark.django_db
TOKEN = "zeton-z-listu"


@pytest.fixture
def partnership():
    made = PartnershipFactory(slug="nyskie", state="idea", name={"pl": "Partnerstwo Nyskie"})
    MembershipFactory(partnership=made, leader=True)
    return made


@pytest.fixture
def coordinator(partnership):
    return with_role("coordinator", partnership)


@pytest.fixture
def letter(partnership, coordinator):
    return LetterFactory(membership__partnership=partnership, token=TOKEN, invited_by=coordinator)


@pytest.fixture
def officer(letter):
    return with_role("officer", letter.membership.organisation)


def link(token=TOKEN):
    return reverse("partnerships:invitation", args=[token])


def test_the_first_who_joins_makes_an_idea_form(letter, officer, partnership, coordinator):
    actions.confirm_membership(membership=letter.membership, by=officer)

    letter.membership.refresh_from_db()
    letter.refresh_from_db()
    partnership.refresh_from_db()
    assert (letter.membership.state, letter.membership.joined) == (
        "confirmed",
        timezone.localdate().isoformat(),
    )
    assert (letter.answered_by, letter.closed_at is not None) == (officer, True)
    assert partnership.state == "forming"
    assert str(letter.membership.organisation) in InboxItem.objects.get(account=coordinator).text
    assert JournalEntry.objects.filter(verb="membership.confirmed", target_id=str(partnership.pk)).exists()


def test_the_answer_keeps_the_name_and_function_of_who_gave_it(letter, officer):
    position = PositionFactory(
        person__account=officer, organisation=letter.membership.organisation, function="sekretarz"
    )
    actions.decline_membership(membership=letter.membership, by=officer, reason="Rada jest przeciw.")
    letter.refresh_from_db()
    assert letter.answered_as.startswith(f"{position.person.full_name}, sekretarz")
    assert letter.answer == "Rada jest przeciw."


@pytest.mark.parametrize("role", ["coordinator", "consultant", "programme_manager"])
def test_nobody_answers_for_an_office_of_others(letter, role, partnership):
    others = [with_role(role, partnership), with_role("officer", OrganisationFactory()), AccountFactory()]
    for stranger in others:
        with pytest.raises(PermissionDenied):
            actions.confirm_membership(membership=letter.membership, by=stranger)
    assert Membership.objects.get(pk=letter.membership_id).state == "invited"


def test_an_invitation_is_answered_once(letter, officer):
    actions.confirm_membership(membership=letter.membership, by=officer)
    for again in (actions.confirm_membership, actions.decline_membership):
        with pytest.raises(TransitionNotAllowed):
            again(membership=letter.membership, by=officer)
    client = Client()
    assert client.get(link()).status_code == 410


def test_an_answer_that_comes_too_late_is_refused_and_nothing_changes(letter, officer):
    MembershipInvitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    for answer in (actions.confirm_membership, actions.decline_membership):
        with pytest.raises(DomainError):
            answer(membership=letter.membership, by=officer)
    assert Membership.objects.get(pk=letter.membership_id).state == "invited"
    page = Client().get(link())
    assert page.status_code == 410


def test_the_link_shows_the_question_to_whoever_has_it_and_lets_nobody_in(letter, officer, signed_in):
    page = Client().get(link())
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Partnerstwo Nyskie" in shown
    assert f"?office={letter.membership.organisation_id}" in shown
    assert "no-store" in page.headers["Cache-Control"]

    forwarded = signed_in(with_role("officer", OrganisationFactory())).get(link())
    assert forwarded.status_code == 200
    assert reverse("partnerships-panel:answer", args=[letter.membership_id]) not in forwarded.content.decode()

    own = signed_in(officer).get(link())
    assert own.headers["Location"] == reverse("partnerships-panel:answer", args=[letter.membership_id])
    assert Client().get(link("inny")).status_code == 410
    assert Membership.objects.get(pk=letter.membership_id).state == "invited"


def test_who_has_no_account_is_led_to_asking_for_one_in_the_offices_name(letter):
    page = Client().get(f"{reverse('accounts:ask')}?office={letter.membership.organisation_id}")
    assert str(letter.membership.organisation) in page.content.decode()
    for wrong in ("999999", "abc", "-1", "9" * 40):
        assert Client().get(f"{reverse('accounts:ask')}?office={wrong}").status_code == 200


def test_the_answer_page_confirms_and_leads_into_the_workspace(letter, officer, signed_in):
    client = signed_in(officer)
    address = reverse("partnerships-panel:answer", args=[letter.membership_id])
    assert client.get(address).status_code == 200
    assert client.post(address, {"answer": ""}).status_code == 422
    answer = client.post(address, {"answer": "yes", "reason": ""})
    assert answer.headers["Location"] == reverse("partnerships-panel:workspace", args=["nyskie"])
    assert client.get(answer.headers["Location"]).status_code == 200
    again = client.post(address, {"answer": "no", "reason": "Jednak nie"})
    assert again.status_code == 422
    assert Membership.objects.get(pk=letter.membership_id).state == "confirmed"


def test_an_invited_office_reads_the_invitation_but_not_the_workspace(letter, officer, signed_in):
    client = signed_in(officer)
    assert client.get(reverse("partnerships-panel:workspace", args=["nyskie"])).status_code == 404
    awaited = [item.where for provider in awaiting for item in provider(officer)]
    assert reverse("partnerships-panel:answer", args=[letter.membership_id]) in awaited


def test_a_letter_sent_again_makes_the_earlier_link_worthless(letter, coordinator):
    actions.send_invitation_again(
        membership=letter.membership, values={"email": "wojt@example.org"}, by=coordinator
    )
    assert Client().get(link()).status_code == 410
    assert letter.membership.invitations.filter(closed_at__isnull=True).count() == 1
    assert OutboxMessage.objects.get(kind="membership_invitation").to == "wojt@example.org"


def test_a_withdrawn_invitation_leads_nowhere_and_comes_back_only_anew(letter, coordinator, officer):
    actions.withdraw_membership(membership=letter.membership, by=coordinator)
    assert Client().get(link()).status_code == 410
    with pytest.raises(TransitionNotAllowed):
        actions.confirm_membership(membership=letter.membership, by=officer)
    values = {"email": "urzad@example.org"}
    again = actions.invite_member(
        partnership=letter.membership.partnership,
        organisation=letter.membership.organisation,
        values=values,
        by=coordinator,
    )
    assert again.pk != letter.membership_id


def test_the_night_reminds_once_then_ends_what_nobody_answered(letter, coordinator):
    MembershipInvitation.objects.update(expires_at=timezone.now() + timedelta(days=3))
    assert end_invitations() == 0
    assert end_invitations() == 0
    assert OutboxMessage.objects.filter(kind="membership_reminder").count() == 1

    MembershipInvitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert end_invitations() == 1
    assert end_invitations() == 0
    assert Membership.objects.get(pk=letter.membership_id).state == "expired"
    assert InboxItem.objects.filter(account=coordinator).count() == 1
    actions.invite_member_again(
        membership=letter.membership, values={"email": "urzad@example.org"}, by=coordinator
    )
    assert Membership.objects.get(pk=letter.membership_id).state == "invited"


def test_nobody_joins_what_is_over(letter, officer, coordinator):
    letter.membership.partnership.state = "closed"
    letter.membership.partnership.save()
    with pytest.raises(DomainError):
        actions.confirm_membership(membership=letter.membership, by=officer)
    assert Membership.objects.get(pk=letter.membership_id).state == "invited"


def test_a_joiner_by_annex_is_entered_with_the_annex_and_its_day(partnership, coordinator):
    agreement = DocumentFactory(partnership=partnership, kind="agreement", signed="2013-05-01")
    annex = DocumentFactory(partnership=partnership, kind="annex", amends=agreement, signed="2014-02-03")
    joiner = OrganisationFactory()
    made = add_member(
        partnership=partnership,
        organisation=joiner,
        values={"role": "member", "joined_by": annex, "pays": False},
        by=coordinator,
    )
    assert (made.state, made.joined, made.joined_by, made.pays) == ("confirmed", "2014-02-03", annex, False)
    with pytest.raises(DomainError) as twice:
        add_member(partnership=partnership, organisation=joiner, values={"joined_by": annex}, by=coordinator)
    assert "organisation" in twice.value.fields


def test_nobody_is_entered_as_a_member_without_a_paper_or_a_source(partnership, coordinator):
    for values in ({"role": "member"}, {"joined_by": DocumentFactory()}, {"role": "leader", "source": "x"}):
        with pytest.raises(DomainError):
            add_member(
                partnership=partnership, organisation=OrganisationFactory(), values=values, by=coordinator
            )
    assert partnership.memberships.count() == 1


def test_the_form_of_joining_finds_a_member_by_the_code_or_name_of_its_unit(
    partnership, coordinator, signed_in
):
    unit = UnitFactory(code="221208", name="Ustka", kind="rural")
    office = OrganisationUnitFactory(unit=unit, organisation__name={"pl": "Gmina Ustka"}).organisation
    annex = DocumentFactory(partnership=partnership)
    address = reverse("partnerships-panel:join", args=["nyskie"])
    client = signed_in(coordinator)
    typed = {"role": "member", "joined_by": annex.pk, "currency": "PLN"}
    assert client.post(address, {**typed, "organisation": "nie ma"}).status_code == 422
    assert client.post(address, {**typed, "organisation": "2212082"}).status_code == 302
    assert partnership.memberships.get(organisation=office).joined == annex.signed


def test_a_member_leaves_by_its_own_word_and_the_leader_not_before_the_others(partnership, coordinator):
    member = MembershipFactory(partnership=partnership, joined="2013-05-01")
    leader = partnership.memberships.get(role="leader")
    own = with_role("signatory", member.organisation)
    with pytest.raises(DomainError):
        leave_partnership(membership=leader, left="2020", by=coordinator)
    for wrong in ("2012", "2999", ""):
        with pytest.raises(DomainError) as refused:
            leave_partnership(membership=member, left=wrong, by=own)
        assert "left" in refused.value.fields
    with pytest.raises(PermissionDenied):
        leave_partnership(membership=member, left="2020", by=with_role("officer", leader.organisation))
    assert Membership.objects.get(pk=member.pk).state == "confirmed"

    leave_partnership(membership=member, left="2020-06", by=own)
    member.refresh_from_db()
    assert (member.state, member.left) == ("left", "2020-06")
    with pytest.raises(DomainError):
        leave_partnership(membership=leader, left="2020", by=coordinator)
    partnership.state = "closed"
    partnership.save()
    leave_partnership(membership=leader, left="2020", by=coordinator)


def test_roles_of_a_members_people_end_with_it_but_not_the_last_coordinators(partnership, coordinator):
    member, third = (MembershipFactory(partnership=partnership) for _ in range(2))
    own = with_role("officer", member.organisation)
    both = with_role("officer", member.organisation)
    GrantFactory(account=both, role="officer", scope_id=str(third.organisation_id))
    for account in (own, both):
        GrantFactory(account=account, role="member", scope_id=str(partnership.pk))
    leave_partnership(membership=member, left="2020", by=own)
    assert not own.grants.filter(role="member", ended_at__isnull=True).exists()
    assert both.grants.filter(role="member", ended_at__isnull=True).exists()

    GrantFactory(account=coordinator, role="officer", scope_id=str(third.organisation_id))
    leave_partnership(membership=third, left="2020", by=coordinator)
    assert coordinator.grants.filter(role="coordinator", ended_at__isnull=True).exists()


def test_who_is_entered_by_a_paper_is_told_and_no_day_to_come_is_taken(partnership, coordinator):
    office = OrganisationFactory()
    clerk = with_role("officer", office)
    values = {"source": "uchwała", "joined": "2999"}
    with pytest.raises(DomainError) as refused:
        add_member(partnership=partnership, organisation=office, values=values, by=coordinator)
    assert "joined" in refused.value.fields
    add_member(
        partnership=partnership, organisation=office, values={**values, "joined": "2013"}, by=coordinator
    )
    assert InboxItem.objects.filter(account=clerk).count() == 1
    partnership.state = "closed"
    partnership.save()
    with pytest.raises(DomainError):
        add_member(partnership=partnership, organisation=OrganisationFactory(), values=values, by=coordinator)


def test_nobody_is_flooded_with_letters(partnership, coordinator):
    values = {"email": "ofiara@example.org"}
    for _letter in range(actions.MOST_LETTERS_A_DAY):
        row = actions.invite_member(
            partnership=partnership, organisation=OrganisationFactory(), values=values, by=coordinator
        )
        actions.withdraw_membership(membership=row, by=coordinator)
    with pytest.raises(DomainError) as refused:
        actions.invite_member(
            partnership=partnership,
            organisation=OrganisationFactory(),
            values={"email": "Ofiara@example.org"},
            by=coordinator,
        )
    assert "email" in refused.value.fields
    assert OutboxMessage.objects.filter(to__iexact="ofiara@example.org").count() == 3


def test_of_an_invitation_that_was_withdrawn_only_that_is_said(letter, officer, coordinator, signed_in):
    actions.withdraw_membership(membership=letter.membership, by=coordinator)
    leader = letter.membership.partnership.memberships.get(role="leader").organisation
    page = signed_in(officer).get(reverse("partnerships-panel:answer", args=[letter.membership_id]))
    assert page.status_code == 200
    assert str(leader) not in page.content.decode()


@pytest.mark.parametrize("wrong", ["merged", "ended", "invented"])
def test_who_is_no_more_or_invented_is_neither_invited_nor_entered(partnership, coordinator, wrong):
    office = OrganisationFactory()
    if wrong == "merged":
        office.merged_into = OrganisationFactory()
    elif wrong == "ended":
        office.ended_on = timezone.localdate()
    else:
        office.origin = "demonstration"
    office.save()
    with pytest.raises(DomainError):
        actions.invite_member(
            partnership=partnership, organisation=office, values={"email": "a@example.org"}, by=coordinator
        )
    with pytest.raises(DomainError):
        add_member(partnership=partnership, organisation=office, values={"source": "x"}, by=coordinator)
    assert not partnership.memberships.filter(organisation=office).exists()


def test_the_members_page_says_who_was_asked_and_what_they_said(letter, coordinator, officer, signed_in):
    actions.decline_membership(membership=letter.membership, by=officer, reason="Nie teraz.")
    page = signed_in(coordinator).get(reverse("partnerships-panel:members", args=["nyskie"]))
    assert "Nie teraz." in page.content.decode()
    assert [each.membership for each in page.context["groups"]["others"]] == [letter.membership]
