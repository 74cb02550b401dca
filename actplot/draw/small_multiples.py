"""Small multiples: a row of panels for each curve, function and derivatives side by side."""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from actplot.basics import DEFAULT_SIZE, HEADS_HEIGHT, ROW_HEIGHT
from actplot.draw.axis_numbers import scale
from actplot.draw.figure import (
    SCALED,
    Picture,
    add_heading,
    look_settings,
)
from actplot.draw.formula_block import write_formula
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
from actplot.draw.panel import draw_overlay, draw_panel, write_numbers
from actplot.draw.panel_content import overlay_title, panel_title, x_label
from actplot.draw.saturation_shade import write_boundaries
from actplot.draw.styles import line_styles
from actplot.draw.theme import is_exact
from actplot.draw.typeset import Cell, cell, formula_parts
from actplot.sampling import Sampled

# Lengths are in units of the font size.
ROW_GAP = 0.6
COLUMN_GAP = 1.5  # between curves side by side, besides what is between panels
LARGEST_FORMULA, SMALLEST_FORMULA = 1.0, 0.62  # letters
FORMULA_GAP = 0.5  # around a formula
HEAD_GAP = 0.6  # between the heads of the columns and the first name
NAME_SIZE = 1.1  # of the letters of a name
LOWEST_ROW, NARROWEST_COLUMN = 8.2, 11.0  # of rows and columns with words that stay apart
HEADS = 8.0  # what stands above the first row and below the last
ROW_LETTERS = 0.88  # of a row, relative to those of a figure whose panels are as high


@dataclass(frozen=True)
class Cells:
    """The panels of each curve, in reading order: so many curves side by side."""

    panels: Sequence[Sequence[Axes]]
    columns: int

    def of_column(self, column: int, order: int) -> list[Axes]:
        """Return the panels of one order of the curves below one another."""
        return [row[order] for row in self.panels[column :: self.columns]]

    @property
    def lowest(self) -> Sequence[Sequence[Axes]]:
        """The last curve of each column."""
        return self.panels[-self.columns :]


@dataclass(frozen=True)
class _Grid:
    """Where rows and columns stand: left edges, and the size of a panel and of a row."""

    lefts: tuple[tuple[float, ...], ...]  # of each column of curves, those of its panels
    panel_width: float
    panel_height: float
    top: float  # of the first row, from above
    row_height: float


def draw_each(samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()) -> Figure:
    """Return the figure: a row a curve, one panel an order of derivative in each.

    At least one is not hidden. Many curves have rows side by side, in columns. The rows share
    their x; each panel has limits of its own.
    """
    shown = [sampled for place, sampled in enumerate(samples) if place not in hidden]
    labels = [sampled.curve.label for sampled in shown]
    orders = 1 if look.overlay else len(samples[0].values)
    columns = look.columns_for(len(shown), orders)
    rows = math.ceil(len(shown) / columns)
    settings = look_settings(replace(look, size=_like(look, rows, columns)), labels)
    share = _share(settings, look, rows, columns * orders)
    for key in SCALED:
        settings[key] *= share
    with mpl.rc_context(settings):
        figure = Picture(look)
        figure.set_label(", ".join(labels))
        add_heading(figure, look.title)
        cells = add_cells(figure, len(shown), columns, orders)
        styles = row_styles(len(samples), look)
        fill_cells(cells, shown, [style for n, style in enumerate(styles) if n not in hidden], look)
        lay_out_cells(figure, cells, shown, look)
    return figure


def fill_cells(
    cells: Cells, shown: Sequence[Sampled], styles: Sequence[dict[str, Any]], look: Look
) -> None:
    """Draw each curve into its panels, in place of what is there."""
    # once for all: axes that share their x each tell all the others
    cells.panels[0][0].set_xlim(float(shown[0].x[0]), float(shown[0].x[-1]))
    for sampled, style, row in zip(shown, styles, cells.panels, strict=True):
        for order, axes in enumerate(row):
            for artist in (*axes.lines, *axes.collections, *axes.texts):
                artist.remove()
            if look.overlay:
                draw_overlay(axes, [(sampled, style)], len(sampled.values), look)
            else:
                draw_panel(axes, [(sampled, style)], order, look)
            write_numbers(axes)


