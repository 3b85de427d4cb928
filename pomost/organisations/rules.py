"""Who may see and change organisations and their people."""

import rules

from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import holds, is_administrator, is_the_system, scopes_of


def _administers(user, organisation) -> bool:
    return organisation is not None and holds(
        user, Role.ORGANISATION_ADMINISTRATOR, Scope.ORGANISATION, organisation.pk
    )


@rules.predicate
def administers_the_organisation(user, organisation):
    return _administers(user, organisation)


@rules.predicate
def manages_a_programme(user, _obj=None):
    return bool(scopes_of(user, Role.PROGRAMME_MANAGER))


@rules.predicate
def works_there(user, organisation):
    return organisation is not None and user.is_authenticated and organisation.pk in user_organisations(user)


@rules.predicate
def is_that_person(user, person):
    return person is not None and user.is_authenticated and person.account_id == user.pk


@rules.predicate
def administers_an_organisation_of_the_person(user, person):
    if person is None or not user.is_authenticated:
        return False
    mine = scopes_of(user, Role.ORGANISATION_ADMINISTRATOR)
    return bool(mine) and any(str(position.organisation_id) in mine for position in person.positions.all())


@rules.predicate
def administers_the_position(user, position):
    return position is not None and _administers(user, position.organisation)


def user_organisations(user) -> set[int]:
    """Ids of the organisations in which the account's person holds a position today."""
    person = getattr(user, "person", None)
    if person is None:
        return set()
    return {position.organisation_id for position in person.positions.all() if position.is_current}


rules.add_perm(
    "organisations.view_organisation",
    works_there | administers_the_organisation | manages_a_programme | is_administrator,
)
rules.add_perm("organisations.add_organisation", manages_a_programme | is_administrator | is_the_system)
rules.add_perm(
    "organisations.change_organisation",
    administers_the_organisation | manages_a_programme | is_administrator | is_the_system,
)
rules.add_perm("organisations.change_people_of_organisation", administers_the_organisation | is_administrator)
rules.add_perm(
    "organisations.view_person",
    is_that_person | administers_an_organisation_of_the_person | manages_a_programme | is_administrator,
)
rules.add_perm(
    "organisations.change_person",
    is_that_person | administers_an_organisation_of_the_person | is_administrator,
)
rules.add_perm("organisations.end_position", administers_the_position | is_administrator | is_the_system)
rules.add_perm(
    "organisations.record_absence",
    is_that_person | administers_an_organisation_of_the_person | is_administrator,
)
