"""Joining: the invitation's page, the answer, the members of a partnership and what becomes of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.partnerships import choosing
from pomost.partnerships.actions import invitations as actions
from pomost.partnerships.actions.members import add_member, leave_partnership
from pomost.partnerships.forms.members import JoinerForm, LeaveForm
from pomost.partnerships.forms.starting import AnswerForm, LetterForm
from pomost.partnerships.models.members import Membership
from pomost.partnerships.queries import joining
from pomost.partnerships.states import MembershipState
from pomost.partnerships.views import parts
from pomost.partnerships.views.panel import opened, trail_in
from pomost.ui.submitting import carried_out, status_of


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of a letter leads: what is asked, of whom, and how to answer. It lets nobody in.

    Whoever acts for the organisation goes on to the answer; others learn how one becomes able to.
    """
    found = joining.by_token(token)
    if found is None:
        return TemplateResponse(request, "partnerships/invitation_over.html", status=410)
    membership = found.membership
    if request.user.has_perm("partnerships.answer_invitation", membership):
        return redirect("partnerships-panel:answer", membership.pk)
    if not found.is_open:
        return TemplateResponse(request, "partnerships/invitation_over.html", {"found": found}, status=410)
    office = membership.organisation
    context = {
        "found": found,
        "membership": membership,
        "office": office,
        "partnership": membership.partnership,
    }
    return TemplateResponse(request, "partnerships/invitation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no for the organisation; once it is answered, what was said and by whom."""
    rows = joining.memberships_of_the_offices_of(request.user)
    membership = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        if values["answer"] == "yes":
            actions.confirm_membership(membership=membership, by=request.user)
        else:
            actions.decline_membership(membership=membership, reason=values["reason"], by=request.user)

    if carried_out(form, run):
        if form.cleaned_data["answer"] == "yes":
            messages.success(request, _("Welcome: your office is a member now."))
            return redirect("partnerships-panel:workspace", membership.partnership.slug)
        messages.success(request, _("Declined. Those who asked you know it now."))
        return redirect("panel-panel:home")
    membership.refresh_from_db()
    context = {
        **parts.introduced(membership),
        "form": form,
        "is_open": membership.state == MembershipState.INVITED,
        "trail": [(_("Home"), reverse("panel-panel:home")), (_("Invitation"), "")],
    }
    return TemplateResponse(request, "partnerships/invitation_answer.html", context, status=status_of(form))


@login_required
@require_GET
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the partnership, who was asked and what they said, who was in it before."""
    partnership = opened(request, slug, "partnerships.open_workspace_of_partnership")
    context = {
        "partnership": partnership,
        "groups": choosing.asked(partnership),
        "may_change": request.user.has_perm("partnerships.change_partnership", partnership),
        "may_invite": request.user.has_perm("partnerships.invite_members", partnership),
        "own": set(joining.offices_of(request.user).values_list("pk", flat=True)),
        "trail": trail_in(partnership, _("Members")),
    }
    return TemplateResponse(request, "partnerships/partnership_members.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a member that joined by a paper, such as an annex, or as a source says."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    form = JoinerForm(request.POST or None, partnership=partnership)

    def run(values: dict[str, Any]) -> None:
        organisation = values.pop("organisation")
        add_member(partnership=partnership, organisation=organisation, values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("The member is entered."))
        return redirect("partnerships-panel:members", slug)
    lead = _("Here you write down who joined by a paper. Whoever is to decide still is invited instead.")
    return parts.form_page(request, partnership, form, _("A member joined"), lead=lead, back="members")


@login_required
@require_http_methods(["GET", "POST"])
def ask_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send the letter again, or ask once more who declined or did not answer."""
    partnership = opened(request, slug, "partnerships.invite_members")
    membership = get_object_or_404(
        partnership.memberships.select_related("organisation", "partnership"), pk=pk
    )
    last = membership.invitations.first()
    initial = {"email": last.email, "message": last.message, "language": last.language} if last else {}
    form = LetterForm(request.POST or None, initial=initial)
    is_open = membership.state == MembershipState.INVITED
    action = actions.send_invitation_again if is_open else actions.invite_member_again

    def run(values: dict[str, Any]) -> None:
        action(membership=membership, values=values, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("The letter is on its way."))
        return redirect("partnerships-panel:members", slug)
    heading = _("Ask again: %s") % membership.organisation
    return parts.form_page(request, partnership, form, heading, back="members", button=_("Send the letter"))


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once more, then take an invitation back."""
    partnership = opened(request, slug, "partnerships.invite_members")
    membership = get_object_or_404(
        partnership.memberships.select_related("organisation", "partnership"), pk=pk
    )
    if request.method == "POST":
        try:
            actions.withdraw_membership(membership=membership, by=request.user)
        except DomainError as refusal:
            messages.info(request, refusal.message)
        else:
            messages.success(request, _("The invitation is withdrawn; its link leads nowhere now."))
        return redirect("partnerships-panel:members", slug)
    heading = _("Withdraw the invitation of %s?") % membership.organisation
    return parts.question_page(request, partnership, heading, button=_("Withdraw it"), back="members")


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A member leaves: since when, and why."""
    partnership = opened(request, slug, "partnerships.open_workspace_of_partnership")
    rows = partnership.memberships.select_related("organisation", "partnership")
    membership = get_object_or_404(rows, pk=pk, state=MembershipState.CONFIRMED)
    require(request.user, "partnerships.end_membership", membership)
    form = LeaveForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        leave_partnership(membership=membership, by=request.user, **values)

    if carried_out(form, run):
        messages.success(request, _("Written down. It stays among the earlier members."))
        if request.user.has_perm("partnerships.open_workspace_of_partnership", _anew(membership)):
            return redirect("partnerships-panel:members", slug)
        return redirect("partnerships-panel:index")
    heading = _("%s leaves the partnership") % membership.organisation
    return parts.form_page(request, partnership, form, heading, back="members")


def _anew(membership: Membership) -> Any:
    return type(membership.partnership).objects.get(pk=membership.partnership_id)
