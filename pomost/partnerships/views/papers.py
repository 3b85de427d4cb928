"""The papers of a partnership: what they are, who signed, their files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pomost.core.actions.files import remove_file
from pomost.core.errors import DomainError
from pomost.partnerships.actions import documents as actions
from pomost.partnerships.forms.papers import FileForm, PaperForm
from pomost.partnerships.models.members import PartnershipDocument
from pomost.partnerships.queries import papers
from pomost.partnerships.views import parts
from pomost.partnerships.views.panel import opened, trail_in
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a paper."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    form = PaperForm(request.POST or None, partnership=partnership)
    made: list[PartnershipDocument] = []

    def run(values: dict[str, Any]) -> None:
        made.append(actions.add_document(partnership=partnership, values=values, by=request.user))

    if carried_out(form, run):
        messages.success(request, _("Entered. Now you can add its files."))
        return redirect("partnerships-panel:paper", slug, made[0].pk)
    return parts.form_page(request, partnership, form, _("Enter a paper"))


@login_required
@require_GET
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A paper with who signed it and its files."""
    partnership = opened(request, slug, "partnerships.open_workspace_of_partnership")
    paper = get_object_or_404(papers.whole(partnership), pk=pk)
    context = {
        "partnership": partnership,
        "paper": paper,
        "files": papers.files_of(paper),
        "may_change": request.user.has_perm("partnerships.change_partnership", partnership),
        "trail": trail_in(partnership, str(paper)),
    }
    return TemplateResponse(request, "partnerships/paper.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change what is known of a paper."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    paper = get_object_or_404(papers.whole(partnership), pk=pk)
    form = PaperForm(request.POST or None, partnership=partnership, record=paper)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.change_document(document=paper, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect("partnerships-panel:paper", slug, pk)
    return parts.form_page(request, partnership, form, _("Change the paper"))


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask once more, then take out a paper entered by mistake."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    paper = get_object_or_404(papers.whole(partnership), pk=pk)
    if request.method == "POST":
        try:
            actions.remove_document(document=paper, by=request.user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("partnerships-panel:paper", slug, pk)
        messages.success(request, _("Removed. The journal keeps what it said."))
        return redirect("partnerships-panel:workspace", slug)
    heading = _("Remove “%s”?") % paper
    return parts.question_page(request, partnership, heading, button=_("Remove"))


@login_required
@require_http_methods(["GET", "POST"])
def add_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Add a file to a paper: in which language it is, and whether it can be read aloud."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    paper = get_object_or_404(papers.whole(partnership), pk=pk)
    form = FileForm(request.POST or None, request.FILES or None)

    def run(values: dict[str, Any]) -> None:
        parts.kept_file(papers.PAPERS, paper.pk, values, request.user)

    if carried_out(form, run):
        messages.success(request, _("The file is added."))
        return redirect("partnerships-panel:paper", slug, pk)
    return parts.form_page(
        request, partnership, form, _("Add a file"), lead=str(paper), back=paper, button=_("Add the file")
    )


@login_required
@require_http_methods(["GET", "POST"])
def delete_file(request: HttpRequest, slug: str, pk: int, public_id: str) -> HttpResponse:
    """Ask once more, then remove a file of a paper."""
    partnership = opened(request, slug, "partnerships.change_partnership")
    paper = get_object_or_404(papers.whole(partnership), pk=pk)
    found = get_object_or_404(papers.files_of(paper), public_id=public_id)
    if request.method == "POST":
        remove_file(attachment=found, by=request.user)
        messages.success(request, _("The file is removed."))
        return redirect("partnerships-panel:paper", slug, pk)
    heading = _("Remove the file “%s”?") % found
    return parts.question_page(request, partnership, heading, button=_("Remove"))
