"""Charts as SVG markup: bars, lines, radar, funnel. The same picture serves a page and a PDF.

Lengths are attributes and looks are classes, so the strict Content-Security-Policy holds. Every kind
works without colour: series differ by dashes, marks and words. A picture is kept by its data
(`lru_cache` on frozen dataclasses), so that drawing the same twice costs nothing.
Why not a library: docs/decisions/0010-own-svg-charts.md.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pomost.ui import typography

Number = int | float
KEPT = 512  # pictures


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one line or polygon, as many as the chart has labels; None where nothing is known."""

    name: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows.

    title, description: read out instead of the picture. unit: behind every value, e.g. `%` or `zł`.
    top: the end of the scale; by default a round number above the largest value.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    description: str = ""
    unit: str = ""
    top: Number | None = None

    def __post_init__(self) -> None:
        # Lazily translated texts become text of the reader's language here: the picture is kept by its data.
        for name in ("title", "description", "unit"):
            object.__setattr__(self, name, str(getattr(self, name)))
        object.__setattr__(self, "labels", tuple(str(label) for label in self.labels))
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError("every series has one value for each label")
        if any(value is not None and (value < 0 or not math.isfinite(value)) for value in self.values):
            raise ValueError("charts show finite numbers from zero up")

    @property
    def values(self) -> list[Number | None]:
        return [value for series in self.series for value in series.values]

    @property
    def scale_end(self) -> Number:
        return self.top or rounded_up(max((value for value in self.values if value is not None), default=1))

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """Rows of the table that stands beside the picture: label and the value of each series."""
        return [
            (label, [shown(series.values[index], self.unit) for series in self.series])
            for index, label in enumerate(self.labels)
        ]


def shown(value: Number | None, unit: str = "") -> str:
    """A value in words: the number with its unit, or a dash where nothing is known."""
    if value is None:
        return "–"
    return typography.quantity(value) + (f"\u00a0{unit}" if unit else "")


def rounded_up(value: Number) -> Number:
    """The nearest 1, 2, 2.5, 5 times a power of ten that is not below `value`; 1 for zero."""
    if value <= 0:
        return 1
    power = 10 ** math.floor(math.log10(value))
    step = next(step for step in (1, 2, 2.5, 5, 10) if step * power >= value * (1 - 1e-12))
    end = step * power
    return int(end) if end == int(end) else end


def draw(kind: str, chart: Chart) -> SafeString:
    """The picture of a kind: `bars`, `lines` or `radar`. Raises KeyError for another."""
    return _kept(kind, chart, get_language() or "")


@lru_cache(KEPT)
def _kept(kind: str, chart: Chart, _language: str) -> SafeString:
    return KINDS[kind](chart)


def _frame(kind: str, chart: Chart, size: tuple[int, int], shapes: SafeString) -> SafeString:
    name = f"chart-{hashlib.blake2b(repr((kind, chart)).encode(), digest_size=5).hexdigest()}"
    return format_html(
        '<svg class="chart chart--{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        kind, *size, name, name, name, chart.title, name, chart.description, shapes,
    )  # fmt: skip


