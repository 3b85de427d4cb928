"""The search page: the same address for everybody, each finds what they may open."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from pomost.core.search.asking import Found, find
from pomost.search.forms import SearchForm

HITS = 20  # on a page
MOST_PAGES = 50  # who has not found it by then asks otherwise


@require_safe
@cache_control(private=True, no_cache=True)
def index(request: HttpRequest) -> HttpResponse:
    """What holds the words of `?q=`, best first."""
    form = SearchForm(request.GET if request.GET.get("q", "").strip() else None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found, number = Found(), 1
    if text:
        number = _number(request.GET.get("page", ""))
        found = _page(request, text, form, number)
        if number > 1 and not found.hits:  # such a page is not there (any more)
            number, found = 1, _page(request, text, form, 1)
    context = {
        "form": form,
        "text": text,
        "found": found,
        "page": Paginator(range(min(found.total, HITS * MOST_PAGES)), HITS).get_page(number),
        "trail": [(_("Home"), reverse("programmes:home")), (_("Search"), "")],
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return TemplateResponse(request, "search/search.html", context, status=status)


def _number(text: str) -> int:
    return min(int(text), MOST_PAGES) if text.isdecimal() and len(text) < 5 and int(text) else 1


def _page(request: HttpRequest, text: str, form: SearchForm, number: int) -> Found:
    return find(text, user=request.user, among=form.chosen, limit=HITS, offset=(number - 1) * HITS)
