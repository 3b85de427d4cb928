"""Who looks after whom: every partnership gets one caretaker, within the hours of every contract.

A linear programme with whole numbers, solved exactly by HiGHS (`scipy.optimize.milp`). It knows no database:
`queries/assigning.py` puts the input together, `actions/assigning.py` keeps the result.

What is minimised is a sum of points, so that kilometres, hours and knowledge can be weighed against each other:

- travel: a point for each 100 km driven, there and back, one visit for each four hours of need;
- load: a point for each five hours over the consultant's even share, three for those that lie further over
  than a quarter of it (the even share is what everybody would have if all contracts filled up alike;
  partnerships that the consultant looks after besides count as an average one each);
- fit: up to three points for subjects of the partnership that the consultant does not know, two for a
  voivodeship that the consultant does not serve, two for a language of partners abroad;
- a point for each change of a caretaker (`CHANGE`), whatever the weights are.

The first three are multiplied by their weights, which the manager sets between 0 and 10.
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

GAP = 0.001  # share of the sum by which a better assignment may exist when the solver stops
SECONDS = 2.0
VISIT = 240  # minutes of need for which one visit is made
WITHOUT_PLACE = 100.0  # kilometres that are assumed where nobody knows from where to where
CHANGE = 1.0
MARGINS = ((0.01, 0.4), (math.inf, 1.0))  # shares of the floor up to which pairs are tried, one after the other
LEAST = 0.1  # seconds that an attempt is given at the least
EARTH = 6371.0  # kilometres, mean radius
NOT_KNOWN, NOT_SERVED, NOT_SPOKEN = 3.0, 2.0, 2.0
OVER = 300.0  # minutes over the even share that cost a point
STEEP, STEEPER = 0.25, 3.0  # from that share of the even share on, minutes cost so many times as much

Point = tuple[float, float]  # latitude, longitude in degrees


@dataclass(frozen=True, slots=True)
class Weights:
    """How much travel, load and fit count: 0 (not at all) to 10 each; and the hours of advice that a
    partnership needs in a month at the least.
    """

    travel: int = 3
    load: int = 3
    fit: int = 3
    hours: float = 2.0


@dataclass(frozen=True, slots=True)
class Partnership:
    """Who is to be looked after. need: minutes of advice. present: the key of the caretaker now."""

    key: int
    need: int
    place: Point | None = None
    topics: frozenset[str] = frozenset()
    regions: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    present: int | None = None


@dataclass(frozen=True, slots=True)
class Consultant:
    """Who can look after them. free: minutes that the contract still holds. regions: none means all.

    others: partnerships looked after besides those that are assigned here.
    """

    key: int
    free: int
    home: Point | None = None
    topics: frozenset[str] = frozenset()
    regions: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """caretakers: key of the partnership → key of the consultant, None for one that no contract has hours for.

    objective, bound: in points, without the price of those who stay without. gap: the share by which a better
    assignment may exist at most; 0 means that there is none. missing: minutes that those who stay without
    need. seconds: what it took. is_proved: whether the gap was reached within the time.
    """

    caretakers: Mapping[int, int | None] = field(default_factory=dict)
    objective: float = 0.0
    bound: float = 0.0
    gap: float = 0.0
    missing: int = 0
    seconds: float = 0.0

    @property
    def is_proved(self) -> bool:
        return self.gap <= GAP


def distance(one: Point | None, other: Point | None) -> float | None:
    """Kilometres as the crow flies; None where one of them is unknown."""
    if one is None or other is None:
        return None
    south, west, north, east = (math.radians(value) for value in (*one, *other))
    half = (
        math.sin((north - south) / 2) ** 2
        + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    )
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))


def visits(partnership: Partnership) -> int:
    """How many visits the partnership's need means; at least one."""
    return max(1, math.ceil(partnership.need / VISIT))


def lacks(partnership: Partnership, consultant: Consultant) -> float:
    """Points for what the consultant does not know, serve or speak; 0 fits wholly."""
    points = 0.0
    if partnership.topics:
        points += NOT_KNOWN * len(partnership.topics - consultant.topics) / len(partnership.topics)
    if consultant.regions and partnership.regions and not partnership.regions & consultant.regions:
        points += NOT_SERVED
    if partnership.languages and not partnership.languages & consultant.languages:
        points += NOT_SPOKEN
    return points


def cost(partnership: Partnership, consultant: Consultant, weights: Weights) -> float:
    """Points of this pair, without load."""
    far = distance(partnership.place, consultant.home)
    travel = 2 * visits(partnership) * (WITHOUT_PLACE if far is None else far) / 100
    change = 0.0 if partnership.present in (None, consultant.key) else CHANGE
    return weights.travel * travel + weights.fit * lacks(partnership, consultant) + change


