"""What the cursor reads: from its place to the numbers of every curve there, and a tangent."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from actplot.formula import Curve
from actplot.sampling import Sampled, evaluate, jump_at, stationary
from actplot.write import View, rounded

SNAP_PIXELS = 6.0  # a mark this near draws the cursor to it


@dataclass(frozen=True)
class Cursor:
    """Where the mouse is: over which panel, at which point, and the size of a pixel there.

    The panel shows these orders of the curves at these `places`; `rise` gives how high a value
    stands in it, and not a number for what a logarithm has not.
    """

    panel: int
    places: frozenset[int]
    orders: tuple[int, ...]
    x: float
    y: float
    pixel_width: float
    pixel_height: float
    rise: Callable[[float], float]

    def heights(self, reading: Reading) -> list[float]:
        """Return where a curve stands in this panel."""
        return [y for order in self.orders for y in reading.heights(order)]

    def away(self, y: float) -> float:
        """Return how far a value stands from the cursor."""
        away = abs(self.rise(y) - self.rise(self.y))
        return math.inf if math.isnan(away) else away


@dataclass(frozen=True)
class Reading:
    """What one curve does at one x: value and derivatives, and both limits where they jump.

    `sides` is empty where nothing jumps; otherwise it holds (left, right) for each order.
    """

    place: int
    values: tuple[float, ...]
    sides: tuple[tuple[float, float], ...] = ()

    def limits(self, order: int) -> tuple[float, float]:
        """Return the limits of this order from the left and from the right."""
        return self.sides[order] if self.sides else (self.values[order], self.values[order])

    def heights(self, order: int) -> list[float]:
        """Return where the curve stands in the panel of this order: value and limits, if finite."""
        return [y for y in (*self.limits(order), self.values[order]) if math.isfinite(y)]


@dataclass(frozen=True)
class Hover:
    """What is read at one x: every visible curve, and the place of the one under the cursor."""

    x: float
    readings: tuple[Reading, ...]
    nearest: int | None

    @property
    def pointed(self) -> Reading | None:
        """The reading of the curve under the cursor."""
        return next((each for each in self.readings if each.place == self.nearest), None)


@dataclass(frozen=True)
class Segment:
    """A piece of a tangent line."""

    start: tuple[float, float]
    end: tuple[float, float]


def marks(view: View, samples: Sequence[Sampled]) -> dict[float, frozenset[int]]:
    """Return the points to which the cursor is drawn, with the curves to which each belongs.

    They are the jumps of every order that is seen, and the zeros of the first derivative.
    """
    found: dict[float, set[int]] = {}
    for place, sampled in enumerate(samples):
        if place in view.hidden:
            continue
        jumps = (each.x for each in chain(*sampled.breaks) if each.jumps)
        for x in (*jumps, *stationary(sampled.curve, *view.interval)):
            found.setdefault(x, set()).add(place)
    return {x: frozenset(places) for x, places in found.items()}


def hover(view: View, marked: Iterable[float], cursor: Cursor) -> Hover:
    """Return what is read at the cursor, or at the mark that it is drawn to."""
    reach = SNAP_PIXELS * cursor.pixel_width
    near = [x for x in marked if abs(x - cursor.x) <= reach]
    if near:
        x = min(near, key=lambda mark: abs(mark - cursor.x))
    else:
        x = rounded(cursor.x, cursor.pixel_width)
    readings = tuple(
        _reading(place, curve, x, max(view.order, 1))
        for place, curve in enumerate(view.drawn)
        if place not in view.hidden
    )
    return Hover(x, readings, _nearest(readings, cursor))


def anchor(found: Hover, cursor: Cursor) -> tuple[float, float]:
    """Return the point that is zoomed at: on the curve that the cursor is on, where it reads it.

    At the cursor itself a kink would be lost: no pixel is where it is, and zooming drives them
    apart.
    """
    heights = cursor.heights(found.pointed) if found.pointed else ()
    near = [y for y in heights if abs(y - cursor.y) <= SNAP_PIXELS * cursor.pixel_height]
    return found.x, min(near, key=lambda y: abs(y - cursor.y), default=cursor.y)


def tangents(reading: Reading, x: float, reach: float) -> tuple[Segment, ...]:
    """Return the tangent at x, `reach` to both sides; at a kink one piece a side."""
    pieces = []
    for side, height, slope in zip((-1, 1), reading.limits(0), reading.limits(1), strict=True):
        rise = slope * reach
        if math.isfinite(height) and math.isfinite(rise):
            pieces.append(Segment((x, height), (x + side * reach, height + side * rise)))
    return tuple(pieces)


def _reading(place: int, curve: Curve, x: float, order: int) -> Reading:
    sides = tuple((found.left, found.right) for found in jump_at(curve, x, order))
    values = (float(evaluate(curve, x, n)) for n in range(order + 1))
    return Reading(place, tuple(values), sides)


def _nearest(readings: Iterable[Reading], cursor: Cursor) -> int | None:
    """Return the place of the curve in the panel that is the least away from the cursor."""
    distances: list[tuple[float, int]] = []
    for reading in readings:
        away = [cursor.away(y) for y in cursor.heights(reading)]
        if away and reading.place in cursor.places:
            distances.append((min(away), reading.place))
    return min(distances)[1] if distances else None
