"""Drafts of forms: which page they belong to, what was sent, and what came in after the sign-in had ended.

A form keeps what is typed with `<c-kept />` inside it; `middleware.KeptForms` does the rest when it is sent.
"""

import hashlib
import json
from typing import Any

from django.http import HttpRequest

from pomost.core import drafts
from pomost.core.languages import OWN_NAMES
from pomost.core.models.drafts import Draft
from pomost.ui import actions

SENT, ASIDE = "drafts-sent", "form-put-aside"
MARK = "kept"  # the hidden field of a kept form: the account that typed, empty for nobody
LARGEST_ASIDE = 256 * 1024  # bytes of JSON; it lies in the session of somebody who is not signed in
LONGEST_ABOUT = 120


def page_key(request: HttpRequest) -> tuple[str, str]:
    """(form, about): the name of the page's address, and what it is about. The same in every language."""
    match = request.resolver_match
    if match is None:
        return "", ""
    about = "/".join(str(value) for value in (*match.args, *match.kwargs.values()))
    if len(about) > LONGEST_ABOUT:
        about = hashlib.blake2b(about.encode(), digest_size=32).hexdigest()
    return match.view_name[:80], about


def of(request: HttpRequest) -> Draft | None:
    """The reader's draft of the form on this page."""
    return drafts.of(request.user, *page_key(request))


def forget(request: HttpRequest) -> None:
    """The form of this page was sent: the draft goes, also the copy on the sender's computer.

    The next page of the panel tells the browser; until then the copy stays, so that nothing is lost
    when the answer never arrives.
    """
    form, about = page_key(request)
    drafts.forget(account=request.user, form=form, about=about)
    request.session[SENT] = [*request.session.get(SENT, []), [form, about]][-20:]


def sent(request: HttpRequest) -> list[Any]:
    """What was sent since the last page, once."""
    session = getattr(request, "session", None)
    return session.pop(SENT, []) if session is not None else []


def typed_in(draft: Draft, form: Any = None) -> list[tuple[str, str]]:
    """(label, text) of what the draft says otherwise than the form, as a person reads it."""
    found = []
    for name, value in draft.data.items():
        text = ", ".join(value) if isinstance(value, list) else value
        label, stored, choices = _field_of(form, name)
        if label and text and text.replace("\r\n", "\n") != stored.replace("\r\n", "\n"):
            found.append((label, str(choices.get(text, text))))
    return found


def _field_of(form: Any, name: str) -> tuple[str, str, dict[str, Any]]:
    """Label, text and choices of a box of the form; no label for what nobody types."""
    if form is None or name in ("base", "seen"):
        return (name if form is None else ""), "", {}
    if name in form.fields:
        field = form.fields[name]
        stored = field.prepare_value(form[name].initial)
        choices = {str(key): label for key, label in getattr(field, "choices", ())}
        return str(field.label), "" if stored is None else str(stored), choices
    prefix, _, inner = name.rpartition("-")  # a box of one of the form's rows
    for number, row in enumerate(getattr(form, "rows", ()), start=1):
        if row.prefix == prefix:
            label, stored, choices = _field_of(row, inner)
            return (f"{number}. {label}" if label else ""), stored, choices
    whole, _, code = name.rpartition("_")  # a text in three languages has a box for each
    if whole in form.fields and code in OWN_NAMES:
        stored = (form[whole].initial or {}).get(code, "")
        return f"{form.fields[whole].label} ({OWN_NAMES[code]})", stored, {}
    return "", "", {}


def put_aside(request: HttpRequest) -> None:
    """Keep a form that came in after its sender's sign-in had ended, until they sign in again."""
    form, about = page_key(request)
    data = {
        name: values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if name not in (MARK, "csrfmiddlewaretoken") and "password" not in name and values
    }
    kept = {"by": request.POST[MARK], "form": form, "about": about, "data": data}
    if len(json.dumps(kept, ensure_ascii=False).encode()) <= LARGEST_ASIDE:
        request.session[ASIDE] = kept


def is_put_aside(request: HttpRequest) -> bool:
    """Whether a form waits for somebody to sign in."""
    session = getattr(request, "session", None)
    return session is not None and ASIDE in session


def take_over(request: HttpRequest, account: Any) -> None:
    """Make what was put aside a draft of the account that typed it; somebody else never sees it."""
    kept = request.session.pop(ASIDE, None)
    if kept is None or kept["by"] != str(account.pk):
        return
    seen = str(kept["data"].pop("seen", ""))
    version = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    draft = actions.SentDraft(kept["form"], kept["about"], kept["data"], version)
    actions.save_draft(draft=draft, by=account)