def even_shares(partnerships: Sequence[Partnership], consultants: Sequence[Consultant]) -> list[float]:
    """Minutes that each consultant would have if all contracts filled up alike, what they have besides
    included.
    """
    free = sum(each.free for each in consultants)
    if not free:
        return [0.0 for _each in consultants]
    besides = _average(partnerships) * sum(each.others for each in consultants)
    need = sum(each.need for each in partnerships) + besides
    return [need * each.free / free for each in consultants]


def _average(partnerships: Sequence[Partnership]) -> float:
    return sum(each.need for each in partnerships) / len(partnerships) if partnerships else 0.0


def load_points(minutes: float, even: float) -> float:
    """Points for so many minutes where `even` are the even share."""
    over = max(0.0, minutes - even)
    steep = max(0.0, over - STEEP * even)
    return (over + (STEEPER - 1) * steep) / OVER


def points_of(
    caretakers: Mapping[int, int | None],
    partnerships: Sequence[Partnership],
    consultants: Sequence[Consultant],
    weights: Weights,
) -> float:
    """The sum for an assignment, whoever made it; those without a caretaker cost nothing here."""
    known = {each.key: each for each in consultants}
    held = {each.key: each.others * _average(partnerships) for each in consultants}
    total = 0.0
    for each in partnerships:
        who = known.get(caretakers.get(each.key) or 0)
        if who is not None:
            total += cost(each, who, weights)
            held[who.key] += each.need
    shares = even_shares(partnerships, consultants)
    for who, even in zip(consultants, shares, strict=True):
        total += weights.load * load_points(held[who.key], even)
    # What they have besides is nobody's decision here: only what comes on top is counted.
    return total - weights.load * _besides(partnerships, consultants)


def _besides(partnerships: Sequence[Partnership], consultants: Sequence[Consultant]) -> float:
    """Points of load, before any weight, that come of what they have besides alone."""
    shares, average = even_shares(partnerships, consultants), _average(partnerships)
    return sum(
        load_points(who.others * average, even) for who, even in zip(consultants, shares, strict=True)
    )


def solve(
    partnerships: Sequence[Partnership],
    consultants: Sequence[Consultant],
    weights: Weights,
    seconds: float = SECONDS,
) -> Result:
    """The best assignment, and how far from the best it is at most.

    First with everybody looked after. Where the contracts can not hold that, as few as possible stay without.
    The same input gives the same result, unless the time is up. Never raises for what the input says.
    """
    began = time.monotonic()
    partnerships = sorted(partnerships, key=lambda each: each.key)
    consultants = sorted(consultants, key=lambda each: each.key)
    found = None
    if partnerships and consultants:
        found = _solved(partnerships, consultants, weights, seconds, price=0.0)
        if found is None:
            left = max(seconds / 2, seconds - (time.monotonic() - began))
            price = 1 + 10 * sum(
                max(cost(each, who, weights) for who in consultants)
                + weights.load * STEEPER * each.need / OVER
                for each in partnerships
            )
            found = _solved(partnerships, consultants, weights, left, price=price)
    caretakers, bound = found or ({each.key: None for each in partnerships}, 0.0)
    objective = points_of(caretakers, partnerships, consultants, weights)
    bound = min(bound, objective)
    return Result(
        caretakers=caretakers,
        objective=objective,
        bound=bound,
        gap=(objective - bound) / objective if objective > 1e-9 else 0.0,
        missing=sum(each.need for each in partnerships if caretakers[each.key] is None),
        seconds=time.monotonic() - began,
    )


@dataclass(frozen=True, slots=True)
class _Model:
    """The numbers to be found: who looks after whom (0 or 1, row by row), who stays without, and of each
    consultant the minutes over the even share and those that lie far over it.

    points: the cost of each. once: every partnership has one caretaker or stays without. limits: what may not
    go over `most`. upper: the largest value of each number. wholes: how many of them are whole, from the first.
    """

    points: Any
    once: Any
    limits: Any
    most: Any
    upper: Any
    pairs: int
    wholes: int


