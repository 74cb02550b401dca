"""One panel: every curve's derivative of one order, or all orders in one, with marks and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from actplot.draw.axis_numbers import Numbers, scale
from actplot.draw.axis_scales import LINEAR, LOG, set_scales
from actplot.draw.curve_line import CurveLine
from actplot.draw.landmarks import draw_landmarks, draw_references
from actplot.draw.look import Look
from actplot.draw.math_text import math_options
from actplot.draw.panel_content import (
    Points,
    jump_marks,
    legend_words,
    overlay_title,
    panel_title,
    stationary_points,
    x_label,
)
from actplot.draw.panel_limits import panel_limits
from actplot.draw.saturation_shade import shade
from actplot.draw.styles import axes_color, faded
from actplot.sampling import Drawn, Sampled, saturated

OVERLAY_WIDTH = 0.55  # of a derivative, relative to the order before it
ZERO_LINE: dict[str, Any] = {"linestyle": "-", "zorder": 1}
ZERO_LINE_WIDTH, ZERO_LINE_SHARE = 0.9, 0.5  # at most this, and this share of the curves' width
ZERO_LINE_FADE = 0.4  # from the color of the axes to that of the ground
BAND_FADE = 0.75  # from the color of a curve to that of the ground
SHADE_FADE, BOUNDARY_FADE = 0.9, 0.45  # from the color of letters to that of the ground
SAMPLE_FADE = 0.35
RIM = 0.75  # of a mark, relative to the width of its line
SMALLEST_MARK = 2.5  # relative to the width of a line
SAMPLE_SIZE = 0.5  # of a drawn point, relative to the theme's markers
MOST_SAMPLE_POINTS = 350  # of a random curve; more hide the band and the expectation


def draw_panel(
    axes: Axes,
    drawn: Sequence[tuple[Sampled, dict[str, Any]]],
    order: int,
    look: Look,
) -> None:
    """Draw every curve's derivative of this order, with zero lines and marks at jumps."""
    samples = [sampled for sampled, _ in drawn]
    _begin(axes, panel_title(samples, order), samples, order, look)
    for sampled, style in drawn:
        _draw_curve(axes, sampled, style, order)
    _set_limits(axes, panel_limits(samples, order, look).ends, order, look)
    _finish(axes, samples, order, look)


def draw_overlay(
    axes: Axes, drawn: Sequence[tuple[Sampled, dict[str, Any]]], orders: int, look: Look
) -> None:
    """Draw the functions, and in their colors but thinner their derivatives, into one panel."""
    samples = [sampled for sampled, _ in drawn]
    _begin(axes, overlay_title(samples, orders), samples, 0, look)
    width = float(mpl.rcParams["lines.linewidth"])
    for order in range(orders):
        thinner = {} if not order else {"linewidth": width * OVERLAY_WIDTH**order}
        for sampled, style in drawn:
            line = _draw_curve(axes, sampled, {**style, **thinner}, order)
            if order:
                line.set(gid="derivative", label="_derivative")
    ends = [panel_limits(samples, order, look).ends for order in range(1 if look.ylim else orders)]
    limits = min(low for low, _ in ends), max(high for _, high in ends)
    _set_limits(axes, limits, 0, look)
    _finish(axes, samples, 0, look)


def _begin(axes: Axes, title: str, samples: Sequence[Sampled], order: int, look: Look) -> None:
    """Write title and labels, set the scales, and draw the zero lines that these have."""
    # a place of its own spares matplotlib looking for one
    axes.set_title(title, y=1.0)
    name = look.xlabel or x_label(samples)
    axes.set_xlabel(name, **math_options(name))
    if beside := look.beside(order):
        axes.set_ylabel(beside, **math_options(beside))
    width = min(ZERO_LINE_WIDTH, ZERO_LINE_SHARE * mpl.rcParams["lines.linewidth"])
    color = faded(axes_color(), ZERO_LINE_FADE)
    across, upright = axes.get_yaxis_transform("grid"), axes.get_xaxis_transform("grid")
    for ends, transform, kind in (
        (((0, 1), (0, 0)), across, look.scale(order)),
        (((0, 0), (0, 1)), upright, look.xscale),
    ):
        if kind == LOG:
            continue
        zero = Line2D(*ends, gid="zero", label="_zero", color=color, linewidth=width, **ZERO_LINE)
        zero.set_transform(transform)
        axes.add_artist(zero)
    axes.set_autoscale_on(False)  # its arithmetic overflows where ours does not
    set_scales(axes, samples, order, look)


