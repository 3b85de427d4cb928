"""Advice given: the list, recording, correcting, taking out, and hours over the limit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pomost.advisory import hours, presenting
from pomost.advisory.actions import consultations as actions
from pomost.advisory.actions import sheets
from pomost.advisory.forms.consultations import (
    ConsultationFilters,
    ConsultationForm,
    HoursForm,
    ReasonForm,
)
from pomost.advisory.models.consultations import Consultation
from pomost.advisory.queries import consultations as queries
from pomost.advisory.states import OverState
from pomost.core.permissions import require
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.register import with_task_for
from pomost.ui import lists
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, is_stale, status_of

GIVEN = lists.Declaration(
    name="advisory.consultations",
    title=gettext_lazy("Consultations"),
    columns=(
        lists.Column(
            "day",
            gettext_lazy("Day"),
            lambda row: row.day,
            sort=("day", "pk"),
            link=lambda row: reverse("advisory-panel:consultation", args=[row.pk]),
        ),
        lists.Column(
            "partnership",
            gettext_lazy("Partnership"),
            lambda row: row.partnership.called,
            sort=("partnership__slug",),
            note=lambda row: presenting.topics_of(row),
        ),
        lists.Column(
            "adviser",
            gettext_lazy("Who advised"),
            lambda row: str(row.adviser or ""),
            sort=("adviser__name",),
        ),
        lists.Column("kind", gettext_lazy("Kind"), lambda row: row.get_kind_display(), sort=("kind",)),
        lists.Column(
            "time",
            gettext_lazy("Hours"),
            lambda row: hours.said(row.minutes),
            sort=("minutes",),
            numeric=True,
        ),
        lists.Column(
            "travel",
            gettext_lazy("Travel"),
            lambda row: hours.said(row.travel_minutes) if row.travel_minutes else "",
            sort=("travel_minutes",),
            numeric=True,
            shown=False,
        ),
        lists.Column(
            "km",
            gettext_lazy("km"),
            lambda row: row.kilometres or None,
            sort=("kilometres",),
            numeric=True,
            shown=False,
        ),
        lists.Column(
            "over",
            gettext_lazy("Over the limit"),
            lambda row: presenting.over_of(row),
            sort=("over",),
        ),
        lists.Column("agreed", gettext_lazy("Agreed"), lambda row: row.agreed, shown=False),
    ),
    filters=ConsultationFilters,
    find=queries.holding,
    order="-day",
)


RECORD = "advisory/consultation_record.html"


def trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs to the room's list, and on."""
    own = reverse("advisory-panel:index") if further else ""
    return [(_("Home"), reverse("panel-panel:home")), (_("Advice"), own), *further]


def form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    back: str,
    *,
    template: str = "form_panel.html",
    **further: Any,
) -> HttpResponse:
    """A page of the room that is one form."""
    context = {
        "form": form,
        "heading": heading,
        "button": _("Save"),
        "back": back,
        "trail": trail((heading, "")),
        **further,
    }
    return TemplateResponse(request, template, context, status=status_of(form))


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Consultations that the reader gave, or that partnerships received in which the reader has a task."""
    user = request.user
    rows = queries.visible_to(user).filter(withdrawn_at__isnull=True)
    context = {
        "trail": trail(),
        "advises": user.has_perm("advisory.advise"),
        "watches": user.has_perm("advisory.watch_advisers"),
        "usage": presenting.usage_for(user),
    }
    template = "advisory/consultation_list.html"
    return lists.respond(request, GIVEN, rows, template, context, with_columns=queries.with_columns)


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Of which partnership a consultation is recorded; straight on when there is one only."""
    require(request.user, "advisory.advise")
    partnerships = list(queries.looked_after_by(request.user))
    if len(partnerships) == 1:
        return redirect("advisory-panel:record", partnerships[0].slug)
    context = {"partnerships": partnerships, "trail": trail((_("Record a consultation"), ""))}
    return TemplateResponse(request, "advisory/consultation_choose.html", context)


