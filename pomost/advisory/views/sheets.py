"""Contracts and months' sheets."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.advisory import exports, hours, presenting
from pomost.advisory.actions import contracts as actions
from pomost.advisory.actions import sheets
from pomost.advisory.forms.consultations import ReasonForm
from pomost.advisory.forms.contracts import ContractForm, as_limit
from pomost.advisory.models.consultations import Timesheet
from pomost.advisory.models.contracts import ConsultantContract
from pomost.advisory.queries import consultations as queries
from pomost.advisory.queries import people
from pomost.advisory.views.consultations import form_page, trail
from pomost.core.documents import pdf
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.ui import tables
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, is_stale


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The reader's contracts and those of the programmes watched, with their months."""
    user = request.user
    rows = list(queries.contracts_visible_to(user).order_by("-until", "pk"))
    used = hours.usage_of(rows)
    context = {
        "contracts": [(row, used[row.pk]) for row in rows],
        "waiting": list(queries.waiting_sheets(user)),
        "programmes": [
            row for row in people.programmes_watched_by(user) if user.has_perm("advisory.enter_contract", row)
        ],
        "trail": trail((_("Contracts and months"), "")),
    }
    return TemplateResponse(request, "advisory/contract_list.html", context)


@login_required
@require_GET
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """A contract with its months."""
    row = _contract(request, pk, "advisory.view_contract")
    sheets_by_month = {sheet.month: sheet for sheet in row.sheets.all()}
    months = queries.months_of(row)
    context = {
        "contract": row,
        "usage": hours.usage_of([row])[row.pk],
        "months": [(month, sheets_by_month.get(month)) for month in months],
        "may_change": request.user.has_perm("advisory.change_contract", row),
        "trail": trail((_("Contracts and months"), reverse("advisory-panel:contracts")), (row.number, "")),
    }
    return TemplateResponse(request, "advisory/contract.html", context)


def _contract(request: HttpRequest, pk: int, permission: str) -> ConsultantContract:
    row = get_object_or_404(queries.contracts_visible_to(request.user), pk=pk)
    require(request.user, permission, row)
    return row


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a consultant's contract with a programme."""
    programme = get_object_or_404(people.programmes_watched_by(request.user), slug=slug)
    require(request.user, "advisory.enter_contract", programme)
    form = ContractForm(request.POST or None, people=people.who_may_have_a_contract(programme))

    def run(values: dict[str, Any]) -> None:
        actions.enter_contract(programme=programme, values=as_limit(values), by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Entered."))
        return redirect("advisory-panel:contracts")
    heading = _("Enter a contract")
    return form_page(request, form, heading, reverse("advisory-panel:contracts"), lead=str(programme))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contract: its days, its hours."""
    row = _contract(request, pk, "advisory.change_contract")
    form = ContractForm(request.POST or None, people=None, record=row)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.change_contract(contract=row, values=as_limit(values), seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("advisory-panel:contract", pk)
    return form_page(request, form, _("Change the contract"), reverse("advisory-panel:contract", args=[pk]))


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date().replace(day=1)  # noqa: DTZ007 - a month, no moment
    except ValueError:
        raise Http404 from None


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """A month: what was done, the sums, submit, approve."""
    row = _contract(request, pk, "advisory.view_contract")
    found = queries.sheet_of(row, _month(month))
    if request.method == "POST":
        return _moved(request, found, month)
    given = list(queries.with_columns(queries.in_month(row, found.month)))
    context = {
        "contract": row,
        "sheet": found,
        "rows": [(each, presenting.over_of(each), hours.said(each.minutes)) for each in given],
        "sums": presenting.sums_of(given),
        "steps": presenting.steps_of_sheet(request.user, found),
        "may_decide": request.user.has_perm("advisory.change_contract", row),
        "trail": trail(
            (_("Contracts and months"), reverse("advisory-panel:contracts")),
            (row.number, reverse("advisory-panel:contract", args=[row.pk])),
            (date_format(found.month, "F Y"), ""),
        ),
    }
    return TemplateResponse(request, "advisory/sheet.html", context)


def _moved(request: HttpRequest, found: Timesheet, month: str) -> HttpResponse:
    step = request.POST.get("step")
    try:
        if step == "submit":
            sheets.submit_sheet(contract=found.contract, month=found.month, by=request.user)
        elif step == "approve" and found.pk:
            if not is_stale(request, found):
                sheets.approve_sheet(sheet=found, by=request.user, seen=found.row_version)
                messages.success(request, _("Done."))
            return redirect("advisory-panel:sheet", found.contract_id, month)
        else:
            raise Http404
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done."))
    return redirect("advisory-panel:sheet", found.contract_id, month)


@login_required
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """Return a month to its consultant with a reason."""
    row = _contract(request, pk, "advisory.change_contract")
    found = get_object_or_404(Timesheet.objects.select_related("contract"), contract=row, month=_month(month))
    form = ReasonForm(request.POST or None, label=_("What is to be corrected?"))

    def run(values: dict[str, Any]) -> None:
        sheets.return_sheet(sheet=found, note=values["reason"], by=request.user)

    if carried_out(form, run):
        messages.success(request, _("Returned. The consultant is told."))
        return redirect("advisory-panel:sheet", pk, month)
    back = reverse("advisory-panel:sheet", args=[pk, month])
    return form_page(request, form, _("Return the month"), back, button=_("Return"))


@login_required
@require_GET
def sheet_file(request: HttpRequest, pk: int, month: str, kind: str) -> HttpResponse:
    """A month as a document: PDF/UA, or XLSX."""
    row = _contract(request, pk, "advisory.view_contract")
    found = queries.sheet_of(row, _month(month))
    given = list(queries.with_columns(queries.in_month(row, found.month)))
    name = f"{row.number}-{month}".replace("/", "-")
    if kind == "xlsx":
        return tables.response("xlsx", name, exports.sheet_heads(), exports.sheet_rows(given))
    if kind != "pdf":
        raise Http404
    answer = HttpResponse(pdf.render(exports.sheet_card(found, given)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
