"""Limits of a panel that show its curves, and are not ruined by a single one that explodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from actplot.evaluate import Array

LARGEST_DRAWN = 1e300  # beyond it, the arithmetic of axes overflows
# A curve this many times taller than the middle one does not set the limits.
EXPLOSIVE = 12.0
# What such a curve, or one with a pole, may still add: this many times the height of the others.
EXPLOSIVE_SHARE = 1.0
POLE_QUANTILE = 0.9  # of the sizes of a curve with a pole sets how far the panel shows it
MARGIN = 0.05  # of the height of a panel, above and below the curves
FLAT = 1e-9  # a height below this share of the values is that of a constant


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
    margin = MARGIN * (high - low)
    return low - margin, high + margin
