"""The shaded intervals of a panel in which its curves are flat, and the boundaries as numbers.

The numbers stand in a strip of their own between the panel and its title, where neither curves nor
legends are. They are written once the width of the panel is known.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation

from actplot.draw.legend import POINTS_PER_INCH, text_width
from actplot.draw.panel_content import boundary_texts
from actplot.draw.round_numbers import MINUS
from actplot.sampling import Interval

# Lengths are in units of the font size.
STRIP = 1.25  # height of the strip with the numbers
BOUNDARY_LETTERS = 0.85  # of the numbers
ABOVE = 0.35  # from the panel to the numbers
NUMBERS_APART = 0.7  # between two of them
BEYOND = 1.0  # the panel, to both sides, that a number may reach
BOUNDARY_WIDTH = 0.4  # of the line at a boundary, relative to the curves
SAMPLE_WIDTH = 0.75  # of the shade in the legend


class Shade(PolyCollection):
    """The shade of a panel: over `intervals` of x, which lie in the `span` of the panel."""

    def __init__(
        self, axes: Axes, intervals: Sequence[Interval], span: Interval, color: str
    ) -> None:
        super().__init__(
            [np.array([(a, 0), (a, 1), (b, 1), (b, 0)]) for a, b in intervals],
            transform=axes.get_xaxis_transform(),
            facecolor=color,
            edgecolor="none",
            zorder=0,  # below the grid
        )
        self.intervals, self.span = tuple(intervals), span

    def share(self, x: float) -> float:
        """Return where along the panel an x is, from 0 to 1."""
        return (x - self.span[0]) / (self.span[1] - self.span[0])

    def x_at(self, share: float) -> float:
        """Return the x so far along the panel."""
        return self.span[0] + share * (self.span[1] - self.span[0])


def shade(
    axes: Axes, intervals: Sequence[Interval], span: Interval, colors: tuple[str, str], label: str
) -> None:
    """Shade intervals of x, with a line at each boundary, and name the shade for the legend.

    The colors are those of the shade and of the lines.
    """
    shaded = Shade(axes, intervals, span, colors[0])
    axes.add_collection(shaded, autolim=False)
    ends = {end for interval in intervals for end in interval}.difference(span)
    lines = LineCollection(
        [np.array([(at, 0), (at, 1)]) for at in sorted(ends)],
        transform=axes.get_xaxis_transform(),
        colors=colors[1],
        linewidths=BOUNDARY_WIDTH * mpl.rcParams["lines.linewidth"],
        zorder=1,
        gid="boundaries",
    )
    axes.add_collection(lines, autolim=False)
    sample = Line2D([], [], color=colors[0], label=label, solid_capstyle="butt", linestyle="-")
    sample.set_linewidth(SAMPLE_WIDTH * mpl.rcParams["font.size"])
    axes.add_line(sample)


def write_boundaries(axes: Axes, width: float) -> None:
    """Write the boundaries above a panel that is so wide, as many as stand apart.

    Both ends of an interval are written, or none.
    """
    for shaded in (found for found in axes.collections if isinstance(found, Shade)):
        free = -math.inf
        for numbers in _numbers(shaded, width):
            if numbers[0].start >= free:
                for number in numbers:
                    _write(axes, shaded.x_at(number.middle / width), number.text)
                free = numbers[-1].end + NUMBERS_APART


@dataclass(frozen=True)
class _Number:
    """The text of a boundary, and where along a panel it stands."""

    text: str
    middle: float

    @property
    def start(self) -> float:
        return self.middle - BOUNDARY_LETTERS * text_width(self.text) / 2

    @property
    def end(self) -> float:
        return self.middle + BOUNDARY_LETTERS * text_width(self.text) / 2


def _number(text: str, middle: float, width: float) -> _Number:
    """Return the number, moved so that it stands above its own panel."""
    reach = BOUNDARY_LETTERS * text_width(text) / 2 - BEYOND
    return _Number(text, max(reach, min(middle, width - reach)))


def _numbers(shaded: Shade, width: float) -> Iterator[list[_Number]]:
    """Yield the numbers of each interval: an end each, or one text where they would collide."""
    for interval in shaded.intervals:
        texts = boundary_texts(interval, shaded.span)
        places = [shaded.share(end) * width for end in interval]
        numbers = [
            _number(text, place, width)
            for text, place, end, edge in zip(texts, places, interval, shaded.span, strict=True)
            if end != edge
        ]
        if len(numbers) == 2 and numbers[0].end + NUMBERS_APART > numbers[1].start:
            numbers = [_number(" to ".join(texts), sum(places) / 2, width)]
        if numbers:
            yield numbers


def _write(axes: Axes, x: float, text: str) -> None:
    font = float(mpl.rcParams["font.size"])
    figure = axes.get_figure(root=True)
    assert figure
    above = ScaledTranslation(0, ABOVE * font / POINTS_PER_INCH, figure.dpi_scale_trans)
    axes.text(
        x,
        1.0,
        text.replace("-", MINUS),
        transform=axes.get_xaxis_transform() + above,
        fontsize=BOUNDARY_LETTERS * font,
        color=_letter_color(),
        ha="center",
        va="bottom",
        parse_math=False,
        gid="boundary",
    )


def _letter_color() -> str:
    """Return the color of the numbers at an axis."""
    color = str(mpl.rcParams["xtick.labelcolor"])
    return str(mpl.rcParams["xtick.color"]) if color == "inherit" else color
