"""Rights. Predicates live in each room's `rules.py`; here is the one way to demand one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied

from pomost.core.registries import Registry

ANYONE = "anyone"
SIGNED_IN = "signed in"
NOBODY = "nobody"


def require(user: Any, permission: str, obj: Any = None) -> None:
    """Raise PermissionDenied (HTTP 403) unless `user` holds `permission` on `obj`.

    Who holds it as a deputy acts for somebody: that is noted on `user`, for the journal and the access log.
    """
    if not user.has_perm(permission, obj):
        raise PermissionDenied(permission)
    if note := getattr(user, "note_whose_right", None):
        note(permission, obj)


@dataclass(frozen=True, slots=True)
class Address:
    """One address and who may use it, by method.

    name: the name of the URL, e.g. `programmes:detail`.
    who: method → roles. A role is `ANYONE`, `SIGNED_IN`, `NOBODY` or `role@scope`, e.g.
    `programme_manager@programme`: the role in the scope of the object that the address shows.
    stranger: the status that those left out see when signed in: 403, or 404 where even existence is private.
    why: what the address is for, in a few words, for the generated page.
    opens: what the access log notes when the page is shown (core.access): `administration`,
    `configuration` or `protected` (personal data of others); empty where nothing is noted.
    called: what the access log calls the page, lazily translated; every row with `opens` has it.
    """

    name: str
    who: Mapping[str, tuple[str, ...]]
    why: str = ""
    stranger: int = 403
    opens: str = ""
    called: Any = ""


@dataclass(frozen=True, slots=True)
class Right:
    """One permission (`room.verb_model`) and the roles that hold it."""

    name: str
    who: tuple[str, ...]
    actions: tuple[str, ...] = field(default=())
    why: str = ""


addresses: Registry[Address] = Registry("addresses of the permission matrix")
rights: Registry[Right] = Registry("rights of the permission matrix")


def declare(*rows: Address | Right) -> None:
    """Add rows to the permission matrix (a room's `matrix.py` calls this)."""
    for row in rows:
        if isinstance(row, Address):
            addresses.add(row.name, row)
        else:
            rights.add(row.name, row)
