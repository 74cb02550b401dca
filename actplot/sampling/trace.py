"""A curve as it is drawn: points of its own between those of a grid, so that no peak is lost.

A grid of a thousand points steps over whatever is narrower than a cell. The formula tells where to
look: where a part of it that is a line goes through 0 there may be something of any width. And the
numbers tell: between two points there is somewhere a slope as steep as the line that joins them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from actplot.basics import DEFAULT_POINTS, OutOfBudget, budget
from actplot.evaluate import Array, Mask
from actplot.formula import Curve, Node, tree
from actplot.sampling import depth as chain
from actplot.sampling.breaks import Break
from actplot.sampling.switches import poles
from actplot.sampling.zeros import FIRST_STEP, zero_of_line

Number = TypeVar("Number", np.float64, np.int64)

MOST_POINTS = 20_000  # of a grid that are all taken; of more, those that a wide screen can show
COLUMNS = 5_000  # each keeps its first, lowest, highest and last point
# Where between its neighbors such a point is: never twice alike, or a wave may hide from them.
BETWEEN_FROM, BETWEEN_REACH, GOLDEN = 0.2, 0.6, (5**0.5 - 1) / 2
MOST_CENTERS = 20  # of a formula, around which it is looked at closely
CLOSER: Array = np.ldexp(
    1.0, -np.arange(1, 61)
)  # shares of the width: so far from a center the curve is asked
CLOSER_AT_ENDS = CLOSER[:30]
OUTSIDE = 16 * FIRST_STEP  # so near to a center, relative to it, rounding takes over

# What may be spent on what a grid steps over, and on poles just outside of it.
WORK, WORK_AT_ENDS = 6e5, 2e5
MOST_ROUNDS = 40  # of cutting cells
MOST_CUT = 1000  # cells in all rounds; a curve that asks for more wavers, and has no one peak
CUTS = np.array([0.25, 0.5, 0.75])
# What a curve, or its derivative, may be further than what is known of it, as a share of that.
PEAK, STEEP = 1e-4, 1e-3
ROUNDING = 16 * float(np.finfo(np.float64).eps)
LARGEST_TRACED = 1e300
POLE_QUANTILE = 0.9  # of the sizes of a curve with a pole: no pole is looked at more closely

# A pole outside the range, this share of its width from an end, runs off as one inside.
NEAR_END = 0.01


@dataclass(frozen=True)
class Trace:
    """A curve and its derivatives at increasing x; both limits of each break, one after the other.

    At an end of the interval a break has the limit inside. `there` are the values at the breaks.
    Of a curve that `is_dear` some points took too much work, and no more are asked for.
    """

    curve: Curve
    x: Array
    values: tuple[Array, ...]
    breaks: tuple[tuple[Break, ...], ...]
    there: tuple[Array, ...] = field(repr=False)
    is_dear: bool

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the interval."""
        return float(self.x[0]), float(self.x[-1])

    def parted(self, order: int) -> list[bool]:
        """Tell for each break whether the line of this order ends there.

        Where a function jumps, or is not defined, it has no slope.
        """
        lower = zip(*self.breaks[: order + 1], strict=True)
        undefined = np.isnan(self.there[0]).tolist()
        return [
            is_hole or any(found.jumps for found in at_point)
            for at_point, is_hole in zip(lower, undefined, strict=True)
        ]

    def line(self, order: int) -> tuple[Array, Array]:
        """Return the points of the line of one order, NaN where it must not be joined."""
        x, y = self.x, self.values[order]
        twice = np.flatnonzero(x[1:] == x[:-1]) + 1
        if not len(twice):
            return x, y
        at = np.array([found.x for found in self.breaks[order]])
        parted = np.isin(x[twice], at[np.array(self.parted(order), dtype=np.bool_)])
        y = np.insert(y, twice[parted], np.nan)
        x = np.insert(x, twice[parted], x[twice[parted]])
        joined = np.flatnonzero((x[1:] == x[:-1]) & np.isfinite(y[1:]) & np.isfinite(y[:-1])) + 1
        return np.delete(x, joined), np.delete(y, joined)

    def with_points(self, more: Array) -> Trace:
        """Return the trace with other points of the interval put in."""
        more = _each_once(more)
        places = np.searchsorted(self.x, more)
        new = self.x[np.minimum(places, len(self.x) - 1)] != more
        more, places = more[new], places[new]
        found = chain.jet(self.curve, more, len(self.values) - 1)
        values = (np.insert(y, places, new) for y, new in zip(self.values, found, strict=True))
        x = np.insert(self.x, places, more)
        return replace(self, x=x, values=tuple(values))

    @cached_property
    def end_poles(self) -> tuple[tuple[bool, bool], ...]:
        """Tell for each order whether it has a pole at or just outside each end."""
        (lo, hi), orders = self.interval, range(len(self.values))
        if not any(poles(self.curve.bound(n)) for n in orders):
            return ((False, False),) * len(orders)
        reach = NEAR_END * (hi - lo)
        near = (lo - reach, lo), (hi, hi + reach)
        try:
            with budget(work=WORK_AT_ENDS):
                at = [chain.crossings(self.curve, *side) for side in near]
                sides = [chain.curve_breaks(self.curve, len(orders) - 1, side) for side in at]
        except OutOfBudget:
            return ((False, False),) * len(orders)
        left, right = ([any(one.pole for one in n) for n in side] for side in sides)
        return tuple(zip(left, right, strict=True))

    def has_pole(self, order: int) -> bool:
        """Tell whether this order has a pole in the interval or just outside."""
        inside = any(found.pole for found in self.breaks[order])
        return inside or any(self.end_poles[order])


