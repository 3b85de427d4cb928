"""Who may see and change programmes."""

import rules

from pomost.accounts.roles import Role, Scope
from pomost.accounts.rules import holds, is_administrator, scopes_of
from pomost.programmes.states import ProgrammeState

# Whoever has a task in a programme may see it before it is published.
SEES_UNPUBLISHED = (
    Role.PROGRAMME_MANAGER,
    Role.IMPLEMENTER_STAFF,
    Role.FINANCE_OFFICER,
    Role.CERTIFIER,
    Role.LAWYER,
    Role.REVIEWING_LAWYER,
    Role.EVENT_ORGANISER,
    Role.EDITOR,
    Role.AUDITOR,
)


@rules.predicate
def is_published(user, programme):
    return programme is not None and programme.published_at is not None


@rules.predicate
def has_a_task_in_it(user, programme):
    return programme is not None and str(programme.pk) in scopes_of(user, *SEES_UNPUBLISHED)


@rules.predicate
def manages_it(user, programme):
    return programme is not None and holds(user, Role.PROGRAMME_MANAGER, Scope.PROGRAMME, programme.pk)


@rules.predicate
def manages_one(user, _obj=None):
    return bool(scopes_of(user, Role.PROGRAMME_MANAGER))


@rules.predicate
def is_not_archived(user, programme):
    return programme is not None and programme.state != ProgrammeState.ARCHIVED


@rules.predicate
def audits_it(user, programme):
    return programme is not None and holds(user, Role.AUDITOR, Scope.PROGRAMME, programme.pk)


rules.add_perm("programmes.view_programme", is_published | has_a_task_in_it)
rules.add_perm("programmes.add_programme", manages_one | is_administrator)
rules.add_perm("programmes.change_programme", manages_it & is_not_archived)
rules.add_perm("programmes.publish_programme", manages_it)
rules.add_perm("programmes.move_programme", manages_it)
rules.add_perm("programmes.view_journal_of_programme", manages_it | audits_it)
rules.add_perm("programmes.open_panel_of_programme", has_a_task_in_it)
