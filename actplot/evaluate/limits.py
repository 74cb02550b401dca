"""The limit of a formula at an infinity, read off far points in balls."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from flint import arb

from actplot.evaluate.ball_functions import UNDEFINED, ball
from actplot.evaluate.balls import ENOUGH_FOR_SIGNS, in_more_and_more_bits, rounded
from actplot.formula import Node

# Far out on the line, where a formula shows the limit that it goes to.
PROBES = tuple(10.0**power for power in range(45, 101, 5))
SAME_VALUE = 4 * np.finfo(np.float64).eps
FAR_EXPONENTS = tuple(10**power for power in range(20, 301, 20))  # of 2, further out
# By how much steps of the logarithm may differ, at least, and relative to it: its rounding.
UNEVEN, UNEVEN_OF_LARGEST = 1e-6, 8 * np.finfo(np.float64).eps


@lru_cache(maxsize=4096)
def limit(formula: Node, infinity: float) -> float:
    """Return the limit of the formula at an infinity, NaN where there is none.

    Values at far points that agree are the limit, values that only shrink go to 0, values that
    only grow go to infinity. What still moves there as a logarithm does is looked at again much
    further out.
    """
    side = 1 if infinity > 0 else -1
    near = _Far(formula, [arb(side * probe) for probe in PROBES])
    if near.settled or not near.moves_steadily:
        return near.settled_value
    far = _Far(formula, [arb((side, exponent)) for exponent in FAR_EXPONENTS])
    if far.settled:
        return far.settled_value
    if near.grows:
        return math.copysign(math.inf, near.numbers[-1])
    return 0.0


class _Far:
    """The values of a formula at far points, and what they do from one to the next."""

    def __init__(self, formula: Node, x: list[arb]) -> None:
        values = [_value(formula, at) for at in x]
        self.numbers = np.array([number for number, _ in values])
        self.sizes = np.array([size for _, size in values])
        last = self.numbers[-1]
        with np.errstate(all="ignore"):
            known = not np.isnan(self.numbers).any()
            close = np.abs(self.numbers - last) <= SAME_VALUE * abs(last)
            # an infinity settles only where even its exponent has no end
            beyond = np.isinf(self.numbers) & np.isinf(self.sizes)
            self.settled = bool(known and np.all(np.where(np.isinf(last), beyond, close)))
            self.settled_value = float(last) if self.settled else math.nan
            steps = np.diff(self.sizes)
            one_sign = np.all(np.sign(self.numbers) == np.sign(last))
            self.grows = bool(np.all(steps > 0) and one_sign)
            # a wave makes the steps uneven
            uneven = np.diff(steps)
            room = np.maximum(UNEVEN, UNEVEN_OF_LARGEST * np.abs(self.sizes[-1]))
            even = np.all(uneven <= room) or np.all(uneven >= -room)
            self.moves_steadily = bool(known and ((self.grows and even) or np.all(steps < 0)))


def _value(formula: Node, x: arb) -> tuple[float, float]:
    """Return a formula as a float64 and the logarithm of its size to base 2."""
    for bits, value in in_more_and_more_bits(formula, x, ENOUGH_FOR_SIGNS):
        number = rounded(value, bits)
        if number is not None:
            return number, _log_size(value)
    return math.nan, math.nan


def _log_size(value: object) -> float:
    if value is UNDEFINED:
        return math.nan
    middle = ball(value).mid()
    if not middle.is_finite():
        return math.inf
    mantissa, exponent = middle.man_exp()
    if mantissa == 0:
        return -math.inf
    try:
        # Python takes the logarithm of an integer of any length
        return float(int(exponent)) + math.log2(abs(int(mantissa)))
    except OverflowError:
        return math.inf if exponent > 0 else -math.inf