def traced(
    curve: Curve,
    x: Array,
    values: tuple[Array, ...],
    breaks: tuple[tuple[Break, ...], ...],
    is_dear: bool,
) -> Trace:
    """Return the trace of a curve of which the numbers on a grid are known, NaN at its kinks."""
    order = len(values) - 1
    ends = float(x[0]), float(x[-1])
    at = np.array([found.x for found in breaks[0]])
    there = tuple(chain.jet(curve, at, order)) if len(at) else (at,) * (order + 1)
    # a grid may be finer than numbers are
    keep = ~np.isin(x, at) & np.append(True, x[1:] > x[:-1])
    x, values = _fewer(x[keep], tuple(y[keep] for y in values))
    x, values = _with_limits(x, values, breaks, ends)
    trace = Trace(curve, x, values, breaks, there, is_dear)
    if is_dear or curve.depth > 1:  # each point takes much: what the grid shows has to do
        return trace
    with suppress(OutOfBudget), budget(work=WORK):
        trace = trace.with_points(_looked_at(curve, x, ends))
        left = MOST_CUT
        for _ in range(MOST_ROUNDS):
            cut = np.flatnonzero(_unsettled(trace))
            if not 0 < len(cut) <= left:
                break
            left -= len(cut)
            start, end = trace.x[cut, None], trace.x[cut + 1, None]
            trace = trace.with_points((start + (end - start) * CUTS).ravel())
    return trace


def _fewer(x: Array, values: tuple[Array, ...]) -> tuple[Array, tuple[Array, ...]]:
    """Return fewer points of a long grid that look the same: the extremes of narrow columns."""
    if len(x) <= MOST_POINTS:
        return x, values
    width = len(x) // COLUMNS
    columns = len(x) // width
    starts = np.arange(columns) * width
    kept = [starts, starts + width - 1, np.arange(columns * width, len(x))]
    for y in values:
        heights = y[: columns * width].reshape(columns, width)
        kept.append(np.argmin(np.where(np.isnan(heights), np.inf, heights), axis=1) + starts)
        kept.append(np.argmax(np.where(np.isnan(heights), -np.inf, heights), axis=1) + starts)
        ends = np.flatnonzero(np.isnan(y[1:]) != np.isnan(y[:-1]))
        kept += [ends, ends + 1]
    places = _each_once(np.concatenate(kept))
    return x[places], tuple(y[places] for y in values)


def _with_limits(
    x: Array,
    values: tuple[Array, ...],
    breaks: tuple[tuple[Break, ...], ...],
    ends: tuple[float, float],
) -> tuple[Array, tuple[Array, ...]]:
    """Put both limits of each break into the points, at an end that of the side inside."""
    if not breaks[0]:
        return x, values
    at = np.repeat([found.x for found in breaks[0]], 2)
    is_left = np.arange(len(at)) % 2 == 0
    inside = np.where(is_left, at != ends[0], at != ends[1])
    places = np.searchsorted(x, at[inside])
    limits = ([limit for each in n for limit in (each.left, each.right)] for n in breaks)
    return np.insert(x, places, at[inside]), tuple(
        np.insert(y, places, np.array(of_order)[inside])
        for y, of_order in zip(values, limits, strict=True)
    )


