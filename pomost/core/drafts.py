"""Unsent content of forms, kept for the one who typed it."""

from typing import Any

from pomost.core.models.drafts import Draft


def of(account: Any, form: str, about: str = "") -> Draft | None:
    """The draft of this account for a form about an object, if there is one."""
    return Draft.objects.filter(account=account, form=form, about=about).first()


def forget(*, account: Any, form: str, about: str = "") -> None:
    """Drop the draft: its content was sent. Part of the action's request, harmless if repeated."""
    Draft.objects.filter(account=account, form=form, about=about).delete()
