"""The words of records that stand in lists in another order than the best first, as by day.

Such a list asks only which of its rows hold the words; who may see them it has asked already. Terms are
folded words, found by their beginning too, and folded lemmas: `umow` and `umowy` both find `umowa`.
A room makes the table in a migration (`CreateWordTable`), declares a `WordIndex`, and calls its `put` in
the transaction that writes the words. See docs/decisions/0016-words-in-lists.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.migrations.operations.base import Operation
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from pomost.core.registries import Registry
from pomost.core.search import words
from pomost.core.search.backends import backend

MOST_WORDS = 6  # of what somebody typed
SHORTEST_BEGINNING = 3  # letters; the beginnings of words that are shorter are in nearly every text
FEW = 2_000  # records that a question names by their ids
A_BATCH = 500  # records that are read and written at once

Texts = Iterable[tuple[int, str]]  # (id of a record, its words)


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of the records of one model, in a table of the database's own kind.

    texts: ids of records → the words of each that is there. follows: label of another model → the ids of
    the records that hold words of it.
    """

    table: str
    model: type[Model]
    texts: Callable[[Sequence[int]], Texts]
    follows: Mapping[str, Callable[[int], Iterable[int]]] = field(default_factory=dict)

    def put(self, *ids: int) -> None:
        """Write the words of these records anew, inside the transaction that changed them."""
        backend().put_words(self.table, ((pk, terms_of(text)) for pk, text in self.texts(ids)))

    def narrowed(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Those of the rows that hold every word of the text (of its first MOST_WORDS), none without one."""
        asked = asked_words(text)
        if not asked:
            return rows.none()
        sql, params = backend().holding(self.table, [forms_of(word) for word in asked])
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} LIMIT {FEW + 1}", params)
            found = [pk for (pk,) in cursor.fetchall()]
        if len(found) <= FEW:  # then the database begins with these, not with the list's order
            return rows.filter(pk__in=found)
        return rows.filter(pk__in=RawSQL(sql, params))  # noqa: S611 - SQL of the backend, words as parameters

    def mend(self) -> int:
        """Put the records that are missing and forget those that are gone; return how many that were."""
        known = set(backend().ids_of_words(self.table))
        every = self._ids()  # after: what is written in between is put twice, not forgotten
        missing, gone = sorted(every - known), sorted(known - every)
        for ids in _batches(missing):
            self.renew(ids)
        for ids in _batches(gone):
            backend().forget_words(self.table, ids)
        return len(missing) + len(gone)

    @transaction.atomic
    def renew(self, ids: list[int]) -> None:
        """Put records that others may change meanwhile: whoever reads last writes last."""
        list(self.model._default_manager.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
        self.put(*ids)

    def _ids(self) -> set[int]:
        return set(self.model._default_manager.order_by().values_list("pk", flat=True))


indexes: Registry[WordIndex] = Registry("words of records in lists")


def follow(label: str, pk: int) -> int:
    """Write anew the words of the records that hold words of this one; return how many these are."""
    count = 0
    for index in indexes:
        for ids in _batches(index.follows[label](pk) if label in index.follows else ()):
            index.renew(ids)
            count += len(ids)
    return count


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(things)
    return iter(lambda: list(islice(left, A_BATCH)), [])


def mend() -> int:
    """Mend every index; return how many records that were."""
    return sum(index.mend() for _name, index in indexes.items())


def asked_words(text: str) -> list[str]:
    """The first MOST_WORDS words that mean something, each once; of a text without such, its other words."""
    found = list(dict.fromkeys(words.words(text)))
    return ([word for word in found if word not in words.EMPTY_WORDS] or found)[:MOST_WORDS]


def terms_of(text: str) -> set[str]:
    """The terms by which a text is found."""
    found = set()
    for word in set(words.words(text)):
        found.add(f"{words.Field.FOLDED}{words.folded(word)}")
        found.update(_lemmas(word))
    return found


def forms_of(word: str) -> list[tuple[str, bool]]:
    """The terms that find a word: each with whether it is only the beginning of one."""
    plain = words.folded(word)
    beginning = (f"{words.Field.FOLDED}{plain}", len(plain) >= SHORTEST_BEGINNING)
    return [beginning, *((lemma, False) for lemma in sorted(_lemmas(word)))]


def _lemmas(word: str) -> Iterator[str]:
    return (f"{words.Field.LEMMA}{words.folded(lemma)}" for lemma in words.lemmas(word))


class CreateWordTable(Operation):
    """Migration: make the table of a WordIndex and fill it with what is there already.

    texts: the migration's apps → ids and words of all records.
    """

    reversible = True

    def __init__(self, table: str, texts: Callable[[Any], Texts]) -> None:
        self.table, self.texts = table, texts

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Django's state holds models only."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in backend().word_table(self.table):
            schema_editor.execute(statement)
        for rows in _batches(self.texts(to_state.apps)):
            backend().put_words(self.table, ((pk, terms_of(text)) for pk, text in rows))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"DROP TABLE {connection.ops.quote_name(self.table)}")

    def describe(self) -> str:
        return f"Make the index of words {self.table}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [self.table, self.texts], {}
