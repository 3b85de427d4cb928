"""What every request of a signed-in person passes: the second factor where the role demands it."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pomost.accounts.tokens import demands_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecondFactor:
    """Leads who holds a role named in POMOST_SECOND_FACTOR_ROLES to set up a second factor first.

    Below /panel/ nothing opens; elsewhere (public pages, files, search) the person has no roles until
    then. The API knows nobody by a session: who needs a second factor there has made the token with one
    (api_access.known_by).
    """

    guarded = ("/panel/",)

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.is_missing(request):
            return self.get_response(request)
        if not request.path_info.startswith(self.guarded):
            user: Any = request.user
            user.withhold_grants()
            return self.get_response(request)
        messages.warning(request, _("Your role needs a second factor. Set it up here to go on."))
        return redirect("mfa_index")

    def is_missing(self, request: HttpRequest) -> bool:
        """Whether the person must set up a second factor before anything else."""
        if not settings.SECOND_FACTOR_ROLES or not request.user.is_authenticated:
            return False
        if not demands_second_factor(request.user):
            return False
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        return not Authenticator.objects.filter(user=request.user, type__in=kinds).exists()


class RefusedForms:
    """Pages of the sign-in parts answer 422 to a form with errors, as all pages of the house do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        match = request.resolver_match
        form = (getattr(response, "context_data", None) or {}).get("form")
        is_theirs = match is not None and not match.namespace
        refused = request.method == "POST" and form is not None and form.is_bound and form.errors
        if is_theirs and refused and response.status_code == 200:
            response.status_code = 422
        return response
