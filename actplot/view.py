"""What a command line asks to see: enough to draw it, and to write the command line again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from actplot.options import DEFAULT_ORDER, DEFAULT_POINTS, DEFAULT_SEED, shortest
from actplot.panels import Look
from actplot.sample import Sampled, grid, sample
from actplot.spec import Curve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

USUAL = Look()
T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """Curves over an interval of x, derivatives up to `order`, and how they look.

    `hidden` are the places of curves that are not shown; the others keep their colors.
    """

    curves: tuple[Curve, ...]
    interval: tuple[float, float]
    points: int = DEFAULT_POINTS
    order: int = DEFAULT_ORDER
    seed: int = DEFAULT_SEED
    hidden: frozenset[int] = frozenset()
    look: Look = USUAL


def sampled(view: View) -> list[Sampled]:
    """Return every curve of the view, hidden ones too, on its grid."""
    x = grid(*view.interval, view.points)
    return [sample(curve, x, view.order) for curve in view.curves]


def visible(view: View, each: Sequence[T]) -> list[T]:
    """Return those of what belongs to the curves of a view whose curves are not hidden."""
    return [one for place, one in enumerate(each) if place not in view.hidden]


def shown_labels(view: View) -> list[str]:
    """Return the labels of the curves that are not hidden."""
    return [curve.label for curve in visible(view, view.curves)]


def picture(view: View) -> Figure:
    """Return the figure of a view."""
    from actplot.figure import draw

    return draw(sampled(view), view.look, view.hidden)


def command(view: View) -> str:
    """Return the command line that shows this view, quoted for a shell."""
    texts = [curve.text for curve in view.curves]
    if any(text.startswith("-") for text in texts):
        texts.insert(0, "--")  # formulas that would be read as options
    return shlex.join(["actplot", *_options(view), *texts])


def _options(view: View) -> Iterator[str]:
    """Yield the options whose values are not the usual ones; the range always."""
    look = view.look
    yield from ("--range", *map(shortest, view.interval))
    for option, value, usual in (
        ("--points", view.points, DEFAULT_POINTS),
        ("--order", view.order, DEFAULT_ORDER),
        ("--seed", view.seed, DEFAULT_SEED),
        ("--dpi", look.dpi, USUAL.dpi),
        ("--theme", look.theme, USUAL.theme),
        ("--title", look.title, USUAL.title),
    ):
        if value != usual:
            yield from (option, str(value))
    for option, pair, usual_pair in (
        ("--size", look.size, USUAL.size),
        ("--ylim", look.ylim, None),
        ("--dylim", look.dylim, None),
    ):
        if pair and pair != usual_pair:
            yield from (option, *map(shortest, pair))
    if look.saturation is not None:
        yield from ("--saturation", shortest(look.saturation))
    for option, given in (("--formulas", look.formulas), ("--svg-text", look.svg_text)):
        if given:
            yield option
    if look.grid is not None:
        yield "--grid" if look.grid else "--no-grid"
    if view.hidden:
        yield from ("--hide", ",".join(str(place + 1) for place in sorted(view.hidden)))
