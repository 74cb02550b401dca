"""Where a function changes sign: all such points of an interval, to the last digit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from actplot.basics import ActplotError
from actplot.evaluate import Array, compiled, sure_signs
from actplot.formula import ROWS, Call, Node, derivative, linear

Function = Callable[[Array], Array]
SEARCH_POINTS = 4097  # of the grid on which crossings are looked for
# Into how many parts a cell with a zero is cut at each step; into fewer where there are many cells,
# so that a step has about so many points. Two would not cut a cell that ends at 0.
MOST_PARTS, FEWEST_PARTS, REFINED_POINTS = 16, 3, 512
# How far to either side of the zero of its chord a cell is cut at first, as a share of the cell.
FIRST_SHARE = 1 / 16
MOST_CROSSINGS = 500  # of one curve; a formula that switches faster has no kinks to look at
# What a formula may be at a zero where it does not change sign, as a share of what is beside it.
TOUCHING = 1e-18
TINY = 1e-300  # what is nearer to 0 is not told from it
# Points closer than this, relative to their size, are one point; its sides begin beyond it.
FIRST_STEP = 8 * np.finfo(np.float64).eps


class TooManyCrossingsError(Exception):
    """There are more sign changes than are looked for."""


def zeros(node: Node, lo: float, hi: float) -> list[float]:
    """Return `every_zero` of a formula in [lo, hi], none where there are too many."""
    try:
        return every_zero(node, lo, hi)
    except TooManyCrossingsError:
        return []


def every_zero(node: Node, lo: float, hi: float) -> list[float]:
    """Return the zeros of a formula in [lo, hi] at which it changes sign, to the last digit.

    A zero at an end counts as one. Raises TooManyCrossingsError.
    """
    at = zero_of_line(node)
    if at is not None:
        return [at] if lo <= at <= hi else []
    return sign_changes(compiled(node), lo, hi, lambda x: signs_of(node, x))


def touches(node: Node, lo: float, hi: float) -> list[float]:
    """Return the zeros of a formula in [lo, hi] at which its sign stays: its slope changes sign."""
    if linear(node) or (isinstance(node, Call) and ROWS[node.name].periodic):
        return []  # a wave comes to 0 where it goes through it
    try:
        at = np.array(zeros(derivative(node), lo, hi))
    except ActplotError:  # the slope is too long to be looked at
        return []
    function, cell = compiled(node), (hi - lo) / SEARCH_POINTS
    around = np.abs(function(at + np.array([[-cell], [cell]]))).max(axis=0)
    touched: list[float] = at[np.abs(function(at)) <= TOUCHING * around].tolist()
    return touched


def sign_changes(
    function: Function,
    lo: float,
    hi: float,
    signs_at: Function | None = None,
    known: Sequence[float] = (),
) -> list[float]:
    """Return the points in [lo, hi] at which a function changes sign, to the last digit.

    `signs_at` gives its signs where they are better known than from its values. A change for which
    there is a known point is not looked for again. Raises TooManyCrossingsError.
    """
    x = np.linspace(lo, hi, SEARCH_POINTS if lo < hi else 1)  # of a point typed alone
    signs = signs_at(x) if signs_at else np.sign(function(x))
    at_grid = x[1:-1][(signs[1:-1] == 0) & (signs[:-2] != signs[2:])]
    left = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    left = left[~np.isin(left, np.searchsorted(x, known) - 1)]
    if len(left) > MOST_CROSSINGS:
        raise TooManyCrossingsError
    between = refine(function, x[left], x[left + 1]) if len(left) else x[:0]
    at_ends = x[[0, -1]][signs[[0, -1]] == 0]
    return [float(at) for at in (*at_ends, *at_grid, *between)]


def zero_of_line(node: Node) -> float | None:
    """Return -b/a for a formula a*x + b, infinity where floats end before it; None for others."""
    line = linear(node)
    if not line:
        return None
    slope, offset = line
    try:
        return float(-offset / slope)
    except OverflowError:
        return math.inf


def signs_of(node: Node, x: Array) -> Array:
    """Return the sign of a formula at x; where float64 underflows it is that of the true value."""
    signs = np.sign(compiled(node)(x))
    vanished = signs == 0
    if vanished.any():
        signs[vanished] = sure_signs(node, x[vanished])
    return signs


def refine(function: Function, low: Array, high: Array) -> Array:
    """Return where a function changes sign in each cell, to the last digit.

    A cell is cut into many parts at once: near a zero each evaluation is dear, not each point. The
    zero of its chord is cut out too, more closely each time that this was right.
    """
    if not len(low):
        return low
    count = min(MOST_PARTS, max(FEWEST_PARTS, REFINED_POINTS // len(low)))
    parts, rows = np.linspace(0.0, 1.0, count + 1), np.arange(len(low))
    at_low, at_high = function(low), function(high)
    share = np.full(len(low), FIRST_SHARE)
    while True:
        left, right = _around_zero_of_chord(low, high, at_low, at_high, share)
        cuts = (_cut(low[:, None], high[:, None], parts), left[:, None], right[:, None])
        points = np.sort(np.concatenate(cuts, axis=1))
        found = function(points)
        other = np.sign(found) != np.sign(found[:, :1])
        other[:, -1] = True  # where rounding has hidden the change
        behind = np.argmax(other, axis=1)
        before = np.maximum(behind - 1, 0)
        closer_low, closer_high = points[rows, before], points[rows, behind]
        if np.all((closer_low == low) & (closer_high == high)):
            break
        was_right = (left <= closer_low) & (closer_high <= right)
        share = np.where(was_right, share**2, np.minimum(np.sqrt(share), FIRST_SHARE))
        low, high = closer_low, closer_high
        at_low, at_high = found[rows, before], found[rows, behind]
    zero = np.where(np.abs(at_low) < np.abs(at_high), low, high)
    return np.where(np.abs(zero) <= TINY, 0.0, zero)


def _around_zero_of_chord(
    low: Array, high: Array, at_low: Array, at_high: Array, share: Array
) -> tuple[Array, Array]:
    """Return two points around the zero of each chord, this share of the cell to either side."""
    with np.errstate(all="ignore"):  # of values that are infinite, or no numbers
        zero = low + (high - low) * (at_low / (at_low - at_high))
    zero = np.where(np.isfinite(zero), zero, low)
    reach = np.maximum(share * (high - low), np.spacing(np.abs(zero)))
    around = np.stack([zero - reach, zero + reach])
    left, right = np.clip(np.where(np.abs(around) < TINY, 0.0, around), low, high)
    return left, right


def _cut(low: Array, high: Array, parts: Array) -> Array:
    """Return points that cut cells: by even steps, towards 0 by even ratios, and 0 itself.

    Even steps would take a thousand halvings to reach 0.
    """
    points = low + (high - low) * parts
    size = np.maximum(np.abs(low), np.abs(high))
    small = np.maximum(np.minimum(np.abs(low), np.abs(high)), TINY)
    side = np.where(low < 0, -1.0, 1.0)
    uneven = (np.sign(low) == np.sign(high)) & (size / len(parts) > small)
    ratios = side * _by_ratios(small, size, np.where(side < 0, 1 - parts, parts))
    points = np.where(uneven, ratios, points)
    from_middle = 2 * parts - 1
    reach = np.maximum(np.where(from_middle < 0, -low, high), TINY)
    around = np.sign(from_middle) * _by_ratios(TINY, reach, np.abs(from_middle))
    points = np.clip(np.where((low <= 0) & (high >= 0), around, points), low, high)
    points[:, 0], points[:, -1] = low[:, 0], high[:, 0]
    return points


def _by_ratios(start: ArrayLike, end: Array, share: Array) -> Array:
    """Return start * (end / start)**share, where the quotient may be beyond the largest number."""
    half: Array = np.exp(share * (np.log(end) - np.log(start)) / 2)
    return np.asarray(start) * half * half


def first_step(at: Array) -> Array:
    """Return how far beside each point its sides begin: a few units in the last place, or TINY."""
    return np.where(at == 0, TINY, FIRST_STEP * np.abs(at))
