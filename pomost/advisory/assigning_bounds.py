"""How good any assignment can be at best.

The rule that every partnership has one caretaker is taken away and its breach priced: a multiplier for each
partnership (Lagrangian relaxation). What is left falls apart into a knapsack for each consultant, solved
exactly by dynamic programming over the hours, with the points of load in it. The sum is a lower bound for
every choice of multipliers; the multipliers are raised by a deflected subgradient with Polyak's step, which
comes near to the best quickly; `assigning_sets` goes on from there.

Sources: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management
Science 27 (1981); P. M. Camerini, L. Fratta, F. Maffioli, On improving relaxation methods by modified
gradient techniques, Mathematical Programming Study 3 (1975); S. Martello, P. Toth, Knapsack Problems (1990).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

ABOVE = 0.02  # Polyak's step aims that far above the best bound
PATIENCE = 10  # steps without a better bound, after which they become shorter
SHORTER, SHORTEST = 1.5, 0.002
FIRST = 0.7
STEPS = 60  # at the most: not the clock decides, so that the same problem ends the same
MEMORY = 0.7  # of the direction before, in the next one
IMPOSSIBLE = 2  # what HiGHS says of rules that can't be kept together
LARGEST = 40_000_000  # cells of the table of choices, a byte each


@dataclass(frozen=True, slots=True)
class Tables:
    """The problem in numbers. n partnerships, m consultants, hours in units from 0 to w.

    costs: points of each pair, shape (n, m). needs: units of each partnership, shape (n,), whole and ≥ 1.
    loads: points of load of each consultant with so many units, shape (m, w + 1), rising; infinite beyond
    the contract. price: points of each who stays without; 0 means that nobody may.
    """

    costs: Any
    needs: Sequence[int]
    loads: Any
    price: float

    @property
    def is_small_enough(self) -> bool:
        """Whether the tables fit into memory comfortably."""
        return len(self.needs) * int(self.loads.size) <= LARGEST


def bound_of(tables: Tables, multipliers: Any) -> tuple[float, Any]:
    """The lower bound for these multipliers, shape (n,), and the pairs that are chosen then, shape (n, m).

    They keep to every contract, but some partnerships are chosen several times and some not at all.
    """
    import numpy as np  # noqa: PLC0415 - slow to load, and few requests need it

    count, hours = tables.loads.shape
    left = tables.costs - multipliers[:, None]
    best = np.full((count, hours), np.inf)
    best[:, 0] = 0.0
    chosen: list[tuple[Any, Any]] = []
    for row, need in enumerate(tables.needs):
        # Load only rises: a pair that gains nothing by itself is in no best choice.
        who = np.flatnonzero(left[row] < 0)
        before = best[who]
        taken = before[:, : hours - need] + left[row, who, None] if need < hours else before[:, :0]
        is_better = taken < before[:, need:]
        before[:, need:] = np.where(is_better, taken, before[:, need:])
        best[who] = before
        chosen.append((who, is_better))
    total = best + tables.loads
    at = total.argmin(axis=1)
    value = float(total[np.arange(count), at].sum() + multipliers.sum())
    pairs = np.zeros(tables.costs.shape, dtype=bool)
    for row in range(len(tables.needs) - 1, -1, -1):
        who, is_better = chosen[row]
        there = at[who] - tables.needs[row]
        is_taken = there >= 0
        is_taken[is_taken] = is_better[is_taken, there[is_taken]]
        at[who[is_taken]] = there[is_taken]
        pairs[row, who] = is_taken
    if tables.price:
        value += float(np.minimum(0.0, tables.price - multipliers).sum())
    return value, pairs


def _missed(tables: Tables, multipliers: Any, pairs: Any) -> Any:
    """By how much each partnership is looked after too little (1) or too often (below 0), shape (n,)."""
    missed = 1.0 - pairs.sum(axis=1)
    return missed - (multipliers > tables.price) if tables.price else missed


def raised(
    tables: Tables, multipliers: Any, until: float, note: Callable[[Any], object]
) -> tuple[float, Any]:
    """The best bound found in STEPS, and its multipliers, from these multipliers on.

    until: the moment (`time.monotonic`) at which it ends in any case. note: gets the pairs of each step.
    """
    value, pairs = bound_of(tables, multipliers)
    note(pairs)
    best, kept = value, multipliers
    direction, step, waited = _missed(tables, multipliers, pairs), FIRST, 0
    for _step in range(STEPS):
        if step < SHORTEST or time.monotonic() > until:
            break
        gradient = _missed(tables, multipliers, pairs)
        if not gradient.any():
            break  # everybody has one caretaker: the bound is reached by an assignment
        direction = MEMORY * direction + gradient
        length = max(1.0, float(direction @ gradient))
        multipliers = multipliers + step * (best + ABOVE * abs(best) - value) / length * direction
        value, pairs = bound_of(tables, multipliers)
        note(pairs)
        if value > best:
            best, kept, waited = value, multipliers, 0
            continue
        waited += 1
        if waited >= PATIENCE:
            step, waited, multipliers = step / SHORTER, 0, kept
            value, pairs = bound_of(tables, multipliers)
            direction = _missed(tables, multipliers, pairs)
    return best, kept
