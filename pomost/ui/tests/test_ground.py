"""Maps drawn on the server: where things lie, in which order, and what has no place."""

import json

import pytest
from django.template import Context, Template

from pomost.ui.ground import EDGE, WIDTH, Place, drawn, mapped, on_grid, with_others
from pomost.ui.tests.rendering import rendered


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


def area(*ring):
    return {"type": "Polygon", "coordinates": [[list(position) for position in ring]]}


def test_on_a_grid_neighbours_keep_their_border_and_straight_lines_their_ends_only():
    west = area((17, 50), (17.0503, 50), (17.1002, 50), (17.0998, 50.1), (17, 50.1), (17, 50))
    east = area((17.1002, 50), (17.2, 50), (17.2, 50.1), (17.0998, 50.1), (17.1002, 50))
    (ring,), (other,) = (on_grid(each, 0.001)["coordinates"][0] for each in (west, east))
    assert ring == [[17.0, 50.0], [17.1, 50.0], [17.1, 50.1], [17.0, 50.1], [17.0, 50.0]]
    assert {(17.1, 50.0), (17.1, 50.1)} == {tuple(each) for each in ring} & {tuple(each) for each in other}


def test_a_speck_is_left_out_but_never_the_whole_area():
    speck = [[[18.0, 51.0], [18.0001, 51.0], [18.0001, 51.0001], [18.0, 51.0]]]
    whole = area((17, 50), (17.1, 50), (17.1, 50.1), (17, 50))
    both = {"type": "MultiPolygon", "coordinates": [whole["coordinates"], speck]}
    assert len(on_grid(both, 0.001)["coordinates"]) == 1
    alone = {"type": "Polygon", "coordinates": speck}
    assert on_grid(alone, 0.001) == alone
    assert on_grid({"type": "Point", "coordinates": [17.12345, 50]}, 0.1)["coordinates"] == [17.12345, 50]


def test_a_map_explains_the_looks_that_it_has_and_draws_nothing_of_others():
    places = [Place("a", square(17, 50), "lead", key="PL-1", url="/a/"), Place("b", spot(17, 50), "other")]
    made = mapped(places, {"lead": "leader", "gap": "no member"})
    assert made.legend == [("lead", "leader")]
    assert [shape.name for shape in made.drawing.shapes] == ["a"]
    assert [each["properties"]["name"] for each in made.data["features"]] == ["a", "b"]
    assert made.keys == {"PL-1", ""}
    assert with_others(made, "show", "others", "/obok").legend[-1] == ("other", "others")


def test_what_comes_from_an_address_is_not_in_the_page_too():
    places = [Place("l", square(17, 50), "land"), Place("m", spot(17, 50), "mark", 1)]
    made = mapped(places, {}, address="/further")
    assert [each["properties"]["look"] for each in made.data["features"]] == ["mark"]
    assert len(made.drawing.shapes) == 2


def test_hostile_names_stay_text_in_the_data_of_a_map():
    name = "</script><script>alert(1)</script>"
    page = rendered('<c-map :map="map" title="t" />', map=mapped([Place(name, spot(17, 50), key=name)], {}))
    assert "<script>alert" not in page
    assert page.count("</script>") == 2  # the component's own and the data


def test_without_places_or_an_address_there_is_no_map_and_no_script_of_it():
    assert rendered('<c-map :map="map" />', map=mapped([], {})).strip() == ""
    assert "map.js" in rendered('<c-map address="/teren" picking="units" />')
