"""Words, functional area, ties and state of a partnership."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pomost.core.errors import DomainError
from pomost.partnerships import states
from pomost.partnerships.actions import ground as actions
from pomost.partnerships.actions import partnerships as own
from pomost.partnerships.forms.ground import AreaForm, SuccessorsForm, TieForm, WordsForm
from pomost.partnerships.queries import register
from pomost.partnerships.views import parts
from pomost.partnerships.views.panel import opened
from pomost.territory.models.areas import FunctionalArea
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out


@login_required
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """What the partnership is called, what it is about."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    form = WordsForm(request.POST or None, record=partnership)

    def run(values: dict[str, Any], seen: int | None) -> None:
        own.change_partnership(partnership=partnership, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("partnerships-panel:workspace", slug)
    return parts.form_page(request, partnership, form, _("What the partnership is about"))


@login_required
@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """The functional area."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    record = partnership.functional_area or FunctionalArea(basis="declared")
    form = AreaForm(request.POST or None, record=record)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.set_functional_area(partnership=partnership, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("partnerships-panel:workspace", slug)
    return parts.form_page(request, partnership, form, _("Functional area"))


@login_required
@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what ties the partnership to another one."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    form = TieForm(request.POST or None, others=register.others_for(request.user, partnership))

    def run(values: dict[str, Any]) -> None:
        other, kind = values.pop("other"), values.pop("kind")
        actions.tie_partnerships(
            partnership=partnership, other=other, kind=kind, values=values, by=request.user
        )

    if carried_out(form, run):
        messages.success(request, _("Written down."))
        return redirect("partnerships-panel:workspace", slug)
    return parts.form_page(request, partnership, form, _("A tie to another partnership"))


@login_required
@require_http_methods(["GET", "POST"])
def untie(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once more, then take out a tie that was wrong."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    link = get_object_or_404(partnership.links.select_related("other", "partnership"), pk=pk)
    if request.method == "POST":
        actions.untie_partnerships(link=link, by=request.user)
        messages.success(request, _("Removed. The journal keeps what it said."))
        return redirect("partnerships-panel:workspace", slug)
    heading = _("Remove the tie to “%s”?") % link.other
    return parts.question_page(request, partnership, heading, button=_("Remove"))


STEPS = {"publish": own.publish_partnership, "unpublish": own.unpublish_partnership}


@login_required
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish, take back, or move the partnership on by one state."""
    partnership = opened(request, slug, "partnerships.open_workspace_of_partnership")
    name = request.POST.get("step", "")
    if name in (states.MERGE.name, states.DIVIDE.name):
        return redirect("partnerships-panel:successors", slug, name)
    try:
        if name in STEPS:
            STEPS[name](partnership=partnership, by=request.user)
        else:
            own.move_partnership(partnership=partnership, step=name, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done."))
    return redirect("partnerships-panel:workspace", slug)


@login_required
@require_http_methods(["GET", "POST"])
def successors(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """It merged into another one, or split: which partnerships follow it."""
    if name not in (states.MERGE.name, states.DIVIDE.name):
        raise Http404
    partnership = opened(request, slug, "partnerships.move_partnership")
    form = SuccessorsForm(request.POST or None, others=register.others_for(request.user, partnership))

    def run(values: dict[str, Any]) -> None:
        own.let_successors_follow(partnership=partnership, step=name, by=request.user, **values)

    if carried_out(form, run):
        messages.success(request, _("Done."))
        return redirect("partnerships-panel:workspace", slug)
    return parts.form_page(request, partnership, form, str(states.MOVES[name]))
