"""Every address and right × role × method, held against what the rooms declare (core.permissions).

The world (tests/world.py) has one object of each kind. A role is tried in the scope of that object;
`stranger` is signed in without any role, and each scoped role is tried in the scope of another object.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Max
from django.test import Client

from pomost.accounts.models import Account
from pomost.accounts.roles import Role
from pomost.accounts.tests.factories import GrantFactory, with_role
from pomost.core.models import AccessEntry
from pomost.core.permissions import ANYONE, Address, Right, addresses, rights
from pomost.organisations.models import Person
from pomost.organisations.tests.factories import PersonFactory, PositionFactory
from tests.world import (
    ARGUMENTS,
    BY_ROLE,
    World,
    address_of,
    client_of,
    make_world,
    may,
    people,
    ruled,
    ruled_grant,
    ruled_invitation,
    scope_of,
)

pytestmark = pytest.mark.django_db
EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE")
OPENED = frozenset({200, 201, 204, 302, 303, 304, 400, 404, 409, 410, 412, 415, 422, 429})


@pytest.fixture
def world(settings) -> World:
    settings.ENVIRONMENT = "production"  # what is open for developers only must not be open there
    return make_world()


# What a right is asked about. A right without an entry is asked about nothing (the installation).
SUBJECTS: dict[str, Callable[[World], Any]] = {
    "partnerships.view_partnership": lambda w: w.partnership,
    "partnerships.open_workspace_of_partnership": lambda w: w.partnership,
    "partnerships.change_partnership": lambda w: w.partnership,
    "partnerships.start_partnership": lambda w: w.organisation,
    "partnerships.move_partnership": lambda w: w.partnership,
    "partnerships.publish_partnership": lambda w: w.partnership,
    "partnerships.invite_members": lambda w: w.partnership,
    "partnerships.answer_invitation": lambda w: w.own_invitation,
    "partnerships.expire_invitation": lambda w: w.own_invitation,
    "partnerships.end_membership": lambda w: w.own_membership,
    "partnerships.cease_membership": lambda w: w.own_membership,
    "partnerships.plan_steps": lambda w: w.partnership,
    "partnerships.close_step": lambda w: w.step,
    "partnerships.hand_over_step": lambda w: w.step,
    "partnerships.ask_for_support": lambda w: w.partnership,
    "partnerships.view_participation": lambda w: w.participation,
    "partnerships.decide_participation": lambda w: w.participation,
    **dict.fromkeys(
        [
            f"advisory.{name}"
            for name in (
                "record_consultation",
                "hand_over_partnership",
                "propose_recommendation",
                "order_expert_task",
            )
        ],
        lambda w: w.partnership,
    ),
    **dict.fromkeys(
        [f"advisory.{name}" for name in ("view_consultation", "change_consultation", "decide_hours")],
        lambda w: w.consultation,
    ),
    **dict.fromkeys(
        [f"advisory.{name}" for name in ("view_contract", "submit_sheet", "change_contract")],
        lambda w: w.contract,
    ),
    **dict.fromkeys(
        [f"advisory.{name}_expert_task" for name in ("view", "answer", "decide")],
        lambda w: w.expert_task,
    ),
    "advisory.enter_contract": lambda w: w.programme,
    "advisory.start_self_assessment": lambda w: w.partnership,
    **dict.fromkeys(
        [
            f"advisory.{name}_self_assessment"
            for name in ("view", "fill", "add_sheet_to", "share", "open_sealed")
        ],
        lambda w: w.assessment,
    ),
    "questionnaires.view_questionnaire": lambda w: w.questionnaire,
    "questionnaires.change_questionnaire": lambda w: w.questionnaire,
    "questionnaires.add_questionnaire": lambda w: w.programme,
    "questionnaires.add_survey": lambda w: w.programme,
    **dict.fromkeys(
        [f"questionnaires.{name}" for name in ("view_survey", "read_survey_results", "change_survey")],
        lambda w: w.survey,
    ),
    "questionnaires.close_survey": lambda w: w.survey,
    "questionnaires.reply_to_survey": lambda w: w.survey,
    "questionnaires.view_answers": lambda w: w.answer_set,
    "questionnaires.give_answers": lambda w: w.answer_set,
    "advisory.propose_assignment": lambda w: w.programme,
    "advisory.decide_assignment": lambda w: w.assignment_line.proposal,
    **dict.fromkeys(
        [f"advisory.{name}_recommendation" for name in ("view", "answer", "carry_out")],
        lambda w: w.recommendation,
    ),
    "advisory.note_training_need": lambda w: w.partnership,
    "advisory.view_training_need": lambda w: w.training_need,
    "advisory.close_training_need": lambda w: w.training_need,
    **dict.fromkeys(
        [
            f"conversations.{name}_conversation"
            for name in ("view", "write_in", "forward", "move", "answer", "own", "remind_of", "open_sealed")
        ],
        lambda w: w.conversation,
    ),
    "accounts.decide_account_request": lambda w: w.account_request,
    "accounts.expire_account_request": lambda w: w.account_request,
    "accounts.revoke_token": lambda w: w.api_token,
    "accounts.warn_of_token": lambda w: w.api_token,
    "accounts.change_own": lambda w: w.inbox_item,
    "programmes.view_programme": lambda w: w.programme,
    "programmes.open_panel_of_programme": lambda w: w.programme,
    "programmes.change_programme": lambda w: w.programme,
    "programmes.publish_programme": lambda w: w.programme,
    "programmes.move_programme": lambda w: w.programme,
    "programmes.view_journal_of_programme": lambda w: w.programme,
    "organisations.view_organisation": lambda w: w.organisation,
    "organisations.change_organisation": lambda w: w.organisation,
    "organisations.check_organisation": lambda w: w.organisation,
    "organisations.end_organisation": lambda w: w.organisation,
    "organisations.merge_organisation": lambda w: w.organisation,
    "organisations.change_people_of_organisation": lambda w: w.organisation,
    "organisations.view_person": lambda w: w.person,
    "organisations.change_person": lambda w: w.person,
    "organisations.record_absence": lambda w: w.person,
    "organisations.end_position": lambda w: w.position,
}


SUBJECTS_BY_ROLE: dict[str, Callable[[World, str], Any]] = {
    "accounts.give_role": ruled_grant,
    "accounts.end_role": ruled_grant,
    "accounts.end_access": ruled,
    "accounts.end_access_of_leaver": ruled,
    "accounts.withdraw_invitation": ruled_invitation,
}
# Held by whoever has the link, or about nothing that the world could show.
NOT_TRIED = {"accounts.accept_invitation"}


def subject_of(row: Right, world: World, name: str) -> Any:
    """What this right is asked about when this person asks."""
    if row.name in SUBJECTS_BY_ROLE:
        return SUBJECTS_BY_ROLE[row.name](world, name)
    return SUBJECTS.get(row.name, lambda _world: None)(world)


# What a POST to the API carries, so that a refusal is about the right and not about the form.
BODIES: dict[str, dict[str, Any]] = {
    "api:programmes": {
        "title": {"pl": "Nowy"},
        "short_title": {"pl": "Drugi"},
        "begins_on": "2027-01-01",
        "ends_on": "2027-12-31",
    },
    "api:programme-versions": {"begins_on": "2027-01-01", "ends_on": "2027-12-31"},
    "api:activities": {"slug": "nowe", "name": {"pl": "Nowe"}},
    "api:programme-figures": {"slug": "nowa", "label": {"pl": "Nowa"}},
    "api:partnerships": {"organisation": "urzad", "name": {"pl": "Nowe"}},
    "api:partnership-state": {"step": "publish"},
    "api:memberships": {"organisation": "nie-ma", "source": "uchwała"},
    "api:membership-answer": {"answer": "no"},
    "api:membership-letter": {"email": "urzad@example.org"},
    "api:membership-leave": {"left": "2020"},
    "api:partnership-documents": {"kind": "other", "title": {"pl": "Pismo"}},
    "api:partnership-timeline": {"happened": "2020", "text": {"pl": "Spotkanie"}},
    "api:partnership-area": {"name": {"pl": "Obszar"}, "basis": "declared", "units": ["999999"]},
    "api:partnership-consultations": {
        "day": "2026-01-05",
        "kind": "visit",
        "minutes": 60,
        "topics": ["form"],
        "agreed": "x",
    },
    "api:partnership-recommendations": {"title": "x", "reason": "x", "expected": "x", "topic": "form"},
    "api:recommendation-state": {"step": "accept"},
    "api:participations": {"programme": "matryca", "asked_for": "Porada"},
    "api:participation-decision": {"decision": "end", "reason": "Cel osiągnięty"},
}


def answer(client: Client, method: str, address: str, row: Address) -> Any:
    body = json.dumps(BODIES.get(row.name, {})) if row.name.startswith("api:") else ""
    data = body if method in ("POST", "PUT") else "{}" if method == "PATCH" else ""
    kind = "application/json" if row.name.startswith("api:") else "application/octet-stream"
    return client.generic(method, address, data=data, content_type=kind)


@pytest.mark.parametrize("row", addresses, ids=lambda row: row.name)
def test_an_address_opens_to_those_whom_the_matrix_names_and_to_nobody_else(row: Address, world: World):
    wrong = []
    for name, user in people(world).items():
        client, address = client_of(user, row), address_of(row, world, name)
        for method in EVERY_METHOD:
            found = answer(client, method, address, row)
            status = found.status_code
            if ":" not in row.name or row.name == "api:openapi-json":
                is_right = is_right_of_allauth(found, row, name)
            elif method not in row.who:
                is_right = status in (401, 403, 404, 405) or "login" in found.headers.get("Location", "")
            elif may(row.who[method], name):
                is_right = status in OPENED and not is_sign_in(found, row)
            elif name == ANYONE:
                is_right = status == 401 or is_sign_in(found, row) or status in (403, 404)
            else:
                is_right = status in {row.stranger, 403, 404}
            if not is_right:
                wrong.append(f"{method} {row.name} as {name}: {status} {found.headers.get('Location', '')}")
    assert wrong == []


def is_right_of_allauth(response: Any, row: Address, name: str) -> bool:
    """Whether a library's page (allauth, ninja) answers rightly: it fails for nobody, and one's own is
    shown to the signed-in only. Its views take any method and treat those unknown to them as GET.
    """
    if response.status_code >= 500:
        return False
    if ANYONE in row.who["GET"] or name != ANYONE:
        return True
    return response.status_code in (301, 401, 405) or is_sign_in(response, row)


def is_sign_in(response: Any, row: Address) -> bool:
    """Whether the answer sends the visitor to the sign-in page."""
    return bool(re.search(r"/login/\?next=", response.headers.get("Location", "")))


@pytest.mark.parametrize("row", [row for row in addresses if row.opens], ids=lambda row: row.name)
def test_an_address_that_shows_protected_data_is_noted_in_the_access_log(row: Address, world: World):
    """Once for each time it is shown, with who and what, and not at all for those who are refused."""
    for name, user in people(world).items():
        address = address_of(row, world, name)
        last = AccessEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        status = client_of(user, row).get(address).status_code
        new = AccessEntry.objects.filter(pk__gt=last)
        found = list(new.values_list("actor_id", "address", "opened"))
        is_shown = may(row.who["GET"], name)
        assert found == ([(user.pk, row.name, row.opens)] if is_shown else []), f"{name}: {status}"
        if is_shown and (row.name in ARGUMENTS or row.name in BY_ROLE):
            assert new.exclude(target_id="").exists(), f"{row.name} does not say about what"


@pytest.mark.parametrize("row", rights, ids=lambda row: row.name)
def test_a_right_is_held_by_those_whom_the_matrix_names_and_by_nobody_else(row: Right, world: World):
    if row.name in NOT_TRIED:
        pytest.skip("held by whoever has the link: see the room's own tests")
    wrong = []
    for name, user in people(world).items():
        has = user.has_perm(row.name, subject_of(row, world, name))
        if has is not may(row.who, name):
            wrong.append(f"{row.name} as {name}: {has}")
    assert wrong == []


@pytest.mark.parametrize("row", [row for row in rights if ANYONE not in row.who], ids=lambda row: row.name)
def test_a_role_in_another_scope_gives_no_right_here(row: Right, world: World):
    subject = SUBJECTS.get(row.name, lambda _world: None)(world)
    if subject is None:
        pytest.skip("a right of the installation has no other scope")
    by_any_scope = {
        "partnerships.cease_membership",
        "questionnaires.view_questionnaire",
        "accounts.decide_account_request",
        "organisations.view_organisation",
        "organisations.change_organisation",
        "organisations.view_person",
        "organisations.merge_organisation",
        "organisations.check_organisation",
        "organisations.end_organisation",
    }
    wrong = []
    for role in Role.values:
        other = scope_of(role, world, elsewhere=True)
        if other is None or (row.name in by_any_scope and role == Role.PROGRAMME_MANAGER):
            continue  # a manager of any programme enters organisations, and sees the library
        if with_role(role, other).has_perm(row.name, subject):
            wrong.append(role)
    assert wrong == []


def test_a_deputy_holds_the_roles_of_whom_they_stand_in_for(world: World):
    absent, deputy = world.absence.person, world.absence.deputy
    assert isinstance(absent, Person)
    GrantFactory(account=absent.account, role="programme_manager", scope_id=str(world.programme.pk))
    fresh = Account.objects.get(pk=deputy.account.pk)

    assert fresh.has_perm("programmes.change_programme", world.programme)
    world.absence.cancelled_at = "2026-01-01T00:00:00Z"
    world.absence.save()
    assert not Account.objects.get(pk=deputy.account.pk).has_perm(
        "programmes.change_programme", world.programme
    )


def test_a_person_without_a_position_in_the_office_does_not_see_it(world: World):
    stranger = PersonFactory(with_account=True)
    PositionFactory(person=stranger, organisation=world.other_organisation)

    assert not stranger.account.has_perm("organisations.view_organisation", world.organisation)
