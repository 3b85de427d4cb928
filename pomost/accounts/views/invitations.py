"""Invitations in the panel: who was invited, sending one anew, withdrawing it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pomost.accounts import queries
from pomost.accounts.actions import accounts as actions
from pomost.accounts.models.invitations import Invitation
from pomost.accounts.views.accounts import trail
from pomost.core import access
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.ui import lists
from pomost.ui.submitting import carried_out, status_of


class InvitationFilters(lists.FilterForm):
    """Filters of the list of invitations."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            ("open", pgettext_lazy("invitation", "waits for an answer")),
            ("accepted", pgettext_lazy("invitation", "accepted")),
            ("withdrawn", pgettext_lazy("invitation", "withdrawn")),
            ("over", pgettext_lazy("invitation", "ran out")),
        ],
    )

    def narrow(self, rows: QuerySet[Invitation], values: dict[str, Any]) -> QuerySet[Invitation]:
        now = timezone.now()
        waiting = Q(accepted_at=None, withdrawn_at=None)
        meaning = {
            "open": waiting & Q(expires_at__gt=now),
            "accepted": Q(accepted_at__isnull=False),
            "withdrawn": Q(withdrawn_at__isnull=False),
            "over": waiting & Q(expires_at__lte=now),
        }
        return rows.filter(meaning[values["outcome"]]) if "outcome" in values else rows


INVITATIONS = lists.Declaration(
    name="accounts.invitations",
    title=gettext_lazy("Invitations"),
    columns=(
        lists.Column(
            "email",
            gettext_lazy("E-mail address"),
            str,
            sort=("email",),
            link=lambda row: reverse("accounts-panel:invitation", args=[row.pk]),
        ),
        lists.Column("name", gettext_lazy("First name and surname"), lambda row: row.name, sort=("name",)),
        lists.Column("role", gettext_lazy("Role"), lambda row: row.get_role_display(), sort=("role",)),
        lists.Column("invited", gettext_lazy("Invited"), lambda row: row.invited_at, sort=("invited_at",)),
        lists.Column("by", pgettext_lazy("invitation", "By"), lambda row: row.invited_by),
        lists.Column("until", gettext_lazy("Valid until"), lambda row: row.expires_at, sort=("expires_at",)),
        lists.Column("outcome", gettext_lazy("What became of it"), lambda row: row.outcome),
    ),
    filters=InvitationFilters,
    search=("email", "name"),
    order="-invited",
)


def _here(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return trail((_("Invitations"), reverse("accounts-panel:invitations") if further else ""), *further)


def _opened(request: HttpRequest, pk: int) -> Invitation:
    found = get_object_or_404(queries.invitations_for(request.user), pk=pk)
    require(request.user, "accounts.withdraw_invitation", found)
    access.about(request, found)
    return found


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who was invited to what the reader runs, newest first."""
    require(request.user, "accounts.invite_account")
    rows = queries.invitations_for(request.user)
    return lists.respond(request, INVITATIONS, rows, "accounts/invitation_list.html", {"trail": _here()})


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An invitation, what became of it, and what can be done about it."""
    found = _opened(request, pk)
    scope = queries.scope_labels([found]).get((found.scope_kind, found.scope_id), "")
    context = {"invitation": found, "scope": scope, "trail": _here((found.email, ""))}
    return TemplateResponse(request, "accounts/invitation_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then make the link of the invitation worthless."""
    found = _opened(request, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if carried_out(form, lambda _values: actions.withdraw_invitation(invitation=found, by=request.user)):
        messages.success(request, _("The invitation is withdrawn: its link no longer works."))
        return redirect("accounts-panel:invitations")
    back = reverse("accounts-panel:invitation", args=[pk])
    context = {
        "form": form,
        "heading": _("Withdraw the invitation"),
        "lead": _("%s got a letter with a link. The link stops working at once.") % found.email,
        "button": _("Withdraw the invitation"),
        "is_danger": True,
        "back": back,
        "trail": _here((found.email, back), (_("Withdraw the invitation"), "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the invitation anew, with a new link."""
    found = _opened(request, pk)
    try:
        actions.renew_invitation(invitation=found, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("accounts-panel:invitation", pk)
    messages.success(request, _("The invitation is on its way. The link in it works for 14 days."))
    return redirect("accounts-panel:invitations")
