"""What the pages for everybody and those of the panel have in common."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pomost.core import files
from pomost.core.actions.files import attach_file
from pomost.core.errors import DomainError
from pomost.partnerships import mapping, presenting, presenting_journal, road, states
from pomost.partnerships.actions.support import file_agreement
from pomost.partnerships.models.members import Membership, PartnershipDocument
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.models.support import Participation
from pomost.partnerships.queries import joining, register
from pomost.partnerships.queries.papers import AGREEMENTS
from pomost.partnerships.queries.steps import next_of
from pomost.partnerships.states import PRESENT, PartnershipState
from pomost.ui import lists
from pomost.ui.submitting import status_of

REGIONS = lists.Column("regions", _("Voivodeship"), presenting.region_names)
MEMBERS = lists.Column(
    "members", _("Members"), lambda row: row.member_count or None, sort=("member_count",), numeric=True
)
STATE = lists.Column("state", _("State"), lambda row: row.get_state_display(), sort=("state",))


def with_all(choices: Any) -> list[tuple[str, Any]]:
    """The choices of a filter behind one that narrows nothing."""
    return [("", _("all")), *choices]


def state_field() -> forms.ChoiceField:
    """The filter by state."""
    return forms.ChoiceField(label=_("State"), choices=with_all(PartnershipState.choices), required=False)


def shown(partnership: Partnership, *, at_work: bool = False) -> dict[str, Any]:
    """What the public page and the workspace say of a partnership; at_work: for those with a task in it."""
    members = presenting.members_of(partnership)
    claims = register.claims_on_the_page(partnership)
    area = presenting.area_of(partnership, members)
    same_ground = register.on_the_same_ground(partnership, members.ground)
    return {
        "partnership": partnership,
        "summary": presenting.summary_of(partnership, members),
        "road": road.road_of(partnership),
        "members": members,
        "counts": presenting.counts_of(partnership, claims),
        "area": area,
        "map": mapping.of_partnership(partnership, members, area, shares=bool(same_ground)),
        "ties": register.ties_of(partnership),
        "same_ground": same_ground,
        "papers": presenting.papers_of(partnership, claims, at_work=at_work),
        "lines": presenting.money_of(partnership),
        "support": presenting.support_of(partnership),
    }


def trail_in(partnership: Partnership, here: str = "") -> list[tuple[str, str]]:
    """Breadcrumbs to a partnership's workspace, or to a page of it."""
    own = reverse("partnerships-panel:workspace", args=[partnership.slug])
    return [
        (gettext("Home"), reverse("panel-panel:home")),
        (gettext("Partnerships"), reverse("partnerships-panel:index")),
        (partnership.called, own if here else ""),
        *([(here, "")] if here else []),
    ]


def _back(partnership: Partnership, back: Any) -> str:
    """The page to which one goes back: a name of the workspace's pages, a participation or a paper."""
    if isinstance(back, PartnershipDocument):
        return reverse("partnerships-panel:paper", args=[partnership.slug, back.pk])
    if isinstance(back, Participation):
        return reverse("partnerships-panel:participation", args=[partnership.slug, back.pk])
    return reverse(f"partnerships-panel:{back}", args=[partnership.slug])


def form_page(
    request: HttpRequest,
    partnership: Partnership,
    form: forms.Form,
    heading: str,
    *,
    lead: str = "",
    back: Any = "workspace",
    button: str = "",
) -> HttpResponse:
    """A page of the workspace that is one form."""
    context = {
        "form": form,
        "heading": heading,
        "lead": lead,
        "button": button or gettext("Save"),
        "back": _back(partnership, back),
        "trail": trail_in(partnership, heading),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


def question_page(
    request: HttpRequest, partnership: Partnership, heading: str, *, button: str, back: str = "workspace"
) -> HttpResponse:
    """A page that asks once more before something goes."""
    context = {
        "form": forms.Form(),
        "heading": heading,
        "button": button,
        "is_danger": True,
        "back": _back(partnership, back),
        "trail": trail_in(partnership, heading),
    }
    return TemplateResponse(request, "form_panel.html", context)


def kept(upload: Any) -> Any:
    """Keep an upload, before the action and outside its transaction; what is wrong is said at its field."""
    try:
        return files.keep(upload.file, upload.name)
    except DomainError as refusal:
        raise DomainError(refusal.message, fields={"upload": refusal.message}) from None


def kept_file(kind: str, owner_id: int, values: dict[str, Any], by: Any) -> None:
    """Keep an upload and attach it to its owner. values: upload, title, language, accessibility."""
    upload = values.pop("upload")
    blob = kept(upload)
    attach_file(owner_kind=kind, owner_id=str(owner_id), blob=blob, name=upload.name, by=by, about=values)


def filed_agreement(participation: Participation, values: dict[str, Any], by: Any) -> None:
    """File an agreement together with its file, or neither."""
    upload = values.pop("upload")
    about = {name: values.pop(name) for name in ("language", "accessibility")}
    blob = kept(upload) if upload is not None else None
    with transaction.atomic():
        agreement = file_agreement(participation=participation, values=values, by=by)
        if blob is not None:
            owner = {"owner_kind": AGREEMENTS, "owner_id": str(agreement.pk)}
            attach_file(**owner, blob=blob, name=upload.name, by=by, about=about)


def at_work(partnership: Partnership, user: Any) -> dict[str, Any]:
    """What only the workspace shows: next steps, moves, what changed since the last visit, support asked."""
    since = getattr(user, "last_visit_at", None) or timezone.now() - timedelta(days=14)
    may_move = user.has_perm("partnerships.move_partnership", partnership)
    moves = [move for move in states.PARTNERSHIP.transitions if move.is_open_from(partnership.state)]
    return {
        "steps": [
            {
                "title": step.title,
                "url": reverse("partnerships-panel:steps", args=[partnership.slug]),
                "note": str(step.assigned_to or gettext("nobody does it now")),
                "on": step.due,
                "now": step.assigned_to_id == user.pk,
            }
            for step in next_of(partnership)
        ],
        "may_plan": user.has_perm("partnerships.plan_steps", partnership),
        "may_publish": user.has_perm("partnerships.publish_partnership", partnership),
        "may_invite": user.has_perm("partnerships.invite_members", partnership),
        "may_ask": user.has_perm("partnerships.ask_for_support", partnership),
        "moves": [(move.name, states.MOVES[move.name]) for move in moves] if may_move else [],
        "participations": list(partnership.participations.all()),
        "news": presenting_journal.news_of(partnership, user, since),
        "since": since,
    }


def introduced(membership: Membership) -> dict[str, Any]:
    """What whoever is asked to join learns of the partnership: members, subject, ground, the letter.

    Of an invitation that was withdrawn, declined or is over, only what became of it.
    """
    said: dict[str, Any] = {"membership": membership, "partnership": membership.partnership}
    said |= {"letter": joining.letter_of(membership), "is_told": membership.state in PRESENT}
    if not said["is_told"]:
        return said
    partnership = register.for_a_page(Partnership.objects.filter(pk=membership.partnership_id)).get()
    members = presenting.members_of(partnership)
    return {
        **said,
        "partnership": partnership,
        "members": members,
        "summary": presenting.summary_of(partnership, members),
        "map": mapping.of_partnership(partnership, members, None, shares=False),
    }
