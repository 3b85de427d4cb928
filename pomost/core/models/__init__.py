"""The core's tables. Import the module that you need; this file only shows them to Django."""

from pomost.core.models.claims import Claim
from pomost.core.models.drafts import Draft
from pomost.core.models.journal import JournalEntry, PersonalDetail

__all__ = ["Claim", "Draft", "JournalEntry", "PersonalDetail"]
