"""Where curves are flat: the intervals of x in which every first derivative is small in size.

A boundary is found to the last digits on the exact derivative; where the derivative jumps it is the
very point. Intervals narrower than the grid are found by going down into the dips between its
points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from actplot.evaluate import Array, compiled
from actplot.formula import Curve, Node
from actplot.sampling import depth as chain
from actplot.sampling.trace import around
from actplot.sampling.zeros import FIRST_STEP, first_step

FLAT_SEARCH_POINTS = 1025  # of the grid on which small derivatives are looked for
MOST_STEPS = 200  # until a boundary stands
DIP_PARTS, DIP_STEPS = np.linspace(0.0, 1.0, 33), 4
MOST_DIPS = 1000  # of one curve; below more than these nobody could see an interval

Interval = tuple[float, float]


def saturated(curves: Sequence[Curve], interval: Interval, bound: float) -> tuple[Interval, ...]:
    """Return where in the interval the derivative of every curve is below the bound in size.

    A kink between two such stretches does not part them; of a random curve it is the expectation.
    """
    if not curves:
        return ()
    common: tuple[Interval, ...] = (interval,)
    for curve in curves:
        cuts = chain.crossings(curve, *interval)
        flat = _flat(curve.bound(), curve.depth, cuts, interval, bound)
        common = tuple(
            (max(a, c), min(b, d)) for a, b in common for c, d in flat if max(a, c) < min(b, d)
        )
    return common


@lru_cache(maxsize=1024)
def _flat(
    formula: Node, depth: int, cuts: tuple[float, ...], interval: Interval, bound: float
) -> tuple[Interval, ...]:
    """Return where one derivative is small; `cuts` are the points at which it may jump."""
    curve = Curve("", "", formula, {}, depth=depth)

    def excess(x: Array) -> Array:
        slope = compiled(curve.bound(1))(x) if depth == 1 else chain.evaluate(curve, x, 1)
        return np.abs(slope) - bound

    x = _grid(curve, cuts, interval)
    y = excess(x)
    dips, depths = _dips(excess, x, y)
    places = np.searchsorted(x, dips)
    x, y = np.insert(x, places, dips), np.insert(y, places, depths)
    small = y < 0
    before = np.flatnonzero(small[1:] != small[:-1])
    at = x[before + 1]
    jumps = np.searchsorted(cuts, x[before]) < np.searchsorted(cuts, at)
    at[jumps] = np.array(cuts)[np.searchsorted(cuts, x[before][jumps])]
    low, high = before[~jumps], before[~jumps] + 1
    at[~jumps] = _boundaries(excess, (x[low], x[high]), (y[low], y[high]))
    ends = [interval[0]] * bool(small[0]) + at.tolist() + [interval[1]] * bool(small[-1])
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def _grid(curve: Curve, cuts: Sequence[float], interval: Interval) -> Array:
    """Return an even grid, closer where a slope may be narrow; beside each cut, but not on it."""
    even = np.linspace(*interval, FLAT_SEARCH_POINTS)
    x: Array = np.sort(np.concatenate([even, *around(curve, *interval)]))
    x = x[np.append(True, x[1:] > x[:-1])]
    if not cuts:
        return x
    at = np.array(cuts)
    step = first_step(at)
    beside = np.concatenate([at - step, at + step])
    x = np.union1d(x, beside[(beside >= interval[0]) & (beside <= interval[1])])
    return x[~np.isin(x, at)]


def _dips(excess: Callable[[Array], Array], x: Array, y: Array) -> tuple[Array, Array]:
    """Return points between those of the grid where the derivative is small, and the excess there.

    They are looked for where it is smaller than at both neighbors, and still too large.
    """
    inner = y[1:-1]
    dips = (inner >= 0) & (inner <= y[:-2]) & (inner <= y[2:])
    dips &= (inner < y[:-2]) | (inner < y[2:])
    places = 1 + np.flatnonzero(dips)
    if not 0 < len(places) <= MOST_DIPS:
        return x[:0], x[:0]
    rows = np.arange(len(places))
    low, high = x[places - 1], x[places + 1]
    for _ in range(DIP_STEPS):
        points = low[:, None] + (high - low)[:, None] * DIP_PARTS
        heights = np.nan_to_num(excess(points), nan=np.inf)
        lowest = np.argmin(heights, axis=1)
        at, depth = points[rows, lowest], heights[rows, lowest]
        low = points[rows, np.maximum(lowest - 1, 0)]
        high = points[rows, np.minimum(lowest + 1, len(DIP_PARTS) - 1)]
    found = (depth < 0) & ~np.isin(at, x)
    return at[found], depth[found]


def _boundaries(
    excess: Callable[[Array], Array], ends: tuple[Array, Array], values: tuple[Array, Array]
) -> Array:
    """Return where the excess changes sign in each cell, by the rule of Illinois.

    It asks for fewer points than `refine`, whose last digit nobody sees in a boundary.
    """
    (low, high), (before, behind) = ends, values
    small, at, moved = before < 0, low.copy(), np.zeros(len(low))
    for _ in range(MOST_STEPS if len(low) else 0):
        last = at
        with np.errstate(all="ignore"):
            at = low - before * ((high - low) / (behind - before))
        # the middle, where one side has no number
        at = np.where(np.isnan(at), low + (high - low) / 2, np.clip(at, low, high))
        here = excess(at)
        up = (here < 0) == small
        # an end that stays for a second time is made to weigh less
        before, behind = (
            np.where(up, here, np.where(moved < 0, before / 2, before)),
            np.where(up, np.where(moved > 0, behind / 2, behind), here),
        )
        low, high, moved = np.where(up, at, low), np.where(up, high, at), np.where(up, 1.0, -1.0)
        if np.all((np.abs(at - last) <= FIRST_STEP / 2 * np.abs(at)) | (here == 0)):
            break
    return at
