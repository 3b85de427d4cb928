"""Who may load, import and export."""

import rules

from pomost.accounts.rules import is_administrator


@rules.predicate
def is_the_shell(user, _obj=None):
    """The operator at the shell, who has the database in hand anyway (core.system)."""
    return getattr(user, "is_the_system", False)


rules.add_perm("exchange.load_programme_file", is_the_shell | is_administrator)
rules.add_perm("exchange.load_demonstration", is_the_shell)
