"""Curves on a grid: values, derivatives, kinks and draws.

A derivative is NaN exactly at a kink; the limits on both sides of it are known.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from actplot.basics import OutOfBudget, budget
from actplot.evaluate import Array, compiled
from actplot.formula import Curve, Draws, Node
from actplot.sampling import depth as chain
from actplot.sampling.breaks import Break, any_jump
from actplot.sampling.trace import Trace, traced

# What may be spent on the search for kinks, and on values; on each point besides.
WORK_OF_SEARCH, WORK_OF_VALUES, WORK_OF_POINT = 1e6, 1.5e6, 60.0
LOSS = "loss"  # the kind of entry whose gradient's zeros are wanted


@dataclass(frozen=True)
class Kink:
    """A point where the derivative of this order jumps; 0 is the function itself."""

    x: float
    order: int
    left: float
    right: float


@dataclass(frozen=True)
class Drawn:
    """What was drawn of a random function: one array for each order of derivative.

    `low` and `high` bound the draws, where they lie on neither; empty otherwise.
    """

    values: tuple[Array, ...]
    low: tuple[Array, ...]
    high: tuple[Array, ...]


@dataclass(frozen=True)
class Sampled:
    """A curve on a grid: one array for each order of derivative, NaN exactly at a kink.

    `breaks` holds, for each order, what happens at the points where the formula switches or has a
    pole; `kinks` are those of them where the value or a derivative of the sampled orders jumps.
    `stationary` are the points where the gradient of a loss is zero. For a random function the
    values are the expectation and `drawn` is a sample. `switches_too_often` tells that there are
    more such points than are looked for, and none of them in `breaks`; `has_gaps` that some values
    would have taken too long, and are NaN.
    """

    curve: Curve
    x: Array
    values: tuple[Array, ...]
    breaks: tuple[tuple[Break, ...], ...]
    kinks: tuple[Kink, ...]
    stationary: tuple[float, ...] = ()
    drawn: Drawn | None = None
    switches_too_often: bool = False
    has_gaps: bool = False

    @cached_property
    def trace(self) -> Trace:
        """The curve as it is drawn, whatever the grid steps over."""
        return traced(self.curve, self.x, self.values, self.breaks, self.has_gaps)

    def __repr__(self) -> str:
        lo, hi = self.x[[0, -1]]
        orders = len(self.values) - 1
        return (
            f"Sampled({self.curve!r}, {self.x.size} points from {lo:g} to {hi:g}, order {orders})"
        )


def grid(lo: float, hi: float, points: int) -> Array:
    """Return the uniform grid of a data file, exactly `linspace(lo, hi, points)`."""
    return np.linspace(lo, hi, points)


def sample(curve: Curve, x: Array, order: int = 1) -> Sampled:
    """Return the curve and its derivatives up to `order` on an increasing grid."""
    lo, hi = float(x[0]), float(x[-1])
    every = _breaks(curve, order, lo, hi)
    found = every or ((),) * (order + 1)
    most = WORK_OF_VALUES + WORK_OF_POINT * len(x) * curve.depth
    with budget(work=most, takes_gaps=True) as spent:
        values = tuple(chain.jet(curve, x, order))
    minima = chain.stationary(curve, lo, hi) if curve.kind == LOSS else ()
    drawn = _draw(curve, curve.draws, x, values) if curve.draws else None
    inside = tuple(_kinks(found, lo, hi))
    return Sampled(curve, x, values, found, inside, minima, drawn, every is None, spent.has_gaps)


def _breaks(curve: Curve, order: int, lo: float, hi: float) -> tuple[tuple[Break, ...], ...] | None:
    """Return what each order does where the formula switches; None where that is too often."""
    try:
        with budget(work=WORK_OF_SEARCH):
            at = chain.every_crossing(curve, lo, hi)
            return None if at is None else chain.curve_breaks(curve, order, at)
    except OutOfBudget:
        return None


def _draw(curve: Curve, draws: Draws, x: Array, expected: Sequence[Array]) -> Drawn:
    """Draw once for each x: the same uniform numbers for value and derivatives.

    What is drawn has no derivative where the expectation has none.
    """
    uniform = np.random.default_rng(draws.seed).random(len(x))

    def orders(formula: Node | None) -> tuple[Array, ...]:
        if formula is None:
            return ()
        return tuple(
            np.where(np.isnan(mean), np.nan, compiled(curve.bind(formula, n))(x, uniform))
            for n, mean in enumerate(expected)
        )

    return Drawn(orders(draws.draw), orders(draws.low), orders(draws.high))


def kinks(curve: Curve, lo: float, hi: float, order: int = 1) -> tuple[Kink, ...]:
    """Return `every_kink` inside (lo, hi), none where there are too many."""
    return every_kink(curve, lo, hi, order) or ()


def every_kink(curve: Curve, lo: float, hi: float, order: int = 1) -> tuple[Kink, ...] | None:
    """Return the points inside (lo, hi) where the value or a derivative up to `order` jumps.

    None says that there are more than are looked for.
    """
    found = _breaks(curve, order, lo, hi)
    return None if found is None else tuple(_kinks(found, lo, hi))


def evaluate(curve: Curve, x: ArrayLike, order: int = 0) -> Array:
    """Return the derivative of this order at x, in the shape of x; order 0 is the value.

    A derivative is NaN exactly at a kink of a lower or the same order.
    """
    return chain.evaluate(curve, np.asarray(x, dtype=np.float64), order)


def jump_at(curve: Curve, x: float, order: int) -> tuple[Break, ...]:
    """Return what each order does at x, nothing if none up to `order` jumps there."""
    here = chain.crossings(curve, x, x) if math.isfinite(x) else ()
    found = tuple(each for of_order in chain.curve_breaks(curve, order, here) for each in of_order)
    return found if any_jump(found) else ()


def _kinks(by_order: Sequence[Sequence[Break]], lo: float, hi: float) -> Iterator[Kink]:
    """Yield each point inside (lo, hi), poles left out, with the lowest order that jumps there."""
    for at_point in zip(*by_order, strict=True):
        for order, found in enumerate(at_point):
            if found.jumps:
                ends = math.isnan(found.left) or math.isnan(found.right)  # of the domain
                if not (found.pole or ends) and lo < found.x < hi:
                    yield Kink(found.x, order, found.left, found.right)
                break
