"""Curves drawn into axes or a figure that belong to somebody else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actplot.basics import ActplotError
from actplot.draw.figure import add_panels, fill, look_settings
from actplot.draw.layout import lay_out
from actplot.draw.legend import AnyFigure, add_legend, legend_entries
from actplot.draw.look import Look
from actplot.draw.panel import draw_panel
from actplot.draw.styles import line_styles
from actplot.sampling import Sampled


def draw_into(
    place: Any, samples: Sequence[Sampled], look: Look, hidden: Container[int] = ()
) -> Figure:
    """Draw into axes, one an order of derivative, or into a figure or subfigure.

    Axes keep their title, their labels, and what is in them; with something in them, their limits
    too. The first gets a legend. A figure gets panels, a title and a legend, laid out in it.
    Returns the figure to which the place belongs. Raises ActplotError for another number of axes.
    """
    with mpl.rc_context(look_settings(look)):
        if isinstance(place, AnyFigure):
            _fill_figure(place, samples, look, hidden)
            return _root(place)
        panels = _axes(place, orders=len(samples[0].values))
        styles = line_styles(len(samples), look.colors)
        drawn = [
            pair for n, pair in enumerate(zip(samples, styles, strict=True)) if n not in hidden
        ]
        for order, axes in enumerate(panels):
            _fill_axes(axes, drawn, order, look)
        add_legend(panels[0], legend_entries(panels[0]))
    return _root(panels[0])


def shown_once(figure: Figure) -> None:
    """Let a notebook show a figure of pyplot once, where its cell ends with it.

    Pyplot shows what a cell has made, and the notebook the value of its last line: the same figure.
    """
    pyplot, shell = sys.modules.get("matplotlib.pyplot"), _shell()
    if not pyplot or not shell or not pyplot.fignum_exists(getattr(figure, "number", None)):
        return
    leave = partial(_leave_to_pyplot, figure, shell.execution_count)
    vars(figure)["_ipython_display_"] = leave
    formatter = shell.display_formatter.ipython_display_formatter
    usual = formatter.type_printers.get(Figure)
    if usual:  # of some kinds of windows, which comes before what a figure says of itself
        formatter.for_type(Figure, partial(_once, formatter, usual, figure))


def _once(formatter: Any, usual: Callable[[Any], Any], figure: Figure, shown: Any) -> Any:
    """Let this figure say whether it is shown, and leave all others to the usual way again."""
    formatter.for_type(Figure, usual)
    leave = vars(figure).get("_ipython_display_") if shown is figure else None
    if leave:
        with suppress(NotImplementedError):
            return leave()
    return usual(shown)


def _leave_to_pyplot(figure: Figure, cell: int) -> None:
    """Show nothing in this cell; in another one a figure is shown as usual, which IPython does."""
    vars(figure).pop("_ipython_display_", None)
    shell = _shell()
    if not shell or shell.execution_count != cell:
        raise NotImplementedError


def _shell() -> Any:
    """Return the shell of a notebook, None outside of any."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _root(part: Any) -> Figure:
    figure: Figure = part.get_figure(root=True)
    return figure


def figure_size(place: Any) -> tuple[float, float] | None:
    """Return width and height in inches of a figure or subfigure, None for axes."""
    if not isinstance(place, AnyFigure):
        return None
    box, dpi = place.bbox, _root(place).dpi
    return box.width / dpi, box.height / dpi


def _fill_figure(
    figure: AnyFigure, samples: Sequence[Sampled], look: Look, hidden: Container[int]
) -> None:
    panels = add_panels(figure, 1 if look.overlay else len(samples[0].values), look)
    fill(panels, samples, look, hidden)
    lay_out(figure, panels, look)


def _axes(place: Any, orders: int) -> list[Axes]:
    """Return the axes as a list, one an order."""
    axes = list(np.ravel(np.asarray(place, dtype=object)))
    if len(axes) != orders or not all(isinstance(each, Axes) for each in axes):
        raise ActplotError(
            f"axes: {orders} are needed, for the function and each derivative up to order "
            f"{orders - 1}; {len(axes)} given. A figure or subfigure will do as well"
        )
    return axes


def _fill_axes(
    axes: Axes, drawn: Sequence[tuple[Sampled, dict[str, Any]]], order: int, look: Look
) -> None:
    """Draw into axes, and leave what their owner has made of them."""
    title, label, limits = axes.get_title(), axes.get_xlabel(), (axes.get_xlim(), axes.get_ylim())
    had_data = axes.has_data()
    draw_panel(axes, drawn, order, look)
    if title:
        axes.set_title(title)
    if label:
        axes.set_xlabel(label)
    if had_data:
        axes.set(xlim=limits[0], ylim=limits[1])
    elif drawn:
        axes.set_xlim(float(drawn[0][0].x[0]), float(drawn[0][0].x[-1]))
