"""What a panel shows, whether matplotlib or the terminal draws it: words, lines, marks, extents."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from actplot.evaluate import Array
from actplot.sampling import LOSS, Break, Interval, Sampled, evaluate

LOSS_TITLES = ("loss", "gradient", "second derivative", "third derivative")
OF_A_LOGIT = (LOSS, "slice")  # kinds of entries that are functions of a logit
TITLES = ("function", "derivative", "second derivative", "third derivative")
MOST_CIRCLES = 60  # of a curve; a formula with more jumps is clearer without

LARGEST_DRAWN = 1e300  # beyond it, the arithmetic of axes overflows
# A curve this many times taller than the middle one does not set the limits.
EXPLOSIVE = 12.0
# What such a curve, or one with a pole, may still add: this many times the height of the others.
EXPLOSIVE_SHARE = 1.0
POLE_QUANTILE = 0.9  # of the sizes of a curve with a pole sets how far the panel shows it
HEIGHT_MARGIN = 0.05  # of the height of a panel, above and below the curves
FLAT = 1e-9  # a height below this share of the values is that of a constant
MOST_TOLD = 4  # intervals that a sentence tells
SHOWN_DIGITS = 3  # of the width of the range, in a boundary that is written
NOTHING = 1e-12  # a boundary below this share of the width is 0
MOST_TOLD_DECIMALS, MOST_PLACES = 6, 7  # of a number that is written without an exponent

Points = tuple[Array, Array]  # the x and the y of as many points


def panel_title(samples: Sequence[Sampled], order: int) -> str:
    """Return what the panel of this order is called."""
    kinds = {sampled.curve.kind for sampled in samples}
    return (LOSS_TITLES if kinds == {LOSS} else TITLES)[order]


def x_label(samples: Sequence[Sampled]) -> str:
    """Return what the x axis is called."""
    kinds = {sampled.curve.kind for sampled in samples}
    return "logit" if kinds and kinds.issubset(OF_A_LOGIT) else "x"


def polyline(sampled: Sampled, order: int) -> Points:
    """Return the points of the line: corners put in exactly, NaN where it must not be joined."""
    breaks = sampled.breaks[order]
    at = np.array([found.x for found in breaks])
    keep = ~np.isin(sampled.x, at)
    x, y = sampled.x[keep], sampled.values[order][keep]
    if not breaks:
        return x, y
    inserted = [_points_at(found, x_range=(sampled.x[0], sampled.x[-1])) for found in breaks]
    places = np.repeat(np.searchsorted(x, at), [len(points) for points in inserted])
    points = np.array([point for group in inserted for point in group])
    return np.insert(x, places, points[:, 0]), np.insert(y, places, points[:, 1])


def _points_at(found: Break, x_range: tuple[float, float]) -> list[tuple[float, float]]:
    """Return what a line does at a break; at an end of the range only the side inside it."""
    if found.x == x_range[0]:
        return [(found.x, found.right)]
    if found.x == x_range[1] or not found.jumps:
        return [(found.x, found.left)]
    return [(found.x, found.left), (found.x, math.nan), (found.x, found.right)]


def jump_limits(sampled: Sampled, order: int) -> Points | None:
    """Return both one-sided limits of every jump; None where there are none, or too many to see."""
    jumps = [found for found in sampled.breaks[order] if found.jumps and not found.pole]
    if not jumps or len(jumps) > MOST_CIRCLES:
        return None
    limits = [
        point
        for found in jumps
        for point in _points_at(found, x_range=(sampled.x[0], sampled.x[-1]))
        if not math.isnan(point[1])
    ]
    return np.array([x for x, _ in limits]), np.array([y for _, y in limits])


def stationary_points(sampled: Sampled, order: int) -> Points | None:
    """Return where the gradient of a loss is zero: the minimum, and the zero itself."""
    if not sampled.stationary or order > 1:
        return None
    at = np.array(sampled.stationary)
    return at, evaluate(sampled.curve, at) if order == 0 else np.zeros(len(at))


def extents(sampled: Sampled, order: int, y: Array) -> list[Extent | None]:
    """Return what a curve covers: its sample, where it is random, and its line with heights `y`."""
    drawn = [extent(sampled.drawn.values[order])] if sampled.drawn else []
    return [*drawn, extent(y, any(found.pole for found in sampled.breaks[order]))]


# Limits that show the curves, and are not ruined by a single one that explodes


@dataclass(frozen=True)
class Extent:
    """The heights between which a curve runs, 0 included: its low is never positive."""

    low: float
    high: float

    @property
    def height(self) -> float:
        """From the lowest to the highest point."""
        return max(self.high, 0.0) - min(self.low, 0.0)


def extent(y: Array, has_pole: bool = False) -> Extent | None:
    """Return what a line covers, at a pole what most of it covers; None for one without a point."""
    drawn = y[np.abs(y) <= LARGEST_DRAWN]  # neither NaN nor infinity is drawn
    if len(drawn) and (has_pole or bool(np.isinf(y).any())):
        reach = 2 * float(np.quantile(np.abs(drawn), POLE_QUANTILE))
        drawn = drawn[np.abs(drawn) <= reach]
    return Extent(float(drawn.min()), float(drawn.max())) if len(drawn) else None


def automatic_limits(extents: Iterable[Extent | None]) -> tuple[float, float]:
    """Return limits that show all of the ordinary curves, and the beginning of explosive ones."""
    known = [one for one in extents if one is not None]
    if not known:
        return -1.0, 1.0
    heights = sorted(one.height for one in known)
    middle = heights[(len(heights) - 1) // 2]
    ordinary = [one for one in known if one.height <= EXPLOSIVE * middle] if middle else known
    low, high = min(one.low for one in ordinary), max(one.high for one in ordinary)
    reach = EXPLOSIVE_SHARE * max(one.height for one in ordinary)
    lowest, highest = min(one.low for one in known), max(one.high for one in known)
    return _with_margin(max(lowest, low - reach), min(highest, high + reach))


def _with_margin(low: float, high: float) -> tuple[float, float]:
    size = max(abs(low), abs(high))
    if high - low <= FLAT * size or high == low:
        low, high = low - (size / 2 or 1.0), high + (size / 2 or 1.0)
    margin = HEIGHT_MARGIN * (high - low)
    return low - margin, high + margin


# Where derivatives are small, in words


def boundary_texts(flat: Interval, interval: Interval) -> tuple[str, str]:
    """Return both ends of a flat interval, in digits enough to tell them apart on the axis."""
    width = interval[1] - interval[0]
    decimals = SHOWN_DIGITS - round(math.log10(width))
    decimals = max(decimals, math.ceil(math.log10(2) - math.log10(flat[1] - flat[0])))
    low, high = (0.0 if abs(end) <= NOTHING * width else end for end in flat)
    return _decimal(low, decimals), _decimal(high, decimals)


def _decimal(x: float, decimals: int) -> str:
    if decimals > MOST_TOLD_DECIMALS or abs(x) >= 10**MOST_PLACES:
        return f"{x:.{SHOWN_DIGITS}g}"
    text = f"{x:.{max(decimals, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def legend_words(flat: Sequence[Interval], bound: float, count: int) -> str:
    """Return what a legend calls the intervals where each of so many derivatives is small."""
    words = f"{'every derivative' if count > 1 else 'derivative'} below {bound:g}"
    return words if flat else f"{words}: nowhere here"


def sentence(flat: Sequence[Interval], interval: Interval, bound: float, count: int, x: str) -> str:
    """Say in one line for which x each of so many derivatives is small."""
    subject = "every derivative" if count > 1 else "the derivative"
    if not flat:
        return f"{subject} is below {bound:g} nowhere in this range"
    told = [_stretch(one, interval, x) for one in flat[:MOST_TOLD]]
    if len(flat) > MOST_TOLD:
        told.append(f"{len(flat) - MOST_TOLD} more stretches")
    listed = ", ".join(told[:-1]) + " and " + told[-1] if told[1:] else told[0]
    return f"{subject} is below {bound:g} for {listed}"


def _stretch(flat: Interval, interval: Interval, x: str) -> str:
    low, high = boundary_texts(flat, interval)
    from_start, to_end = flat[0] == interval[0], flat[1] == interval[1]
    if from_start and to_end:
        return f"all {x} in this range"
    if from_start:
        return f"{x} < {high}"
    return f"{x} > {low}" if to_end else f"{low} < {x} < {high}"
