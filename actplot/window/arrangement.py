"""How the panels of a window stand: side by side with every curve in each, or rows of a curve each.

Both are made for a view, and then filled and laid out as often as it changes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from actplot.draw import (
    Look,
    add_cells,
    add_heading,
    add_panels,
    fill,
    fill_cells,
    lay_out,
    lay_out_cells,
    line_styles,
    row_styles,
)
from actplot.sampling import Sampled
from actplot.write import View, visible

LINEAR = Look.xscale
CURVES_ON_PAGE = 4  # of small multiples
ORDERS_SIDE_BY_SIDE = 2  # with more panels, a curve has the whole width
COLUMNS = 2
HEADS, LETTERS_OF_ROW = 16.0, 8.5  # what rows and all above and below them take, in letters


@dataclass(frozen=True)
class Panel:
    """Axes, and of which curves they show which orders of derivative."""

    axes: Axes
    places: frozenset[int]
    orders: tuple[int, ...]

    @property
    def is_linear(self) -> bool:
        """Tell whether a straight line is straight here."""
        return self.axes.get_xscale() == self.axes.get_yscale() == LINEAR


class Arrangement(Protocol):
    """The panels of a view, and the styles of its curves there."""

    @property
    def panels(self) -> Sequence[Panel]:
        """The panels in reading order."""

    @property
    def styles(self) -> Sequence[Mapping[str, Any]]:
        """The styles of all curves, hidden ones too."""

    def fill(self, view: View, samples: Sequence[Sampled]) -> None:
        """Draw the samples of every curve, hidden ones too, in place of what is there."""

    def lay_out(self, view: View, look: Look, samples: Sequence[Sampled], below: float) -> None:
        """Place the panels, with so much space below them, in units of the font size."""


def arranged(figure: Figure, view: View) -> Arrangement:
    """Put the panels of a view into an empty figure."""
    return Rows(figure, view) if view.look.each and not view.shows_nothing else Row(figure, view)


def orders_of(view: View) -> list[tuple[int, ...]]:
    """Return the orders that each panel of a curve shows."""
    orders = range(view.order + 1)
    return [tuple(orders)] if view.look.overlay else [(order,) for order in orders]


def curves_on_page(view: View) -> int:
    """Return how many curves a page of small multiples has, each with all its depths."""
    return max(1, CURVES_ON_PAGE // len(view.depths))


def pages(view: View) -> int:
    """Return how many pages the curves of a view take."""
    return math.ceil(len(view.curves) / curves_on_page(view)) if view.look.each else 1


def most_letters(view: View) -> float:
    """Return how many letters the height of the window must hold, so that all stands apart."""
    rows = math.ceil((len(view.drawn) - len(view.hidden)) / _columns(view))
    return HEADS + max(rows, 1) * LETTERS_OF_ROW if view.look.each else 0.0


def _columns(view: View) -> int:
    """Return how many curves of small multiples stand side by side."""
    shown = len(view.drawn) - len(view.hidden)
    usual = COLUMNS if len(orders_of(view)) <= ORDERS_SIDE_BY_SIDE else 1
    return max(1, min(view.look.columns or usual, shown))


class Row:
    """A panel an order of derivative, with every curve in it."""

    def __init__(self, figure: Figure, view: View) -> None:
        self.figure = figure
        self.styles = line_styles(len(view.drawn), view.look.colors)
        orders = orders_of(view)
        self.axes = add_panels(figure, len(orders), view.look)
        places = frozenset(range(len(view.drawn)))
        self.panels = [
            Panel(*each) for each in zip(self.axes, len(orders) * [places], orders, strict=True)
        ]

    def fill(self, view: View, samples: Sequence[Sampled]) -> None:
        """Draw the samples of every curve, hidden ones too, in place of what is there."""
        fill(self.axes, samples, view.look, view.hidden)

    def lay_out(self, view: View, look: Look, samples: Sequence[Sampled], below: float) -> None:
        """Place the panels, with so much space below them, in units of the font size."""
        if view.look.title:
            self.figure.suptitle(view.look.title)  # in one line again
        lay_out(self.figure, self.axes, look, below=below)


class Rows:
    """A row of panels a curve that is shown, or several such side by side."""

    def __init__(self, figure: Figure, view: View) -> None:
        self.figure = figure
        self.styles = row_styles(len(view.drawn), view.look)
        orders = orders_of(view)
        shown = visible(view, range(len(view.drawn)))
        add_heading(figure, view.look.title)
        self.cells = add_cells(figure, len(shown), _columns(view), len(orders))
        self.panels = [
            Panel(axes, frozenset([place]), each)
            for place, row in zip(shown, self.cells.panels, strict=True)
            for axes, each in zip(row, orders, strict=True)
        ]
        self._heads: list[Text] = []

    def fill(self, view: View, samples: Sequence[Sampled]) -> None:
        """Draw the samples of every curve, hidden ones too, in place of what is there."""
        styles = [dict(style) for style in visible(view, self.styles)]
        fill_cells(self.cells, visible(view, samples), styles, view.look)

    def lay_out(self, view: View, look: Look, samples: Sequence[Sampled], below: float) -> None:
        """Place the panels, with so much space below them, in units of the font size."""
        for head in self._heads:
            head.remove()
        if view.look.title:
            self.figure.suptitle(view.look.title)  # in one line again
        shown = visible(view, samples)
        self._heads = lay_out_cells(self.figure, self.cells, shown, look, below)
