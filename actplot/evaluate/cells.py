"""Many doubtful points at once: a polynomial through wide numbers for each short cell of the line.

Wide numbers cost a microsecond or more a point. Where a formula is smooth, nine of them fix it over
a cell to more digits than float64 holds. The first terms of the polynomial are pairs, so that
nothing is lost to cancellation; a point whose digits are not sure is left to wide numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actplot.evaluate.arrays import NEAR, Array
from actplot.evaluate.wide import (
    Pair,
    Wide,
    pair_add,
    pair_divide,
    shifted,
    two_product,
    two_sum,
)
from actplot.formula import tree
from actplot.formula.tree import Call, Comparison, Node, Number

CELLS_PER_UNIT = 64
# Nodes of a cell in steps from its middle, which the polynomial takes up in this order.
NODES = (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0)
STEPS_PER_CELL = 8
LARGEST_BASIS = {2: 20.0, 7: 2520.0, 8: 4700.0}  # |s (s - 1) (s + 1) ...| for |s| <= 4
# Digits of the terms after the second, which are float64, and what the terms left out come to,
# as shares of the second difference and of the last two.
ROUNDING = 2.0**-49
LEFT_OUT, LEFT_OUT_BEFORE = 2.0**-3, 2.0**-9
LARGEST_EXPONENT = 1000.0  # of 2; beyond it the last digits of a result could be lost
CHUNK = 8192

Evaluation = Callable[[Array], Wide]
Places = NDArray[np.intp]


def thresholds(formula: Node) -> tuple[float, ...] | None:
    """Return the points at which a formula may have a value of its own, None if they are unknown.

    Everywhere else it agrees with one side at least, and a jump inside a cell shows.
    """
    found: list[float] = []
    for part in tree.walk(formula):
        if part == tree.UNIFORM or (isinstance(part, Call) and part.name == "sign"):
            return None
        if isinstance(part, Comparison):
            for operand in part.operands:
                if isinstance(operand, Number):
                    found.append(float(operand.value))
                elif operand != tree.X:
                    return None
    return tuple(found)


def by_cells(value: Evaluation, x: Array, apart: tuple[float, ...]) -> Array:
    """Return the function at x, NaN where a cell does not give all digits, and at `apart`.

    Callers hold `np.errstate(all="ignore")`.
    """
    result = np.full(x.shape, np.nan)
    near = np.flatnonzero(np.abs(x) <= NEAR)
    if not len(near):
        return result
    numbers = np.rint(x[near] * CELLS_PER_UNIT).astype(np.intp)
    lowest = int(numbers.min())
    there = np.zeros(int(numbers.max()) - lowest + 1, dtype=np.bool_)
    there[numbers - lowest] = True
    cells = _cells(value, (np.flatnonzero(there) + lowest) / CELLS_PER_UNIT)
    place_of = np.cumsum(there) - 1
    for start in range(0, len(near), CHUNK):
        chunk = slice(start, start + CHUNK)
        middle = numbers[chunk] / CELLS_PER_UNIT
        steps = (x[near[chunk]] - middle) * (CELLS_PER_UNIT * STEPS_PER_CELL)
        result[near[chunk]] = cells.at(place_of[numbers[chunk] - lowest], steps)
    for point in apart:
        result[x == point] = np.nan
    return result


@dataclass(frozen=True)
class _Cells:
    """Newton's polynomials over the nodes, one column a cell: a term a row, in steps.

    The results are times 2**exponent, and sure where they are at least `surely` in size.
    """

    terms: Array
    first_lows: Array
    exponent: Array
    surely: Array

    def at(self, places: Places, s: Array) -> Array:
        """Return the values in these cells at s steps from the middle, NaN where not sure."""

        def taken(row: Array) -> Array:
            return row.take(places, mode="clip")

        rest = taken(self.terms[-1])
        for term, node in zip(self.terms[-2:1:-1], NODES[-2:1:-1], strict=True):
            rest *= s - node
            rest += taken(term)
        rest *= s - NODES[1]
        rest += taken(self.first_lows[1])
        slope, slope_low = two_sum(taken(self.terms[1]), rest)
        risen, risen_low = two_product(slope, s)
        risen_low += slope_low * s
        total, low = two_sum(taken(self.terms[0]), risen)
        total += low + (risen_low + taken(self.first_lows[0]))
        sure = np.abs(total) >= taken(self.surely)
        return np.where(sure, np.ldexp(total, taken(self.exponent)), np.nan)


def _cells(value: Evaluation, middles: Array) -> _Cells:
    """Return the polynomials of the cells with these middles."""
    nodes = np.array(NODES)[:, None]
    points = middles + nodes / (CELLS_PER_UNIT * STEPS_PER_CELL)
    parts = [value(row) for row in np.array_split(points.reshape(-1), -(-points.size // CHUNK))]
    high, low, exponent = (
        np.concatenate(list(rows)).reshape(points.shape)
        for rows in zip(*((w.high, w.low, w.exponent) for w in parts), strict=True)
    )
    top = np.max(np.where(high == 0.0, -np.inf, exponent), axis=0)
    unusable = ~(np.abs(top) < LARGEST_EXPONENT)
    top = np.where(unusable, 0.0, top)
    row: Pair = (shifted(high, exponent - top), shifted(low, exponent - top))
    terms, lows = [row[0][0]], [row[1][0]]
    for level in (1, 2):
        row = pair_divide(
            pair_add((row[0][1:], row[1][1:]), (-row[0][:-1], -row[1][:-1])),
            (nodes[level:] - nodes[:-level], np.zeros(())),
        )
        terms.append(row[0][0])
        lows.append(row[1][0])
    plain = row[0]
    for level in range(3, len(NODES)):
        plain = (plain[1:] - plain[:-1]) / (nodes[level:] - nodes[:-level])
        terms.append(plain[0])
    error = (
        ROUNDING * LARGEST_BASIS[2] * np.abs(terms[2])
        + LEFT_OUT * LARGEST_BASIS[8] * np.abs(terms[8])
        + LEFT_OUT_BEFORE * LARGEST_BASIS[7] * np.abs(terms[7])
    )
    surely = np.where(unusable | np.isnan(error), np.inf, error / np.finfo(np.float64).eps)
    return _Cells(np.array(terms), np.array(lows[:2]), top.astype(np.int32), surely)
