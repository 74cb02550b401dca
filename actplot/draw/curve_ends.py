"""Names at the ends of curves, in place of a legend: each in its color, none on another.

Lengths are in units of the font size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from actplot.draw.legend import LINE_HEIGHT, POINTS_PER_INCH, Entries, shown_label, text_width
from actplot.draw.math_text import math_options

LEADER = 1.2  # length of the line from the end of a curve to its name
GAP = 0.25  # between that and the name
BEHIND = 0.8  # free space behind the longest name
WIDEST = 0.3  # of the width of the figure, for names
SHORTEST = 6  # letters
LEADER_WIDTH = 0.5  # relative to the width of the curve


@dataclass(frozen=True)
class EndNames:
    """The names as they fit, the size of their letters, and what they take beside a panel."""

    labels: tuple[str, ...]
    letters: float
    width: float


def end_names(entries: Entries, letters: float, width: float) -> EndNames:
    """Return the names of curves for a figure of this width, cut where they are too long."""
    longest = max(map(len, entries.labels))
    while longest > SHORTEST:
        labels = [shown_label(label, longest) for label in entries.labels]
        if letters * max(map(text_width, labels)) <= WIDEST * width:
            break
        longest -= 1
    labels = [shown_label(label, longest) for label in entries.labels]
    taken = LEADER + GAP + letters * max(map(text_width, labels)) + BEHIND
    return EndNames(tuple(labels), letters, taken)


def write_ends(axes: Axes, entries: Entries, names: EndNames) -> None:
    """Write each name on the right of the panel, as near to the end of its curve as has room."""
    font = float(mpl.rcParams["font.size"])
    figure = axes.get_figure(root=True)
    assert figure
    height = axes.bbox.height * POINTS_PER_INCH / figure.dpi / font
    step = min(LINE_HEIGHT * names.letters, height / max(len(names.labels), 1))
    ends = [_end(axes, line) for line in entries.handles]
    places = spread([end * height for end in ends], step, height)
    at_edge = blended_transform_factory(axes.transAxes, axes.transAxes)
    inches = font / POINTS_PER_INCH
    for line, label, end, place in zip(entries.handles, names.labels, ends, places, strict=True):
        leader = Line2D(
            [1.0, 1.0 + LEADER / _width(axes, font)],
            [end, place / height],
            transform=at_edge,
            clip_on=False,
            color=line.get_color(),
            linewidth=LEADER_WIDTH * line.get_linewidth(),
            gid="leader",
            label="_leader",
        )
        axes.add_artist(leader)
        shift = ScaledTranslation((LEADER + GAP) * inches, 0, figure.dpi_scale_trans)
        axes.text(
            1.0,
            place / height,
            label,
            transform=at_edge + shift,
            color=line.get_color() if line.get_linestyle() != "None" else None,
            fontsize=names.letters * font,
            va="center",
            **math_options(label),
            gid="end",
        )


def _width(axes: Axes, font: float) -> float:
    figure = axes.get_figure(root=True)
    assert figure
    return float(axes.bbox.width) * POINTS_PER_INCH / figure.dpi / font


def _end(axes: Axes, line: Line2D) -> float:
    """Return how high the right end of a line is, 0 at the bottom of its panel and 1 at the top."""
    x, y = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
    known = np.flatnonzero(np.isfinite(y) & (x <= max(axes.get_xlim())))
    if not len(known):
        return 0.5
    at = known[np.argmax(x[known])]
    _, height = axes.transAxes.inverted().transform(axes.transData.transform((x[at], y[at])))
    return float(np.clip(height, 0.0, 1.0)) if np.isfinite(height) else 0.5


def spread(wanted: Sequence[float], step: float, height: float) -> list[float]:
    """Return places at least a step apart, in the order of what is wanted, and near to it.

    Places that are too close become a block around their mean, as often as it takes.
    """
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    blocks: list[list[int]] = []
    starts: list[float] = []
    for place in order:
        blocks.append([place])
        starts.append(_start(blocks[-1], wanted, step, height))
        while len(blocks) > 1 and starts[-1] < starts[-2] + step * len(blocks[-2]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
            starts[-2:] = [_start(blocks[-1], wanted, step, height)]
    found = [0.0] * len(wanted)
    for start, block in zip(starts, blocks, strict=True):
        for n, place in enumerate(block):
            found[place] = start + step * (n + 0.5)
    return found


def _start(block: Sequence[int], wanted: Sequence[float], step: float, height: float) -> float:
    """Return the lower end of a block whose middle is the mean of what its names want."""
    middle = sum(wanted[n] for n in block) / len(block)
    low = middle - step * len(block) / 2
    slack = step / 2  # half of a name may stand out above and below
    return max(-slack, min(low, height + slack - step * len(block)))
