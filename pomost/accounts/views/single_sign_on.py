"""Single sign-on, where allauth's own view would fail: when the other service is away."""

import logging

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect.views import login
from django.http import HttpRequest, HttpResponse
from requests import RequestException

logger = logging.getLogger(__name__)


def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the other service; a page with the other ways to sign in when it doesn't answer."""
    try:
        return login(request, provider_id)
    except RequestException as error:
        logger.warning("single sign-on: %s does not answer: %s", provider_id, error)
        provider = get_adapter().get_provider(request, provider_id)
        return render_authentication_error(request, provider, exception=error)
