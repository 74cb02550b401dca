"""The numbers of one formula at points: a derivative is NaN exactly at a kink."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from actplot.entries.read import Curve
from actplot.evaluate import Array, compiled
from actplot.sampling.breaks import Break, breaks
from actplot.sampling.switches import switches_among


def values(curve: Curve, points: Array, order: int) -> Array:
    """Return the derivative of this order of a curve's formula, NaN exactly at a kink."""
    return without_kinks(curve, points, order, compiled(curve.bound(order))(points))


def without_kinks(curve: Curve, points: Array, order: int, found: Array) -> Array:
    """Return the values found, NaN where a point is a kink of this order or a lower one."""
    if order == 0:
        return found
    at = switches_among(curve, points)
    by_order = [breaks(curve, n, at) for n in range(order + 1)]
    jumps = [at_point[0].x for at_point in zip(*by_order, strict=True) if any_jump(at_point)]
    return np.where(np.isin(points, jumps), np.nan, found) if jumps else found


def any_jump(breaks: Iterable[Break]) -> bool:
    """Tell whether one of the orders jumps."""
    return any(found.jumps for found in breaks)
