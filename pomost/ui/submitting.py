"""Carrying out an action from a form: what the programme's rules say goes back to the form's fields."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pomost.core.errors import Conflict, DomainError
from pomost.core.versions import Versioned


def carried_out(form: forms.BaseForm, action: Callable[[dict[str, Any]], Any]) -> bool:
    """Run `action` with the form's clean values; True when it was done.

    A rule that says no becomes an error of its field or of the whole form, and what was typed stays.
    A conflict is kept as `form.conflict`, for the page that shows both versions.
    """
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        action(form.cleaned_data)
    except DomainError as error:
        if isinstance(error, Conflict):
            _note_conflict(form, error)
        known = {name: text for name, text in error.fields.items() if name in form.fields}
        for name, text in known.items():
            form.add_error(name, text)
        if not known:
            form.add_error(None, error.message)
        return False
    return True


def _note_conflict(form: forms.BaseForm, error: Conflict) -> None:
    """Keep the conflict for the page, and let the next sending be about the version stored now."""
    form.conflict = error  # type: ignore[attr-defined]
    data: Any = form.data
    data = data.copy()
    data[form.add_prefix("seen")] = str(error.current)
    form.data = data


def is_stale(request: HttpRequest, row: Versioned) -> bool:
    """Whether what is sent is about an earlier version of the record (`seen`); then says so."""
    seen = request.POST.get("seen", "")
    if not seen.isdecimal() or int(seen) == row.row_version:
        return False
    messages.warning(request, _("This changed after you opened the page. Look at it again, then decide."))
    return True


def status_of(form: forms.BaseForm) -> int:
    """422 for a form with errors (409 for a conflict), else 200."""
    if getattr(form, "conflict", None):
        return 409
    return 422 if form.is_bound and form.errors else 200
