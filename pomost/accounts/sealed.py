"""Opening a sealed thing: with a reason, for a while, noted in the journal, and told to its owners.

Managers and auditors see of sealed things that they exist, when, and how many (design: domain, Roles).
Rooms with sealed things call `open_for` from their own action, after asking for their own right.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from pomost.accounts import inbox
from pomost.accounts.models.openings import SealedOpening
from pomost.core import journal
from pomost.core.errors import DomainError

OPEN_FOR = timedelta(hours=24)
SHORTEST_REASON = 15  # letters: a reason that the owner can understand


def open_for(
    *, thing: Model, reason: str, by: Any, owners: Iterable[Any], sentence: Callable[[], str], link: str
) -> SealedOpening:
    """Open a sealed thing to `by` for a day, in the transaction of the caller's action, and tell its owners.

    sentence: makes what an owner reads, in the owner's language; `%(who)s` and `%(reason)s` are filled in.
    Raises DomainError without a reason that one can understand.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        text = _("Say in a sentence why you must read it. The owner is told this reason.")
        raise DomainError(text, fields={"reason": text})
    now = timezone.now()
    opening = SealedOpening.objects.create(
        account=by,
        thing_kind=thing._meta.label_lower,
        thing_id=str(thing.pk),
        reason=reason,
        opened_at=now,
        until=now + OPEN_FOR,
    )
    journal.record(
        by=by,
        verb="sealed.opened",
        target=thing,
        data={"until": opening.until.isoformat()},
        personal={"reason": reason},
    )
    for account in owners:
        with translation.override(account.language):
            text = sentence() % {"who": by, "reason": reason}
        inbox.notify(account=account, text=text, link=link)
    return opening


def _open_now(account: Any, kind: str) -> QuerySet[SealedOpening]:
    return SealedOpening.objects.filter(account=account.pk, thing_kind=kind, until__gt=timezone.now())


def is_open_to(account: Any, thing: Model) -> bool:
    """Whether the account opened this thing, and its time is not over."""
    return _open_now(account, thing._meta.label_lower).filter(thing_id=str(thing.pk)).exists()


def opened_by(account: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these things, those that are open to the account now."""
    opened = _open_now(account, rows.model._meta.label_lower)
    # The few ids become numbers, not the many rows' ids text: these are then found by their key.
    ids = opened.annotate(number=Cast("thing_id", BigIntegerField())).values("number")
    return rows.filter(pk__in=ids)


def openings_of(thing: Model) -> QuerySet[SealedOpening]:
    """Who opened the thing, newest first: its owners see this."""
    rows = SealedOpening.objects.filter(thing_kind=thing._meta.label_lower, thing_id=str(thing.pk))
    return rows.select_related("account")