def opened(request: HttpRequest, slug: str, permission: str) -> Partnership:
    """The partnership of this address, 404 without a task in it, 403 without the right asked for."""
    partnership = get_object_or_404(with_task_for(request.user), slug=slug)
    require(request.user, permission, partnership)
    return partnership


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Record advice that one gave."""
    partnership = opened(request, slug, "advisory.record_consultation")
    form = ConsultationForm(request.POST or None, partnership=partnership)
    made: list[Consultation] = []

    def run(values: dict[str, Any]) -> None:
        made.append(
            actions.record_consultation(
                partnership=partnership,
                client_key=values["client_key"] or form.new_key(),
                values=presenting.words_of(values),
                steps=form.steps(),
                training=values["training"],
                by=request.user,
            )
        )

    if carried_out(form, run):
        presenting.say_recorded(request, made[0])
        return redirect("advisory-panel:consultation", made[0].pk)
    lead = presenting.warning_for(request.user, partnership)
    heading = _("Consultation: %s") % partnership.called
    further = {"lead": lead, "button": _("Record it"), "may_go_on_the_road": True}
    back = reverse("partnerships-panel:workspace", args=[slug])
    return form_page(request, form, heading, back, template=RECORD, **further)


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One consultation."""
    rows = queries.for_a_page(queries.visible_to(request.user))
    row = get_object_or_404(rows, pk=pk)
    require(request.user, "advisory.view_consultation", row)
    is_open = row.withdrawn_at is None and not queries.is_locked(row.contract, row.day)
    context = {
        "row": row,
        "topics": presenting.topics_of(row),
        "may_change": is_open and request.user.has_perm("advisory.change_consultation", row),
        "may_decide": row.over_state == OverState.RECORDED
        and request.user.has_perm("advisory.decide_hours", row),
        "over": presenting.over_of(row),
        "recommendations": row.recommendations.all(),
        "needs": row.training_needs.all(),
        "may_note": row.withdrawn_at is None
        and request.user.has_perm("advisory.note_training_need", row.partnership),
        "trail": trail((str(row), "")),
    }
    return TemplateResponse(request, "advisory/consultation.html", context)


def _own(request: HttpRequest, pk: int) -> Consultation:
    row = get_object_or_404(queries.for_a_page(queries.visible_to(request.user)), pk=pk)
    require(request.user, "advisory.change_consultation", row)
    return row


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what one recorded."""
    row = _own(request, pk)
    form = ConsultationForm(request.POST or None, partnership=row.partnership, record=row)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.change_consultation(
            consultation=row, values=presenting.words_of(values), seen=seen, by=request.user
        )

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("advisory-panel:consultation", pk)
    back = reverse("advisory-panel:consultation", args=[pk])
    return form_page(request, form, _("Correct the consultation"), back, template=RECORD)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out what was recorded by mistake."""
    row = _own(request, pk)
    form = ReasonForm(request.POST or None, label=_("Why is it taken out?"))

    def run(values: dict[str, Any]) -> None:
        actions.withdraw_consultation(consultation=row, by=request.user, **values)

    if carried_out(form, run):
        messages.success(request, _("Taken out. It counts no more."))
        return redirect("advisory-panel:consultation", pk)
    back = reverse("advisory-panel:consultation", args=[pk])
    heading = _("Take the consultation out")
    return form_page(request, form, heading, back, button=_("Take it out"), is_danger=True)


@login_required
@require_GET
def over_limit(request: HttpRequest) -> HttpResponse:
    """Hours over the limit that wait for the manager."""
    require(request.user, "advisory.watch_advisers")
    rows = list(queries.hours_to_decide(request.user))
    context = {"rows": rows, "trail": trail((_("Hours over the limit"), ""))}
    return TemplateResponse(request, "advisory/hours.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decide_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse hours over the limit."""
    row = get_object_or_404(queries.with_columns(queries.visible_to(request.user)), pk=pk)
    require(request.user, "advisory.decide_hours", row)
    if is_stale(request, row):
        return redirect(request.path)
    form = HoursForm(request.POST or None, initial={"seen": row.row_version})

    def run(values: dict[str, Any]) -> None:
        accepts = values["answer"] == OverState.ACCEPTED
        action = sheets.accept_hours_over_limit if accepts else sheets.refuse_hours_over_limit
        action(consultation=row, reason=values["reason"], by=request.user, seen=values["seen"])

    if carried_out(form, run):
        messages.success(request, _("Decided. The consultant is told."))
        return redirect("advisory-panel:hours")
    lead = presenting.about_hours(row)
    heading = _("Hours over the limit")
    return form_page(request, form, heading, reverse("advisory-panel:hours"), lead=lead)
