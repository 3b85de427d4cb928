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
from pomost.advisory import states as advisory
from pomost.advisory.actions import assigning, experts, recommendations, self_assessments, sheets, training
from pomost.advisory.actions.contracts import change_contract
from pomost.advisory.tests.factories import (
    ConsultationFactory,
    ContractFactory,
    ExpertTaskFactory,
    ProposalFactory,
    RecommendationFactory,
    SelfAssessmentFactory,
    SheetFactory,
    TimesheetFactory,
    TrainingNeedFactory,
)
from pomost.conversations import states as conversations
from pomost.conversations.actions.conversations import close_conversation, reopen_conversation
from pomost.conversations.actions.messages import write_message
from pomost.conversations.tests.factories import ConversationFactory
from pomost.core.errors import TransitionNotAllowed
from pomost.core.models import JournalEntry
from pomost.core.system import SYSTEM
from pomost.core.workflow import Machine, Transition
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships import states as partnerships
from pomost.partnerships.actions import invitations, steps, support
from pomost.partnerships.actions.members import cease_membership, leave_partnership
from pomost.partnerships.actions.partnerships import let_successors_follow, move_partnership
from pomost.partnerships.tests.factories import (
    LetterFactory,
    MembershipFactory,
    ParticipationFactory,
    PartnershipFactory,
    StepFactory,
)
from pomost.programmes import states as programmes
from pomost.programmes.actions.programmes import move_programme
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.questionnaires import states as questionnaires
from pomost.questionnaires.actions import building, surveys
from pomost.questionnaires.actions.answering import complete_answers
from pomost.questionnaires.actions.carrying import carry_over
from pomost.questionnaires.tests.factories import AnswerFactory, SurveyFactory, VersionFactory
from tests.test_consistency import machines
from tests.world import accessibility_request, account_request, data_request

pytestmark = pytest.mark.django_db


def asked(state: str) -> AccountRequest:
    decided = None if state == accounts.AccountRequestState.ASKED else timezone.now()
    return account_request(OrganisationFactory(), state=state, decided_at=decided)


def programme(state: str) -> Any:
    return ProgrammeFactory(state=state)


def partnership(state: str) -> Any:
    made = PartnershipFactory(state=state)
    for _member in range(2):
        MembershipFactory(partnership=made)
    return made


MAKE: dict[str, Callable[[str], Any]] = {
    "accounts.AccountRequest": asked,
    "accounts.DataRequest": lambda state: data_request(
        kind="access", state=state, due_on=timezone.localdate()
    ),
    "accounts.AccessibilityRequest": lambda state: accessibility_request(
        state=state, due_on=timezone.localdate()
    ),
    "programmes.Programme": programme,
    "partnerships.Partnership": partnership,
    "partnerships.Membership": lambda state: (
        LetterFactory(
            membership__state=state, closed_at=None if state == "invited" else timezone.now()
        ).membership
    ),
    "partnerships.Participation": lambda state: ParticipationFactory(state=state),
    "advisory.Timesheet": lambda state: _sheet(state),
    "advisory.Consultation": lambda state: ConsultationFactory(over_state=state, contract=ContractFactory()),
    "advisory.AssignmentProposal": lambda state: ProposalFactory(state=state),
    "advisory.ExpertTask": lambda state: ExpertTaskFactory(state=state),
    "advisory.TrainingNeed": lambda state: TrainingNeedFactory(state=state),
    "advisory.Recommendation": lambda state: RecommendationFactory(state=state),
    "advisory.SelfAssessment": lambda state: SelfAssessmentFactory(state=state),
    "questionnaires.QuestionnaireVersion": lambda state: VersionFactory(state=state),
    "questionnaires.Survey": lambda state: _survey(state),
    "questionnaires.AnswerSet": lambda state: (
        SheetFactory(
            answer_set__state=state,
            answer_set__completed_at=timezone.now() if state == "completed" else None,
        ).answer_set
    ),
    "conversations.Conversation": lambda state: ConversationFactory(state=state),
    "partnerships.NextStep": lambda state: StepFactory(
        state=state, closed_at=None if state == "open" else timezone.now()
    ),
}


def _sheet(state: str) -> Any:
    """A month in which something was done."""
    made = TimesheetFactory(state=state)
    ConsultationFactory(contract=made.contract, adviser=made.contract.account, day=made.month)
    return made


def _exceed(row: Any) -> None:
    """An annex takes hours away, so that other minutes lie over the limit than before."""
    if row.over_state == "recorded":
        advisory.EXCEED.move(row, field="over_state")
    change_contract(
        contract=row.contract,
        values={"limit": 10},
        by=with_role("programme_manager", row.contract.programme),
    )


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


def _step(transition: Transition) -> Callable[[Any], None]:
    def move(partnership: Any) -> None:
        by = with_role("coordinator", partnership)
        if transition in (partnerships.MERGE, partnerships.DIVIDE):
            let_successors_follow(
                partnership=partnership, step=transition.name, successors=[PartnershipFactory()], by=by
            )
        else:
            move_partnership(partnership=partnership, step=transition.name, by=by)

    return move


