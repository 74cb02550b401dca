"""Small multiples: a row of panels for each curve, function and derivatives side by side."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.basics import DEFAULT_SIZE, HEADS_HEIGHT, ROW_HEIGHT
from actplot.draw.axis_numbers import scale
from actplot.draw.figure import (
    SCALED,
    Picture,
    add_heading,
    look_settings,
)
from actplot.draw.landmarks import place_numbers
from actplot.draw.layout import (
    BETWEEN,
    LAST_TICK,
    TICK_BELOW,
    figure_units,
    heading_height,
    place_y_label,
    wrap_heading,
    x_ticks,
    y_ticks,
)
from actplot.draw.legend import EDGE, LINE_HEIGHT, POINTS_PER_INCH, shown_label, text_width
from actplot.draw.look import Look
from actplot.draw.math_text import math_options
from actplot.draw.panel import draw_panel, write_numbers
from actplot.draw.panel_content import panel_title, x_label
from actplot.draw.saturation_shade import write_boundaries
from actplot.draw.styles import line_styles
from actplot.draw.theme import is_exact
from actplot.sampling import Sampled

# Lengths are in units of the font size.
ROW_GAP = 0.6
HEAD_GAP = 0.6  # between the heads of the columns and the first name
NAME_SIZE = 1.1  # of the letters of a name
LOWEST_ROW, NARROWEST_COLUMN = 8.2, 11.0  # of rows and columns with words that stay apart
HEADS = 8.0  # what stands above the first row and below the last
ROW_LETTERS = 0.88  # of a row, relative to those of a figure whose panels are as high


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

    At least one is not hidden. The rows share their x; each panel has limits of its own.
    """
    shown = [sampled for place, sampled in enumerate(samples) if place not in hidden]
    labels = [sampled.curve.label for sampled in shown]
    settings = look_settings(replace(look, size=_like(look, len(shown))), labels)
    share = _share(settings, look, len(shown), orders=len(samples[0].values))
    for key in SCALED:
        settings[key] *= share
    with mpl.rc_context(settings):
        figure = Picture(look)
        figure.set_label(", ".join(labels))
        add_heading(figure, look.title)
        rows = figure.subplots(len(shown), len(shown[0].values), sharex=True, squeeze=False)
        # once for all: axes that share their x each tell all the others
        rows[0][0].set_xlim(float(shown[0].x[0]), float(shown[0].x[-1]))
        styles = [style for n, style in enumerate(_styles(len(samples), look)) if n not in hidden]
        for sampled, style, row in zip(shown, styles, rows, strict=True):
            for order, axes in enumerate(row):
                draw_panel(axes, [(sampled, style)], order, look)
                write_numbers(axes)
        wrap_heading(figure, figure_units(figure)[0])
        _place(figure, [list(row) for row in rows], _x_name(shown, look))
        _name(figure, [list(row) for row in rows], shown)
    return figure


def _styles(count: int, look: Look) -> list[dict[str, Any]]:
    """Return the style of each row: the first of the theme, in the color that was asked for."""
    first = line_styles(1)[0]
    colored = line_styles(count, look.colors)[: len(look.colors)]
    solid = [{**first, "color": style["color"]} for style in colored]
    return [*solid, *([first] * (count - len(solid)))]


def _like(look: Look, rows: int) -> tuple[float, float]:
    """Return the size of the figure whose letters these panels have.

    Letters go with the root of its area; its panels are a little lower than these.
    """
    width, height = look.size
    row = max(height - HEADS_HEIGHT, height / 2) / rows
    return width, row * DEFAULT_SIZE[1] / ROW_HEIGHT * ROW_LETTERS**2


def _share(settings: Mapping[str, float], look: Look, rows: int, orders: int) -> float:
    """Return to which share of their size letters shrink, so that rows and columns stay apart."""
    if is_exact(look):
        return 1.0
    width, height = (side * POINTS_PER_INCH / float(settings["font.size"]) for side in look.size)
    return min(1.0, height / (HEADS + rows * LOWEST_ROW), width / (orders * NARROWEST_COLUMN))


def _place(figure: Figure, rows: Sequence[Sequence[Axes]], label: str) -> None:
    """Set the position of every panel, its ticks, and the label below the last."""
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
            axes.xaxis.set_label_coords(0.5, -(TICK_BELOW + 1.2 * LINE_HEIGHT) / grid.panel_height)
            axes.set_xlabel(label if row is rows[-1] else "")
            place_y_label(axes, grid.panel_width)
            x_ticks(axes, grid.panel_width)


def _grid(figure: Figure, rows: Sequence[Sequence[Axes]]) -> _Grid:
    width, height = figure_units(figure)
    above, heading = _above_row(), heading_height(figure)
    top = EDGE + heading + LINE_HEIGHT * _title_size(rows[0][0]) + HEAD_GAP + above
    if heading:
        top += HEAD_GAP
    bottom = EDGE + LINE_HEIGHT
    row_height = (height - top + above - bottom) / len(rows)
    panel_height = max(row_height - above - TICK_BELOW - LINE_HEIGHT - ROW_GAP, 1.0)
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


def _x_name(shown: Sequence[Sampled], look: Look) -> str:
    """Return the name of the x axis of all rows, with what its numbers leave out."""
    x = shown[0].x
    return scale(float(x[0]), float(x[-1])).name(look.xlabel or x_label(shown))


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
        above = _above_row() + HEAD_GAP + LINE_HEIGHT * _title_size(axes) / 2
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
            left_out = axes.get_title().removeprefix(panel_title([sampled], order))
            axes.set_title("")
            axes.set_title(left_out.strip(), loc="right", y=1.0, fontsize="medium")
            write_boundaries(axes, axes.get_position().width * width)
            place_numbers(axes)
        # a place of its own spares matplotlib looking for one
        name = row[0].set_title(shown_label(sampled.curve.label), loc="left", y=1.0)
        name.set(**math_options(name.get_text()))
        name.set_fontsize(_name_size(name.get_text(), _name_room(row) * width))


def _name_room(row: Sequence[Axes]) -> float:
    """Return how wide the name of a row may be: up to the first word on its right."""
    end = next((axes for axes in row if axes.get_title(loc="right")), None)
    first, last = row[0].get_position(), (end or row[-1]).get_position()
    return last.width / 2 if end is row[0] else (last.x0 if end else last.x1) - first.x0


def _name_size(name: str, room: float) -> float:
    """Return the size of letters, in points, in which a name fits above its row."""
    return float(mpl.rcParams["font.size"]) * min(NAME_SIZE, room / text_width(name))
