"""Operations of the room: consultations and recommendations, read and written with a token."""

import uuid
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from pomost.advisory.actions import consultations as actions
from pomost.advisory.actions import recommendations as proposals
from pomost.advisory.models.consultations import Consultation
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.queries import consultations, recommendations
from pomost.advisory.states import ConsultationKind, RecommendationState, Topic
from pomost.core.api import MOST_ITEMS, one_of, page_of
from pomost.core.api_access import READ, Token
from pomost.core.api_writes import CHANGING, CREATING, Written, etag, operation_address, seen_version, write
from pomost.core.permissions import require
from pomost.partnerships.queries.register import with_task_for

router = Router(tags=["advice"])
OWN = (
    "day", "kind", "minutes", "travel_minutes", "kilometres", "place", "topics", "others", "agreed",
    "over_state", "recorded_at",
)  # fmt: skip
OF_A_PROPOSAL = (
    "title", "reason", "expected", "topic", "due", "state", "proposed_at", "answer", "outcome",
    "effect",
)  # fmt: skip
Step = Literal["accept", "decline", "begin", "finish", "drop", "effect"]
STEPS: dict[Step, tuple[Any, str]] = {
    "accept": (proposals.accept_recommendation, "answer"),
    "decline": (proposals.decline_recommendation, "answer"),
    "begin": (proposals.begin_recommendation, ""),
    "finish": (proposals.finish_recommendation, "outcome"),
    "drop": (proposals.drop_recommendation, "outcome"),
    "effect": (proposals.record_effect, "effect"),
}


class NewConsultation(Schema):
    """Advice that the caller gave. client_key: one's own UUID; the same one twice is recorded once."""

    client_key: uuid.UUID | None = None
    day: date
    kind: ConsultationKind
    minutes: int = Field(gt=0, le=1440)
    travel_minutes: int = Field(0, ge=0, le=1440)
    kilometres: int = Field(0, ge=0, le=5000)
    place: str = Field("", max_length=120)
    topics: list[Topic]
    others: str = Field("", max_length=300)
    agreed: str = Field(max_length=4000)


class ConsultationChange(Schema):
    """The fields that change."""

    day: date | None = None
    kind: ConsultationKind | None = None
    minutes: int | None = Field(None, gt=0, le=1440)
    travel_minutes: int | None = Field(None, ge=0, le=1440)
    kilometres: int | None = Field(None, ge=0, le=5000)
    place: str | None = Field(None, max_length=120)
    topics: list[Topic] | None = None
    others: str | None = Field(None, max_length=300)
    agreed: str | None = Field(None, max_length=4000)


class ConsultationOut(Schema):
    """A consultation. over_limit_minutes, over_state: what lies over the contract, and what became of it."""

    id: int
    partnership: str
    day: date
    kind: ConsultationKind
    minutes: int
    travel_minutes: int
    kilometres: int
    place: str
    topics: list[str]
    others: str
    agreed: str
    over_limit_minutes: int
    over_state: str
    is_withdrawn: bool
    recorded_at: datetime


class Consultations(Schema):
    items: list[ConsultationOut]
    next: str | None


class NewRecommendation(Schema):
    """An improvement that the caller proposes to a partnership."""

    title: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=2000)
    expected: str = Field(min_length=1, max_length=2000)
    topic: Topic
    due: date | None = None
    training: str = Field("", max_length=200)


class RecommendationStep(Schema):
    """A step, with its text: the answer, the outcome, the effect."""

    step: Step
    text: str = Field("", max_length=1000)


class RecommendationOut(Schema):
    id: int
    partnership: str
    title: str
    reason: str
    expected: str
    topic: Topic
    due: date | None
    training: str
    state: RecommendationState
    proposed_at: datetime
    answer: str
    outcome: str
    effect: str


class Recommendations(Schema):
    items: list[RecommendationOut]
    next: str | None


def _consultation(row: Consultation) -> ConsultationOut:
    return ConsultationOut(
        id=row.pk,
        partnership=row.partnership.slug,
        over_limit_minutes=row.over,
        is_withdrawn=row.withdrawn_at is not None,
        **{name: getattr(row, name) for name in OWN},
    )


def _recommendation(row: Recommendation) -> RecommendationOut:
    return RecommendationOut(
        id=row.pk,
        partnership=row.partnership.slug,
        training="; ".join(need.title for need in row.training_needs.all()),
        **{name: getattr(row, name) for name in OF_A_PROPOSAL},
    )


def _opened(request: HttpRequest, slug: str, permission: str) -> Any:
    partnership = one_of(with_task_for(request.user), slug=slug)
    require(request.user, permission, partnership)
    return partnership


