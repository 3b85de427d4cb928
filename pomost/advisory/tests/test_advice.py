"""Recording advice, hours over the limit, months, hand-over, recommendations."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from pomost.accounts.models import InboxItem
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.advisory import hours
from pomost.advisory.actions import consultations as actions
from pomost.advisory.actions import contracts, recommendations, sheets
from pomost.advisory.models import Consultation, HandOver
from pomost.advisory.queries import consultations as queries
from pomost.advisory.queries import ties
from pomost.advisory.queries.recommendations import to_carry_out
from pomost.advisory.queries.training import visible_to as training_needs
from pomost.advisory.tasks import awaiting
from pomost.advisory.tests.factories import ContractFactory, RecommendationFactory, TimesheetFactory
from pomost.conversations import queries as conversations
from pomost.conversations.tests.factories import ConversationFactory
from pomost.core.errors import Conflict, DomainError
from pomost.core.models import JournalEntry
from pomost.organisations.tests.factories import AbsenceFactory, PersonFactory
from pomost.partnerships.tests.factories import (
    MembershipFactory,
    ParticipationFactory,
    PartnershipFactory,
    StepFactory,
)
from pomost.programmes.tests.factories import ProgrammeFactory

db = pytest.mark.django_db


class Desk:
    """A consultant with a contract of two hours, a partnership in a programme, its coordinator, a manager."""

    def __init__(self, limit: int = 120) -> None:
        self.programme = ProgrammeFactory()
        self.partnership = PartnershipFactory()
        ParticipationFactory(partnership=self.partnership, programme=self.programme)
        self.office = MembershipFactory(partnership=self.partnership).organisation
        self.consultant = with_role("consultant", self.partnership)
        self.coordinator = with_role("coordinator", self.partnership)
        self.manager = with_role("programme_manager", self.programme)
        self.contract = ContractFactory(programme=self.programme, account=self.consultant, limit=limit)

    def record(self, minutes: int = 60, *, by=None, key=None, steps=(), **values) -> Consultation:
        said = {
            "day": timezone.localdate(),
            "kind": "visit",
            "minutes": minutes,
            "travel_minutes": 0,
            "kilometres": 0,
            "place": "",
            "topics": ["strategy"],
            "others": "",
            "agreed": "Diagnoza do końca miesiąca.",
            **values,
        }
        return actions.record_consultation(
            partnership=self.partnership,
            client_key=key or uuid.uuid4(),
            values=said,
            steps=steps,
            by=by or self.consultant,
        )

    def over(self) -> list[tuple[int, str]]:
        """Minutes over the limit and what becomes of them, in the order in which the contract is used."""
        return [(row.over, row.over_state) for row in hours.in_order(self.contract)]


@pytest.fixture
def desk(db) -> Desk:
    return Desk()


@given(st.lists(st.integers(0, 500), max_size=30), st.integers(0, 3000))
def test_minutes_over_the_limit_are_those_that_a_minute_by_minute_count_finds(counted, limit):
    used, expected = 0, []
    for minutes in counted:
        over = 0
        for _minute in range(minutes):
            used += 1
            over += used > limit
        expected.append(over)

    assert hours.over_limit(counted, limit) == expected


@db
def test_advice_is_recorded_with_steps_of_named_people_and_once_however_often_it_is_sent(desk):
    key = uuid.uuid4()
    due = timezone.localdate() + timedelta(days=7)
    step = {"title": "Wysłać uchwałę", "due": due, "assigned_to": desk.coordinator}

    first = desk.record(key=key, steps=[step], participants=[desk.coordinator])
    again = desk.record(key=key, steps=[step], minutes=15)

    assert first.pk == again.pk
    assert Consultation.objects.count() == 1
    assert [row.title for row in first.steps.all()] == ["Wysłać uchwałę"]
    assert list(first.participants.all()) == [desk.coordinator]
    assert (first.contract, first.counted, first.over) == (desk.contract, 60, 0)
    assert InboxItem.objects.filter(account=desk.coordinator).count() == 1
    assert JournalEntry.objects.filter(verb="consultation.recorded").count() == 1


@db
def test_a_key_that_somebody_else_used_says_so_and_gives_nothing_away(desk):
    key = uuid.uuid4()
    desk.record(key=key)
    with pytest.raises(DomainError):
        desk.record(key=key, by=with_role("consultant", desk.partnership))


@db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": 24 * 60 + 1}, "minutes"),
        ({"topics": []}, "topics"),
        ({"topics": ["magia"]}, "topics"),
        ({"agreed": "  "}, "agreed"),
    ],
)
def test_what_can_not_be_is_said_at_its_field_and_nothing_is_saved(desk, values, field):
    with pytest.raises(DomainError) as refusal:
        desk.record(**values)
    assert list(refusal.value.fields) == [field]
    with pytest.raises(DomainError) as refusal:
        desk.record(day=timezone.localdate() + timedelta(days=1))
    assert list(refusal.value.fields) == ["day"]
    with pytest.raises(DomainError) as refusal:
        desk.record(participants=[AccountFactory()])
    assert list(refusal.value.fields) == ["participants"]
    step = {"title": "x", "due": timezone.localdate() - timedelta(days=1), "assigned_to": desk.coordinator}
    with pytest.raises(DomainError):
        desk.record(steps=[step])
    assert not Consultation.objects.exists()


@db
def test_only_who_looks_after_the_partnership_records_and_only_who_gave_it_corrects(desk):
    row = desk.record()
    for stranger in (desk.coordinator, desk.manager, with_role("consultant", PartnershipFactory())):
        with pytest.raises(PermissionDenied):
            desk.record(by=stranger)
        with pytest.raises(PermissionDenied):
            actions.change_consultation(consultation=row, values={"minutes": 1}, by=stranger)
    with pytest.raises(Conflict):
        actions.change_consultation(consultation=row, values={"minutes": 1}, by=desk.consultant, seen=7)


@db
def test_the_deputy_of_an_absent_consultant_records_and_the_step_is_journalled_for_whom(desk):
    person = PersonFactory(account=desk.consultant)
    deputy = PersonFactory(with_account=True)
    today = timezone.localdate()
    AbsenceFactory(person=person, deputy=deputy, since=today, until=today, office=None)

    row = desk.record(by=deputy.account)

    assert row.adviser == deputy.account
    assert row.contract is None
    entry = JournalEntry.objects.get(verb="consultation.recorded")
    assert entry.on_behalf_of_id == desk.consultant.pk


@db
def test_beyond_the_limit_it_is_recorded_and_waits_for_the_manager(desk):
    desk.record(90)
    desk.record(60)
    assert desk.over() == [(0, "none"), (30, "recorded")]
    assert "limit" in InboxItem.objects.get(account=desk.manager).text

    late = desk.record(30, day=timezone.localdate() - timedelta(days=3))
    assert late.over == 0
    assert desk.over() == [(0, "none"), (0, "none"), (60, "recorded")]


@db
def test_a_decision_stays_until_the_minutes_change(desk):
    first = desk.record(90)
    second = desk.record(60)
    sheets.accept_hours_over_limit(consultation=second, by=desk.manager)
    actions.change_consultation(consultation=first, values={"place": "Cewice"}, by=desk.consultant)
    assert desk.over()[1] == (30, "accepted")

    actions.change_consultation(consultation=first, values={"minutes": 100}, by=desk.consultant)
    assert desk.over()[1] == (40, "recorded")

    actions.withdraw_consultation(consultation=first, reason="Wpisano dwa razy.", by=desk.consultant)
    assert desk.over() == [(0, "none")]


@db
def test_travel_counts_where_the_contract_says_so(desk):
    row = desk.record(60, travel_minutes=90)
    assert (row.counted, row.over) == (60, 0)

    contracts.change_contract(contract=desk.contract, values={"counts_travel": True}, by=desk.manager)

    row.refresh_from_db()
    assert (row.counted, row.over, row.over_state) == (150, 30, "recorded")
    contracts.change_contract(contract=desk.contract, values={"limit": 600}, by=desk.manager)
    row.refresh_from_db()
    assert (row.over, row.over_state) == (0, "none")


@db
def test_a_month_is_submitted_returned_and_approved_over_the_limit(desk):
    month = timezone.localdate().replace(day=1)
    first, second = desk.record(90), desk.record(60)
    with pytest.raises(PermissionDenied):
        sheets.submit_sheet(contract=desk.contract, month=month, by=desk.manager)
    sheet = sheets.submit_sheet(contract=desk.contract, month=month, by=desk.consultant)
    assert (sheet.minutes, sheet.state) == (150, "submitted")
    for call in (
        lambda: actions.change_consultation(consultation=first, values={"minutes": 1}, by=desk.consultant),
        lambda: actions.withdraw_consultation(consultation=first, reason="x", by=desk.consultant),
        lambda: desk.record(),
        lambda: sheets.approve_sheet(sheet=sheet, by=desk.manager),
        lambda: sheets.return_sheet(sheet=sheet, note=" ", by=desk.manager),
    ):
        with pytest.raises(DomainError):
            call()

    sheet = sheets.return_sheet(sheet=sheet, note="Brak kilometrów.", by=desk.manager)
    actions.change_consultation(consultation=first, values={"kilometres": 42}, by=desk.consultant)
    sheet = sheets.submit_sheet(contract=desk.contract, month=month, by=desk.consultant)
    second.refresh_from_db()
    with pytest.raises(DomainError):
        sheets.refuse_hours_over_limit(consultation=second, reason="", by=desk.manager)
    with pytest.raises(PermissionDenied):
        sheets.accept_hours_over_limit(consultation=second, by=desk.consultant)
    sheets.accept_hours_over_limit(consultation=second, reason="Potrzebna wizyta.", by=desk.manager)
    sheet = sheets.approve_sheet(sheet=sheet, by=desk.manager)

    assert (sheet.state, sheet.kilometres) == ("approved", 42)
    assert InboxItem.objects.filter(account=desk.consultant).count() == 4 - 1


@db
def test_what_stands_in_a_submitted_month_is_used_first_and_does_not_move(desk):
    today = timezone.localdate()
    earlier = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    standing = desk.record(120)
    sheets.submit_sheet(contract=desk.contract, month=today.replace(day=1), by=desk.consultant)

    late = desk.record(45, day=earlier)

    standing.refresh_from_db()
    assert (standing.over, late.over) == (0, 45)


@db
def test_an_empty_month_and_one_to_come_are_not_submitted(desk):
    today = timezone.localdate()
    for month in (today.replace(day=1), (today.replace(day=1) + timedelta(days=40)).replace(day=1)):
        with pytest.raises(DomainError):
            sheets.submit_sheet(contract=desk.contract, month=month, by=desk.consultant)


@db
def test_contracts_of_one_person_do_not_overlap_and_keep_what_was_recorded_under_them(desk):
    today = timezone.localdate()
    desk.record()
    base = {"account": desk.consultant, "since": today, "until": today, "limit": 60, "counts_travel": False}
    for values, field in (
        ({"number": "N/1"}, "since"),
        ({"number": desk.contract.number, "account": AccountFactory()}, "number"),
        ({"number": "N/2", "until": today - timedelta(days=1)}, "until"),
        ({"number": "N/3", "limit": 0}, "limit"),
    ):
        with pytest.raises(DomainError) as refusal:
            contracts.enter_contract(programme=desk.programme, values={**base, **values}, by=desk.manager)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(DomainError):
        contracts.change_contract(
            contract=desk.contract, values={"until": today - timedelta(days=1)}, by=desk.manager
        )


@db
def test_a_hand_over_passes_everything_on_and_tells_everybody(desk):
    other = PartnershipFactory()
    ParticipationFactory(partnership=other, programme=desk.programme)
    new = with_role("consultant", other)
    step = StepFactory(partnership=desk.partnership, assigned_to=desk.consultant)
    question = ConversationFactory(partnership=desk.partnership)
    values = {"from_account": desk.consultant, "to_account": new, "note": "Umowa czeka na podpis."}
    with pytest.raises(PermissionDenied):
        contracts.hand_over_partnership(partnership=desk.partnership, values=values, by=desk.coordinator)

    contracts.hand_over_partnership(partnership=desk.partnership, values=values, by=desk.manager)

    for account in (desk.consultant, new):
        account.forget_grants()
    step.refresh_from_db()
    assert step.assigned_to == new
    assert list(conversations.waiting_for(new)) == [question]
    assert not conversations.visible_to(desk.consultant).exists()
    assert HandOver.objects.get().note == "Umowa czeka na podpis."
    desk.record(by=new)
    with pytest.raises(PermissionDenied):
        desk.record()
    with pytest.raises(DomainError):
        contracts.hand_over_partnership(partnership=desk.partnership, values=values, by=desk.manager)
    assert InboxItem.objects.filter(account__in=[new, desk.consultant, desk.coordinator]).count() >= 3


@db
def test_who_advised_whom_stays_known_after_the_role_has_ended(desk):
    desk.record()
    desk.consultant.grants.update(ended_at=timezone.now())
    stranger = with_role("consultant", PartnershipFactory())

    (tie,) = ties.ties_of(desk.consultant)
    assert (tie.partnership, tie.consultations, tie.until) == (desk.partnership, 1, timezone.localdate())
    assert ties.advised(desk.consultant, desk.partnership)
    assert not ties.advised(stranger, desk.partnership)


@db
def test_a_recommendation_is_answered_carried_out_and_its_effect_written_down(desk):
    row = recommendations.propose_recommendation(
        partnership=desk.partnership,
        values={
            "title": "Powołać sekretariat",
            "reason": "Nikt nie prowadzi spraw.",
            "expected": "Sprawy idą dalej.",
            "topic": "management",
            "training": "Prowadzenie partnerstwa",
            "due": timezone.localdate(),
        },
        by=desk.consultant,
    )
    assert [each.label for each in awaiting(desk.coordinator)] == ["Propozycja: Powołać sekretariat"]
    with pytest.raises(PermissionDenied):
        recommendations.accept_recommendation(recommendation=row, by=desk.consultant)
    with pytest.raises(DomainError):
        recommendations.decline_recommendation(recommendation=row, answer="", by=desk.coordinator)
    recommendations.accept_recommendation(recommendation=row, by=desk.coordinator)
    for side in (desk.consultant, desk.coordinator):
        assert list(to_carry_out(side)) == [row]
    recommendations.begin_recommendation(recommendation=row, by=desk.coordinator)
    with pytest.raises(DomainError):
        recommendations.record_effect(recommendation=row, effect="x", by=desk.consultant)
    recommendations.finish_recommendation(recommendation=row, outcome="Powołano.", by=desk.coordinator)
    recommendations.record_effect(recommendation=row, effect="Terminy dotrzymane.", by=desk.consultant)

    row.refresh_from_db()
    assert (row.state, row.effect) == ("done", "Terminy dotrzymane.")
    need = training_needs(desk.manager).get()
    assert (need.title, need.topic, need.recommendation) == ("Prowadzenie partnerstwa", row.topic, row)
    assert not list(to_carry_out(desk.consultant))


@db
def test_a_recommendation_comes_out_of_a_consultation_of_the_same_partnership(desk):
    foreign = Desk().record()
    with pytest.raises(DomainError) as refusal:
        recommendations.propose_recommendation(
            partnership=desk.partnership,
            values={"title": "x", "reason": "x", "expected": "x", "topic": "form", "consultation": foreign},
            by=desk.consultant,
        )
    assert list(refusal.value.fields) == ["consultation"]


@db
def test_the_homes_name_months_to_submit_and_to_approve(desk):
    today = timezone.localdate()
    earlier = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    desk.record(day=earlier)
    number = desk.contract.number
    assert queries.months_to_submit(desk.consultant, []) == [(desk.contract.pk, number, earlier)]
    assert len(list(awaiting(desk.consultant))) == 1

    sheets.submit_sheet(contract=desk.contract, month=earlier, by=desk.consultant)

    assert not list(awaiting(desk.consultant))
    assert len(list(awaiting(desk.manager))) == 1


@db
def test_what_was_received_is_seen_by_the_partnership_and_its_programme_and_by_nobody_else(desk):
    row = desk.record()
    for reader in (desk.consultant, desk.coordinator, desk.manager, with_role("officer", desk.office)):
        assert queries.visible_to(reader).filter(pk=row.pk).exists()
    RecommendationFactory(partnership=desk.partnership)
    stranger = with_role("officer", MembershipFactory().organisation)
    assert not queries.visible_to(stranger).exists()


@db
def test_a_sheet_is_of_a_whole_month():
    TimesheetFactory(month=date(2026, 3, 1))
    with pytest.raises(IntegrityError, match="sheet_begins_a_month"), transaction.atomic():
        TimesheetFactory(month=date(2026, 3, 11))


@db
def test_a_word_that_is_mended_leaves_the_decision_on_the_hours(desk):
    row = desk.record(180)
    assert (row.over, row.over_state) == (60, "recorded")
    row = sheets.refuse_hours_over_limit(consultation=row, reason="Poza planem", by=desk.manager)
    row = actions.change_consultation(consultation=row, values={"agreed": "Umowa."}, by=desk.consultant)
    assert (row.over, row.over_state, row.over_reason) == (60, "refused", "Poza planem")

    row = actions.change_consultation(consultation=row, values={"minutes": 200}, by=desk.consultant)
    assert (row.over, row.over_state, row.over_reason) == (80, "recorded", "")


@db
def test_nobody_decides_on_their_own_contract_and_hours(desk):
    GrantFactory(account=desk.consultant, role="programme_manager", scope_id=str(desk.programme.pk))
    row = desk.record(180)
    values = {
        "account": desk.consultant,
        "number": "K/9",
        "since": date(2020, 1, 1),
        "until": date(2020, 2, 1),
    }
    with pytest.raises(DomainError) as refusal:
        contracts.enter_contract(
            programme=desk.programme, values={**values, "limit": 600}, by=desk.consultant
        )
    assert list(refusal.value.fields) == ["account"]
    with pytest.raises(PermissionDenied):
        contracts.change_contract(contract=desk.contract, values={"limit": 6000}, by=desk.consultant)
    with pytest.raises(PermissionDenied):
        sheets.accept_hours_over_limit(consultation=row, by=desk.consultant)
    assert not queries.hours_to_decide(desk.consultant).exists()
    assert queries.hours_to_decide(desk.manager).exists()


@db
def test_advice_recorded_before_its_contract_was_entered_counts_under_it(desk):
    desk.contract.delete()
    today = timezone.localdate()
    early, late = desk.record(90), desk.record(60, day=today - timedelta(days=40))
    elsewhere = desk.record(60, by=with_role("consultant", desk.partnership))
    assert early.contract is None
    values = {"account": desk.consultant, "number": "K/1", "limit": 60}
    values |= {"since": today - timedelta(days=30), "until": today + timedelta(days=30)}
    contract = contracts.enter_contract(programme=desk.programme, values=values, by=desk.manager)
    for row in (early, late, elsewhere):
        row.refresh_from_db()
    assert (early.contract, early.counted, early.over, early.over_state) == (contract, 90, 30, "recorded")
    assert (late.contract, elsewhere.contract) == (None, None)

    contracts.change_contract(
        contract=contract, values={"since": today - timedelta(days=50), "limit": 600}, by=desk.manager
    )
    late.refresh_from_db()
    assert (late.contract, late.over) == (contract, 0)
