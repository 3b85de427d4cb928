"""Personal data in this room: none so far; members are organisations."""

from pomost.core.processing import declare_none

SOURCED = ["source", "source_url"]
declare_none(
    "partnerships.Partnership", ["slug", "name", "short_name", "about", "legal_form", "website", *SOURCED]
)
declare_none("partnerships.PartnershipLink", ["since", *SOURCED])
declare_none("partnerships.PartnershipDocument", ["slug", "title", "signed", *SOURCED])
declare_none("partnerships.Membership", ["joined", "left", *SOURCED])
declare_none("partnerships.Participation", ["evidence", *SOURCED])
declare_none("partnerships.ParticipationPhase", ["began", "ended"])
declare_none("partnerships.FundingLine", ["slug", "call", "number", "dated", *SOURCED])
declare_none("partnerships.TimelineEntry", ["happened", "text", *SOURCED])
