"""The home of whoever is signed in, on the first visit and later."""

import pytest
from django.utils import timezone

from pomost.accounts.tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


def test_the_first_visit_welcomes_and_promises_no_earlier_one(signed_in):
    page = signed_in(AccountFactory()).get("/panel/").content.decode()
    assert "Witamy w Pomoście." in page
    assert "ostatniej wizyty" not in page


def test_a_later_visit_says_since_when_nothing_changed(signed_in):
    account = AccountFactory(last_visit_at=timezone.now())
    page = signed_in(account).get("/panel/").content.decode()
    assert "Witamy" not in page
    assert "Od ostatniej wizyty" in page
