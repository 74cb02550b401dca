"""Where the curves and marks of a panel are, so that legends and numbers keep off them."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray


def covered(axes: Axes, step: float) -> NDArray[np.float64]:
    """Return points on all the curves and marks of a panel, in pixels, no farther apart."""
    found = [np.empty((0, 2))]
    for line in (each for each in axes.lines if each.get_gid() not in ("zero", "reference")):
        with np.errstate(all="ignore"):
            at = axes.transData.transform(np.asarray(line.get_xydata(), float))
        if line.get_linestyle() == "None":
            found.append(at)
            continue
        box = axes.bbox
        at[:, 1] = np.clip(at[:, 1], box.y0 - box.height, box.y1 + box.height)
        found.append(_along(at, step))
    points = np.concatenate(found)
    return points[np.isfinite(points).all(axis=1)]


def _along(corners: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Return points on the straight lines from corner to corner, their ends among them."""
    starts, ways = corners[:-1], np.diff(corners, axis=0)
    length = np.hypot(*ways.T)
    finite = np.isfinite(length)
    starts, ways, length = starts[finite], ways[finite], length[finite]
    count = (length / step).astype(int) + 2
    line = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    points: NDArray[np.float64] = starts[line] + (place / (count[line] - 1))[:, None] * ways[line]
    return points
