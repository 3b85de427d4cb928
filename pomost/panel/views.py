"""The home of whoever is signed in: what awaits me, what changed, what I most often start."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from pomost.core import home as lists

FAR = date(9999, 12, 31)
MOST_NEWS = 15


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """`/panel/`: each role's own home, made of what the rooms have for this person."""
    user = request.user
    last_visit = getattr(user, "last_visit_at", None)
    since = last_visit or timezone.now() - timedelta(days=14)
    awaiting = [item for provider in lists.awaiting for item in provider(user)]
    news = lists.news_of_the_journal(user, since)
    news += [item for provider in lists.news for item in provider(user, since)]
    context = {
        "awaiting": sorted(awaiting, key=lambda item: (item.due or FAR, item.label)),
        "news": sorted(news, key=lambda item: item.at, reverse=True)[:MOST_NEWS],
        "starts": [item for provider in lists.starts for item in provider(user)],
        "since": since,
        "is_first_visit": last_visit is None,
    }
    return TemplateResponse(request, "panel/home.html", context)
