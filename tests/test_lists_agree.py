"""What a list shows somebody is what the rule lets them see, each thing once (style §14)."""

import datetime
import inspect
import typing
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from pomost.accounts import queries as accounts
from pomost.accounts.models import Account, Invitation
from pomost.accounts.models.invitations import AccountRequest
from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import is_administrator, organisations_of, scopes_of
from pomost.accounts.tests.factories import GrantFactory
from pomost.advisory.models import (
    AssignmentLine,
    AssignmentProposal,
    ConsultantContract,
    Consultation,
    ExpertTask,
    Recommendation,
    SelfAssessment,
    Timesheet,
    TrainingNeed,
)
from pomost.advisory.queries import assigning, experts, recommendations, training
from pomost.advisory.queries import consultations as advice
from pomost.advisory.queries import people as advisers
from pomost.advisory.queries import self_assessments as assessments
from pomost.advisory.rules import WATCHES
from pomost.conversations import queries as conversations
from pomost.conversations.models import Conversation, IncomingMail
from pomost.organisations import queries as organisations
from pomost.organisations.models import Organisation, Person, Position
from pomost.organisations.tests.factories import OrganisationFactory, PersonFactory, PositionFactory
from pomost.partnerships.models import Membership, NextStep, Participation, Partnership
from pomost.partnerships.queries import joining, steps, support
from pomost.partnerships.queries import register as partnerships
from pomost.partnerships.rules import OF_AN_OFFICE
from pomost.programmes import queries as programmes
from pomost.programmes.models import Programme
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.questionnaires.models import Questionnaire, Survey
from pomost.questionnaires.queries import questionnaires, surveys
from tests.crowd import add_crowd
from tests.house import ROOMS, ROOT, modules
from tests.world import World, make_world, people

pytestmark = pytest.mark.django_db
Rule = Callable[[Any, Any], bool]


def has(right: str, part: Callable[[Any], Any] = lambda thing: thing) -> Rule:
    """The rule of a right, asked about the thing or a part of it."""
    return lambda user, thing: user.has_perm(right, part(thing))


def rules_a_role_of(user: Any, account: Account) -> bool:
    """Whether the user is an administrator or the account ever had a role in what the user rules."""
    offices = scopes_of(user, Role.ORGANISATION_ADMINISTRATOR)
    managed = scopes_of(user, Role.PROGRAMME_MANAGER)
    return is_administrator(user) or any(
        (grant.scope_kind == Scope.ORGANISATION and grant.scope_id in offices)
        or (grant.scope_kind == Scope.PROGRAMME and grant.scope_id in managed)
        for grant in account.grants.all()
    )


