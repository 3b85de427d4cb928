"""Maps drawn on the server: where things lie, in which order, and what has no place."""

import json

import pytest
from django.template import Context, Template

from pomost.ui.ground import EDGE, WIDTH, Place, drawn


def spot(longitude, latitude):
    return json.dumps({"type": "Point", "coordinates": [longitude, latitude]})


def square(west, south, size=1.0):
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def test_north_is_up_east_is_right_and_a_degree_of_longitude_is_shorter():
    drawing = drawn([Place("a", square(17, 60)), Place("b", spot(17, 60)), Place("c", spot(18, 61))])
    area, west, east = drawing.shapes
    assert west.x < east.x
    assert west.y > east.y
    assert (east.x - west.x) / (west.y - east.y) == pytest.approx(0.49, abs=0.02)  # cos 60.5°
    assert all(0 <= shape.x <= WIDTH for shape in drawing.shapes)
    assert area.path.startswith("M")
    assert area.path.endswith("Z")


def test_what_lies_behind_is_drawn_first_and_points_last():
    places = [Place("mark", spot(17, 50), "mark", 1), Place("lead", square(17, 50), "lead")]
    drawing = drawn([*places, Place("land", square(16, 49, 3), "land"), Place("member", square(18, 50))])
    assert [shape.look for shape in drawing.shapes] == ["land", "member", "lead", "mark"]


def test_a_single_point_is_no_whole_country():
    drawing = drawn([Place("a", spot(17, 50))])
    assert drawing.height > 4 * EDGE
    assert drawing.shapes[0].is_point


def test_labels_near_an_edge_run_inwards():
    west, middle, east = drawn([Place(str(n), spot(17 + n / 10, 50)) for n in range(3)]).shapes
    assert [shape.anchor for shape in (west, middle, east)] == ["start", "middle", "end"]


def test_many_places_have_no_labels_that_would_lie_on_one_another():
    assert drawn([Place(str(n), spot(17 + n / 10, 50)) for n in range(24)]).has_labels
    assert not drawn([Place(str(n), spot(17 + n / 10, 50)) for n in range(25)]).has_labels


def test_nothing_to_draw_shows_no_picture():
    empty = drawn([])
    assert not empty
    assert Template('{% include "cotton/ground.html" %}').render(Context({"drawing": empty})).strip() == ""
