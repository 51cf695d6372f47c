"""Charts as accessible SVG without styles of their own, each with its numbers as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from pipeline.render.labels import label

WIDTH = 480.0
WIDE = 1000.0
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Chart(NamedTuple):
    """A chart and the table that says the same."""

    key: str  # of its title's label
    svg: Markup | None  # None: nothing to draw
    columns: tuple[str, ...]  # keys of labels
    rows: tuple[tuple[str, ...], ...]
    wide: bool = False


class Point(NamedTuple):
    """A dot of a scatter."""

    x: float
    y: float
    name: str


DOT, DOT_MOST = 4.0, 9.0  # radius of one point, and of as many as any dot has
NAMES_SHOWN = 3
ROOM = 6.0  # above the first name, for the larger letters of a phone
NAMED = 10  # columns whose name is written below: on a phone, letters take 17 of 1,000
STEP_MOST = 100.0  # from bar to bar: of a few days, names of ten letters stand side by side
EDGE = 0.1  # of a decade: no dot lies on an axis
_DOT = '<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{:g}, {:g}: {}</title></circle>'
_BAR = '<rect class="mark" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="1.5"><title>{}: {}</title></rect>'


def columns_chart(key: str, unit: str, counts: Sequence[tuple[str, int]]) -> Chart:
    """Upright bars over an ordered axis, such as months, the newest at the right, where a phone's window begins."""
    rows = tuple((name, str(n)) for name, n in counts)
    if not counts:
        return Chart(key, None, (unit, "count"), rows, wide=True)
    height, right, bottom, top = 190.0, WIDE - 52.0, 26.0, 14.0
    most = max(n for _, n in counts)
    step = min(right / len(counts), STEP_MOST)
    ceiling = _ceiling(most)
    parts: list[Markup] = []
    for share in (0, 0.5, 1):
        y = top + (height - top - bottom) * (1 - share)
        parts += [_gridline(0, right, y), _words(right + 6, y + 4, _number(ceiling * share), "start")]
    every = math.ceil(len(counts) / NAMED)
    for i, (name, n) in enumerate(counts):
        tall = (height - top - bottom) * n / ceiling
        x = right - (len(counts) - i) * step
        parts.append(Markup(_BAR).format(x + step * 0.12, height - bottom - tall, step * 0.76, tall, name, n))
        if (len(counts) - 1 - i) % every == 0:
            parts.append(_words(x + step * 0.5, height - 8, name, "middle"))
    return Chart(key, _svg(key, WIDE, height, parts), (unit, "count"), rows, wide=True)


def bars_chart(key: str, counts: Sequence[tuple[str, int]]) -> Chart:
    """Bars that lie, each with its name above it, longest first."""
    rows = tuple((name, str(n)) for name, n in counts)
    if not counts:
        return Chart(key, None, ("name", "count"), rows)
    most = max(n for _, n in counts)
    parts: list[Markup] = []
    for i, (name, n) in enumerate(counts):
        y = ROOM + i * 34.0
        shown = name if len(name) <= 48 else name[:47] + "…"
        parts.append(_words(0, y + 13, shown, "start", "name"))
        parts.append(_words(WIDTH, y + 13, str(n), "end"))
        parts.append(Markup(_BAR).format(0, y + 18, max(2.0, WIDTH * n / most), 7, name, n))
    return Chart(key, _svg(key, WIDTH, ROOM + len(counts) * 34.0, parts), ("name", "count"), rows)


def scatter_chart(key: str, points: Sequence[Point], x_key: str, y_key: str) -> Chart:
    """Dots over two logarithmic axes; where several points meet, one dot whose area grows with them."""
    columns = (x_key, y_key, "count", "paper")
    places: dict[tuple[float, float], list[str]] = {}
    for point in points:
        places.setdefault((point.x, point.y), []).append(point.name)
    ordered = sorted(places.items(), key=lambda place: -len(place[1]))  # small dots lie on large ones
    rows = tuple((f"{x:g}", f"{y:g}", str(len(names)), _names(names)) for (x, y), names in ordered)
    if not points:
        return Chart(key, None, columns, rows)
    height, left, bottom, top, right = 330.0, 60.0, 48.0, 34.0, 26.0
    x0, x1 = _decades([p.x for p in points])
    y0, y1 = _decades([p.y for p in points])

    def at(x: float, y: float) -> tuple[float, float]:
        fx = (math.log10(x) - x0) / (x1 - x0)
        fy = (math.log10(y) - y0) / (y1 - y0)
        return left + fx * (WIDTH - left - right), height - bottom - fy * (height - bottom - top)

    parts: list[Markup] = []
    for decade in range(y0, y1 + 1):
        y = at(10.0**x0, 10.0**decade)[1]
        parts += [_gridline(left, WIDTH, y), _words(left - 6, y + 4, _power(decade), "end")]
    for decade in range(x0, x1 + 1):
        parts.append(_words(at(10.0**decade, 10.0**y0)[0], height - bottom + 18, _power(decade), "middle"))
    most = len(ordered[0][1])
    for (x, y), names in ordered:
        cx, cy = at(x, y)
        radius = DOT + (DOT_MOST - DOT) * (math.sqrt(len(names)) - 1) / max(1.0, math.sqrt(most) - 1)
        parts.append(Markup(_DOT).format(cx, cy, radius, x, y, _names(names)))
    parts.append(_axis_name(WIDTH, height - 4, x_key, "end"))
    parts.append(_axis_name(0, 18, y_key, "start"))
    return Chart(key, _svg(key, WIDTH, height, parts), columns, rows)


def _names(names: Sequence[str]) -> str:
    more = f" +{len(names) - NAMES_SHOWN}" if len(names) > NAMES_SHOWN else ""
    return "; ".join(names[:NAMES_SHOWN]) + more


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values)) - EDGE), math.ceil(math.log10(max(values)) + EDGE)
    return low, max(high, low + 1)


def _power(decade: int) -> str:
    return {0: "1", 1: "10", 2: "100", 3: "1000"}.get(decade, "10" + str(decade).translate(SUPERSCRIPT))


def _ceiling(most: int) -> int:
    """A round number from which the axis hangs."""
    step = int(10 ** max(0, len(str(most)) - 1))
    rounded = math.ceil(most / step) * step
    return max(2, rounded if rounded % 2 == 0 or rounded >= 10 else rounded + 1)


def _number(value: float) -> str:
    return f"{value:g}"


def _gridline(x0: float, x1: float, y: float) -> Markup:
    return Markup('<line class="axis" x1="{:.0f}" x2="{:.0f}" y1="{:.1f}" y2="{:.1f}"/>').format(x0, x1, y, y)


def _words(x: float, y: float, text: str, anchor: str, kind: str = "tick") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, text)


def _axis_name(x: float, y: float, key: str, anchor: str) -> Markup:
    return Markup('<text class="name" x="{:.1f}" y="{:.1f}" text-anchor="{}" data-t="{}">{}</text>').format(
        x, y, anchor, key, label(key)
    )


def _svg(key: str, width: float, height: float, parts: Sequence[Markup]) -> Markup:
    """The drawing, named by the heading above it, which speaks the page's language."""
    opened = Markup('<svg role="img" viewBox="0 0 {:.0f} {:.0f}" aria-labelledby="chart-{}">').format(
        width, height, key
    )
    return opened + Markup("").join(parts) + Markup("</svg>")
