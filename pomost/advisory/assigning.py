"""Who looks after whom: every partnership gets one caretaker, within the hours of every contract.

A linear programme with whole numbers, solved exactly by HiGHS (`scipy.optimize.milp`): pair by pair where
they are few, else by whole sets (`assigning_sets`). It knows no database: `queries/assigning.py` puts the
input together, `actions/assigning.py` keeps the result.

What is minimised is a sum of points, so that kilometres, hours and knowledge can be weighed:

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

from pomost.advisory import assigning_bounds, assigning_sets

GAP = 0.001  # share of the sum by which a better assignment may exist when the solver stops
SECONDS = 2.0
FEW = 500  # pairs up to which HiGHS searches them all
ENOUGH = 0.1  # seconds that are worth another search
VISIT = 240  # minutes of need for which one visit is made
WITHOUT_PLACE = 100.0  # kilometres that are assumed where nobody knows from where to where
CHANGE = 1.0
TINY = 1e-9
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
    """caretakers: key of the partnership → key of the consultant; None: no contract has hours for it.

    objective: in points. gap: the share of the sum by which a better assignment may exist at most; 0 means
    that there is none. Those who stay without count in that sum. missing: minutes that they need. seconds:
    what it took. is_proved: whether the gap was reached within the time.
    """

    caretakers: Mapping[int, int | None] = field(default_factory=dict)
    objective: float = 0.0
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


def reasons_for(partnership: Partnership, consultant: Consultant, present: Point | None) -> list[list[Any]]:
    """Why this consultant, or why not: a code and its value each, in the order in which they are read.

    present: from where the caretaker now travels. Codes: keeps, first, takes_over; km (kilometres), no_place;
    saves, adds (kilometres against now); topics, no_topics; outside; speaks (languages), no_language.
    """
    found: list[list[Any]] = []
    far, now = distance(partnership.place, consultant.home), distance(partnership.place, present)
    found.append(["no_place", None] if far is None else ["km", round(far)])
    keeps = partnership.present == consultant.key
    found.append([("keeps" if keeps else "takes_over") if partnership.present else "first", None])
    if far is not None and now is not None and not keeps and round(far) != round(now):
        found.append(["saves", round(now) - round(far)] if far < now else ["adds", round(far) - round(now)])
    if partnership.topics:
        known = sorted(partnership.topics & consultant.topics)
        found.append(["topics", known] if known else ["no_topics", None])
    if consultant.regions and partnership.regions and not partnership.regions & consultant.regions:
        found.append(["outside", None])
    if partnership.languages:
        spoken = sorted(partnership.languages & consultant.languages)
        found.append(["speaks", spoken] if spoken else ["no_language", None])
    return found


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
    return sum(load_points(who.others * average, even) for who, even in zip(consultants, shares, strict=True))


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
    caretakers: dict[int, int | None] = {each.key: None for each in partnerships}
    gap = 0.0
    if partnerships and consultants:
        caretakers, gap = _best(partnerships, consultants, weights, seconds)
    return Result(
        caretakers=caretakers,
        objective=points_of(caretakers, partnerships, consultants, weights),
        gap=gap,
        missing=sum(each.need for each in partnerships if caretakers[each.key] is None),
        seconds=time.monotonic() - began,
    )


def _best(
    partnerships: Sequence[Partnership], consultants: Sequence[Consultant], weights: Weights, seconds: float
) -> tuple[dict[int, int | None], float]:
    """The caretakers, and the gap: everybody looked after, else as many as was found possible."""
    price = _price(partnerships, consultants, weights)
    besides = weights.load * _besides(partnerships, consultants)

    def total(found: Mapping[int, int | None]) -> float:
        without = sum(who is None for who in found.values())
        return points_of(found, partnerships, consultants, weights) + besides + price * without

    found: dict[int, int | None] = {each.key: None for each in partnerships}
    bound: float | None = 0.0
    for allowed in (0.0, price):
        model = _modelled(partnerships, consultants, weights, allowed)
        if model.pairs > FEW:
            tables = _tables(partnerships, consultants, weights, allowed)
            first, solved, bound = _by_sets(model, tables, price, seconds)
        else:
            first, (solved, bound) = None, _solved(model, seconds)
        if bound is None:
            continue
        tried = [_read(each, partnerships, consultants) for each in (solved, first) if each is not None]
        found = min([found, *tried], key=total)
        if total(found) - bound > GAP * total(found):
            better = [Improving(each, partnerships, consultants, weights, price).done() for each in tried]
            found = min([found, *better], key=total)
        if None not in found.values():
            break
    least = total(found)
    return found, max(0.0, least - (bound or 0.0)) / least if least > TINY else 0.0


@dataclass(frozen=True, slots=True)
class _Model:
    """The numbers to be found: who looks after whom (0 or 1, row by row), who stays without, and of each
    consultant the minutes over the even share and those that lie far over it.

    points: the cost of each. once: every partnership has one caretaker or stays without. limits: what may
    not go over `most`. upper: the largest value of each number. wholes: so many of them are whole.
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


