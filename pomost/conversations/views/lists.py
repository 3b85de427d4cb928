"""Lists: one's own conversations, those of a programme that exist, and mail that was refused."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pomost.conversations import queries
from pomost.conversations.forms import ConversationFilters, OverseenFilters
from pomost.conversations.states import ConversationState
from pomost.core.permissions import require
from pomost.ui import lists


def _is_new(row: Any) -> str:
    return _("something new") if row.read_at is None or row.read_at < row.written_at else ""


STATE = lists.Column("state", gettext_lazy("State"), lambda row: row.get_state_display(), sort=("state",))
DUE = lists.Column(
    "due",
    gettext_lazy("Wanted by"),
    lambda row: row.due if row.state == ConversationState.OPEN else None,
    sort=("due",),
    look="conversations/due_cell.html",
)
WRITTEN = lists.Column(
    "written", gettext_lazy("Last message"), lambda row: row.written_at, sort=("written_at", "pk")
)
OWN = lists.Declaration(
    name="conversations.own",
    title=gettext_lazy("Conversations"),
    columns=(
        lists.Column(
            "title",
            gettext_lazy("Question"),
            lambda row: row.title,
            sort=("title",),
            link=lambda row: row.get_absolute_url(),
            note=lambda row: row.thing_label,
        ),
        STATE,
        lists.Column("new", gettext_lazy("New"), _is_new),
        lists.Column(
            "asker",
            gettext_lazy("Who asks"),
            lambda row: str(row.asked_by or ""),
            sort=("asked_by__name",),
            note=lambda row: str(row.organisation or ""),
        ),
        DUE,
        WRITTEN,
    ),
    filters=ConversationFilters,
    find=queries.holding,
    order="-written",
    views=(
        lists.StandardView(gettext_lazy("Waiting for my answer"), "side=waiting&sort=due"),
        lists.StandardView(gettext_lazy("Asked by our side"), "side=asked"),
    ),
)
# Of sealed conversations the manager sees that they exist, when, and how they stand: no question, no asker.
OVERSEEN = lists.Declaration(
    name="conversations.overseen",
    title=gettext_lazy("Questions in the programme"),
    columns=(
        lists.Column(
            "asked",
            gettext_lazy("Asked"),
            lambda row: row.asked_at,
            sort=("asked_at", "pk"),
            link=lambda row: reverse("conversations-panel:open-sealed", args=[row.public_id]),
        ),
        lists.Column(
            "partnership",
            gettext_lazy("Partnership"),
            lambda row: row.partnership.called,
            sort=("partnership__slug",),
        ),
        STATE,
        DUE,
        lists.Column(
            "answered", gettext_lazy("First answered"), lambda row: row.answered_at, sort=("answered_at",)
        ),
        WRITTEN,
    ),
    filters=OverseenFilters,
    order="-asked",
)
REFUSED = lists.Declaration(
    name="conversations.refused",
    title=gettext_lazy("Refused mail"),
    columns=(
        lists.Column("came", gettext_lazy("Came in"), lambda row: row.came_at, sort=("came_at", "pk")),
        lists.Column("sender", gettext_lazy("Sender"), lambda row: row.sender, sort=("sender",)),
        lists.Column("reason", gettext_lazy("Why"), lambda row: row.get_refusal_display(), sort=("refusal",)),
        lists.Column("size", gettext_lazy("Bytes"), lambda row: row.size, sort=("size",), numeric=True),
        lists.Column("file", gettext_lazy("Kept as"), lambda row: f"{row.digest}.eml", shown=False),
    ),
    search=("sender",),
    order="-came",
)
SIDES = {
    "waiting": queries.waiting_for,
    "asked": queries.asked_by_side_of,
    "addressed": queries.answered_by,
}


def trail(*further: tuple[str, str]) -> list[tuple[str, str]]:
    """Breadcrumbs to the room's list, and on."""
    own = reverse("conversations-panel:index") if further else ""
    return [(_("Home"), reverse("panel-panel:home")), (_("Conversations"), own), *further]


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What the reader's side asked, what is addressed to the reader, what is shared with them."""
    rows = SIDES.get(request.GET.get("side", ""), queries.visible_to)(request.user)
    context = {
        "trail": trail(),
        "oversees": request.user.has_perm("conversations.oversee_conversations"),
    }
    shown = partial(queries.with_columns, user=request.user)
    template = "conversations/conversation_list.html"
    return lists.respond(request, OWN, rows, template, context, with_columns=shown)


@login_required
@require_GET
def overseen(request: HttpRequest) -> HttpResponse:
    """The questions of the programmes that the reader manages or audits: when, where, how they stand."""
    require(request.user, "conversations.oversee_conversations")
    rows = queries.overseen_by(request.user)
    context = {"trail": trail((_("In the programme"), ""))}
    template = "conversations/conversation_overseen.html"
    return lists.respond(request, OVERSEEN, rows, template, context, with_columns=queries.with_partnership)


@login_required
@require_GET
def refused(request: HttpRequest) -> HttpResponse:
    """Mail that was not taken in, and why; the originals lie with the installation."""
    require(request.user, "conversations.view_refused_mail")
    rows = queries.refused_mail(request.user)
    context = {"trail": [(_("Home"), reverse("panel-panel:home")), (_("Refused mail"), "")]}
    return lists.respond(request, REFUSED, rows, "conversations/mail_refused.html", context)
