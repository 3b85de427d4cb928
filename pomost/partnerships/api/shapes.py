"""The shape of what this room's API gives and takes. Texts are by language."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from pomost.partnerships.states import DocumentKind, MemberRole, Sector, Theme
from pomost.programmes.api_shapes import (
    NEEDS_POLISH,
    PLAIN,
    Amount,
    Currency,
    Incoming,
    Language,
    Named,
    Page,
    Slug,
    Texts,
    Trimmed80,
    Trimmed200,
    Trimmed300,
    WebAddress,
    web_address,
    with_polish,
)
from pomost.territory.states import AreaBasis, AreaKind


def _as_known(value: str) -> str:
    if value:
        try:
            date.fromisoformat(value + "-01-01"[len(value) - 4 :])
        except ValueError:
            raise ValueError("there is no such month or day") from None
    return value


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as error:
        raise ValueError(error.message) from None
    return value


# A year, a month or a day, as far as it is known.
AsKnown = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"), AfterValidator(_as_known)
]
Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"), AfterValidator(_as_known)
]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=254),
    AfterValidator(_email),
    Field(json_schema_extra={"format": "email"}),
]
Trimmed60 = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=60)]
Trimmed1000 = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=1000)]
Trimmed2000 = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=2000)]
Website = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=300), AfterValidator(web_address)
]
Titled = Annotated[dict[Language, Trimmed300], AfterValidator(with_polish), NEEDS_POLISH]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
OrganisationKey = Annotated[int | Trimmed80, Field(description="The key of an organisation, or its number.")]


class MemberOut(Schema):
    """A member, of today or of earlier; joined, left: year, month or day, as far as known."""

    id: int
    organisation: str
    name: Texts
    role: str
    sector: str
    state: str
    pays: bool | None
    joined: str
    left: str
    source: str
    certainty: str


class DocumentOut(Schema):
    """A paper; signed: year, month or day, as far as known."""

    slug: str
    kind: str
    title: Texts
    signed: str
    stated_signatories: int | None
    source: str


class FundingOut(Schema):
    """Money at one stage; amounts in the currency's units."""

    fund: str
    stage: str
    number: str
    amount: Decimal | None
    total: Decimal | None
    currency: str
    dated: str
    source: str


class PartnershipOut(Schema):
    """A partnership; `published_at` is empty while only people with a task in it see it."""

    slug: str
    address: str
    name: Texts
    short_name: str
    state: str
    state_as_of: date | None
    published_at: datetime | None
    about: Texts
    legal_form: Texts
    themes: list[str]
    voivodeships: list[str]
    programmes: list[str]
    website: str
    source: str
    source_url: str
    certainty: str
    members: list[MemberOut]
    documents: list[DocumentOut]
    funding: list[FundingOut]


class Partnerships(Schema):
    """A page of partnerships; `next` is the address of the following one."""

    items: list[PartnershipOut]
    next: str | None


class MembershipWhole(Schema):
    """A membership or an invitation to one, as people with a task in the partnership see it.

    organisation: the key; answer_until: until when an open invitation waits for its answer.
    """

    id: int
    partnership: str
    organisation: str
    organisation_address: str
    name: Texts
    role: str
    sector: str
    state: str
    pays: bool | None
    share_percent: Decimal | None
    share_amount: Decimal | None
    currency: str
    joined: str
    left: str
    joined_by: str | None
    answer_until: datetime | None
    source: str
    source_url: str
    certainty: str


class Memberships(Schema):
    """A page of memberships; `next` is the address of the following one."""

    items: list[MembershipWhole]
    next: str | None


class PaperWhole(Schema):
    """A paper as people who work on it see it; signatories and amends by their keys."""

    slug: str
    kind: str
    title: Texts
    signed: str
    amends: str | None
    signatories: list[str]
    stated_signatories: int | None
    has_public_files: bool
    source: str
    source_url: str
    certainty: str


class EntryOut(Schema):
    """Something that happened; year, month or day, as far as known."""

    id: int
    happened: str
    text: Texts
    source: str
    source_url: str


class AreaOut(Schema):
    """A functional area; units and core city by country and code (`PL-020101`)."""

    key: str
    name: Texts
    kind: str
    basis: str
    act: Texts
    dated: str
    core: str | None
    units: list[str]
    is_official: bool
    source: str
    source_url: str
    certainty: str


