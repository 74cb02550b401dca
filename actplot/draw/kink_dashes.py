"""The dashes of a line with kinks: a dash on each corner and each end, whole periods between.

Lengths are in points on paper, so that a kink looks the same at every size and in every format.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.path import Path
from matplotlib.patheffects import AbstractPathEffect
from matplotlib.transforms import Affine2D, Bbox, Transform

from actplot.evaluate import Array, Mask

# points of a line, how far into its dashes and gaps it begins, and these; none where it is solid
Piece = tuple[Array, float, Sequence[float]]


def dashed_pieces(points: Array, breaks: Mask, box: Bbox, dashes: Sequence[float]) -> list[Piece]:
    """Return a line in parts: solid ones on its corners and ends, and dashed ones between.

    `points` have NaN where the line is not joined; the corners are among the `breaks`. An end that
    lies outside of the box has no dash of its own.
    """
    pieces: list[Piece] = []
    for run in _runs(points):
        ends = sorted({run.start, *(run.start + np.flatnonzero(breaks[run])), run.stop - 1})
        leads = [dashes[0] / 2] * len(ends)  # on each side of a corner
        for end in (0, -1):
            leads[end] = dashes[0] * _is_inside(points[ends[end]][None], box)
        corner = points[:0]  # what is solid up to the corner where the next stretch begins
        for (start, end), both in zip(pairwise(ends), pairwise(leads), strict=True):
            before, between, after = _stretch(points[start : end + 1], both, box, dashes)
            pieces.append((np.concatenate([corner, before[len(corner[:1]) :]]), 0.0, ()))
            pieces += between
            corner = after
        pieces.append((corner, 0.0, ()))
    return [piece for piece in pieces if len(piece[0]) > 1]


def _is_inside(points: Array, box: Bbox) -> bool:
    """Tell whether all points are in a box, or on its edge."""
    return bool(box.padded(1.0).count_contains(points) == len(points))


def _runs(points: Array) -> Iterator[slice]:
    """Yield where the points are that are joined."""
    known = np.isfinite(points).all(axis=1).astype(int)
    edges = np.flatnonzero(np.diff(known, prepend=0, append=0)).tolist()
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        yield slice(start, stop)


def _stretch(
    points: Array, leads: Sequence[float], box: Bbox, dashes: Sequence[float]
) -> tuple[Array, list[Piece], Array]:
    """Return the solid start of a stretch between two corners, what is dashed, and the solid end.

    `leads` are how long it is solid; where it is nothing dashes end as they come.
    """
    if not any(leads):
        return points[:0], [(points, 0.0, dashes)], points[:0]
    steps = np.hypot(*np.diff(points, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(steps)])
    length, period = float(at[-1]), float(sum(dashes))
    inside = _is_inside(points, box)
    share = 1.0
    if all(leads) and inside:
        count = round((length - sum(leads) + dashes[0]) / period)
        if count < 1:  # no room for a gap
            half = length / 2
            return _cut(points, at, 0.0, half), [], _cut(points, at, half, length)
        share = length / (count * period + sum(leads) - dashes[0])
    first, last = (min(share * lead, length / 2) for lead in leads)
    # what lies outside is cut off when it is drawn, and dashes begin anew: they come from inside
    ways = [(first, length - last)] if leads[0] else [(length - last, first)]
    if all(leads) and not inside:
        highest = float(at[np.argmax(np.abs(points[:, 1] - (box.y0 + box.y1) / 2))])
        middle = min(max(first, highest), length - last)
        ways = [(first, middle), (length - last, middle)]
    fitted: Sequence[float] = [share * part for part in dashes]
    between: list[Piece] = [
        (_cut(points, at, min(way), max(way))[:: 1 if way[0] < way[1] else -1], fitted[0], fitted)
        for way in ways
    ]
    return _cut(points, at, 0.0, first), between, _cut(points, at, length - last, length)


def _cut(points: Array, at: Array, start: float, end: float) -> Array:
    """Return the part of a line from one length along it to another; nothing where they are one."""
    if not start < end:
        return points[:0]
    inner = at[(start < at) & (at < end)]
    places = [start, *inner, end]
    return np.column_stack([np.interp(places, at, points[:, axis]) for axis in (0, 1)])


class KinkDashes(AbstractPathEffect):
    """Draws a dashed line with a dash on each break. `points` and `box` are in pixels."""

    def __init__(self, points: Array, breaks: Mask, box: Bbox) -> None:
        super().__init__()
        self.points, self.breaks, self.box = points, breaks, box

    def draw_path(
        self,
        renderer: RendererBase,
        gc: GraphicsContextBase,
        tpath: Path,
        affine: Transform,
        rgbFace: Any = None,
    ) -> None:
        """Draw the line in parts, in place of the path that is handed in."""
        dashes: Any = gc.get_dashes()[1]
        if not dashes:
            renderer.draw_path(gc, tpath, affine, rgbFace)
            return
        canvas: Any = renderer
        pixels = float(canvas.points_to_pixels(1.0))
        with np.errstate(all="ignore"):
            box = Bbox(self.box.get_points() / pixels)
            pieces = dashed_pieces(self.points / pixels, self.breaks, box, list(dashes))
            is_upright = bool(np.all(np.nan_to_num(np.diff(self.points, axis=0)).prod(axis=1) == 0))
        for points, offset, pattern in pieces:
            part = renderer.new_gc()
            part.copy_properties(gc)
            part.set_dashes(offset, list(pattern) or None)
            if not is_upright:  # no part is moved to whole pixels where others are not
                part.set_snap(False)
            path = Path(points)
            path.should_simplify = False
            renderer.draw_path(part, path, Affine2D().scale(pixels), rgbFace)
            part.restore()
