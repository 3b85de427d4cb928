"""Who may see and change partnerships."""

import rules

from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import holds, is_administrator, is_the_system, scopes_of
from pomost.partnerships.models.support import Participation
from pomost.partnerships.states import SUPPORTED, TAKES_PART, MembershipState

IN_IT = (Role.COORDINATOR, Role.MEMBER, Role.PARTNER_ABROAD, Role.CONSULTANT)
OF_AN_OFFICE = (Role.ORGANISATION_ADMINISTRATOR, Role.OFFICER, Role.SIGNATORY)
OF_A_PROGRAMME = (Role.PROGRAMME_MANAGER, Role.IMPLEMENTER_STAFF, Role.AUDITOR)
DECIDES = (Role.PROGRAMME_MANAGER, Role.IMPLEMENTER_STAFF)


def programmes_of(partnership, states=SUPPORTED) -> set[str]:
    """Ids of the programmes in which the partnership takes part, or asks to."""
    return {str(row.programme_id) for row in partnership.participations.all() if row.state in states}


def offices_in(partnership) -> set[str]:
    """Ids of the organisations that are members; one that is only invited reads its invitation."""
    rows = partnership.memberships.all()
    return {str(row.organisation_id) for row in rows if row.state == MembershipState.CONFIRMED}


@rules.predicate
def is_published(user, partnership):
    return partnership is not None and partnership.published_at is not None


@rules.predicate
def is_in_it(user, partnership):
    return partnership is not None and str(partnership.pk) in scopes_of(user, *IN_IT)


@rules.predicate
def is_of_a_member(user, partnership):
    if partnership is None:
        return False
    mine = scopes_of(user, *OF_AN_OFFICE)
    return bool(mine and mine & offices_in(partnership))


@rules.predicate
def is_of_its_programme(user, partnership):
    if partnership is None:
        return False
    mine = scopes_of(user, *OF_A_PROGRAMME)
    return bool(mine and mine & programmes_of(partnership))


@rules.predicate
def coordinates_it(user, partnership):
    return partnership is not None and holds(user, Role.COORDINATOR, Scope.PARTNERSHIP, partnership.pk)


@rules.predicate
def looks_after_it(user, partnership):
    """The current role of consultant is the assignment; who stands in for an absent one holds it too."""
    return partnership is not None and holds(user, Role.CONSULTANT, Scope.PARTNERSHIP, partnership.pk)


@rules.predicate
def manages_its_programme(user, partnership):
    """A programme that it only asked, or that declined it, has nothing to change in it."""
    if partnership is None:
        return False
    mine = scopes_of(user, Role.PROGRAMME_MANAGER)
    return bool(mine and mine & programmes_of(partnership, TAKES_PART))


@rules.predicate
def manages_a_programme(user, _obj=None):
    return bool(scopes_of(user, Role.PROGRAMME_MANAGER))


@rules.predicate
def acts_for_the_organisation(user, organisation):
    if organisation is None or organisation.ended_on or organisation.merged_into_id:
        return False
    return str(organisation.pk) in scopes_of(user, *OF_AN_OFFICE)


@rules.predicate
def acts_for_an_office(user, _obj=None):
    return bool(scopes_of(user, *OF_AN_OFFICE))


@rules.predicate
def acts_for_the_member(user, membership):
    return membership is not None and str(membership.organisation_id) in scopes_of(user, *OF_AN_OFFICE)


@rules.predicate
def may_change_its_partnership(user, membership):
    return membership is not None and (coordinates_it | manages_its_programme)(user, membership.partnership)


@rules.predicate
def decides_for_the_programme(user, participation):
    return participation is not None and str(participation.programme_id) in scopes_of(user, *DECIDES)


@rules.predicate
def sees_its_participation(user, participation):
    """The partnership itself, the programme asked, and programmes that support the partnership already."""
    if participation is None:
        return False
    partnership = participation.partnership
    mine = scopes_of(user, *OF_A_PROGRAMME)
    allowed = programmes_of(partnership, TAKES_PART) | {str(participation.programme_id)}
    return bool(mine & allowed) or (is_in_it | is_of_a_member)(user, partnership)


@rules.predicate
def does_it(user, step):
    return step is not None and user.is_authenticated and step.assigned_to_id == user.pk


@rules.predicate
def plans_its_steps(user, step):
    return step is not None and user.has_perm("partnerships.plan_steps", step.partnership)


@rules.predicate
def runs_the_office_of_its_person(user, step):
    """Whoever ends somebody's position at the office says who takes over what they owe."""
    return step is not None and user.has_perm("accounts.end_access_of_leaver", step.assigned_to)


def rules_its_roles(user, grant) -> bool:
    """Managers of its programme name the caretaker; coordinators let people in, and name one another."""
    if grant.scope_kind != Scope.PARTNERSHIP:
        return False
    if grant.role == Role.CONSULTANT:
        mine = [int(pk) for pk in scopes_of(user, Role.PROGRAMME_MANAGER)]
        rows = Participation.objects.filter(
            partnership=grant.scope_id, programme__in=mine, state__in=SUPPORTED
        )
        return rows.exists()
    return holds(user, Role.COORDINATOR, Scope.PARTNERSHIP, grant.scope_id)


has_a_task_in_it = is_in_it | is_of_a_member | is_of_its_programme

rules.add_perm("partnerships.view_partnership", is_published | has_a_task_in_it | is_administrator)
rules.add_perm("partnerships.open_workspace_of_partnership", has_a_task_in_it)
# A partnership's own matters are its coordinator's; the manager of a programme mends what sources say of
# the partnerships that the programme supports.
rules.add_perm("partnerships.change_partnership", coordinates_it | manages_its_programme)
rules.add_perm("partnerships.start_partnership", acts_for_the_organisation)
rules.add_perm("partnerships.begin_partnership", acts_for_an_office)
rules.add_perm("partnerships.move_partnership", coordinates_it)
rules.add_perm("partnerships.publish_partnership", coordinates_it | manages_its_programme)
rules.add_perm("partnerships.invite_members", coordinates_it)
rules.add_perm("partnerships.answer_invitation", acts_for_the_member)
rules.add_perm("partnerships.expire_invitation", is_the_system)
rules.add_perm("partnerships.end_membership", acts_for_the_member | may_change_its_partnership)
# Whoever decides what follows an organisation or a unit that is no more ends what it left behind.
rules.add_perm(
    "partnerships.cease_membership",
    may_change_its_partnership | is_administrator | manages_a_programme | is_the_system,
)
rules.add_perm("partnerships.take_register", is_administrator | is_the_system)
# The caretaker writes down what was agreed: steps of named people, never a move in the partnership's name.
rules.add_perm("partnerships.plan_steps", coordinates_it | manages_its_programme | looks_after_it)
rules.add_perm("partnerships.close_step", does_it | plans_its_steps)
rules.add_perm("partnerships.hand_over_step", plans_its_steps | runs_the_office_of_its_person | is_the_system)
rules.add_perm("partnerships.ask_for_support", coordinates_it)
rules.add_perm("partnerships.view_participation", sees_its_participation)
rules.add_perm("partnerships.decide_participation", decides_for_the_programme)
