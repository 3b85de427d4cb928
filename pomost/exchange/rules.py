"""Who may load, import and export."""

import rules

from pomost.accounts.rules import is_administrator, is_the_system

# The operator at the shell has the database in hand anyway.
rules.add_perm("exchange.load_programme_file", is_the_system | is_administrator)
rules.add_perm("exchange.load_demonstration", is_the_system)
