"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.partnerships.models.members import Membership, PartnershipDocument, Signature
from pomost.partnerships.models.partnerships import Partnership, PartnershipLink, PartnershipTheme
from pomost.partnerships.models.support import FundingLine, Participation, ParticipationPhase
from pomost.partnerships.models.timeline import TimelineEntry

__all__ = [
    "FundingLine",
    "Membership",
    "Participation",
    "ParticipationPhase",
    "Partnership",
    "PartnershipDocument",
    "PartnershipLink",
    "PartnershipTheme",
    "Signature",
    "TimelineEntry",
]
