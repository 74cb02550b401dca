"""The legend: beside or below the panels, or inside them where it covers no curve."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from actplot.basics import LEGEND_PLACES
from actplot.draw.covered import covered
from actplot.draw.look import Look
from actplot.draw.math_text import math_options, without_commands
from actplot.draw.styles import least_contrast
from actplot.draw.theme import is_exact, written_settings

AnyFigure = Figure | SubFigure

POINTS_PER_INCH = 72.0

# Lengths are in units of the font size.
CHARACTER = 0.62  # average width of a letter or digit; twice this for a Chinese character
CAPITAL = 0.3  # what a capital letter is wider than that, relative to it
LINE_HEIGHT = 1.3  # height of a line of text
EDGE = 0.6  # free space at the edges of the figure
HANDLE = 2.8  # length of the sample of a line in the legend
HANDLE_GAP = 0.8
SHORT_HANDLE, SHORT_HANDLE_GAP = 2.0, 0.5  # inside a panel, and where room is scarce
COLUMN_GAP, SMALL_COLUMN_GAP = 2.0, 1.0
LEGEND_ROW, LOW_ROW = 1.55, 1.4
LONGEST_LABEL = 60  # letters of a label that the legend shows
MOST_ROWS_BELOW = 2  # of a legend that stands below the panels without a second thought
# for one that was asked for there: with whole labels, with cut ones, and with the shortest
WIDEST_ASKED, WIDEST_CUT, WIDEST_AT_LAST = 0.45, 0.36, 0.6
SMALLEST_ASKED = 0.7  # of its letters there
WIDEST_BESIDE = 0.3  # of the figure's width, for a legend beside the panels
# of the figure's height, for a legend below them: with room to spare, and with none
TALL_BELOW, TALLEST_BELOW = 0.25, 0.4
SHORTEST_LABEL = 8  # letters of a label that is cut for want of room
BELOW, RIGHT, INSIDE, ENDS, NO_LEGEND = LEGEND_PLACES
LEGEND_SIZES = (1.0, 0.85, 0.7, 0.55, 0.45)  # tried in turn, relative to the font size
FRAME = 0.35  # between the words and the edge of a ground of their own
LOST = 1.5  # contrast of a line that is hardly seen
CLEAR = 0.3  # between a legend inside a panel and the nearest curve, at least
CORNERS = ("upper left", "upper right", "lower right", "lower left", "upper center", "lower center")
INSIDE_PLACES = (
    "upper left",
    "upper right",
    "lower right",
    "lower left",
    "center left",
    "center right",
)


@dataclass(frozen=True)
class Entries:
    """The curves that a legend names: their lines and the words beside them."""

    handles: Sequence[Line2D]
    labels: Sequence[str]


@dataclass(frozen=True)
class Spacing:
    """How long the samples of lines in a legend are, and what is between its parts."""

    handle: float
    handle_gap: float
    column_gap: float
    row: float
    above: float  # free space above a legend that stands below


WIDE = Spacing(HANDLE, HANDLE_GAP, COLUMN_GAP, LEGEND_ROW, above=0.5)
TIGHT = Spacing(SHORT_HANDLE, SHORT_HANDLE_GAP, SMALL_COLUMN_GAP, LOW_ROW, above=0.2)


@dataclass(frozen=True)
class Block:
    """A legend outside the panels: beside or below them, its columns and the size of letters.

    `labels` are shorter than those of the curves where there is no room for these. `inner` is what
    stands between the first panel and the next.
    """

    beside: bool
    columns: int
    letters: float
    width: float
    height: float
    labels: tuple[str, ...] = ()
    inner: float = 0.0
    spacing: Spacing = WIDE


def relative_size(key: str) -> float:
    """Return the size of letters of a setting, relative to the font size."""
    settings: Any = mpl.rcParams
    points = FontProperties(size=settings[key]).get_size_in_points()
    return points / float(settings["font.size"])


def legend_sizes(look: Look) -> tuple[float, ...]:
    """Return the sizes of letters to try for a legend, relative to the font size.

    That is one where it was asked for.
    """
    if "legend.fontsize" in written_settings(look.theme):
        return (relative_size("legend.fontsize"),)
    return LEGEND_SIZES[:1] if is_exact(look) else LEGEND_SIZES


def text_width(text: str) -> float:
    """Return about how wide a text is, in units of the font size."""
    text = without_commands(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    capitals = sum(character.isupper() for character in text)
    return CHARACTER * (len(text) + wide + CAPITAL * capitals)


def legend_entries(axes: Axes) -> Entries:
    """Return the curves of a panel; zero lines and marks, which have an id, are none."""
    handles = [line for line in axes.lines if line.get_gid() is None]
    return Entries(handles, [shown_label(str(line.get_label())) for line in handles])


def shown_label(label: str, longest: int = LONGEST_LABEL) -> str:
    """Return a label that is not too long to be shown."""
    return label if len(without_commands(label)) <= longest else label[: longest - 3] + "..."


def legend_block(
    labels: Sequence[str],
    width: float,
    height: float,
    sizes: Sequence[float] = LEGEND_SIZES,
    place: str = "",
) -> Block:
    """Return the legend that takes the least from the panels of a figure of this size.

    `place` is below or right where it was asked for. Samples and gaps are short before a legend
    takes many rows, and before names are cut; before that one stands below, wherever it was asked
    for.
    """
    if place == RIGHT:  # a long label is cut sooner than all are made too small to read
        sizes = [size for size in sizes if size >= SMALLEST_ASKED] or sizes[:1]
    below, beside = (
        [
            [arranged(labels, room, letters, spacing) for spacing in (WIDE, TIGHT)]
            for letters in sizes
        ]
        for arranged, room in ((_below, width), (_beside, height))
    )
    for under, right in zip(below, beside, strict=True):
        fitting = [block for block in under if block.width <= width - 2 * EDGE]
        for block in fitting if place != RIGHT else ():
            if block.height <= MOST_ROWS_BELOW * block.letters * block.spacing.row:
                return block
        for block in right if place != BELOW else ():
            if block.width <= WIDEST_BESIDE * width:
                return block
        for block in fitting if place != RIGHT else ():
            tallest = TALL_BELOW if block.spacing == WIDE else TALLEST_BELOW
            if block.height <= tallest * height:
                return block
    if place == RIGHT:
        for block in beside[-1]:
            if block.width <= WIDEST_ASKED * width:
                return block
        for block in below[-1]:
            if block.width <= width - 2 * EDGE and block.height <= TALLEST_BELOW * height:
                return block
    return _cut_to_fit(labels, width, height, sizes[-1], place)


def _below(labels: Sequence[str], width: float, letters: float, spacing: Spacing) -> Block:
    """Return a legend below in as many columns as the width has room for."""
    widths = [letters * (spacing.handle + spacing.handle_gap + text_width(each)) for each in labels]
    for columns in range(len(labels), 0, -1):
        rows = math.ceil(len(labels) / columns)
        parts = [max(widths[n : n + rows]) for n in range(0, len(widths), rows)]
        taken = sum(parts) + letters * spacing.column_gap * (len(parts) - 1)
        if taken <= width - 2 * EDGE or columns == 1:
            break
    taller = rows * letters * spacing.row
    return Block(False, len(parts), letters, taken, taller, tuple(labels), spacing=spacing)


def _beside(labels: Sequence[str], height: float, letters: float, spacing: Spacing) -> Block:
    """Return a legend beside the panels, in as few columns as the height has room for."""
    widest = max(map(text_width, labels))
    entry = letters * (spacing.handle + spacing.handle_gap + widest + spacing.column_gap)
    rows = max(1.0, height - 2 * LINE_HEIGHT)
    columns = math.ceil(len(labels) * letters * spacing.row / rows)
    taken = columns * entry - letters * spacing.column_gap
    return Block(True, columns, letters, taken, height, tuple(labels), spacing=spacing)


def _cut_to_fit(
    labels: Sequence[str], width: float, height: float, letters: float, place: str
) -> Block:
    """Return a legend of shorter labels, as long as any has room.

    Where none has, a small figure gives more of itself to a legend than to its panels.
    """
    shorter = list(labels)
    for longest in range(max(map(len, labels)) - 1, SHORTEST_LABEL - 1, -1):
        shorter = [shown_label(label, longest) for label in labels]
        below = _below(shorter, width, letters, TIGHT)
        beside = _beside(shorter, height, letters, TIGHT)
        fits = below.width <= width - 2 * EDGE and below.height <= TALLEST_BELOW * height
        if fits and place != RIGHT:
            return below
        widest = WIDEST_BESIDE if place != RIGHT else WIDEST_CUT
        if beside.width <= widest * width and place != BELOW:
            return beside
    below, beside = (
        _below(shorter, width, letters, TIGHT),
        _beside(shorter, height, letters, TIGHT),
    )
    return beside if place == RIGHT and beside.width <= WIDEST_AT_LAST * width else below


def place_outside(
    figure: AnyFigure, entries: Entries, block: Block, place: tuple[float, float]
) -> None:
    """Draw the legend; `place` is its left middle beside the panels, or its lower middle below."""
    options: dict[str, Any] = {
        "loc": "center left" if block.beside else "lower center",
        "bbox_to_anchor": place,
        "ncols": block.columns,
        "fontsize": block.letters * mpl.rcParams["font.size"],
        "borderaxespad": 0.0,
        "columnspacing": block.spacing.column_gap,
        "handlelength": block.spacing.handle,
        "handletextpad": block.spacing.handle_gap,
        "labelspacing": block.spacing.row - LINE_HEIGHT + 0.1,
        **_frame(entries),
    }
    named = Entries(entries.handles, block.labels)
    _set_words(figure.legend(named.handles, _accepted(named), **options), named)


def _frame(entries: Entries) -> dict[str, Any]:
    """Return no frame, or the ground of the panels where lines are lost on that of the figure."""
    settings: Any = mpl.rcParams
    colors = [*(line.get_color() for line in entries.handles), settings["text.color"]]
    of_figure, of_panels = (
        least_contrast(colors, settings[key]) for key in ("figure.facecolor", "axes.facecolor")
    )
    if of_figure >= LOST or of_panels <= of_figure:
        return {"frameon": False, "borderpad": 0.0}
    ground = {"facecolor": settings["axes.facecolor"], "edgecolor": "none"}
    return {"frameon": True, "framealpha": 1.0, "shadow": False, "borderpad": FRAME, **ground}


def place_inside(panels: Sequence[Axes], entries: Entries) -> bool:
    """Put a legend into every panel; tell whether each has found a place that covers no curve."""
    if all(_inside(axes, entries) for axes in panels):
        return True
    for legend in filter(None, (axes.get_legend() for axes in panels)):
        legend.remove()
    return False


def add_legend(axes: Axes, entries: Entries, place: str = "best") -> Legend:
    """Put a legend into a panel."""
    options: dict[str, Any] = {"loc": place}
    legend = axes.legend(entries.handles, _accepted(entries), **options)
    _set_words(legend, entries)
    return legend


def _inside(axes: Axes, entries: Entries) -> bool:
    figure: Any = axes.get_figure(root=True)
    shown_on = figure.canvas  # a window perhaps
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    figure.set_canvas(shown_on)
    paths = [
        line.get_path().transformed(axes.transData)
        for line in axes.lines
        if line.get_gid() != "zero"
    ]
    for lines in (found for found in axes.collections if found.get_gid() == "boundaries"):
        paths += [path.transformed(lines.get_transform()) for path in lines.get_paths()]
    for place in (mpl.rcParams["legend.loc"], *INSIDE_PLACES):
        legend = add_legend(axes, entries, place)
        box = legend.get_window_extent(renderer).padded(float(mpl.rcParams["font.size"]) / 2)
        if not any(path.intersects_bbox(box, filled=False) for path in paths):
            return True
    return False


def _accepted(entries: Entries) -> list[str]:
    """Return labels that matplotlib takes: it passes over those that begin with an underscore."""
    return [label.lstrip("_") or "-" for label in entries.labels]


def _set_words(legend: Legend, entries: Entries) -> None:
    """Write the labels as they are; only mathtext between dollar signs is read as such."""
    for text, label in zip(legend.get_texts(), entries.labels, strict=True):
        text.set(**math_options(label))
        text.set_text(label)


def place_in_emptiest(panels: Sequence[Axes], entries: Entries, sizes: Sequence[float]) -> bool:
    """Put one legend where it is farthest from all curves; tell whether there is such a place.

    It takes smaller letters, where it may, before it gives up.
    """
    figure: Any = panels[0].get_figure(root=True)
    shown_on = figure.canvas
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    figure.set_canvas(shown_on)
    em = float(mpl.rcParams["font.size"]) * figure.dpi / POINTS_PER_INCH
    taken = [covered(axes, step=em / 4) for axes in panels]
    for letters in sizes:
        found: list[tuple[float, int, str]] = []
        for number, (axes, points) in enumerate(zip(panels, taken, strict=True)):
            for place in CORNERS:
                legend = _legend_in(axes, entries, letters, place)
                box = legend.get_window_extent(renderer)
                legend.remove()
                inside = box.width <= axes.bbox.width and box.height <= axes.bbox.height
                if inside:
                    found.append((_distance(points, box) / em, -number, place))
        best = max(found, default=(0.0, 0, ""))
        if best[0] >= CLEAR:
            _legend_in(panels[-best[1]], entries, letters, best[2])
            return True
    return False


def _legend_in(axes: Axes, entries: Entries, letters: float, place: str) -> Legend:
    settings: Any = mpl.rcParams
    options: dict[str, Any] = {"loc": place}
    legend = axes.legend(
        entries.handles,
        _accepted(entries),
        **options,
        fontsize=letters * float(settings["font.size"]),
        facecolor=settings["axes.facecolor"],
        edgecolor="none",
        framealpha=1.0,
        frameon=True,
        fancybox=False,
        shadow=False,
        handlelength=SHORT_HANDLE,
        handletextpad=SHORT_HANDLE_GAP,
        labelspacing=LEGEND_ROW - LINE_HEIGHT + 0.1,
        borderpad=FRAME,
        borderaxespad=FRAME,
    )
    _set_words(legend, entries)
    return legend


def _distance(points: NDArray[np.float64], box: Any) -> float:
    """Return how far the nearest point is from a box; nothing if one is inside."""
    if not len(points):
        return math.inf
    across = np.maximum(np.maximum(box.x0 - points[:, 0], points[:, 0] - box.x1), 0.0)
    upright = np.maximum(np.maximum(box.y0 - points[:, 1], points[:, 1] - box.y1), 0.0)
    return float(np.hypot(across, upright).min())
