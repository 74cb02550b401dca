"""The legend: beside or below the panels, or inside them where it covers no curve."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from actplot.draw.look import Look
from actplot.draw.styles import least_contrast
from actplot.draw.theme import is_exact, written_settings

AnyFigure = Figure | SubFigure

POINTS_PER_INCH = 72.0

# Lengths are in units of the font size.
CHARACTER = 0.62  # average width of a letter or digit; twice this for a Chinese character
CAPITAL = 0.3  # what a capital letter is wider than that, relative to it
LINE_HEIGHT = 1.3  # height of a line of text
EDGE = 0.8  # free space at the edges of the figure
HANDLE = 2.8  # length of the sample of a line in the legend
HANDLE_GAP = 0.8
COLUMN_GAP = 2.0
LEGEND_ROW = 1.55
LONGEST_LABEL = 60  # letters of a label that the legend shows
MOST_ROWS_BELOW = 2  # of a legend that stands below the panels without a second thought
WIDEST_BESIDE = 0.3  # of the figure's width, for a legend beside the panels
TALLEST_BELOW = 0.4  # of the figure's height, for a legend below them
LEGEND_SIZES = (1.0, 0.85, 0.7, 0.55, 0.45)  # tried in turn, relative to the font size
FRAME = 0.35  # between the words and the edge of a ground of their own
LOST = 1.5  # contrast of a line that is hardly seen
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
class Block:
    """A legend outside the panels: beside or below them, its columns and the size of letters."""

    beside: bool
    columns: int
    letters: float
    width: float
    height: float


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
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    capitals = sum(character.isupper() for character in text)
    return CHARACTER * (len(text) + wide + CAPITAL * capitals)


def legend_entries(axes: Axes) -> Entries:
    """Return the curves of a panel; zero lines and marks, which have an id, are none."""
    handles = [line for line in axes.lines if line.get_gid() is None]
    return Entries(handles, [shown_label(str(line.get_label())) for line in handles])


def shown_label(label: str, longest: int = LONGEST_LABEL) -> str:
    """Return a label that is not too long to be shown."""
    return label if len(label) <= longest else label[: longest - 3] + "..."


def legend_block(
    labels: Sequence[str], width: float, height: float, sizes: Sequence[float] = LEGEND_SIZES
) -> Block:
    """Return the legend that takes the least from the panels of a figure of this size."""
    widest = max(map(text_width, labels))
    for letters in sizes:
        entry = letters * (HANDLE + HANDLE_GAP + widest + COLUMN_GAP)
        row = letters * LEGEND_ROW
        columns = max(1, min(len(labels), int((width - 2 * EDGE) / entry)))
        rows = math.ceil(len(labels) / columns)
        below = Block(False, math.ceil(len(labels) / rows), letters, width, rows * row)
        if rows <= MOST_ROWS_BELOW and entry <= width:
            return below
        columns = math.ceil(len(labels) * row / (height - 2 * LINE_HEIGHT))
        beside = Block(True, columns, letters, columns * entry, height)
        if beside.width <= WIDEST_BESIDE * width:
            return beside
        if below.height <= TALLEST_BELOW * height and entry <= width:
            return below
    return beside


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
        "columnspacing": COLUMN_GAP,
        "handlelength": HANDLE,
        "handletextpad": HANDLE_GAP,
        "labelspacing": LEGEND_ROW - LINE_HEIGHT + 0.1,
        **_frame(entries),
    }
    _set_words(figure.legend(entries.handles, _accepted(entries), **options), entries)


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
    """Write the labels as they are, and keep dollar signs from being read as mathtext."""
    for text, label in zip(legend.get_texts(), entries.labels, strict=True):
        text.set_parse_math(False)
        text.set_text(label)
