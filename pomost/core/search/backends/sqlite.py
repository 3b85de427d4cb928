"""SQLite: an FTS5 table, `core_searchterms` (migration 0004); its own bm25() ranks each form by itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db import connection

from pomost.core.search.words import Term

Sql = tuple[str, Sequence[Any]]


def put(documents: Iterable[tuple[int, Counter[str]]]) -> None:
    """Write or replace the terms of documents."""
    rows = [(pk, " ".join(counted.elements())) for pk, counted in documents]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT OR REPLACE INTO core_searchterms(rowid, terms) VALUES (%s, %s)", rows)


def forget(ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM core_searchterms WHERE rowid = %s", [(pk,) for pk in ids])


def forget_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_searchterms")


def frequencies(keys: Sequence[str]) -> tuple[int, dict[str, int]]:
    """How many documents there are, and in how many each term occurs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_searchterms_docsize")
        (documents,) = cursor.fetchone()
        marks = ", ".join(["%s"] * len(keys))
        sql = f"SELECT term, doc FROM core_searchterms_count WHERE term IN ({marks})"  # noqa: S608 - only marks
        cursor.execute(sql, keys)
        found = dict(cursor.fetchall())
    return documents, {key: found.get(key, 0) for key in keys}


def ranked(
    terms: Sequence[Term], *, among: Sql, counts: tuple[int, dict[str, int]], most: int, page: slice
) -> tuple[int, list[tuple[int, float]]]:
    """How many documents of `among` hold any of the terms, and a page of (document, score), best first.

    most: a term that occurs oftener says nothing: the first so many documents of `among` that hold it
    are ranked, and no more are counted.
    """
    parts: list[str] = []
    params: list[Any] = []
    for weight, same in groupby(sorted(terms, key=lambda term: term.weight), key=lambda term: term.weight):
        # Forms of one weight are one question: bm25() adds up what each of its terms is worth.
        parts.append(
            "SELECT rowid AS id, -bm25(core_searchterms) * %s AS score FROM core_searchterms "
            "WHERE core_searchterms MATCH %s"
        )
        params += [weight, " OR ".join(f'"{term.key}"' for term in same)]
    if not parts:
        return 0, []
    if sum(counts[1][term.key] for term in terms) > most:
        only = f"AND EXISTS (SELECT 1 FROM seen WHERE seen.id = rowid) LIMIT {int(most)}"  # noqa: S608 - as below
        parts = [f"SELECT * FROM ({part} {only})" for part in parts]  # noqa: S608 - joins only our own SQL
    # held MATERIALIZED: flattened into the sum, bm25() would have lost the row that it ranks.
    # seen NOT MATERIALIZED: asked by id of what was found, not made of all that there is.
    sql = f"""
        WITH seen(id, invented) AS NOT MATERIALIZED ({among[0]}),
        held AS MATERIALIZED ({" UNION ALL ".join(parts)}),
        scored AS MATERIALIZED (SELECT id, SUM(score) AS score FROM held GROUP BY id)
        SELECT id, score, COUNT(*) OVER () FROM scored JOIN seen USING (id)
        ORDER BY invented, score DESC, id LIMIT %s OFFSET %s
    """  # noqa: S608 - joins only our own SQL; all values are parameters
    with connection.cursor() as cursor:
        cursor.execute(sql, [*among[1], *params, page.stop - page.start, page.start])
        rows = cursor.fetchall()
    return (rows[0][2] if rows else 0), [(pk, score) for pk, score, _ in rows]


def word_table(table: str) -> list[str]:
    """Statements that make the table of a WordIndex; it keeps no places of words, as nobody asks for them."""
    return [
        f"CREATE VIRTUAL TABLE {table} USING "
        "fts5(terms, detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')"
    ]


def put_words(table: str, records: Iterable[tuple[int, set[str]]]) -> None:
    """Write or replace the terms of records."""
    rows = [(pk, " ".join(sorted(terms))) for pk, terms in records]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT OR REPLACE INTO {table}(rowid, terms) VALUES (%s, %s)", rows)  # noqa: S608 - a name of ours


def forget_words(table: str, ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(pk,) for pk in ids])  # noqa: S608 - as above


def ids_of_words(table: str) -> Iterable[int]:
    """The records of which there are words."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}_content")  # noqa: S608 - as above
        return [pk for (pk,) in cursor.fetchall()]


def holding(table: str, asked: Sequence[Sequence[tuple[str, bool]]]) -> Sql:
    """SQL for the ids of the records that hold a form of every word; forms: (term, is only its beginning)."""
    every = (
        " OR ".join(f'"{term}"{"*" if is_beginning else ""}' for term, is_beginning in forms)
        for forms in asked
    )
    return f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [" AND ".join(f"({one})" for one in every)]  # noqa: S608 - as above
