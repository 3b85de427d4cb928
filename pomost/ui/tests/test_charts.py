"""Charts: what is drawn agrees with the data, and nothing in it can break out of the picture."""

import re
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from pomost.ui import charts
from pomost.ui.charts import Chart, Series

YEARS = ("2012", "2013", "2014")


def chart(*values, **more):
    return Chart("Title", YEARS, tuple(Series(f"s{n}", v) for n, v in enumerate(values)), "Says it", **more)


def parts(svg, name):
    # The markup is our own; a parse error is what this test is for.
    return [part for part in ElementTree.fromstring(svg).iter() if part.get("class") == name]  # noqa: S314


def test_bars_are_as_long_as_their_values():
    bars = parts(charts.draw("bars", chart((50, 100, None))), "chart__bar")
    lengths = [float(bar.get("width")) for bar in bars]
    assert lengths[1] == 2 * lengths[0]
    assert lengths[2] == 0


def test_a_line_has_a_gap_where_nothing_is_known():
    (line,) = parts(charts.draw("lines", chart((1, None, 3))), "chart__line")
    assert line.get("d").count("M") == 2
    assert len(parts(charts.draw("lines", chart((1, None, 3))), "chart__mark")) == 2


def test_a_radar_draws_the_shadow_first_and_numbers_its_axes():
    svg = charts.draw("radar", chart((5, 5, 5), (1, 1, 1), top=5))
    areas = parts(svg, "chart__area")
    assert [area.get("data-series") for area in areas] == ["2", "1"]
    assert [axis.text for axis in parts(svg, "chart__axis")] == ["1", "2", "3"]
    assert areas[1].get("points").split()[0] == "180,40"


def test_a_radar_of_two_axes_is_refused():
    with pytest.raises(ValueError, match="three axes"):
        charts.draw("radar", Chart("t", ("a", "b"), (Series("s", (1, 2)),)))


@pytest.mark.parametrize("kind", sorted(charts.KINDS))
def test_every_picture_is_named_and_holds_no_inline_style(kind):
    svg = charts.draw(kind, chart((1, 2, 3)))
    root = ElementTree.fromstring(svg)  # noqa: S314
    names = root.get("aria-labelledby").split()
    assert [part.get("id") for part in root[:2]] == names
    assert [part.text for part in root[:2]] == ["Title", "Says it"]
    assert "style" not in svg
    assert root.get("role") == "img"


def test_hostile_labels_stay_text():
    hostile = Chart('"><script>', ("</text><script>", "b", "c"), (Series("s", (1, 2, 3)),))
    for kind in charts.KINDS:
        assert "<script" not in charts.draw(kind, hostile)


def test_numbers_in_a_kept_picture_are_those_of_the_reader():
    one = chart((1.5, 1, 1))
    with override("pl"):
        assert ">1,5<" in charts.draw("bars", one)
    with override("en"):
        assert ">1.5<" in charts.draw("bars", one)


@pytest.mark.parametrize("values", [(1, 2), (1, 2, -3), (1, 2, float("nan"))])
def test_impossible_data_is_refused(values):
    with pytest.raises(ValueError, match=r"value|numbers"):
        chart(values)


@pytest.mark.parametrize(
    ("value", "end"), [(0, 1), (1, 1), (99, 100), (101, 200), (240, 250), (0.3, 0.5), (7, 10)]
)
def test_the_scale_ends_at_a_round_number(value, end):
    assert charts.rounded_up(value) == pytest.approx(end)


def test_the_table_beside_says_the_same():
    with override("pl"):
        assert chart((1, None, 1000), unit="zł").table[1:] == [
            ("2013", ["–"]),
            ("2014", ["1\u00a0000\u00a0zł"]),
        ]


def test_bars_of_a_funnel_are_shares_of_the_first():
    assert charts.funnel_bars((85, 83, 0)) == ("600", "585.9", "0")
    assert charts.funnel_bars((0, 0)) == ("0", "0")


def test_lengths_are_written_without_exponents():
    assert not re.search(r'="[^"]*e[-+]?\d', charts.draw("lines", chart((1e-9, 1e9, 5))))
