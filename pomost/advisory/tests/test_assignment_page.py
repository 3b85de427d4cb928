"""A proposed assignment: from the start with its weights, line by line, to its being carried out."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from pomost.accounts.models import InboxItem
from pomost.accounts.tests.factories import with_role
from pomost.advisory.actions import assigning as actions
from pomost.advisory.actions.contracts import hand_over_partnership
from pomost.advisory.assigning import Weights
from pomost.advisory.models import AdviserProfile, AssignmentProposal, HandOver
from pomost.advisory.queries import people
from pomost.advisory.queries.assigning import input_of
from pomost.advisory.tests.factories import ConsultationFactory, ContractFactory
from pomost.advisory.tests.test_advice import Desk
from pomost.core.errors import Conflict, DomainError, TransitionNotAllowed
from pomost.core.models import JournalEntry
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.models import PartnershipTheme
from pomost.partnerships.tests.factories import (
    MembershipFactory,
    OrganisationUnitFactory,
    ParticipationFactory,
)
from pomost.territory.tests.factories import UnitFactory
from tests.world import BACKEND

pytestmark = pytest.mark.django_db


class Office(Desk):
    """The desk with hours enough, its partnership in Warsaw, and a second consultant who lives there."""

    def __init__(self, limit: int = 6000) -> None:
        super().__init__(limit)
        warsaw, cracow = UnitFactory(latitude="52.2", longitude="21.0"), UnitFactory(latitude="50.1")
        OrganisationUnitFactory(organisation=self.office, unit=warsaw)
        PartnershipTheme.objects.create(partnership=self.partnership, theme="spatial_planning")
        AdviserProfile.objects.create(account=self.consultant, home=cracow)
        self.near = ContractFactory(programme=self.programme, limit=limit).account
        AdviserProfile.objects.create(account=self.near, home=warsaw, topics=["planning"])

    def proposed(self, **weights) -> AssignmentProposal:
        return actions.propose_assignment(
            programme=self.programme, weights=Weights(**weights), by=self.manager
        )


@pytest.fixture
def office() -> Office:
    return Office()


def caretakers(office) -> list:
    return list(people.looking_after(office.partnership))


def test_what_takes_part_is_read_with_needs_free_hours_and_places(office):
    ConsultationFactory(partnership=office.partnership, contract=office.contract, minutes=2400)
    MembershipFactory(
        partnership=office.partnership, role="partner_abroad", organisation=OrganisationFactory(country="NO")
    )
    stranger = with_role("consultant", office.partnership)
    ParticipationFactory(programme=office.programme, state="ended")

    found = input_of(office.programme, office.manager, 2.0)

    (need,) = found.needs.values()
    assert need.present == office.consultant.pk
    assert need.need == 2400
    assert need.place == (52.2, 21.0)
    assert (need.topics, need.languages) == ({"planning"}, {"nb"})
    assert found.without_contract == [stranger]
    assert found.without_profile == []
    free = found.consultants[office.consultant.pk].free
    assert free == int((6000 - 2400) * 365 / 401)
    assert input_of(office.programme, office.consultant, 2.0).consultants.keys() == {office.near.pk}


def test_the_nearer_one_who_knows_the_subject_is_proposed_in_words_and_nothing_changes_yet(client, office):
    client.force_login(office.manager, backend=BACKEND)
    start = reverse("advisory-panel:assignment", args=[office.programme.slug])
    assert start in client.get(reverse("advisory-panel:advisers")).text
    assert start in client.get(reverse("panel-panel:home")).text
    assert client.get(start).status_code == 200
    bad = client.post(start, {"travel": 11, "load": 3, "fit": 3, "hours": "2"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["travel"])

    answer = client.post(start, {"travel": 3, "load": 3, "fit": 3, "hours": "2,5"}, follow=True)

    assert "zna: planowanie przestrzenne" in answer.text
    assert "0 km od domu" in answer.text
    (line,) = AssignmentProposal.objects.get().lines.all()
    assert (line.present, line.proposed, line.chosen) == (office.consultant, office.near, office.near)
    assert (line.kilometres, line.minutes) == (0, 1800)
    assert caretakers(office) == [office.consultant]


def test_it_is_carried_out_once_with_a_hand_over_and_everybody_is_told(client, office):
    proposal = office.proposed()
    client.force_login(office.manager, backend=BACKEND)
    address = reverse("advisory-panel:carry-out-assignment", args=[proposal.pk])
    assert "1 partnerstwo" in client.get(address).text

    assert client.post(address, {"seen": 1, "base": "{}"}).status_code == 302

    assert caretakers(office) == [office.near]
    row = HandOver.objects.get()
    assert (row.from_account, row.to_account) == (office.consultant, office.near)
    for account in (office.near, office.consultant, office.coordinator):
        assert InboxItem.objects.filter(account=account).exists()
    assert JournalEntry.objects.filter(verb="assignment.carried_out").count() == 1
    with pytest.raises(TransitionNotAllowed):
        actions.carry_out_assignment(proposal=proposal, by=office.manager)
    closed = client.get(reverse("advisory-panel:proposal", args=[office.programme.slug, proposal.pk]))
    assert "wykonaj" not in closed.text


def test_only_the_manager_proposes_changes_carries_out_and_drops(client, office):
    proposal = office.proposed()
    line = proposal.lines.get()
    for who in (office.consultant, office.coordinator, with_role("administrator")):
        for run in (
            lambda who=who: actions.propose_assignment(programme=office.programme, weights=Weights(), by=who),
            lambda who=who: actions.change_line(line=line, account=None, by=who),
            lambda who=who: actions.carry_out_assignment(proposal=proposal, by=who),
            lambda who=who: actions.drop_proposal(proposal=proposal, by=who),
        ):
            with pytest.raises(PermissionDenied):
                run()
        client.force_login(who, backend=BACKEND)
        page = reverse("advisory-panel:proposal", args=[office.programme.slug, proposal.pk])
        assert client.get(page).status_code == 404
    assert caretakers(office) == [office.consultant]


def test_a_caretaker_who_changed_meanwhile_is_not_overrun(office):
    proposal = office.proposed()
    third = ContractFactory(programme=office.programme).account
    hand_over_partnership(
        partnership=office.partnership,
        values={"from_account": office.consultant, "to_account": third},
        by=office.manager,
    )

    with pytest.raises(DomainError, match=office.partnership.called):
        actions.carry_out_assignment(proposal=proposal, by=office.manager)

    assert caretakers(office) == [third]
    proposal.refresh_from_db()
    assert proposal.state == "draft"


def test_a_partnership_that_left_and_a_contract_that_ended_are_not_overrun(office):
    proposal = office.proposed()
    contract = office.near.consultant_contracts.get()
    type(contract).objects.filter(pk=contract.pk).update(until=contract.since)
    with pytest.raises(DomainError, match=str(office.near)):
        actions.carry_out_assignment(proposal=proposal, by=office.manager)
    office.partnership.participations.update(state="ended")
    with pytest.raises(DomainError, match=office.partnership.called):
        actions.carry_out_assignment(proposal=proposal, by=office.manager)


def test_another_caretaker_is_chosen_and_warned_of_where_the_contract_is_exceeded(client, office):
    proposal = office.proposed()
    line = proposal.lines.get()
    small = ContractFactory(programme=office.programme, limit=60).account
    client.force_login(office.manager, backend=BACKEND)
    address = reverse("advisory-panel:choose-caretaker", args=[line.pk])
    form = client.get(address)
    assert "wolne" in form.text
    assert client.post(address, {"account": "999999", "seen": 1, "base": "{}"}).status_code == 422

    page = client.post(address, {"account": small.pk, "seen": 1, "base": "{}"}, follow=True)

    line.refresh_from_db()
    assert (line.chosen, line.proposed) == (small, office.near)
    assert [load.account for load in page.context["exceeded"]] == [small]
    proposal.refresh_from_db()
    with pytest.raises(DomainError, match=str(small)):
        actions.carry_out_assignment(proposal=proposal, by=office.manager)
    carry = reverse("advisory-panel:carry-out-assignment", args=[proposal.pk])
    data = {"seen": proposal.row_version, "base": "{}"}
    assert client.post(carry, data).status_code == 422
    assert client.post(carry, {**data, "despite_limits": "on"}).status_code == 302
    assert caretakers(office) == [small]


def test_a_line_can_be_left_as_it_is_and_only_those_with_a_contract_are_chosen(office):
    proposal = office.proposed()
    line = proposal.lines.get()
    with pytest.raises(DomainError):
        actions.change_line(
            line=line, account=with_role("coordinator", office.partnership), by=office.manager
        )
    with pytest.raises(Conflict):
        actions.change_line(line=line, account=None, by=office.manager, seen=7)
    actions.change_line(line=line, account=None, by=office.manager)
    with pytest.raises(Conflict):
        actions.carry_out_assignment(proposal=proposal, by=office.manager, seen=proposal.row_version)
    actions.carry_out_assignment(proposal=proposal, by=office.manager)
    assert caretakers(office) == [office.consultant]
    assert not HandOver.objects.exists()
    with pytest.raises(DomainError):
        actions.change_line(line=line, account=office.near, by=office.manager)


def test_a_new_proposal_drops_the_draft_before_it_and_one_can_be_dropped(client, office):
    first, second = office.proposed(), office.proposed()
    first.refresh_from_db()
    assert (first.state, second.state) == ("dropped", "draft")
    client.force_login(office.manager, backend=BACKEND)
    address = reverse("advisory-panel:drop-assignment", args=[second.pk])
    assert client.post(address, {"seen": 1, "base": "{}"}).status_code == 302
    second.refresh_from_db()
    assert second.state == "dropped"


def test_hours_that_are_missing_are_named_and_nobody_is_taken_away(client, office):
    office.programme.consultant_contracts.update(limit=600)
    proposal = office.proposed()
    line = proposal.lines.get()
    assert (proposal.missing, line.proposed, line.chosen) == (1440, None, None)
    client.force_login(office.manager, backend=BACKEND)
    page = client.get(reverse("advisory-panel:proposal", args=[office.programme.slug, proposal.pk]))
    assert "24:00" in page.context["missing"]
    actions.carry_out_assignment(proposal=proposal, by=office.manager)
    assert caretakers(office) == [office.consultant]


def test_without_partnerships_or_contracts_the_start_says_how_to_begin(client):
    desk = Desk()
    desk.programme.consultant_contracts.all().delete()
    client.force_login(desk.manager, backend=BACKEND)
    start = reverse("advisory-panel:assignment", args=[desk.programme.slug])
    page = client.get(start).text
    assert reverse("advisory-panel:enter-contract", args=[desk.programme.slug]) in page
    with pytest.raises(DomainError):
        actions.propose_assignment(programme=desk.programme, weights=Weights(), by=desk.manager)
    desk.partnership.participations.all().delete()
    assert client.get(start).status_code == 200
    for wrong in (Weights(travel=11), Weights(hours=0)):
        with pytest.raises(DomainError):
            actions.propose_assignment(programme=desk.programme, weights=wrong, by=desk.manager)
