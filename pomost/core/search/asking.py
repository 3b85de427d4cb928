"""The two ways to ask: `find` by words, `similar` by a text or a thing. Both show what the reader may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, OuterRef, Q

from pomost.core.languages import Spoken, spoken
from pomost.core.models.search import SearchDocument
from pomost.core.search import words
from pomost.core.search.backends import backend
from pomost.core.search.kinds import Kind, kinds
from pomost.core.search.snippets import Piece, snippet

# A term in more than this share of the documents says little and costs much, once there are many.
TOO_COMMON, MANY = 0.25, 400
MOST_MATCHES = 20_000  # rows that the rarest terms may bring together; what is commoner is not asked for
TELLING_TERMS = 25  # of a thing or a long text, when asking for similar ones


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: as it is now, with its title and the piece of its text that answers the question."""

    kind: Kind
    thing: Any
    title: Spoken
    title_by_language: dict[str, str]
    pieces: list[Piece]
    text: Spoken
    score: float

    @property
    def address(self) -> str:
        return self.kind.address(self.thing)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, best first, and how many there are in all (there may be more than MOST_MATCHES)."""

    total: int = 0
    hits: list[Hit] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        return self.total >= MOST_MATCHES


def find(
    text: str, *, user: Any, among: Iterable[str] | None = None, limit: int = 20, offset: int = 0
) -> Found:
    """Things that hold words of `text`, as `user` may see them, best first and what is invented last.

    among: names of kinds, by default all. The number of queries is fixed: it grows with the kinds found,
    not with the hits.
    """
    asked = words.asked(text)
    return _ask(asked, user=user, among=among, limit=limit, offset=offset) if asked else Found()


def similar(
    *, user: Any, thing: Any = None, text: str = "", among: Iterable[str] | None = None, limit: int = 5
) -> Found:
    """Things that resemble `thing`, or a text that somebody is writing; never the thing itself."""
    own = _document_of(thing) if thing is not None else None
    if own is not None:
        text = " ".join((*own.title.values(), *own.text.values(), text))
    asked = words.asked(text, at_most=120)
    if not asked:
        return Found()
    return _ask(asked, user=user, among=among, limit=limit, without=own, most=TELLING_TERMS)


def ids_of(kind: str, text: str, *, limit: int) -> list[int]:
    """The best things of one kind that hold words of `text`, whoever may see them: only for names that
    are no secret.
    """
    asked = words.asked(text)
    if not asked:
        return []
    rows = SearchDocument.objects.filter(kind=kind).order_by()
    where = rows.values_list("pk", "invented").query.sql_with_params()
    counts = backend().frequencies([term.key for term in asked])
    _total, ranking = backend().ranked(
        _telling(asked, counts, None), among=where, counts=counts, most=MOST_MATCHES, page=slice(0, limit)
    )
    found = SearchDocument.objects.in_bulk([pk for pk, _score in ranking])
    return [found[pk].object_id for pk, _score in ranking if pk in found]


def _document_of(thing: Any) -> SearchDocument | None:
    names = [name for name, kind in kinds.items() if isinstance(thing, kind.model)]
    return SearchDocument.objects.filter(kind__in=names, object_id=thing.pk).first()


def _ask(
    asked: Sequence[words.Term],
    *,
    user: Any,
    among: Iterable[str] | None,
    limit: int,
    offset: int = 0,
    without: SearchDocument | None = None,
    most: int | None = None,
) -> Found:
    chosen = {name: kind for name, kind in kinds.items() if among is None or name in among}
    where = _visible(chosen, user, without)
    if where is None:
        return Found()
    counts = backend().frequencies([term.key for term in asked])
    terms = _telling(asked, counts, most)
    total, ranking = backend().ranked(
        terms, among=where, counts=counts, most=MOST_MATCHES, page=slice(offset, offset + limit)
    )
    return Found(total, _hits(ranking, chosen, user, {term.key for term in asked}))


def _telling(
    asked: Sequence[words.Term], counts: tuple[int, dict[str, int]], most: int | None
) -> list[words.Term]:
    """The terms that occur at all and are worth asking for, the rarest first; at most `most` of them."""
    documents, frequency = counts
    held = sorted((term for term in asked if frequency[term.key]), key=lambda term: frequency[term.key])
    telling, matches = held[:1], 0
    for term in held[1:most]:
        matches += frequency[term.key]
        if documents > MANY and (frequency[term.key] > documents * TOO_COMMON or matches > MOST_MATCHES):
            break
        telling.append(term)
    return telling


def _visible(
    chosen: dict[str, Kind], user: Any, without: SearchDocument | None
) -> tuple[str, Sequence[Any]] | None:
    """SQL for the documents that `user` may see (id, invented): asked of each room's own query, now."""
    seen: Any = Q()
    for name, kind in chosen.items():
        # Asked of each document that holds a term, not of everything that there is: hence not `pk IN`.
        seen |= Q(kind=name) & Exists(kind.visible_to(user).order_by().filter(pk=OuterRef("object_id")))
    rows = SearchDocument.objects.filter(seen).order_by() if chosen else SearchDocument.objects.none()
    if without is not None:
        rows = rows.exclude(pk=without.pk)
    try:
        return rows.values_list("pk", "invented").query.sql_with_params()
    except EmptyResultSet:
        return None


def _hits(ranking: list[tuple[int, float]], chosen: dict[str, Kind], user: Any, keys: set[str]) -> list[Hit]:
    documents = SearchDocument.objects.in_bulk([pk for pk, _ in ranking])
    things: dict[tuple[str, int], Any] = {}
    for name in {document.kind for document in documents.values()}:
        ids = [document.object_id for document in documents.values() if document.kind == name]
        rows = chosen[name].visible_to(user).filter(pk__in=ids)
        things |= {(name, thing.pk): thing for thing in rows}
    hits = []
    for pk, score in ranking:
        document = documents.get(pk)
        thing = document and things.get((document.kind, document.object_id))
        if document is None or thing is None:  # gone since the ranking was made
            continue
        text = spoken(document.text)
        hits.append(
            Hit(
                kind=chosen[document.kind],
                thing=thing,
                title=spoken(document.title),
                title_by_language=document.title,
                pieces=snippet(text.text, keys),
                text=text,
                score=score,
            )
        )
    return hits