@router.get(
    "/consultations",
    response=Consultations,
    summary="Consultations that the caller gave or may see",
    url_name="consultations",
    auth=Token(READ),
)
def index(
    request: HttpRequest,
    partnership: str = "",
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST_ITEMS),
) -> dict[str, Any]:
    """In the order in which they were recorded; of one partnership, if its key is given."""
    rows = consultations.visible_to(request.user).select_related("partnership")
    if partnership:
        rows = rows.filter(partnership__slug=partnership)
    page = page_of(rows, request, cursor=cursor, limit=limit, key="pk")
    return {**page, "items": [_consultation(row) for row in page["items"]]}


@router.get(
    "/consultations/{int:consultation}",
    response=ConsultationOut,
    summary="One consultation",
    url_name="consultation",
    auth=Token(READ),
)
def consultation(request: HttpRequest, consultation: int, response: HttpResponse) -> ConsultationOut:
    """One that the caller gave or may see; its ETag is its version."""
    row = get_object_or_404(
        consultations.visible_to(request.user).select_related("partnership"), pk=consultation
    )
    response.headers["ETag"] = etag(row)
    return _consultation(row)


@router.post(
    "/partnerships/{slug}/consultations",
    response={201: ConsultationOut},
    summary="Record a consultation",
    url_name="partnership-consultations",
    **CREATING,
)
@write
def record(request: HttpRequest, slug: str, body: NewConsultation) -> Written:
    """Advice that the caller gave to a partnership that they look after."""
    partnership = _opened(request, slug, "advisory.record_consultation")
    values = body.model_dump()
    key = values.pop("client_key") or uuid.uuid4()
    values["topics"] = [str(topic) for topic in values["topics"]]
    row = actions.record_consultation(partnership=partnership, client_key=key, values=values, by=request.user)
    return Written(_consultation(row), row, 201, operation_address("consultation", row.pk))


@router.patch(
    "/consultations/{int:consultation}",
    response=ConsultationOut,
    summary="Correct a consultation",
    url_name="consultation",
    **CHANGING,
)
@write
def change(request: HttpRequest, consultation: int, body: ConsultationChange) -> Written:
    """Changes the fields that are sent, until the month is submitted."""
    row = get_object_or_404(
        consultations.visible_to(request.user).select_related("partnership"), pk=consultation
    )
    require(request.user, "advisory.change_consultation", row)
    seen = seen_version(request, row)
    sent = body.model_dump(exclude_unset=True)
    values = {name: value for name, value in sent.items() if value is not None}
    if "topics" in values:
        values["topics"] = [str(topic) for topic in values["topics"]]
    row = actions.change_consultation(consultation=row, values=values, by=request.user, seen=seen)
    return Written(_consultation(row), row)


@router.get(
    "/recommendations",
    response=Recommendations,
    summary="Recommendations that the caller may see",
    url_name="recommendations",
    auth=Token(READ),
)
def proposed(
    request: HttpRequest,
    partnership: str = "",
    cursor: str = "",
    limit: int = Query(50, ge=1, le=MOST_ITEMS),
) -> dict[str, Any]:
    """In the order in which they were proposed; of one partnership, if its key is given."""
    rows = recommendations.with_training(recommendations.visible_to(request.user))
    if partnership:
        rows = rows.filter(partnership__slug=partnership)
    page = page_of(rows, request, cursor=cursor, limit=limit, key="pk")
    return {**page, "items": [_recommendation(row) for row in page["items"]]}


@router.get(
    "/recommendations/{int:recommendation}",
    response=RecommendationOut,
    summary="One recommendation",
    url_name="recommendation",
    auth=Token(READ),
)
def recommendation(request: HttpRequest, recommendation: int, response: HttpResponse) -> RecommendationOut:
    """One that the caller may see; its ETag is its version."""
    row = get_object_or_404(recommendations.visible_to(request.user), pk=recommendation)
    response.headers["ETag"] = etag(row)
    return _recommendation(row)


@router.post(
    "/partnerships/{slug}/recommendations",
    response={201: RecommendationOut},
    summary="Propose an improvement",
    url_name="partnership-recommendations",
    **CREATING,
)
@write
def propose(request: HttpRequest, slug: str, body: NewRecommendation) -> Written:
    """To a partnership that the caller looks after; its coordinators are told."""
    partnership = _opened(request, slug, "advisory.propose_recommendation")
    values = {**body.model_dump(), "topic": str(body.topic)}
    row = proposals.propose_recommendation(partnership=partnership, values=values, by=request.user)
    return Written(_recommendation(row), row, 201, operation_address("recommendation", row.pk))


@router.post(
    "/recommendations/{int:recommendation}/state",
    response=RecommendationOut,
    summary="Answer a recommendation, carry it out, drop it, or record its effect",
    url_name="recommendation-state",
    **CREATING,
)
@write
def move(request: HttpRequest, recommendation: int, body: RecommendationStep) -> Written:
    """The partnership answers; both sides say what came of it."""
    row = get_object_or_404(recommendations.visible_to(request.user), pk=recommendation)
    action, name = STEPS[body.step]
    row = action(recommendation=row, by=request.user, **({name: body.text} if name else {}))
    return Written(_recommendation(row), row)