# Every query of the rooms that takes a user and gives rows: of which model, and by which rule.
LISTS: dict[Callable[[Any], QuerySet], tuple[Any, Rule]] = {
    accounts.visible_to: (Account, rules_a_role_of),
    accounts.listed_for: (Account, rules_a_role_of),
    accounts.invitations_for: (Invitation, has("accounts.withdraw_invitation")),
    accounts.account_requests_for: (AccountRequest, has("accounts.decide_account_request")),
    organisations.visible_to: (Organisation, has("organisations.view_organisation")),
    organisations.listed_for: (Organisation, has("organisations.view_organisation")),
    organisations.people_visible_to: (Person, has("organisations.view_person")),
    organisations.positions_visible_to: (
        Position,
        has("organisations.view_person", lambda position: position.person),
    ),
    organisations.organisations_administered_by: (
        Organisation,
        has("organisations.change_people_of_organisation"),
    ),
    partnerships.visible_to: (Partnership, has("partnerships.view_partnership")),
    partnerships.with_task_for: (Partnership, has("partnerships.open_workspace_of_partnership")),
    joining.offices_of: (Organisation, has("partnerships.start_partnership")),
    joining.invited_for: (
        Membership,
        lambda user, row: row.state == "invited" and user.has_perm("partnerships.answer_invitation", row),
    ),
    joining.memberships_of_the_offices_of: (Membership, has("partnerships.answer_invitation")),
    joining.memberships_open_to: (
        Membership,
        lambda user, row: (
            user.has_perm("partnerships.answer_invitation", row)
            or user.has_perm("partnerships.open_workspace_of_partnership", row.partnership)
        ),
    ),
    support.waiting_for: (
        Participation,
        lambda user, row: row.state == "asked" and user.has_perm("partnerships.decide_participation", row),
    ),
    steps.open_for: (NextStep, lambda user, row: row.state == "open" and row.assigned_to_id == user.pk),
    advice.visible_to: (Consultation, has("advisory.view_consultation")),
    advice.given_by: (Consultation, has("advisory.change_consultation")),
    advice.looked_after_by: (Partnership, has("advisory.record_consultation")),
    advice.contracts_visible_to: (ConsultantContract, has("advisory.view_contract")),
    advice.contracts_managed_by: (ConsultantContract, has("advisory.change_contract")),
    advice.own_contracts: (ConsultantContract, has("advisory.submit_sheet")),
    advice.waiting_sheets: (
        Timesheet,
        lambda user, row: (
            row.state == "submitted" and user.has_perm("advisory.change_contract", row.contract)
        ),
    ),
    advice.sheets_on_the_home: (
        Timesheet,
        lambda user, row: (
            user.has_perm("advisory.submit_sheet", row.contract)
            or (row.state == "submitted" and user.has_perm("advisory.change_contract", row.contract))
        ),
    ),
    advice.hours_to_decide: (
        Consultation,
        lambda user, row: row.over_state == "recorded" and user.has_perm("advisory.decide_hours", row),
    ),
    assigning.proposals_managed_by: (AssignmentProposal, has("advisory.decide_assignment")),
    assigning.lines_managed_by: (
        AssignmentLine,
        has("advisory.decide_assignment", lambda line: line.proposal),
    ),
    assigning.programmes_managed_by: (Programme, has("advisory.propose_assignment")),
    experts.visible_to: (ExpertTask, has("advisory.view_expert_task")),
    experts.to_work_on: (
        ExpertTask,
        lambda user, row: (
            row.state in ("ordered", "accepted", "returned")
            and user.has_perm("advisory.answer_expert_task", row)
        ),
    ),
    experts.to_decide: (
        ExpertTask,
        lambda user, row: row.state == "delivered" and user.has_perm("advisory.decide_expert_task", row),
    ),
    assessments.visible_to: (SelfAssessment, has("advisory.view_self_assessment")),
    assessments.overseen_by: (SelfAssessment, has("advisory.open_sealed_self_assessment")),
    assessments.to_fill_in: (
        SelfAssessment,
        lambda user, row: row.state == "open" and user.has_perm("advisory.fill_self_assessment", row),
    ),
    surveys.visible_to: (Survey, has("questionnaires.view_survey")),
    surveys.to_reply: (
        Survey,
        lambda user, row: (
            row.state == "open" and row.invitations.filter(account=user.pk, has_replied=False).exists()
        ),
    ),
    questionnaires.visible_to: (Questionnaire, has("questionnaires.view_questionnaire")),
    recommendations.visible_to: (Recommendation, has("advisory.view_recommendation")),
    recommendations.to_answer: (
        Recommendation,
        lambda user, row: row.state == "proposed" and user.has_perm("advisory.answer_recommendation", row),
    ),
    training.visible_to: (TrainingNeed, has("advisory.view_training_need")),
    advisers.programmes_watched_by: (
        Programme,
        lambda user, row: str(row.pk) in scopes_of(user, *WATCHES),
    ),
    conversations.visible_to: (Conversation, has("conversations.view_conversation")),
    conversations.asked_by_side_of: (Conversation, has("conversations.own_conversation")),
    conversations.answered_by: (Conversation, has("conversations.answer_conversation")),
    conversations.overseen_by: (Conversation, has("conversations.open_sealed_conversation")),
    conversations.waiting_for: (
        Conversation,
        lambda user, row: (
            row.state == "open"
            and row.asked_by_id != user.pk
            and user.has_perm("conversations.answer_conversation", row)
        ),
    ),
    conversations.offices_of: (
        Organisation,
        lambda user, row: (
            user.is_authenticated
            and str(row.pk)
            in scopes_of(user, *OF_AN_OFFICE) | {pk for each in organisations_of for pk in each(user)}
        ),
    ),
    conversations.refused_mail: (IncomingMail, lambda user, _row: is_administrator(user)),
    programmes.visible_to: (Programme, has("programmes.view_programme")),
    programmes.with_task_for: (Programme, has("programmes.open_panel_of_programme")),
}


