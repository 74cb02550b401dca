"""A curve cut into pieces, and what follows from them: extrema, saturation, order, smoothness."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from actplot.analysis.bounds import enclosure
from actplot.analysis.facts import UNDECIDED, Steepest, ValueRange
from actplot.analysis.landmarks import WINDOW, Line, repeats, touches
from actplot.analysis.pieces import MOST_TURNS, SAME, Piece, cut, same
from actplot.basics import ActplotError
from actplot.evaluate import compiled
from actplot.formula import tree
from actplot.sampling import breaks, refine

SATURATED_SHARE = 0.01  # of the steepest slope
SMOOTHEST_ORDER = 3  # of the derivatives that are looked at for jumps
SMOOTH = math.inf
ALLOWED_ROUNDING = 1e-9  # by which bounds and sums over a cell may be off, relatively
NEARBY = np.geomspace(1e-6, 1.0, 25)  # distances at which two formulas are compared


@dataclass(frozen=True)
class Spot:
    """A value that a derivative takes, or comes near to beside a point (side -1 or 1)."""

    value: float
    at: float
    side: int = 0
    over: tuple[float, float] | None = None


@dataclass(frozen=True)
class Study:
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
            for value, at in zip(values.tolist(), zeros_here, strict=True):
                rounding = piece.rounding(order, at, turns=True)
                found.append(Spot(0.0 if abs(value) <= rounding else value, at))
            for side in (-1, 1):
                end = piece.high if side > 0 else piece.low
                if self.line.period and end in (self.line.x[0], self.line.x[-1]):
                    continue
                limits = piece.limit(order, side)
                unknown |= None in limits
                rounding = piece.rounding(order, end)
                for limit in limits:
                    if limit is not None:
                        value = 0.0 if abs(limit) <= rounding else limit
                        place = self._side(order, end, value, -side, rounding)
                        found.append(Spot(value, end, place))
        if order == 0:
            reached = {spot.at for spot in found if spot.side == 0}
            alone = [at for at in self.line.breaks if at not in reached]
            found += (
                Spot(v, at)
                for v, at in zip(map(self.line.value, alone), alone, strict=True)
                if not math.isnan(v)
            )
        return found, unknown or any(math.isnan(spot.value) for spot in found)

    def _side(self, order: int, end: float, limit: float, side: int, rounding: float = 0.0) -> int:
        """Return 0 where the limit at the end of a piece is also the value there."""
        if not (math.isfinite(end) and math.isfinite(limit)):
            return side
        here = self.line.value(end)
        if order == 0:
            return 0 if same(here, limit) or abs(here - limit) <= rounding else side
        between = [breaks(self.line.curve.bound(n), (end,))[0] for n in range(order + 1)]
        smooth = not any(b.jumps or not math.isfinite(b.left) for b in between)
        meets = not math.isnan(here) and same(between[-1].right, limit)
        return 0 if smooth and meets else side

    def bounds(self, order: int) -> tuple[list[Spot], list[Spot]]:
        """Return the spots of the infimum and of the supremum of a derivative, none if unknown."""
        spots, unknown = self.spots(order)
        spots = [spot for spot in spots if not math.isnan(spot.value)]
        if not spots:
            return [], []
        low, high = min(s.value for s in spots), max(s.value for s in spots)
        at_low = [spot for spot in spots if same(spot.value, low)]
        at_high = [spot for spot in spots if same(spot.value, high)]
        below, above = self.outside(order)
        slack = ALLOWED_ROUNDING * max(abs(low), abs(high)) if math.isfinite(low + high) else 0.0
        if unknown and not len(self.line.loose):
            below, above = -math.inf, math.inf
        sampled = np.concatenate([piece.values[order] for piece in self.pieces])
        below, above = min(below, float(sampled.min())), max(above, float(sampled.max()))
        return at_low if below >= low - slack else [], at_high if above <= high + slack else []

    def outside(self, order: int) -> tuple[float, float]:
        """Return bounds of a derivative over the cells that the grid does not resolve."""
        below, above = math.inf, -math.inf
        for piece in self.pieces:
            if len(piece.loose):
                low, high = enclosure(piece.orders[order], piece.loose[:, 0], piece.loose[:, 1])
                below, above = min(below, float(low.min())), max(above, float(high.max()))
        return below, above

    def value_range(self) -> ValueRange:
        """Return the infimum and the supremum of the values."""
        low, high = self.bounds(0)
        drift = self._drift()
        if drift:
            return ValueRange(-math.inf, math.inf, False, False)
        if drift is None:
            return UNDECIDED.value_range
        return ValueRange(
            min((spot.value + 0.0 for spot in low), default=None),
            max((spot.value + 0.0 for spot in high), default=None),
            *(self._attained(spots) for spots in (low, high)),
        )

    def _drift(self) -> float | None:
        """Return by how much a function whose slope repeats grows in a period, None if unclear."""
        if not self.line.period or repeats(self.line.curve.bound()):
            return 0.0
        if len(self.line.breaks) and not _same_after(self.line):
            return None
        half = self.line.period / 2
        start, end = compiled(self.line.curve.bound())(np.array([-half, half])).tolist()
        if math.isnan(end - start):
            return None
        largest = max(float(np.abs(piece.values[0]).max()) for piece in self.pieces)
        return 0.0 if abs(end - start) <= ALLOWED_ROUNDING * largest else end - start

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
            and not self.line.has_pole_at(spot.at)
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
        slope = max(abs(s.value) for s in (*low, *high))
        spots = [s for s in (*low, *high) if same(abs(s.value), slope)]
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
                most = slope * np.diff(piece.x) * (1 + ALLOWED_ROUNDING)
            if np.any(rise - rounding > most):
                return False
        return True

    def flat(self) -> tuple[tuple[float, float], ...]:
        """Return the intervals where the slope is 0."""
        return tuple((p.low, p.high) for p in self.pieces if p.constant(1) == 0)

    def count(self) -> int | None:
        """Return how many stationary points the window holds, None where some may be hidden."""
        total = 0
        for piece in self.pieces:
            if piece.constant(1) is not None:
                continue
            vanishes = piece.values[1][np.abs(piece.x) < WINDOW] == 0
            hidden = self.line.angular and bool(np.any(vanishes[1:] & vanishes[:-1]))
            cells = piece.loose[(piece.loose[:, 0] < WINDOW) & (piece.loose[:, 1] > -WINDOW)]
            if len(cells):
                low, high = enclosure(piece.orders[1], cells[:, 0], cells[:, 1])
                hidden |= bool(np.any((low <= 0) & (high >= 0)))
            many = len(piece.changes(2)[0]) > MOST_TURNS
            if hidden or many or self.line.period:
                return None
            before, behind = piece.changes(1)
            far = (piece.x[before] >= WINDOW) | (piece.x[behind] <= -WINDOW)
            total += (
                len(before)
                - int(far.sum())
                - len([at for at in piece.turns[1] if abs(at) < WINDOW])
            )
        return total + len(self.stationary())

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
        least = SATURATED_SHARE * slope
        inward = self.pieces[::-side]
        if not math.isinf(inward[0].high if side > 0 else inward[0].low):
            return None
        limit = max(math.inf if v is None else abs(v) for v in inward[0].limit(1, side))
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
        ends = np.sign(compiled(excess)(piece.x[[last, behind]]))
        if ends[0] * ends[1] >= 0:  # the level is reached at the point of the grid itself
            return float(piece.x[last])
        low, high = sorted((last, behind))
        return float(refine(compiled(excess), piece.x[[low]], piece.x[[high]])[0])

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
        for before, behind in pairwise(self.pieces):
            left, right = before.limit(0, 1)[0], behind.limit(0, -1)[0]
            if left is None or right is None:
                yield None
                continue
            here = self.line.value(before.high)
            ways = [left, right] if math.isnan(here) else [left, here, right]
            sizes = (SAME * abs(way) for way in ways if math.isfinite(way))
            rounding = (piece.rounding(0, before.high) for piece in (before, behind))
            size = max(0.0, *sizes, *rounding)
            for a, b in pairwise(ways):
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
            pieces = cut(self.line, SMOOTHEST_ORDER)
        except ActplotError:
            return None
        for order in range(SMOOTHEST_ORDER + 1):
            found = breaks(self.line.curve.bound(order), tuple(meet))
            for at, jump in zip(meet, found, strict=True):
                left = next(p for p in pieces if p.high == at).limit(order, 1)[0]
                right = next(p for p in pieces if p.low == at).limit(order, -1)[0]
                if left is None or right is None:
                    return None
                here = self.line.value(at)
                alone = order == 0 and not math.isnan(here) and self._side(0, at, left, 1, 1e-9)
                if alone or jump.jumps or not math.isfinite(left) or not math.isfinite(right):
                    return float(order - 1)
        return SMOOTH if all(_continues(pieces, at) for at in meet) else None


def _continues(pieces: tuple[Piece, ...], at: float) -> bool:
    """Tell whether the formulas on both sides of a point are one function there."""
    left = next(p for p in pieces if p.high == at).orders[0]
    right = next(p for p in pieces if p.low == at).orders[0]
    x = at + np.concatenate([-NEARBY, NEARBY])
    return np.allclose(compiled(left)(x), compiled(right)(x), rtol=SAME, atol=0, equal_nan=True)


def _nearest_zero(piece: Piece) -> float:
    return min(max(0.0, piece.low), piece.high)


def _same_after(line: Line) -> bool:
    """Tell whether the breaks of a function whose slope repeats leave it continuous."""
    return not any(found.jumps for found in breaks(line.curve.bound(), line.breaks))
