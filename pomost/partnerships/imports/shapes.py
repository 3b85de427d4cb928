"""The form of the section `partnerships` in a programme file (JSON Schema)."""

from typing import Any

from pomost.core.models.claims import Certainty
from pomost.core.money import Currency
from pomost.partnerships.states import (
    DocumentKind,
    Fund,
    FundingStage,
    LinkKind,
    MemberRole,
    ParticipationState,
    PartnershipState,
    Sector,
    Theme,
)
from pomost.territory.states import AreaBasis, AreaKind

SLUG, TEXT, URL = {"$ref": "#/$defs/slug"}, {"$ref": "#/$defs/text"}, {"$ref": "#/$defs/url"}
DAY, AMOUNT = {"$ref": "#/$defs/day"}, {"$ref": "#/$defs/amount"}
WHEN = {
    "title": "a year, a month or a day (in demonstration files also today, today-30)",
    "type": "string",
    "pattern": r"^(\d{4}(-\d{2}(-\d{2})?)?|today([+-]\d{1,4})?)$",
}
PERCENT = {
    "title": "a percentage with a point, e.g. 85.00",
    "type": "string",
    "pattern": r"^\d{1,3}(\.\d{1,2})?$",
}
CODES = {"type": "array", "items": {"type": "string", "minLength": 2}}
CLAIMS = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/claim"}}
SOURCED = {
    "source": {"$ref": "#/$defs/source"},
    "source_url": URL,
    "certainty": {"enum": list(Certainty.values)},
}


def group(required: list[str], **properties: Any) -> dict[str, Any]:
    """An object with these named values, each with its source."""
    return {
        "type": "object",
        "required": required,
        "properties": {**properties, **SOURCED},
        "additionalProperties": False,
    }


def several(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


MEMBER = group(
    ["organisation", "role"],
    organisation=SLUG,
    role={"enum": list(MemberRole.values)},
    sector={"enum": list(Sector.values)},
    state={"enum": ["invited", "confirmed", "declined"]},
    pays={"type": "boolean"},
    share_percent=PERCENT,
    share_amount=AMOUNT,
    currency={"enum": list(Currency.values)},
    joined=WHEN,
    left=WHEN,
    joined_by=SLUG,
)
DOCUMENT = group(
    ["slug", "kind", "title"],
    slug=SLUG,
    kind={"enum": list(DocumentKind.values)},
    title=TEXT,
    signed=WHEN,
    amends=SLUG,
    stated_signatories={"type": "integer", "minimum": 1, "maximum": 2000},
    signatories=several(SLUG),
    claims={"type": "object", "properties": {"signed": CLAIMS}, "additionalProperties": False},
)
FUNDING = group(
    ["slug", "fund", "stage"],
    slug=SLUG,
    fund={"enum": list(Fund.values)},
    call=TEXT,
    number={"type": "string", "maxLength": 60},
    stage={"enum": list(FundingStage.values)},
    amount=AMOUNT,
    total=AMOUNT,
    own=AMOUNT,
    currency={"enum": list(Currency.values)},
    share_percent=PERCENT,
    on=WHEN,
)
AGREEMENT = {
    "type": "object",
    "required": ["number", "signed_on"],
    "properties": {
        "number": {"type": "string", "minLength": 1, "maxLength": 60},
        "signed_on": DAY,
        "until": DAY,
        "scope": {"type": "string", "minLength": 1, "maxLength": 4000},
    },
    "additionalProperties": False,
}
PARTICIPATION = group(
    ["programme", "state"],
    programme=SLUG,
    state={"enum": list(ParticipationState.values)},
    asked_for={"type": "string", "minLength": 1, "maxLength": 4000},
    asked_on=DAY,
    decided_on=DAY,
    ended_on=DAY,
    reason={"type": "string", "minLength": 1, "maxLength": 2000},
    agreements=several(AGREEMENT),
    phases=several(
        {
            "type": "object",
            "required": ["phase"],
            "properties": {
                "phase": SLUG,
                "began": WHEN,
                "ended": WHEN,
                "certainty": {"enum": list(Certainty.values)},
            },
            "additionalProperties": False,
        }
    ),
    evidence=TEXT,
)
AREA = group(
    ["name", "basis"],
    name=TEXT,
    kind={"enum": list(AreaKind.values)},
    basis={"enum": list(AreaBasis.values)},
    act=TEXT,
    on=WHEN,
    core={"type": "string", "minLength": 2},
    units=CODES,
)
SCHEMA = several(
    group(
        ["slug", "name", "state"],
        slug=SLUG,
        name=TEXT,
        short_name={"type": "string", "maxLength": 60},
        state={"enum": list(PartnershipState.values)},
        state_as_of=DAY,
        published={"type": "boolean"},
        themes=several({"enum": list(Theme.values)}),
        about=TEXT,
        legal_form=TEXT,
        voivodeships=CODES,
        website=URL,
        functional_area=AREA,
        claims={"type": "object", "properties": {"member_count": CLAIMS}, "additionalProperties": False},
        members=several(MEMBER),
        documents=several(DOCUMENT),
        funding=several(FUNDING),
        participations=several(PARTICIPATION),
        links=several(group(["kind", "to"], kind={"enum": list(LinkKind.values)}, to=SLUG, since=WHEN)),
        timeline=several(group(["on", "text"], on=WHEN, text=TEXT)),
    )
)
