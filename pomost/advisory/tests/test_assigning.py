"""The solver of assignments by itself: exact, within every contract, honest about what it could not do."""

import dataclasses
import itertools
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pomost.advisory import assigning, assigning_bounds, assigning_sets
from pomost.advisory.assigning import Consultant, Partnership, Weights

POINTS = st.none() | st.tuples(st.floats(49, 54.8), st.floats(14.2, 24.1))
TOPICS = st.frozensets(st.sampled_from("abc"))
SOME = st.integers(0, 10)
WEIGHTS = st.builds(Weights, travel=SOME, load=SOME, fit=SOME)


@st.composite
def small(draw) -> tuple[list[Partnership], list[Consultant]]:
    partnerships = [
        Partnership(
            key,
            draw(st.integers(1, 20)) * 60,
            draw(POINTS),
            draw(TOPICS),
            present=draw(st.sampled_from([None, 101])),
        )
        for key in range(1, draw(st.integers(1, 5)) + 1)
    ]
    consultants = [
        Consultant(
            key, draw(st.integers(0, 40)) * 60, draw(POINTS), draw(TOPICS), others=draw(st.integers(0, 2))
        )
        for key in range(101, draw(st.integers(1, 3)) + 101)
    ]
    return partnerships, consultants


def fits(caretakers, partnerships, consultants) -> bool:
    return all(
        sum(each.need for each in partnerships if caretakers[each.key] == who.key) <= who.free
        for who in consultants
    )


def every(partnerships, consultants):
    keys = [None, *(who.key for who in consultants)]
    for chosen in itertools.product(keys, repeat=len(partnerships)):
        found = {each.key: who for each, who in zip(partnerships, chosen, strict=True)}
        if fits(found, partnerships, consultants):
            yield found


def total(found, partnerships, consultants, weights) -> float:
    return assigning.points_of(found, partnerships, consultants, weights)


@settings(max_examples=60, deadline=None)
@given(small(), WEIGHTS)
def test_it_finds_what_trying_everything_finds_and_keeps_to_every_contract(both, weights):
    partnerships, consultants = both
    result = assigning.solve(partnerships, consultants, weights)

    assert set(result.caretakers) == {each.key for each in partnerships}
    assert fits(result.caretakers, partnerships, consultants)
    assert result.is_proved
    full = [found for found in every(partnerships, consultants) if None not in found.values()]
    without = [each for each in partnerships if result.caretakers[each.key] is None]
    assert bool(without) is not bool(full)
    assert result.missing == sum(each.need for each in without)
    if full:
        best = min(total(found, partnerships, consultants, weights) for found in full)
        besides = weights.load * assigning._besides(partnerships, consultants)
        assert result.objective <= best + 0.0011 * (best + besides) + 1e-6
    else:
        fewest = min(sum(who is None for who in found.values()) for found in every(partnerships, consultants))
        assert len(without) >= fewest >= 1


@settings(max_examples=60, deadline=None)
@given(small(), WEIGHTS)
def test_single_moves_and_exchanges_never_break_a_contract_and_never_make_it_worse(both, weights):
    partnerships, consultants = both
    price = assigning._price(partnerships, consultants, weights)

    def sum_of(found):
        without = sum(who is None for who in found.values())
        return total(found, partnerships, consultants, weights) + price * without

    before = {each.key: None for each in partnerships}
    after = assigning.Improving(before, partnerships, consultants, weights, price).done()

    assert fits(after, partnerships, consultants)
    assert sum_of(after) <= sum_of(before) + 1e-6


def test_who_does_not_fit_into_any_contract_stays_without_and_their_hours_are_named():
    partnerships = [Partnership(1, 600), Partnership(2, 600), Partnership(3, 600)]
    result = assigning.solve(partnerships, [Consultant(101, 700), Consultant(102, 650)], Weights())

    assert sorted(result.caretakers.values(), key=str) == [101, 102, None]
    assert result.missing == 600


