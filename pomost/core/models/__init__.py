"""The core's tables. Import the module that you need; this file only shows them to Django."""

from pomost.core.models.access import AccessEntry
from pomost.core.models.claims import Claim
from pomost.core.models.drafts import Draft
from pomost.core.models.files import Attachment, Blob
from pomost.core.models.journal import JournalEntry, PersonalDetail
from pomost.core.models.outbox import OutboxMessage
from pomost.core.models.search import SearchDocument
from pomost.core.models.work import NumberSeries, ScheduleRun, WorkerHeartbeat

__all__ = [
    "AccessEntry",
    "Attachment",
    "Blob",
    "Claim",
    "Draft",
    "JournalEntry",
    "NumberSeries",
    "OutboxMessage",
    "PersonalDetail",
    "ScheduleRun",
    "SearchDocument",
    "WorkerHeartbeat",
]
