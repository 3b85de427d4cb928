"""Ways to an account: accepting an invitation, asking for one, deciding on who asks."""

import re

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from pomost.accounts import queries
from pomost.accounts.actions import account_requests
from pomost.accounts.actions.accounts import accept_invitation
from pomost.accounts.forms import AcceptForm, AskForm, RefusalForm, ScopedRoleForm
from pomost.accounts.views.accounts import trail
from pomost.core import access
from pomost.core.permissions import require
from pomost.ui.submitting import carried_out, status_of


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account of an invitation, and go on to signing in with it."""
    invitation = queries.open_invitation(token)
    if invitation is None:
        return TemplateResponse(request, "accounts/invitation_over.html", status=410)
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})

    def run(values):
        accept_invitation(invitation=invitation, by=request.user, **values)

    if carried_out(form, run):
        messages.success(request, _("Your account is ready. Sign in with it now."))
        return redirect("account_login")
    context = {"form": form, "invitation": invitation}
    return TemplateResponse(request, "accounts/invitation_accept.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an account; the answer is the same for every address. `?office=` names the office by its id."""
    form = AskForm(request.POST or None, initial={"organisation_name": _office(request.GET.get("office"))})
    if form.is_bound and form.is_valid():
        if not ratelimit.consume(request, action="ask", key=form.cleaned_data["email"].lower()):
            return TemplateResponse(request, "accounts/asked_too_often.html", status=429)
        if not form.cleaned_data["website"]:
            account_requests.ask_for_account(values=form.asked(), by=request.user)
        return redirect("accounts:asked")
    return TemplateResponse(request, "accounts/ask.html", {"form": form}, status=status_of(form))


def _office(office: str | None) -> str:
    """The name of the office that the address names, if there is one."""
    named = (
        queries.scope_names["organisation"]({office})
        if office and re.fullmatch(r"[0-9]{1,9}", office)
        else []
    )
    return named[0][1] if named else ""


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return TemplateResponse(request, "accounts/asked.html")


@login_required
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Requests for accounts on which the reader may decide."""
    require(request.user, "accounts.view_accounts")
    rows = queries.account_requests_for(request.user)
    context = {
        "waiting": rows.filter(state="asked").order_by("asked_at"),
        "decided": rows.exclude(state="asked").select_related("decided_by")[:50],
        "trail": trail((_("Requests for accounts"), "")),
    }
    return TemplateResponse(request, "accounts/account_request_list.html", context)


def _decide(request: HttpRequest, pk: int, form: forms.Form, run, texts: dict[str, str]) -> HttpResponse:
    found = get_object_or_404(queries.account_requests_for(request.user), pk=pk)
    access.about(request, found)
    require(request.user, "accounts.decide_account_request", found)
    if carried_out(form, lambda values: run(found, values)):
        messages.success(request, texts["done"])
        return redirect("accounts-panel:requests")
    back = reverse("accounts-panel:requests")
    lead = f"{found.name}, {found.function}, {found.organisation_name}"
    here = trail((_("Requests for accounts"), back), (texts["heading"], ""))
    context = {"form": form, "lead": lead, "back": back, "trail": here, **texts}
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a request with a role: an invitation goes out."""

    def run(found, values):
        account_requests.confirm_account_request(
            account_request=found, role=values["role"], scope_id=values["scope_id"], by=request.user
        )

    texts = {
        "heading": _("Confirm the request"),
        "button": _("Confirm and send the invitation"),
        "done": _("Confirmed: the invitation is on its way."),
    }
    return _decide(request, pk, ScopedRoleForm(request.POST or None, user=request.user), run, texts)


@login_required
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request with a reason."""

    def run(found, values):
        account_requests.refuse_account_request(
            account_request=found, answer=values["answer"], by=request.user
        )

    texts = {
        "heading": _("Refuse the request"),
        "button": _("Refuse and tell the person"),
        "done": _("Refused: the person gets your reason by mail."),
    }
    return _decide(request, pk, RefusalForm(request.POST or None), run, texts)