def test_nothing_to_assign_and_nobody_to_assign_to_are_answers_and_no_errors():
    assert assigning.solve([], [Consultant(101, 60)], Weights()).caretakers == {}
    result = assigning.solve([Partnership(1, 600)], [], Weights())
    assert (result.caretakers, result.missing) == ({1: None}, 600)


def test_each_weight_draws_the_assignment_to_what_it_weighs():
    here, there = (52.2, 21.0), (50.1, 19.9)
    near, knows = Consultant(101, 9000, here), Consultant(102, 9000, there, frozenset("a"))
    one = [Partnership(1, 600, here, frozenset("a"))]

    def chosen(**weights):
        said = {"travel": 0, "load": 0, "fit": 0, **weights}
        return assigning.solve(one, [near, knows], Weights(**said)).caretakers[1]

    assert chosen(travel=10) == 101
    assert chosen(fit=10) == 102
    two = [Partnership(1, 600, here), Partnership(2, 600, here)]
    far = Consultant(103, 9000, there)
    near_only = assigning.solve(two, [near, far], Weights(travel=1, load=0, fit=0)).caretakers
    assert set(near_only.values()) == {101}
    even = assigning.solve(two, [near, far], Weights(travel=0, load=10, fit=0)).caretakers
    assert set(even.values()) == {101, 103}


def test_the_present_caretaker_is_kept_where_nothing_speaks_against_it():
    who = [Consultant(key, 9000) for key in (101, 102, 103)]
    held = [Partnership(key, 600, present=102) for key in (1, 2)]

    assert set(assigning.solve(held, who, Weights(load=0)).caretakers.values()) == {102}


def crowd(seed: int) -> tuple[list[Partnership], list[Consultant]]:
    """A hundred partnerships and forty consultants all over Poland, with hours to spare."""
    dice = random.Random(seed)

    def place():
        return dice.uniform(49.2, 54.6), dice.uniform(14.5, 23.8)

    partnerships = [
        Partnership(
            key, 1440 if dice.random() < 0.6 else 30 * dice.randrange(48, 120), place(),
            frozenset(dice.sample("abcdefghijk", 3)), frozenset([dice.randrange(16)]),
            present=1000 + dice.randrange(40) if dice.random() < 0.8 else None,
        )
        for key in range(1, 101)
    ]  # fmt: skip
    need = sum(each.need for each in partnerships)
    consultants = [
        Consultant(
            1000 + key, int(1.6 * need / 40 * dice.uniform(0.6, 1.4)), place(),
            frozenset(dice.sample("abcdefghijk", 5)), frozenset(dice.sample(range(16), 4)),
            others=dice.choice([0, 0, 1]),
        )
        for key in range(40)
    ]  # fmt: skip
    return partnerships, consultants


def test_a_hundred_partnerships_and_forty_consultants_are_solved_to_a_thousandth():
    partnerships, consultants = crowd(1)
    # Ten times the usual: a slow machine must come to the same answer.
    result = assigning.solve(partnerships, consultants, Weights(), seconds=10 * assigning.SECONDS)

    assert result.gap <= assigning.GAP
    assert None not in result.caretakers.values()
    assert fits(result.caretakers, partnerships, consultants)
    again = assigning.solve(partnerships[::-1], consultants[::-1], Weights(), seconds=10 * assigning.SECONDS)
    assert again.caretakers == result.caretakers


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert round(assigning.distance((50, 20), (51, 20))) == 111
    assert assigning.distance(None, (51, 20)) is None


@settings(max_examples=60, deadline=None)
@given(small(), WEIGHTS, st.data())
def test_the_bounds_are_below_every_assignment_whatever_the_multipliers(both, weights, data):
    partnerships, consultants = both
    price = assigning._price(partnerships, consultants, weights)
    tables = assigning._tables(partnerships, consultants, weights, price)
    multipliers = np.array([data.draw(st.floats(-5, 400)) for _each in partnerships])
    until, sets = time.monotonic() + 5, assigning_sets.Sets(tables)
    first, _pairs = assigning_bounds.bound_of(tables, multipliers)
    bound = assigning_sets.Bound(*assigning_bounds.raised(tables, multipliers, until, sets.add))
    better = bound.value
    alone = assigning_sets.raised(tables, sets, bound, price, until)
    best = bound.value
    fewer = assigning_sets.with_fewest(tables, sets, bound, alone, until)

    assert first - 1e-9 <= better <= best <= bound.value
    besides = weights.load * assigning._besides(partnerships, consultants)
    for found in every(partnerships, consultants):
        without = sum(who is None for who in found.values())
        points = total(found, partnerships, consultants, weights) + besides + price * without
        assert best <= points + 1e-6
        assert min(bound.value, fewer) <= points + 1e-6


