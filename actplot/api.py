"""The Python interface: curves as objects with numbers, and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from actplot import formula
from actplot.basics import (
    DEFAULT_DEPTH,
    DEFAULT_DPI,
    DEFAULT_ORDER,
    DEFAULT_POINTS,
    DEFAULT_RANGE,
    DEFAULT_SEED,
    DEFAULT_THEME,
    ActplotError,
    checked_interval,
    checked_order,
    checked_seed,
    did_you_mean,
)
from actplot.tracing import curve_of
from actplot.tracing import curves as read

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from numpy.typing import ArrayLike, NDArray

    from actplot.sampling import Kink
    from actplot.write import View

NOTEBOOK_SIZE = (10.0, 4.0)  # inches


@dataclass(frozen=True, repr=False)
class Curve(formula.Curve):
    """One function: label, name, formula and parameters, and its numbers at any x."""

    def value(self, x: ArrayLike) -> NDArray[np.float64]:
        """Return the function at x: float64 in the shape of x, NaN for NaN."""
        return self.derivative(x, order=0)

    def derivative(self, x: ArrayLike, order: int = 1) -> NDArray[np.float64]:
        """Return the derivative of this order at x, in the shape of x; NaN exactly at a kink.

        Raises ActplotError for an order that is not 0, 1, 2 or 3.
        """
        from actplot.sampling import evaluate

        return evaluate(self, x, checked_order(order))

    def derivative_formula(self, order: int = 1) -> str:
        """Return the derivative of this order as text, parameters as names.

        Raises ActplotError for an order that is not 0, 1, 2 or 3.
        """
        return super().derivative_formula(checked_order(order))

    def kinks(self, lo: float, hi: float, order: int = 1) -> list[Kink]:
        """Return the points inside (lo, hi) where the value or a derivative jumps.

        Derivatives up to `order` are looked at; each kink has x, order, left and right. Raises
        ActplotError where there are more than are looked for.
        """
        from actplot.sampling import every_kink

        lo, hi = checked_interval("range", (lo, hi))
        found = every_kink(self, lo, hi, checked_order(order))
        if found is None:
            raise ActplotError(
                f"{self.label} has too many kinks and poles between {lo:g} and {hi:g} to find them "
                "all; ask for a shorter interval"
            )
        return list(found)

    def code(self, language: str, order: int = DEFAULT_ORDER) -> str:
        """Return the value and the derivatives up to `order` as functions of a language.

        That is numpy, torch, jax, c, javascript or latex; the parameters are arguments. A comment
        names the formula and the x for which the code was found right. Raises ActplotError for
        another language.
        """
        from actplot.code import code_of

        return "\n".join(code_of([self], language, checked_order(order))) + "\n"

    def _repr_png_(self) -> bytes:
        """Return what a notebook shows: curve and derivative, with the formulas of both."""
        shown: Any = plot(self, size=NOTEBOOK_SIZE, formulas=self.depth == DEFAULT_DEPTH)
        png: bytes = shown._repr_png_()
        return png


def curves(
    *texts: str | Callable[..., Any], seed: int = DEFAULT_SEED, **parameters: Any
) -> list[Curve]:
    """Return the curves of one or more CURVE texts, sweeps written out, or Python functions of x.

    `parameters` set the other arguments of functions.
    """
    if parameters and not all(map(callable, texts)):
        raise ActplotError(
            f"{min(parameters)}=: parameters of a text go into it, as in elu:alpha=2"
        )
    found: list[formula.Curve] = []
    for text in texts:
        if isinstance(text, str):
            found += read([text], checked_seed(seed))
        else:
            found.append(curve_of(text, parameters))
    return [Curve(**vars(curve)) for curve in found]


def curve(text: str | Callable[..., Any], seed: int = DEFAULT_SEED, **parameters: Any) -> Curve:
    """Return the curve of a CURVE text such as `elu:alpha=0.5`, or of a Python function of x.

    `parameters` set the other arguments of a function, which is called, and followed into its
    formula. Raises ActplotError for a sweep, and for what cannot be followed.
    """
    found = curves(text, seed=seed, **parameters)
    if len(found) > 1:
        raise ActplotError(
            f"{text!r} is a sweep of {len(found)} curves; use actplot.curves for the list"
        )
    return found[0]


def plot(
    *texts: str | formula.Curve,
    range: tuple[float, float] = DEFAULT_RANGE,
    points: int = DEFAULT_POINTS,
    order: int = DEFAULT_ORDER,
    seed: int = DEFAULT_SEED,
    depth: int | Sequence[int] = DEFAULT_DEPTH,
    hide: Sequence[int] = (),
    title: str = "",
    each: bool = False,
    size: tuple[float, float] | None = None,
    dpi: int = DEFAULT_DPI,
    ylim: tuple[float, float] | None = None,
    dylim: tuple[float, float] | None = None,
    theme: str = DEFAULT_THEME,
    grid: bool | None = None,
    formulas: bool = False,
    saturation: float | None = None,
    svg_text: bool = False,
    preset: str = "",
    font_size: float | None = None,
    line_width: float | None = None,
    legend: str | None = None,
    label: str | Sequence[str] = (),
    xlabel: str = "",
    ylabel: str = "",
    dylabel: str = "",
    colors: Sequence[str] = (),
    overlay: bool = False,
    xscale: str = "linear",
    yscale: str = "linear",
    dyscale: str = "linear",
    hline: float | Sequence[float] = (),
    vline: float | Sequence[float] = (),
    mark: str | Sequence[str] = (),
    columns: int | None = None,
    axes: Axes | Sequence[Axes] | Figure | SubFigure | None = None,
) -> Figure:
    """Return a matplotlib Figure of the curves and their derivatives.

    Each argument means what the option of the same name means on the command line; curves may be
    texts or what `curve` returned. `axes` are your own to draw into, one an order, or a figure or
    subfigure of yours; the figure that they belong to is returned. A notebook shows a new figure
    as a page that answers to the mouse and the keys. Raises ActplotError for what the command line
    would refuse.
    """
    given = dict(locals())  # the arguments by name, which are those of the options
    from actplot.draw import blamed_on_theme, draw_into, figure_size, shown_once
    from actplot.write import frame, picture, sampled

    view = _view(texts, given)
    with blamed_on_theme(theme):
        if axes is not None:
            look = replace(view.look, size=figure_size(axes) or view.look.size)
            figure = draw_into(axes, sampled(view), look, view.hidden)
            shown_once(figure)
            return figure
        figure = picture(view)
    vars(figure)["_repr_html_"] = partial(frame, view)  # for notebooks; matplotlib's own is None
    return figure


def page(*texts: str | formula.Curve, **options: Any) -> str:
    """Return the HTML of the page that `-o page.html` writes: one file that loads nothing.

    `options` are those of `plot`, but for `axes`. Raises ActplotError for what the command line
    would refuse.
    """
    from actplot.draw import blamed_on_theme
    from actplot.write import page_of

    known = plot.__kwdefaults__ or {}
    for name in options:
        if name not in known or name == "axes":
            raise ActplotError(f"page() has no option {name}{did_you_mean(name, known)}")
    with blamed_on_theme(options.get("theme", DEFAULT_THEME)):
        return page_of(_view(texts, options)).decode()


def _view(texts: Sequence[str | formula.Curve], given: dict[str, Any]) -> View:
    """Return what curves and options ask to see. Raises ActplotError where it cannot be drawn."""
    from actplot.write import checked_view, refuse_undrawable

    found: list[formula.Curve] = []
    for text in texts:
        seed = checked_seed(given.get("seed", DEFAULT_SEED))
        found += read([text], seed) if isinstance(text, str) else [text]
    if not found:
        raise ActplotError("nothing to plot: name a function or write a formula in x")
    view = checked_view(found, given)
    refuse_undrawable(view)
    return view
