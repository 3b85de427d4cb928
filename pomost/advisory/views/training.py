"""Training needs: the list, one of them, noting one, closing one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pomost.advisory import presenting
from pomost.advisory.actions import training as actions
from pomost.advisory.forms.training import ClosingForm, TrainingFilters, TrainingNeedForm
from pomost.advisory.models.training import TrainingNeed
from pomost.advisory.queries import consultations, self_assessments
from pomost.advisory.queries import training as queries
from pomost.advisory.states import TrainingNeedState
from pomost.advisory.views.consultations import form_page, trail
from pomost.core.permissions import require
from pomost.ui import lists
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out

NEEDS = lists.Declaration(
    name="advisory.training",
    title=gettext_lazy("Training needs"),
    columns=(
        lists.Column(
            "training",
            gettext_lazy("Training"),
            lambda row: row.title,
            sort=("title",),
            link=lambda row: row.get_absolute_url(),
            note=lambda row: row.get_topic_display(),
        ),
        lists.Column(
            "partnership",
            gettext_lazy("Partnership"),
            lambda row: row.partnership.called,
            sort=("partnership__slug",),
        ),
        lists.Column("source", gettext_lazy("Out of"), lambda row: presenting.source_of(row)),
        lists.Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), sort=("state",)),
        lists.Column("noted", gettext_lazy("Noted"), lambda row: row.noted_at, sort=("noted_at", "pk")),
        lists.Column(
            "outcome", pgettext_lazy("advice", "What came of it"), lambda row: row.outcome, shown=False
        ),
    ),
    filters=TrainingFilters,
    search=("title", "partnership__slug"),
    order="-noted",
)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Training that advice and self-assessments show to be needed, so that trainings can be planned."""
    context = {"trail": trail((_("Training needs"), ""))}
    rows = queries.visible_to(request.user)
    return lists.respond(request, NEEDS, rows, "advisory/training_list.html", context)


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One training need."""
    rows = queries.visible_to(request.user)
    row = get_object_or_404(rows.select_related("consultation", "recommendation", "self_assessment"), pk=pk)
    context = {
        "row": row,
        "source": presenting.source_of(row),
        "may_open_source": queries.may_open_source(request.user, row),
        "may_close": row.state == TrainingNeedState.OPEN
        and request.user.has_perm("advisory.close_training_need", row),
        "trail": trail((_("Training needs"), reverse("advisory-panel:training")), (row.title, "")),
    }
    return TemplateResponse(request, "advisory/training_need.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def note_of_consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a training need that showed in a consultation."""
    rows = consultations.visible_to(request.user).select_related("partnership")
    row = get_object_or_404(rows, pk=pk)
    initial = {"topic": row.topics[0] if row.topics else ""}
    back = reverse("advisory-panel:consultation", args=[pk])
    return _noted(request, {"consultation": row}, back, initial)


@login_required
@require_http_methods(["GET", "POST"])
def note_of_assessment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note a training need that a self-assessment shows; its title leaves the seal."""
    row = get_object_or_404(self_assessments.visible_to(request.user), public_id=public_id)
    lead = _(
        "Your self-assessment stays sealed. This one line is read by your consultant and by the programme, "
        "so that trainings can be planned."
    )
    return _noted(request, {"self_assessment": row}, row.get_absolute_url(), lead=lead)


def _noted(
    request: HttpRequest,
    source: dict[str, Any],
    back: str,
    initial: dict[str, Any] | None = None,
    *,
    lead: str = "",
) -> HttpResponse:
    partnership = next(iter(source.values())).partnership
    require(request.user, "advisory.note_training_need", partnership)
    form = TrainingNeedForm(request.POST or None, initial=initial)

    def run(values: dict[str, Any]) -> None:
        actions.note_training_need(partnership=partnership, values={**values, **source}, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Noted. It stands in the list of training needs."))
        return redirect(back)
    return form_page(request, form, _("Note a training need"), back, lead=lead, button=_("Note it"))


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Met by a training, or dropped with a reason."""
    row: TrainingNeed = get_object_or_404(queries.visible_to(request.user), pk=pk)
    require(request.user, "advisory.close_training_need", row)
    form = ClosingForm(request.POST or None, record=row)

    def run(values: dict[str, Any], seen: int | None) -> None:
        is_met = values["answer"] == TrainingNeedState.MET
        action = actions.meet_training_need if is_met else actions.drop_training_need
        action(need=row, outcome=values["outcome"], seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Written down."))
        return redirect(row)
    heading, back = _("Close the training need"), row.get_absolute_url()
    crumbs = trail(
        (_("Training needs"), reverse("advisory-panel:training")), (row.title, back), (heading, "")
    )
    return form_page(request, form, heading, back, lead=row.title, trail=crumbs)