def _draw_curve(axes: Axes, sampled: Sampled, style: dict[str, Any], order: int) -> Line2D:
    """Draw one order of a curve with what is marked on it."""
    label = sampled.curve.label
    if sampled.drawn:
        _draw_sample(axes, sampled, sampled.drawn, order, style)
        label = sampled.curve.expectation_label
    line = CurveLine(sampled.trace, order, label=label, **style)
    axes.add_artist(line)  # `plot` would work out limits that nobody asks for
    _mark_jumps(axes, line, sampled, order)
    _mark_stationary(axes, line, sampled, order)
    return line


def _set_limits(axes: Axes, ends: tuple[float, float], order: int, look: Look) -> None:
    """Set the limits of y; automatic ones have room for lines that were asked for."""
    low, high = ends
    if order == 0 and look.limits(order) is None:
        shown = [y for y in look.hlines if look.yscale != LOG or y > 0]
        low, high = min([low, *shown]), max([high, *shown])
    axes.set_ylim(low, high)


def _finish(axes: Axes, samples: Sequence[Sampled], order: int, look: Look) -> None:
    """Draw what was asked for besides the curves."""
    draw_references(axes, look, order)
    if order == 0:
        draw_landmarks(axes, samples, look.mark)
    if look.saturation is not None:
        _shade(axes, samples, look.saturation)


def write_numbers(axes: Axes) -> None:
    """Let the axes write short numbers, and their names say what these leave out."""
    if axes.get_xscale() == LINEAR:
        x = scale(*axes.get_xlim())
        axes.set_xlabel(x.name(axes.get_xlabel()))
        axes.xaxis.set_major_formatter(Numbers(x))
    if axes.get_yscale() == LINEAR:
        y = scale(*axes.get_ylim())
        axes.set_title(y.name(axes.get_title()), y=1.0)
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
        (faded(letters, SHADE_FADE), faded(letters, BOUNDARY_FADE)),
        legend_words(flat, bound, len(samples)),
    )


def _draw_sample(
    axes: Axes, sampled: Sampled, drawn: Drawn, order: int, style: dict[str, Any]
) -> None:
    """Draw a sample as points, and the band in which it lies."""
    x, y = sampled.x, drawn.values[order]
    color = style.get("color", mpl.rcParams["text.color"])
    if drawn.low:
        axes.fill_between(
            x, drawn.low[order], drawn.high[order], color=faded(color, BAND_FADE), linewidth=0
        )
    every = slice(None, None, -(-len(x) // MOST_SAMPLE_POINTS))
    axes.add_artist(
        Line2D(
            x[every],
            y[every],
            linestyle="none",
            marker="o",
            markersize=SAMPLE_SIZE * mpl.rcParams["lines.markersize"],
            markeredgewidth=0,
            color=faded(color, SAMPLE_FADE),
            label=sampled.curve.label,
        )
    )


def _mark_stationary(axes: Axes, line: Line2D, sampled: Sampled, order: int) -> None:
    """Mark where the gradient of a loss is zero: the minimum, and the zero itself."""
    points = stationary_points(sampled, order)
    _mark(axes, line, points, "stationary", marker="D", color=line.get_color())


def _mark_jumps(axes: Axes, line: Line2D, sampled: Sampled, order: int) -> None:
    """Mark jumps: an open circle is a limit that is not reached, a filled dot a value."""
    marks = jump_marks(sampled, order)
    grounds = (marks.limits, "limits", axes.get_facecolor()), (marks.values, "values", None)
    for points, name, ground in grounds:
        _mark(
            axes,
            line,
            points,
            name,
            marker="o",
            markerfacecolor=line.get_color() if ground is None else ground,
            markeredgecolor=line.get_color(),
            markeredgewidth=RIM * line.get_linewidth(),
        )


def _mark(axes: Axes, line: Line2D, points: Points, name: str, **style: Any) -> None:
    """Put marks above a line, of the theme's size or one that stands out from a thick line."""
    if not len(points[0]):
        return
    size = max(float(mpl.rcParams["lines.markersize"]), SMALLEST_MARK * line.get_linewidth())
    marks = Line2D(*points, linestyle="none", gid=name, label=f"_{name}", **style)
    marks.set(markersize=size, zorder=line.get_zorder() + 1)
    axes.add_artist(marks)
