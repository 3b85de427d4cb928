"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.accounts.models.accounts import Account
from pomost.accounts.models.devices import KnownDevice
from pomost.accounts.models.grants import RoleGrant

__all__ = ["Account", "KnownDevice", "RoleGrant"]
