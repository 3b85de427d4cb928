"""Histories put together from states of a register, taken in whatever order."""

from datetime import date
from itertools import permutations

import pytest

from pomost.territory.history import Facts, Period, observed

RURAL = Facts("2212082", "Ustka", "rural")
TOWN = Facts("2212083", "Ustka", "urban_rural")
Y17, Y22, Y24, Y25 = (date(year, 1, 1) for year in (2017, 2022, 2024, 2025))


def after(states, order=None):
    """The periods once every state in `states` (day → facts) was taken, in the given order of days."""
    periods, whole = [], []
    for day in order or sorted(states):
        whole = sorted({*whole, day})
        periods = observed(periods, day=day, seen=states[day], whole_states=whole)
    return periods


def test_the_same_facts_stay_one_period():
    assert after({Y17: RURAL, Y22: RURAL}) == [Period(Y17, None, RURAL)]


def test_a_change_stands_at_the_state_that_shows_it():
    assert after({Y17: RURAL, Y22: TOWN}) == [
        Period(Y17, date(2021, 12, 31), RURAL),
        Period(Y22, None, TOWN),
    ]


def test_a_unit_that_is_absent_from_a_whole_state_has_ended():
    assert after({Y17: RURAL, Y22: None}) == [Period(Y17, date(2021, 12, 31), RURAL)]


def test_a_unit_may_come_back():
    assert after({Y17: RURAL, Y22: None, Y25: RURAL}) == [
        Period(Y17, date(2021, 12, 31), RURAL),
        Period(Y25, None, RURAL),
    ]


@pytest.mark.parametrize(
    "states",
    [
        {Y17: RURAL, Y22: TOWN, Y25: TOWN},
        {Y17: RURAL, Y22: RURAL, Y24: TOWN, Y25: None},
        {Y17: None, Y22: RURAL, Y24: None, Y25: TOWN},
        {Y17: RURAL, Y22: TOWN, Y24: RURAL},
    ],
)
def test_the_order_in_which_states_are_taken_does_not_matter(states):
    wanted = after(states)
    for order in permutations(states):
        assert after(states, order) == wanted, order


def test_the_same_state_again_changes_nothing():
    once = after({Y17: RURAL, Y22: TOWN})
    assert observed(once, day=Y22, seen=TOWN, whole_states=[Y17, Y22]) == once


def test_a_state_corrected_later_replaces_what_it_said():
    once = after({Y17: RURAL, Y22: TOWN})
    assert observed(once, day=Y22, seen=RURAL, whole_states=[Y17, Y22]) == [Period(Y17, None, RURAL)]


def test_a_recorded_last_day_is_kept_between_the_states_that_show_it():
    once = [Period(Y17, date(2018, 12, 31), RURAL)]  # as a table of periods states it
    assert observed(once, day=Y22, seen=None, whole_states=[Y17, Y22]) == [
        Period(Y17, date(2018, 12, 31), RURAL)
    ]


def test_a_recorded_last_day_yields_to_a_state_that_still_shows_the_unit():
    once = [Period(Y17, date(2018, 12, 31), RURAL)]  # as a table of periods states it
    assert observed(once, day=Y22, seen=RURAL, whole_states=[Y17, Y22]) == [Period(Y17, None, RURAL)]
