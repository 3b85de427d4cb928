"""Two at the same moment: an entry sent twice at once, a month submitted while one is recorded, hours used up
by several at once.
"""

import uuid

import pytest
from django.utils import timezone

from pomost.accounts.models import Account
from pomost.advisory.actions.assigning import carry_out_assignment
from pomost.advisory.actions.sheets import submit_sheet
from pomost.advisory.actions.training import drop_training_need, meet_training_need
from pomost.advisory.models import Consultation, HandOver, Timesheet
from pomost.advisory.queries import people
from pomost.advisory.tests.factories import TrainingNeedFactory
from pomost.advisory.tests.test_advice import Desk
from pomost.advisory.tests.test_assignment_page import Office
from pomost.partnerships.tests.test_races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def fresh(account: Account) -> Account:
    """The account as another process reads it."""
    return Account.objects.get(pk=account.pk)


def test_an_entry_that_two_tabs_send_at_once_is_recorded_once(desk):
    key = uuid.uuid4()
    said = at_once(*(lambda: desk.record(key=key, by=fresh(desk.consultant)) for _ in range(3)))
    assert said == ["done"] * 3
    assert Consultation.objects.count() == 1


def test_hours_used_up_by_several_at_once_are_over_the_limit_as_a_whole(desk):
    said = at_once(*(lambda: desk.record(50, by=fresh(desk.consultant)) for _ in range(4)))
    assert said == ["done"] * 4
    assert sum(over for over, _state in desk.over()) == 4 * 50 - 120


def test_a_month_that_is_submitted_holds_what_it_was_submitted_with(desk):
    desk.record(30)
    month = timezone.localdate().replace(day=1)
    at_once(
        lambda: submit_sheet(contract=desk.contract, month=month, by=fresh(desk.consultant)),
        lambda: desk.record(45, by=fresh(desk.consultant)),
    )
    sheet = Timesheet.objects.get()
    assert sheet.minutes == sum(Consultation.objects.values_list("minutes", flat=True))


def test_a_proposal_that_two_carry_out_at_once_hands_each_partnership_over_once():
    office = Office()
    proposal = office.proposed(fit=0, load=0)
    carry = [lambda: carry_out_assignment(proposal=proposal, by=fresh(office.manager)) for _n in range(2)]

    assert at_once(*carry) == ["done", "refused"]
    assert HandOver.objects.filter(partnership=office.partnership).count() == 1
    assert list(people.looking_after(office.partnership)) == [office.near]


def test_a_training_need_that_two_close_at_once_has_one_outcome(desk):
    need = TrainingNeedFactory(partnership=desk.partnership)
    said = at_once(
        lambda: meet_training_need(need=need, outcome="Szkolenie", by=fresh(desk.manager)),
        lambda: drop_training_need(need=need, outcome="Nie będzie", by=fresh(desk.consultant)),
    )

    assert said == ["done", "refused"]
    need.refresh_from_db()
    assert (need.state, need.outcome) in {("met", "Szkolenie"), ("dropped", "Nie będzie")}
