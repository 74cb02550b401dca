"""A curve composed with itself: values, derivatives and kinks by the chain rule.

A chain of N layers does to a value f(f(...f(x))), and to its gradient the product of the slopes on
the way. A curve of depth 1 is its formula, and passes through.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actplot.basics import HIGHEST_ORDER
from actplot.evaluate import Array, Mask, compiled
from actplot.formula import Curve
from actplot.sampling.breaks import SAME_LIMIT, Break, breaks, values
from actplot.sampling.switches import every_crossing as switches_of_formula
from actplot.sampling.switches import once_each, switch_near, switches_and_poles
from actplot.sampling.zeros import (
    MOST_CROSSINGS,
    SEARCH_POINTS,
    TooManyCrossingsError,
    every_zero,
    sign_changes,
    zeros,
)

Interval = tuple[float, float]

NEAR_KINK = 1e-9  # a value this near to a kink, relative to its size, is on it
SHORT_DIGITS = 12
MOST_TOGETHER = 2**20  # points that enter layers whose derivatives are worked out in one go
SAME_POINT = 1e-13  # layers know a point to its last digits only; this near it is one


def evaluate(curve: Curve, points: Array, order: int) -> Array:
    """Return the derivative of this order at points, NaN exactly at a kink."""
    return values(curve, points, order) if curve.depth == 1 else jet(curve, points, order)[order]


def jet(curve: Curve, points: Array, order: int) -> list[Array]:
    """Return the value and its derivatives up to this order at points, NaN exactly at kinks."""
    if curve.depth == 1:
        return [values(curve, points, n) for n in range(order + 1)]
    x = points.reshape(-1)
    found = _layers(curve, x, order)
    undecided = np.isfinite(x) & np.logical_or.reduce([np.isnan(each) for each in found])
    if undecided.any():
        # an inner extremum may touch a kink from one side only
        sides = (_beside(curve, x[undecided], side, order) for side in (-1, 1))
        smooth = np.ones(np.count_nonzero(undecided), dtype=np.bool_)
        for each, left, right in zip(found, *sides, strict=True):
            smooth = smooth & _same(left, right)
            each[undecided] = np.where(smooth & np.isnan(each[undecided]), left, each[undecided])
    return [each.reshape(points.shape) for each in found]


def zeros_of_order(curve: Curve, order: int, lo: float, hi: float) -> list[float]:
    """Return where the derivative of this order changes sign in [lo, hi], none if too often."""
    if curve.depth == 1:
        return zeros(curve.bound(order), lo, hi)
    try:
        return sign_changes(lambda x: jet(curve, x, order)[order], lo, hi)
    except TooManyCrossingsError:
        return []


def crossings(curve: Curve, lo: float, hi: float) -> tuple[float, ...]:
    """Return `every_crossing` of a curve in [lo, hi], none where there are too many."""
    return every_crossing(curve, lo, hi) or ()


def every_crossing(curve: Curve, lo: float, hi: float) -> tuple[float, ...] | None:
    """Return the points in [lo, hi] where a layer of the curve switches or may have a pole.

    None says that there are more than are looked for.
    """
    own = switches_of_formula(curve.bound(), lo, hi)
    if own is None or curve.depth == 1 or not switches_and_poles(curve.bound()):
        return own
    if lo == hi:  # asked of a point that was found before, or typed
        reach = NEAR_KINK * max(1.0, abs(lo))
        near = crossings(curve, lo - reach, hi + reach)
        return (lo,) if any(abs(at - lo) <= SAME_POINT * max(1.0, abs(lo)) for at in near) else ()
    found = [*own]
    function = compiled(curve.bound())
    y = np.linspace(lo, hi, SEARCH_POINTS)
    for layer in range(1, curve.depth):
        y = function(y)
        seen = y[np.isfinite(y)]
        if not len(seen):
            break
        levels = switches_of_formula(curve.bound(), float(seen.min()), float(seen.max()))
        if levels is None:
            return None
        if not levels:
            continue
        try:
            found += _reached(curve, layer, levels, y, found, (lo, hi))
        except TooManyCrossingsError:
            return None
        if len(found) > MOST_CROSSINGS:
            return None
    return once_each(found, SAME_POINT)


def curve_breaks(curve: Curve, order: int, at: tuple[float, ...]) -> tuple[tuple[Break, ...], ...]:
    """Return for each order up to this what the derivative does at each of the points."""
    orders = range(order + 1)
    if not at:
        return ((),) * len(orders)
    if curve.depth == 1:
        return tuple(breaks(curve.bound(n), at) for n in orders)
    sides = (_beside(curve, np.array(at), side, order) for side in (-1, 1))
    return tuple(_breaks_between(at, left, right) for left, right in zip(*sides, strict=True))


def _breaks_between(at: tuple[float, ...], left: Array, right: Array) -> tuple[Break, ...]:
    poles = np.isinf(left) | np.isinf(right)
    jumps = poles | ~_same(left, right)
    columns = (each.tolist() for each in (left, right, jumps, poles))
    return tuple(map(Break, at, *columns))


def stationary(curve: Curve, lo: float, hi: float) -> tuple[float, ...]:
    """Return the points inside (lo, hi) where the derivative changes sign by way of zero."""

    def slope(x: Array) -> Array:
        return np.nan_to_num(evaluate(curve, x, 1))

    try:
        deep = curve.depth > 1
        found = sign_changes(slope, lo, hi) if deep else every_zero(curve.bound(1), lo, hi)
    except TooManyCrossingsError:
        return ()
    at = np.array([each for each in found if lo < each < hi])
    cell = (hi - lo) / SEARCH_POINTS  # where a stretch of zeros begins, no sign changes
    changes = slope(at - cell) * slope(at + cell) < 0
    return tuple(at[changes].tolist())


# Layers


def _composed(curve: Curve, x: Array, layers: int) -> Array:
    function = compiled(curve.bound())
    for _ in range(layers):
        x = function(x)
    return x


def _layers(curve: Curve, points: Array, order: int) -> list[Array]:
    """Return the value and its derivatives up to `order`.

    Where the points are few, the derivatives of many layers are worked out in one go.
    """
    jet = [points, np.ones_like(points), *(np.zeros_like(points) for _ in range(order - 1))]
    together = max(1, MOST_TOGETHER // max(1, len(points)))
    with np.errstate(all="ignore"):  # what overflows on the way is infinite or no number
        for first in range(0, curve.depth, together):
            y = [jet[0]]  # what enters each of these layers, and what leaves the last
            for _ in range(min(together, curve.depth - first)):
                y.append(values(curve, y[-1], 0))
            entering = np.stack(y[:-1])
            slopes = (values(curve, entering, n) for n in range(1, order + 1))
            for outer in zip(y[1:], *slopes, strict=True):
                jet = _chained(outer, jet[: order + 1])
    return jet


def _chained(outer: Sequence[Array], inner: Sequence[Array]) -> list[Array]:
    """Return the derivatives of outer(inner(x)), to the third, for the derivatives of both.

    Where the inner function stands still, so does the outer, whatever its slope: at a kink too.
    """
    terms: list[list[tuple[Array, Array]]] = []
    match [*inner[1:]]:
        case [d1]:
            terms = [[(outer[1], d1)]]
        case [d1, d2]:
            terms = [[(outer[1], d1)], [(outer[2], d1**2), (outer[1], d2)]]
        case [d1, d2, d3]:
            terms = [
                [(outer[1], d1)],
                [(outer[2], d1**2), (outer[1], d2)],
                [(outer[3], d1**3), (outer[2], 3 * d1 * d2), (outer[1], d3)],
            ]
    return [outer[0], *(sum(map(_weighted, each), np.zeros_like(outer[0])) for each in terms)]


def _weighted(term: tuple[Array, Array]) -> Array:
    """Return slope times weight, 0 where the weight is 0 and the slope is not known."""
    slope, weight = term
    product: Array = np.where(weight == 0, 0.0, slope * weight)
    return product


# Kinks


def _reached(
    curve: Curve,
    layer: int,
    levels: Sequence[float],
    y: Array,
    found: Sequence[float],
    ends: Interval,
) -> list[float]:
    """Return the points where the input of a layer, `y` on the grid, crosses one of the levels.

    Those among the found at which it does are not looked for again.
    """
    inside = np.array([at for at in found if ends[0] < at < ends[1]])
    step = SAME_POINT * (ends[1] - ends[0])
    before, behind = (_composed(curve, inside + side * step, layer) for side in (-1, 1))
    new: list[float] = []
    for level in levels:
        crossed = np.sign(before - level) * np.sign(behind - level) < 0
        new += _crossed(curve, layer, level, y, inside[crossed].tolist(), ends)
    return new


def _crossed(
    curve: Curve, layer: int, level: float, y: Array, known: Sequence[float], ends: Interval
) -> list[float]:
    """Return the points where the input of a layer crosses a level, without those known."""

    def above(x: Array) -> Array:
        return _composed(curve, x, layer) - level

    new = sign_changes(above, *ends, lambda _: np.sign(y - level), known)
    if not new:
        return []
    # layers that round hit the level at several numbers in a row; a short one can be typed
    short = [float(f"{at:.{SHORT_DIGITS}g}") for at in new]
    on = above(np.array(short)) == 0
    rounded: list[float] = np.where(on, short, new).tolist()
    return rounded


def _same(left: Array, right: Array) -> Mask:
    """Tell where both limits are one number, or both are none."""
    with np.errstate(invalid="ignore"):  # the difference of two infinities
        near = np.abs(left - right) <= SAME_LIMIT * np.maximum(np.abs(left), np.abs(right))
    same: Mask = near | (left == right) | (np.isnan(left) & np.isnan(right))
    return same


def _beside(curve: Curve, x: Array, side: int, order: int) -> list[Array]:
    """Return the one-sided limits at x of the value and its derivatives up to `order`."""
    highest = min(max(order, 1) + 1, HIGHEST_ORDER)  # one more, to see where the value goes
    jet = [x, np.ones_like(x), *(np.zeros_like(x) for _ in range(highest - 1))]
    with np.errstate(all="ignore"):
        for _ in range(curve.depth):
            jet = _chained(_limits(curve, jet[0], _heading(jet, side), highest), jet)
    return jet[: order + 1]


def _heading(jet: Sequence[Array], side: int) -> Array:
    """Return to which side of its value a function goes on one side of a point, 0 for neither."""
    heading = np.zeros_like(jet[0])
    for n, derivative in enumerate(jet[1:], start=1):
        heading = np.where(heading == 0, np.sign(derivative) * side**n, heading)
    return heading


def _limits(curve: Curve, y: Array, heading: Array, highest: int) -> list[Array]:
    """Return what one layer and its derivatives come to at y, coming from the side of heading."""
    y = y + 0.0  # where -0.0 is 0.0: on which side of it a function goes, heading tells
    near = switch_near(curve.bound(), y, NEAR_KINK * np.maximum(1.0, np.abs(y)))
    beside = ~np.isnan(near) & (heading != 0)
    at, place = np.unique(near[beside], return_inverse=True)
    found = []
    for n in range(highest + 1):
        limit = values(curve, y, n)
        if len(at):
            sides = [(each.left, each.right) for each in breaks(curve.bound(n), tuple(at.tolist()))]
            left, right = np.array(sides)[place].T
            limit = limit.copy()
            limit[beside] = np.where(heading[beside] > 0, right, left)
        found.append(limit)
    return found
