"""The accounts of the demonstration: one for each role, ready to sign in with."""

import pytest
from allauth.account.models import EmailAddress

from pomost.accounts.models import Account
from pomost.accounts.roles import Role
from pomost.core.system import SYSTEM
from pomost.exchange.demonstration import OFFICE, RUNNING, SUPPORTED, make_accounts
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.tests.factories import PartnershipFactory
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_each_role_has_an_account_with_a_confirmed_address():
    ProgrammeFactory(slug=RUNNING)
    OrganisationFactory(slug=OFFICE)
    PartnershipFactory(slug=SUPPORTED)

    made = make_accounts(by=SYSTEM)

    assert [each["role"] for each in made] == list(Role.values)
    for each in made:
        account = Account.objects.get(email=each["email"])
        assert account.check_password(each["password"])
        assert EmailAddress.objects.filter(
            user=account, email=each["email"], verified=True, primary=True
        ).exists()
