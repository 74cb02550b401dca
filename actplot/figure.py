"""Sampled curves to a matplotlib Figure: a panel for the function and one for each derivative.

No pyplot, no files, and no names looked up: whoever has samples and a theme's settings can draw.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from actplot.breaks import Break
from actplot.evaluate import Array
from actplot.layout import lay_out
from actplot.limits import Extent, automatic_limits, extent
from actplot.options import DEFAULT_DPI, DEFAULT_SIZE, DEFAULT_THEME
from actplot.sample import LOSS, Drawn, Sampled, evaluate
from actplot.theme import theme_settings

LOSS_TITLES = ("loss", "gradient", "second derivative", "third derivative")
OF_A_LOGIT = (LOSS, "slice")  # kinds of entries that are functions of a logit
TITLES = ("function", "derivative", "second derivative", "third derivative")

MOST_POINTS = 20_000  # of a line; more are thinned to what a wide screen can show
THIN_COLUMNS = 5_000  # each keeps its first, lowest, highest and last point
MOST_CIRCLES = 60  # of a curve; a formula with more jumps is clearer without
FULL_SIZE = 15.0 * 5.0  # square inches at which the theme's font size holds
SMALLEST_SCALE = 0.55
SCALED = ("font.size", "lines.linewidth", "lines.markersize", "axes.linewidth", "grid.linewidth")
ZERO_LINE: dict[str, Any] = {"linewidth": 0.9, "linestyle": "-", "zorder": 1}
ZERO_LINE_FADE = 0.4  # from the color of the axes to that of the ground
BAND_FADE = 0.75  # from the color of a curve to that of the ground
SAMPLE_FADE = 0.35
SAMPLE_SIZE = 0.5  # of a drawn point, relative to the theme's markers
MOST_SAMPLE_POINTS = 350  # of a random curve; more hide the band and the expectation
# For a theme that tells curves apart by color only.
LINE_STYLES = ("-", "--", "-.", ":", (0, (6, 1)), (0, (4, 1, 1, 1, 1, 1)), (0, (2, 1)))


@dataclass(frozen=True)
class Look:
    """How a figure looks: inches, dots per inch, a title, limits, and the theme's settings.

    `grid` is that of the theme if None.
    """

    size: tuple[float, float] = DEFAULT_SIZE
    dpi: int = DEFAULT_DPI
    title: str = ""
    ylim: tuple[float, float] | None = None
    dylim: tuple[float, float] | None = None
    theme: str = DEFAULT_THEME
    grid: bool | None = None


class Picture(Figure):
    """A figure that a notebook shows as it is."""

    def _repr_png_(self) -> bytes:
        png = BytesIO()
        self.savefig(png, format="png", facecolor=self.get_facecolor())
        return png.getvalue()


def look_settings(look: Look) -> Any:
    """Return the rcParams under which a figure of this look is drawn and saved."""
    settings = theme_settings(look.theme)
    for key in SCALED:
        settings[key] *= _scale(look.size)
    if look.grid is not None:
        settings["axes.grid"] = look.grid
    return settings


def draw(samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()) -> Figure:
    """Return the figure: one panel an order of derivative, every curve in each.

    Curves at the places in `hidden` keep their styles and are not drawn.
    """
    with mpl.rc_context(look_settings(look)):
        figure = Picture(figsize=look.size, dpi=look.dpi)
        panels = add_panels(figure, len(samples[0].values), look)
        fill(panels, samples, look, hidden)
        lay_out(figure, panels)
    return figure


def add_panels(figure: Figure, count: int, look: Look) -> list[Axes]:
    """Put empty panels that share their x, and the title, into an empty figure."""
    if look.title:
        figure.suptitle(look.title, parse_math=_is_mathtext(look.title))
    return list(figure.subplots(1, count, sharex=True, squeeze=False)[0])


def fill(
    panels: Sequence[Axes], samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()
) -> None:
    """Draw into each panel the derivative of its order, in place of what is there."""
    styles = line_styles(len(samples))
    shown = [place for place in range(len(samples)) if place not in hidden]
    for order, axes in enumerate(panels):
        for artist in (*axes.lines, *axes.collections):
            artist.remove()
        limits = look.dylim if order else look.ylim
        drawn = [(samples[place], styles[place]) for place in shown]
        _panel(axes, drawn, order, limits)
        axes.set_xlim(float(samples[0].x[0]), float(samples[0].x[-1]))


def _scale(size: tuple[float, float]) -> float:
    """Return how much smaller lines and letters are than at full size."""
    return max(SMALLEST_SCALE, min(1.0, math.sqrt(size[0] * size[1] / FULL_SIZE)))


def _is_mathtext(text: str) -> bool:
    """Tell whether the dollar signs of a title enclose mathtext that can be drawn, not prices."""
    if text.count("$") < 2 or not re.search(r"[\\^_]", text):
        return False
    from matplotlib.mathtext import MathTextParser

    try:
        MathTextParser("path").parse(text)
    except ValueError:
        return False
    return True


# A panel


def _panel(
    axes: Axes,
    drawn: Sequence[tuple[Sampled, dict[str, Any]]],
    order: int,
    limits: tuple[float, float] | None,
) -> None:
    """Draw every curve's derivative of this order, with zero lines and open circles at jumps."""
    kinds = {sampled.curve.kind for sampled, _ in drawn}
    titles = LOSS_TITLES if kinds == {LOSS} else TITLES
    axes.set_title(titles[order], y=1.0)  # a place of its own spares matplotlib looking for one
    axes.set_xlabel("logit" if kinds and kinds.issubset(OF_A_LOGIT) else "x")
    for zero_line in (axes.axhline, axes.axvline):
        color = _faded(mpl.rcParams["axes.edgecolor"], ZERO_LINE_FADE)
        zero_line(0, gid="zero", color=color, **ZERO_LINE)
    axes.set_autoscale_on(False)  # its arithmetic overflows where ours does not
    extents: list[Extent | None] = []
    for sampled, style in drawn:
        x, y = polyline(sampled, order)
        label = sampled.curve.label
        if sampled.drawn:
            extents += _draw_sample(axes, sampled, sampled.drawn, order, style)
            label = sampled.curve.expectation_label
        (line,) = axes.plot(*thinned(x, y), label=label, **style)
        _open_circles(axes, line, sampled, order)
        _mark_stationary(axes, line, sampled, order)
        extents.append(extent(y, any(found.pole for found in sampled.breaks[order])))
    axes.set_ylim(*(limits or automatic_limits(extents)))