def lay_out_cells(
    figure: Figure, cells: Cells, shown: Sequence[Sampled], look: Look, below: float = 0.0
) -> list[Text]:
    """Place panels, names and formulas; so much space stays free below them.

    Return what was written above the columns, for who writes it anew.
    """
    wrap_heading(figure, figure_units(figure)[0])
    formulas = _formulas(figure, cells, shown) if look.formulas else []
    above = max((each.ascent + each.depth + FORMULA_GAP for each in formulas), default=0.0)
    _place(figure, cells, _x_name(shown, look), above, below)
    heads = _name(figure, cells, shown, above)
    _write_formulas(figure, cells, formulas)
    return heads


def add_cells(figure: Figure, count: int, columns: int, orders: int) -> Cells:
    """Put the panels of so many curves into a figure."""
    rows = math.ceil(count / columns)
    found = figure.subplots(rows, columns * orders, sharex=True, squeeze=False)
    panels = [list(row[n : n + orders]) for row in found for n in range(0, len(row), orders)]
    for axes in (axes for spare in panels[count:] for axes in spare):
        axes.remove()
    return Cells(panels[:count], columns)


def row_styles(count: int, look: Look) -> list[dict[str, Any]]:
    """Return the style of each row: the first of the theme, in the color that was asked for."""
    first = line_styles(1)[0]
    colored = line_styles(count, look.colors)[: len(look.colors)]
    solid = [{**first, "color": style["color"]} for style in colored]
    return [*solid, *([first] * (count - len(solid)))]


def _like(look: Look, rows: int, columns: int) -> tuple[float, float]:
    """Return the size of the figure whose letters these panels have.

    Letters go with the root of its area; its panels are a little lower than these.
    """
    width, height = look.size
    row = max(height - HEADS_HEIGHT, height / 2) / rows
    return width / math.sqrt(columns), row * DEFAULT_SIZE[1] / ROW_HEIGHT * ROW_LETTERS**2


def _share(settings: Mapping[str, float], look: Look, rows: int, panels: int) -> float:
    """Return to which share of their size letters shrink, so that rows and panels stay apart."""
    if is_exact(look):
        return 1.0
    width, height = (side * POINTS_PER_INCH / float(settings["font.size"]) for side in look.size)
    return min(1.0, height / (HEADS + rows * LOWEST_ROW), width / (panels * NARROWEST_COLUMN))


def _place(figure: Figure, cells: Cells, label: str, formulas: float, below: float) -> None:
    """Set the position of every panel, its ticks, and the label below the last."""
    width, height = figure_units(figure)
    grid = _grid(figure, cells, formulas, below)
    font = float(mpl.rcParams["font.size"])
    for number, row in enumerate(cells.panels):
        place, column = divmod(number, cells.columns)
        bottom = height - grid.top - place * grid.row_height - grid.panel_height
        for left, axes in zip(grid.lefts[column], row, strict=True):
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
            axes.set_xlabel(label if row in cells.lowest else "")
            place_y_label(axes, grid.panel_width)
            x_ticks(axes, grid.panel_width)


def _grid(figure: Figure, cells: Cells, formulas: float, below: float = 0.0) -> _Grid:
    """Return where everything stands, with room for formulas of this height above each row.

    So much space stays free below the last.
    """
    width, height = figure_units(figure)
    above, heading = _above_row() + formulas, heading_height(figure)
    top = EDGE + heading + LINE_HEIGHT * _title_size(cells.panels[0][0]) + HEAD_GAP + above
    if heading:
        top += HEAD_GAP
    bottom = EDGE + LINE_HEIGHT + below
    row_height = (height - top + above - bottom) / math.ceil(len(cells.panels) / cells.columns)
    panel_height = max(row_height - above - TICK_BELOW - LINE_HEIGHT - ROW_GAP, 1.0)
    orders = range(len(cells.panels[0]))
    ticks = [
        [max(y_ticks(axes, panel_height) for axes in cells.of_column(n, order)) for order in orders]
        for n in range(cells.columns)
    ]
    panels = cells.columns * len(orders)
    free = width - 2 * EDGE - LAST_TICK - sum(map(sum, ticks)) - BETWEEN * (panels - 1)
    panel_width = max((free - COLUMN_GAP * (cells.columns - 1)) / panels, 1.0)
    lefts, left = [], EDGE
    for column in ticks:
        edges = []
        for tick in column:
            edges.append(left + tick)
            left += tick + panel_width + BETWEEN
        lefts.append(tuple(edges))
        left += COLUMN_GAP
    return _Grid(tuple(lefts), panel_width, panel_height, top, row_height)


