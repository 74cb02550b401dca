"""What can be worked out about a function from its formula: range, slope, saturation, kinks.

Extrema are zeros of exact derivatives, one-sided limits where the formula switches, and limits at
the infinities; values on a grid only tell between which points to look. What cannot be decided is
None.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from actplot.errors import ActplotError
from actplot.evaluate import Array, compiled
from actplot.formula import tree
from actplot.formula.tree import Node
from actplot.landmarks import (
    WINDOW,
    Line,
    at_infinity,
    beside,
    branch,
    enclosure,
    line,
    refine,
    touches,
)
from actplot.sample import Kink, breaks, kinks
from actplot.spec import Curve

SATURATED = 0.01  # of the steepest slope
HIGHEST_ORDER = 3  # of the derivatives that are looked at for jumps
SMOOTH = math.inf
MOST_STATIONARY = 8  # are listed, those nearest to 0
SAME = 1e-12  # of two values, relative to the larger: rounding in the last digits
ROUNDING = 1e-9  # by which bounds and sums over a cell may be off, relatively
NEARBY = np.geomspace(1e-6, 1.0, 25)  # distances at which two formulas are compared
# Where a function is held against its mirror image.
MIRRORED = np.concatenate([np.geomspace(1e-30, 1e30, 61), np.linspace(0.137, 40.91, 301)])


@dataclass(frozen=True)
class ValueRange:
    """The smallest interval that holds all values; `attained` tells whether a bound is a value.

    None: it could not be decided.
    """

    low: float | None
    high: float | None
    low_attained: bool | None
    high_attained: bool | None


@dataclass(frozen=True)
class Steepest:
    """The supremum of |f'|, and where: at a point, beside one, or at an infinity.

    `side` is -1 or 1 where the slope is only approached, from the left or the right of `at` (which
    may be an infinity), else 0. `over` is the interval on which the slope is constantly this, if
    there is one; `at` then is its point nearest to 0.
    """

    slope: float
    at: float
    side: int
    over: tuple[float, float] | None


@dataclass(frozen=True)
class Properties:
    """What the card of a function says about it. None: it could not be decided.

    `stationary` lists the isolated zeros of f' nearest to 0 and `stationary_count` how many there
    are in (-50, 50), None where there may be more than were found; `flat` the intervals where f'
    is 0; `period` the period of f'. `saturates_left` and `saturates_right` are the x beyond which
    |f'| stays below 1% of its supremum, None also where it does not. `smoothness` is -1 for a jump
    or pole, n for n continuous derivatives, infinite for a smooth function.
    """

    value_range: ValueRange
    steepest: Steepest | None
    stationary: tuple[float, ...]
    stationary_count: int | None
    flat: tuple[tuple[float, float], ...]
    period: float | None
    saturates_left: float | None
    saturates_right: float | None
    monotone: str | None
    symmetry: str | None
    smoothness: float | None
    kinks: tuple[Kink, ...]


UNDECIDED = Properties(
    ValueRange(None, None, None, None), None, (), None, (), None, None, None, None, None, None, ()
)


def properties(curve: Curve) -> Properties:
    """Return what can be worked out about a curve."""
    with np.errstate(all="ignore"):
        return _properties(curve)


def _properties(curve: Curve) -> Properties:
    symmetry = _symmetry(curve.bound())
    try:
        found = line(curve, curve.bound(1))
        pieces = _pieces(found, 2) if found else ()
    except ActplotError:  # a derivative is too long
        found, pieces = None, ()
    if not found or not pieces:
        return replace(UNDECIDED, symmetry=symmetry)
    study = _Study(found, pieces)
    steepest = study.steepest()
    left, right = study.saturation(steepest)
    stationary = study.stationary()
    return Properties(
        value_range=study.value_range(),
        steepest=steepest,
        stationary=tuple(sorted(sorted(stationary, key=abs)[:MOST_STATIONARY])),
        stationary_count=None if study.hides_zeros or study.line.period else len(stationary),
        flat=study.flat(),
        period=found.period,
        saturates_left=left,
        saturates_right=right,
        monotone=study.monotone(),
        symmetry=symmetry,
        smoothness=study.smoothness(),
        kinks=kinks(curve, -WINDOW, WINDOW),
    )


def _symmetry(formula: Node) -> str | None:
    function = compiled(formula)
    ahead, behind = function(MIRRORED), function(-MIRRORED)
    at_zero = float(function(0.0))
    if np.isnan(ahead).all() and np.isnan(behind).all():
        return None if math.isnan(at_zero) else "neither"
    if np.allclose(ahead, behind, rtol=SAME, atol=0, equal_nan=True):
        return "even"
    odd = np.allclose(ahead, -behind, rtol=SAME, atol=0, equal_nan=True)
    return "odd" if odd and (at_zero == 0 or not math.isfinite(at_zero)) else "neither"


# Pieces: stretches between the points where the formula switches or fails


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
        """Where the first and the second derivative change sign, to the last digit."""
        return {order: self._turns(order) for order in (1, 2)}

    def _turns(self, order: int) -> list[float]:
        node, x = self.orders[order], self.x
        signs = np.nan_to_num(np.sign(self.values[order]))
        at = np.flatnonzero(signs)
        change = np.flatnonzero(signs[at[:-1]] != signs[at[1:]])
        before, behind = at[change], at[change + 1]
        beside = behind == before + 1
        first, last = before[beside], behind[beside]
        found = refine(node, x[first], x[last]).tolist() if len(first) else []
        for i, j in zip(before[~beside], behind[~beside], strict=True):
            zero = x[i + 1 : j]  # one point, or a stretch where float64 underflows
            found.append(float(zero[np.argmin(np.abs(zero - np.round(np.mean(zero), 6)))]))
        return sorted(found)

    def limit(self, order: int, side: int) -> tuple[float | None, float | None]:
        """Return what a derivative comes near to at the low (-1) or high (1) end: from, to."""
        end = self.high if side > 0 else self.low
        if math.isinf(end):
            return at_infinity(self.orders[order], side)
        limit = beside(self.orders[order], end, -side)
        return limit, limit


def _pieces(found: Line, highest: int) -> tuple[Piece, ...]:
    """Cut the line where the formula switches or fails; leave out where it is undefined."""
    ends = (float(found.x[0]), float(found.x[-1])) if found.period else (-math.inf, math.inf)
    cuts = [ends[0], *(at for at in found.breaks if ends[0] < at < ends[1]), ends[1]]
    pieces: list[Piece] = []
    for low, high in zip(cuts, cuts[1:], strict=False):
        inside = found.x[(found.x > low) & (found.x < high)]
        if len(inside) < 3:
            continue
        middle = float(inside[len(inside) // 2])
        orders = tuple(branch(found.curve.bound(n), middle) for n in range(highest + 1))
        piece = Piece(low, high, inside, orders)
        if pieces and _goes_on(found, pieces[-1], piece):
            before = pieces.pop()
            x = np.concatenate([before.x, [low], inside])
            piece = Piece(before.low, high, x, orders)
        if not np.isnan(piece.values[0]).any():
            pieces.append(piece)
        elif not np.isnan(piece.values[0]).all():
            return ()
    return tuple(pieces)


def _goes_on(found: Line, before: Piece, behind: Piece) -> bool:
    """Tell whether nothing happens between two pieces."""
    at = behind.low
    if before.high != at or at in found.holes or before.orders[0] != behind.orders[0]:
        return False
    here, passing = (float(compiled(f)(at)) for f in (found.curve.bound(), before.orders[0]))
    return _same(here, passing)


@dataclass(frozen=True)
class Spot:
    """A value that a derivative takes, or comes near to beside a point (side -1 or 1)."""

    value: float
    at: float
    side: int = 0
    over: tuple[float, float] | None = None


@dataclass(frozen=True)
class _Study:
    """A curve cut into pieces, and what follows from them."""

    line: Line
    pieces: tuple[Piece, ...]

    def spots(self, order: int) -> tuple[list[Spot], bool]:
        """Return the candidates for extrema of a derivative, and whether one is not known."""
        found: list[Spot] = []
        unknown = False
        for piece in self.pieces:
            constant = piece.constant(order)
            if constant is not None:
                over = piece.low, piece.high
                found.append(Spot(constant, _nearest_zero(piece), 0, over))
                continue
            zeros_here = piece.turns[order + 1]
            values = compiled(piece.orders[order])(np.array(zeros_here))
            found += (Spot(*pair) for pair in zip(values.tolist(), zeros_here, strict=True))
            for side in (-1, 1):
                end = piece.high if side > 0 else piece.low
                if self.line.period and end in (self.line.x[0], self.line.x[-1]):
                    continue
                limits = piece.limit(order, side)
                unknown |= None in limits
                found += (
                    Spot(v, end, self._side(order, end, v, -side)) for v in limits if v is not None
                )
        if order == 0:
            at = np.array(self.line.breaks)
            here = compiled(self.line.curve.bound())(at)
            found += (
                Spot(v, x)
                for v, x in zip(here.tolist(), at.tolist(), strict=True)
                if math.isfinite(v)
            )
        return found, unknown or any(math.isnan(spot.value) for spot in found)

    def _side(self, order: int, end: float, limit: float, side: int) -> int:
        """Return 0 where the limit at the end of a piece is also the value there."""
        if not (math.isfinite(end) and math.isfinite(limit)):
            return side
        if order == 0:
            here = float(compiled(self.line.curve.bound())(end))
            return 0 if _same(here, limit) else side
        between = [breaks(self.line.curve, n, (end,))[0] for n in range(order + 1)]
        smooth = not any(b.jumps or not math.isfinite(b.left) for b in between)
        return 0 if smooth and _same(between[-1].right, limit) else side

    def bounds(self, order: int) -> tuple[list[Spot], list[Spot]]:
        """Return the spots of the infimum and of the supremum of a derivative, none if unknown."""
        spots, unknown = self.spots(order)
        spots = [spot for spot in spots if not math.isnan(spot.value)]
        if not spots:
            return [], []
        low, high = min(s.value for s in spots), max(s.value for s in spots)
        at_low = [spot for spot in spots if _same(spot.value, low)]
        at_high = [spot for spot in spots if _same(spot.value, high)]
        below, above = self.outside(order)
        slack = ROUNDING * max(abs(low), abs(high)) if math.isfinite(low + high) else 0.0
        if unknown and not len(self.line.loose):
            below, above = -math.inf, math.inf
        sampled = np.concatenate([piece.values[order] for piece in self.pieces])
        below, above = min(below, float(sampled.min())), max(above, float(sampled.max()))
        return at_low if below >= low - slack else [], at_high if above <= high + slack else []

    def outside(self, order: int) -> tuple[float, float]:
        """Return bounds of a derivative over the cells that the grid does not resolve."""
        cells = self.line.loose
        if not len(cells):
            return math.inf, -math.inf
        low, high = enclosure(self.line.curve.bound(order), cells[:, 0], cells[:, 1])
        return float(low.min()), float(high.max())

    def value_range(self) -> ValueRange:
        """Return the infimum and the supremum of the values."""
        low, high = self.bounds(0)
        drift = self._drift()
        if drift:
            return ValueRange(-math.inf, math.inf, False, False)
        if drift is None:
            return UNDECIDED.value_range
        return ValueRange(
            *(spots[0].value if spots else None for spots in (low, high)),
            *(self._attained(spots) for spots in (low, high)),
        )

    def _drift(self) -> float | None:
        """Return by how much a function whose slope repeats grows in a period, None if unclear."""
        if not self.line.period:
            return 0.0
        if len(self.line.breaks) and not _same_after(self.line):
            return None
        half = self.line.period / 2
        start, end = compiled(self.line.curve.bound())(np.array([-half, half])).tolist()
        if math.isnan(end - start):
            return None
        largest = max(float(np.abs(piece.values[0]).max()) for piece in self.pieces)
        return 0.0 if abs(end - start) <= ROUNDING * largest else end - start

    def _attained(self, spots: list[Spot]) -> bool | None:
        if not spots:
            return None
        if any(spot.side == 0 and math.isfinite(spot.value) for spot in spots):
            return True
        # an edge that no float hits: the function is a number there, but not at its neighbors
        at_edge = any(
            math.isfinite(spot.at)
            and math.isfinite(spot.value)
            and math.isnan(float(compiled(self.line.curve.bound())(spot.at)))
            and spot.at != 0
            for spot in spots
        )
        return None if at_edge else False

    def steepest(self) -> Steepest | None:
        """Return the supremum of the size of the slope."""
        low, high = self.bounds(1)
        if not low or not high:
            infinite = [s for s in (*low, *high) if math.isinf(s.value)]
            if not infinite:
                return None
            low = high = infinite
        slope = abs(max(-low[0].value, high[0].value))
        spots = [s for s in (*low, *high) if _same(abs(s.value), slope)]
        best = min(spots, key=lambda s: (s.side != 0, s.over is None, abs(s.at), -s.at))
        if not self._explains(slope):
            return None
        return Steepest(slope, best.at, best.side, best.over)

    def _explains(self, slope: float) -> bool:
        """Tell whether no value is further from its neighbor than the steepest slope allows."""
        for piece in self.pieces:
            rise = np.abs(np.diff(piece.values[0]))
            rounding = SAME * np.maximum(np.abs(piece.values[0][1:]), np.abs(piece.values[0][:-1]))
            with np.errstate(all="ignore"):
                most = slope * np.diff(piece.x) * (1 + ROUNDING)
            if np.any(rise - rounding > most):
                return False
        return True

    def flat(self) -> tuple[tuple[float, float], ...]:
        """Return the intervals where the slope is 0."""
        return tuple((p.low, p.high) for p in self.pieces if p.constant(1) == 0)

    @property
    def hides_zeros(self) -> bool:
        """Whether the slope may vanish in a cell that the grid does not resolve."""
        inside = [cell for cell in self.line.loose if cell[0] < WINDOW and cell[1] > -WINDOW]
        if not inside:
            return False
        cells = np.array(inside)
        low, high = enclosure(self.line.curve.bound(1), cells[:, 0], cells[:, 1])
        return bool(np.any((low <= 0) & (high >= 0)))

    def stationary(self) -> set[float]:
        """Return the isolated zeros of the slope in the window, those that only touch 0 too."""
        found: set[float] = set()
        for piece in self.pieces:
            if piece.constant(1) is None:
                found.update(piece.turns[1])
                found.update(at for at in piece.turns[2] if touches(piece.orders[1], at))
        for at in self.line.breaks:  # where two pieces meet with the slope 0, as relu2's do not
            ends = [p for p in self.pieces if at in (p.low, p.high)]
            flat = any(p.constant(1) == 0 for p in ends)
            if len(ends) == 2 and not flat and self._side(1, at, 0.0, 1) == 0:
                found.add(at)
        return {at for at in found if abs(at) < WINDOW or self.line.period}

    def saturation(self, steepest: Steepest | None) -> tuple[float | None, float | None]:
        """Return the x beyond which the slope stays small, on the left and on the right."""
        if not steepest or not 0 < steepest.slope < math.inf or self.line.period:
            return None, None
        return self._saturated(-1, steepest.slope), self._saturated(1, steepest.slope)

    def _saturated(self, side: int, slope: float) -> float | None:
        least = SATURATED * slope
        inward = self.pieces[::-side]
        if not math.isinf(inward[0].high if side > 0 else inward[0].low):
            return None
        limit = max((math.inf if v is None else abs(v) for v in inward[0].limit(1, side)))
        loose = self.line.loose
        tail = loose[np.isinf(loose[:, 1] if side > 0 else loose[:, 0])]
        if limit >= least or len(tail):
            return None
        for piece in inward:
            large = np.flatnonzero(np.abs(piece.values[1]) >= least)
            if len(large):
                last = int(large[-1] if side > 0 else large[0])
                return self._crossing(piece, last, side, least)
        return None

    def _crossing(self, piece: Piece, last: int, side: int, least: float) -> float:
        """Return where the slope sinks below the least one, past a point where it does not."""
        behind = last + side
        if not 0 <= behind < len(piece.x):
            return piece.high if side > 0 else piece.low
        level = tree.number(math.copysign(least, piece.values[1][last]))
        excess = tree.add(piece.orders[1], tree.negate(level))
        low, high = sorted((last, behind))
        return float(refine(excess, piece.x[[low]], piece.x[[high]])[0])

    def monotone(self) -> str | None:
        """Return in which direction the values go; None where the grid cannot tell."""
        rises, falls, strict = False, False, True
        for piece in self.pieces:
            constant = piece.constant(0)
            slope, values = piece.values[1], piece.values[0]
            change = np.diff(values)
            rounding = SAME * np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
            rises |= constant is None and bool(np.any(slope > 0) or np.any(change > rounding))
            falls |= constant is None and bool(np.any(slope < 0) or np.any(-change > rounding))
            strict &= constant is None
        for step in self._steps():
            if step is None:
                return "no" if rises and falls else None
            rises, falls = rises or step > 0, falls or step < 0
        if rises and falls:
            return "no"
        low, high = self.outside(1)
        if (rises and low < 0) or (falls and high > 0):
            return None
        if not rises and not falls:
            return "constant"
        if rises:
            return "increasing" if strict else "non-decreasing"
        return "decreasing" if strict else "non-increasing"

    def _steps(self) -> Iterator[float | None]:
        """Yield the steps between pieces: from a limit to the value at the point and on."""
        for before, behind in zip(self.pieces, self.pieces[1:], strict=False):
            left, right = before.limit(0, 1)[0], behind.limit(0, -1)[0]
            if left is None or right is None:
                yield None
                continue
            here = float(compiled(self.line.curve.bound())(before.high))
            ways = [left, here, right] if math.isfinite(here) else [left, right]
            size = SAME * max(1.0, *(abs(way) for way in ways if math.isfinite(way)), 1.0)
            for a, b in zip(ways, ways[1:], strict=False):
                if a != b:
                    yield 0.0 if abs(b - a) <= size else b - a

    def smoothness(self) -> float | None:
        """Return how many derivatives are continuous, -1 if the function is not."""
        meet = [
            at
            for at in self.line.breaks
            if any(p.high == at for p in self.pieces) and any(p.low == at for p in self.pieces)
        ]
        if not meet:
            return SMOOTH
        try:
            pieces = _pieces(self.line, HIGHEST_ORDER)
        except ActplotError:
            return None
        for order in range(HIGHEST_ORDER + 1):
            found = breaks(self.line.curve, order, tuple(meet))
            for at, jump in zip(meet, found, strict=True):
                left = next(p for p in pieces if p.high == at).limit(order, 1)[0]
                right = next(p for p in pieces if p.low == at).limit(order, -1)[0]
                if left is None or right is None:
                    return None
                if jump.jumps or not math.isfinite(left) or not math.isfinite(right):
                    return float(order - 1)
        return SMOOTH if all(_continues(pieces, at) for at in meet) else None


def _continues(pieces: tuple[Piece, ...], at: float) -> bool:
    """Tell whether the formulas on both sides of a point are one function there."""
    left = next(p for p in pieces if p.high == at).orders[0]
    right = next(p for p in pieces if p.low == at).orders[0]
    x = at + np.concatenate([-NEARBY, NEARBY])
    return np.allclose(compiled(left)(x), compiled(right)(x), rtol=SAME, atol=0, equal_nan=True)


def _same(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= SAME * max(abs(a), abs(b)) < math.inf


def _nearest_zero(piece: Piece) -> float:
    return min(max(0.0, piece.low), piece.high)


def _same_after(line: Line) -> bool:
    """Tell whether the breaks of a function whose slope repeats leave it continuous."""
    return not any(found.jumps for found in breaks(line.curve, 0, line.breaks))
