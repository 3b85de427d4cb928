"""Accounts in the panel: list, one account, roles, closing, inviting."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pomost.accounts import queries
from pomost.accounts.actions import accounts as actions
from pomost.accounts.actions.grants import end_access, end_grant, grant_role
from pomost.accounts.forms import GrantForm, InvitationForm, ReasonForm
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.grants import RoleGrant
from pomost.core import access
from pomost.core.permissions import require
from pomost.ui import lists
from pomost.ui.submitting import carried_out, status_of


class AccountFilters(lists.FilterForm):
    """Filters of the list of accounts."""

    open = forms.ChoiceField(
        label=gettext_lazy("Can sign in"),
        required=False,
        choices=[("", gettext_lazy("all")), ("1", gettext_lazy("yes")), ("0", gettext_lazy("no"))],
    )

    def narrow(self, rows: QuerySet[Account], values: dict[str, str]) -> QuerySet[Account]:
        return rows.filter(is_active=values["open"] == "1") if "open" in values else rows


ACCOUNTS = lists.Declaration(
    name="accounts.accounts",
    title=gettext_lazy("Accounts"),
    columns=(
        lists.Column(
            "name",
            pgettext_lazy("of a person", "Name"),
            str,
            sort=("name", "email"),
            link=lambda row: reverse("accounts-panel:account", args=[row.pk]),
        ),
        lists.Column("email", gettext_lazy("E-mail address"), lambda row: row.email, sort=("email",)),
        lists.Column(
            "roles", pgettext_lazy("how many", "Roles"), lambda row: row.roles, sort=("roles",), numeric=True
        ),
        lists.Column(
            "visit",
            gettext_lazy("Last sign-in"),
            lambda row: row.last_login or _("never"),
            sort=("last_login",),
        ),
        lists.Column("open", gettext_lazy("Can sign in"), lambda row: row.is_active, sort=("is_active",)),
    ),
    filters=AccountFilters,
    search=("name", "email"),
    order="name",
)


def trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs of the panel down to the accounts, and further."""
    here = reverse("accounts-panel:accounts") if further else ""
    return [(_("Home"), reverse("panel-panel:home")), (_("Accounts"), here), *further]


def _form_page(
    request: HttpRequest, form: forms.Form, account: Account, heading: str, **more
) -> HttpResponse:
    here = (str(account), reverse("accounts-panel:account", args=[account.pk]))
    context = {"form": form, "heading": heading, "trail": trail(here, (heading, "")), "back": here[1], **more}
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The accounts that the reader may open."""
    require(request.user, "accounts.view_accounts")
    context = {
        "trail": trail(),
        "waiting": queries.account_requests_for(request.user).filter(state="asked").count(),
    }
    rows = queries.listed_for(request.user)
    return lists.respond(request, ACCOUNTS, rows, "accounts/account_list.html", context)


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An account with its roles."""
    account = get_object_or_404(queries.visible_to(request.user), pk=pk)
    access.about(request, account)
    user = request.user
    grants = queries.grants_visible_to(user, account)
    names = queries.scope_labels(grants)
    rows = [
        (grant, names.get((grant.scope_kind, grant.scope_id), ""), user.has_perm("accounts.end_role", grant))
        for grant in grants
    ]
    context = {
        "account": account,
        "current": [row for row in rows if row[0].is_in_force],
        "earlier": [row for row in rows if not row[0].is_in_force],
        "may_give": account.pk != user.pk and account.is_active,
        "may_close": account.is_active and user.has_perm("accounts.end_access", account),
        "may_reopen": not account.is_active and user.has_perm("accounts.create_account"),
        "trail": trail((str(account), "")),
    }
    return TemplateResponse(request, "accounts/account_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account a role."""
    account = get_object_or_404(queries.visible_to(request.user), pk=pk)
    access.about(request, account)
    require(request.user, "accounts.invite_account")
    form = GrantForm(request.POST or None, user=request.user)

    def run(values):
        kept = {key: values[key] for key in ("role", "scope_id", "until", "reason")}
        grant_role(account=account, by=request.user, **kept)

    if carried_out(form, run):
        messages.success(request, _("The role is given."))
        return redirect("accounts-panel:account", pk)
    return _form_page(request, form, account, _("Give a role"), button=_("Give the role"))


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role, with a reason."""
    found = get_object_or_404(
        RoleGrant.objects.filter(account__in=queries.visible_to(request.user)).select_related("account"),
        pk=pk,
    )
    require(request.user, "accounts.end_role", found)
    access.about(request, found)
    form = ReasonForm(request.POST or None)

    if carried_out(form, lambda values: end_grant(grant=found, by=request.user, reason=values["reason"])):
        messages.success(request, _("The role has ended."))
        return redirect("accounts-panel:accounts")
    lead = _("%(role)s: the right ends at once.") % {"role": found.get_role_display()}
    more = {"button": _("End the role"), "is_danger": True, "lead": lead}
    return _form_page(request, form, found.account, _("End a role"), **more)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account: all roles and sign-ins end."""
    account = get_object_or_404(queries.visible_to(request.user), pk=pk)
    access.about(request, account)
    require(request.user, "accounts.end_access", account)
    form = ReasonForm(request.POST or None)

    if carried_out(
        form, lambda values: end_access(account=account, by=request.user, reason=values["reason"])
    ):
        messages.success(request, _("The account is closed."))
        return redirect("accounts-panel:accounts")
    lead = _("All roles and sign-ins of this account end at once, and nobody can sign in with it.")
    more = {"button": _("Close the account"), "is_danger": True, "lead": lead}
    return _form_page(request, form, account, _("Close the account"), **more)


@login_required
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again, without its former roles."""
    account = get_object_or_404(queries.visible_to(request.user), pk=pk)
    access.about(request, account)
    require(request.user, "accounts.create_account")
    form = ReasonForm(request.POST or None)

    if carried_out(
        form, lambda values: actions.reopen_account(account=account, by=request.user, reason=values["reason"])
    ):
        messages.success(request, _("The account is open again; it has no roles yet."))
        return redirect("accounts-panel:account", pk)
    return _form_page(request, form, account, _("Open the account again"), button=_("Open the account again"))


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    require(request.user, "accounts.invite_account")
    form = InvitationForm(request.POST or None, user=request.user, initial={"language": "pl"})

    def run(values):
        kept = {key: values[key] for key in ("name", "language", "role", "scope_id")}
        actions.invite_account(email=values["email"], values=kept, by=request.user)

    if carried_out(form, run):
        messages.success(request, _("The invitation is on its way. The link in it works for 14 days."))
        return redirect("accounts-panel:accounts")
    context = {
        "form": form,
        "heading": _("Invite somebody"),
        "button": _("Send the invitation"),
        "back": reverse("accounts-panel:accounts"),
        "trail": trail((_("Invite somebody"), "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))
