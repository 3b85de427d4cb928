"""Pages for everybody: the front page, the list of programmes, a programme, and the evidence of a number."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pomost.core.documents import docx, pdf
from pomost.core.files import KINDS
from pomost.core.pages import public_page
from pomost.programmes import exports, presenting, queries

SHOWN = ("programmes", "organisations", "partnerships")  # figures count and list partnerships
ON_THE_FRONT = 10  # programmes of each group on the front page
PER_PAGE = 40


@require_safe
@public_page(*SHOWN)
def home(request: HttpRequest) -> HttpResponse:
    """The front page, until the room `website` exists: what Pomost is, and the newest programmes."""
    programmes = queries.public_list()
    context = {
        "programmes": {key: rows[:ON_THE_FRONT] for key, rows in programmes.items()},
        "has_more": any(len(rows) > ON_THE_FRONT for rows in programmes.values()),
    }
    return TemplateResponse(request, "programmes/home.html", context)


@require_safe
@public_page(*SHOWN, query=("page",))
def index(request: HttpRequest) -> HttpResponse:
    """All published programmes: running, planned, completed."""
    groups = queries.public_list()
    rows = [(key, row) for key, found in groups.items() for row in found]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "programmes": {key: [row for of, row in page if of == key] for key in groups},
        "empty": {key: not found for key, found in groups.items()},
        "page": page,
        "trail": [(_("Home"), reverse("programmes:home")), (_("Programmes"), "")],
    }
    return TemplateResponse(request, "programmes/programme_list.html", context)


@require_safe
@public_page(*SHOWN)
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme's public page, all of it from data."""
    programme = get_object_or_404(queries.whole(queries.visible_to(request.user)), slug=slug)
    claims = queries.claims_on_the_page(programme)
    figures = presenting.figures_of(programme, claims)
    activities = presenting.activities_of(programme)
    context = {
        "programme": programme,
        "picture": presenting.picture_of(programme),
        "version": programme.current,
        "versions": list(programme.versions.all()),
        "kicker": presenting.kicker(programme),
        "headlines": [each for each in figures if each.figure.headline],
        "figures": [each for each in figures if not each.figure.headline],
        "rivals": presenting.rivals_of(programme, claims),
        "activities": activities,
        "has_targets": presenting.has_targets(activities),
        "trail": _trail(programme.spoken_short_title.text),
    }
    return TemplateResponse(request, "programmes/programme_detail.html", context)


CARDS = {"pdf": (pdf.render, "application/pdf"), "docx": (docx.render, KINDS[".docx"])}


@require_safe
@public_page(*SHOWN)
def card(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A programme's page as a document: PDF/UA or DOCX, in the language of the address."""
    if kind not in CARDS:
        raise Http404
    programme = get_object_or_404(queries.whole(queries.visible_to(request.user)), slug=slug)
    render, content_type = CARDS[kind]
    address = f"{settings.SITE_ADDRESS}{programme.get_absolute_url()}"
    response = HttpResponse(render(exports.card_of(programme, address=address)), content_type=content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{programme.slug}.{kind}"'
    return response


@require_safe
@public_page(*SHOWN)
def figure(request: HttpRequest, slug: str, figure_slug: str) -> HttpResponse:
    """The evidence of one figure: definition, sources, rivals, and the list where there is one."""
    programme = get_object_or_404(queries.visible_to(request.user).prefetch_related("versions"), slug=slug)
    row = get_object_or_404(programme.figures.select_related("programme"), slug=figure_slug)
    claims = queries.claims_about("programmes.figure", [row.pk]).get((row.pk, "value"), [])
    query = queries.counting.get(row.query) if row.query else None
    context = {
        "programme": programme,
        "shown": presenting.shown_figure(row, claims),
        "claims": [presenting.Stated(claim) for claim in claims],
        "listed": query(programme)[:500] if query else None,
        "trail": _trail(programme.spoken_short_title.text, programme.get_absolute_url(), _("Evidence")),
    }
    return TemplateResponse(request, "programmes/figure_detail.html", context)


@require_safe
@public_page(*SHOWN)
def evidence(request: HttpRequest, slug: str, aspect: str) -> HttpResponse:
    """What the sources say about one fact of the programme, e.g. when it ended."""
    programme = get_object_or_404(queries.visible_to(request.user).prefetch_related("versions"), slug=slug)
    claims = queries.claims_about("programmes.programme", [programme.pk]).get((programme.pk, aspect))
    if not claims:
        raise Http404
    context = {
        "programme": programme,
        "name": presenting.aspect_name(aspect),
        "claims": [presenting.Stated(claim) for claim in claims],
        "trail": _trail(programme.spoken_short_title.text, programme.get_absolute_url(), _("Evidence")),
    }
    return TemplateResponse(request, "programmes/claim_list.html", context)


def _trail(title: str, address: str = "", here: str = "") -> list[tuple[str, str]]:
    trail = [
        (_("Home"), reverse("programmes:home")),
        (_("Programmes"), reverse("programmes:index")),
        (title, address),
    ]
    return [*trail, (here, "")] if here else trail
