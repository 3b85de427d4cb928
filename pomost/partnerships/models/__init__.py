"""The tables of the room. Import the module that you need; this file only shows them to Django."""

from pomost.partnerships.models.invitations import MembershipInvitation
from pomost.partnerships.models.members import Membership, PartnershipDocument, Signature
from pomost.partnerships.models.partnerships import Partnership, PartnershipLink, PartnershipTheme
from pomost.partnerships.models.steps import NextStep
from pomost.partnerships.models.support import (
    FundingLine,
    Participation,
    ParticipationPhase,
    SupportAgreement,
)
from pomost.partnerships.models.timeline import TimelineEntry

__all__ = [
    "FundingLine",
    "Membership",
    "MembershipInvitation",
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
