"""Starting a partnership: the idea, whom to ask, the letters."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.core.permissions import require
from pomost.organisations.actions.entering import enter_organisation
from pomost.partnerships import choosing
from pomost.partnerships.actions.invitations import Wanted, invite_members
from pomost.partnerships.actions.partnerships import start_partnership
from pomost.partnerships.actions.support import start_and_ask
from pomost.partnerships.forms.starting import LettersForm, NewOrganisationForm, StartForm
from pomost.partnerships.queries import joining
from pomost.partnerships.views.panel import opened, trail_in
from pomost.ui.submitting import carried_out, status_of

LONGEST_QUESTION = 100


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The idea: which office, what name, what for. Who is there already is said before anything is typed."""
    require(request.user, "partnerships.begin_partnership")
    offices = joining.offices_of(request.user)
    form = StartForm(request.POST or None, offices=offices)
    made: list[Any] = []

    def run(values: dict[str, Any]) -> None:
        idea = {"organisation": values["organisation"], "values": form.started(), "by": request.user}
        if values["programme"]:
            asked = start_and_ask(**idea, programme=values["programme"], asked_for=values["asked_for"])
            made.append(asked.partnership)
        else:
            made.append(start_partnership(**idea))

    if carried_out(form, run):
        messages.success(request, _whats_next(form.cleaned_data["programme"]))
        return redirect("partnerships-panel:choose", made[0].slug)
    home, register = reverse("panel-panel:home"), reverse("partnerships-panel:index")
    context = {
        "form": form,
        "already": joining.already_there(request.user, joining.ground_of(row.pk for row in offices)),
        "trail": [(_("Home"), home), (_("Partnerships"), register), (_("Start a partnership"), "")],
    }
    return TemplateResponse(request, "partnerships/partnership_start.html", context, status=status_of(form))


def _whats_next(programme: Any) -> str:
    if programme:
        return _("The idea is written down, and the programme is asked. Whom do you invite?")
    return _("The idea is written down; only you and your office see it. Whom do you ask?")


@login_required
@require_GET
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom to ask: by name or on the map, neighbours that close gaps, others who are active there.

    What is picked lies in the address (`pick`), so that nothing is lost and a colleague can be sent it.
    """
    partnership = opened(request, slug, "partnerships.invite_members")
    text = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUESTION]
    region = request.GET.get("woj", "")[:2]
    shown = choosing.choosing(partnership, request.user, request.GET.getlist("pick"), text, region)
    context = {
        "partnership": partnership,
        "shown": shown,
        "text": text,
        "trail": trail_in(partnership, _("Whom do you ask?")),
    }
    return TemplateResponse(request, "partnerships/partnership_choose.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """The letters to those who were picked: sent all or none."""
    partnership = opened(request, slug, "partnerships.invite_members")
    picks = request.GET.getlist("pick")
    candidates = choosing.with_mail(choosing.picked(picks))
    if not candidates:
        messages.info(request, _("Choose first whom to ask."))
        return redirect("partnerships-panel:choose", slug)
    initial = {"language": get_language() or "pl"}
    form = LettersForm(request.POST or None, candidates=candidates, initial=initial)

    def run(values: dict[str, Any]) -> None:
        wanted = [_wanted(each, values) for each in candidates]
        common = {name: values[name] for name in ("message", "language")}
        invite_members(partnership=partnership, wanted=wanted, by=request.user, **common)

    if carried_out(form, run):
        messages.success(request, _sent(len(candidates)))
        return redirect("partnerships-panel:members", slug)
    back = f"{reverse('partnerships-panel:choose', args=[slug])}?{urlencode({'pick': picks}, doseq=True)}"
    context = {
        "partnership": partnership,
        "form": form,
        "back": back,
        "trail": trail_in(partnership, _("Letters")),
    }
    return TemplateResponse(request, "partnerships/partnership_letters.html", context, status=status_of(form))


def _wanted(candidate: choosing.Candidate, values: dict[str, Any]) -> Wanted:
    return Wanted(
        field=f"email-{candidate.key}",
        email=values[f"email-{candidate.key}"],
        role=values[f"role-{candidate.key}"],
        organisation=candidate.organisation,
        unit=candidate.unit,
    )


def _sent(count: int) -> str:
    return ngettext("%d invitation is on its way.", "%d invitations are on their way.", count) % count


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter an organisation that the register lacks, and go on choosing with it picked."""
    partnership = opened(request, slug, "partnerships.invite_members")
    picks = request.GET.getlist("pick")
    form = NewOrganisationForm(request.POST or None, initial={"name": request.GET.get("q", "")})

    def run(values: dict[str, Any]) -> None:
        entered = enter_organisation(values={**values, "origin": partnership.origin}, by=request.user)
        picks.append(choosing.of_organisation(entered).key)

    back = reverse("partnerships-panel:choose", args=[slug])
    if carried_out(form, run):
        messages.success(request, _("Entered, and picked."))
        return redirect(f"{back}?{urlencode({'pick': picks}, doseq=True)}")
    context = {
        "form": form,
        "heading": _("An organisation that is not in the register"),
        "button": _("Enter it"),
        "back": f"{back}?{urlencode({'pick': picks}, doseq=True)}",
        "trail": trail_in(partnership, _("New organisation")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))