def _faded(color: Any, share: float) -> str:
    """Return a color nearer to that of the ground; opaque, as eps needs it."""
    ground = to_rgb(mpl.rcParams["axes.facecolor"])
    red, green, blue = (a + share * (b - a) for a, b in zip(to_rgb(color), ground, strict=True))
    return to_hex((red, green, blue))


def line_styles(count: int) -> list[dict[str, Any]]:
    """Return the theme's cycle of line properties, with another dash on each further round."""
    cycle = [dict(properties) for properties in mpl.rcParams["axes.prop_cycle"]]
    if "linestyle" not in cycle[0]:
        for place, properties in enumerate(cycle):
            properties["linestyle"] = LINE_STYLES[place % len(LINE_STYLES)]
    dashes = [properties["linestyle"] for properties in cycle]
    styles: list[dict[str, Any]] = []
    for place in range(count):
        turn, here = divmod(place, len(cycle))
        shifted = (dashes[(here + turn + step) % len(dashes)] for step in range(len(dashes)))
        fresh = ({**cycle[here], "linestyle": dash} for dash in shifted)
        styles.append(next((style for style in fresh if style not in styles), cycle[here]))
    return styles


def polyline(sampled: Sampled, order: int) -> tuple[Array, Array]:
    """Return the points of the line: corners put in exactly, NaN where it must not be joined."""
    breaks = sampled.breaks[order]
    at = np.array([found.x for found in breaks])
    keep = ~np.isin(sampled.x, at)
    x, y = sampled.x[keep], sampled.values[order][keep]
    if not breaks:
        return x, y
    inserted = [_points_at(found, x_range=(sampled.x[0], sampled.x[-1])) for found in breaks]
    places = np.repeat(np.searchsorted(x, at), [len(points) for points in inserted])
    points = np.array([point for group in inserted for point in group])
    return np.insert(x, places, points[:, 0]), np.insert(y, places, points[:, 1])


