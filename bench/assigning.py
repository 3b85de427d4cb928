"""`script/bench assigning [--json FILE]`: how quickly and how exactly the solver assigns 100 to 40.

Partnerships and homes lie all over Poland; six of ten partnerships need 24 hours, the others up to 60.
room: the hours of all contracts over the hours needed. The tighter the contracts, the harder it is to prove.
"""

import argparse
import json
import random
import statistics
from pathlib import Path

from pomost.advisory.assigning import GAP, Consultant, Partnership, Weights, solve

SUBJECTS = "abcdefghijklmno"
WIDTHS = (6, 10, 8, 8, 14, 12, 9)
ROOMS = (2.0, 1.5, 1.3, 1.15, 0.9)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/bench assigning")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args(arguments)
    rows = [_measured(room, options.times) for room in ROOMS]
    heads = ("room", "median s", "most s", "proved", "median gap %", "most gap %", "without")
    print("".join(f"{head:>{width}}" for head, width in zip(heads, WIDTHS, strict=True)))
    for row in rows:
        print("".join(f"{value:>{width}}" for value, width in zip(row.values(), WIDTHS, strict=True)))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))
    return 0


def _measured(room: float, times: int) -> dict[str, float | str]:
    found = [solve(*crowd(seed, room), Weights()) for seed in range(times)]
    seconds, gaps = [each.seconds for each in found], [100 * each.gap for each in found]
    return {
        "room": room,
        "median_s": round(statistics.median(seconds), 2),
        "most_s": round(max(seconds), 2),
        "proved": f"{sum(each.gap <= GAP for each in found)}/{times}",
        "median_gap": round(statistics.median(gaps), 3),
        "most_gap": round(max(gaps), 2),
        "without": max(sum(who is None for who in each.caretakers.values()) for each in found),
    }


def crowd(
    seed: int, room: float, many: int = 100, few: int = 40
) -> tuple[list[Partnership], list[Consultant]]:
    """So many partnerships and consultants; the same for the same seed."""
    dice = random.Random(seed)

    def place() -> tuple[float, float]:
        return dice.uniform(49.2, 54.6), dice.uniform(14.5, 23.8)

    partnerships = [
        Partnership(
            key, 1440 if dice.random() < 0.6 else 30 * dice.randrange(48, 120), place(),
            frozenset(dice.sample(SUBJECTS, 3)), frozenset([dice.randrange(16)]),
            frozenset(["nb"] if dice.random() < 0.2 else []),
            present=1000 + dice.randrange(few) if dice.random() < 0.8 else None,
        )
        for key in range(1, many + 1)
    ]  # fmt: skip
    need = sum(each.need for each in partnerships)
    consultants = [
        Consultant(
            1000 + key, 60 * int(need * room / few * dice.uniform(0.5, 1.5) / 60), place(),
            frozenset(dice.sample(SUBJECTS, 5)),
            frozenset(dice.sample(range(16), 4) if dice.random() < 0.6 else []),
            frozenset(["pl", "nb"] if dice.random() < 0.3 else ["pl", "en"]),
            others=dice.choice([0, 0, 0, 1, 2]),
        )
        for key in range(few)
    ]  # fmt: skip
    return partnerships, consultants
