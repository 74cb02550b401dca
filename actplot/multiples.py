"""Small multiples: a row of panels for each curve, function and derivatives side by side."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.figure import (
    Picture,
    add_heading,
    draw_panel,
    line_styles,
    look_settings,
    write_numbers,
)
from actplot.layout import (
    BETWEEN,
    LAST_TICK,
    TICK_BELOW,
    figure_units,
    heading_height,
    wrap_heading,
    x_ticks,
    y_ticks,
)
from actplot.legend import EDGE, LINE, shown_label, text_width
from actplot.look import Look
from actplot.options import DEFAULT_SIZE, ROW_HEIGHT
from actplot.panels import panel_title
from actplot.sample import Sampled
from actplot.shade import write_boundaries

# Lengths are in units of the font size.
ROW_GAP = 1.0
NAME_SIZE = 1.1  # of the letters of a name


@dataclass(frozen=True)
class _Grid:
    """Where rows and columns stand: left edges, and the size of a panel and of a row."""

    lefts: tuple[float, ...]
    panel_width: float
    panel_height: float
    top: float  # of the first row, from above
    row_height: float


def draw_each(samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()) -> Figure:
    """Return the figure: a row a curve, one panel an order of derivative in each.

    The rows share their x; each panel has limits of its own.
    """
    shown = [sampled for place, sampled in enumerate(samples) if place not in hidden]
    width, height = look.size
    # letters as in a figure of the usual size whose panels are as high as these
    of_a_row = width, height / max(len(shown), 1) * DEFAULT_SIZE[1] / ROW_HEIGHT
    labels = (sampled.curve.label for sampled in shown)
    with mpl.rc_context(look_settings(replace(look, size=of_a_row), labels)):
        figure = Picture(look)
        add_heading(figure, look.title)
        if not shown:
            return figure
        rows = figure.subplots(len(shown), len(shown[0].values), sharex=True, squeeze=False)
        style = line_styles(1)[0]
        for sampled, row in zip(shown, rows, strict=True):
            for order, axes in enumerate(row):
                draw_panel(axes, [(sampled, style)], order, look)
                axes.set_xlim(float(sampled.x[0]), float(sampled.x[-1]))
                write_numbers(axes)
        wrap_heading(figure, figure_units(figure)[0])
        _place(figure, [list(row) for row in rows])
        _name(figure, [list(row) for row in rows], shown)
    return figure


def _place(figure: Figure, rows: Sequence[Sequence[Axes]]) -> None:
    """Set the position of every panel, and its ticks."""
    width, height = figure_units(figure)
    grid = _grid(figure, rows)
    font = float(mpl.rcParams["font.size"])
    for number, row in enumerate(rows):
        bottom = height - grid.top - number * grid.row_height - grid.panel_height
        for left, axes in zip(grid.lefts, row, strict=True):
            axes.set_position(
                (
                    left / width,
                    bottom / height,
                    grid.panel_width / width,
                    grid.panel_height / height,
                )
            )
            # a tall page is read far from its lowest axis
            axes.tick_params(axis="x", labelbottom=True, pad=font * TICK_BELOW / 2)
            axes.xaxis.set_label_coords(0.5, -(TICK_BELOW + 1.2 * LINE) / grid.panel_height)
            if row is not rows[-1]:
                axes.set_xlabel("")
            x_ticks(axes, grid.panel_width)


def _grid(figure: Figure, rows: Sequence[Sequence[Axes]]) -> _Grid:
    width, height = figure_units(figure)
    above = _above_row()
    top = EDGE + heading_height(figure) + LINE * _title_size(rows[0][0]) + above
    bottom = EDGE + LINE
    row_height = (height - top + above - bottom) / len(rows)
    panel_height = max(row_height - above - TICK_BELOW - LINE - ROW_GAP, 1.0)
    ticks = [
        max(y_ticks(axes, panel_height) for axes in column) for column in zip(*rows, strict=True)
    ]
    free = width - 2 * EDGE - LAST_TICK - sum(ticks) - BETWEEN * (len(ticks) - 1)
    panel_width = max(free / len(ticks), 1.0)
    lefts, left = [], EDGE
    for tick in ticks:
        lefts.append(left + tick)
        left += tick + panel_width + BETWEEN
    return _Grid(tuple(lefts), panel_width, panel_height, top, row_height)


def _above_row() -> float:
    """Return the height of the name above a row, with what its distance leaves room for."""
    return NAME_SIZE + float(mpl.rcParams["axes.titlepad"]) / float(mpl.rcParams["font.size"])


def _title_size(axes: Axes) -> float:
    """Return the size of the letters of a title, relative to the font size."""
    return float(axes.title.get_fontsize()) / float(mpl.rcParams["font.size"])


def _name(figure: Figure, rows: Sequence[Sequence[Axes]], shown: Sequence[Sampled]) -> None:
    """Write what each column is above the first row, and the name of each curve above its row."""
    width, height = figure_units(figure)
    for order, axes in enumerate(rows[0]):
        box = axes.get_position()
        above = _above_row() + LINE * _title_size(axes) / 2
        figure.text(
            (box.x0 + box.x1) / 2,
            box.y1 + above / height,
            panel_title(shown, order),
            ha="center",
            va="center",
            fontsize=axes.title.get_fontsize(),
            color=axes.title.get_color(),
        )
    for sampled, row in zip(shown, rows, strict=True):
        for order, axes in enumerate(row):
            # what the numbers of the axis leave out
            scale = axes.get_title().removeprefix(panel_title([sampled], order))
            axes.set_title("")
            axes.set_title(scale.strip(), loc="right", y=1.0, fontsize="medium")
            write_boundaries(axes, axes.get_position().width * width)
        # a place of its own spares matplotlib looking for one
        name = row[0].set_title(shown_label(sampled.curve.label), loc="left", y=1.0)
        name.set_parse_math(False)
        name.set_fontsize(_name_size(name.get_text(), row[0].get_position().width * width))


def _name_size(name: str, room: float) -> float:
    """Return the size of letters, in points, in which a name fits above its panel."""
    return float(mpl.rcParams["font.size"]) * min(NAME_SIZE, room / text_width(name))