def _coordinator(thing: Any) -> Any:
    return with_role("coordinator", thing.partnership)


def _caretaker(thing: Any) -> Any:
    return with_role("consultant", thing.partnership)


def _survey(state):
    """A survey of a programme that supports a partnership with somebody to ask."""
    survey = SurveyFactory(state=state)
    with_role("coordinator", ParticipationFactory(programme=survey.programme).partnership)
    return survey


def _surveyor(survey):
    return with_role("programme_manager", survey.programme)


def _builder(version: Any) -> Any:
    return with_role("programme_manager", version.questionnaire.programme)


def _complete(answers: Any) -> Any:
    AnswerFactory(answer_set=answers, path="cel", value="Droga")
    by = _coordinator(answers.self_assessment_sheet.assessment)
    return complete_answers(answer_set=answers, by=by)


def _manager(participation: Any) -> Any:
    return with_role("programme_manager", participation.programme)


def _answer(row: Any) -> None:
    """Whoever advises answers; of a closed one that opens it first, so the arrow itself is walked here."""
    if row.state != "open":
        conversations.ANSWER.move(row)
    write_message(conversation=row, text="Podpisują wójtowie.", by=with_role("consultant", row.partnership))


def _leave(row: Any) -> None:
    MembershipFactory(partnership=row.partnership)
    leave_partnership(membership=row, left="2026", by=_coordinator(row))


