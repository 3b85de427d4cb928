"""People in the panel: a person, positions and their ending, absences."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.core import access
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.organisations import presenting, queries
from pomost.organisations.actions import absences, people
from pomost.organisations.forms import AbsenceForm, EndingForm, NewPersonForm, PersonForm, PositionForm
from pomost.organisations.models.people import Absence, Person
from pomost.organisations.views.organisations import trail
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, status_of


def _person(request: HttpRequest, pk: int, permission: str = "") -> Person:
    person = get_object_or_404(queries.people_visible_to(request.user), pk=pk)
    access.about(request, person)
    if permission:
        require(request.user, permission, person)
    return person


def _trail(person: Person, here: str = "") -> list[tuple[str, str]]:
    if not here:
        return trail((person.full_name, ""))
    return trail((person.full_name, reverse("organisations-panel:person", args=[person.pk])), (here, ""))


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a person with a position in this organisation."""
    organisation = get_object_or_404(queries.visible_to(request.user), slug=slug)
    require(request.user, "organisations.change_people_of_organisation", organisation)
    form = NewPersonForm(request.POST or None)

    def run(values):
        function, since = values.pop("function"), values.pop("since")
        people.add_person(
            organisation=organisation, values=values, function=function, since=since, by=request.user
        )

    if carried_out(form, run):
        messages.success(request, _("The person is entered."))
        return redirect("organisations-panel:detail", slug)
    here = (str(organisation), reverse("organisations-panel:detail", args=[slug]))
    context = {"form": form, "heading": _("Enter a person"), "trail": trail(here, (_("Enter a person"), ""))}
    return TemplateResponse(request, "organisations/form.html", context, status=status_of(form))


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A person with positions and absences."""
    person = _person(request, pk)
    user = request.user
    positions = list(person.positions.select_related("organisation"))
    context = {
        "person": person,
        "positions": [(each, user.has_perm("organisations.end_position", each)) for each in positions],
        "absences": person.absences.select_related("deputy").filter(cancelled_at__isnull=True)[:20],
        "may_change": user.has_perm("organisations.change_person", person),
        "may_record_absence": user.has_perm("organisations.record_absence", person),
        "may_begin": queries.organisations_administered_by(user).exists(),
        "trail": _trail(person),
    }
    return TemplateResponse(request, "organisations/person_detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's data."""
    person = _person(request, pk, "organisations.change_person")
    form = PersonForm(request.POST or None, record=person)

    def run(values, seen):
        people.change_person(person=person, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("organisations-panel:person", pk)
    context = {"form": form, "heading": person.full_name, "trail": _trail(person, _("Change"))}
    return TemplateResponse(request, "organisations/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a further position."""
    person = _person(request, pk)
    organisations = queries.organisations_administered_by(request.user)
    form = PositionForm(request.POST or None, organisations=organisations)

    if carried_out(form, lambda values: people.begin_position(person=person, by=request.user, **values)):
        messages.success(request, _("The position is entered."))
        return redirect("organisations-panel:person", pk)
    context = {"form": form, "heading": _("Further position"), "trail": _trail(person, _("Further position"))}
    return TemplateResponse(request, "organisations/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a position: see what is open, name successors, and carry it all out at once."""
    position = get_object_or_404(queries.positions_visible_to(request.user), pk=pk)
    require(request.user, "organisations.end_position", position)
    access.about(request, position.person)
    things, left = queries.open_things_for(position, request.user)
    form = EndingForm(request.POST or None, things=things)

    def run(values):
        kept = {key: values[key] for key in ("last_day", "reason")}
        people.end_position(position=position, successors=form.successors(), by=request.user, **kept)

    if carried_out(form, run):
        messages.success(request, presenting.what_ended(form.successors(), things))
        return redirect("organisations-panel:person", position.person_id)
    context = {
        "form": form,
        "position": position,
        "things": things,
        "left": left,
        "is_last": queries.is_last(position),
        "trail": _trail(position.person, _("End the position")),
    }
    return TemplateResponse(request, "organisations/position_end.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an absence with a deputy."""
    person = _person(request, pk, "organisations.record_absence")
    form = AbsenceForm(request.POST or None, deputies=queries.possible_deputies(person))

    if carried_out(form, lambda values: absences.record_absence(person=person, by=request.user, **values)):
        messages.success(request, _("The absence is recorded; the deputy stands in on these days."))
        return redirect("organisations-panel:person", pk)
    context = {"form": form, "heading": _("Absence"), "trail": _trail(person, _("Absence"))}
    return TemplateResponse(request, "organisations/form.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def cancel_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then call an absence off."""
    absence = get_object_or_404(
        Absence.objects.filter(person__in=queries.people_visible_to(request.user)).select_related("person"),
        pk=pk,
    )
    require(request.user, "organisations.record_absence", absence.person)
    access.about(request, absence.person)
    if request.method == "POST":
        try:
            absences.cancel_absence(absence=absence, by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The absence is called off."))
        return redirect("organisations-panel:person", absence.person_id)
    context = {"absence": absence, "trail": _trail(absence.person, _("Absence"))}
    return TemplateResponse(request, "organisations/absence_cancel.html", context)
