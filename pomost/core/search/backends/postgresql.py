"""PostgreSQL: a GIN index of terms (`core_searchterms`, migration 0004) finds, BM25 in SQL ranks.

ts_rank() knows nothing of how rare a word is, which is what makes a ranking of law good: see
docs/decisions/0011-search-index.md.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from pomost.core.search.words import Term

K1, B = 1.2, 0.75
CANDIDATES = 200  # documents that are ranked exactly, after a rough ranking that takes each count for one
Sql = tuple[str, Sequence[Any]]

# `usual`: the mean length. `matched`: a row for each term that a document of `among` holds.
RANKING = """
WITH asked AS (SELECT * FROM unnest(%s::text[], %s::float[]) AS asked(key, worth)),
usual AS (SELECT avg(length)::float AS length FROM core_searchterms),
seen(id, invented) AS ({among}),
matched AS (
    SELECT found.id, seen.invented, asked.key, asked.worth,
           {K1} * (1 - {B} + {B} * found.length / usual.length) AS damping
    FROM asked CROSS JOIN usual JOIN core_searchterms AS found ON found.keys @@ asked.key::tsquery
    JOIN seen ON seen.id = found.id LIMIT %s
),
candidates AS MATERIALIZED (
    SELECT id, COUNT(*) OVER () AS total FROM matched
    GROUP BY id, invented ORDER BY invented, SUM(worth / (1 + damping)) DESC, id LIMIT %s
)
SELECT candidates.id, SUM(worth * count * ({K1} + 1) / (count + damping)) AS score, total
FROM candidates JOIN matched USING (id) JOIN core_searchterms AS terms USING (id)
CROSS JOIN LATERAL (SELECT (terms.counts ->> key)::float AS count OFFSET 0) AS counted
GROUP BY candidates.id, invented, total ORDER BY invented, score DESC, candidates.id LIMIT %s OFFSET %s
"""


def put(documents: Iterable[tuple[int, Counter[str]]]) -> None:
    """Write or replace the terms of documents."""
    rows = [(pk, list(counted), json.dumps(counted), counted.total()) for pk, counted in documents]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO core_searchterms (id, keys, counts, length) "
            "VALUES (%s, array_to_tsvector(%s::text[]), %s::jsonb, %s) ON CONFLICT (id) DO UPDATE SET "
            "keys = EXCLUDED.keys, counts = EXCLUDED.counts, length = EXCLUDED.length",
            rows,
        )


def forget(ids: Sequence[int]) -> None:
    """Take documents out."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_searchterms WHERE id = ANY(%s)", [list(ids)])


def forget_all() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_searchterms")


def frequencies(keys: Sequence[str]) -> tuple[int, dict[str, int]]:
    """How many documents there are, and in how many each term occurs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_searchterms")
        (documents,) = cursor.fetchone()
        cursor.execute(
            "SELECT asked.key, (SELECT count(*) FROM core_searchterms WHERE keys @@ asked.key::tsquery) "
            "FROM unnest(%s::text[]) AS asked(key)",
            [list(keys)],
        )
        return documents, dict(cursor.fetchall())


def ranked(
    terms: Sequence[Term], *, among: Sql, counts: tuple[int, dict[str, int]], most: int, page: slice
) -> tuple[int, list[tuple[int, float]]]:
    """How many documents of `among` hold any of the terms, and a page of (document, score), best first.

    most: a term that occurs oftener says nothing: the first so many documents of `among` that hold it
    are ranked, and no more are counted.
    """
    documents, frequency = counts
    worth = {term.key: term.weight * _rarity(documents, frequency[term.key]) for term in terms}
    if not worth:
        return 0, []
    exactly = max(CANDIDATES, page.stop)
    sql = RANKING.format(K1=K1, B=B, among=among[0])
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            [list(worth), list(worth.values()), *among[1], most, exactly, page.stop - page.start, page.start],
        )
        rows = cursor.fetchall()
    return (rows[0][2] if rows else 0), [(pk, score) for pk, score, _ in rows]


def _rarity(documents: int, frequency: int) -> float:
    """Inverse document frequency as SQLite's bm25() has it: never below a millionth."""
    return max(math.log((documents - frequency + 0.5) / (frequency + 0.5)), 1e-6)


def word_table(table: str) -> list[str]:
    """Statements that make the table of a WordIndex."""
    return [
        f"CREATE TABLE {table} (id bigint PRIMARY KEY, keys tsvector NOT NULL)",
        f"CREATE INDEX {table}_keys ON {table} USING gin (keys) WITH (fastupdate = off)",
    ]


def put_words(table: str, records: Iterable[tuple[int, set[str]]]) -> None:
    """Write or replace the terms of records."""
    rows = [(pk, sorted(terms)) for pk, terms in records]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (id, keys) VALUES (%s, array_to_tsvector(%s::text[])) "  # noqa: S608 - a name of ours
            "ON CONFLICT (id) DO UPDATE SET keys = EXCLUDED.keys",
            rows,
        )


def forget_words(table: str, ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(ids)])  # noqa: S608 - as above


def ids_of_words(table: str) -> Iterable[int]:
    """The records of which there are words."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")  # noqa: S608 - as above
        return [pk for (pk,) in cursor.fetchall()]


def holding(table: str, asked: Sequence[Sequence[tuple[str, bool]]]) -> Sql:
    """SQL for the ids of the records that hold a form of every word; forms: (term, is only its beginning)."""
    every = (
        " | ".join(f"'{term}'{':*' if is_beginning else ''}" for term, is_beginning in forms)
        for forms in asked
    )
    return f"SELECT id FROM {table} WHERE keys @@ %s::tsquery", [" & ".join(f"({one})" for one in every)]  # noqa: S608 - as above