def _points_at(found: Break, x_range: tuple[float, float]) -> list[tuple[float, float]]:
    """Return what a line does at a break; at an end of the range only the side inside it."""
    if found.x == x_range[0]:
        return [(found.x, found.right)]
    if found.x == x_range[1] or not found.jumps:
        return [(found.x, found.left)]
    return [(found.x, found.left), (found.x, math.nan), (found.x, found.right)]


def thinned(x: Array, y: Array) -> tuple[Array, Array]:
    """Return fewer points of a long line that look the same: the extremes of narrow columns."""
    if len(x) <= MOST_POINTS:
        return x, y
    width = len(x) // THIN_COLUMNS
    columns = len(x) // width
    heights = y[: columns * width].reshape(columns, width)
    starts = np.arange(columns) * width
    broken = np.flatnonzero(np.isnan(y))
    extremes = [
        np.argmin(np.where(np.isnan(heights), np.inf, heights), axis=1) + starts,
        np.argmax(np.where(np.isnan(heights), -np.inf, heights), axis=1) + starts,
    ]
    rest = np.arange(columns * width, len(x))
    kept = np.unique(np.concatenate([starts, starts + width - 1, *extremes, broken, rest]))
    return x[kept], y[kept]


def _draw_sample(
    axes: Axes, sampled: Sampled, drawn: Drawn, order: int, style: dict[str, Any]
) -> list[Extent | None]:
    """Draw a sample as points, and the band in which it lies; return what these cover."""
    x, y = sampled.x, drawn.values[order]
    color = style.get("color", mpl.rcParams["text.color"])
    if drawn.low:
        axes.fill_between(
            x, drawn.low[order], drawn.high[order], color=_faded(color, BAND_FADE), linewidth=0
        )
    every = slice(None, None, -(-len(x) // MOST_SAMPLE_POINTS))
    axes.add_line(
        Line2D(
            x[every],
            y[every],
            linestyle="none",
            marker="o",
            markersize=SAMPLE_SIZE * mpl.rcParams["lines.markersize"],
            markeredgewidth=0,
            color=_faded(color, SAMPLE_FADE),
            label=sampled.curve.label,
        )
    )
    return [extent(y)]


def _mark_stationary(axes: Axes, line: Line2D, sampled: Sampled, order: int) -> None:
    """Mark where the gradient of a loss is zero: the minimum, and the zero itself."""
    if not sampled.stationary or order > 1:
        return
    at = np.array(sampled.stationary)
    heights = evaluate(sampled.curve, at) if order == 0 else np.zeros(len(at))
    axes.add_line(
        Line2D(
            at,
            heights,
            linestyle="none",
            marker="D",
            color=line.get_color(),
            markersize=mpl.rcParams["lines.markersize"],
            zorder=line.get_zorder() + 1,
            gid="stationary",
        )
    )


def _open_circles(axes: Axes, line: Line2D, sampled: Sampled, order: int) -> None:
    """Mark both one-sided limits of every jump."""
    jumps = [found for found in sampled.breaks[order] if found.jumps and not found.pole]
    if not jumps or len(jumps) > MOST_CIRCLES:
        return
    limits = [
        point
        for found in jumps
        for point in _points_at(found, x_range=(sampled.x[0], sampled.x[-1]))
        if not math.isnan(point[1])
    ]
    axes.add_line(
        Line2D(
            [x for x, _ in limits],
            [y for _, y in limits],
            linestyle="none",
            marker="o",
            markerfacecolor=axes.get_facecolor(),
            markeredgecolor=line.get_color(),
            markeredgewidth=0.75 * line.get_linewidth(),
            zorder=line.get_zorder() + 1,
            markersize=mpl.rcParams["lines.markersize"],
            gid="jumps",
        )
    )
