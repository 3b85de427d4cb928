"""The exact search for who looks after whom: whole sets of partnerships, one for each consultant.

A choice of one set for each consultant, every partnership in one of them: its linear relaxation bounds every
assignment much closer than that of the pairs does. It is found by column generation: a linear programme over
the sets known so far prices the partnerships, `assigning_bounds.bound_of` finds the best set of each
consultant at these prices (a bound for every assignment, whatever the prices), and so on until the two meet.
Prices are smoothed towards the best so far. Then every set is listed that costs no more than a share above
its consultant's best: an assignment with any other set costs the bound and that share at least, so the best
among the listed ones, found by HiGHS, is proved for all.

Sources: M. Savelsbergh, A branch-and-price algorithm for the generalized assignment problem, Operations
Research 45 (1997); P. Wentges, Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming,
International Transactions in Operational Research 4 (1997); R. Baldacci, N. Christofides, A. Mingozzi, An
exact algorithm for the vehicle routing problem based on the set partitioning formulation with additional
cuts, Mathematical Programming 115 (2008).
"""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pomost.advisory import assigning_bounds
from pomost.advisory.assigning_bounds import Tables

CLOSE = 0.0002  # share of the sum by which the two bounds may differ when column generation ends
SMOOTH = 0.6  # of the best prices so far, in the next ones
SHARE = 0.0008  # of the bound: the sets that are listed first
MOST = 20_000  # sets that are listed at once
STEEP = 4.0  # times the price, to learn how many stay without at the least
NEARLY = 0.01  # of a partnership
LEAST_TIME = 0.05  # seconds that are worth another search
TINY = 1e-9


@dataclass(slots=True)
class Sets:
    """Sets of partnerships for consultants, each once: rows (numbers of partnerships), whose, points that it
    adds to what the consultant has besides.
    """

    tables: Tables
    rows: list[Any] = field(default_factory=list)
    whose: list[int] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    known: set[tuple[int, bytes]] = field(default_factory=set)

    def add(self, pairs: Any) -> int:
        """Add the set of each consultant in the pairs, shape (n, m); return how many are new."""
        import numpy as np  # noqa: PLC0415 - slow to load, and few requests need it

        before = len(self.rows)
        for who in range(pairs.shape[1]):
            rows = np.flatnonzero(pairs[:, who])
            key = (who, rows.tobytes())
            if key in self.known:
                continue
            self.known.add(key)
            units = sum(self.tables.needs[int(row)] for row in rows)
            self.rows.append(rows)
            self.whose.append(who)
            load = self.tables.loads[who, units] - self.tables.loads[who, 0]
            self.points.append(float(self.tables.costs[rows, who].sum() + load))
        return len(self.rows) - before

    def matrix(self) -> Any:
        """Which partnerships each set holds, and whose it is; shape (n + m, sets)."""
        import numpy as np  # noqa: PLC0415
        from scipy import sparse  # noqa: PLC0415

        n, m = self.tables.costs.shape
        places = [np.append(rows, n + who) for rows, who in zip(self.rows, self.whose, strict=True)]
        columns = np.repeat(np.arange(len(places)), [len(each) for each in places])
        marks = np.ones(len(columns))
        return sparse.csr_array((marks, (np.concatenate(places), columns)), shape=(n + m, len(places)))


@dataclass(slots=True)
class Bound:
    """What every assignment costs at the least, and where that comes from.

    value: in points. multipliers: the worth of each partnership, shape (n,). relief: by how much who stays
    without is cheaper in it than the price, where it is known how many do at the least.
    """

    value: float
    multipliers: Any
    relief: float = 0.0


def raised(tables: Tables, sets: Sets, bound: Bound, dear: float, until: float, *, without: int = 0) -> float:
    """Raise the bound by column generation; return how many stay without in the linear programme.

    without: how many stay without at the least. dear: points that no partnership is worth, for those that no
    known set holds. until: the moment (`time.monotonic`) at which it ends in any case.
    """
    alone = 0.0
    while time.monotonic() < until:
        least, prices, relief, alone = _priced(sets, tables.price or dear, without)
        if prices is None or least - bound.value <= CLOSE * abs(least):
            break
        smooth, is_new = SMOOTH, False
        while not is_new:
            tried = smooth * bound.multipliers + (1 - smooth) * prices
            spared = smooth * bound.relief + (1 - smooth) * relief
            value, pairs = assigning_bounds.bound_of(replace(tables, price=tables.price - spared), tried)
            is_new = sets.add(pairs) > 0
            if value + spared * without > bound.value:
                bound.value, bound.multipliers, bound.relief = value + spared * without, tried, spared
            if smooth == 0:
                break
            smooth = smooth / 2 if smooth > SMOOTH / 2 else 0
        if not is_new:
            break
    return alone


