"""Every arrow of every state machine is walked by its action, and closed from every other state."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from pomost.accounts import states as accounts
from pomost.accounts.actions import account_requests, duties
from pomost.accounts.models.duties import DataRequest
from pomost.accounts.models.invitations import AccountRequest
from pomost.accounts.tests.factories import with_role
from pomost.core.errors import TransitionNotAllowed
from pomost.core.models import JournalEntry
from pomost.core.system import SYSTEM
from pomost.core.workflow import Machine, Transition
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.programmes import states as programmes
from pomost.programmes.actions.programmes import move_programme
from pomost.programmes.tests.factories import ProgrammeFactory
from tests.test_consistency import machines
from tests.world import accessibility_request, account_request, data_request

pytestmark = pytest.mark.django_db


def asked(state: str) -> AccountRequest:
    decided = None if state == accounts.AccountRequestState.ASKED else timezone.now()
    return account_request(OrganisationFactory(), state=state, decided_at=decided)


def programme(state: str) -> Any:
    return ProgrammeFactory(state=state)


MAKE: dict[str, Callable[[str], Any]] = {
    "accounts.AccountRequest": asked,
    "accounts.DataRequest": lambda state: data_request(
        kind="access", state=state, due_on=timezone.localdate()
    ),
    "accounts.AccessibilityRequest": lambda state: accessibility_request(
        state=state, due_on=timezone.localdate()
    ),
    "programmes.Programme": programme,
}


def _confirm(asked: Any) -> None:
    account_requests.confirm_account_request(
        account_request=asked, role="auditor", scope_id="1", by=with_role("administrator")
    )


def _refuse(asked: Any) -> None:
    account_requests.refuse_account_request(
        account_request=asked, answer="Kto inny.", by=with_role("administrator")
    )


def _officer(duty: Any) -> Any:
    role = "data_protection_officer" if isinstance(duty, DataRequest) else "accessibility_officer"
    return with_role(role)


def _move(transition: Transition) -> Callable[[Any], None]:
    def move(programme: Any) -> None:
        move_programme(
            programme=programme, step=transition.name, by=with_role("programme_manager", programme)
        )

    return move


# How each arrow is walked: the action called as a person, or the clock, would.
WALK: dict[Transition, Callable[[Any], Any]] = {
    accounts.CONFIRM: _confirm,
    accounts.REFUSE: _refuse,
    accounts.EXPIRE: lambda asked: account_requests.expire_account_request(account_request=asked, by=SYSTEM),
    accounts.EXTEND: lambda duty: duties.extend_duty(duty=duty, reason="Święta.", by=_officer(duty)),
    accounts.ANSWER: lambda duty: duties.answer_duty(duty=duty, answer="Oto one.", by=_officer(duty)),
    accounts.DECLINE: lambda duty: duties.refuse_duty(duty=duty, answer="Nie ma.", by=_officer(duty)),
    **{each: _move(each) for each in programmes.MACHINE.transitions},
}

ARROWS = [(machine, arrow) for machine in machines() for arrow in machine.transitions]
NAMES = [f"{machine.model}-{arrow.name}" for machine, arrow in ARROWS]


@pytest.mark.parametrize(("machine", "arrow"), ARROWS, ids=NAMES)
def test_an_arrow_is_walked_from_each_of_its_sources(machine: Machine, arrow: Transition):
    for source in sorted(arrow.sources):
        thing = MAKE[machine.model](source)
        entries = JournalEntry.objects.count()

        WALK[arrow](thing)

        thing.refresh_from_db()
        assert getattr(thing, machine.field) == arrow.target
        assert JournalEntry.objects.count() > entries


@pytest.mark.parametrize(("machine", "arrow"), ARROWS, ids=NAMES)
def test_an_arrow_is_closed_from_every_other_state(machine: Machine, arrow: Transition):
    for state in sorted(set(machine.states.values) - arrow.sources):
        thing = MAKE[machine.model](state)
        entries = JournalEntry.objects.count()

        with pytest.raises(TransitionNotAllowed):
            WALK[arrow](thing)

        thing.refresh_from_db()
        assert getattr(thing, machine.field) == state
        assert JournalEntry.objects.count() == entries


# The arrows that the design draws (domain.md, States): one more, or one less, is a decision to write down.
DRAWN = {
    "accounts.AccountRequest": {"asked → confirmed", "asked → refused", "asked → expired"},
    "accounts.DataRequest": {
        "received → extended", "received → answered", "extended → answered",
        "received → refused", "extended → refused",
    },
    "accounts.AccessibilityRequest": {
        "received → extended", "received → answered", "extended → answered",
        "received → refused", "extended → refused",
    },
    "programmes.Programme": {
        "planned → running", "running → closing", "closing → closed", "closed → archived",
    },
}  # fmt: skip


def test_the_machines_have_the_arrows_that_are_drawn_and_no_others():
    found = {
        machine.model: {
            f"{source} → {arrow.target}" for arrow in machine.transitions for source in arrow.sources
        }
        for machine in machines()
    }
    assert found == DRAWN
