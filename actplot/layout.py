"""Where panels, titles and legend stand: by the size of their letters, nothing cut or covered.

Lengths are in units of the font size. Widths of text are estimated from its length, which costs
nothing next to laying every letter out, and errs on the wide side.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from actplot.legend import (
    EDGE,
    LINE,
    AnyFigure,
    Block,
    legend_block,
    legend_entries,
    place_inside,
    place_outside,
    text_width,
)

POINTS_PER_INCH = 72.0
TICK_BELOW = 0.9  # between the axes and the labels below, so that two at a corner do not meet
BETWEEN = 1.6  # between a panel and the tick labels of the next
LAST_TICK = 1.2  # what the label of the last tick takes beyond the axes
TICK_SPACE = 1.0  # between tick labels side by side
Y_TICK_SPACE = 2.0  # between tick labels above one another, from line to line
# Intervals between ticks, tried in turn until labels do not collide. Locators of our own do not ask
# for the settings that hold when the figure is drawn.
INTERVALS = (9, 7, 5, 4, 3, 2, 1)
ROUND_STEPS = (1, 2, 2.5, 5, 10)


def lay_out(figure: AnyFigure, panels: Sequence[Axes], below: float | None = None) -> None:
    """Place panels, titles and legend. Called under the settings with which they were drawn.

    With `below` that much space stays free below the panels, in place of a legend.
    """
    width, height = figure_units(figure)
    wrap_heading(figure, width)
    entries = legend_entries(panels[0])
    if below is None and not entries.labels:  # every curve is hidden
        below = 0.0
    if below is not None:
        _place_panels(figure, panels, (width, height), Block(False, 0, 0.0, width, below))
        return
    block = None
    if mpl.rcParams["legend.loc"] != "best":
        _place_panels(figure, panels, (width, height), None)
        if place_inside(panels, entries):
            return
    block = legend_block(entries.labels, width, height)
    _place_panels(figure, panels, (width, height), block)
    first, last = panels[0].get_position(), panels[-1].get_position()
    if block.beside:
        place = last.x1 + LAST_TICK / width, (first.y0 + first.y1) / 2
    else:
        place = (first.x0 + last.x1) / 2, EDGE / height
    place_outside(figure, entries, block, place)


def figure_units(figure: AnyFigure) -> tuple[float, float]:
    """Return width and height of a figure in units of the font size."""
    points = POINTS_PER_INCH / figure.dpi / float(mpl.rcParams["font.size"])
    return figure.bbox.width * points, figure.bbox.height * points


def wrap_heading(figure: AnyFigure, width: float) -> None:
    """Break a long title of the figure into lines."""
    heading = figure.get_suptitle()
    if not heading:
        return
    room = (width - 2 * EDGE) / heading_size(figure)
    letters = max(1, int(room * len(heading) / text_width(heading)))
    figure.suptitle(textwrap.fill(heading, letters))


def heading_height(figure: AnyFigure) -> float:
    """Return what the title of the figure takes above the panels."""
    heading = figure.get_suptitle()
    if not heading:
        return 0.0
    return LINE * heading_size(figure) * (heading.count("\n") + 1) + EDGE / 2


def heading_size(figure: AnyFigure) -> float:
    """Return the size of the letters of the figure's title."""
    for text in figure.texts:
        if text.get_text() == figure.get_suptitle():
            return float(text.get_fontsize()) / float(mpl.rcParams["font.size"])
    return 1.0


def _place_panels(
    figure: AnyFigure, panels: Sequence[Axes], size: tuple[float, float], block: Block | None
) -> None:
    """Set the position of every panel; titles and legend take their part first."""
    width, height = size
    font = float(mpl.rcParams["font.size"])
    titles = float(panels[0].title.get_fontsize()) / font
    top = EDGE + LINE * titles + float(mpl.rcParams["axes.titlepad"]) / font
    top += heading_height(figure)
    bottom = EDGE + TICK_BELOW + 2 * LINE
    right = EDGE + LAST_TICK
    if block and block.beside:
        right += block.width
    elif block:
        bottom += block.height + EDGE
    panel_height = max(height - top - bottom, 1.0)
    ticks = [y_ticks(axes, panel_height) for axes in panels]
    left = EDGE + ticks[0]
    free = width - left - right - sum(ticks[1:]) - BETWEEN * (len(panels) - 1)
    panel_width = max(free / len(panels), 1.0)
    for place, axes in enumerate(panels):
        if place:
            left += BETWEEN + ticks[place]
        axes.set_position(
            (left / width, bottom / height, panel_width / width, panel_height / height)
        )
        # labels with a place of their own spare matplotlib a search for one
        axes.xaxis.set_label_coords(0.5, -(TICK_BELOW + 1.2 * LINE) / panel_height)
        axes.yaxis.set_label_coords(0.0, 0.5)
        axes.tick_params(axis="x", pad=font * TICK_BELOW / 2)
        _fit_title(axes, panel_width + BETWEEN + min(ticks) - EDGE)
        x_ticks(axes, panel_width)
        left += panel_width


def _fit_title(axes: Axes, room: float) -> None:
    """Make the letters of a panel's title small enough for it."""
    needed = text_width(axes.get_title()) * float(axes.title.get_fontsize())
    available = room * float(mpl.rcParams["font.size"])
    if needed > available:
        axes.title.set_fontsize(float(axes.title.get_fontsize()) * available / needed)


def x_ticks(axes: Axes, panel_width: float) -> None:
    """Take as many ticks on the x axis as leave their labels apart."""
    low, high = axes.get_xlim()
    for intervals in INTERVALS:
        axes.xaxis.set_major_locator(MaxNLocator(intervals, steps=ROUND_STEPS))
        places, labels = _ticks(axes.xaxis, low, high)
        if len(places) < 2:
            return
        apart = (places[1] - places[0]) / (high - low) * panel_width
        if max(map(text_width, labels)) + TICK_SPACE <= apart:
            return


def y_ticks(axes: Axes, panel_height: float) -> float:
    """Take ticks for the height of the panel; return what they and their labels take beside it."""
    intervals = max(1, min(INTERVALS[0], int(panel_height / Y_TICK_SPACE)))
    axes.yaxis.set_major_locator(MaxNLocator(intervals, steps=ROUND_STEPS))
    _, labels = _ticks(axes.yaxis, *axes.get_ylim())
    beside = float(mpl.rcParams["ytick.major.size"] + mpl.rcParams["ytick.major.pad"])
    return beside / float(mpl.rcParams["font.size"]) + max(map(text_width, labels), default=1.0)


def _ticks(axis: mpl.axis.Axis, low: float, high: float) -> tuple[list[float], list[str]]:
    """Return the ticks that are in view, and their labels."""
    places = [float(place) for place in axis.get_majorticklocs() if low <= place <= high]
    labels = axis.get_major_formatter().format_ticks(places)
    return places, [label.replace("$", "") for label in labels]
