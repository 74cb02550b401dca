"""What a function makes of standard normal inputs: the moments by which layers are initialised."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from actplot.basics import ActplotError, spend
from actplot.evaluate import Array, compiled
from actplot.formula import Curve
from actplot.sampling import crossings

FARTHEST = 38.0  # the normal density beyond is 0 in float64
PANELS = 76  # before any is halved
NODES, FEWER_NODES = 24, 16  # of two rules, whose difference tells the error
HALVINGS = 50
MOST_PANELS = 300  # at a time; a function that needs more is not worked out
AGREE = 1e-14  # of the whole, by which the rules may differ on a panel
ROUNDING = 1e-14  # of the sizes, to which their sum is exact
LEFT_OVER = 1e-11  # of the whole, which what is never resolved may come to


@dataclass(frozen=True)
class Signal:
    """The moments of f and its slope at a normal x: infinite where they are not finite.

    The slope is that between the jumps of f.
    """

    mean: float
    square: float
    slope_square: float

    @property
    def gain(self) -> float | None:
        """The factor that gives the outputs a mean square of 1."""
        return 1 / math.sqrt(self.square) if 0 < self.square < math.inf else None


def signal(curve: Curve) -> Signal | None:
    """Return the moments of a curve, None where it has no value or slope on a stretch.

    None also where it turns too often for them to be worked out.
    """
    try:
        function, slope = compiled(curve.bound()), compiled(curve.bound(1))
    except ActplotError:
        return None

    def integrands(x: Array) -> Array:
        density = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
        y, dy = function(x), slope(x)
        return np.stack([y * density, y * (y * density), dy * (dy * density)])

    cuts = crossings(curve, -FARTHEST, FARTHEST)
    edges = np.union1d(np.linspace(-FARTHEST, FARTHEST, PANELS + 1), np.array(cuts))
    with np.errstate(all="ignore"):  # of what is infinite
        found = _integrals(integrands, edges)
    if found is None:
        return None
    whole, size, left = found
    endless = left > LEFT_OVER * size
    mean, square, slope_square = np.where(endless | np.isinf(size), np.inf, whole).tolist()
    if abs(mean) <= ROUNDING * size[0] < math.inf:
        mean = 0.0  # what is left of two halves that are equal
    return Signal(mean, square, slope_square)


def _integrals(
    integrands: Callable[[Array], Array], edges: Array
) -> tuple[Array, Array, Array] | None:
    """Return integrals, those of the sizes, and what of these is on panels never resolved.

    Panels on which two rules differ are halved, so that a kink or a pole that nobody has found is
    closed in. None where an integrand has no value.
    """
    rules = [np.polynomial.legendre.leggauss(count) for count in (NODES, FEWER_NODES)]
    low, high = edges[:-1], edges[1:]
    whole, size, left = np.zeros(3), np.zeros(3), np.zeros(3)
    for halving in range(HALVINGS + 1):
        spend()
        middle, half = (low + high) / 2, (high - low) / 2
        by_rule = []
        for nodes, weights in rules:
            values = integrands(middle + half * nodes[:, np.newaxis])
            if np.isnan(values).any():
                return None
            by_rule.append(np.tensordot(weights, values, (0, 1)) * half)
            sizes = np.tensordot(weights, np.abs(values), (0, 1)) * half
        parts, error = by_rule[0], np.abs(by_rule[0] - by_rule[1])
        total = size + sizes.sum(axis=1)
        endless = ~np.isfinite(parts).all(axis=1)
        left[endless] = size[endless] = np.inf
        rough = (error[~endless] > AGREE * total[~endless, np.newaxis]).any(axis=0)
        last = halving == HALVINGS
        if np.count_nonzero(rough) > MOST_PANELS:
            return None  # it turns too often
        kept = np.ones_like(rough) if last else ~rough
        whole += parts[:, kept].sum(axis=1)
        size += sizes[:, kept].sum(axis=1)
        if last:
            left += sizes[:, rough].sum(axis=1)
        low, middle, high = low[~kept], middle[~kept], high[~kept]
        if not len(low):
            break
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
    return whole, size, left
