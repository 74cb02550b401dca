"""Where the panels and the legend stand: by the size of their letters, nothing cut or covered.

Lengths are in units of the font size. Widths of text are estimated from its length, which costs
nothing next to laying every letter out, and errs on the wide side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

POINTS_PER_INCH = 72.0
CHARACTER = 0.6  # average width of a letter or digit
LINE = 1.3  # height of a line of text
EDGE = 0.8  # free space at the edges of the figure
TICK = 0.7  # between the axes and their tick labels
BETWEEN = 1.6  # between a panel and the tick labels of the next
LAST_TICK = 1.2  # what the label of the last tick takes beyond the axes
HANDLE = 2.8  # length of the sample of a line in the legend
HANDLE_GAP = 0.8
COLUMN_GAP = 2.0
LEGEND_ROW = 1.55
LONGEST_LABEL = 60  # letters of a label that the legend shows
MOST_ROWS_BELOW = 2  # of a legend that stands below the panels without a second thought
WIDEST_BESIDE = 0.3  # of the figure's width, for a legend beside the panels
TALLEST_BELOW = 0.4  # of the figure's height, for a legend below them
LEGEND_SIZES = (1.0, 0.85, 0.7, 0.55, 0.45)  # tried in turn, relative to the font size
INSIDE_PLACES = (
    "upper left",
    "upper right",
    "lower right",
    "lower left",
    "center left",
    "center right",
)


@dataclass(frozen=True)
class Block:
    """A legend outside the panels: beside or below them, its columns and the size of letters."""

    beside: bool
    columns: int
    letters: float
    width: float
    height: float


def lay_out(figure: Figure, panels: Sequence[Axes]) -> None:
    """Place panels, titles and legend. Called under the settings with which they were drawn."""
    font = float(mpl.rcParams["font.size"])
    inches = figure.get_size_inches()
    width, height = (POINTS_PER_INCH * side / font for side in (inches[0], inches[1]))
    handles = [line for line in panels[0].lines if not str(line.get_label()).startswith("_")]
    labels = [_shortened(str(line.get_label())) for line in handles]
    inside = mpl.rcParams["legend.loc"] != "best"
    block = None if inside else legend_block(labels, width, height)
    _place_panels(figure, panels, width, height, block)
    if inside and not all(_legend_inside(axes, handles, labels) for axes in panels):
        for legend in filter(None, (axes.get_legend() for axes in panels)):
            legend.remove()
        block = legend_block(labels, width, height)
        _place_panels(figure, panels, width, height, block)
    if block:
        _legend_outside(figure, panels, handles, labels, block)


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 3] + "..."


def legend_block(labels: Sequence[str], width: float, height: float) -> Block:
    """Return the legend that takes the least from the panels of a figure of this size."""
    for letters in LEGEND_SIZES:
        entry = letters * (HANDLE + HANDLE_GAP + CHARACTER * max(map(len, labels)) + COLUMN_GAP)
        row = letters * LEGEND_ROW
        columns = max(1, min(len(labels), int((width - 2 * EDGE) / entry)))
        rows = math.ceil(len(labels) / columns)
        below = Block(False, math.ceil(len(labels) / rows), letters, width, rows * row)
        if rows <= MOST_ROWS_BELOW:
            return below
        columns = math.ceil(len(labels) * row / (height - 2 * LINE))
        beside = Block(True, columns, letters, columns * entry, height)
        if beside.width <= WIDEST_BESIDE * width:
            return beside
        if below.height <= TALLEST_BELOW * height:
            return below
    return beside


def _place_panels(
    figure: Figure, panels: Sequence[Axes], width: float, height: float, block: Block | None
) -> None:
    """Set the position of every panel; the legend takes its part first."""
    font = float(mpl.rcParams["font.size"])
    title = panels[0].title
    top = (
        EDGE
        + LINE * float(title.get_fontsize()) / font
        + float(mpl.rcParams["axes.titlepad"]) / font
    )
    heading = figure.get_suptitle()
    if heading:
        top += 1.5 * LINE
    bottom = EDGE + TICK + 2 * LINE
    right = EDGE + LAST_TICK
    if block and block.beside:
        right += block.width
    elif block:
        bottom += block.height + EDGE
    ticks = [_tick_width(axes) for axes in panels]
    left = EDGE + ticks[0]
    free = width - left - right - sum(ticks[1:]) - BETWEEN * (len(panels) - 1)
    panel_width = max(free / len(panels), 1.0)
    panel_height = max(height - top - bottom, 1.0)
    for place, axes in enumerate(panels):
        if place:
            left += BETWEEN + ticks[place]
        axes.set_position(
            (left / width, bottom / height, panel_width / width, panel_height / height)
        )
        # labels with a place of their own spare matplotlib a search for one
        axes.xaxis.set_label_coords(0.5, -(TICK + 1.2 * LINE) / panel_height)
        axes.yaxis.set_label_coords(0.0, 0.5)
        left += panel_width


def _tick_width(axes: Axes) -> float:
    """Return what the labels of the y axis take beside the panel."""
    low, high = axes.get_ylim()
    places = [place for place in axes.yaxis.get_majorticklocs() if low <= place <= high]
    labels = axes.yaxis.get_major_formatter().format_ticks(places)
    return TICK + CHARACTER * max((len(label.replace("$", "")) for label in labels), default=1)


def _legend_outside(
    figure: Figure,
    panels: Sequence[Axes],
    handles: Sequence[Line2D],
    labels: Sequence[str],
    block: Block,
) -> None:
    first, last = panels[0].get_position(), panels[-1].get_position()
    em = float(mpl.rcParams["font.size"]) / POINTS_PER_INCH
    width, height = (em / side for side in figure.get_size_inches())
    place: dict[str, Any]
    if block.beside:
        place = {
            "loc": "center left",
            "bbox_to_anchor": (last.x1 + LAST_TICK * width, _middle(first)),
        }
    else:
        place = {"loc": "lower center", "bbox_to_anchor": ((first.x0 + last.x1) / 2, EDGE * height)}
    legend = figure.legend(
        handles,
        labels,
        ncols=block.columns,
        fontsize=block.letters * mpl.rcParams["font.size"],
        borderaxespad=0.0,
        borderpad=0.0,
        columnspacing=COLUMN_GAP,
        handlelength=HANDLE,
        handletextpad=HANDLE_GAP,
        labelspacing=LEGEND_ROW - LINE + 0.1,
        frameon=False,
        **place,
    )
    _plain_text(legend)


def _middle(box: mpl.transforms.Bbox) -> float:
    return float(box.y0 + box.y1) / 2


def _plain_text(legend: Legend) -> None:
    """Keep matplotlib from reading dollar signs of a label as mathtext."""
    for text in legend.get_texts():
        text.set_parse_math(False)


def _legend_inside(axes: Axes, handles: Sequence[Line2D], labels: Sequence[str]) -> bool:
    """Put a legend into a panel where it covers no curve; tell whether there is such a place."""
    canvas: Any = FigureCanvasAgg(axes.get_figure(root=True))
    renderer = canvas.get_renderer()
    lines = [line for line in axes.lines if not str(line.get_label()).startswith("_zero")]
    points = np.concatenate([axes.transData.transform(line.get_xydata()) for line in lines])
    wanted = str(mpl.rcParams["legend.loc"])
    for place in (wanted, *INSIDE_PLACES):
        options: dict[str, Any] = {"loc": place}
        legend = axes.legend(handles, labels, **options)
        _plain_text(legend)
        box = legend.get_window_extent(renderer).padded(float(mpl.rcParams["font.size"]) / 2)
        x, y = points[:, 0], points[:, 1]
        covered = (box.x0 < x) & (x < box.x1) & (box.y0 < y) & (y < box.y1)
        if not covered.any():
            return True
    return False
