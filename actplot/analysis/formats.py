"""What becomes of the tails of a function in a number format of fewer bits.

Far out a value is rounded to its limit, or to 0, or is beyond the largest number. What is built on
it there, 1 - f, log(f) or a gradient, is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from actplot.evaluate import NUMBER_FORMATS, Array, Mask, NumberFormat, Program, compiled
from actplot.formula import Curve

ORDERS, SIDES = (0, 1), (-1, 1)
# How far out is looked, at no round number, where functions of pieces have values by chance; and
# the points of each round in which the place is closed in.
OUT = np.geomspace(0.0617, 1.13e9, 273)
PARTS, ROUNDS = np.linspace(0.0, 1.0, 33), 6
FURTHER = 1.25


FORMATS = tuple(NUMBER_FORMATS[name] for name in ("float32", "bfloat16"))


@dataclass(frozen=True)
class Tail:
    """Beyond x, on the side of the sign, a derivative of this order is only `value` in a format."""

    format: str
    order: int
    side: int
    x: float
    value: float


@dataclass(frozen=True)
class _Far:
    """A function on one side of 0, and to what a format rounds its limit there."""

    function: Program
    side: int
    format: NumberFormat
    limit: float

    @property
    def goal(self) -> float:
        """The limit in the format."""
        return float(self.format.rounded(np.array([self.limit]))[0])

    def is_there(self, distance: Array) -> Mask:
        """Tell where no more than the limit is left."""
        return np.asarray(self.format.rounded(self.function(self.side * distance)) == self.goal)

    def begins(self) -> float | None:
        """Return how far out the rest is the limit, None where it nowhere is for the format alone.

        A function that comes to its limit itself, as a hard one does, loses nothing.
        """
        there = self.is_there(OUT)
        if there.all() or not there[-1]:
            return None
        last = int(np.flatnonzero(~there)[-1])
        low, high = float(OUT[last]), float(OUT[last + 1])
        for _ in range(ROUNDS):
            points = low + (high - low) * PARTS
            reached = max(1, int(np.argmax(self.is_there(points) | (PARTS == 1.0))))
            low, high = points[reached - 1], points[reached]
        further = self.function(np.array([self.side * FURTHER * high]))
        return None if float(further[0]) == self.limit else float(high)


def tails(curve: Curve) -> tuple[Tail, ...]:
    """Return what value and slope round to far out, for each format, where they have a limit."""
    return tuple(_tails(curve))


def _tails(curve: Curve) -> Iterator[Tail]:
    for format, order, side in product(FORMATS, ORDERS, SIDES):
        function = compiled(curve.bound(order))
        far = _Far(function, side, format, float(function(np.array([side * np.inf]))[0]))
        distance = far.begins()
        if distance is not None:
            yield Tail(format.name, order, side, side * distance, far.goal)
