"""Where panels, titles and legend stand: by the size of their letters, nothing cut or covered.

Lengths are in units of the font size. Widths of text are estimated from its length, which costs
nothing next to laying every letter out, and errs on the wide side.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, MaxNLocator

from actplot.draw.axis_scales import LINEAR, set_log_ticks
from actplot.draw.curve_ends import end_names, write_ends
from actplot.draw.landmarks import place_numbers
from actplot.draw.legend import (
    COLUMN_GAP,
    EDGE,
    ENDS,
    INSIDE,
    LINE_HEIGHT,
    NO_LEGEND,
    POINTS_PER_INCH,
    AnyFigure,
    Block,
    legend_block,
    legend_entries,
    legend_sizes,
    place_in_emptiest,
    place_inside,
    place_outside,
    relative_size,
    text_width,
)
from actplot.draw.look import Look
from actplot.draw.panel_content import in_signs
from actplot.draw.round_numbers import INTERVALS, ROUND_STEPS
from actplot.draw.saturation_shade import write_boundaries
from actplot.draw.theme import is_exact
from actplot.sampling import Sampled

SMALLEST_TITLE = 0.85  # of its letters; smaller ones are no better than signs
TICK_BELOW = 0.9  # between the axes and the labels below, so that two at a corner do not meet
LABEL_BELOW = 0.1  # between the tick labels and the label of the axis
LOWEST = 0.6  # free space below everything
BETWEEN = 1.4  # between a panel and the tick labels of the next
LAST_TICK = 0.9  # what the label of the last tick takes beyond the axes
TICK_SPACE = 1.0  # between tick labels side by side
Y_LABEL_GAP = 0.3  # between numbers and the label of the y axis
LOG_LABEL = 2.6  # width of a power of ten
Y_TICK_SPACE = 2.0  # between tick labels above one another, from line to line
FEWEST_Y_TICKS = 3  # where there is room
PASSES = 2  # lower panels have shorter numbers at their sides, which moves the formulas
# Where a line may break: at spaces, and around letters of East Asia with their punctuation.
EAST_ASIAN = "\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U0001f000-\U0003ffff"
OPENING, CLOSING = "「『（《〈【［", "」』）》〉】］、。，．：；！？ー"
PIECE = re.compile(
    rf" *(?:[{OPENING}]*[{EAST_ASIAN}][{CLOSING}]*|[^ {EAST_ASIAN}]+)"  # with the space before it
)


def lay_out(
    figure: AnyFigure,
    panels: Sequence[Axes],
    look: Look,
    below: float | None = None,
    samples: Sequence[Sampled] = (),
) -> None:
    """Place panels, titles and legend. Called under the settings with which they were drawn.

    With `below` that much space stays free below the panels, in place of a legend. The formulas of
    `samples` stand there beside the samples of their lines.
    """
    size = figure_units(figure)
    wrap_heading(figure, size[0])
    if below is None and not legend_entries(panels[0]).labels:  # every curve is hidden
        below = 0.0
    if below is not None:
        _place_panels(figure, panels, size, Block(False, 0, 0.0, size[0], below))
    elif not samples or not _with_formulas(figure, panels, size, samples):
        _with_legend(figure, panels, size, look)
    _fit_titles(panels, look)
    for axes in panels:
        place_numbers(axes)
        write_boundaries(axes, axes.get_position().width * size[0])


def _with_legend(
    figure: AnyFigure, panels: Sequence[Axes], size: tuple[float, float], look: Look
) -> None:
    """Place the panels, and the legend inside them, beside or below."""
    width, height = size
    entries, sizes = legend_entries(panels[0]), legend_sizes(look)
    if look.legend == ENDS:
        letters = sizes[0]
        names = end_names(entries, letters, width)
        _place_panels(figure, panels, size, Block(False, 0, letters, 0.0, 0.0, inner=names.width))
        write_ends(panels[0], entries, names)
        return
    if look.legend in (NO_LEGEND, INSIDE) or mpl.rcParams["legend.loc"] != "best":
        _place_panels(figure, panels, size, None)
        if look.legend == INSIDE and place_in_emptiest(panels, entries, sizes):
            return
        if look.legend == NO_LEGEND or (not look.legend and place_inside(panels, entries)):
            return
    block = legend_block(entries.labels, width, height, sizes, look.legend or "")
    _place_panels(figure, panels, size, block)
    first, last = panels[0].get_position(), panels[-1].get_position()
    if block.beside:
        place = last.x1 + LAST_TICK / width, (first.y0 + first.y1) / 2
    else:
        place = (first.x0 + last.x1) / 2, LOWEST / height
    place_outside(figure, entries, block, place)


def _with_formulas(
    figure: AnyFigure,
    panels: Sequence[Axes],
    size: tuple[float, float],
    samples: Sequence[Sampled],
) -> bool:
    """Place the panels, and below them the formulas; tell whether there is room for these."""
    from actplot.draw.formula_block import LEFT_OUT, formula_block, formulas, place_formulas

    entries = legend_entries(panels[0])
    labelled = formulas(samples, entries.labels)
    taken = 0.0
    for _ in range(PASSES):
        _place_panels(figure, panels, size, Block(False, 0, 0.0, size[0], taken))
        positions = [axes.get_position() for axes in panels]
        edges = [position.x0 * size[0] for position in positions]
        ends = [*(edge - COLUMN_GAP for edge in edges[1:]), size[0] - EDGE]
        columns = list(zip(edges, ends, strict=True))
        block = formula_block(labelled, columns, taken + positions[0].height * size[1])
        taken = block.height if block else 0.0
    if block is None:
        warnings.warn(LEFT_OUT, stacklevel=2)
        return False
    _place_panels(figure, panels, size, Block(False, 0, 0.0, size[0], block.height))
    place_formulas(figure, entries, block, size)
    return True


def figure_units(figure: AnyFigure) -> tuple[float, float]:
    """Return width and height of a figure in units of the font size."""
    points = POINTS_PER_INCH / figure.dpi / float(mpl.rcParams["font.size"])
    return figure.bbox.width * points, figure.bbox.height * points


def wrap_heading(figure: AnyFigure, width: float) -> None:
    """Break a long title of the figure into lines."""
    heading = figure.get_suptitle()
    if not heading:
        return
    broken = wrapped(heading, (width - 2 * EDGE) / heading_size(figure))
    text = figure.suptitle(broken)
    if any(line.count("$") % 2 for line in broken.split("\n")):
        text.set_parse_math(False)  # no line has half of a formula


def wrapped(text: str, room: float) -> str:
    """Return a text in lines no wider than the room; a word that is too long is cut."""
    lines = [""]
    for piece in PIECE.findall(re.sub(r"[\t-\r]", " ", text)):
        if lines[-1] and text_width(lines[-1] + piece) > room:
            lines.append("")
        rest = piece if lines[-1] else piece.lstrip(" ")
        while text_width(rest) > room and len(rest) > 1:
            fitting = [n for n in range(1, len(rest)) if text_width(rest[:n]) <= room] or [1]
            lines[-1:] = [rest[: fitting[-1]], ""]
            rest = rest[fitting[-1] :]
        lines[-1] += rest
    return "\n".join(lines)


def heading_height(figure: AnyFigure) -> float:
    """Return what the title of the figure takes above the panels."""
    heading = figure.get_suptitle()
    if not heading:
        return 0.0
    return LINE_HEIGHT * heading_size(figure) * (heading.count("\n") + 1) + EDGE / 2


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
    titles = _title_points(panels[0]) / font
    top = EDGE / 2 + LINE_HEIGHT * titles + float(mpl.rcParams["axes.titlepad"]) / font
    top += heading_height(figure)
    numbers, words = _letters("xtick.labelsize"), _letters("axes.labelsize")
    below = _outside("x") + TICK_BELOW / 2 + LINE_HEIGHT * numbers + LABEL_BELOW
    label = below
    bottom = LOWEST + label + 0.85 * LINE_HEIGHT * words
    right = EDGE + LAST_TICK
    if block and block.beside:
        right += block.width
    elif block and block.height:
        bottom += block.height + block.spacing.above
    inner = block.inner if block else 0.0
    if len(panels) == 1:
        right += inner
    panel_height = max(height - top - bottom, 1.0)
    ticks = [y_ticks(axes, panel_height) for axes in panels]
    left = EDGE + ticks[0]
    free = width - left - right - sum(ticks[1:]) - BETWEEN * (len(panels) - 1)
    free -= inner if len(panels) > 1 else 0.0
    panel_width = max(free / len(panels), 1.0)
    for place, axes in enumerate(panels):
        if place:
            left += BETWEEN + ticks[place] + (inner if place == 1 else 0.0)
        axes.set_position(
            (left / width, bottom / height, panel_width / width, panel_height / height)
        )
        # labels with a place of their own spare matplotlib a search for one
        axes.xaxis.set_label_coords(0.5, -label / panel_height)
        place_y_label(axes, panel_width)
        axes.tick_params(axis="x", pad=font * TICK_BELOW / 2)
        x_ticks(axes, panel_width)
        left += panel_width


def _letters(key: str) -> float:
    """Return the size of letters of a setting, relative to the font size."""
    return relative_size(key)


def _outside(axis: str) -> float:
    """Return how far the ticks of an axis stand out from a panel."""
    settings: Any = mpl.rcParams
    share = {"out": 1.0, "inout": 0.5, "in": 0.0}[settings[f"{axis}tick.direction"]]
    return share * float(settings[f"{axis}tick.major.size"]) / float(settings["font.size"])


def _fit_titles(panels: Sequence[Axes], look: Look) -> None:
    """Let the titles of the panels fit above them: in signs where there is no room for words.

    Where the size of letters was not asked for they may be smaller instead.
    """
    units, _ = figure_units(panels[0].figure)
    font = float(mpl.rcParams["font.size"])
    boxes = [axes.get_position() for axes in panels]
    gaps = [after.x0 - box.x1 for box, after in pairwise(boxes)] or [EDGE / units]
    room = (boxes[0].width + min(gaps)) * units - EDGE
    needed = [text_width(axes.get_title()) * _title_points(axes) / font for axes in panels]
    if max(needed) <= room:
        return
    for axes in panels:
        words = axes.get_title()
        if is_exact(look) or room < SMALLEST_TITLE * max(needed):
            words = in_signs(words)
            axes.set_title(words, y=1.0)
        share = room / (text_width(words) * _title_points(axes) / font)
        if share < 1.0 and not is_exact(look):
            axes.title.set_fontsize(_title_points(axes) * share)


def _title_points(axes: Axes) -> float:
    return float(axes.title.get_fontsize())


def x_ticks(axes: Axes, panel_width: float) -> None:
    """Take as many ticks on the x axis as leave their labels apart."""
    low, high = axes.get_xlim()
    size = _letters("xtick.labelsize")
    if axes.get_xscale() != LINEAR:
        set_log_ticks(axes.xaxis, axes.get_xscale(), (low, high), panel_width / size)
        return
    for intervals in INTERVALS:
        # a locator of our own does not ask for the settings that hold when the figure is drawn
        axes.xaxis.set_major_locator(MaxNLocator(intervals, steps=ROUND_STEPS))
        places, labels = _ticks(axes.xaxis, low, high)
        if len(places) < 2:
            return
        apart = (places[1] - places[0]) / (high - low) * panel_width
        if size * (max(map(text_width, labels)) + TICK_SPACE) <= apart:
            return


def y_ticks(axes: Axes, panel_height: float) -> float:
    """Take ticks for the height of the panel; return what they and their labels take beside it."""
    size = _letters("ytick.labelsize")
    low, high = axes.get_ylim()
    if axes.get_yscale() != LINEAR:
        set_log_ticks(axes.yaxis, axes.get_yscale(), (low, high), panel_height / size)
        return _beside(axes, size * LOG_LABEL)
    fitting = max(1, min(INTERVALS[0], int(panel_height / (size * Y_TICK_SPACE))))
    more, fewer = range(fitting, 2 * fitting + 1), range(fitting, 0, -1)
    tries = [(n, FEWEST_Y_TICKS) for n in more] + [(n, 2) for n in (*fewer, *more)]
    for intervals, fewest in (*tries, (1, 0)):
        axes.yaxis.set_major_locator(MaxNLocator(intervals, steps=ROUND_STEPS, min_n_ticks=1))
        places, labels = _ticks(axes.yaxis, low, high)
        gaps = np.diff(places) / (high - low) * panel_height
        if len(places) >= fewest and np.all(gaps >= size * LINE_HEIGHT):
            break
    else:  # too low a panel even for these
        axes.yaxis.set_major_locator(FixedLocator(places[:: max(1, len(places) - 1)]))
    return _beside(axes, size * max(map(text_width, labels), default=1.0))


def _beside(axes: Axes, widest: float) -> float:
    """Return what ticks, their labels, and the label of the y axis take beside a panel."""
    beside = float(mpl.rcParams["ytick.major.size"] + mpl.rcParams["ytick.major.pad"])
    taken = beside / float(mpl.rcParams["font.size"]) + widest
    if not axes.get_ylabel():
        return taken
    axes.yaxis.labelpad = taken  # kept for `place_y_label`, once the panel has its width
    return taken + LINE_HEIGHT * _letters("axes.labelsize") + Y_LABEL_GAP


def place_y_label(axes: Axes, panel_width: float) -> None:
    """Put the label of the y axis beside its numbers: a place of its own spares a search."""
    gap = axes.yaxis.labelpad + Y_LABEL_GAP if axes.get_ylabel() else 0.0
    axes.yaxis.set_label_coords(-gap / panel_width, 0.5)


def _ticks(axis: mpl.axis.Axis, low: float, high: float) -> tuple[list[float], list[str]]:
    """Return the ticks that are in view, and their labels: as many decimals as all ticks need."""
    places = [float(place) for place in axis.get_majorticklocs()]
    labels = axis.get_major_formatter().format_ticks(places)
    seen = [n for n, place in enumerate(places) if low <= place <= high]
    return [places[n] for n in seen], [labels[n].replace("$", "") for n in seen]
