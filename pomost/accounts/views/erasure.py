"""Erasure of a person: what it would do, its confirmation, and asking for one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.accounts import presenting
from pomost.accounts.actions import erasure as actions
from pomost.accounts.forms import AskForErasureForm, ErasureForm
from pomost.accounts.models.duties import DataRequest
from pomost.core import access, erasing
from pomost.core.permissions import require
from pomost.ui.submitting import carried_out, status_of


def _request(request: HttpRequest, pk: int) -> DataRequest:
    require(request.user, "accounts.erase_person")
    duty = get_object_or_404(DataRequest, pk=pk, kind=DataRequest.Kind.ERASE)
    access.about(request, presenting.subject_of_request(duty).account or duty)
    return duty


def _trail(duty: DataRequest, *further: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Home"), reverse("panel-panel:home")),
        (_("Requests about personal data"), reverse("accounts-panel:data-requests")),
        (f"{_('No.')} {duty.pk}", reverse("accounts-panel:data-request", args=[duty.pk])),
        *further,
    ]


@login_required
@require_GET
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What an erasure would delete, blank and keep, and what stands against it."""
    duty = _request(request, pk)
    subject = presenting.subject_of_request(duty)
    context = {
        "duty": duty,
        "subject": subject,
        "is_done": subject.account is not None and subject.account.is_erased,
        "effects": presenting.effects_of(subject),
        "against": erasing.standing_against(subject),
        "trail": _trail(duty, (_("Erasure"), "")),
    }
    return TemplateResponse(request, "accounts/erasure_preview.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then erase the person and answer the request."""
    duty = _request(request, pk)
    form = ErasureForm(request.POST or None, is_signed_in=duty.account_id is not None)

    if carried_out(form, lambda values: actions.erase_person(data_request=duty, by=request.user, **values)):
        messages.success(request, _("The person is erased; the answer is on its way."))
        return redirect("accounts-panel:data-request", pk)
    here = reverse("accounts-panel:erasure", args=[pk])
    context = {
        "form": form,
        "heading": _("Erase the person"),
        "lead": _(
            "This can't be undone. Roles and sign-ins end at once, and the person gets the answer by mail."
        ),
        "button": _("Erase for good"),
        "is_danger": True,
        "back": here,
        "trail": _trail(duty, (_("Erasure"), here), (_("Erase the person"), "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask that one's own data be erased: what would go, what is kept and why."""
    form = AskForErasureForm(request.POST or None)

    if carried_out(form, lambda values: actions.ask_for_erasure(by=request.user, **values)):
        messages.success(request, _("Your request is taken down; you get the answer by mail within a month."))
        return redirect("accounts-panel:own-data")
    subject = presenting.subject_of_account(request.user)
    context = {
        "form": form,
        "effects": presenting.effects_of(subject),
        "against": erasing.standing_against(subject),
        "trail": [
            (_("Home"), reverse("panel-panel:home")),
            (_("My data"), reverse("accounts-panel:own-data")),
            (_("Ask for erasure"), ""),
        ],
    }
    return TemplateResponse(request, "accounts/erasure_ask.html", context, status=status_of(form))