def _joined(pieces: list[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def bars(chart: Chart) -> SafeString:
    """Horizontal bars, one group for each label; the value stands at the end of its bar."""
    row, gap, width, left = 24, 16, 360, 4
    group = 20 + row * len(chart.series) + gap
    pieces = []
    for index, label in enumerate(chart.labels):
        top = index * group
        pieces.append(
            format_html('<text class="chart__label" x="{}" y="{}">{}</text>', left, top + 14, label)
        )
        for number, series in enumerate(chart.series):
            value = series.values[index]
            length = 0 if value is None else (width - 100) * value / chart.scale_end
            y = top + 20 + number * row
            pieces.append(
                format_html(
                    '<rect class="chart__bar" data-series="{}" x="{}" y="{}" width="{}" height="{}"/>'
                    '<text class="chart__value" x="{}" y="{}">{}</text>',
                    number + 1, left, y, _n(length), row - 5, _n(left + length + 6), y + 13,
                    shown(value, chart.unit),
                )
            )  # fmt: skip
    return _frame("bars", chart, (width, max(group * len(chart.labels), 1)), _joined(pieces))


def lines(chart: Chart) -> SafeString:
    """Lines over the labels, e.g. years; a gap where nothing is known."""
    width, height, left, right, top, bottom = 360, 240, 56, 12, 14, 32
    span = max(len(chart.labels) - 1, 1)
    xs = [left + (width - left - right) * index / span for index in range(len(chart.labels))]

    def y_of(value: Number) -> float:
        return height - bottom - (height - top - bottom) * value / chart.scale_end

    ticks = [(chart.scale_end * part / 4, y_of(chart.scale_end * part / 4)) for part in range(5)]
    pieces = [_grid(ticks, left, width - right)]
    every = max(1, math.ceil(len(chart.labels) / 5))
    for index in range(0, len(chart.labels), every):
        anchor = "start" if index == 0 and span > 1 else "middle" if index < span else "end"
        pieces.append(
            format_html(
                '<text class="chart__tick" x="{}" y="{}" text-anchor="{}">{}</text>',
                _n(xs[index]), height - 8, anchor, chart.labels[index],
            )
        )  # fmt: skip
    for number, series in enumerate(chart.series):
        points = [
            None if value is None else (x, y_of(value)) for x, value in zip(xs, series.values, strict=True)
        ]
        pieces.append(
            format_html('<path class="chart__line" data-series="{}" d="{}"/>', number + 1, _path(points))
        )
        pieces.append(_marks(number, [point for point in points if point]))
    return _frame("lines", chart, (width, height), _joined(pieces))


def _grid(ticks: list[tuple[Number, float]], left: float, right: float) -> SafeString:
    return format_html_join(
        "",
        '<path class="chart__grid" d="M{} {}H{}"/>'
        '<text class="chart__tick" x="{}" y="{}" text-anchor="end">{}</text>',
        ((_n(left), _n(y), _n(right), _n(left - 6), _n(y + 4), shown(value)) for value, y in ticks),
    )


def _path(points: list[tuple[float, float] | None]) -> str:
    drawn, is_open = [], False
    for point in points:
        if point is None:
            is_open = False
            continue
        drawn.append(f"{'L' if is_open else 'M'}{_n(point[0])} {_n(point[1])}")
        is_open = True
    return "".join(drawn)


def _marks(number: int, points: list[tuple[float, float]]) -> SafeString:
    """Marks differ by shape: rings for the first series, squares for the others."""
    if number == 0:
        form = '<circle class="chart__mark" data-series="1" cx="{}" cy="{}" r="4"/>'
        return format_html_join("", form, ((_n(x), _n(y)) for x, y in points))
    form = '<rect class="chart__mark" data-series="{}" x="{}" y="{}" width="8" height="8"/>'
    return format_html_join("", form, ((number + 1, _n(x - 4), _n(y - 4)) for x, y in points))


def radar(chart: Chart) -> SafeString:
    """A polygon over three or more axes, numbered as in the table; a second series is its shadow."""
    if len(chart.labels) < 3:
        raise ValueError("a radar needs at least three axes")
    size, centre, reach = 360, 180.0, 140.0
    turns = [2 * math.pi * index / len(chart.labels) - math.pi / 2 for index in range(len(chart.labels))]

    def at(index: int, share: float) -> tuple[float, float]:
        return (
            centre + reach * share * math.cos(turns[index]),
            centre + reach * share * math.sin(turns[index]),
        )

    def ring(shares: list[float]) -> str:
        return " ".join(
            f"{_n(x)},{_n(y)}" for x, y in (at(index, share) for index, share in enumerate(shares))
        )

    pieces = [
        format_html('<polygon class="chart__grid" points="{}"/>', ring([part / 5] * len(turns)))
        for part in range(1, 6)
    ]
    for index in range(len(turns)):
        x, y = at(index, 1)
        out_x, out_y = at(index, 1.12)
        pieces.append(
            format_html(
                '<path class="chart__grid" d="M{} {}L{} {}"/>'
                '<text class="chart__axis" x="{}" y="{}" text-anchor="middle">{}</text>',
                _n(centre), _n(centre), _n(x), _n(y), _n(out_x), _n(out_y + 5), index + 1,
            )
        )  # fmt: skip
    for number, series in reversed(list(enumerate(chart.series))):
        shares = [(value or 0) / chart.scale_end for value in series.values]
        pieces.append(
            format_html(
                '<polygon class="chart__area" data-series="{}" points="{}"/>', number + 1, ring(shares)
            )
        )
        known = [at(index, share) for index, share in enumerate(shares) if series.values[index] is not None]
        pieces.append(_marks(number, known))
    return _frame("radar", chart, (size, size), _joined(pieces))


KINDS = {"bars": bars, "lines": lines, "radar": radar}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a funnel: how many, what they are, a remark (a date)."""

    value: Number
    label: str
    note: str = ""


def funnel_bars(values: tuple[Number, ...]) -> tuple[str, ...]:
    """Widths of a funnel's bars in a picture 600 wide; the first value is the whole."""
    whole = max(values, default=0) or 1
    return tuple(_n(600 * value / whole) for value in values)