def _each_once(x: NDArray[Number]) -> NDArray[Number]:
    """Return what `np.unique` does, which would import masked arrays."""
    x = np.sort(x)
    return x[np.append(True, x[1:] != x[:-1])] if len(x) else x


# Where to look


def _looked_at(curve: Curve, x: Array, ends: tuple[float, float]) -> Array:
    """Return points between those of a grid, and ever closer ones around ends and centers."""
    lo, hi = ends
    even = np.linspace(lo, hi, DEFAULT_POINTS) if len(x) < DEFAULT_POINTS else x
    share = BETWEEN_FROM + BETWEEN_REACH * (GOLDEN * np.arange(len(even) - 1) % 1)
    return np.concatenate([*around(curve, lo, hi), even, even[:-1] + np.diff(even) * share])


def around(curve: Curve, lo: float, hi: float) -> list[Array]:
    """Return points that come ever closer to both ends and to the centers of a curve."""
    width = hi - lo
    found: list[Array] = [lo + width * CLOSER_AT_ENDS, hi - width * CLOSER_AT_ENDS]
    for center in _centers(curve.bound()):
        if lo < center < hi:
            near = width * CLOSER
            near = near[near > OUTSIDE * abs(center)]
            found += [np.array([center]), center - near, center + near]
    return [points[(lo < points) & (points < hi)] for points in found]


@lru_cache(maxsize=1024)
def _centers(formula: Node) -> tuple[float, ...]:
    """Return the zeros of the parts of a formula that are lines in x."""
    found = {zero_of_line(part) for part in tree.walk(formula) if isinstance(part, Node)}
    at = sorted(zero for zero in found if zero is not None and np.isfinite(zero))
    return tuple(at[:MOST_CENTERS])


# What the numbers tell


def _unsettled(trace: Trace) -> Mask:
    """Tell in which cells there is more of a curve than its ends and neighbors show."""
    x = trace.x
    dx = np.diff(x)
    cells = np.zeros(len(dx), dtype=np.bool_)
    with np.errstate(all="ignore"):  # of infinities, of limits at one x, and of what overflows
        chords = [np.diff(y) / dx for y in trace.values]
        for order, y in enumerate(trace.values):
            size = np.abs(y[np.abs(y) <= LARGEST_TRACED])
            height = _height(y, trace.has_pole(order))
            if not height or not len(size):
                continue
            noise = ROUNDING * np.maximum(np.abs(y[:-1]), np.abs(y[1:]))
            peaks = _excess(chords[order], dx) > PEAK * height + noise[1:]
            cells[:-1] |= peaks
            cells[1:] |= peaks
            if order:
                before = trace.values[order - 1]
                noise = ROUNDING * np.maximum(np.abs(before[:-1]), np.abs(before[1:])) / dx
                low, high = np.minimum(y[:-1], y[1:]), np.maximum(y[:-1], y[1:])
                chord = chords[order - 1]
                beyond = np.maximum(chord - high, low - chord)
                cells |= beyond > STEEP * height + noise
        cells &= dx > OUTSIDE * np.maximum(np.abs(x[:-1]), np.abs(x[1:]))
    return cells


def _excess(chord: Array, dx: Array) -> Array:
    """Return how far beyond each inner point the parabola through its neighbors may reach.

    Only at points where the curve turns.
    """
    before, behind = chord[:-1], chord[1:]
    width = dx[:-1] + dx[1:]
    bend = (behind - before) / width
    slope = (before * dx[1:] + behind * dx[:-1]) / width
    excess: Array = np.where(before * behind <= 0, slope**2 / (4 * np.abs(bend)), 0.0)
    return np.nan_to_num(excess)


def _height(y: Array, has_pole: bool) -> float:
    """Return how high a curve is; with a pole, how high most of it is."""
    known = y[np.abs(y) <= LARGEST_TRACED]
    if not len(known):
        return 0.0
    if has_pole:
        return 2 * float(np.quantile(np.abs(known), POLE_QUANTILE))
    return float(known.max() - known.min())
