"""Who may see and change partnerships."""

import rules

from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import holds, is_administrator, is_the_system, scopes_of
from pomost.partnerships.states import PRESENT, STANDING, TAKES_PART, ParticipationState

IN_IT = (Role.COORDINATOR, Role.MEMBER, Role.PARTNER_ABROAD, Role.CONSULTANT)
OF_AN_OFFICE = (Role.ORGANISATION_ADMINISTRATOR, Role.OFFICER, Role.SIGNATORY)
OF_A_PROGRAMME = (Role.PROGRAMME_MANAGER, Role.IMPLEMENTER_STAFF, Role.AUDITOR)
SUPPORTED = TAKES_PART | {ParticipationState.ASKED}


def programmes_of(partnership) -> set[str]:
    """Ids of the programmes in which the partnership takes part, or asks to."""
    return {str(row.programme_id) for row in partnership.participations.all() if row.state in SUPPORTED}


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
def coordinates_it(user, partnership):
    return partnership is not None and holds(user, Role.COORDINATOR, Scope.PARTNERSHIP, partnership.pk)


@rules.predicate
def works_in_it(user, partnership):
    """Coordinators and members; the consultant reads and advises, but changes nothing in its name."""
    return partnership is not None and str(partnership.pk) in scopes_of(user, Role.COORDINATOR, Role.MEMBER)


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
def manages_its_programme(user, partnership):
    if partnership is None:
        return False
    mine = scopes_of(user, Role.PROGRAMME_MANAGER)
    return bool(mine and mine & programmes_of(partnership))


@rules.predicate
def takes_members_in(user, partnership):
    return partnership is not None and (partnership.state in STANDING or partnership.state == "idea")


@rules.predicate
def acts_for_an_office(user, organisation=None):
    mine = scopes_of(user, Role.ORGANISATION_ADMINISTRATOR, Role.OFFICER)
    return bool(mine) if organisation is None else str(organisation.pk) in mine


@rules.predicate
def acts_for_its_office(user, membership):
    """Whether the account may answer for the organisation that is invited."""
    return membership is not None and str(membership.organisation_id) in scopes_of(user, *OF_AN_OFFICE)


@rules.predicate
def manages_the_programme(user, participation):
    return participation is not None and holds(
        user, Role.PROGRAMME_MANAGER, Scope.PROGRAMME, participation.programme_id
    )


@rules.predicate
def is_its_person(user, step):
    return step is not None and user.is_authenticated and step.account_id == user.pk


@rules.predicate
def works_in_its_partnership(user, thing):
    return thing is not None and works_in_it(user, thing.partnership)


def rules_the_partnership(user, grant) -> bool:
    """Managers name the caretaker; coordinators let people of the members in, and name one another."""
    if grant.scope_kind != Scope.PARTNERSHIP:
        return False
    if grant.role == Role.CONSULTANT:
        return grant.scope_id in _supported_by(scopes_of(user, Role.PROGRAMME_MANAGER))
    return holds(user, Role.COORDINATOR, Scope.PARTNERSHIP, grant.scope_id)


def _supported_by(programmes: set[str]) -> set[str]:
    from pomost.partnerships.models.support import Participation  # noqa: PLC0415 - rules load before models

    rows = Participation.objects.filter(programme__in=programmes, state__in=SUPPORTED)
    return {str(pk) for pk in rows.values_list("partnership", flat=True)}


IN_ITS_WORKSPACE = is_in_it | is_of_a_member | is_of_its_programme | is_administrator

rules.add_perm("partnerships.view_partnership", is_published | IN_ITS_WORKSPACE)
rules.add_perm("partnerships.open_workspace", IN_ITS_WORKSPACE)
rules.add_perm("partnerships.start_partnership", acts_for_an_office)
rules.add_perm(
    "partnerships.change_partnership",
    coordinates_it | manages_its_programme | is_administrator | is_the_system,
)
rules.add_perm(
    "partnerships.change_memberships",
    coordinates_it | manages_its_programme | is_administrator | is_the_system,
)
rules.add_perm("partnerships.answer_invitation", acts_for_its_office)
rules.add_perm("partnerships.work_in_partnership", works_in_it | manages_its_programme | is_administrator)
rules.add_perm("partnerships.finish_step", is_its_person | works_in_its_partnership)
rules.add_perm("partnerships.ask_for_support", coordinates_it)
rules.add_perm("partnerships.decide_participation", manages_the_programme)
