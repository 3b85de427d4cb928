"""`script/bench search DIR [--json FILE]`: how well and how fast the product's own search answers.

DIR holds passages.jsonl (id, title, text), queries.jsonl (id, text) and qrels.tsv (query id, passage id,
relevance). The index is made in a throw-away database: SQLite, or an empty one named by DATABASE_URL.
"""

import argparse
import csv
import json
import math
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEPTH = 10
KIND = "bench.passage"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/bench search")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--times", type=int, default=1, help="index the passages so many times over")
    options = parser.parse_args(arguments)
    passages = list(_lines(options.folder / "passages.jsonl"))
    questions = list(_lines(options.folder / "queries.jsonl"))
    judged = _judgements(options.folder / "qrels.tsv")
    with tempfile.TemporaryDirectory(prefix="pomost-bench-") as folder:
        os.environ.update(POMOST_VAR=folder, DJANGO_SETTINGS_MODULE="pomost.config.settings")
        import django  # noqa: PLC0415 - settings come first
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        began = time.monotonic()
        _index(passages, options.times)
        report = {"passages": len(passages) * options.times, "indexing_s": round(time.monotonic() - began, 1)}
        report |= _ask(questions, judged, [passage["id"] for passage in passages])
    for name, value in report.items():
        print(f"{name:>14}  {value}")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))
    return 0


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _judgements(path: Path) -> dict[str, dict[str, float]]:
    judged: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for question, passage, relevance in csv.reader(file, delimiter="\t"):
            if relevance.replace(".", "", 1).isdigit():  # not the heading
                judged.setdefault(question, {})[passage] = float(relevance)
    return judged


def _index(passages: list[dict[str, Any]], times: int) -> None:
    from django.db import connection  # noqa: PLC0415

    from pomost.core.models.search import SearchDocument  # noqa: PLC0415
    from pomost.core.search import index  # noqa: PLC0415
    from pomost.core.search.kinds import Kind, Words, kinds  # noqa: PLC0415

    # The passages are no objects of any room: the documents of the search stand for them.
    kinds.add(
        KIND,
        Kind(
            model=SearchDocument,
            label="passages",
            visible_to=lambda user: SearchDocument.objects.all(),
            words=lambda thing: Words(thing.title, thing.text),
            address=lambda thing: str(thing.object_id),
        ),
    )
    for copy in range(times):
        first = copy * len(passages) + 1
        for start in range(0, len(passages), index.A_BATCH):
            batch = passages[start : start + index.A_BATCH]
            index.put(
                KIND,
                {
                    first + start + place: Words({"pl": passage["title"]}, {"pl": passage["text"]})
                    for place, passage in enumerate(batch)
                },
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a running database does by itself


def _ask(
    questions: list[dict[str, Any]], judged: dict[str, dict[str, float]], ids: list[str]
) -> dict[str, Any]:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    from pomost.core.search.asking import find  # noqa: PLC0415

    gains, recalls, ranks, took = [], [], [], []
    for question in questions:
        relevant = judged.get(question["id"])
        if not relevant:
            continue
        began = time.perf_counter()
        found = find(question["text"], user=AnonymousUser(), among=[KIND], limit=DEPTH)
        took.append((time.perf_counter() - began) * 1000)
        answers = [ids[(hit.thing.object_id - 1) % len(ids)] for hit in found.hits]
        gains.append(_ndcg(answers, relevant))
        recalls.append(len(relevant.keys() & set(answers)) / len(relevant))
        ranks.append(next((1 / place for place, one in enumerate(answers, 1) if one in relevant), 0.0))
    return {
        "questions": len(took),
        f"NDCG@{DEPTH}": round(statistics.mean(gains), 4),
        f"Recall@{DEPTH}": round(statistics.mean(recalls), 4),
        f"MRR@{DEPTH}": round(statistics.mean(ranks), 4),
        "median_ms": round(statistics.median(took), 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
    }


def _ndcg(answers: list[str], relevant: dict[str, float]) -> float:
    """Discounted gain of the answers over that of the best order. Source: Järvelin, Kekäläinen 2002."""
    gained = sum(relevant.get(one, 0) / math.log2(place + 1) for place, one in enumerate(answers, 1))
    best = sorted(relevant.values(), reverse=True)[:DEPTH]
    return gained / sum(value / math.log2(place + 1) for place, value in enumerate(best, 1))
