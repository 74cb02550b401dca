"""Many doubtful points at once: a polynomial through balls for each short cell of the line.

Wide numbers cost a microsecond or more a point. Where a formula is smooth, nine of them fix it over
a cell to more digits than float64 holds. The first terms of the polynomial are pairs, so that
nothing is lost to cancellation; a point whose digits are not sure is left to balls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actplot.evaluate.array_types import USUAL_REACH, Array, Mask
from actplot.evaluate.pairs import (
    Pair,
    pair_add,
    pair_divide,
    pair_multiply,
    shifted,
    split,
    two_sum,
)
from actplot.formula import ROWS, Call, Comparison, Node, Number, tree

CELLS_PER_UNIT, FAR_CELLS_PER_UNIT = 64, 8  # up to USUAL_REACH, and beyond
# Nodes of a cell in steps from its middle, which the polynomial takes up in this order.
NODES = (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 4.0, -4.0)
STEPS_PER_CELL = 8
# In a cell: the largest |s (s - 1)|, and |s (s - 1) (s + 1) ...| over all nodes.
LARGEST_SECOND, LARGEST_LEFT_OUT = 20.0, 4930.0
# How much is rounded off the terms from the second difference on, which are float64.
ROUNDED_OFF = 2.0**-50
# The difference after the last as a share of the last and of the one before: a step over the
# distance of the nearest pole, with room.
AFTER_LAST, AFTER_LAST_BUT_ONE = 2.0**-6, 2.0**-12
SHORT = 1.5 * 2.0**30  # added and taken away, it rounds a step to 24 bits
LARGEST_SCALE = 1023.0  # of 2
SMALLEST_SCALE = -1074.0  # what is a fraction of it is rounded once more
FARTHEST_CELL = 1e6  # so that the bits of a point reach far into its cell
LAST_BIT = 2.0**-52
CHUNK = 8192
FEWEST = 256  # points; fewer take no longer in balls than the nodes of a single cell

Scaled = tuple[Array, Array, Array]  # (high + low) * 2**exponent
Evaluation = Callable[[Array], Scaled]
Decision = Callable[[float, float], bool]  # of a cell from one end to the other
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Thresholds:
    """Where a formula may go from one branch to another, or have a value of its own.

    `points` are numbers that x is held against; everywhere else the formula agrees with one side at
    least, and a jump inside a cell shows. Of other `comparisons`, and of `calls` that jump as sign
    and floor do, a cell must tell that they are the same over all of it.
    """

    points: tuple[float, ...] = ()
    comparisons: tuple[tuple[Node, Node], ...] = ()
    calls: tuple[Call, ...] = ()


def thresholds(formula: Node) -> Thresholds:
    """Return where a formula chooses, but for what primitives choose without a jump."""
    points: list[float] = []
    others: list[tuple[Node, Node]] = []
    calls: list[Call] = []
    for part in tree.walk(formula):
        match part:
            case Call(name, _) if ROWS[name].partials == ("0",):
                calls.append(part)
            case Comparison():
                for left, _, right in part.links():
                    match (left, right):
                        case (tree.X, Number(value)) | (Number(value), tree.X):
                            points.append(float(value))
                        case _:
                            others.append((left, right))
            case _:
                continue
    return Thresholds(tuple(points), tuple(others), tuple(calls))


def by_cells(
    value: Evaluation, x: Array, apart: tuple[float, ...], decided: Decision | None = None
) -> Array:
    """Return the function at x, NaN where a cell does not give all digits, and at `apart`.

    Points so few that balls at each cost less are NaN too, and those of a cell that holds two of
    the points `apart`, or of which it is not `decided` that the function is smooth between them.

    Callers hold `np.errstate(all="ignore")`.
    """
    if len(x) < FEWEST:
        return np.full(x.shape, np.nan)
    near = np.abs(x) <= USUAL_REACH
    if near.any() and not near.all():
        result = np.empty_like(x)
        for some in (near, ~near):
            result[some] = by_cells(value, x[some], apart, decided)
        return result
    if np.abs(x).max() > FARTHEST_CELL:
        return np.full(x.shape, np.nan)
    per_unit = CELLS_PER_UNIT if near.all() else FAR_CELLS_PER_UNIT
    numbers = np.rint(x * per_unit)
    lowest = numbers.min()
    places = (numbers - lowest).astype(np.intp)
    used = np.zeros(places.max() + 1, dtype=np.bool_)
    used[places] = True
    if np.count_nonzero(used) * len(NODES) > len(x):  # the points themselves are fewer
        return np.full(x.shape, np.nan)
    middles = (np.flatnonzero(used) + lowest) / per_unit
    cells = _cells(value, middles, per_unit, _unfit(middles, 0.5 / per_unit, apart, decided))
    rank = np.cumsum(used) - 1  # of a used cell among them
    result = np.empty_like(x)
    for start in range(0, len(x), CHUNK):
        chunk = slice(start, start + CHUNK)
        middle = numbers[chunk] / per_unit
        steps = (x[chunk] - middle) * (per_unit * STEPS_PER_CELL)
        result[chunk] = cells.at(rank.take(places[chunk]), steps)
    for point in apart:
        result[x == point] = np.nan
    return result


def _unfit(middles: Array, half: float, apart: tuple[float, ...], decided: Decision | None) -> Mask:
    """Tell which cells hold more than one point at which the function may be no polynomial."""
    points = np.unique(apart)
    ends = np.searchsorted(points, middles - half), np.searchsorted(points, middles + half, "right")
    unfit: Mask = ends[1] - ends[0] > 1
    if decided is not None:
        around = (middles - half).tolist(), (middles + half).tolist()
        unfit |= ~np.fromiter(map(decided, *around), np.bool_, len(middles))
    return unfit


@dataclass(frozen=True)
class _Cells:
    """The polynomials of the cells, in steps from the middle, and how far they are to be trusted.

    Value and slope in the middle are pairs; the upper part of the slope is short, so that its
    product with a short number is exact; `others` are the terms from s**2 on. Results are sure
    where they are at least `sure_from`. With all terms as pairs, which the values `at_nodes` give
    in Newton's form, only what is left out counts.
    """

    value: Pair
    slope: Pair
    others: tuple[Array, ...]
    sure_from: Array
    scale: Array
    at_nodes: Pair
    left_out: Array

    def at(self, places: Places, s: Array) -> Array:
        """Return the values in these cells at s steps from the middle, NaN where not sure."""

        def taken(row: Array) -> Array:
            return row.take(places, mode="clip")

        low = taken(self.others[-1])
        for coefficient in self.others[-2::-1]:
            low *= s
            low += taken(coefficient)
        low *= s
        short = (s + SHORT) - SHORT
        upper = taken(self.slope[0])
        low += taken(self.slope[1])
        low *= s
        low += upper * (s - short)
        low += taken(self.value[1])
        total, error = two_sum(taken(self.value[0]), upper * short)
        low += error
        total += low
        unsure = np.flatnonzero(np.abs(total) < taken(self.sure_from))
        if len(unsure):
            total[unsure] = self.near_a_zero(places[unsure], s[unsure])
        total *= taken(self.scale)
        return total

    def near_a_zero(self, places: Places, s: Array) -> Array:
        """Return the values, but for their scale, with all terms as pairs, NaN where not sure."""
        cells, of = np.unique(places, return_inverse=True)
        row: Pair = (self.at_nodes[0][:, cells], self.at_nodes[1][:, cells])
        terms = [(row[0][0], row[1][0])]
        for level in range(1, len(NODES)):
            row = _differences(row, level)
            terms.append((row[0][0], row[1][0]))
        total: Pair = (terms[-1][0][of], terms[-1][1][of])
        for (high, low), node in zip(terms[-2::-1], NODES[-2::-1], strict=True):
            total = pair_multiply(total, two_sum(s, np.asarray(-node)))
            total = pair_add(total, (high[of], low[of]))
        unsure = np.abs(total[0]) < self.left_out[places] / LAST_BIT
        return np.where(unsure, np.nan, total[0])


def _cells(value: Evaluation, middles: Array, per_unit: int, unfit: Mask) -> _Cells:
    """Return the polynomials of the cells with these middles; those of the unfit are never sure."""
    nodes = np.array(NODES)[:, None]
    points = middles + nodes / (per_unit * STEPS_PER_CELL)
    high, low, exponent = (part.reshape(points.shape) for part in value(points.reshape(-1)))
    top = np.max(np.where(high == 0.0, -np.inf, exponent), axis=0)
    unusable = unfit | ~((top < LARGEST_SCALE) & (top > SMALLEST_SCALE))
    top = np.where(unusable, 0.0, top)
    row: Pair = (shifted(high, exponent - top), shifted(low, exponent - top))
    first = _differences(row, 1)
    second = _differences(first, 2)
    plain = second[0]
    bends = [plain[0]]
    for level in range(3, len(NODES)):
        plain = (plain[1:] - plain[:-1]) / (nodes[level:] - nodes[:-level])
        bends.append(plain[0])
    after = AFTER_LAST * np.abs(bends[-1]) + AFTER_LAST_BUT_ONE * np.abs(bends[-2])
    left_out = LARGEST_LEFT_OUT * after
    left_out[unusable | np.isnan(left_out)] = np.inf
    turn, *others = _powers(bends)
    slope, rest = two_sum(first[0][0], turn)
    upper, lower = split(slope)
    return _Cells(
        value=(row[0][0], row[1][0]),
        slope=(upper, lower + (rest + first[1][0])),
        others=tuple(others),
        sure_from=(left_out + ROUNDED_OFF * LARGEST_SECOND * np.abs(bends[0])) / LAST_BIT,
        scale=np.ldexp(1.0, top.astype(np.int32)),
        at_nodes=row,
        left_out=left_out,
    )


def _differences(row: Pair, level: int) -> Pair:
    """Return the divided differences of this level from those of the level before."""
    nodes = np.array(NODES)[:, None]
    risen = pair_add((row[0][1:], row[1][1:]), (-row[0][:-1], -row[1][:-1]))
    return pair_divide(risen, (nodes[level:] - nodes[:-level], np.zeros(())))


def _powers(bends: list[Array]) -> list[Array]:
    """Return the terms from the second difference on, divided by s, in powers of s.

    The differences are the factors of s (s - 1), s (s - 1) (s + 1), ...
    """
    nothing = np.zeros_like(bends[0])
    powers = [bends[-1]]
    for node, term in zip(NODES[-2:0:-1], [*bends[-2::-1], nothing], strict=True):
        # times s - node, and the next term
        raised, kept = [term, *powers], [*powers, nothing]
        powers = [up - node * here for up, here in zip(raised, kept, strict=True)]
    return powers
