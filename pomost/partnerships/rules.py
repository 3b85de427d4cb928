"""Who may see and change partnerships."""

import rules

from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import holds, is_administrator, scopes_of
from pomost.partnerships.models.support import Participation
from pomost.partnerships.states import PRESENT, SUPPORTED, TAKES_PART

IN_IT = (Role.COORDINATOR, Role.MEMBER, Role.PARTNER_ABROAD, Role.CONSULTANT)
OF_AN_OFFICE = (Role.ORGANISATION_ADMINISTRATOR, Role.OFFICER, Role.SIGNATORY)
OF_A_PROGRAMME = (Role.PROGRAMME_MANAGER, Role.IMPLEMENTER_STAFF, Role.AUDITOR)


def programmes_of(partnership, states=SUPPORTED) -> set[str]:
    """Ids of the programmes in which the partnership takes part, or asks to."""
    return {str(row.programme_id) for row in partnership.participations.all() if row.state in states}


def offices_in(partnership) -> set[str]:
    """Ids of the organisations that are members or invited."""
    return {str(row.organisation_id) for row in partnership.memberships.all() if row.state in PRESENT}


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
def manages_its_programme(user, partnership):
    """A programme that it only asked, or that declined it, has nothing to change in it."""
    if partnership is None:
        return False
    mine = scopes_of(user, Role.PROGRAMME_MANAGER)
    return bool(mine and mine & programmes_of(partnership, TAKES_PART))


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
