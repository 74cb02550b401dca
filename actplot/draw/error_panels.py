"""How far code is from the truth, as a figure: a panel for its values and one for its gradient.

The error is in units in the last place, on an axis that goes by powers of ten above 1 and down to
0. Bands stand where the code gives something else than a number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter

from actplot.draw.figure import Picture, add_heading, look_settings
from actplot.draw.layout import figure_units, lay_out
from actplot.draw.legend import text_width
from actplot.draw.look import Look
from actplot.draw.styles import axes_color, faded, line_styles
from actplot.evaluate import Array

BINS = 400  # across a panel; each shows its largest error, and is filled from its smallest
LINE_WIDTH = 0.55  # of an error, relative to that of a curve
BETWEEN_FADE, BAND_FADE, NARROW_FADE = (
    0.6,
    0.78,
    0.45,
)  # from the color of a curve to that of the ground
NARROWEST_BAND = 0.004  # of the width of a panel
BOUND_FADE = 0.25
LETTERS = 0.85  # of what is written in a panel
MOST_TICKS = 8
# What is below one unit takes this many powers of ten, or this share of them all.
LEAST_BELOW_ONE, BELOW_ONE = 0.6, 0.09
ROOM_ABOVE = 30.0  # times the largest error, for the words above
LARGEST = 1e306  # that the axis reaches
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
PLAIN_POWERS = 3  # up to this power of ten a number is written out


@dataclass(frozen=True)
class ErrorLine:
    """The error of one curve's code at each x, and the intervals where it gives no number.

    `bands` are these intervals, each with the word for what is there.
    """

    x: Array
    error: Array
    bands: Sequence[tuple[float, float, str]]


@dataclass(frozen=True)
class ErrorPanel:
    """A panel: its title, the largest error that is allowed, and a line for each label."""

    title: str
    allowed: float
    lines: Sequence[ErrorLine | None]


def draw_errors(
    labels: Sequence[str], panels: Sequence[ErrorPanel], span: tuple[float, float], look: Look
) -> Figure:
    """Return the figure of the errors of code over an interval, a curve for each label.

    A line that is None keeps its place in the order of styles.
    """
    with mpl.rc_context(look_settings(look, labels)):
        figure = Picture(look)
        add_heading(figure, look.title)
        axes = list(figure.subplots(1, len(panels), sharex=True, squeeze=False)[0])
        styles = line_styles(len(labels))
        for each, panel in zip(axes, panels, strict=True):
            _draw_panel(each, panel, labels, styles, span)
        ends = [each.get_ylim() for each in axes]
        lay_out(figure, axes, look)
        for each, panel, (low, high) in zip(axes, panels, ends, strict=True):
            each.yaxis.set_major_locator(FixedLocator(_ticks(high)))
            each.set_ylim(low, high)
            _name_bands(each, panel, span, figure_units(figure))
    return figure


def _draw_panel(
    axes: Axes,
    panel: ErrorPanel,
    labels: Sequence[str],
    styles: Sequence[dict[str, Any]],
    span: tuple[float, float],
) -> None:
    axes.set_title(panel.title, y=1.0)
    axes.set_xlabel("x")
    axes.set_xlim(*span)
    lines = [line for line in panel.lines if line]
    binned = [_binned(line, span) if line else (np.empty(0),) * 3 for line in panel.lines]
    largest = max(float(np.nanmax(high, initial=panel.allowed)) for _, _, high in binned)
    end = min(LARGEST, ROOM_ABOVE * largest)
    below_one = max(LEAST_BELOW_ONE, BELOW_ONE * math.log10(end))
    axes.set_yscale("symlog", linthresh=1.0, linscale=below_one)
    axes.yaxis.set_major_formatter(FuncFormatter(_power))
    axes.minorticks_off()
    axes.set_ylim(0.0, end)
    for label, line, (x, low, high), style in zip(labels, panel.lines, binned, styles, strict=True):
        if line is None:
            continue
        color = style.get("color", mpl.rcParams["text.color"])
        width = LINE_WIDTH * mpl.rcParams["lines.linewidth"]
        if len(lines) == 1:
            axes.fill_between(x, low, high, color=faded(color, BETWEEN_FADE), linewidth=0)
        dash = style.get("linestyle", "-") if len(lines) > 1 else "-"
        axes.plot(x, high, color=color, linewidth=width, linestyle=dash, label=label)
    _draw_bands(axes, panel, styles, span)
    axes.axhline(
        panel.allowed,
        color=faded(axes_color(), BOUND_FADE),
        linestyle=(0, (4, 3)),
        linewidth=mpl.rcParams["axes.linewidth"],
        gid="allowed",
    )


def _binned(line: ErrorLine, span: tuple[float, float]) -> tuple[Array, Array, Array]:
    """Return the middles of bins, and the smallest and the largest error in each.

    A bin without any x is left out; one where there is no number has the error NaN.
    """
    edges = np.linspace(*span, BINS + 1)
    inside = (line.x >= span[0]) & (line.x <= span[1])
    place = np.clip(np.searchsorted(edges, line.x[inside], side="right") - 1, 0, BINS - 1)
    low, high = np.full(BINS, np.inf), np.full(BINS, -np.inf)
    np.fmin.at(low, place, line.error[inside])
    np.fmax.at(high, place, line.error[inside])
    low[np.isinf(low)] = high[np.isinf(high)] = np.nan
    any_x = np.bincount(place, minlength=BINS) > 0
    middles = (edges[1:] + edges[:-1]) / 2
    return middles[any_x], low[any_x], high[any_x]


def _draw_bands(
    axes: Axes, panel: ErrorPanel, styles: Sequence[dict[str, Any]], span: tuple[float, float]
) -> None:
    """Draw a band over each interval without a number; several curves share the height."""
    shown = [place for place, line in enumerate(panel.lines) if line and line.bands]
    narrowest = NARROWEST_BAND * (span[1] - span[0])
    for row, place in enumerate(shown):
        line = panel.lines[place]
        color = styles[place].get("color", mpl.rcParams["text.color"])
        for begins, ends, word in line.bands if line else ():
            low, high = max(begins, span[0]), min(ends, span[1])
            if high < low:
                continue
            width = max(high - low, narrowest)
            left = min(max((low + high - width) / 2, span[0]), span[1] - width)
            band = Rectangle(
                (left, 1.0 - (row + 1) / len(shown)),
                width,
                1.0 / len(shown),
                transform=axes.get_xaxis_transform(),
                facecolor=faded(color, BAND_FADE if width > narrowest else NARROW_FADE),
                edgecolor="none",
                zorder=0,
                gid=f"band: {word}",
            )
            axes.add_patch(band)


def _name_bands(
    axes: Axes, panel: ErrorPanel, span: tuple[float, float], size: tuple[float, float]
) -> None:
    """Write what is there into each band that has the room, and the bound above its line.

    A word stands upright where a band is narrow. The size is that of the figure, in letters.
    """
    place = axes.get_position()
    width, height = place.width * size[0], place.height * size[1]
    font = LETTERS * float(mpl.rcParams["font.size"])
    color = mpl.rcParams["text.color"]
    words = {"fontsize": font, "color": color, "parse_math": False}
    for band in axes.patches:
        word = str(band.get_gid()).removeprefix("band: ")
        assert isinstance(band, Rectangle)
        room = band.get_width() / (span[1] - span[0]) * width
        needed = LETTERS * text_width(word) + 0.5
        upright = room < needed
        if upright and (room < LETTERS or band.get_height() * height < needed):
            continue
        axes.text(
            band.get_x() + band.get_width() / 2,
            band.get_y() + 0.97 * band.get_height(),
            word,
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            rotation=90 if upright else 0,
            **words,
        )
    axes.annotate(
        f"{panel.allowed:g} allowed",
        (1.0, panel.allowed),
        xycoords=("axes fraction", "data"),
        xytext=(-2, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        **words,
    )


def _ticks(high: float) -> list[float]:
    """Return 0, and powers of ten up to the end of an axis, as many as there is room for."""
    powers = math.floor(math.log10(high))
    step = -(-(powers + 1) // MOST_TICKS)
    return [0.0, *(10.0**power for power in range(0, powers + 1, step))]


def _power(value: float, place: object = None) -> str:
    if value <= 0.0:
        return "0"
    power = round(math.log10(value))
    if power <= PLAIN_POWERS:
        return f"{10.0**power:g}"
    return "10" + str(power).translate(SUPERSCRIPTS)