# How each arrow is walked: the action called as a person, or the clock, would.
WALK: dict[Transition, Callable[[Any], Any]] = {
    accounts.CONFIRM: _confirm,
    accounts.REFUSE: _refuse,
    accounts.EXPIRE: lambda asked: account_requests.expire_account_request(account_request=asked, by=SYSTEM),
    accounts.EXTEND: lambda duty: duties.extend_duty(duty=duty, reason="Święta.", by=_officer(duty)),
    accounts.ANSWER: lambda duty: duties.answer_duty(duty=duty, answer="Oto one.", by=_officer(duty)),
    accounts.DECLINE: lambda duty: duties.refuse_duty(duty=duty, answer="Nie ma.", by=_officer(duty)),
    **{each: _move(each) for each in programmes.MACHINE.transitions},
    **{each: _step(each) for each in partnerships.PARTNERSHIP.transitions},
    partnerships.CONFIRM: lambda row: invitations.confirm_membership(
        membership=row, by=with_role("officer", row.organisation)
    ),
    partnerships.DECLINE: lambda row: invitations.decline_membership(
        membership=row, by=with_role("officer", row.organisation)
    ),
    partnerships.EXPIRE: lambda row: invitations.expire_membership(membership=row, by=SYSTEM),
    partnerships.WITHDRAW: lambda row: invitations.withdraw_membership(membership=row, by=_coordinator(row)),
    partnerships.INVITE_AGAIN: lambda row: invitations.invite_member_again(
        membership=row, values={"email": "urzad@example.org"}, by=_coordinator(row)
    ),
    partnerships.LEAVE: _leave,
    partnerships.CEASE: lambda row: cease_membership(membership=row, left="2026", by=_coordinator(row)),
    partnerships.ADMIT: lambda row: support.admit_partnership(
        participation=row, reason="Dojrzały pomysł.", by=_manager(row)
    ),
    partnerships.TURN_DOWN: lambda row: support.decline_partnership(
        participation=row, reason="Za wcześnie.", by=_manager(row)
    ),
    partnerships.END: lambda row: support.end_participation(
        participation=row, reason="Koniec programu.", by=_manager(row)
    ),
    questionnaires.RELEASE: lambda row: building.release_version(version=row, note="", by=_builder(row)),
    questionnaires.SUPERSEDE: lambda row: building.supersede_version(version=row, by=_builder(row)),
    questionnaires.OPEN_SURVEY: lambda row: surveys.open_survey(survey=row, by=_surveyor(row)),
    questionnaires.CLOSE_SURVEY: lambda row: surveys.close_survey(survey=row, by=_surveyor(row)),
    questionnaires.COMPLETE: lambda row: _complete(row),
    questionnaires.CARRY_OVER: lambda row: carry_over(
        answer_set=row,
        version=VersionFactory(questionnaire=row.version.questionnaire, number=2, state="superseded"),
        by=_builder(row.version),
    ),
    advisory.CONCLUDE: lambda row: self_assessments.conclude_self_assessment(
        assessment=row, by=_coordinator(row)
    ),
    advisory.FOLLOW: lambda row: self_assessments.follow_self_assessment(
        assessment=row, by=_coordinator(row)
    ),
    advisory.SUBMIT: lambda row: sheets.submit_sheet(
        contract=row.contract, month=row.month, by=row.contract.account
    ),
    advisory.APPROVE: lambda row: sheets.approve_sheet(
        sheet=row, by=with_role("programme_manager", row.contract.programme)
    ),
    advisory.RETURN: lambda row: sheets.return_sheet(
        sheet=row, note="Brak kilometrów.", by=with_role("programme_manager", row.contract.programme)
    ),
    advisory.EXCEED: lambda row: _exceed(row),
    advisory.ACCEPT_HOURS: lambda row: sheets.accept_hours_over_limit(
        consultation=row, by=with_role("programme_manager", row.contract.programme)
    ),
    advisory.REFUSE_HOURS: lambda row: sheets.refuse_hours_over_limit(
        consultation=row, reason="Bez zgody.", by=with_role("programme_manager", row.contract.programme)
    ),
    advisory.CARRY_OUT: lambda row: assigning.carry_out_assignment(proposal=row, by=_manager(row)),
    advisory.DROP_PROPOSAL: lambda row: assigning.drop_proposal(proposal=row, by=_manager(row)),
    advisory.TAKE_ON: lambda row: experts.accept_expert_task(task=row, by=row.expert),
    advisory.TURN_DOWN: lambda row: experts.decline_expert_task(
        task=row, answer="Brak czasu.", by=row.expert
    ),
    advisory.DELIVER: lambda row: experts.deliver_expert_task(task=row, report="Oto ona.", by=row.expert),
    advisory.APPROVE_RESULT: lambda row: experts.approve_expert_task(task=row, by=_manager(row)),
    advisory.SEND_BACK: lambda row: experts.return_expert_task(
        task=row, note="Brak tabeli.", by=_manager(row)
    ),
    advisory.ACCEPT: lambda row: recommendations.accept_recommendation(
        recommendation=row, by=_coordinator(row)
    ),
    advisory.MEET_NEED: lambda row: training.meet_training_need(
        need=row, outcome="Szkolenie 3 marca.", by=_caretaker(row)
    ),
    advisory.DROP_NEED: lambda row: training.drop_training_need(
        need=row, outcome="Nikt nie chce.", by=_caretaker(row)
    ),
    advisory.DECLINE: lambda row: recommendations.decline_recommendation(
        recommendation=row, answer="Nie teraz.", by=_coordinator(row)
    ),
    advisory.BEGIN: lambda row: recommendations.begin_recommendation(
        recommendation=row, by=_coordinator(row)
    ),
    advisory.FINISH: lambda row: recommendations.finish_recommendation(
        recommendation=row, outcome="Powołano.", by=_coordinator(row)
    ),
    advisory.DROP: lambda row: recommendations.drop_recommendation(
        recommendation=row, outcome="Zbędne.", by=_coordinator(row)
    ),
    conversations.ANSWER: lambda row: _answer(row),
    conversations.CLOSE: lambda row: close_conversation(conversation=row, by=row.asked_by),
    conversations.REOPEN: lambda row: reopen_conversation(conversation=row, by=row.asked_by),
    partnerships.FINISH: lambda row: steps.finish_step(step=row, by=_coordinator(row)),
    partnerships.DROP: lambda row: steps.drop_step(step=row, outcome="Zbędny.", by=_coordinator(row)),
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
    "partnerships.Partnership": {
        "idea → forming", "forming → active", "active → dormant", "dormant → active", "dormant → closed",
        "forming → closed", "active → merged", "active → split",
    },
    "partnerships.Membership": {
        "invited → confirmed", "invited → declined", "invited → expired", "invited → withdrawn",
        "declined → invited", "expired → invited", "confirmed → left", "confirmed → ended",
    },
    "partnerships.Participation": {"asked → admitted", "asked → declined", "admitted → ended"},
    "advisory.Timesheet": {
        "open → submitted", "submitted → returned", "submitted → approved", "returned → submitted",
    },
    "advisory.Consultation": {
        "none → recorded", "accepted → recorded", "refused → recorded",
        "recorded → accepted", "recorded → refused",
    },
    "advisory.AssignmentProposal": {"draft → carried_out", "draft → dropped"},
    "advisory.ExpertTask": {
        "ordered → accepted", "ordered → declined", "accepted → delivered", "returned → delivered",
        "delivered → approved", "delivered → returned",
    },
    "advisory.Recommendation": {
        "proposed → accepted", "proposed → declined", "accepted → in_progress", "in_progress → done",
        "in_progress → dropped",
    },
    "advisory.TrainingNeed": {"open → met", "open → dropped"},
    "advisory.SelfAssessment": {"open → completed", "completed → superseded"},
    "questionnaires.QuestionnaireVersion": {"draft → released", "released → superseded"},
    "questionnaires.Survey": {"draft → open", "open → closed"},
    "questionnaires.AnswerSet": {"open → completed", "open → carried_over"},
    "conversations.Conversation": {
        "open → answered", "answered → closed", "answered → open", "closed → open",
    },
    "partnerships.NextStep": {"open → done", "open → dropped"},
}  # fmt: skip


def test_the_machines_have_the_arrows_that_are_drawn_and_no_others():
    found = {
        machine.model: {
            f"{source} → {arrow.target}" for arrow in machine.transitions for source in arrow.sources
        }
        for machine in machines()
    }
    assert found == DRAWN