def _modelled(
    partnerships: Sequence[Partnership], consultants: Sequence[Consultant], weights: Weights, price: float
) -> _Model:
    """price: of each who stays without; 0 means that nobody may."""
    import numpy as np  # noqa: PLC0415 - slow to load, and few requests need it
    from scipy import sparse  # noqa: PLC0415

    rows, columns = len(partnerships), len(consultants)
    pairs = rows * columns
    wholes = pairs + (rows if price else 0)
    shares = np.array(even_shares(partnerships, consultants))
    besides = np.array([who.others * _average(partnerships) for who in consultants])
    need = np.array([each.need for each in partnerships], dtype=float)
    found = [cost(each, who, weights) for each in partnerships for who in consultants]
    over = np.full(columns, weights.load / OVER)
    points = np.concatenate([found, np.full(wholes - pairs, price), over, over * (STEEPER - 1)])
    one, nothing = sparse.eye_array(columns), sparse.csr_array((columns, columns))
    left_out = sparse.eye_array(rows) if price else sparse.csr_array((rows, 0))
    each_once = sparse.kron(sparse.eye_array(rows), np.ones((1, columns)))
    once = sparse.hstack([each_once, left_out, sparse.csr_array((rows, 2 * columns))], format="csr")
    held = sparse.hstack([sparse.kron(need[None, :], one), sparse.csr_array((columns, wholes - pairs))])
    empty = sparse.csr_array((columns, wholes))
    limits = sparse.vstack(
        [
            sparse.hstack([held, nothing, nothing]),  # the hours of every contract
            sparse.hstack([held, -one, nothing]),  # held - over ≤ the even share
            sparse.hstack([empty, one, -one]),  # over - far over ≤ a quarter of it
        ],
        format="csr",
    )
    free = np.array([who.free for who in consultants], dtype=float)
    most = np.concatenate([free, shares - besides, STEEP * shares])
    upper = np.concatenate([np.ones(wholes), np.full(2 * columns, np.inf)])
    return _Model(points, once, limits, most, upper, pairs, wholes)


def _solved(
    partnerships: Sequence[Partnership],
    consultants: Sequence[Consultant],
    weights: Weights,
    seconds: float,
    *,
    price: float,
) -> tuple[dict[int, int | None], float] | None:
    """The caretakers, and the bound in points; None where it can't be done, or was not done in time.

    First without whole numbers. That gives a floor, and for every pair by how much the sum rises at least
    when it is used. So pairs beyond a margin may be left out: whatever uses one costs floor + margin or more.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import optimize  # noqa: PLC0415

    until = time.monotonic() + seconds
    model = _modelled(partnerships, consultants, weights, price)
    limits = {"A_ub": model.limits, "b_ub": model.most, "A_eq": model.once, "b_eq": np.ones(len(partnerships))}
    bounds = np.column_stack([np.zeros(len(model.upper)), model.upper])
    relaxed: Any = optimize.linprog(model.points, **limits, bounds=bounds, method="highs")
    if relaxed.x is None:
        return None
    floor, rises = float(relaxed.fun), relaxed.lower.marginals[: model.pairs]
    bound, best, least = floor, None, math.inf
    rules = [
        optimize.LinearConstraint(model.once, 1, 1),
        optimize.LinearConstraint(model.limits, -np.inf, model.most),
    ]
    whole = np.concatenate([np.ones(model.wholes), np.zeros(len(model.upper) - model.wholes)])
    for share, part in MARGINS:
        left = until - time.monotonic()
        if best is not None and (least - bound <= GAP * least or left < LEAST):
            break
        margin = min(share * max(floor, 1.0), least - floor)
        upper = model.upper.copy()
        upper[: model.pairs][rises > margin + 1e-9] = 0
        options = {"mip_rel_gap": GAP * 0.9 if not price else 1e-9, "time_limit": max(LEAST, part * left)}
        found: Any = optimize.milp(
            model.points,
            integrality=whole,
            bounds=optimize.Bounds(0, upper),
            constraints=rules,
            options=options,
        )
        if found.x is not None and found.fun < least:
            best, least = found.x, float(found.fun)
        if found.mip_dual_bound is not None:
            bound = max(bound, min(float(found.mip_dual_bound), floor + margin))
    if best is None:
        return None
    caretakers = _read(best, partnerships, consultants)
    left_out = sum(who is None for who in caretakers.values())
    return caretakers, bound - price * left_out - weights.load * _besides(partnerships, consultants)


def _read(
    numbers: Any, partnerships: Sequence[Partnership], consultants: Sequence[Consultant]
) -> dict[int, int | None]:
    columns = len(consultants)
    found: dict[int, int | None] = {}
    for row, partnership in enumerate(partnerships):
        line = numbers[row * columns : (row + 1) * columns]
        place = int(line.argmax())
        found[partnership.key] = consultants[place].key if line[place] > 0.5 else None
    return found
