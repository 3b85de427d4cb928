"""The shape of what this room's API gives and takes. Texts are by language."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

Language = Literal["pl", "en", "nb"]
Texts = dict[str, str]


def web_address(value: str) -> str:
    """The value, when it is an address of the web or empty. Raises ValueError."""
    if value:
        try:
            URLValidator(schemes=["http", "https"])(value)
        except ValidationError as error:
            raise ValueError(error.message) from None
    return value


def with_polish(value: dict[str, str]) -> dict[str, str]:
    """The texts, when the Polish one is there. Raises ValueError."""
    if not value.get("pl"):
        raise ValueError("the Polish text is needed: the others fall back to it")
    return value


PLAIN = r"^[^\x00]*$"  # what a database can keep
Trimmed40 = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=40)]
Trimmed80 = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=80)]
Trimmed200 = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=200)]
Trimmed300 = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=300)]
Page = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=4000)]
NEEDS_POLISH = Field(json_schema_extra={"required": ["pl"]})
Named = Annotated[dict[Language, Trimmed200], AfterValidator(with_polish), NEEDS_POLISH]
WebAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=PLAIN, max_length=500), AfterValidator(web_address)
]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Place = Annotated[int, Field(ge=0, le=9999)]
Currency = Literal["PLN", "EUR", "NOK"]


class Version(Schema):
    """The contract (number 0) or an annex; the last one holds."""

    number: int
    signed_on: date | None
    begins_on: date | None
    ends_on: date | None
    amount: Decimal | None
    currency: str


class ImplementerOut(Schema):
    organisation: str
    name: Texts
    role: str
    tasks: list[Texts]


class ProgrammeOut(Schema):
    """A programme; `published_at` is empty while only people with a task in it see it."""

    slug: str
    address: str
    number: str
    state: str
    published_at: datetime | None
    title: Texts
    aim: Texts
    versions: list[Version]


class ProgrammeWhole(ProgrammeOut):
    """A programme with its parts."""

    short_title: Texts
    subtitle: Texts
    description: Texts
    outcome: Texts
    parent: str | None
    source: str
    source_url: str
    implementers: list[ImplementerOut]
    activities: list[dict[str, Any]]
    funding: list[Texts]


class ActivityWhole(Schema):
    """An activity as people who work on it see it."""

    slug: str
    name: Texts
    description: Texts
    parent: str | None
    budget: Decimal | None
    currency: str
    place: int
    source: str
    source_url: str


class FigureWhole(Schema):
    """A figure as people who work on it see it; its values are claims."""

    slug: str
    address: str
    label: Texts
    definition: Texts
    rivals_note: Texts
    query: str
    headline: bool
    place: int
    source: str
    source_url: str


class ClaimOut(Schema):
    """What one source states; `chosen` stands first, the others are its rivals."""

    value: Any
    chosen: bool
    as_of: date | None
    source: str
    source_url: str
    certainty: str


class FigureOut(Schema):
    """A published figure with its definition and all claims."""

    programme: str
    slug: str
    address: str
    label: Texts
    definition: Texts
    claims: list[ClaimOut]


class Programmes(Schema):
    items: list[ProgrammeOut]
    next: str | None


class Figures(Schema):
    items: list[FigureOut]
    next: str | None


class Incoming(Schema):
    """What somebody sends: a field that is not named here is a mistake, not something to overlook."""

    model_config = ConfigDict(extra="forbid")


class Terms(Incoming):
    """The terms of a contract or an annex."""

    begins_on: date
    ends_on: date
    signed_on: date | None = None
    amount: Amount | None = None
    currency: Currency = "PLN"
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class Annex(Terms):
    """An annex: new dates or value from now on; `reason` says what changes and why."""

    reason: dict[Language, Page] = {}


class NewProgramme(Terms):
    """A new programme; without `slug` its address is made from the short title."""

    title: Annotated[dict[Language, Trimmed300], AfterValidator(with_polish), NEEDS_POLISH]
    short_title: Annotated[dict[Language, Trimmed80], AfterValidator(with_polish), NEEDS_POLISH]
    slug: Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]*$", max_length=80)] = ""
    copy_of: Trimmed80 | None = Field(None, description="The slug of a programme whose parts are copied.")


class ProgrammeWords(Incoming):
    """The words of a programme. A text changes in the languages that are given; an empty one is removed."""

    title: dict[Language, Trimmed300] = {}
    short_title: dict[Language, Trimmed80] = {}
    subtitle: dict[Language, Trimmed300] = {}
    aim: dict[Language, Page] = {}
    description: dict[Language, Page] = {}
    outcome: dict[Language, Page] = {}
    number: Trimmed40 = ""
    parent: Trimmed80 | None = Field(None, description="The slug of the programme that this one lies in.")
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class ActivityWords(Incoming):
    """What changes of an activity."""

    name: dict[Language, Trimmed200] = {}
    description: dict[Language, Page] = {}
    parent: Trimmed80 | None = Field(None, description="The slug of the activity that this one is part of.")
    budget: Amount | None = None
    currency: Currency = "PLN"
    place: Place = 0
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class NewActivity(ActivityWords):
    """A new activity; `slug` stays the same."""

    slug: Slug
    name: Named


class FigureWords(Incoming):
    """What changes of a figure."""

    label: dict[Language, Trimmed200] = {}
    definition: dict[Language, Page] = {}
    rivals_note: dict[Language, Page] = {}
    query: Trimmed80 = Field("", description="The name of a counting query; empty when sources state it.")
    headline: bool = False
    place: Place = 0
    source: Trimmed300 = ""
    source_url: WebAddress = ""


class NewFigure(FigureWords):
    """A new figure; `slug` stays the same."""

    slug: Slug
    label: Named
