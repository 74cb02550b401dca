"""A curve composed with itself: values, derivatives and kinks by the chain rule.

A chain of N layers does to a value f(f(...f(x))), and to its gradient the product of the slopes on
the way. A curve of depth 1 is its formula, and passes through.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from actplot import breaks as once
from actplot.breaks import SAME_LIMIT, Break
from actplot.crossings import (
    FIRST_STEP,
    MOST_CROSSINGS,
    SEARCH_POINTS,
    sign_changes,
    zeros,
)
from actplot.crossings import crossings as switches_of_formula
from actplot.evaluate import Array, compiled
from actplot.options import HIGHEST_ORDER
from actplot.spec import Curve
from actplot.values import values

NEAR = 1e-9  # a value this near to a kink, relative to its size, is on it


def evaluate(curve: Curve, points: Array, order: int) -> Array:
    """Return the derivative of this order at points, NaN exactly at a kink."""
    if curve.depth == 1:
        return values(curve, points, order)
    with np.errstate(all="ignore"):  # what overflows on the way is infinite or no number
        found = _jet(curve, points, order)[order]
    for place in np.flatnonzero(np.isnan(found) & ~np.isnan(points)):
        at = float(points.flat[place])
        left, right = (_beside(curve, at, side, order) for side in (-1, 1))
        # an inner extremum may touch a kink from one side only
        if order and all(map(_same, left, right)):
            found.flat[place] = left[order]
    return found


def crossings(curve: Curve, lo: float, hi: float) -> tuple[float, ...]:
    """Return the points in [lo, hi] where a layer of the curve switches or may have a pole."""
    if curve.depth > 1 and lo == hi:  # asked of a point that was found before
        reach = NEAR * max(1.0, abs(lo))
        near = crossings(curve, lo - reach, hi + reach)
        return (lo,) if any(abs(at - lo) <= FIRST_STEP * abs(lo) for at in near) else ()
    found = set(switches_of_formula(curve, lo, hi))
    x = np.linspace(lo, hi, SEARCH_POINTS)
    for layer in range(1, curve.depth):
        y = _composed(curve, x, layer)
        seen = y[np.isfinite(y)]
        if not len(seen) or len(found) > MOST_CROSSINGS:
            break
        for switch in switches_of_formula(curve, float(seen.min()), float(seen.max())):
            found.update(_reached(curve, layer, switch, lo, hi))
    return tuple(_apart(sorted(found)))


def breaks(curve: Curve, order: int, at: tuple[float, ...]) -> tuple[Break, ...]:
    """Return what the derivative of this order does at each of the points."""
    if curve.depth == 1:
        return once.breaks(curve, order, at)
    return tuple(_break(curve, order, x) for x in at)


def stationary(curve: Curve, lo: float, hi: float) -> tuple[float, ...]:
    """Return the points inside (lo, hi) where the derivative changes sign by way of zero."""
    if curve.depth == 1:
        found = zeros(curve.bound(1), lo, hi)
    else:
        found = sign_changes(lambda x: np.nan_to_num(evaluate(curve, x, 1)), lo, hi)
    return tuple(at for at in found if lo < at < hi)


# Layers


def _composed(curve: Curve, x: Array, layers: int) -> Array:
    function = compiled(curve.bound())
    for _ in range(layers):
        x = function(x)
    return x


def _jet(curve: Curve, points: Array, order: int) -> list[Array]:
    """Return the value and its derivatives up to `order`, layer by layer."""
    jet = [points, np.ones_like(points), *(np.zeros_like(points) for _ in range(order - 1))]
    for _ in range(curve.depth):
        outer = [values(curve, jet[0], n) for n in range(order + 1)]
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


def _reached(curve: Curve, layer: int, level: float, lo: float, hi: float) -> Iterator[float]:
    """Yield the points where the input of a layer crosses a level."""
    yield from sign_changes(lambda x: _composed(curve, x, layer) - level, lo, hi)


def _apart(found: Sequence[float]) -> list[float]:
    """Return the points once each, where several layers found the same."""
    apart: list[float] = []
    for at in found:
        if not apart or at - apart[-1] > FIRST_STEP * abs(at):
            apart.append(at)
    return apart


def _break(curve: Curve, order: int, x: float) -> Break:
    left, right = (_beside(curve, x, side, order)[order] for side in (-1, 1))
    pole = math.isinf(left) or math.isinf(right)
    return Break(x, left, right, pole or not _same(left, right), pole)


def _same(left: float, right: float) -> bool:
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    return left == right or abs(left - right) <= SAME_LIMIT * max(abs(left), abs(right))


def _beside(curve: Curve, x: float, side: int, order: int) -> list[float]:
    """Return the one-sided limits at x of the value and its derivatives up to `order`."""
    highest = min(max(order, 1) + 1, HIGHEST_ORDER)  # one more, to see where the value goes
    jet = [np.array([x]), np.ones(1), *(np.zeros(1) for _ in range(highest - 1))]
    with np.errstate(all="ignore"):
        for _ in range(curve.depth):
            outer = [
                _limit(curve, float(jet[0][0]), _direction(jet, side), n)
                for n in range(highest + 1)
            ]
            jet = _chained([np.array([limit]) for limit in outer], jet)
    return [float(each[0]) for each in jet]


def _direction(jet: Sequence[Array], side: int) -> int:
    """Return to which side of its value a function goes on one side of a point, 0 for neither."""
    for n, derivative in enumerate(jet[1:], start=1):
        if derivative[0]:
            return (1 if derivative[0] > 0 else -1) * (side if n % 2 else 1)
    return 0


def _limit(curve: Curve, y: float, direction: int, order: int) -> float:
    """Return what one layer comes to at y, coming from a direction."""
    reach = NEAR * max(1.0, abs(y))
    near = switches_of_formula(curve, y - reach, y + reach) if math.isfinite(y) else ()
    if near and direction:
        (found,) = once.breaks(curve, order, near[:1])
        return found.right if direction > 0 else found.left
    return float(values(curve, np.array([y]), order)[0])