@settings(max_examples=60, deadline=None)
@given(small(), WEIGHTS, st.data())
def test_every_set_within_the_share_is_listed_and_no_other(both, weights, data):
    partnerships, consultants = both
    tables = assigning._tables(partnerships, consultants, weights, 0.0)
    multipliers = np.array([data.draw(st.floats(-5, 40)) for _each in partnerships])
    share, who = data.draw(st.floats(0, 40)), data.draw(st.integers(0, len(consultants) - 1))

    costs = {}
    for size in range(len(partnerships) + 1):
        for rows in itertools.combinations(range(len(partnerships)), size):
            units = sum(tables.needs[row] for row in rows)
            if units < tables.loads.shape[1] and np.isfinite(tables.loads[who, units]):
                points = sum(tables.costs[row, who] for row in rows) + tables.loads[who, units]
                costs[rows] = points, points - sum(multipliers[row] for row in rows)
    least = min(reduced for _points, reduced in costs.values())
    wanted = {rows: points for rows, (points, reduced) in costs.items() if reduced < least + share - 1e-6}
    allowed = {rows for rows, (_points, reduced) in costs.items() if reduced < least + share + 1e-6}

    rows, sets, points = assigning_sets.sets_within(tables, multipliers, who, share, 1000)
    found = {tuple(sorted(rows[each])): cost for each, cost in zip(sets, points, strict=True)}
    assert len(found) == len(sets)
    assert wanted.keys() <= found.keys() <= allowed
    assert all(abs(found[each] - cost) < 1e-6 for each, cost in wanted.items())
    if len(sets) > 1:
        assert assigning_sets.sets_within(tables, multipliers, who, share, 1) is None


@settings(max_examples=60, deadline=None)
@given(small(), WEIGHTS)
def test_searching_by_sets_finds_what_searching_all_pairs_finds(both, weights):
    partnerships, consultants = both
    whole = assigning.solve(partnerships, consultants, weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assigning, "FEW", 0)
        by_sets = assigning.solve(partnerships, consultants, weights)

    assert by_sets.is_proved
    assert fits(by_sets.caretakers, partnerships, consultants)
    price = assigning._price(partnerships, consultants, weights)
    besides = weights.load * assigning._besides(partnerships, consultants)
    sums = [
        each.objective + besides + price * sum(who is None for who in each.caretakers.values())
        for each in (by_sets, whole)
    ]
    assert abs(sums[0] - sums[1]) <= 0.0011 * sums[1] + 1e-6


@pytest.mark.parametrize("room", [0.9, 1.2])
def test_hours_that_hardly_do_or_are_missing_are_proved_too(room):
    partnerships, consultants = crowd(2)
    need = sum(each.need for each in partnerships)
    share = room * need / sum(each.free for each in consultants)
    consultants = [dataclasses.replace(each, free=int(each.free * share)) for each in consultants]
    result = assigning.solve(partnerships, consultants, Weights(), seconds=10 * assigning.SECONDS)

    assert result.gap <= assigning.GAP
    assert fits(result.caretakers, partnerships, consultants)
    assert (result.missing > 0) == (room < 1)


def test_what_is_not_proved_in_time_is_an_assignment_all_the_same_and_says_so():
    partnerships, consultants = crowd(3)
    result = assigning.solve(partnerships, consultants, Weights(), seconds=0.01)

    assert fits(result.caretakers, partnerships, consultants)
    assert 0 <= result.gap <= 1
    assert result.is_proved == (result.gap <= assigning.GAP)
