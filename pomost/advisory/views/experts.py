"""Tasks of experts: ordered, answered, delivered with files, decided on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pomost.advisory.actions import experts as actions
from pomost.advisory.forms.experts import AnswerForm, DeliverForm, OrderForm, ResultForm, TaskFilters
from pomost.advisory.models.experts import ExpertTask
from pomost.advisory.queries import experts as queries
from pomost.advisory.states import IN_HAND, ExpertTaskState
from pomost.advisory.views.consultations import form_page, opened, trail
from pomost.conversations.forms import kept
from pomost.core.actions.files import attach_file
from pomost.core.errors import DomainError
from pomost.core.money import Money
from pomost.core.permissions import require
from pomost.ui import lists
from pomost.ui.submitting import carried_out, is_stale

TASKS = lists.Declaration(
    name="advisory.expert_tasks",
    title=gettext_lazy("Tasks of experts"),
    columns=(
        lists.Column(
            "title",
            gettext_lazy("What is ordered"),
            lambda row: row.title,
            sort=("title",),
            link=lambda row: reverse("advisory-panel:expert-task", args=[row.pk]),
        ),
        lists.Column(
            "partnership",
            gettext_lazy("Partnership"),
            lambda row: row.partnership.called,
            sort=("partnership__slug",),
        ),
        lists.Column(
            "expert", gettext_lazy("Expert"), lambda row: str(row.expert or ""), sort=("expert__name",)
        ),
        lists.Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), sort=("state",)),
        lists.Column(
            "deadline",
            gettext_lazy("Deadline"),
            lambda row: row.deadline if row.state in (ExpertTaskState.ORDERED, *IN_HAND) else None,
            sort=("deadline",),
            look="conversations/due_cell.html",
        ),
        lists.Column(
            "ordered", gettext_lazy("Ordered"), lambda row: row.ordered_at, sort=("ordered_at", "pk")
        ),
    ),
    filters=TaskFilters,
    search=("title", "partnership__slug", "expert__name"),
    order="-ordered",
)


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Tasks that the reader ordered, works on, or may see."""
    context = {"trail": trail((_("Tasks of experts"), ""))}
    rows = queries.visible_to(request.user)
    return lists.respond(request, TASKS, rows, "advisory/expert_task_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """Order work from an expert for a partnership."""
    partnership = opened(request, slug, "advisory.order_expert_task")
    programmes = queries.programmes_to_order_for(request.user, partnership)
    form = OrderForm(request.POST or None, programmes=programmes)
    made: list[ExpertTask] = []

    def run(values: dict[str, Any]) -> None:
        made.append(actions.order_expert_task(partnership=partnership, values=values, by=request.user))

    if carried_out(form, run):
        messages.success(request, _("Ordered. The expert is told."))
        return redirect("advisory-panel:expert-task", made[0].pk)
    heading = _("Order from an expert: %s") % partnership.called
    back = reverse("partnerships-panel:workspace", args=[slug])
    return form_page(request, form, heading, back, button=_("Order the work"))


def _one(request: HttpRequest, pk: int, permission: str) -> ExpertTask:
    task = get_object_or_404(queries.visible_to(request.user), pk=pk)
    require(request.user, permission, task)
    return task


@login_required
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: scope, terms, what was delivered."""
    task = _one(request, pk, "advisory.view_expert_task")
    answers = request.user.has_perm("advisory.answer_expert_task", task)
    decides = request.user.has_perm("advisory.decide_expert_task", task)
    context = {
        "task": task,
        "fee": Money(task.fee, task.currency),
        "files": queries.files_of(task),
        "sees_fee": answers or decides or request.user.has_perm("advisory.watch_advisers"),
        "may_answer": answers and task.state == ExpertTaskState.ORDERED,
        "may_deliver": answers and task.state in IN_HAND,
        "may_decide": decides and task.state == ExpertTaskState.DELIVERED,
        "trail": trail((_("Tasks of experts"), reverse("advisory-panel:expert-tasks")), (task.title, "")),
    }
    return TemplateResponse(request, "advisory/expert_task.html", context)


def _back(pk: int) -> str:
    return reverse("advisory-panel:expert-task", args=[pk])


def _with_text(action: Any, name: str, task: ExpertTask, text: str, by: Any) -> None:
    """Run the action; what it says of its text belongs to the form's field."""
    try:
        action(task=task, by=by, **{name: text})
    except DomainError as refusal:
        fields = {"text": refusal.fields[name]} if name in refusal.fields else {}
        raise DomainError(refusal.message, fields=fields) from None


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The expert takes it on, or can't."""
    task = _one(request, pk, "advisory.answer_expert_task")
    form = AnswerForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        if values["answer"] == ExpertTaskState.ACCEPTED:
            actions.accept_expert_task(task=task, by=request.user)
        else:
            _with_text(actions.decline_expert_task, "answer", task, values["text"], request.user)

    if carried_out(form, run):
        messages.success(request, _("Answered. Whoever ordered it is told."))
        return redirect(_back(pk))
    return form_page(request, form, _("Answer the order"), _back(pk), lead=task.title)


@login_required
@require_http_methods(["GET", "POST"])
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """The expert delivers, with files; all of it or nothing."""
    task = _one(request, pk, "advisory.answer_expert_task")
    form = DeliverForm(request.POST or None, request.FILES or None)

    def run(values: dict[str, Any]) -> None:
        stored = kept(values["uploads"])
        with transaction.atomic():
            for name, blob in stored:
                attach_file(
                    owner_kind=queries.FILES, owner_id=str(task.pk), blob=blob, name=name, by=request.user
                )
            _with_text(actions.deliver_expert_task, "report", task, values["text"], request.user)

    if carried_out(form, run):
        messages.success(request, _("Delivered. Whoever ordered it is told."))
        return redirect(_back(pk))
    return form_page(request, form, _("Deliver the result"), _back(pk), lead=task.title, button=_("Deliver"))


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme takes the result, or wants it mended."""
    task = _one(request, pk, "advisory.decide_expert_task")
    if is_stale(request, task):
        return redirect(request.path)
    form = ResultForm(request.POST or None, initial={"seen": task.row_version})

    def run(values: dict[str, Any]) -> None:
        if values["answer"] == ExpertTaskState.APPROVED:
            actions.approve_expert_task(task=task, by=request.user, seen=values["seen"])
        else:
            _with_text(actions.return_expert_task, "note", task, values["text"], request.user)

    if carried_out(form, run):
        messages.success(request, _("Decided. The expert is told."))
        return redirect(_back(pk))
    return form_page(request, form, _("Decide on the result"), _back(pk), lead=task.title)
