"""The support of programmes: asked for, decided, ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router

from pomost.core.api import one_of
from pomost.core.api_access import READ, Token
from pomost.core.api_writes import CREATING, Written, etag, operation_address, write
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.partnerships.actions import support as actions
from pomost.partnerships.api import finding, shapes
from pomost.partnerships.models.support import Participation
from pomost.partnerships.queries import register, support

router = Router(tags=["partnerships"])
ONE = "/partnerships/{slug}/participations/{int:participation}"
OWN = ("state", "asked_for", "asked_on", "decided_on", "ended_on", "reason")
DECISIONS = {
    "admit": actions.admit_partnership,
    "decline": actions.decline_partnership,
    "end": actions.end_participation,
}


def _shown(row: Participation) -> shapes.ParticipationOut:
    return shapes.ParticipationOut(
        id=row.pk,
        partnership=row.partnership.slug,
        programme=row.programme.slug,
        **{name: getattr(row, name) for name in OWN},
    )


def _one(request: HttpRequest, slug: str, pk: int, permission: str) -> Participation:
    partnership = one_of(register.with_task_for(request.user), slug=slug)
    row = get_object_or_404(support.whole(partnership), pk=pk)
    require(request.user, permission, row)
    return row


@router.get(
    ONE,
    response=shapes.ParticipationOut,
    summary="The support of a programme",
    url_name="participation",
    auth=Token(READ),
)
def participation(
    request: HttpRequest, slug: str, participation: int, response: HttpResponse
) -> shapes.ParticipationOut:
    """What was asked and decided, for those with a task in the partnership."""
    row = _one(request, slug, participation, "partnerships.view_participation")
    response.headers["ETag"] = etag(row)
    return _shown(row)


@router.post(
    "/partnerships/{slug}/participations",
    response={201: shapes.ParticipationOut},
    summary="Ask a programme for support",
    url_name="participations",
    **CREATING,
)
@write
def ask_for_support(request: HttpRequest, slug: str, body: shapes.NewRequest) -> Written:
    """Asks a running programme; its people answer with a reason."""
    partnership = finding.opened(request, slug, "partnerships.ask_for_support")
    programme = support.open_to(partnership).filter(slug=body.programme).first()
    if programme is None:
        text = _("This programme takes no partnership in now, or it was asked already.")
        raise DomainError(text, fields={"programme": text})
    row = actions.ask_for_support(
        partnership=partnership, programme=programme, asked_for=body.asked_for, by=request.user
    )
    return Written(_shown(row), row, 201, operation_address("participation", slug, row.pk))


@router.post(
    f"{ONE}/decision",
    response=shapes.ParticipationOut,
    summary="Decide on the support",
    url_name="participation-decision",
    **CREATING,
)
@write
def decide(request: HttpRequest, slug: str, participation: int, body: shapes.Decision) -> Written:
    """Takes the partnership in, declines it or ends the support; for the programme's people."""
    row = _one(request, slug, participation, "partnerships.decide_participation")
    made = DECISIONS[body.decision](participation=row, reason=body.reason, by=request.user)
    return Written(_shown(made), made)
