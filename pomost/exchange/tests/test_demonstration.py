"""The accounts of the demonstration: one for each role, ready to sign in with."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from pomost.accounts.models import Account
from pomost.accounts.roles import Role
from pomost.core.models.journal import JournalEntry
from pomost.core.system import SYSTEM
from pomost.exchange.demonstration import (
    INVITED,
    OFFICE,
    RUNNING,
    SUPPORTED,
    begin_work,
    make_accounts,
)
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


def test_its_people_have_steps_and_an_invitation_that_waits():
    ProgrammeFactory(slug=RUNNING)
    OrganisationFactory(slug=OFFICE)
    invited = OrganisationFactory(slug=INVITED)
    partnership = PartnershipFactory(slug=SUPPORTED)
    make_accounts(by=SYSTEM)

    begin_work(by=SYSTEM)

    open_steps = partnership.steps.filter(state="open", due__gt=timezone.localdate())
    assert set(open_steps.values_list("assigned_to__email", flat=True)) == {
        "coordinator@example.org",
        "member@example.org",
        "consultant@example.org",
    }
    assert partnership.steps.filter(state="done").count() == 1
    coordinator = Account.objects.get(email="coordinator@example.org")
    membership = partnership.memberships.get(organisation=invited)
    assert membership.state == "invited"
    assert membership.invitations.get().is_open
    assert JournalEntry.objects.get(verb="membership.invited").actor_id == coordinator.pk