class ParticipationOut(Schema):
    """The support of a programme: what was asked for, what was decided and why."""

    id: int
    partnership: str
    programme: str
    state: str
    asked_for: str
    asked_on: date | None
    decided_on: date | None
    ended_on: date | None
    reason: str


class Taken(Incoming):
    """What somebody sends; words of a list arrive as themselves."""

    model_config = ConfigDict(extra="forbid", use_enum_values=True)


class NewPartnership(Taken):
    """A new partnership, an idea of an organisation for which the caller acts."""

    organisation: OrganisationKey
    name: Named
    about: dict[Language, Trimmed2000] = {}
    themes: list[Theme] = []


class PartnershipWords(Taken):
    """The words of a partnership. A text changes in the languages that are given; an empty one is removed."""

    name: dict[Language, Trimmed200] = {}
    short_name: Trimmed60 = ""
    about: dict[Language, Trimmed2000] = {}
    legal_form: dict[Language, Trimmed300] = {}
    website: Website = ""
    themes: list[Theme] = []
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class Step(Taken):
    """A step of a partnership. successors: the keys of those that follow one that merged or was divided."""

    step: Literal[
        "publish", "unpublish", "form", "activate", "rest", "wake", "close", "merge", "divide"
    ]  # the last seven are the moves of the machine in states
    successors: Annotated[list[Trimmed80], Field(max_length=200)] = []


class MembershipWords(Taken):
    """What is known of a member. joined_by: the key of the paper by which it joined."""

    role: MemberRole = Field(MemberRole.MEMBER, validate_default=True)
    sector: Sector | None = Field(None, description="Empty for a new one: that of the kind of organisation.")
    pays: bool | None = None
    share_percent: Percent | None = None
    share_amount: Amount | None = None
    currency: Currency = "PLN"
    joined: AsKnown = ""
    joined_by: Trimmed60 | None = None
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class Letter(Taken):
    """A letter that asks an organisation to join."""

    email: Email
    message: Trimmed2000 = ""
    language: Language = "pl"


class NewMembership(MembershipWords):
    """Somebody who is invited (`invite`), or who joined by a paper or as a source says.

    Named by `organisation`, or by the unit whose local government it is (`PL-020101`). Of somebody who is
    invited only the role is said.
    """

    organisation: OrganisationKey | None = None
    unit: Trimmed80 | None = None
    invite: Letter | None = None


class Answer(Taken):
    """What the invited organisation says; reason: why not."""

    answer: Literal["yes", "no"]
    reason: Trimmed1000 = ""


class Leaving(Taken):
    """A member leaves; left: year, month or day."""

    left: Day
    reason: Trimmed300 = ""


class PaperWords(Taken):
    """What changes of a paper. amends: the key of the paper that an annex changes."""

    kind: DocumentKind = Field(DocumentKind.OTHER, validate_default=True)
    title: dict[Language, Trimmed300] = {}
    signed: AsKnown = ""
    amends: Trimmed60 | None = None
    signatories: Annotated[list[OrganisationKey], Field(max_length=2000)] = []
    stated_signatories: Annotated[int, Field(ge=1, le=9999)] | None = None
    has_public_files: bool = False
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class NewPaper(PaperWords):
    """A new paper; its key is made from its kind."""

    kind: DocumentKind
    title: Titled


class NewEntry(Taken):
    """Something that happened."""

    happened: Day
    text: Titled
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class NewArea(Taken):
    """The functional area as a whole: its units by code or by country and code, one of them the core city."""

    name: Named
    basis: AreaBasis
    units: Annotated[list[Trimmed80], Field(min_length=1, max_length=200)]
    core: Trimmed80 | None = None
    kind: AreaKind | Literal[""] = ""
    act: dict[Language, Trimmed300] = {}
    dated: AsKnown = ""
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class NewRequest(Taken):
    """A programme is asked for support."""

    programme: Slug
    asked_for: Page


class Decision(Taken):
    """What the programme decides; the partnership reads the reason."""

    decision: Literal["admit", "decline", "end"]
    reason: Trimmed2000
