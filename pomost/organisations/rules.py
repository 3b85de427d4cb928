"""Who may see and change organisations and their people."""

import rules
from django.utils import timezone

from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import holds, is_administrator, is_the_system, scopes_of


def _administers(user, organisation) -> bool:
    return organisation is not None and holds(
        user, Role.ORGANISATION_ADMINISTRATOR, Scope.ORGANISATION, organisation.pk
    )


@rules.predicate
def stands(_user, organisation):
    """Whether the organisation was not merged into another: what was is opened and changed there."""
    return organisation is not None and organisation.merged_into_id is None


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
    return bool(mine and mine & offices_of(person))


@rules.predicate
def administers_the_position(user, position):
    return position is not None and _administers(user, position.organisation)


@rules.predicate
def builds_a_partnership(user, _obj=None):
    return bool(scopes_of(user, Role.COORDINATOR, Role.PROGRAMME_MANAGER))


def offices_of(person) -> set[str]:
    """Ids of the organisations that the person belongs to: where a position is held, or will be.

    When none is left, where the last one ended; an office of earlier times has no say any more.
    """
    positions = list(person.positions.all())
    today = timezone.localdate()
    held = {str(each.organisation_id) for each in positions if each.until is None or each.until >= today}
    if held or not positions:
        return held
    last = max(each.until for each in positions)
    return {str(each.organisation_id) for each in positions if each.until == last}


@rules.predicate
def passes_everything_on(user, person):
    """Whether who records an absence of the person passes on all their rights: the person themself or
    an administrator. An office passes on only what it could give itself."""
    return is_that_person(user, person) or is_administrator(user) or is_the_system(user)


def user_organisations(user) -> set[int]:
    """Ids of the organisations in which the account's person holds a position today."""
    person = getattr(user, "person", None)
    if person is None:
        return set()
    return {position.organisation_id for position in person.positions.all() if position.is_current}


rules.add_perm(
    "organisations.view_organisation",
    stands & (works_there | administers_the_organisation | manages_a_programme | is_administrator),
)
rules.add_perm("organisations.add_organisation", manages_a_programme | is_administrator | is_the_system)
rules.add_perm("organisations.enter_organisation", builds_a_partnership | is_administrator | is_the_system)
rules.add_perm(
    "organisations.change_organisation",
    stands & (administers_the_organisation | manages_a_programme | is_administrator | is_the_system),
)
rules.add_perm(
    "organisations.change_people_of_organisation",
    stands & (administers_the_organisation | is_administrator),
)
rules.add_perm("organisations.merge_organisation", manages_a_programme | is_administrator)
rules.add_perm("organisations.check_organisation", stands & (manages_a_programme | is_administrator))
rules.add_perm("organisations.end_organisation", stands & (manages_a_programme | is_administrator))
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
rules.add_perm("organisations.decide_on_roles_of_ended_unit", is_administrator)
