"""What is drawn over the figure at each move of the mouse: lines, points, a tangent and numbers.

The artists are made anew for each move and are never part of the figure: a kept picture of the
figure is put back under them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from actplot.window.arrangement import Panel
from actplot.window.board_plan import POINTER_WIDTH, Plan, Point
from actplot.window.cursor import Hover, Reading, tangents
from actplot.window.quick_text import letters_of
from actplot.write import number_text

TANGENT_REACH = 0.22  # of the width of the panel, to both sides of the cursor
CURSOR_WIDTH, TANGENT_WIDTH, RING_WIDTH = 0.45, 0.7, 0.8  # relative to the curves
DOT_SIZE, RING_SIZE, POINTER_SIZE = 0.85, 1.9, 0.9  # relative to the markers
BOX_LETTERS = 0.85  # relative to the font size
BOX_LINES, LINE_OF_TEXT = 1.6, 1.19  # from line to line in letters; of a text as matplotlib sets it
BOX_LETTER, BOX_PAD = 0.61, 1.0  # width of a letter, space around the text, in its letters
BOX_MARGIN = 1.5  # around the box, in letters of the figure
DOT_PATH = MarkerStyle("o").get_path().transformed(MarkerStyle("o").get_transform())
LIMITS_HEAD = "left | right"
LIMIT_DIGITS = 5  # of each of two limits in the place of one number
LIMITS_GAP = 3.0  # what a head takes before the word for limits


@dataclass(frozen=True)
class Stage:
    """Where the overlay is drawn: the figure, its panels, the styles of the curves, the board."""

    figure: Figure
    panels: Sequence[Panel]
    styles: Sequence[Mapping[str, Any]]
    plan: Plan
    units: tuple[float, float]  # width and height of the figure, in units of the font size

    def color(self, place: int) -> Any:
        """Return the color of a curve."""
        return self.styles[place].get("color", mpl.rcParams["text.color"])

    def at(self, point: Point, right: float = 0.0) -> Point:
        """Return a place of the plan, so much further right, as a fraction of the figure."""
        return (point[0] + right) / self.units[0], point[1] / self.units[1]


def hover_artists(stage: Stage, hover: Hover) -> Iterator[Artist]:
    """Yield what a hover shows in the panels, and the numbers on the board."""
    for panel in stage.panels:
        yield from _marks(stage, hover, panel)
    if hover.pointed:
        yield from _tangent(stage, hover.pointed, hover.x)
    yield _words(stage, hover)
    if hover.nearest is not None and hover.nearest < len(stage.plan.rows):
        x, y = stage.at(stage.plan.rows[hover.nearest], stage.plan.letters * POINTER_WIDTH / 2)
        yield _marker(
            stage, (x, y), ">", POINTER_SIZE * stage.plan.letters, color=mpl.rcParams["text.color"]
        )


def box_artist(stage: Stage, text: str) -> Artist:
    """Return a box above the board, for help and the command line: numbers are read beside it."""
    width, height = stage.units
    board = stage.plan.height
    lines = text.split("\n")
    room = width - BOX_MARGIN, height - board - BOX_MARGIN
    needed = max(map(len, lines)) * BOX_LETTER + 2 * BOX_PAD, len(lines) * BOX_LINES + 2 * BOX_PAD
    letters = min(BOX_LETTERS, *(a / b for a, b in zip(room, needed, strict=True)))
    middle = (height + board) / 2 / height
    box = Text(0.5, middle, text, va="center", ha="center", parse_math=False)
    families = ["monospace", *mpl.rcParams["font.family"]]
    box.set(family=families, multialignment="left", linespacing=BOX_LINES / LINE_OF_TEXT)
    box.set_fontsize(letters * mpl.rcParams["font.size"])
    box.set_transform(stage.figure.transFigure)
    box.set_figure(stage.figure)
    box.set_bbox(
        {
            "boxstyle": f"round,pad={BOX_PAD}",
            "facecolor": mpl.rcParams["axes.facecolor"],
            "edgecolor": mpl.rcParams["axes.edgecolor"],
        }
    )
    return box


def reading_text(reading: Reading, order: int) -> str:
    """Return a number, or in fewer digits both limits where it jumps."""
    if not _has_limits(reading, order):
        return number_text(reading.limits(order)[0])
    return " | ".join(number_text(limit, LIMIT_DIGITS) for limit in reading.limits(order))


def _has_limits(reading: Reading, order: int) -> bool:
    left, right = reading.limits(order)
    return left != right and not (math.isnan(left) and math.isnan(right))


# Marks in the panels


def _marks(stage: Stage, hover: Hover, panel: Panel) -> Iterator[Artist]:
    """Yield the line at the cursor's x, and a point on every curve; a ring on the pointed one."""
    axes = panel.axes
    yield _line(
        stage,
        ((hover.x, 0.0), (hover.x, 1.0)),
        transform=axes.get_xaxis_transform(),
        linewidth=CURSOR_WIDTH * mpl.rcParams["lines.linewidth"],
    )
    marks = [
        ((hover.x, height), reading.place)
        for reading in hover.readings
        for order in panel.orders
        for height in dict.fromkeys(reading.limits(order))
        if math.isfinite(height) and reading.place in panel.places
    ]
    yield _dots(stage, axes, [mark for mark in marks if mark[1] != hover.nearest])
    for at, place in marks:
        if place == hover.nearest:
            yield _marker(
                stage,
                at,
                "o",
                RING_SIZE,
                axes,
                color=stage.color(place),
                markerfacecolor="none",
                markeredgewidth=RING_WIDTH * mpl.rcParams["lines.linewidth"],
            )


