"""The number formats in which code runs: what rounds to what, and how far apart numbers are.

Every number of them is a float64, so that arrays of float64 hold them all.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from actplot.evaluate.array_types import Array, Mask

FEW_BITS = 16  # of formats all of whose numbers may be tried
MOST_EDGES = 64


@dataclass(frozen=True)
class NumberFormat:
    """A binary floating-point format: `digits` of them, from 2**lowest to below 2**(highest + 1).

    Where it `flushes`, numbers below 2**lowest may be 0: hardware and frameworks do so at will.
    """

    name: str
    bits: int
    digits: int
    lowest: int
    highest: int
    flushes: bool = True

    @property
    def largest(self) -> float:
        """The largest number that is not infinite."""
        return math.ldexp(2.0 - math.ldexp(1.0, 1 - self.digits), self.highest)

    @property
    def smallest(self) -> float:
        """The smallest number that may not be taken for 0."""
        return math.ldexp(1.0, self.lowest - (0 if self.flushes else self.digits - 1))

    @property
    def has_few_numbers(self) -> bool:
        """Tell whether all its numbers may be tried."""
        return self.bits <= FEW_BITS

    def spacing(self, x: Array) -> Array:
        """Return how far apart numbers of the size of x are: one unit in the last place."""
        _, exponent = np.frexp(np.nan_to_num(x))  # |x| is at least half of 2**exponent
        exponent = np.where(x == 0.0, self.lowest, exponent - 1)
        last = np.clip(exponent, self.lowest, self.highest) - (self.digits - 1)
        return np.asarray(np.ldexp(1.0, last))

    def rounded(self, x: Array) -> Array:
        """Return the nearest numbers of the format, infinite beyond the largest."""
        if self.name == "float64":
            return np.asarray(x, dtype=np.float64)
        with np.errstate(all="ignore"):
            step = self.spacing(x)
            near = np.rint(x / step) * step
            beyond = np.abs(near) > self.largest
        return np.where(beyond, np.copysign(np.inf, x), near)

    def numbers(self, lo: float, hi: float) -> Array:
        """Return all numbers of the format from lo to hi, 0 once. Asked of small formats alone."""
        counts = np.arange(2 ** (self.bits - 1))
        fraction, exponent = counts % 2 ** (self.digits - 1), counts >> (self.digits - 1)
        whole = np.where(exponent > 0, fraction + 2.0 ** (self.digits - 1), fraction)
        power = np.maximum(exponent, 1) - 1 + self.lowest - (self.digits - 1)
        positive = np.ldexp(whole[1:], power[1:])
        positive = positive[positive <= self.largest]
        every = np.concatenate([-positive[::-1], [0.0], positive])
        return every[(every >= lo) & (every <= hi)]

    def edges(self, x: Array, kinds: Callable[[Array], Array]) -> Array:
        """Return, in pairs, the neighbours between which the kind of a number changes.

        One change is found between two of the x that differ, and of the first MOST_EDGES of them.
        """
        kind = kinds(x)
        places = np.flatnonzero(kind[1:] != kind[:-1])[:MOST_EDGES]
        left, right, kind = x[places], x[places + 1], kind[places]
        for _ in range(self.bits):
            middle = self._halfway(left, right)
            inside = (left < middle) & (middle < right)
            if not inside.any():
                break
            asked, back = np.unique(np.where(inside, middle, left), return_inverse=True)
            same = kinds(asked)[back] == kind
            left = np.where(inside & same, middle, left)
            right = np.where(inside & ~same, middle, right)
        return np.concatenate([left, right])

    def _halfway(self, a: Array, b: Array) -> Array:
        """Return numbers of the format between those of a and b, as many to either side."""
        middle = (_ordinal(a) >> 1) + (_ordinal(b) >> 1)
        return np.asarray(self.rounded(_at(middle)) + 0.0)


def kind_of(values: Array) -> Array:
    """Return 3 for what is no number, twice the sign of what is infinite, the sign of the rest."""
    sign = np.sign(np.nan_to_num(values))
    return np.where(np.isnan(values), 3.0, np.where(np.isinf(values), 2.0 * sign, sign))


def runs(x: Array, mask: Mask) -> tuple[tuple[float, float], ...]:
    """Return the first and the last x of each run of neighbours where the mask holds."""
    steps = np.diff(np.concatenate([[False], mask, [False]]).astype(int))
    first, last = np.flatnonzero(steps > 0), np.flatnonzero(steps < 0) - 1
    return tuple((float(x[a]), float(x[b])) for a, b in zip(first, last, strict=True))


def _ordinal(x: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return the place of each float64 among all of them, that of 0 being 0."""
    bits = np.abs(x).view(np.int64)
    return np.where(x < 0, -bits, bits)


def _at(ordinal: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Array:
    return np.where(ordinal < 0, -1.0, 1.0) * np.abs(ordinal).view(np.float64)


NUMBER_FORMATS = {
    each.name: each
    for each in (
        NumberFormat("float64", 64, 53, -1022, 1023),
        NumberFormat("float32", 32, 24, -126, 127),
        NumberFormat("float16", 16, 11, -14, 15, flushes=False),
        NumberFormat("bfloat16", 16, 8, -126, 127),
    )
}
