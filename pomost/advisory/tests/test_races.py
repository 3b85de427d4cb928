"""Two at the same moment: an entry sent twice at once, a month submitted while one is recorded, hours used up
by several at once.
"""

import uuid

import pytest
from django.utils import timezone

from pomost.accounts.models import Account
from pomost.advisory.actions.sheets import submit_sheet
from pomost.advisory.models import Consultation, Timesheet
from pomost.advisory.tests.test_advice import Desk
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