def _dots(stage: Stage, axes: Axes, marks: Sequence[tuple[Point, int]]) -> PathCollection:
    """Return dots at points of curves, all of a panel together, which are drawn sooner."""
    size = DOT_SIZE * mpl.rcParams["lines.markersize"]
    dots = PathCollection(
        [DOT_PATH],
        sizes=[size**2],
        offsets=[at for at, _ in marks] or [(math.nan, math.nan)],
        offset_transform=axes.transData,
        facecolors=[stage.color(place) for _, place in marks] or "none",
        linewidths=0,
    )
    dots.set_transform(IdentityTransform())
    dots.set_clip_box(axes.bbox)
    dots.set_figure(stage.figure)
    return dots


def _tangent(stage: Stage, reading: Reading, x: float) -> Iterator[Artist]:
    """Yield the tangent of the curve under the cursor, in the panel of the function."""
    panel = next(each for each in stage.panels if reading.place in each.places)
    if not panel.is_linear:
        return
    axes = panel.axes
    low, high = axes.get_xlim()
    for segment in tangents(reading, x, TANGENT_REACH * (high - low)):
        yield _line(
            stage,
            (segment.start, segment.end),
            transform=axes.transData,
            clip_box=axes.bbox,
            linewidth=TANGENT_WIDTH * mpl.rcParams["lines.linewidth"],
        )


def _line(stage: Stage, ends: tuple[Point, Point], **properties: Any) -> Line2D:
    (x, y), (other_x, other_y) = ends
    line = Line2D((x, other_x), (y, other_y), color=mpl.rcParams["text.color"], linestyle="-")
    line.set(**properties)
    line.set_figure(stage.figure)
    return line


def _marker(
    stage: Stage, at: Point, marker: str, size: float, axes: Axes | None = None, **properties: Any
) -> Line2D:
    """Return a mark in a panel, or at a fraction of the figure."""
    line = Line2D((at[0],), (at[1],), linestyle="none", marker=marker)
    line.set(markersize=size * mpl.rcParams["lines.markersize"], **properties)
    line.set_transform(axes.transData if axes else stage.figure.transFigure)
    line.set_clip_box(axes.bbox if axes else None)
    line.set_figure(stage.figure)
    return line


# Numbers on the board


class Words(Artist):
    """Lines of text in one size that start at places of the board.

    They are drawn without laying each of them out as a Text does, which takes longer than the rest
    of a move; where pictures can be drawn, from letters that are kept. Their baseline is that of a
    Text centered on the same height.
    """

    def __init__(self, stage: Stage, lines: Sequence[tuple[Point, str]]) -> None:
        super().__init__()
        self.lines = lines
        self.stage = stage
        self.font = FontProperties(
            family=mpl.rcParams["font.family"],
            size=stage.plan.letters * mpl.rcParams["font.size"],
        )
        self.set_figure(stage.figure)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the lines where the figure is now."""
        to_pixels = self.stage.figure.transFigure
        if isinstance(renderer, RendererAgg):
            letters = letters_of(
                tuple(self.font.get_family()),
                self.font.get_size_in_points(),
                self.stage.figure.dpi,
                to_hex(mpl.rcParams["text.color"]),
            )
            for at, line in self.lines:
                x, y = to_pixels.transform(at).tolist()
                letters.draw(renderer, x, y, line)
            return
        gc = renderer.new_gc()
        gc.set_foreground(mpl.rcParams["text.color"])
        figure: Any = self.get_figure(root=True)
        usual = Text(0, 0, "0", fontproperties=self.font, figure=figure)
        middle = usual.get_window_extent(renderer).get_points()[:, 1].mean()
        _, top = renderer.get_canvas_width_height()
        for at, line in self.lines:
            x, y = to_pixels.transform(at).tolist()
            y -= middle
            renderer.draw_text(gc, x, top - y if renderer.flipy() else y, line, self.font, 0)
        gc.restore()


def _words(stage: Stage, hover: Hover) -> Words:
    """Return x above the names of the curves, limits where one jumps, and the numbers."""
    rows = [reading for reading in hover.readings if reading.place < len(stage.plan.rows)]
    return Words(
        stage, [*_heads(stage, hover), *(line for row in rows for line in _numbers(stage, row))]
    )


def _heads(stage: Stage, hover: Hover) -> Iterator[tuple[Point, str]]:
    """Yield x above the names of the curves, and the word for two limits where one jumps."""
    gap = LIMITS_GAP * stage.plan.letters
    for head in stage.plan.heads:
        yield stage.at(head, stage.plan.letters * POINTER_WIDTH), f"x = {number_text(hover.x)}"
        for order, offset in enumerate(stage.plan.cells):
            if any(_has_limits(reading, order) for reading in hover.readings):
                yield stage.at(head, offset + gap), LIMITS_HEAD


def _numbers(stage: Stage, reading: Reading) -> Iterator[tuple[Point, str]]:
    row = stage.plan.rows[reading.place]
    for order, offset in enumerate(stage.plan.cells):
        yield stage.at(row, offset), reading_text(reading, order)
