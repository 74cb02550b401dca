"""What a panel shows, whether matplotlib or the terminal draws it: words, lines, marks, extents."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from actplot.draw.limits import Extent, extent
from actplot.evaluate import Array
from actplot.sampling.breaks import Break
from actplot.sampling.sample import LOSS, Sampled, evaluate

LOSS_TITLES = ("loss", "gradient", "second derivative", "third derivative")
OF_A_LOGIT = (LOSS, "slice")  # kinds of entries that are functions of a logit
TITLES = ("function", "derivative", "second derivative", "third derivative")
MOST_CIRCLES = 60  # of a curve; a formula with more jumps is clearer without

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
