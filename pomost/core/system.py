"""The system as an actor: the command line and the worker, who act for nobody in particular."""

from typing import Any

import rules


class System:
    """Acts without an account: journalled with an empty account id. Holds what its predicates give it."""

    pk = None
    is_authenticated = False
    is_the_system = True
    name = "system"
    current_grants: frozenset[tuple[str, str, str]] = frozenset()

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        return rules.has_perm(permission, self, obj)

    def get_full_name(self) -> str:
        return ""


SYSTEM = System()