def _priced(sets: Sets, dear: float, without: int) -> tuple[float, Any, float, float]:
    """The linear programme over the known sets: its least sum, the price of each partnership, the relief, and
    how many stay without.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import optimize, sparse  # noqa: PLC0415

    n, m = sets.tables.costs.shape
    matrix = sets.matrix()
    held = sparse.hstack([-matrix[:n], -sparse.eye_array(n)])
    one_each = sparse.hstack([matrix[n:], sparse.csr_array((m, n))])
    rules, most = [held, one_each], [-np.ones(n), np.ones(m)]
    if without:
        left_out = np.concatenate([np.zeros(matrix.shape[1]), -np.ones(n)])
        rules.append(sparse.csr_array(left_out[None, :]))
        most.append(np.array([-float(without)]))
    found: Any = optimize.linprog(
        np.concatenate([sets.points, np.full(n, dear)]),
        A_ub=sparse.vstack(rules, format="csr"),
        b_ub=np.concatenate(most),
        method="highs-ds",
    )
    if found.x is None:
        return 0.0, None, 0.0, 0.0
    worth = found.ineqlin.marginals
    relief = -float(worth[-1]) if without else 0.0
    least = float(found.fun + sets.tables.loads[:, 0].sum())
    return least, -worth[:n], relief, float(found.x[-n:].sum())


def with_fewest(tables: Tables, sets: Sets, bound: Bound, alone: float, until: float) -> float:
    """Raise the bound where part of a partnership stays without in the linear programme: it is one, or none.

    Either as many as the next whole number stay without at the least, which the bound then says; or fewer
    do. Returns what fewer would cost at the least: at a higher price the linear programme leaves as few out
    as can be, and what that adds beyond their own share can't be spared.
    """
    without = math.ceil(alone - NEARLY)
    if without - alone < NEARLY:
        return math.inf
    dearer = replace(tables, price=STEEP * tables.price)
    before, fewer = bound.value, Bound(-math.inf, bound.multipliers * STEEP)
    raised(dearer, sets, fewer, dearer.price, until)
    raised(tables, sets, bound, tables.price, until, without=without)
    return max(before, fewer.value - (dearer.price - tables.price) * (without - 1))


def of_known(sets: Sets, seconds: float) -> Any:
    """A good choice of the known sets: its pairs, shape (n, m), some partnerships in none; None for none.

    A partnership may stand in several sets: it stays where it costs least.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import optimize, sparse  # noqa: PLC0415

    tables, matrix, points = sets.tables, sets.matrix(), np.array(sets.points)
    n, m = tables.costs.shape
    if tables.price:
        alone = sparse.vstack([sparse.eye_array(n), sparse.csr_array((m, n))])
        matrix = sparse.hstack([matrix, alone], format="csr")
        points = np.concatenate([points, np.full(n, tables.price)])
    found: Any = optimize.milp(
        points,
        integrality=np.ones(len(points)),
        bounds=optimize.Bounds(0, 1),
        constraints=[
            optimize.LinearConstraint(matrix[:n], 1, np.inf),
            optimize.LinearConstraint(matrix[n:], -np.inf, 1),
        ],
        options={"mip_rel_gap": SHARE, "time_limit": max(LEAST_TIME, seconds)},
    )
    if found.x is None:
        return None
    pairs = np.zeros(tables.costs.shape, dtype=bool)
    for number in np.flatnonzero(found.x[: len(sets.rows)] > 0.5):
        pairs[sets.rows[number], sets.whose[number]] = True
    prices = np.where(pairs, tables.costs, np.inf)
    pairs &= prices == prices.min(axis=1, keepdims=True)
    return pairs


