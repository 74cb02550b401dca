"""Sampled curves to a matplotlib Figure: a panel for the function and one for each derivative.

No pyplot, no files, and no names looked up: whoever has samples and a theme's settings can draw.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from io import BytesIO
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from actplot.evaluate import Array
from actplot.layout import lay_out
from actplot.limits import Extent, automatic_limits
from actplot.panels import (
    Look,
    extents,
    jump_limits,
    panel_title,
    polyline,
    stationary_points,
    x_label,
)
from actplot.sample import Drawn, Sampled
from actplot.saturation import legend_words, saturated
from actplot.scale import Numbers, scale
from actplot.shade import STRIP, shade
from actplot.theme import theme_settings

MOST_POINTS = 20_000  # of a line; more are thinned to what a wide screen can show
THIN_COLUMNS = 5_000  # each keeps its first, lowest, highest and last point
FULL_SIZE = 15.0 * 5.0  # square inches at which the theme's font size holds
SMALLEST_SCALE = 0.55
SCALED = ("font.size", "lines.linewidth", "lines.markersize", "axes.linewidth", "grid.linewidth")
ZERO_LINE: dict[str, Any] = {"linewidth": 0.9, "linestyle": "-", "zorder": 1}
ZERO_LINE_FADE = 0.4  # from the color of the axes to that of the ground
BAND_FADE = 0.75  # from the color of a curve to that of the ground
SHADE_FADE, BOUNDARY_FADE = 0.9, 0.45  # from the color of letters to that of the ground
SAMPLE_FADE = 0.35
SAMPLE_SIZE = 0.5  # of a drawn point, relative to the theme's markers
MOST_SAMPLE_POINTS = 350  # of a random curve; more hide the band and the expectation
# For a theme that tells curves apart by color only.
LINE_STYLES = ("-", "--", "-.", ":", (0, (6, 1)), (0, (4, 1, 1, 1, 1, 1)), (0, (2, 1)))


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
    if look.saturation is not None:
        settings["axes.titlepad"] += STRIP * settings["font.size"]
    return settings


def draw(samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()) -> Figure:
    """Return the figure: one panel an order of derivative, every curve in each.

    Curves at the places in `hidden` keep their styles and are not drawn.
    """
    with mpl.rc_context(look_settings(look)):
        figure = Picture(figsize=look.size, dpi=look.dpi)
        panels = add_panels(figure, len(samples[0].values), look)
        fill(panels, samples, look, hidden)
        shown = [sampled for place, sampled in enumerate(samples) if place not in hidden]
        lay_out(figure, panels, samples=shown if look.formulas else ())
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
        for artist in (*axes.lines, *axes.collections, *axes.texts):
            artist.remove()
        drawn = [(samples[place], styles[place]) for place in shown]
        _panel(axes, drawn, order, look.limits(order))
        if look.saturation is not None:
            _shade(axes, [sampled for sampled, _ in drawn], look.saturation)
        axes.set_xlim(float(samples[0].x[0]), float(samples[0].x[-1]))
        _write_numbers(axes)


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
    samples = [sampled for sampled, _ in drawn]
    # a place of its own spares matplotlib looking for one
    axes.set_title(panel_title(samples, order), y=1.0)
    axes.set_xlabel(x_label(samples))
    for zero_line in (axes.axhline, axes.axvline):
        color = _faded(mpl.rcParams["axes.edgecolor"], ZERO_LINE_FADE)
        zero_line(0, gid="zero", color=color, **ZERO_LINE)
    axes.set_autoscale_on(False)  # its arithmetic overflows where ours does not
    covered: list[Extent | None] = []
    for sampled, style in drawn:
        x, y = polyline(sampled, order)
        label = sampled.curve.label
        if sampled.drawn:
            _draw_sample(axes, sampled, sampled.drawn, order, style)
            label = sampled.curve.expectation_label
        (line,) = axes.plot(*thinned(x, y), label=label, **style)
        _open_circles(axes, line, sampled, order)
        _mark_stationary(axes, line, sampled, order)
        covered += extents(sampled, order, y)
    axes.set_ylim(*(limits or automatic_limits(covered)))


def _write_numbers(axes: Axes) -> None:
    """Let the axes write short numbers, and their names say what these leave out."""
    x, y = scale(*axes.get_xlim()), scale(*axes.get_ylim())
    axes.set_xlabel(x.name(axes.get_xlabel()))
    axes.set_title(y.name(axes.get_title()), y=1.0)
    axes.xaxis.set_major_formatter(Numbers(x))
    axes.yaxis.set_major_formatter(Numbers(y))


def _shade(axes: Axes, samples: Sequence[Sampled], bound: float) -> None:
    """Shade where the derivative of every curve is below the bound in size."""
    if not samples:
        return
    x = samples[0].x
    span = float(x[0]), float(x[-1])
    flat = saturated([sampled.curve for sampled in samples], span, bound)
    letters = mpl.rcParams["text.color"]
    shade(
        axes,
        flat,
        span,
        (_faded(letters, SHADE_FADE), _faded(letters, BOUNDARY_FADE)),
        legend_words(flat, bound, len(samples)),
    )


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
) -> None:
    """Draw a sample as points, and the band in which it lies."""
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


def _mark_stationary(axes: Axes, line: Line2D, sampled: Sampled, order: int) -> None:
    """Mark where the gradient of a loss is zero: the minimum, and the zero itself."""
    points = stationary_points(sampled, order)
    if points is None:
        return
    axes.add_line(
        Line2D(
            *points,
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
    limits = jump_limits(sampled, order)
    if limits is None:
        return
    axes.add_line(
        Line2D(
            *limits,
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