# Formulas


def _formulas(figure: Figure, cells: Cells, shown: Sequence[Sampled]) -> list[Cell]:
    """Return the formula above each panel, as it fits there."""
    room = _grid(figure, cells, 0.0).panel_width
    return [
        cell(formula_parts(sampled.curve, order), room, LARGEST_FORMULA, SMALLEST_FORMULA)
        for sampled, row in zip(shown, cells.panels, strict=True)
        for order in range(len(row))
    ]


def _write_formulas(figure: Figure, cells: Cells, formulas: Sequence[Cell]) -> None:
    width, height = figure_units(figure)
    panels = [axes for row in cells.panels for axes in row]
    for axes, formula in zip(panels, formulas, strict=bool(formulas)):
        box = axes.get_position()
        base = box.y1 * height + FORMULA_GAP + formula.depth
        write_formula(figure, formula, (box.x0 * width, base), (width, height))


# Names


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


def _name(figure: Figure, cells: Cells, shown: Sequence[Sampled], formulas: float) -> list[Text]:
    """Write what each panel is above the first rows, and the name of each curve above its row.

    Formulas of this height stand between. Return what stands above the first rows.
    """
    heads = []
    width, height = figure_units(figure)
    panels = cells.panels[0][0].get_position().height * height
    y = 1.0 + formulas / panels
    for row in cells.panels[: cells.columns]:
        for order, axes in enumerate(row):
            box = axes.get_position()
            above = _above_row() + formulas + HEAD_GAP + LINE_HEIGHT * _title_size(axes) / 2
            head = figure.text(
                (box.x0 + box.x1) / 2,
                box.y1 + above / height,
                _head(shown, order, len(shown[0].values), row),
                ha="center",
                va="center",
                fontsize=axes.title.get_fontsize(),
                color=axes.title.get_color(),
            )
            heads.append(head)
    for sampled, row in zip(shown, cells.panels, strict=True):
        for order, axes in enumerate(row):
            # what the numbers of the axis leave out
            left_out = axes.get_title().removeprefix(
                _head([sampled], order, len(sampled.values), row)
            )
            axes.set_title("")
            axes.set_title(left_out.strip(), loc="right", y=y, fontsize="medium")
            write_boundaries(axes, axes.get_position().width * width)
            place_numbers(axes)
        # a place of its own spares matplotlib looking for one
        name = row[0].set_title(shown_label(sampled.curve.label), loc="left", y=y)
        name.set(**math_options(name.get_text()))
        name.set_fontsize(_name_size(name.get_text(), _name_room(row) * width))
    return heads


def _head(samples: Sequence[Sampled], order: int, orders: int, row: Sequence[Axes]) -> str:
    """Return what the panels of one order are, or those of all orders where these share one."""
    return panel_title(samples, order) if len(row) == orders else overlay_title(samples, orders)


def _name_room(row: Sequence[Axes]) -> float:
    """Return how wide the name of a row may be: up to the first word on its right."""
    end = next((axes for axes in row if axes.get_title(loc="right")), None)
    first, last = row[0].get_position(), (end or row[-1]).get_position()
    return last.width / 2 if end is row[0] else (last.x0 if end else last.x1) - first.x0


def _name_size(name: str, room: float) -> float:
    """Return the size of letters, in points, in which a name fits above its row."""
    return float(mpl.rcParams["font.size"]) * min(NAME_SIZE, room / text_width(name))
