"""Writing and reading the journal. Only actions write it, in the transaction of the change."""

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection, models

from pomost.core.models.journal import JournalEntry, PersonalDetail
from pomost.core.registries import Registry

Presenter = Callable[[JournalEntry], str]
presenters: Registry[Presenter] = Registry("sentences of the journal")


def record(
    *,
    by: Any,
    verb: str,
    target: models.Model,
    fields: Iterable[str] = (),
    personal: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Write one entry; refuses to run outside a transaction.

    by: the account that acts, None for the system. verb: `noun.participle`. fields: names of changed
    fields. personal: old and new values that may be personal data (kept in an erasable side table).
    data: details that never identify a person (states, counts, codes, public ids).
    Raises RuntimeError outside a transaction: the entry must stand and fall with the change.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("journal.record() must share the transaction of the change")
    entry = JournalEntry.objects.create(
        actor_id=getattr(by, "pk", None),
        on_behalf_of_id=getattr(by, "acting_for_id", None),
        verb=verb,
        room=target._meta.app_label,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        fields=sorted(fields),
        data=dict(data or {}),
    )
    if personal:
        PersonalDetail.objects.create(
            entry=entry,
            values=dict(personal),
            subject_id=target.pk if target._meta.label_lower == "accounts.account" else None,
        )
    return entry


def about(target: models.Model) -> models.QuerySet[JournalEntry]:
    """The entries about one object, newest first."""
    return JournalEntry.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk))


def version_of(rooms: Iterable[str]) -> str:
    """A text that changes whenever anything in these rooms changes: one query, by index only.

    Every write is journalled in its own transaction, so the newest entry of a room is the version of
    everything that the room shows. On PostgreSQL an older entry may become visible after a newer one:
    there the commits of each room are counted besides (migration 0005).
    """
    names = tuple(sorted(rooms))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{_newest_of(len(names))}, {_COMMITS}", [*names, list(names)])
        else:
            cursor.execute(_newest_of(len(names)), names)
        return "-".join(str(number or 0) for number in cursor.fetchone())


_COMMITS = "(SELECT SUM(version) AS commits FROM core_roomversion WHERE room = ANY(%s)) AS counted"


@functools.cache
def _newest_of(count: int) -> str:
    """SQL for the newest entry of so many rooms. Plain SQL, as every answer to a visitor asks it and the
    ORM takes twenty times as long to put it together as the database to answer.
    """
    table = connection.ops.quote_name(JournalEntry._meta.db_table)
    one = f"SELECT (SELECT id FROM {table} WHERE room = %s ORDER BY id DESC LIMIT 1) AS last"  # noqa: S608
    return f"SELECT * FROM (SELECT MAX(last) FROM ({' UNION ALL '.join([one] * count)}) AS each) AS newest"  # noqa: S608
