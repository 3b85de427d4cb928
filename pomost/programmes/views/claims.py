"""The panel's pages of what sources state: values of figures and of the programme itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pomost.core.errors import DomainError
from pomost.core.models.claims import Claim
from pomost.programmes import presenting, queries
from pomost.programmes.actions import claims as actions
from pomost.programmes.forms.claims import ClaimForm
from pomost.programmes.models.programmes import Programme
from pomost.programmes.views.panel import opened, trail_in
from pomost.ui.submitting import carried_out, status_of


@login_required
@require_http_methods(["GET", "POST"])
def of_figure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the sources say about a figure; adds another statement."""
    programme = opened(request, slug, "programmes.change_programme")
    figure = get_object_or_404(programme.figures, pk=pk)
    return _claims(request, programme, figure, "value", str(presenting.spoken(figure.label)))


@login_required
@require_http_methods(["GET", "POST"])
def of_programme(request: HttpRequest, slug: str, aspect: str) -> HttpResponse:
    """What the sources say about one fact of the programme; adds another statement."""
    programme = opened(request, slug, "programmes.change_programme")
    if aspect not in presenting.ASPECTS:
        raise Http404("no source states that of a programme")
    return _claims(request, programme, programme, aspect, presenting.aspect_name(aspect))


def _claims(request: HttpRequest, programme: Programme, subject, aspect: str, name: str) -> HttpResponse:
    kind = subject._meta.label_lower
    found = queries.claims_about(kind, [subject.pk]).get((subject.pk, aspect), [])
    form = ClaimForm(request.POST or None)

    def run(values):
        actions.state_claim(
            programme=programme, subject=subject, values={**values, "aspect": aspect}, by=request.user
        )

    if carried_out(form, run):
        messages.success(request, _("Kept beside the others."))
        return redirect(request.path)
    context = {
        "programme": programme,
        "name": name,
        "claims": [presenting.Stated(claim) for claim in found],
        "form": form,
        "trail": trail_in(programme, _("Sources")),
    }
    return TemplateResponse(request, "programmes/claim_edit.html", context, status=status_of(form))


@login_required
@require_POST
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose a claim to stand first, or withdraw one that was entered by mistake."""
    programme = opened(request, slug, "programmes.change_programme")
    claim = get_object_or_404(Claim, pk=pk)
    if queries.programme_of_claim(claim).pk != programme.pk:
        return redirect("programmes-panel:overview", slug)
    try:
        if request.POST.get("step") == "withdraw":
            actions.withdraw_claim(claim=claim, by=request.user)
        else:
            actions.choose_claim(claim=claim, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done."))
    if claim.subject_type == "programmes.figure":
        return redirect("programmes-panel:figure-claims", slug, claim.subject_id)
    return redirect("programmes-panel:claims", slug, claim.aspect)
