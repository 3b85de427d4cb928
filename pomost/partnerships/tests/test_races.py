"""Two people at the same moment: an invitation answered twice, withdrawn meanwhile, two leaders at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from pomost.accounts.tests.factories import with_role
from pomost.core.errors import DomainError
from pomost.core.models import JournalEntry
from pomost.partnerships.actions.invitations import confirm_membership, withdraw_membership
from pomost.partnerships.actions.members import change_membership, leave_partnership
from pomost.partnerships.models import Membership
from pomost.partnerships.tests.factories import LetterFactory, MembershipFactory, PartnershipFactory

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(*actions: Callable[[], Any]) -> list[str]:
    """Run the actions in threads that start together; what became of each, in order of their names."""
    start, said = threading.Barrier(len(actions)), []

    def run(action: Callable[[], Any]) -> None:
        try:
            start.wait()
            action()
            said.append("done")
        except DomainError:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


@pytest.fixture
def partnership():
    return PartnershipFactory(state="idea")


@pytest.fixture
def invited(partnership):
    return LetterFactory(membership__partnership=partnership).membership


def test_two_officers_who_say_yes_at_once_join_once(invited):
    officers = [with_role("officer", invited.organisation) for _ in range(2)]
    said = at_once(*(lambda by=by: confirm_membership(membership=invited, by=by) for by in officers))
    assert said == ["done", "refused"]
    assert JournalEntry.objects.filter(verb="membership.confirmed").count() == 1
    invited.refresh_from_db()
    assert invited.state == "confirmed"


def test_an_invitation_is_either_withdrawn_or_answered(invited, partnership):
    officer, coordinator = with_role("officer", invited.organisation), with_role("coordinator", partnership)
    said = at_once(
        lambda: confirm_membership(membership=invited, by=officer),
        lambda: withdraw_membership(membership=invited, by=coordinator),
    )
    assert said == ["done", "refused"]
    invited.refresh_from_db()
    assert invited.state in ("confirmed", "withdrawn")
    assert invited.invitations.filter(closed_at__isnull=False).count() == 1


def test_two_members_are_not_made_leaders_at_once(partnership):
    members = [MembershipFactory(partnership=partnership) for _ in range(2)]
    by = with_role("coordinator", partnership)
    said = at_once(
        *(
            lambda row=row: change_membership(membership=row, values={"role": "leader"}, by=by)
            for row in members
        )
    )
    assert said == ["done", "refused"]
    assert Membership.objects.filter(partnership=partnership, role="leader").count() == 1


def test_the_leader_does_not_leave_while_somebody_joins_unseen(partnership, invited):
    leader = MembershipFactory(partnership=partnership, leader=True)
    officer, coordinator = with_role("officer", invited.organisation), with_role("coordinator", partnership)
    at_once(
        lambda: leave_partnership(membership=leader, left="2020", by=coordinator),
        lambda: confirm_membership(membership=invited, by=officer),
    )
    leader.refresh_from_db()
    others = partnership.memberships.filter(state="confirmed").exclude(pk=leader.pk)
    entries = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))
    if leader.state == "left":
        assert entries.index("membership.left") < entries.index("membership.confirmed")
    else:
        assert others.count() == 1
