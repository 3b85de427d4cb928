"""Memberships: read, invited, entered, changed, answered, withdrawn, left."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router

from pomost.core.api import MOST_ITEMS, one_of, page_of
from pomost.core.api_access import READ, Token
from pomost.core.api_writes import CHANGING, CREATING, Written, etag, operation_address, seen_version, write
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations.exports import permanent_address
from pomost.partnerships import choosing
from pomost.partnerships.actions import invitations
from pomost.partnerships.actions import members as actions
from pomost.partnerships.api import finding, shapes
from pomost.partnerships.models.members import Membership
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries import joining, register
from pomost.partnerships.states import MembershipState

router = Router(tags=["partnerships"])
ALL = "/partnerships/{slug}/memberships"
ONE = f"{ALL}/{{int:membership}}"
SAID_OF_INVITED = {"organisation", "unit", "invite", "role"}
OWN = (
    "role", "sector", "state", "pays", "share_percent", "share_amount", "currency", "joined", "left",
    "source", "source_url", "certainty",
)  # fmt: skip


def _shown(row: Membership) -> shapes.MembershipWhole:
    letter = next((each for each in row.invitations.all() if each.closed_at is None), None)
    return shapes.MembershipWhole(
        id=row.pk,
        partnership=row.partnership.slug,
        organisation=row.organisation.slug,
        organisation_address=permanent_address(row.organisation),
        name=row.organisation.name,
        joined_by=row.joined_by.slug if row.joined_by else None,
        answer_until=letter.expires_at if letter else None,
        **{name: getattr(row, name) for name in OWN},
    )


def _answer(pk: int, status: int = 200) -> Written:
    row = joining.whole(Membership.objects.all()).get(pk=pk)
    where = operation_address("membership", row.partnership.slug, pk) if status == 201 else ""
    return Written(_shown(row), row, status, where)


def _one(request: HttpRequest, slug: str, pk: int, permission: str) -> Membership:
    """A membership that the caller may see: 404 else, 403 without the right to it or its partnership."""
    rows = joining.whole(joining.memberships_open_to(request.user))
    row = get_object_or_404(rows, pk=pk, partnership__in=Partnership.objects.filter(slug=slug))
    is_of_it = permission in ("answer_invitation", "end_membership")
    require(request.user, f"partnerships.{permission}", row if is_of_it else row.partnership)
    return row


@router.get(ALL, response=shapes.Memberships, summary="Memberships", url_name="memberships", auth=Token(READ))
def memberships(
    request: HttpRequest, slug: str, cursor: str = "", limit: int = Query(50, ge=1, le=MOST_ITEMS)
) -> dict[str, Any]:
    """Everybody who is or was in a partnership or was asked, for those with a task in it."""
    partnership = one_of(register.with_task_for(request.user), slug=slug)
    rows = joining.whole(Membership.objects.filter(partnership=partnership))
    page = page_of(rows, request, cursor=cursor, limit=limit, key="pk")
    return page | {"items": [_shown(row) for row in page["items"]]}


@router.get(
    ONE, response=shapes.MembershipWhole, summary="One membership", url_name="membership", auth=Token(READ)
)
def membership(
    request: HttpRequest, slug: str, membership: int, response: HttpResponse
) -> shapes.MembershipWhole:
    """For those with a task in the partnership, and for those who act for the organisation."""
    rows = joining.whole(joining.memberships_open_to(request.user))
    row = get_object_or_404(rows, pk=membership, partnership__in=Partnership.objects.filter(slug=slug))
    response.headers["ETag"] = etag(row)
    return _shown(row)


@router.post(
    ALL,
    response={201: shapes.MembershipWhole},
    summary="Invite or enter a member",
    url_name="memberships",
    **CREATING,
)
@write
def add_membership(request: HttpRequest, slug: str, body: shapes.NewMembership) -> Written:
    """With `invite` a letter goes out and the organisation answers; without it a paper or a source says
    that it joined.
    """
    right = "invite_members" if body.invite else "change_partnership"
    partnership = finding.opened(request, slug, f"partnerships.{right}")
    whom = _meant(body)
    if body.invite is not None:
        return _invited(request, partnership, whom, body)
    if whom.organisation is None:
        text = _("The local government of this unit is not in the register of organisations yet. Invite it.")
        raise DomainError(text, fields={"unit": text})
    values = _words(partnership, body, without={"organisation", "unit", "invite"})
    made = actions.add_member(
        partnership=partnership, organisation=whom.organisation, values=values, by=request.user
    )
    return _answer(made.pk, 201)


def _meant(body: shapes.NewMembership) -> choosing.Candidate:
    """Whom the body names. Raises DomainError unless it names one, in one way."""
    if (body.organisation is None) == (body.unit is None):
        text = _("Name an organisation or a unit, one of the two.")
        raise DomainError(text, fields={"organisation": text})
    if body.organisation is not None:
        return choosing.of_organisation(finding.organisation(body.organisation, "organisation"))
    unit = finding.unit(str(body.unit), "unit")
    return choosing.picked([unit.key])[0]


def _invited(
    request: HttpRequest, partnership: Partnership, whom: choosing.Candidate, body: shapes.NewMembership
) -> Written:
    further = sorted(body.model_fields_set - SAID_OF_INVITED)
    if further or body.invite is None:
        text = _("Of somebody who is invited only the role is said.")
        raise DomainError(text, fields=dict.fromkeys(further, text))
    wanted = invitations.Wanted(
        field="unit" if body.unit is not None else "organisation",
        email=body.invite.email,
        role=body.role,
        organisation=whom.organisation,
        unit=whom.unit,
    )
    made = invitations.invite_members(
        partnership=partnership,
        wanted=[wanted],
        message=body.invite.message,
        language=body.invite.language,
        by=request.user,
    )
    return _answer(made[0].pk, 201)


def _words(
    partnership: Partnership, body: shapes.MembershipWords, without: set[str] | None = None
) -> dict[str, Any]:
    values = body.model_dump(exclude_unset=True, exclude=without)
    if values.get("joined_by") is not None:
        values["joined_by"] = finding.paper(partnership, values["joined_by"], "joined_by")
    if values.get("sector", "") is None:
        del values["sector"]
    return values


@router.patch(
    ONE,
    response=shapes.MembershipWhole,
    summary="Change what is known of a member",
    url_name="membership",
    **CHANGING,
)
@write
def change_membership(
    request: HttpRequest, slug: str, membership: int, body: shapes.MembershipWords
) -> Written:
    """Changes the fields that are sent."""
    row = _one(request, slug, membership, "change_partnership")
    seen = seen_version(request, row)
    values = _words(row.partnership, body)
    actions.change_membership(membership=row, values=values, by=request.user, seen=seen)
    return _answer(row.pk)


@router.post(
    f"{ONE}/answer",
    response=shapes.MembershipWhole,
    summary="Answer an invitation",
    url_name="membership-answer",
    **CREATING,
)
@write
def answer_invitation(request: HttpRequest, slug: str, membership: int, body: shapes.Answer) -> Written:
    """Yes or no, by those who act for the invited organisation."""
    row = _one(request, slug, membership, "answer_invitation")
    if body.answer == "yes":
        invitations.confirm_membership(membership=row, by=request.user)
    else:
        invitations.decline_membership(membership=row, reason=body.reason, by=request.user)
    return _answer(row.pk)


@router.post(
    f"{ONE}/letter",
    response=shapes.MembershipWhole,
    summary="Send an invitation again",
    url_name="membership-letter",
    **CREATING,
)
@write
def send_again(request: HttpRequest, slug: str, membership: int, body: shapes.Letter) -> Written:
    """A new letter to who has not answered yet, declined or let the days pass; the earlier link ends."""
    row = _one(request, slug, membership, "invite_members")
    is_open = row.state == MembershipState.INVITED
    action = invitations.send_invitation_again if is_open else invitations.invite_member_again
    action(membership=row, values=body.model_dump(), by=request.user)
    return _answer(row.pk)


@router.post(
    f"{ONE}/withdraw",
    response=shapes.MembershipWhole,
    summary="Withdraw an invitation",
    url_name="membership-withdraw",
    **CREATING,
)
@write
def withdraw_invitation(request: HttpRequest, slug: str, membership: int) -> Written:
    """Takes an open invitation back; its link leads nowhere."""
    row = _one(request, slug, membership, "invite_members")
    invitations.withdraw_membership(membership=row, by=request.user)
    return _answer(row.pk)


@router.post(
    f"{ONE}/leave",
    response=shapes.MembershipWhole,
    summary="Let a member leave",
    url_name="membership-leave",
    **CREATING,
)
@write
def leave(request: HttpRequest, slug: str, membership: int, body: shapes.Leaving) -> Written:
    """A member leaves; it stays among the earlier ones."""
    row = _one(request, slug, membership, "end_membership")
    actions.leave_partnership(membership=row, left=body.left, reason=body.reason, by=request.user)
    return _answer(row.pk)
