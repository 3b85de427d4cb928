"""A conversation: asking, reading and answering, and what one does with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pomost.conversations import presenting, queries
from pomost.conversations.actions import conversations as actions
from pomost.conversations.actions.messages import write_message
from pomost.conversations.forms import (
    AskForm,
    DeadlineForm,
    ForwardForm,
    MessageForm,
    ReasonForm,
    kept,
)
from pomost.conversations.models import Conversation
from pomost.conversations.things import thing_for
from pomost.conversations.views.lists import trail
from pomost.core.errors import DomainError
from pomost.core.permissions import require
from pomost.ui.editing import edited
from pomost.ui.submitting import carried_out, status_of

MOST_BUTTONS = 5  # desks to which one click forwards; all of them stand on the page of forwarding
STEPS = {
    "share": (actions.share_conversation, "conversations.own_conversation"),
    "unshare": (actions.unshare_conversation, "conversations.own_conversation"),
    "remind": (actions.remind_of_conversation, "conversations.own_conversation"),
    "close": (actions.close_conversation, "conversations.move_conversation"),
    "reopen": (actions.reopen_conversation, "conversations.move_conversation"),
}


def opened(request: HttpRequest, public_id: str, permission: str) -> Conversation:
    """The conversation of this address; 404 for whoever may not read it, 403 without the right asked for."""
    rows = queries.for_a_page(queries.visible_to(request.user))
    conversation = get_object_or_404(rows, public_id=public_id)
    require(request.user, permission, conversation)
    return conversation


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, kind: str, thing_id: str) -> HttpResponse:
    """Ask about a thing: whom, what, and by when."""
    about = thing_for(request.user, kind, thing_id)
    if about is None:
        raise Http404
    addresses, offices = queries.addresses_for(request.user, about), queries.offices_of(request.user)
    form = AskForm(request.POST or None, request.FILES or None, addresses=addresses, offices=offices)
    made: list[Conversation] = []

    def run(values: dict[str, Any]) -> None:
        made.append(_asked((kind, thing_id), values, request.user))

    if carried_out(form, run):
        messages.success(request, _("Your question is on its way. The answer comes here and to your e-mail."))
        return redirect(made[0])
    context = {"about": about, "form": form, "addresses": addresses, "trail": trail((_("Ask"), ""))}
    return TemplateResponse(request, "conversations/ask.html", context, status=status_of(form))


def _asked(thing: tuple[str, str], values: dict[str, Any], by: Any) -> Conversation:
    return actions.ask_question(
        thing=thing,
        addresses=values["addresses"],
        values={"text": values["text"], "due": values["due"]},
        organisation=values.get("organisation"),
        files=kept(values["uploads"]),
        by=by,
    )


@login_required
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was asked and answered, and the next message."""
    conversation = opened(request, public_id, "conversations.view_conversation")
    user = request.user
    form = MessageForm(
        request.POST or None,
        request.FILES or None,
        is_asking=user.has_perm("conversations.own_conversation", conversation),
    )

    def run(values: dict[str, Any]) -> None:
        write_message(conversation=conversation, text=values["text"], files=kept(values["uploads"]), by=user)

    if carried_out(form, run):
        messages.success(request, _("Sent."))
        return redirect(conversation)
    actions.read_conversation(conversation=conversation, by=user)
    return TemplateResponse(
        request, "conversations/conversation.html", _page(user, conversation, form), status=status_of(form)
    )


def _page(user: Any, conversation: Conversation, form: MessageForm) -> dict[str, Any]:
    may_write = user.has_perm("conversations.write_in_conversation", conversation)
    to = queries.addresses_to_forward_to(user, conversation) if may_write else []
    return {
        "conversation": conversation,
        "shown": presenting.shown_to(user, conversation),
        "who_reads": presenting.who_reads(conversation),
        "steps": presenting.steps_for(user, conversation),
        "may_write": may_write,
        "owns": user.has_perm("conversations.own_conversation", conversation),
        "forward_to": to[:MOST_BUTTONS],
        "form": form,
        "trail": trail((conversation.title, "")),
    }


@login_required
@require_http_methods(["GET", "POST"])
def forward(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forward it: with one click from its page, or here with a note."""
    conversation = opened(request, public_id, "conversations.forward_conversation")
    addresses = queries.addresses_to_forward_to(request.user, conversation)
    form = ForwardForm(request.POST or None, addresses=addresses)

    def run(values: dict[str, Any]) -> None:
        actions.forward_conversation(conversation=conversation, by=request.user, **values)

    if carried_out(form, run):
        messages.success(request, _("Forwarded. Whoever asked sees to whom."))
        return redirect(conversation)
    return _form_page(request, conversation, form, _("Forward the question"), _("Forward"))


def _form_page(
    request: HttpRequest, conversation: Conversation, form: Any, heading: str, button: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "button": button or _("Save"),
        "back": conversation.get_absolute_url(),
        "trail": trail((conversation.title, conversation.get_absolute_url()), (heading, "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))


@login_required
@require_POST
def step(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of the steps that need no form: share, remind, close, open again."""
    action, permission = STEPS.get(request.POST.get("step", ""), (None, "conversations.view_conversation"))
    conversation = opened(request, public_id, permission)
    if action is None:
        raise Http404
    try:
        action(conversation=conversation, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done."))
    return redirect(conversation)


@login_required
@require_http_methods(["GET", "POST"])
def deadline(request: HttpRequest, public_id: str) -> HttpResponse:
    """By when an answer is needed."""
    conversation = opened(request, public_id, "conversations.own_conversation")
    form = DeadlineForm(request.POST or None, record=conversation)

    def run(values: dict[str, Any], seen: int | None) -> None:
        actions.set_deadline(conversation=conversation, values=values, seen=seen, by=request.user)

    if edited(form, run):
        messages.success(request, _("Saved."))
        return redirect(conversation)
    return _form_page(request, conversation, form, _("When the answer is needed"))


@login_required
@require_http_methods(["GET", "POST"])
def open_sealed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open a conversation of one's programme with a reason; nothing of it is shown before."""
    found = queries.for_a_page(queries.overseen_by(request.user))
    conversation = get_object_or_404(found, public_id=public_id)
    form = ReasonForm(request.POST or None)

    def run(values: dict[str, Any]) -> None:
        actions.open_sealed_conversation(conversation=conversation, by=request.user, **values)

    if carried_out(form, run):
        return redirect(conversation)
    if request.method == "GET" and request.user.has_perm("conversations.view_conversation", conversation):
        return redirect(conversation)
    return _reason_page(request, form, conversation)


def _reason_page(request: HttpRequest, form: ReasonForm, conversation: Conversation) -> HttpResponse:
    heading = _("Open a sealed conversation")
    context = {
        "form": form,
        "heading": heading,
        "lead": _("A question of the partnership “%s”.") % conversation.partnership,
        "button": _("Open it and tell its owners"),
        "back": reverse("conversations-panel:overseen"),
        "trail": trail((_("In the programme"), reverse("conversations-panel:overseen")), (heading, "")),
    }
    return TemplateResponse(request, "form_panel.html", context, status=status_of(form))
