"""Who may record advice, see it, report it and decide on it (design: domain, Roles)."""

import rules

from pomost.accounts import sealed
from pomost.accounts.roles import Role
from pomost.accounts.rules import scopes_of
from pomost.partnerships.rules import (
    DECIDES,
    coordinates_it,
    has_a_task_in_it,
    is_of_a_member,
    looks_after_it,
    manages_its_programme,
    programmes_of,
)
from pomost.partnerships.states import TAKES_PART

WATCHES = (*DECIDES, Role.AUDITOR)


@rules.predicate
def gave_it(user, consultation):
    return consultation is not None and user.is_authenticated and consultation.adviser_id == user.pk


@rules.predicate
def has_a_task_in_its_partnership(user, thing):
    return thing is not None and has_a_task_in_it(user, thing.partnership)


@rules.predicate
def is_ones_own_contract(user, contract):
    return contract is not None and user.is_authenticated and contract.account_id == user.pk


@rules.predicate
def manages_the_programme_of(user, contract):
    return contract is not None and str(contract.programme_id) in scopes_of(user, Role.PROGRAMME_MANAGER)


@rules.predicate
def watches_the_programme_of(user, contract):
    return contract is not None and str(contract.programme_id) in scopes_of(user, *WATCHES)


@rules.predicate
def manages_the_contract_of(user, consultation):
    return consultation is not None and manages_the_programme_of(user, consultation.contract)


@rules.predicate
def manages_the_programme(user, programme):
    return programme is not None and str(programme.pk) in scopes_of(user, Role.PROGRAMME_MANAGER)


@rules.predicate
def advises(user, _obj=None):
    return bool(scopes_of(user, Role.CONSULTANT))


@rules.predicate
def watches_a_programme(user, _obj=None):
    return bool(scopes_of(user, *WATCHES))


@rules.predicate
def looks_after_its_partnership(user, recommendation):
    return recommendation is not None and looks_after_it(user, recommendation.partnership)


@rules.predicate
def coordinates_its_partnership(user, recommendation):
    return recommendation is not None and coordinates_it(user, recommendation.partnership)


@rules.predicate
def orders_for(user, partnership):
    """Manager and staff of a programme that supports it."""
    if partnership is None:
        return False
    mine = scopes_of(user, *DECIDES)
    return bool(mine and mine & programmes_of(partnership, TAKES_PART))


@rules.predicate
def is_its_expert(user, task):
    return task is not None and user.is_authenticated and task.expert_id == user.pk


@rules.predicate
def decides_on_its_result(user, task):
    return task is not None and str(task.programme_id) in scopes_of(user, *DECIDES)


@rules.predicate
def watches_its_programme(user, task):
    return task is not None and str(task.programme_id) in scopes_of(user, *WATCHES)


@rules.predicate
def looks_after_who_it_is_for(user, task):
    return task is not None and looks_after_it(user, task.partnership)


@rules.predicate
def is_of_its_partnership(user, assessment):
    """The partnership itself: who coordinates it, its members, and who acts for an organisation in it."""
    if assessment is None or not user.is_authenticated:
        return False
    mine = scopes_of(user, Role.COORDINATOR, Role.MEMBER)
    return str(assessment.partnership_id) in mine or is_of_a_member(user, assessment.partnership)


@rules.predicate
def fills_the_common_one(user, assessment):
    if assessment is None or not user.is_authenticated:
        return False
    return str(assessment.partnership_id) in scopes_of(user, Role.COORDINATOR, Role.MEMBER)


@rules.predicate
def it_is_shared_with_who_looks_after(user, assessment):
    return (
        assessment is not None
        and assessment.shared_at is not None
        and looks_after_it(user, assessment.partnership)
    )


@rules.predicate
def opened_it_with_a_reason(user, assessment):
    return assessment is not None and user.is_authenticated and sealed.is_open_to(user, assessment)


@rules.predicate
def oversees_its_partnership(user, assessment):
    if assessment is None:
        return False
    mine = scopes_of(user, Role.PROGRAMME_MANAGER, Role.AUDITOR)
    return bool(mine and mine & programmes_of(assessment.partnership))


@rules.predicate
def is_in_the_partnership(user, partnership):
    return partnership is not None and str(partnership.pk) in scopes_of(user, Role.COORDINATOR, Role.MEMBER)


@rules.predicate
def decides_for_its_partnership(user, need):
    return need is not None and orders_for(user, need.partnership)


rules.add_perm("advisory.note_training_need", looks_after_it | is_in_the_partnership)
rules.add_perm("advisory.view_training_need", has_a_task_in_its_partnership)
rules.add_perm("advisory.close_training_need", looks_after_its_partnership | decides_for_its_partnership)
rules.add_perm("advisory.start_self_assessment", is_in_the_partnership)
rules.add_perm(
    "advisory.view_self_assessment",
    # An opening ends with its day, and before that with the role by which it was opened.
    is_of_its_partnership
    | it_is_shared_with_who_looks_after
    | (oversees_its_partnership & opened_it_with_a_reason),
)
rules.add_perm("advisory.fill_self_assessment", fills_the_common_one)
rules.add_perm("advisory.add_sheet_to_self_assessment", is_of_its_partnership)
rules.add_perm("advisory.share_self_assessment", coordinates_its_partnership)
rules.add_perm("advisory.open_sealed_self_assessment", oversees_its_partnership)
rules.add_perm("advisory.propose_assignment", manages_the_programme)
rules.add_perm("advisory.decide_assignment", manages_the_programme_of)
rules.add_perm("advisory.order_expert_task", orders_for)
rules.add_perm("advisory.view_expert_task", is_its_expert | watches_its_programme | looks_after_who_it_is_for)
rules.add_perm("advisory.answer_expert_task", is_its_expert)
# Nobody decides on their own paid work.
rules.add_perm("advisory.decide_expert_task", decides_on_its_result & ~is_its_expert)
rules.add_perm("advisory.record_consultation", looks_after_it)
rules.add_perm("advisory.advise", advises)
rules.add_perm("advisory.view_consultation", gave_it | has_a_task_in_its_partnership)
rules.add_perm("advisory.change_consultation", gave_it)
rules.add_perm("advisory.decide_hours", manages_the_contract_of & ~gave_it)
rules.add_perm("advisory.view_contract", is_ones_own_contract | watches_the_programme_of)
rules.add_perm("advisory.submit_sheet", is_ones_own_contract)
rules.add_perm("advisory.change_contract", manages_the_programme_of & ~is_ones_own_contract)
rules.add_perm("advisory.enter_contract", manages_the_programme)
rules.add_perm("advisory.watch_advisers", watches_a_programme)
rules.add_perm("advisory.keep_profile", advises)
rules.add_perm("advisory.hand_over_partnership", manages_its_programme)
rules.add_perm("advisory.propose_recommendation", looks_after_it)
rules.add_perm("advisory.view_recommendation", has_a_task_in_its_partnership)
rules.add_perm("advisory.answer_recommendation", coordinates_its_partnership)
rules.add_perm("advisory.carry_out_recommendation", coordinates_its_partnership | looks_after_its_partnership)
