"""Many doubtful points where a formula is a straight line to the last digit, as it is far out.

Over an interval [a, b] a formula f is f(m) + s (x - m), but for less than r (b - a), if its slope
lies in the ball s +- r there: the mean value theorem, in balls. Where the sigmoid is 1, the
gaussian 0 and softplus x, one interval answers for all of its points.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from flint import arb

from actplot.basics import ActplotError
from actplot.evaluate.array_types import Array
from actplot.evaluate.ball_functions import UNDEFINED, Value, ball
from actplot.evaluate.balls import ball_program, entering, is_decided, rounded, working_bits
from actplot.evaluate.interpolate import Decision
from actplot.evaluate.pairs import pair_add, two_product, two_sum
from actplot.formula import Node, comparisons, derivative, stepping_calls

BITS = 192
FEWEST = 256  # points; fewer cost less one by one
SURE = 2.0**-60  # the largest error of a value, relative to it


def by_lines(formula: Node, x: Array) -> Array:
    """Return the formula at x where a straight line gives all digits, NaN elsewhere."""
    result = np.full(x.shape, np.nan)
    if len(x) < FEWEST:
        return result
    try:
        slope = derivative(formula)
    except ActplotError:  # too long
        return result
    decided = partial(is_decided, tuple(comparisons(formula)), stepping_calls(formula))
    order = np.argsort(x)
    ordered = x[order]
    waiting = [(0, len(x))]
    with working_bits(BITS), np.errstate(all="ignore"):
        while waiting:
            first, end = waiting.pop()
            found = _line(formula, slope, ordered[first:end], decided)
            if found is not None:
                result[order[first:end]] = found
            elif end - first >= 2 * FEWEST:
                middle = (first + end) // 2
                waiting += [(first, middle), (middle, end)]
    return result


def _line(formula: Node, slope: Node, x: Array, decided: Decision) -> Array | None:
    """Return the formula at sorted points, None where it is no straight line over all of them.

    A line that is level to the last digit is seen from the ball of its values.
    """
    a, m, b = (float(x[place]) for place in (0, len(x) // 2, -1))
    cell = arb(a).union(arb(b))
    same = rounded(_at(formula, cell), BITS)
    if same is not None:
        return np.full_like(x, same)
    slopes = _at(slope, cell)
    if slopes is UNDEFINED or not slopes.is_finite() or not decided(a, b):
        return None
    value = _at(formula, entering(m, BITS))
    if value is UNDEFINED or not value.is_finite():
        return None
    s, high = float(slopes), float(value)
    bend = abs(slopes - arb(s)) * (arb(b) - arb(a))
    error = float((bend + arb(0, 1) * value.rad()).abs_upper())
    low = float(value - arb(high))
    total, _ = pair_add((np.asarray(high), np.asarray(low)), _times(s, *two_sum(x, np.asarray(-m))))
    return total if np.all(np.abs(total) * SURE > error) else None


def _times(s: float, high: Array, low: Array) -> tuple[Array, Array]:
    product, error = two_product(np.asarray(s), high)
    return product, error + s * low


def _at(formula: Node, x: Value) -> Value:
    return ball(ball_program(formula).value(x, x, BITS))
