"""Those who advise: the manager's overview, profiles, and the hand-over of a partnership."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.advisory.actions import contracts as actions
from pomost.advisory.forms.contracts import HandOverForm, ProfileForm
from pomost.advisory.models.contracts import AdviserProfile
from pomost.advisory.queries import assigning, people, ties
from pomost.advisory.states import Topic
from pomost.advisory.views.consultations import form_page, opened, trail
from pomost.core.permissions import require
from pomost.territory.queries import by_key
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who advises in the programmes that the reader watches: partnerships, hours, what is used."""
    require(request.user, "advisory.watch_advisers")
    context = {
        "programmes": people.advisers_in(people.programmes_watched_by(request.user)),
        "managed": list(assigning.programmes_managed_by(request.user)),
        "trail": trail((_("Advisers"), "")),
    }
    return TemplateResponse(request, "advisory/adviser_list.html", context)


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An adviser: what they can help with, and whom they ever advised."""
    account = get_object_or_404(get_user_model(), pk=pk)
    if account != request.user and not people.is_watched_by(request.user, account):
        raise Http404
    profile = AdviserProfile.objects.filter(account=account).select_related("home").first()
    labels = dict(Topic.choices)
    context = {
        "account": account,
        "profile": profile,
        "topics": [str(labels.get(topic, topic)) for topic in (profile.topics if profile else [])],
        "ties": ties.ties_of(account),
        "is_own": account == request.user,
        "trail": trail((str(account), "")),
    }
    return TemplateResponse(request, "advisory/adviser.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What one says of oneself as an adviser."""
    user: Any = request.user
    require(user, "advisory.keep_profile")
    record = AdviserProfile.objects.filter(account=user.pk).first() or AdviserProfile(account=user)
    form = ProfileForm(request.POST or None, regions=people.voivodeships(), record=record)

    def run(values: dict[str, Any], seen: int | None) -> None:
        home = by_key(values["home"]) if values.get("home") else None
        actions.keep_profile(values={**values, "home": home}, seen=seen, by=user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("advisory-panel:adviser", user.pk)
    return form_page(request, form, _("My profile as an adviser"), reverse("advisory-panel:index"))


@login_required
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand a partnership over to another consultant."""
    partnership = opened(request, slug, "advisory.hand_over_partnership")
    form = HandOverForm(
        request.POST or None,
        now=people.looking_after(partnership),
        people=people.who_may_take_over(partnership, request.user),
    )

    def run(values: dict[str, Any]) -> None:
        actions.hand_over_partnership(partnership=partnership, values=values, by=request.user)

    workspace = reverse("partnerships-panel:workspace", args=[slug])
    if carried_out(form, run):
        messages.success(request, _("Handed over. Both are told, and open steps passed on."))
        return redirect(workspace)
    lead = _("Questions to the caretaker pass on by themselves, and so do the caretaker's open steps.")
    heading = _("Hand over: %s") % partnership.called
    return form_page(request, form, heading, workspace, lead=lead, button=_("Hand over"))