def sets_within(
    tables: Tables, multipliers: Any, who: int, share: float, most: int
) -> tuple[Any, Any, Any] | None:
    """Every set of one consultant that costs at most `share` more than the best, at these multipliers.

    Gives the numbers of the partnerships looked at, shape (k,), the sets, shape (sets, k), and their points;
    None where there are more than `most`. One partnership after the other is put in or left out; what can
    not end within the share, as the best of the rest shows, ends at once.
    """
    import numpy as np  # noqa: PLC0415

    loads = tables.loads[who][np.isfinite(tables.loads[who])]
    hours, left = len(loads), tables.costs[:, who] - multipliers
    rows = np.flatnonzero(left <= share)
    rows = rows[np.argsort(left[rows], kind="stable")]
    needs, gains = np.asarray(tables.needs)[rows], left[rows]
    rest = np.empty((len(rows) + 1, hours))  # the least that the partnerships from here on and the load add
    rest[-1] = loads
    for place in range(len(rows) - 1, -1, -1):
        need, rest[place] = needs[place], rest[place + 1]
        if need < hours:
            taken = gains[place] + rest[place + 1, need:]
            rest[place, : hours - need] = np.minimum(rest[place, : hours - need], taken)
    limit = rest[0, 0] + share + TINY
    units, values = np.zeros(1, dtype=int), np.zeros(1)
    sets = np.zeros((1, len(rows)), dtype=bool)
    for place, need in enumerate(needs):
        fits = np.flatnonzero(units + need < hours)
        fits = fits[values[fits] + gains[place] + rest[place + 1, units[fits] + need] <= limit]
        stays = values + rest[place + 1, units] <= limit
        grown = sets[fits]
        grown[:, place] = True
        sets = np.concatenate([sets[stays], grown])
        values = np.concatenate([values[stays], values[fits] + gains[place]])
        units = np.concatenate([units[stays], units[fits] + need])
        if len(units) > most:
            return None
    return rows, sets, (sets * tables.costs[rows, who]).sum(axis=1) + loads[units]


@dataclass(frozen=True, slots=True)
class _Listed:
    """All sets within a share: of whom, which partnerships, and the numbers for HiGHS."""

    points: Any
    matrix: Any
    whose: Any
    parts: Sequence[tuple[Any, Any]]


def _listed(tables: Tables, bound: Bound, share: float) -> _Listed | None:
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    n, m = tables.costs.shape
    points, places, columns, whose, parts, count = [], [], [], [], [], 0
    for who in range(m):
        found = sets_within(tables, bound.multipliers, who, share, MOST - count)
        if found is None:
            return None
        rows, sets, costs = found
        here, there = np.nonzero(sets)
        numbers = count + np.arange(len(costs))
        places += [rows[there], np.full(len(costs), n + who)]
        columns += [numbers[here], numbers]
        points.append(costs)
        whose.append(np.full(len(costs), who))
        parts.append((rows, sets))
        count += len(costs)
    if tables.price:  # those who may stay without
        alone = np.flatnonzero(tables.price - bound.relief - bound.multipliers <= share)
        places.append(alone)
        columns.append(count + np.arange(len(alone)))
        points.append(np.full(len(alone), tables.price))
        count += len(alone)
    held, numbers = np.concatenate(places), np.concatenate(columns)
    matrix = sparse.csr_array((np.ones(len(held)), (held, numbers)), shape=(n + m, count))
    return _Listed(np.concatenate(points), matrix, np.concatenate(whose), parts)


def best_of(tables: Tables, bound: Bound, gap: float, until: float) -> tuple[float | None, Any]:
    """The least sum found (None for none) and its pairs, shape (n, m); raises the bound's value.

    Lists few sets first. What is found among them says how many must be looked at for a proof; where nothing
    is found, twice the share is. The sum lies within `gap` of the bound unless the time is up.
    """
    least, pairs, lowest, share = None, None, bound.value, SHARE * abs(bound.value) + TINY
    while (listed := _listed(tables, bound, share)) is not None:
        value, found, proved = _searched(tables, listed, gap, until - time.monotonic())
        bound.value = max(bound.value, min(lowest + share, proved))
        if value is not None and (least is None or value < least):
            least, pairs = value, found
        wanted = 2 * share if least is None else least * (1 - gap) - lowest + TINY
        is_proved = least is not None and least * (1 - gap) <= bound.value
        if is_proved or wanted <= share or time.monotonic() > until - LEAST_TIME:
            break
        share = wanted
    return least, pairs


def _searched(tables: Tables, listed: _Listed, gap: float, seconds: float) -> tuple[float | None, Any, float]:
    """The best choice of the listed sets, its pairs, and the bound for all choices of these."""
    import numpy as np  # noqa: PLC0415
    from scipy import optimize  # noqa: PLC0415

    found: Any = optimize.milp(
        listed.points,
        integrality=np.ones(len(listed.points)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(listed.matrix, 1, 1),
        options={"mip_rel_gap": 0.9 * gap, "time_limit": max(LEAST_TIME, seconds)},
    )
    proved = np.inf if found.status == assigning_bounds.IMPOSSIBLE else float(found.mip_dual_bound or 0.0)
    if found.x is None:
        return None, None, proved
    pairs, first = np.zeros(tables.costs.shape, dtype=bool), 0
    for who, (rows, sets) in enumerate(listed.parts):
        for number in np.flatnonzero(found.x[first : first + len(sets)] > 0.5):
            pairs[rows[sets[number]], who] = True
        first += len(sets)
    return float(found.fun), pairs, proved
