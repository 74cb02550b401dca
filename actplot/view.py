"""What a command line asks to see: enough to draw it, and to write the command line again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from actplot.draw import Look
from actplot.errors import ActplotError
from actplot.formula import Curve, at_depths
from actplot.options import (
    DEFAULT_DEPTH,
    DEFAULT_ORDER,
    DEFAULT_POINTS,
    DEFAULT_SEED,
    shortest,
    usual_size,
)

if TYPE_CHECKING:
    pass

USUAL = Look()
T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """Curves over an interval of x, derivatives up to `order`, and how they look.

    Each curve is drawn composed with itself to each of the `depths`. `hidden` are the places of
    drawn curves that are not shown; the others keep their colors.
    """

    curves: tuple[Curve, ...]
    interval: tuple[float, float]
    points: int = DEFAULT_POINTS
    order: int = DEFAULT_ORDER
    seed: int = DEFAULT_SEED
    hidden: frozenset[int] = frozenset()
    look: Look = USUAL
    depths: tuple[int, ...] = (DEFAULT_DEPTH,)

    def __post_init__(self) -> None:
        """Raise ActplotError for what does not go together, however it was asked for."""
        if self.look.formulas and self.depths != (DEFAULT_DEPTH,):
            raise ActplotError("--formulas are those of one layer; they do not go with --depth")
        if self.look.each and self.shows_nothing:
            raise ActplotError("--hide leaves no curve; leave one for the rows of --each")

    @property
    def shows_nothing(self) -> bool:
        """Tell whether every curve is hidden."""
        return len(self.hidden) == len(self.curves) * len(self.depths)

    @property
    def drawn(self) -> list[Curve]:
        """Every curve to every depth, hidden ones too."""
        return at_depths(self.curves, self.depths)


def single(view: View, place: int) -> View:
    """Return the view of one drawn curve alone, in the style of the first."""
    base, depth = divmod(place, len(view.depths))
    look = view.look
    if look.size == usual_size(len(view.drawn) - len(view.hidden), look.each):
        look = replace(look, size=usual_size(1, look.each))
    return replace(
        view,
        look=look,
        curves=view.curves[base : base + 1],
        depths=view.depths[depth : depth + 1],
        hidden=frozenset(),
    )


def visible(view: View, each: Sequence[T]) -> list[T]:
    """Return those of what belongs to the drawn curves of a view that are not hidden."""
    return [one for place, one in enumerate(each) if place not in view.hidden]


def shown_labels(view: View) -> list[str]:
    """Return the labels of the curves that are not hidden."""
    return [curve.label for curve in visible(view, view.drawn)]


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
    if view.depths != (DEFAULT_DEPTH,):
        yield from ("--depth", ",".join(map(str, view.depths)))
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
