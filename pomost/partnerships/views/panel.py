"""The panel's pages of a partnership: the list, its workspace, its members, what happened."""

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

from pomost.accounts.roles import Role
from pomost.core.documents import pdf
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.partnerships import presenting, timeline
from pomost.partnerships.actions import members as actions
from pomost.partnerships.actions.timeline import add_timeline_entry, remove_timeline_entry
from pomost.partnerships.forms.members import EntryForm, MembershipForm
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.panels import panels_of
from pomost.partnerships.queries import people, register
from pomost.partnerships.state_sheet import card_of
from pomost.partnerships.states import EVER
from pomost.partnerships.views import parts
from pomost.partnerships.views.parts import trail_in
from pomost.ui import lists
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out


class WorkspaceFilters(lists.FilterForm):
    """Filters of the list."""

    state = parts.state_field()

    def narrow(self, rows: Any, values: dict[str, Any]) -> Any:
        return rows.filter(state=values["state"]) if "state" in values else rows


OWN = lists.Declaration(
    name="partnerships.own",
    title=gettext_lazy("Partnerships"),
    columns=(
        lists.Column(
            "name",
            gettext_lazy("Partnership"),
            lambda row: row.spoken_name.text,
            sort=("name__pl", "slug"),
            link=lambda row: reverse("partnerships-panel:workspace", args=[row.slug]),
            note=lambda row: _("demonstration") if row.is_invented else presenting.leader_of(row),
        ),
        parts.REGIONS,
        parts.MEMBERS,
        parts.STATE,
        lists.Column("changed", gettext_lazy("Changed"), lambda row: row.updated_at, sort=("updated_at",)),
    ),
    filters=WorkspaceFilters,
    find=register.holding,
    order="name",
)


def opened(request: HttpRequest, slug: str, permission: str) -> Partnership:
    """The partnership of this address, 404 without a task in it, 403 without the right asked for."""
    partnership = get_object_or_404(register.with_task_for(request.user), slug=slug)
    require(request.user, permission, partnership)
    return partnership


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The partnerships in which the reader has a task."""
    rows = register.with_columns(register.with_task_for(request.user))
    context = {
        "may_start": request.user.has_perm("partnerships.begin_partnership"),
        "trail": [(_("Home"), reverse("panel-panel:home")), (_("Partnerships"), "")],
    }
    return lists.respond(request, OWN, rows, "partnerships/partnership_own.html", context)


@login_required
@require_GET
def workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything of a partnership in one place, with the way to change it and those who help."""
    rows = register.for_a_page(register.with_task_for(request.user))
    partnership = get_object_or_404(rows, slug=slug)
    require(request.user, "partnerships.open_workspace_of_partnership", partnership)
    may_change = request.user.has_perm("partnerships.change_partnership", partnership)
    entries = timeline.entries_of(partnership, request.user)
    helpers = people.people_of(partnership, (Role.CONSULTANT, Role.COORDINATOR))
    context = {
        **parts.shown(partnership, at_work=True),
        "timeline": timeline.with_ways_out(partnership, entries) if may_change else entries,
        "caretakers": [each for each in helpers if each.role == Role.CONSULTANT],
        "coordinators": [each for each in helpers if each.role == Role.COORDINATOR],
        "may_change": may_change,
        "panels": panels_of(partnership, request.user),
        **parts.at_work(partnership, request.user),
        "trail": trail_in(partnership),
    }
    return TemplateResponse(request, "partnerships/partnership_workspace.html", context)


@login_required
@require_GET
def state_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The state of a partnership on one page, as PDF: for a council, a visit, a hand-over."""
    rows = register.for_a_page(register.with_task_for(request.user))
    partnership = get_object_or_404(rows, slug=slug)
    require(request.user, "partnerships.open_workspace_of_partnership", partnership)
    answer = HttpResponse(pdf.render(card_of(partnership, request.user)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{partnership.slug}.pdf"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def change_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is known of a member: role, sector, since when, what it pays."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    rows = partnership.memberships.filter(state__in=EVER).select_related("organisation")
    membership = get_object_or_404(rows, pk=pk)
    form = MembershipForm(request.POST or None, record=membership, partnership=partnership)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.change_membership(membership=membership, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("partnerships-panel:workspace", slug)
    name = str(membership.organisation)
    return parts.form_page(request, partnership, form, _("Member: %s") % name)


@login_required
@require_http_methods(["GET", "POST"])
def add_entry(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down something that happened to the partnership."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    form = EntryForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        add_timeline_entry(partnership=partnership, values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("It stands in the timeline now."))
        return redirect("partnerships-panel:workspace", slug)
    return parts.form_page(request, partnership, form, _("What happened?"))


@login_required
@require_http_methods(["GET", "POST"])
def remove_entry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once more, then take an entry out of the timeline."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    entry = get_object_or_404(partnership.timeline_entries, pk=pk)
    if request.method == "POST":
        try:
            remove_timeline_entry(entry=entry, by=request.user)
        except DomainError as refusal:
            messages.info(request, refusal.message)
        else:
            messages.success(request, _("Removed. The journal keeps what it said."))
        return redirect("partnerships-panel:workspace", slug)
    context = {
        "partnership": partnership,
        "entry": entry,
        "trail": trail_in(partnership, _("Remove an entry")),
    }
    return TemplateResponse(request, "partnerships/entry_remove.html", context)
