"""Self-assessments: begin one, its sheets and result, who may read it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.accounts import sealed
from pomost.advisory import presenting_assessment
from pomost.advisory.actions import self_assessments as actions
from pomost.advisory.forms.self_assessments import SharingForm, StartForm
from pomost.advisory.models.self_assessments import SelfAssessment
from pomost.advisory.queries import self_assessments as queries
from pomost.advisory.states import SelfAssessmentState
from pomost.advisory.views.consultations import form_page, trail
from pomost.conversations.forms import ReasonForm
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.register import with_task_for
from pomost.ui import lists
from pomost.ui.submitting import carried_out

OVERSEEN = lists.Declaration(
    name="advisory.self-assessments",
    title=gettext_lazy("Self-assessments"),
    columns=(
        lists.Column(
            "partnership",
            gettext_lazy("Partnership"),
            lambda row: row.partnership.called,
            sort=("partnership__slug",),
            link=lambda row: reverse("advisory-panel:open-self-assessment", args=[row.public_id]),
        ),
        lists.Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), sort=("state",)),
        lists.Column("started", gettext_lazy("Begun"), lambda row: row.started_at, sort=("started_at", "pk")),
        lists.Column(
            "completed",
            pgettext_lazy("when", "Completed"),
            lambda row: row.completed_at,
            sort=("completed_at", "pk"),
        ),
    ),
    order="-started",
)


def _trail(row: SelfAssessment, *further: tuple[str, str]) -> list[tuple[str, str]]:
    partnership = row.partnership
    return [
        (_("Home"), reverse("panel-panel:home")),
        (partnership.called, reverse("partnerships-panel:workspace", args=[partnership.slug])),
        (_("Self-assessments"), reverse("advisory-panel:self-assessments", args=[partnership.slug])),
        *further,
    ]


def _opened(request: HttpRequest, public_id: str) -> SelfAssessment:
    return get_object_or_404(queries.visible_to(request.user), public_id=public_id)


@login_required
@require_http_methods(["GET", "POST"])
def of_partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """A partnership's self-assessments, and a new one."""
    partnership = get_object_or_404(with_task_for(request.user), slug=slug)
    may_start = request.user.has_perm("advisory.start_self_assessment", partnership)
    rows = list(queries.visible_to(request.user).filter(partnership=partnership).order_by("-started_at"))
    if not rows and not may_start:
        raise Http404
    if request.method == "POST":
        require(request.user, "advisory.start_self_assessment", partnership)
    form = StartForm(request.POST or None, versions=queries.models_for(partnership))
    made: list[SelfAssessment] = []

    def run(values: dict[str, Any]) -> None:
        version = values["version"]
        made.append(actions.start_self_assessment(partnership=partnership, version=version, by=request.user))

    if carried_out(form, run):
        return redirect(made[0])
    context = _list_context(partnership, rows, form)
    context["may_start"] = may_start and not any(row.state == SelfAssessmentState.OPEN for row in rows)
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "advisory/self_assessment_list.html", context, status=status)


def _list_context(partnership: Partnership, rows: list[SelfAssessment], form: StartForm) -> dict[str, Any]:
    return {
        "partnership": partnership,
        "rows": rows,
        "form": form,
        "trail": [
            (_("Home"), reverse("panel-panel:home")),
            (partnership.called, reverse("partnerships-panel:workspace", args=[partnership.slug])),
            (_("Self-assessments"), ""),
        ],
    }


@login_required
@require_GET
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The result as a radar and a table, the sheets, the switches, and who opened it."""
    row = _opened(request, public_id)
    result = presenting_assessment.result_of(row)
    may_share = request.user.has_perm("advisory.share_self_assessment", row)
    context = {
        "row": row,
        "result": result,
        "sheets": queries.sheets_of(row),
        "offices": queries.organisations_for(row, request.user)
        if row.state == SelfAssessmentState.OPEN
        else [],
        "may_fill": request.user.has_perm("advisory.fill_self_assessment", row),
        "may_share": may_share,
        "sharing": SharingForm(record=row) if may_share else None,
        "may_propose": request.user.has_perm("advisory.propose_recommendation", row.partnership),
        "may_note": request.user.has_perm("advisory.note_training_need", row.partnership),
        "openings": list(sealed.openings_of(row)),
        "least": queries.LEAST_SHARING,
        "trail": _trail(row, (presenting_assessment.called(row), "")),
    }
    return TemplateResponse(request, "advisory/self_assessment.html", context)


@login_required
@require_POST
def add_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin the sheet of one's own organisation."""
    row = _opened(request, public_id)
    require(request.user, "advisory.add_sheet_to_self_assessment", row)
    chosen = forms.ModelChoiceField(presenting_assessment.members_of(row))
    try:
        organisation = chosen.clean(request.POST.get("organisation"))
        sheet = actions.add_sheet(assessment=row, organisation=organisation, by=request.user)
    except (forms.ValidationError, DomainError) as refusal:
        said = refusal.message if isinstance(refusal, DomainError) else _("Choose the member.")
        messages.error(request, said)
        return redirect(row)
    return redirect(sheet.answer_set)


@login_required
@require_POST
def share(request: HttpRequest, public_id: str) -> HttpResponse:
    """Turn the switches of sharing."""
    row = _opened(request, public_id)
    require(request.user, "advisory.share_self_assessment", row)
    form = SharingForm(request.POST, record=row)

    def run(values: dict[str, Any]) -> None:
        seen = values.pop("seen", None)
        values.pop("base", None)
        actions.share_self_assessment(assessment=row, by=request.user, seen=seen, **values)

    if carried_out(form, run):
        messages.success(request, _("Saved. You can change this at any time."))
    else:
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
    return redirect(row)


@login_required
@require_GET
def overseen(request: HttpRequest) -> HttpResponse:
    """That self-assessments exist, and when; nothing of what they say."""
    require(request.user, "conversations.oversee_conversations")
    context = {"trail": trail((_("Self-assessments"), ""))}
    rows = queries.overseen_by(request.user)
    return lists.respond(request, OVERSEEN, rows, "advisory/self_assessment_overseen.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def open_sealed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open one of one's programme with a reason; nothing of it is shown before."""
    row = get_object_or_404(queries.overseen_by(request.user), public_id=public_id)
    if request.method == "GET" and request.user.has_perm("advisory.view_self_assessment", row):
        return redirect(row)
    form = ReasonForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        actions.open_sealed_self_assessment(assessment=row, by=request.user, **values)

    if carried_out(form, run):
        return redirect(row)
    heading, back = _("Open a sealed self-assessment"), reverse("advisory-panel:overseen-self-assessments")
    lead = _("A self-assessment of the partnership “%s”.") % row.partnership.called
    button = _("Open it and tell its owners")
    return form_page(request, form, heading, back, lead=lead, button=button)
