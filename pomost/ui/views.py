"""The room's own addresses: language of the panel, drafts, the gallery of components."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pomost.core.errors import DomainError
from pomost.core.middleware import language_chosen, remember_language
from pomost.core.pages import is_anonymous
from pomost.ui import actions, gallery_data


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language of the panel, in this browser and with the account, and go back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/panel/"
    response = redirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember_language(response, language)
        if not is_anonymous(request) and request.user.is_authenticated:
            for follow in language_chosen:
                follow(request.user, language)
    return response


@require_POST
def keep_draft(request: HttpRequest) -> JsonResponse:
    """Keep what a signed-in person has typed so far; answers with the time of storing.

    401 when nobody is signed in any more (the browser keeps the text), 413 when it is too large,
    422 when it is no draft, 409 when somebody saved a newer version of the object meanwhile.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"reason": "signed-out"}, status=401)
    if len(request.body) > actions.LARGEST_DRAFT:
        return JsonResponse({"reason": "too-large"}, status=413)
    try:
        sent = actions.SentDraft.read(json.loads(request.body))
        draft = actions.save_draft(draft=sent, by=request.user)
    except (ValueError, RecursionError, DomainError):
        return JsonResponse({"reason": "unreadable", "message": _("This is not a draft.")}, status=422)
    return JsonResponse({"saved_at": draft.saved_at.isoformat() if draft else None})


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state: on a development machine, and for whoever is signed in."""
    if settings.ENVIRONMENT == "production" and (is_anonymous(request) or not request.user.is_authenticated):
        raise Http404
    context = gallery_data.everything(request)
    if context["list"].asked_format:
        return context["list"].file()
    return TemplateResponse(request, "ui/gallery.html", context)
