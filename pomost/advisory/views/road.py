"""Recording on the way: a page that works without a connection, and what it sends when there is one again."""

import json
import uuid
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pomost.advisory import presenting
from pomost.advisory.actions import consultations as actions
from pomost.advisory.forms.consultations import ConsultationForm, RoadForm
from pomost.advisory.models.consultations import Consultation
from pomost.advisory.queries import consultations as queries
from pomost.advisory.views.consultations import trail
from pomost.core.permissions import require
from pomost.partnerships.models.partnerships import Partnership
from pomost.partnerships.queries.people import who_may_do_steps_of
from pomost.ui.submitting import carried_out

LARGEST = 64 * 1024  # bytes of one entry
WORKER = "built/road-worker.js"


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page itself: it is kept on the device, with the names of one's partnerships and their people."""
    require(request.user, "advisory.advise")
    partnerships = queries.looked_after_by(request.user)
    people = who_may_do_steps_of(partnerships)
    context = {
        "form": RoadForm(partnerships=partnerships) if people else None,
        "people": {
            row.slug: [[account.pk, str(account)] for account in people[row.pk]] for row in partnerships
        },
        "trail": trail((_("On the way"), "")),
    }
    return TemplateResponse(request, "advisory/road.html", context)


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker. It lies below the page's address, so that it rules that page only."""
    path = finders.find(WORKER)
    if path is None:
        raise Http404
    answer = HttpResponse(Path(path).read_bytes(), content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_GET
def ticket(request: HttpRequest) -> JsonResponse:
    """Who is signed in now, and the token that a sending needs; 401 for nobody."""
    if not request.user.is_authenticated:
        return JsonResponse({"reason": "signed-out"}, status=401)
    answer = JsonResponse({"account": request.user.pk, "token": get_token(request)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Take one kept entry in: 200 with where it stands now, 422 with what is wrong, field by field.

    Sent twice it is recorded once, also when the partnership passed to somebody else meanwhile. 401 when
    nobody is signed in any more, 409 when somebody else is: the device keeps the entry.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"reason": "signed-out"}, status=401)
    sent = _read(request.body)
    if sent is None:
        return JsonResponse({"errors": [_("This entry can't be read.")]}, status=422)
    if sent.get("account", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"reason": "somebody-else"}, status=409)
    if before := queries.given_with_key(request.user, sent.get("client_key", "")):
        return _where(before)
    partnership = queries.looked_after_by(request.user).filter(slug=sent.get("partnership", "")).first()
    if partnership is None:
        return JsonResponse({"errors": [_("You do not look after this partnership now.")]}, status=422)
    return _recorded(ConsultationForm(sent, partnership=partnership), partnership, request.user)


def _recorded(form: ConsultationForm, partnership: Partnership, by: Any) -> JsonResponse:
    made: list[Consultation] = []

    def run(values: dict[str, Any]) -> None:
        made.append(
            actions.record_consultation(
                partnership=partnership,
                client_key=values["client_key"] or uuid.uuid4(),
                values=presenting.words_of(values),
                steps=form.steps(),
                training=values["training"],
                by=by,
            )
        )

    if not carried_out(form, run):
        return JsonResponse({"errors": _said(form)}, status=422)
    return _where(made[0])


def _where(row: Consultation) -> JsonResponse:
    return JsonResponse({"url": reverse("advisory-panel:consultation", args=[row.pk])})


def _read(body: bytes) -> QueryDict | None:
    """An entry as the device sends it: name of the field → list of texts."""
    if len(body) > LARGEST:
        return None
    try:
        fields = json.loads(body)
        values = QueryDict(mutable=True)
        for name, texts in fields.items():
            values.setlist(str(name), [str(text) for text in texts])
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None
    return values


def _said(form: ConsultationForm) -> list[str]:
    """What is wrong, as sentences that name the field."""
    return [
        f"{form.fields[name].label}: {text}" if name in form.fields else str(text)
        for name, texts in form.errors.items()
        for text in texts
    ]
