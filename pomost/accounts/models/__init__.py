"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.accounts.models.accounts import Account
from pomost.accounts.models.devices import KnownDevice
from pomost.accounts.models.duties import (
    AccessibilityRequest,
    AccessibilityStatement,
    DataRequest,
    Installation,
)
from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.models.invitations import AccountRequest, Invitation
from pomost.accounts.models.openings import SealedOpening
from pomost.accounts.models.own import InboxItem, SavedView
from pomost.accounts.models.tokens import ApiToken, ApiUse, IdempotentAnswer

__all__ = [
    "AccessibilityRequest",
    "AccessibilityStatement",
    "Account",
    "AccountRequest",
    "ApiToken",
    "ApiUse",
    "DataRequest",
    "IdempotentAnswer",
    "InboxItem",
    "Installation",
    "Invitation",
    "KnownDevice",
    "RoleGrant",
    "SavedView",
    "SealedOpening",
]