def _price(partnerships: Sequence[Partnership], consultants: Sequence[Consultant], weights: Weights) -> float:
    """Points for each who stays without: more than two of the dearest pairs cost."""
    dearest = (
        max(cost(each, who, weights) for who in consultants) + weights.load * STEEPER * each.need / OVER
        for each in partnerships
    )
    return 1 + 2 * max(dearest)


def _solved(model: _Model, seconds: float) -> tuple[Any, float | None]:
    """The numbers (None where none were found in time) and the bound; no bound where it can't be done."""
    import numpy as np  # noqa: PLC0415
    from scipy import optimize  # noqa: PLC0415

    wholes = np.arange(len(model.upper)) < model.wholes
    found: Any = optimize.milp(
        model.points,
        integrality=wholes.astype(int),
        bounds=optimize.Bounds(0, model.upper),
        constraints=[
            optimize.LinearConstraint(model.once, 1, 1),
            optimize.LinearConstraint(model.limits, -np.inf, model.most),
        ],
        options={"mip_rel_gap": 0.9 * GAP, "time_limit": max(ENOUGH, seconds)},
    )
    return found.x, None if found.status == assigning_bounds.IMPOSSIBLE else float(
        found.mip_dual_bound or 0.0
    )


def _tables(
    partnerships: Sequence[Partnership], consultants: Sequence[Consultant], weights: Weights, price: float
) -> assigning_bounds.Tables:
    """The problem by hours: in the largest unit in which all needs are whole."""
    import numpy as np  # noqa: PLC0415

    unit = math.gcd(*(each.need for each in partnerships))
    hours = max(who.free for who in consultants) // unit + 1
    average = _average(partnerships)
    loads = np.full((len(consultants), hours), np.inf)
    for row, (who, even) in enumerate(zip(consultants, even_shares(partnerships, consultants), strict=True)):
        for units in range(who.free // unit + 1):
            loads[row, units] = weights.load * load_points(who.others * average + units * unit, even)
    costs = np.array([[cost(each, who, weights) for who in consultants] for each in partnerships])
    return assigning_bounds.Tables(costs, [each.need // unit for each in partnerships], loads, price)


def _by_sets(
    model: _Model, tables: assigning_bounds.Tables, dear: float, seconds: float
) -> tuple[Any, Any, float | None]:
    """As `_solved`, by whole sets; before it what to begin with where the time is up. dear: as `_price`."""
    until = time.monotonic() + seconds
    multipliers = _multipliers(model)
    if multipliers is None:
        return None, None, None
    if not tables.is_small_enough:
        return None, *_solved(model, seconds)
    sets = assigning_sets.Sets(tables)
    raised = until - seconds / 4
    bound = assigning_sets.Bound(*assigning_bounds.raised(tables, multipliers, raised, sets.add))
    alone = assigning_sets.raised(tables, sets, bound, dear, raised)
    if not tables.price and alone > assigning_sets.NEARLY:
        return None, None, None  # hardly possible: the search that lets some stay without tells
    fewer = assigning_sets.with_fewest(tables, sets, bound, alone, raised) if tables.price else math.inf
    _least, pairs = assigning_sets.best_of(tables, bound, GAP, until)
    proved = min(bound.value, fewer)
    if pairs is not None:
        return None, pairs.ravel(), proved
    known = assigning_sets.of_known(sets, seconds / 4)
    return _first(model, tables, bound.multipliers) if known is None else known.ravel(), None, proved


def _first(model: _Model, tables: assigning_bounds.Tables, multipliers: Any) -> Any:
    """An assignment to better: of those who are chosen for a partnership the cheapest, for some nobody."""
    import numpy as np  # noqa: PLC0415

    _bound, pairs = assigning_bounds.bound_of(tables, multipliers)
    prices = np.where(pairs, tables.costs, math.inf)
    numbers = np.zeros(len(model.upper))
    for row in np.flatnonzero(pairs.any(axis=1)):
        numbers[row * pairs.shape[1] + prices[row].argmin()] = 1.0
    return numbers


def _multipliers(model: _Model) -> Any:
    """The worth of each partnership in the problem without whole numbers; None where it can't be done."""
    import numpy as np  # noqa: PLC0415
    from scipy import optimize  # noqa: PLC0415

    found: Any = optimize.linprog(
        model.points,
        A_ub=model.limits,
        b_ub=model.most,
        A_eq=model.once,
        b_eq=np.ones(model.once.shape[0]),
        bounds=np.column_stack([np.zeros(len(model.upper)), model.upper]),
        method="highs-ds",
    )
    if found.status == assigning_bounds.IMPOSSIBLE:
        return None
    return np.zeros(model.once.shape[0]) if found.x is None else found.eqlin.marginals


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


class Improving:
    """Betters an assignment by single moves and exchanges, for when the time of the exact search was up.

    What it ends with is no proof of anything: how good it is, the bound of the exact search says.
    """

    def __init__(
        self,
        caretakers: Mapping[int, int | None],
        partnerships: Sequence[Partnership],
        consultants: Sequence[Consultant],
        weights: Weights,
        price: float,
    ) -> None:
        self.partnerships, self.consultants = partnerships, consultants
        self.weights, self.price = weights, price
        self.evens = even_shares(partnerships, consultants)
        self.besides = [who.others * _average(partnerships) for who in consultants]
        self.costs = [[cost(each, who, weights) for who in consultants] for each in partnerships]
        places = {who.key: place for place, who in enumerate(consultants)}
        self.at = [places.get(caretakers[each.key] or 0) for each in partnerships]
        self.held = [0] * len(consultants)
        for row, place in enumerate(self.at):
            if place is not None:
                self.held[place] += partnerships[row].need

    def done(self) -> dict[int, int | None]:
        """The assignment that no single move and no exchange makes better."""
        while self._moved() or self._exchanged() or self._squeezed():
            pass
        return {
            each.key: None if place is None else self.consultants[place].key
            for each, place in zip(self.partnerships, self.at, strict=True)
        }

    def _points(self, row: int, place: int | None) -> float:
        return self.price if place is None else self.costs[row][place]

    def _rise(self, place: int | None, minutes: int) -> float:
        """By how much the points of load rise with so many minutes more; without end beyond the contract."""
        if place is None or not minutes:
            return 0.0
        if minutes > 0 and self.held[place] + minutes > self.consultants[place].free:
            return math.inf
        now, even = self.held[place] + self.besides[place], self.evens[place]
        return self.weights.load * (load_points(now + minutes, even) - load_points(now, even))

    def _put(self, row: int, place: int | None) -> None:
        need = self.partnerships[row].need
        for where, minutes in ((self.at[row], -need), (place, need)):
            if where is not None:
                self.held[where] += minutes
        self.at[row] = place

    def _move(self, row: int, place: int) -> float:
        """By how much the sum changes when one partnership goes to another consultant."""
        need, old = self.partnerships[row].need, self.at[row]
        if old == place:
            return 0.0
        change = self._points(row, place) - self._points(row, old)
        return change + self._rise(old, -need) + self._rise(place, need)

    def _moved(self) -> bool:
        better = False
        for row in range(len(self.at)):
            change, place = min((self._move(row, each), each) for each in range(len(self.held)))
            if change < -TINY:
                self._put(row, place)
                better = True
        return better

    def _exchanged(self) -> bool:
        better = False
        for one in range(len(self.at)):
            for other in range(one):
                here, there = self.at[one], self.at[other]
                if here == there:
                    continue
                more = self.partnerships[other].need - self.partnerships[one].need
                change = self._points(one, there) + self._points(other, here)
                change -= self._points(one, here) + self._points(other, there)
                if change + self._rise(here, more) + self._rise(there, -more) < -TINY:
                    self._put(one, None)
                    self._put(other, here)
                    self._put(one, there)
                    better = True
        return better

    def _squeezed(self) -> bool:
        """Make room for one who stays without, by moving another away."""
        for row, place in enumerate(self.at):
            if place is not None:
                continue
            for other, here in enumerate(self.at):
                if here is not None and self._made_room(row, other, here):
                    return True
        return False

    def _made_room(self, row: int, other: int, here: int) -> bool:
        for there in range(len(self.held)):
            away = self._move(other, there)
            if there == here or away == math.inf:
                continue
            self._put(other, there)
            if away + self._move(row, here) < -TINY:
                self._put(row, here)
                return True
            self._put(other, here)
        return False
