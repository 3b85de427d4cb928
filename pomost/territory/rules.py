"""Who may take in registers, record what became of units and decide on what they leave behind.

Reading is for everybody.
"""

import rules

from pomost.accounts.roles import Role
from pomost.accounts.rules import is_administrator, is_the_system, scopes_of


@rules.predicate
def manages_a_programme(user, _obj=None):
    return bool(scopes_of(user, Role.PROGRAMME_MANAGER))


rules.add_perm("territory.take_register", is_administrator | is_the_system)
rules.add_perm("territory.record_succession", is_administrator | is_the_system)
rules.add_perm("territory.decide_on_ended_unit", is_administrator | manages_a_programme)
