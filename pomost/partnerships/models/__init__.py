"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.partnerships.models.members import Membership, PartnershipDocument, Signature
from pomost.partnerships.models.partnerships import Partnership, PartnershipLink, PartnershipTheme
from pomost.partnerships.models.support import (
    FundingLine,
    Participation,
    ParticipationPhase,
    SupportAgreement,
)
from pomost.partnerships.models.work import NextStep, TimelineEntry

__all__ = [
    "FundingLine",
    "Membership",
    "NextStep",
    "Participation",
    "ParticipationPhase",
    "Partnership",
    "PartnershipDocument",
    "PartnershipLink",
    "PartnershipTheme",
    "Signature",
    "SupportAgreement",
    "TimelineEntry",
]
