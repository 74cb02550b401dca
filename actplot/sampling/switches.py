"""Where a formula switches, found from the formula: thresholds of its choices, zeros, and poles.

A kink can only be where the argument of abs, sign, min, max, clip or a comparison crosses its
threshold, a pole only where a denominator is zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from actplot.entries.read import Curve
from actplot.errors import NumberError
from actplot.evaluate import Array, compiled
from actplot.formula import tree
from actplot.formula.simplify import linear
from actplot.formula.tree import Call, Comparison, Node, Power

Function = Callable[[Array], Array]

SEARCH_POINTS = 4097  # of the grid on which crossings are looked for
# Into how many parts a cell with a zero is cut at each step; into fewer where there are many cells,
# so that a step has about so many points. Two would not cut a cell that ends at 0.
MOST_PARTS, FEWEST_PARTS, REFINED_POINTS = 64, 3, 2048
# How far to either side of the zero of its chord a cell is cut at first, as a share of the cell.
FIRST_SHARE = 1 / 16
MOST_CROSSINGS = 500  # of one curve; a formula that switches faster has no kinks to look at
# Nodes of all the formulas whose zeros are looked for; one nested on purpose would take seconds.
MOST_SEARCHED = 500
TINY = 1e-300  # what is nearer to 0 is not told from it
# Points closer than this, relative to their size, are one point; its sides begin beyond it.
FIRST_STEP = 8 * np.finfo(np.float64).eps


@lru_cache(maxsize=1024)
def switches(node: Node) -> tuple[Node, ...]:
    """Return the formulas at whose zeros this one may have a kink or a jump."""
    found: dict[Node, None] = {}
    for part in tree.walk(node):
        match part:
            case Comparison(operands, _):
                for left, right in pairwise(operands):
                    found |= dict.fromkeys(_thresholds(left, right))
            case Call("abs" | "sign", (argument,)):
                found[argument] = None
            case Call("min" | "max", (left, right)):
                found |= dict.fromkeys(_thresholds(left, right))
            case Call("clip", (argument, low, high)):
                found |= dict.fromkeys(_thresholds(argument, low))
                found |= dict.fromkeys(_thresholds(argument, high))
            case _:
                continue
    return tuple(switch for switch in found if tree.depends_on_x(switch))


def _thresholds(left: Node, right: Node) -> list[Node]:
    """Return what is zero where left = right: for |u| = c, both u - c and u + c."""
    if isinstance(left, Call) and left.name == "abs":
        (u,) = left.arguments
        return [*_thresholds(u, right), *_thresholds(u, tree.negate(right))]
    try:
        return [tree.add(left, tree.negate(right))]
    except NumberError:  # the difference is too large to be held, and so is its zero
        return []


@lru_cache(maxsize=1024)
def poles(node: Node) -> tuple[Node, ...]:
    """Return the formulas at whose zeros this one may have a pole: denominators, cos of a tan."""
    found: dict[Node, None] = {}
    for part in tree.walk(node):
        match part:
            case Power(base, exponent) if tree.is_negative(exponent):
                found[base] = None
            case Call("tan", (argument,)):
                found[tree.call("cos", argument)] = None
            case _:
                continue
    return tuple(pole for pole in found if tree.depends_on_x(pole))


@lru_cache(maxsize=1024)
def _crossings(formula: Node, lo: float, hi: float) -> tuple[float, ...]:
    found: set[float] = set()
    searched = [*switches(formula), *poles(formula)]
    if sum(map(tree.size, searched)) > MOST_SEARCHED:
        return ()
    for switch in searched:
        found.update(zeros(switch, lo, hi))
        if len(found) > MOST_CROSSINGS:
            return ()
    apart: list[float] = []
    for at in sorted(found):
        # two formulas may find the same point, each to its own last digit
        if not apart or at - apart[-1] > FIRST_STEP * abs(at):
            apart.append(at)
    return tuple(apart)


def crossings(curve: Curve, lo: float, hi: float) -> tuple[float, ...]:
    """Return the points in [lo, hi] where the formula switches or may have a pole."""
    return _crossings(curve.bound(), lo, hi)


def may_switch(curve: Curve) -> bool:
    """Tell whether the formula of a curve may switch or have a pole anywhere."""
    formula = curve.bound()
    return bool(switches(formula) or poles(formula))


def switch_near(curve: Curve, points: Array, reach: Array) -> Array:
    """Return, for each point, one within reach where the formula switches or may have a pole.

    It is NaN where there is none, and for a point that is no finite number.
    """
    formula = curve.bound()
    near = np.full_like(points, np.nan)
    for switch in [*switches(formula), *poles(formula)]:
        line = linear(switch)
        if line:
            at = _quotient(-line[1], line[0])
            near[np.abs(points - at) <= reach] = at
            continue
        function = compiled(switch)
        low, high = points - reach, points + reach
        crossed = np.sign(function(low)) * np.sign(function(high)) < 0
        near[crossed] = refine(function, low[crossed], high[crossed])
        on = function(points) == 0
        near[on] = points[on]
    near[~np.isfinite(points)] = np.nan
    return near


def zeros(node: Node, lo: float, hi: float) -> list[float]:
    """Return the zeros of a formula in [lo, hi] at which it changes sign, to the last digit.

    A zero at an end counts as one.
    """
    line = linear(node)
    if line:
        slope, offset = line
        at = _quotient(-offset, slope)
        return [at] if lo <= at <= hi else []
    return sign_changes(compiled(node), lo, hi, lambda x: signs_of(node, x))


def sign_changes(
    function: Function,
    lo: float,
    hi: float,
    signs_at: Function | None = None,
    known: Sequence[float] = (),
) -> list[float]:
    """Return the points in [lo, hi] at which a function changes sign, to the last digit.

    `signs_at` gives its signs where they are better known than from its values. A change for which
    there is a known point is not looked for again.
    """
    x = np.linspace(lo, hi, SEARCH_POINTS)
    signs = signs_at(x) if signs_at else np.sign(function(x))
    at_grid = x[1:-1][(signs[1:-1] == 0) & (signs[:-2] != signs[2:])]
    left = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    left = left[~np.isin(left, np.searchsorted(x, known) - 1)]
    if len(left) > MOST_CROSSINGS:
        return []
    between = refine(function, x[left], x[left + 1]) if len(left) else x[:0]
    at_ends = x[[0, -1]][signs[[0, -1]] == 0]
    return [float(at) for at in (*at_ends, *at_grid, *between)]


def _quotient(a: Fraction, b: Fraction) -> float:
    """Return a/b as a float, an infinity where it is beyond the largest."""
    try:
        return float(a / b)
    except OverflowError:
        return math.inf


def signs_of(node: Node, x: Array) -> Array:
    """Return the sign of a formula at x; where float64 underflows it is that of the true value."""
    signs = np.sign(compiled(node)(x))
    vanished = signs == 0
    if vanished.any():
        from actplot.evaluate.wide_evaluate import signs as exact_signs

        signs[vanished] = exact_signs(node, x[vanished])
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


def switches_among(curve: Curve, at: ArrayLike) -> tuple[float, ...]:
    """Return those of the points at which the formula switches, each once."""
    x = np.asarray(at, dtype=np.float64)
    found: set[float] = set()
    # a choice may change at a pole too, as sign(1/x) does
    conditions = [each for node in switches(curve.bound()) for each in (node, *poles(node))]
    for switch in dict.fromkeys(conditions):
        line = linear(switch)
        if line:
            threshold = _quotient(-line[1], line[0])
            if np.any(x == threshold):
                found.add(threshold)
        else:
            here = np.unique(x[(compiled(switch)(x) == 0) & np.isfinite(x)])
            found.update(_not_inside_stretches(switch, here)[:MOST_CROSSINGS].tolist())
    return tuple(sorted(found))


def _not_inside_stretches(switch: Node, zeros: Array) -> Array:
    """Return those zeros of a formula beside which it is not 0, as max(x, 1) - x is from 1 on."""
    step = first_step(zeros)
    return zeros[signs_of(switch, np.stack([zeros - step, zeros + step])).any(axis=0)]


def first_step(at: Array) -> Array:
    """Return how far beside each point its sides begin: a few units in the last place, or TINY."""
    return np.where(at == 0, TINY, FIRST_STEP * np.abs(at))