def queries_of_a_user() -> set[Callable]:
    """Every function of the rooms' queries that takes a user alone and gives a query."""
    found = set()
    for module in modules():
        if module.name != "queries" or module.room not in ROOMS:
            continue
        held = import_module(".".join(module.path.relative_to(ROOT).with_suffix("").parts))
        for function in vars(held).values():
            if inspect.isfunction(function) and not function.__name__.startswith("_"):
                gives = typing.get_type_hints(function).get("return")
                takes = list(inspect.signature(function).parameters)
                if gives is QuerySet and takes == ["user"]:
                    found.add(function)
    return found


def test_every_query_of_a_user_stands_in_the_table():
    assert queries_of_a_user() == set(LISTS)


@pytest.fixture
def world() -> World:
    """The small world, a crowd, and what makes duplicates and borders: two of a kind, ended, to come."""
    world = make_world()
    add_crowd(world, [], range(1, 3))
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    twice = PositionFactory(organisation=world.organisation, person__with_account=True).person
    PositionFactory(organisation=world.organisation, person=twice)
    for role, scope in (("officer", world.organisation), ("implementer_staff", world.programme)):
        GrantFactory(account=twice.account, role=role, scope_id=str(scope.pk))
        GrantFactory(account=world.clerk, role=role, scope_id=str(scope.pk), ended_at=timezone.now())
    for until in (datetime.date(2020, 2, 1), today - day, today):
        PositionFactory(organisation=world.organisation, until=until)
    PositionFactory(organisation=world.organisation, since=today + day)
    moved = PositionFactory(organisation=world.organisation, until=datetime.date(2021, 1, 1)).person
    PositionFactory(person=moved, organisation=OrganisationFactory())
    PersonFactory()
    hidden = ProgrammeFactory()
    GrantFactory(account=world.person.account, role="editor", scope_id=str(hidden.pk))
    return world


def test_each_list_holds_what_its_rule_allows_and_each_thing_once(world: World):
    wrong = []
    for name, user in people(world).items():
        for query, (model, rule) in LISTS.items():
            listed = sorted(query(user).values_list("pk", flat=True))
            allowed = sorted(thing.pk for thing in model._default_manager.all() if rule(user, thing))
            if listed != allowed:
                label = f"{query.__module__}.{query.__name__} as {name}"
                wrong.append(f"{label}: lists {listed}, the rule allows {allowed}")
    assert wrong == []


def test_the_lists_differ_by_who_looks(world: World):
    """Else the test above would hold for lists that are always empty or always full."""
    everybody = people(world).values()
    for query, (model, _rule) in LISTS.items():
        lengths = {query(user).count() for user in everybody}
        assert len(lengths) > 1, f"{query.__module__}.{query.__name__}"
        assert max(lengths) <= model._default_manager.count()


def test_what_is_asked_about_a_thing_is_what_the_list_holds_of_it(world: World):
    things = set(Conversation.objects.values_list("thing_kind", "thing_id"))
    seen = 0
    for user in people(world).values():
        for kind, thing_id in things:
            here = conversations.about_thing(user, kind, thing_id)
            listed = conversations.visible_to(user).filter(thing_kind=kind, thing_id=thing_id)
            assert sorted(here.values_list("pk")) == sorted(listed.values_list("pk"))
            seen += here.count()
    assert seen
