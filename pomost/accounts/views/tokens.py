"""One's own API tokens: list, new one (its secret is shown once), revoking."""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pomost.accounts import tokens
from pomost.accounts.actions import tokens as actions
from pomost.accounts.forms import TokenForm
from pomost.accounts.models.tokens import ApiToken
from pomost.accounts.views.menus import trail_to
from pomost.ui.submitting import carried_out, status_of


def _trail(last: str = "") -> list[tuple[str, str]]:
    here = (_("API tokens"), reverse("accounts:tokens"))
    return trail_to(here, (last, "")) if last else trail_to(here)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The reader's tokens: those that work first, then those that ended within a year."""
    found = list(tokens.of_account(request.user))
    context = {
        "open": [token for token in found if token.is_open],
        "ended": [token for token in found if not token.is_open],
        "trail": _trail(),
    }
    return TemplateResponse(request, "accounts/token_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@reauthentication_required
def create(request: HttpRequest) -> HttpResponse:
    """Make a token; the answer to the form is the only place that ever shows its secret."""
    passed = _passed_second_factor(request)
    if tokens.demands_second_factor(request.user) and not passed:
        return _to_second_factor(request)
    form = TokenForm(request.POST or None)
    made: list[tuple[ApiToken, str]] = []

    def run(values):
        made.append(actions.create_token(values=values, by=request.user, second_factor=passed))

    if carried_out(form, run):
        token, secret = made[0]
        context = {"token": token, "secret": secret, "trail": _trail(_("New token"))}
        return TemplateResponse(request, "accounts/token_made.html", context)
    context = {
        "form": form,
        "trail": _trail(_("New token")),
        "heading": _("New API token"),
        "lead": _("A program that has it acts in your name. Make one for each program."),
        "button": _("Make the token"),
        "back": reverse("accounts:tokens"),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then revoke a token."""
    token = get_object_or_404(tokens.of_account(request.user), pk=pk, revoked_at=None)
    if request.method == "POST":
        actions.revoke_token(token=token, by=request.user)
        messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
        return redirect("accounts:tokens")
    context = {"token": token, "trail": _trail(_("Revoke the token"))}
    return TemplateResponse(request, "accounts/token_revoke.html", context)


def _passed_second_factor(request: HttpRequest) -> bool:
    """Whether this session was entered, or confirmed again, with a second factor or a passkey."""
    return any(each.get("method") == "mfa" for each in get_authentication_records(request, request.user))


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Your role needs a second factor: confirm with it first."))
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    if not Authenticator.objects.filter(user=request.user, type__in=kinds).exists():
        return redirect("mfa_index")
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
