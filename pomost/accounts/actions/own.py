"""Writes about what belongs to one account: language, inbox and saved views."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.accounts.models.accounts import Account
from pomost.accounts.models.own import InboxItem, SavedView
from pomost.core import journal
from pomost.core.errors import DomainError
from pomost.core.permissions import require

MOST_VIEWS = 50


@transaction.atomic
def choose_language(*, language: str, by: Any) -> None:
    """Keep the language in which one reads the panel and gets letters. Raises PermissionDenied."""
    require(by, "accounts.keep_own")
    account = Account.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if account.language != language:
        account.language = language
        account.save(update_fields=["language"])
        journal.record(by=by, verb="account.language_chosen", target=account, fields=["language"])


@transaction.atomic
def mark_read(*, item: InboxItem, by: Any) -> InboxItem:
    """Mark a message of one's own inbox as read. Raises PermissionDenied for another's."""
    item = InboxItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    require(by, "accounts.change_own", item)
    if item.read_at is None:
        item.read_at = timezone.now()
        item.save(update_fields=["read_at"])
    return item


@transaction.atomic
def mark_all_read(*, by: Any) -> int:
    """Mark every message of one's own inbox as read; returns how many were unread."""
    require(by, "accounts.keep_own")
    return InboxItem.objects.filter(account=by, read_at__isnull=True).update(read_at=timezone.now())


@transaction.atomic
def save_view(*, list_name: str, name: str, query: str, by: Any) -> SavedView:
    """Keep filters, order and columns of a list under a name; the same name is replaced.

    Raises DomainError without a name or with too many views.
    """
    require(by, "accounts.keep_own")
    if not name.strip():
        raise DomainError(_("Give the view a name."), fields={"name": _("Give the view a name.")})
    mine = SavedView.objects.filter(account=by)
    if mine.count() >= MOST_VIEWS and not mine.filter(list_name=list_name, name=name.strip()).exists():
        raise DomainError(_("Remove a view first: no more than 50 are kept."))
    view, _made = SavedView.objects.update_or_create(
        account=by, list_name=list_name, name=name.strip()[:80], defaults={"query": query[:2000]}
    )
    journal.record(by=by, verb="saved_view.saved", target=view)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: Any) -> None:
    """Remove a view of one's own. Raises PermissionDenied for another's."""
    view = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    require(by, "accounts.change_own", view)
    journal.record(by=by, verb="saved_view.removed", target=view)
    view.delete()
