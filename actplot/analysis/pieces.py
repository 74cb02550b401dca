"""Pieces of the line: stretches between the points where a formula switches or fails."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from actplot.analysis.bounds import at_infinity, beside
from actplot.analysis.landmarks import Line
from actplot.evaluate import Array, compiled
from actplot.formula import Node, tree
from actplot.sampling import Side, branch_beside, refine

IntArray = NDArray[np.intp]
MOST_TURNS = 160  # of one stretch that are located
SAME = 1e-12  # of two values, relative to the larger: rounding in the last digits


@dataclass(frozen=True)
class Piece:
    """A stretch on which the function is one formula without choices.

    `low` and `high` are its ends: switches, infinities, or the edge of two periods; `x` are the
    points of the grid inside. `orders` holds the formula that holds here for each derivative.
    """

    low: float
    high: float
    x: Array
    orders: tuple[Node, ...]
    loose: Array

    def constant(self, order: int) -> float | None:
        """Return the value of a derivative that is the same on all of the piece."""
        node = self.orders[order]
        return None if tree.depends_on_x(node) else float(compiled(node)(0.0))

    @cached_property
    def values(self) -> tuple[Array, ...]:
        """Each derivative at the points of the grid."""
        return tuple(compiled(node)(self.x) for node in self.orders)

    @cached_property
    def turns(self) -> dict[int, list[float]]:
        """Where the first and the second derivative change sign, to the last digit.

        Of very many these are the ones nearest to 0 and those where the derivative before turns
        at its largest, smallest, or next to 0.
        """
        return {order: self._turns(order) for order in (1, 2)}

    def changes(self, order: int) -> tuple[IntArray, IntArray]:
        """Return between which points of the grid, none of them zeros, a derivative changes sign.

        Cells that the grid does not resolve are left out.
        """
        signs = np.nan_to_num(np.sign(self.values[order]))
        at = np.flatnonzero(signs)
        change = np.flatnonzero(signs[at[:-1]] != signs[at[1:]])
        before, behind = at[change], at[change + 1]
        clear = ~np.isin(self.x[before], self.loose[:, 0])
        return before[clear], behind[clear]

    def _turns(self, order: int) -> list[float]:
        node, x = self.orders[order], self.x
        before, behind = self.changes(order)
        if len(before) > MOST_TURNS:
            size = self.values[order - 1][before]
            keys = (np.abs(x[before]), size, -size, np.abs(size))
            kept = np.unique([np.argsort(key)[: MOST_TURNS // len(keys)] for key in keys])
            before, behind = before[kept], behind[kept]
        beside = behind == before + 1
        cells = x[before[beside]], x[behind[beside]]
        found = refine(compiled(node), *cells).tolist() if any(beside) else []
        for i, j in zip(before[~beside], behind[~beside], strict=True):
            zero = x[i + 1 : j]  # one point, or a stretch where float64 underflows
            found.append(float(zero[np.argmin(np.abs(zero - np.round(np.mean(zero), 6)))]))
        return sorted(found)

    def rounding(self, order: int, at: float, turns: bool = False) -> float:
        """Return how far off a value is, since x is known to its last digit only.

        Where a derivative `turns` it is its bend that tells, not its slope.
        """
        above = order + 1 + turns
        if not math.isfinite(at) or above >= len(self.orders):
            return 0.0
        slope = abs(float(compiled(self.orders[above])(at)))
        return float((4 * math.ulp(at)) ** (1 + turns) * slope) if math.isfinite(slope) else 0.0

    def limit(self, order: int, side: int) -> tuple[float | None, float | None]:
        """Return what a derivative comes near to at the low (-1) or high (1) end: from, to."""
        end = self.high if side > 0 else self.low
        if math.isinf(end):
            return at_infinity(self.orders[order], side)
        limit = beside(self.orders[order], end, -side)
        return limit, limit


def cut(found: Line, highest: int) -> tuple[Piece, ...]:
    """Cut the line where the formula switches or fails; leave out where it is undefined."""
    ends = (float(found.x[0]), float(found.x[-1])) if found.period else (-math.inf, math.inf)
    cuts = [ends[0], *(at for at in found.breaks if ends[0] < at < ends[1]), ends[1]]
    pieces: list[Piece] = []
    for low, high in pairwise(cuts):
        inside = found.x[(found.x > low) & (found.x < high)]
        if len(inside) < 3:
            continue
        middle = float(inside[len(inside) // 2])
        orders = tuple(branch(found.curve.bound(n), middle) for n in range(highest + 1))
        piece = Piece(low, high, inside, orders, _within(found.loose, low, high))
        if pieces and _goes_on(found, pieces[-1], piece):
            before = pieces.pop()
            x = np.concatenate([before.x, [low], inside])
            loose = _within(found.loose, before.low, high)
            piece = Piece(before.low, high, x, orders, loose)
        if not np.isnan(piece.values[0]).any():
            pieces.append(piece)
        elif not np.isnan(piece.values[0]).all():
            return ()
    return tuple(pieces)


def _within(cells: Array, low: float, high: float) -> Array:
    return cells[(cells[:, 0] >= low) & (cells[:, 1] <= high)]


def _goes_on(found: Line, before: Piece, behind: Piece) -> bool:
    """Tell whether nothing happens between two pieces."""
    at = behind.low
    if before.high != at or at in found.holes or before.orders[0] != behind.orders[0]:
        return False
    here, passing = (float(compiled(f)(at)) for f in (found.curve.bound(), before.orders[0]))
    return same(here, passing)


def branch(node: Node, at: float) -> Node:
    """Return the formula that holds at a point where nothing switches, every choice made."""
    return branch_beside(node, Side((at,), 1, 0))


def same(a: float, b: float) -> bool:
    """Tell whether two values differ in their last digits at most."""
    return a == b or abs(a - b) <= SAME * max(abs(a), abs(b)) < math.inf
