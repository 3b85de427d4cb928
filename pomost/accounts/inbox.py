"""Telling an account something inside the platform; actions of every room call `notify`."""

from typing import Any

from django.db import connection
from django.urls import reverse

from pomost.accounts.models.own import InboxItem, SavedView


def notify(*, account: Any, text: str, link: str = "") -> InboxItem:
    """Put a message into an account's inbox, in the transaction of the change that it tells of.

    text: a whole sentence, at most 300 characters, in the reader's language (`translation.override(
    account.language)` around its making). link: an address inside the site, beginning with "/".
    Raises RuntimeError outside a transaction, ValueError for an address elsewhere.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("notify() must share the transaction of the change")
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("an inbox links only into the site")
    return InboxItem.objects.create(account=account, text=text[:300], link=link)


def unread(account: Any) -> int:
    """How many messages the account has not read yet."""
    return InboxItem.objects.filter(account=account, read_at__isnull=True).count()


class SavedViews:
    """The saved views of the list component (pomost.ui.lists)."""

    def list_for(self, account: Any, list_name: str) -> list["ShownView"]:
        rows = SavedView.objects.filter(account=account, list_name=list_name)
        return [ShownView(row) for row in rows]


class ShownView:
    """A saved view as the list component shows it."""

    def __init__(self, view: SavedView) -> None:
        self.label, self.query = view.name, view.query
        self.remove_url = reverse("accounts-panel:remove-view", args=[view.pk])
