"""Keeping the index in step with the data.

An action calls `changed` beside its write: that puts a task into the queue, in the same transaction.
Once a night `mend` compares everything, for what an action forgot or a restore brought back.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django_tasks import task

from pomost.core.models.search import SearchDocument
from pomost.core.search import listed, words
from pomost.core.search.backends import backend
from pomost.core.search.kinds import Kind, Words, kinds

A_BATCH = 500  # objects that are read and indexed at once


def changed(thing: Model) -> None:
    """Note that the words of `thing` changed, or that it is new or about to go; the worker reads it anew.

    Call it in the transaction of the change. What no kind shows is ignored.
    """
    label = thing._meta.label_lower
    for name, kind in kinds.items():
        if kind.model._meta.label_lower == label:
            renew.enqueue(name, [thing.pk])
        if label in kind.follows:
            follow.enqueue(name, label, thing.pk)
    if any(label in each.follows for each in listed.indexes):
        follow_in_lists.enqueue(label, thing.pk)


@task
def renew(name: str, ids: list[int]) -> int:
    """Read these objects of one kind and bring their documents up to date; return how many changed."""
    kind = kinds.get(name)
    if kind is None:  # the room left after the task was queued
        return 0
    return sum(_renew(name, kind, ids[start : start + A_BATCH]) for start in range(0, len(ids), A_BATCH))


@task
def follow(name: str, label: str, pk: int) -> int:
    """Renew the objects of a kind that hold words of another record."""
    kind = kinds.get(name)
    return renew.func(name, list(kind.follows[label](pk))) if kind else 0


@task
def follow_in_lists(label: str, pk: int) -> int:
    """Renew the words of the records of lists that hold words of another record."""
    return listed.follow(label, pk)


@transaction.atomic
def _renew(name: str, kind: Kind, ids: Sequence[int]) -> int:
    known = _locked(name, ids)
    found = {
        thing.pk: shown
        for thing in kind.prepared(kind.model._default_manager.filter(pk__in=ids))
        if (shown := kind.words(thing)) is not None
    }
    gone = {document.pk: document.digest for pk, document in known.items() if pk not in found}
    stale = {pk: shown for pk, shown in found.items() if known[pk].digest != _digest(shown)}
    forget(gone)
    put(name, stale)
    return sum(digest != "" for digest in gone.values()) + len(stale)


def _locked(name: str, ids: Sequence[int]) -> dict[int, SearchDocument]:
    """The documents of these objects, each in our hands before its object is read: of two workers the
    one that reads last writes last. Where there is none yet, an empty one keeps the place.
    """
    rows = SearchDocument.objects.filter(kind=name, object_id__in=ids)
    known = set(rows.values_list("object_id", flat=True))
    new = [SearchDocument(kind=name, object_id=pk, digest="") for pk in ids if pk not in known]
    SearchDocument.objects.bulk_create(new, ignore_conflicts=True)
    return {row.object_id: row for row in rows.select_for_update().order_by("object_id")}


def put(name: str, things: dict[int, Words]) -> None:
    """Write the documents of some things of one kind, and their terms into the database's index."""
    if not things:
        return
    SearchDocument.objects.bulk_create(
        (
            SearchDocument(
                kind=name,
                object_id=pk,
                title=dict(shown.title),
                text=dict(shown.text),
                invented=shown.invented,
                digest=_digest(shown),
            )
            for pk, shown in things.items()
        ),
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["title", "text", "invented", "digest"],
    )
    rows = SearchDocument.objects.filter(kind=name, object_id__in=things).values_list("pk", "object_id")
    backend().put((pk, terms(things[object_id])) for pk, object_id in rows)


def forget(ids: Iterable[int]) -> None:
    """Take documents out of the index."""
    if ids := list(ids):
        backend().forget(ids)
        SearchDocument.objects.filter(pk__in=ids).delete()


def terms(shown: Words) -> Counter[str]:
    """The terms of a thing: of its title and its text, in every language that it has."""
    parts = (*shown.title.items(), *shown.text.items())
    polish = settings.LANGUAGE_CODE
    return words.terms_of(
        (text for _, text in parts), polish=(text for code, text in parts if code == polish)
    )


def _digest(shown: Words) -> str:
    made = [words.VERSION, dict(shown.title), dict(shown.text), shown.invented]
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


def mend() -> int:
    """Compare every kind with its documents and renew what differs; return how many did."""
    count = _forget_unknown_kinds()
    for name, kind in kinds.items():
        last = 0
        while ids := list(
            kind.model._default_manager.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", flat=True)[:A_BATCH]
        ):
            count += _renew(name, kind, ids)
            last = ids[-1]
        documents = SearchDocument.objects.filter(kind=name)
        gone = documents.exclude(object_id__in=kind.model._default_manager.values("pk"))
        stale = list(gone.values_list("pk", flat=True))
        forget(stale)
        count += len(stale)
    return count


def _forget_unknown_kinds() -> int:
    stale = list(SearchDocument.objects.exclude(kind__in=kinds.names()).values_list("pk", flat=True))
    forget(stale)
    return len(stale)


def rebuild() -> int:
    """Empty the index and make it anew from the data; return how many documents it holds."""
    with transaction.atomic():
        forget(SearchDocument.objects.values_list("pk", flat=True))
        backend().forget_all()
    return mend()
