"""Who may take in registers and record what became of units. Reading is for everybody."""

import rules

from pomost.accounts.rules import is_administrator, is_the_system

rules.add_perm("territory.take_register", is_administrator | is_the_system)
