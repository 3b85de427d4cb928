"""Drafts of forms, as views use them: what is there, and what was sent and may be forgotten everywhere."""

from typing import Any

from django.http import HttpRequest

from pomost.core import drafts
from pomost.core.models.drafts import Draft

SENT = "drafts-sent"


def of(request: HttpRequest, form: str, about: str = "") -> Draft | None:
    """The reader's draft of this form, for `<c-draft-notice :draft="draft" />`."""
    return drafts.of(request.user, form, about)


def forget(request: HttpRequest, form: str, about: str = "") -> None:
    """Call this when the form was sent: the draft goes, also the copy on the sender's computer.

    The next page of the panel tells the browser; until then the copy stays, so that nothing is lost
    when the answer never arrives.
    """
    drafts.forget(account=request.user, form=form, about=about)
    request.session[SENT] = [*request.session.get(SENT, []), [form, about]][-20:]


def sent(request: HttpRequest) -> list[Any]:
    """What was sent since the last page, once."""
    session = getattr(request, "session", None)
    return session.pop(SENT, []) if session is not None else []
