"""What the installation owes people: statement, privacy notice, requests with a term, the register."""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from pomost.accounts import presenting, queries
from pomost.accounts.actions import duties
from pomost.accounts.forms import (
    AccessForm,
    AnswerForm,
    DataForm,
    InstallationForm,
    PublicRequestForm,
    StatementForm,
)
from pomost.accounts.models.duties import AccessibilityRequest, DataRequest, Duty
from pomost.core import access
from pomost.core.pages import public_page
from pomost.core.permissions import require
from pomost.ui import tables
from pomost.ui.editing import edited
from pomost.ui.menu import address
from pomost.ui.submitting import carried_out, status_of


def _trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Home"), reverse("panel-panel:home")), *further]


def _public_trail(here: str) -> list[tuple[str, str]]:
    return [(_("Home"), address("programmes:home")), (here, "")]


@require_safe
@public_page("accounts")
def statement(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    context = {
        "facts": queries.statement(),
        "installation": queries.installation(),
        "trail": _public_trail(_("Accessibility statement")),
    }
    return TemplateResponse(request, "accounts/statement.html", context)


@require_safe
@public_page("accounts")
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice: who, why, on what basis, how long, and which rights people have."""
    context = {
        "installation": queries.installation(),
        "rows": queries.purposes(),
        "trail": _public_trail(_("Privacy notice")),
    }
    return TemplateResponse(request, "accounts/privacy.html", context)


def _public_request(
    request: HttpRequest, form: PublicRequestForm, receive: Callable[..., Any], template: str
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        if not ratelimit.consume(request, action="ask", key=form.cleaned_data["email"].lower()):
            return TemplateResponse(request, "accounts/asked_too_often.html", status=429)
        if not form.cleaned_data["website"]:
            receive(values=form.request_values(), by=request.user)
        return redirect("accounts:received")
    return TemplateResponse(request, template, {"form": form}, status=status_of(form))


def _known(request: HttpRequest) -> dict[str, str]:
    user = request.user
    return {"name": user.name, "email": user.email} if user.is_authenticated else {}


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_access(request: HttpRequest) -> HttpResponse:
    """Ask for access to something that one can't use."""
    form = AccessForm(request.POST or None, initial=_known(request))
    receive = duties.receive_accessibility_request
    return _public_request(request, form, receive, "accounts/accessibility_request_form.html")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_data(request: HttpRequest) -> HttpResponse:
    """Use a right about one's personal data."""
    form = DataForm(request.POST or None, initial=_known(request))
    return _public_request(request, form, duties.receive_data_request, "accounts/data_request_form.html")


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Say that the request was taken down."""
    return TemplateResponse(request, "accounts/received.html")


@login_required
@require_http_methods(["GET", "POST"])
def installation(request: HttpRequest) -> HttpResponse:
    """Say who runs the installation."""
    require(request.user, "accounts.change_installation")
    row = queries.installation()
    form = InstallationForm(request.POST or None, record=row)

    def run(values, seen):
        duties.change_installation(seen=seen, values=values, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("accounts-panel:installation")
    return _settings_page(request, form, _("Who runs this site"))


@login_required
@require_http_methods(["GET", "POST"])
def change_statement(request: HttpRequest) -> HttpResponse:
    """Change the facts of the accessibility statement."""
    require(request.user, "accounts.change_statement")
    row = queries.statement()
    form = StatementForm(request.POST or None, record=row)

    def run(values, seen):
        duties.change_statement(seen=seen, values=values, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved: the statement shows it at once."))
        return redirect("accounts-panel:change-statement")
    return _settings_page(request, form, _("Accessibility statement"))


def _settings_page(request: HttpRequest, form: Any, heading: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "button": _("Save"),
        "back": reverse("panel-panel:home"),
        "trail": _trail((heading, "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_GET
def accessibility_requests(request: HttpRequest) -> HttpResponse:
    """Accessibility requests, the most urgent first."""
    require(request.user, "accounts.answer_accessibility")
    return _duty_list(request, AccessibilityRequest, _("Accessibility requests"))


@login_required
@require_GET
def data_requests(request: HttpRequest) -> HttpResponse:
    """Requests about personal data, the most urgent first."""
    require(request.user, "accounts.answer_data_requests")
    return _duty_list(request, DataRequest, _("Requests about personal data"))


def _duty_list(request: HttpRequest, model: type[Duty], heading: str) -> HttpResponse:
    context = {
        "open": queries.open_duties(model),
        "closed": queries.closed_duties(model)[:50],
        "url": f"accounts-panel:{_slug(model)}",
        "heading": heading,
        "trail": _trail((heading, "")),
    }
    return TemplateResponse(request, "accounts/duty_list.html", context)


def _slug(model: type[Duty]) -> str:
    return "data-request" if model is DataRequest else "accessibility-request"


@login_required
@require_http_methods(["GET", "POST"])
def accessibility_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, refuse or extend an accessibility request."""
    require(request.user, "accounts.answer_accessibility")
    duty = get_object_or_404(AccessibilityRequest, pk=pk)
    return _duty(request, duty, _("Accessibility requests"), [duty.element, duty.alternative])


@login_required
@require_http_methods(["GET", "POST"])
def data_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, refuse or extend a request about personal data."""
    require(request.user, "accounts.answer_data_requests")
    duty = get_object_or_404(DataRequest, pk=pk)
    says = [duty.get_kind_display(), duty.text or _("The person added nothing.")]
    return _duty(request, duty, _("Requests about personal data"), says)


def _duty(request: HttpRequest, duty: Duty, heading: str, says: list[str]) -> HttpResponse:
    access.about(request, duty)
    form = AnswerForm(request.POST or None, may_extend=duty.state == "received")

    def run(values):
        step, text = values["step"], values["text"]
        if step == "extend":
            duties.extend_duty(duty=duty, reason=text, by=request.user)
        else:
            action = duties.answer_duty if step == "answer" else duties.refuse_duty
            action(duty=duty, answer=text, by=request.user)

    back = reverse(f"accounts-panel:{_slug(type(duty))}s")
    if carried_out(form, run):
        messages.success(request, _("Done: the person gets it by mail."))
        return redirect(back)
    trail = _trail((heading, back), (f"{_('No.')} {duty.pk}", ""))
    context = {
        "form": form,
        "duty": duty,
        "says": [text for text in says if text],
        "trail": trail,
        "erasure": _erasure_of(duty),
    }
    return TemplateResponse(request, "accounts/duty_detail.html", context, status=status_of(form))


def _erasure_of(duty: Duty) -> str:
    """Where the erasure is carried out that an open request asks for; empty for any other request."""
    is_asked = isinstance(duty, DataRequest) and duty.kind == DataRequest.Kind.ERASE and duty.is_open
    return reverse("accounts-panel:erasure", args=[duty.pk]) if is_asked else ""


@login_required
@require_GET
def processing(request: HttpRequest) -> HttpResponse:
    """The register of processing (GDPR art. 30), made from the declarations; `?format=csv` as a file."""
    require(request.user, "accounts.view_processing")
    if (wanted := request.GET.get("format", "")) in tables.FORMATS:
        heads = [_("Record"), _("Fields"), _("Purpose"), _("Basis"), _("Kept"), _("Erasure")]
        rows = [
            [row.record, ", ".join(row.fields), row.purpose, row.basis, row.retention, row.erasure]
            for row in presenting.register_rows()
        ]
        return tables.response(wanted, "register-of-processing", heads, iter(rows))
    context = {
        "rows": presenting.register_rows(),
        "installation": queries.installation(),
        "trail": _trail((_("Register of processing"), "")),
    }
    return TemplateResponse(request, "accounts/processing.html", context)
