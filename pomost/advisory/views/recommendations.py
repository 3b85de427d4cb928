"""Recommendations: proposing, answering, carrying out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.advisory import presenting
from pomost.advisory.actions import recommendations as actions
from pomost.advisory.forms.recommendations import (
    AnswerForm,
    EffectForm,
    OutcomeForm,
    RecommendationFilters,
    RecommendationForm,
)
from pomost.advisory.models.recommendations import Recommendation
from pomost.advisory.queries import consultations, recommendations
from pomost.advisory.states import ALIVE, RecommendationState
from pomost.advisory.views.consultations import form_page, opened, trail
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.ui import lists
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out

PARTNERSHIP = lists.Column(
    "partnership",
    gettext_lazy("Partnership"),
    lambda row: row.partnership.called,
    sort=("partnership__slug",),
)
OWN = lists.Declaration(
    name="advisory.recommendations",
    title=gettext_lazy("Recommendations"),
    columns=(
        lists.Column(
            "title",
            gettext_lazy("What is proposed"),
            lambda row: row.title,
            sort=("title",),
            link=lambda row: reverse("advisory-panel:recommendation", args=[row.pk]),
            note=lambda row: row.get_topic_display(),
        ),
        PARTNERSHIP,
        lists.Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), sort=("state",)),
        lists.Column(
            "due",
            gettext_lazy("By when"),
            lambda row: row.due if row.state in (RecommendationState.PROPOSED, *ALIVE) else None,
            sort=("due",),
            look="conversations/due_cell.html",
        ),
        lists.Column(
            "proposed", gettext_lazy("Proposed"), lambda row: row.proposed_at, sort=("proposed_at", "pk")
        ),
    ),
    filters=RecommendationFilters,
    search=("title", "reason", "partnership__slug"),
    order="-proposed",
)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Recommendations in the partnerships in which the reader has a task."""
    rows = recommendations.visible_to(request.user)
    context = {"trail": trail((_("Recommendations"), ""))}
    return lists.respond(request, OWN, rows, "advisory/recommendation_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose an improvement to a partnership."""
    partnership = opened(request, slug, "advisory.propose_recommendation")
    form = RecommendationForm(
        request.POST or None,
        consultations=consultations.of_partnership(partnership),
        initial={"consultation": request.GET.get("z")},
    )
    made: list[Recommendation] = []

    def run(values: dict[str, Any]) -> None:
        made.append(actions.propose_recommendation(partnership=partnership, values=values, by=request.user))

    if carried_out(form, run):
        messages.success(request, _("Proposed. The coordinators are told."))
        return redirect("advisory-panel:recommendation", made[0].pk)
    heading = _("Propose an improvement: %s") % partnership.called
    back = reverse("partnerships-panel:workspace", args=[slug])
    return form_page(request, form, heading, back, button=_("Propose"))


def _one(request: HttpRequest, pk: int, permission: str) -> Recommendation:
    row = get_object_or_404(recommendations.visible_to(request.user).select_related("consultation"), pk=pk)
    require(request.user, permission, row)
    return row


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: why, what for, what the partnership said, what came of it."""
    row = _one(request, pk, "advisory.view_recommendation")
    context = {
        "row": row,
        "steps": presenting.steps_of_recommendation(request.user, row),
        "trail": trail((_("Recommendations"), reverse("advisory-panel:recommendations")), (row.title, "")),
    }
    return TemplateResponse(request, "advisory/recommendation.html", context)


def _back(pk: int) -> str:
    return reverse("advisory-panel:recommendation", args=[pk])


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The partnership answers."""
    row = _one(request, pk, "advisory.answer_recommendation")
    form = AnswerForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        takes_up = values["answer"] == RecommendationState.ACCEPTED
        action = actions.accept_recommendation if takes_up else actions.decline_recommendation
        _with_text(action, "answer", row, values["text"], request.user)

    if carried_out(form, run):
        messages.success(request, _("Answered. Whoever proposed it is told."))
        return redirect(_back(pk))
    return form_page(request, form, _("Answer the proposal"), _back(pk), lead=row.title)


def _with_text(action: Any, name: str, row: Recommendation, text: str, by: Any) -> None:
    """Run the action; what it says of its text belongs to the form's field."""
    try:
        action(recommendation=row, by=by, **{name: text})
    except DomainError as refusal:
        fields = {"text": refusal.fields[name]} if name in refusal.fields else {}
        raise DomainError(refusal.message, fields=fields) from None


@login_required
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Work on it begins."""
    row = _one(request, pk, "advisory.carry_out_recommendation")
    try:
        actions.begin_recommendation(recommendation=row, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done."))
    return redirect(_back(pk))


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Carried out, or dropped with a reason."""
    row = _one(request, pk, "advisory.carry_out_recommendation")
    form = OutcomeForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        is_done = values["answer"] == RecommendationState.DONE
        action = actions.finish_recommendation if is_done else actions.drop_recommendation
        _with_text(action, "outcome", row, values["text"], request.user)

    if carried_out(form, run):
        messages.success(request, _("Written down."))
        return redirect(_back(pk))
    return form_page(request, form, _("What came of it?"), _back(pk), lead=row.title)


@login_required
@require_http_methods(["GET", "POST"])
def effect(request: HttpRequest, pk: int) -> HttpResponse:
    """What it changed, later."""
    row = _one(request, pk, "advisory.carry_out_recommendation")
    form = EffectForm(request.POST or None, record=row)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.record_effect(recommendation=row, seen=seen, by=request.user, **values)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect(_back(pk))
    return form_page(request, form, _("What it changed"), _back(pk), lead=row.title)
