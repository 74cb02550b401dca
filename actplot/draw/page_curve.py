"""A curve as a page shows it: as few points as are smooth at its printed size, and bands.

Lengths are in points. Where a curve wavers faster than its own line is wide, the line would be a
ragged fan; what a page can show of it is the band that it fills.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from actplot.basics import OutOfBudget, budget
from actplot.evaluate import Array, Mask
from actplot.sampling import Trace, evaluate

# How far a line is from the curve, and at most: where it is more it is cut finer.
CLOSE, FAR = 0.02, 0.03
WORK = 8e5  # on all that is asked of a curve and its derivatives besides what is known
MOST_ROUNDS = 12  # of cutting cells in half
MOST_CUT = 4_000  # cells in one round; so many, on the rest of a page, are no smooth curve

NARROWEST_COLUMN = 0.75
POINTS_OF_COLUMN = 6  # in which a curve is seen to waver
TURNS = 2.0  # of a curve in a column, in the mean over as many columns as follow
MEAN_OF = 3
SEEN_TURN = 0.1  # height of a turn
LEAST_ASKED, MOST_ASKED, ASKED = 40, 400, 20_000  # points of a column, and in all, for a band
PARTS_ASKED = 10  # one after the other: of one that takes too much work nothing is known
GOLDEN, ROOT = (5**0.5 - 1) / 2, 2**0.5

Transform = Callable[[Array], Array]


@dataclass(frozen=True)
class Page:
    """Where a curve is shown: what makes points of the page of x and y, and what is in sight."""

    to_points: Transform
    x: tuple[float, float]  # of the numbers
    left: float
    width: float
    bottom: float
    height: float
    line: float  # its width

    def points(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return x and y on the page; what is far outside is just outside."""
        with np.errstate(over="ignore", invalid="ignore"):
            at = self.to_points(np.column_stack([x, y]))
        low, high = self.bottom - self.height, self.bottom + 2 * self.height
        return at[:, 0], np.clip(at[:, 1], low, high)


@dataclass(frozen=True)
class Band:
    """What a curve fills that wavers: at increasing x, from low to high."""

    x: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class PageCurve:
    """The points of a line, NaN where it is not joined, and the bands between."""

    x: Array
    y: Array
    bands: tuple[Band, ...]


def page_curve(trace: Trace, order: int, page: Page) -> PageCurve:
    """Return one order of a curve as a page shows it."""
    with budget(work=0.0 if trace.is_dear else WORK / len(trace.values)):
        return _page_curve(trace, order, page)


def _page_curve(trace: Trace, order: int, page: Page) -> PageCurve:
    column = max(page.line, NARROWEST_COLUMN)
    count = max(int(page.width / column), 1)
    edges = np.linspace(*page.x, count + 1)
    x, y = trace.line(order)
    with suppress(OutOfBudget):
        if len(x) < POINTS_OF_COLUMN * count:
            more = np.sort(_spread(edges, POINTS_OF_COLUMN), axis=None)
            found = evaluate(trace.curve, more, order)
            places = np.searchsorted(x, more)
            x, y = np.insert(x, places, more), np.insert(y, places, found)
    bands = _bands(trace, order, page, edges, (x, y))
    for band in bands:
        x, y = _without(x, y, band)
    corners = np.array([found.x for found in trace.breaks[order]])
    with suppress(OutOfBudget):
        for _ in range(MOST_ROUNDS):
            cut = np.flatnonzero(_apart(*page.points(x, y), np.isin(x, corners)) > CLOSE)
            middle = x[cut] + (x[cut + 1] - x[cut]) / 2
            inside = (x[cut] < middle) & (middle < x[cut + 1])
            cut, middle = cut[inside], middle[inside]
            if not 0 < len(middle) <= MOST_CUT:
                break
            found = evaluate(trace.curve, middle, order)
            x, y = np.insert(x, cut + 1, middle), np.insert(y, cut + 1, found)
    keep = _needed(*page.points(x, y), np.isin(x, corners))
    return PageCurve(x[keep], y[keep], bands)


def _spread(edges: Array, count: int) -> Array:
    """Return as many points inside each column, at places that follow no even step.

    A wave of the same step would hide from them: squares keep step with none.
    """
    places = np.arange((len(edges) - 1) * count, dtype=np.float64).reshape(-1, count)
    shares = GOLDEN * places + (ROOT * places**2 % 1) / count
    spread: Array = edges[:-1, None] + np.diff(edges)[:, None] * (shares % 1)
    return spread


def _apart(x: Array, y: Array, corners: Mask) -> Array:
    """Return about how far a curve is from the straight line between each two points."""
    with np.errstate(all="ignore"):  # at gaps
        across = np.diff(x)
        slope = np.diff(y) / across
        bend = np.abs(2 * np.diff(slope) / (across[:-1] + across[1:]))
        # at a corner, and at an end, it bends as beside it
        bend = np.nan_to_num(np.where(corners[1:-1], 0.0, bend), posinf=0.0)
        bend = np.concatenate([bend[:1], bend, bend[-1:]])
        bend = np.maximum(bend[:-1], bend[1:])
        apart: Array = across**2 / 8 * bend / np.hypot(1.0, slope)
    return np.nan_to_num(apart, posinf=0.0)


def _needed(x: Array, y: Array, corners: Mask) -> Mask:
    """Tell which points of a line are needed; the line through these alone is as good.

    The distance of a curve from a chord grows as the square of its length.
    """
    if len(x) < 3:
        return np.ones(len(x), dtype=np.bool_)
    gap = np.isnan(y)
    keep = corners | gap
    keep[:-1] |= gap[1:]
    keep[1:] |= gap[:-1]
    keep[[0, -1]] = True
    if not gap.all():
        keep[[np.nanargmin(y), np.nanargmax(y)]] = True
    steps = np.cumsum(np.sqrt(_apart(x, y, corners) / CLOSE))
    keep[1:] |= np.diff(np.floor(steps), prepend=0.0) > 0
    for _ in range(MOST_ROUNDS):
        known, left_out = np.flatnonzero(keep), np.flatnonzero(~keep)
        ends = np.searchsorted(known, left_out)
        start, end = known[ends - 1], known[ends]
        with np.errstate(all="ignore"):
            slope = (y[end] - y[start]) / (x[end] - x[start])
            off = y[left_out] - y[start] - slope * (x[left_out] - x[start])
            is_far = np.abs(off) / np.hypot(1.0, slope) > FAR
        if not is_far.any():
            break
        keep[(start[is_far] + end[is_far]) // 2] = True
    return keep


# Bands


def _bands(
    trace: Trace, order: int, page: Page, edges: Array, line: tuple[Array, Array]
) -> tuple[Band, ...]:
    """Return the bands of a curve where it turns more than once in each of some columns."""
    _, height = page.points(*line)
    wavers = _wavering(line[0], height, edges)
    if not wavers.any():
        return ()
    places = np.flatnonzero(wavers)
    # each point passes through all layers
    count = min(MOST_ASKED, max(LEAST_ASKED, ASKED // (len(places) * trace.curve.depth)))
    with budget(takes_gaps=True):  # some of the points of each column show its extremes
        parts = np.array_split(_spread(edges, count)[places], PARTS_ASKED, axis=1)
        found = np.hstack([evaluate(trace.curve, part, order) for part in parts])
    seen = np.asarray(np.isfinite(found).any(axis=1))
    low, high = (
        limit(np.where(np.isfinite(found), found, outside), axis=1)
        for limit, outside in ((np.min, np.inf), (np.max, -np.inf))
    )
    low, high, places = low[seen], high[seen], places[seen]
    bands = []
    for run in np.split(np.arange(len(places)), np.flatnonzero(np.diff(places) > 1) + 1):
        if len(run):
            columns = places[run]
            middle = (edges[columns] + edges[columns + 1]) / 2
            x = np.array([edges[columns[0]], *middle, edges[columns[-1] + 1]])
            padded = [run[0], *run, run[-1]]
            bands.append(Band(x, low[padded], high[padded]))
    return tuple(bands)


def _wavering(x: Array, height: Array, edges: Array) -> Mask:
    """Tell in which columns a line turns so often that it is no line."""
    with np.errstate(invalid="ignore"):
        rise = np.diff(height)
        turns = (rise[:-1] * rise[1:] < 0) & (
            np.minimum(np.abs(rise[:-1]), np.abs(rise[1:])) > SEEN_TURN
        )
    if np.count_nonzero(turns) < TURNS * MEAN_OF:
        return np.zeros(len(edges) - 1, dtype=np.bool_)
    columns = np.searchsorted(edges, x[1:-1][turns], side="right") - 1
    counts = np.bincount(np.clip(columns, 0, len(edges) - 2), minlength=len(edges) - 1)
    wavering: Mask = np.convolve(counts, np.ones(MEAN_OF), mode="same") >= TURNS * MEAN_OF
    return wavering


def _without(x: Array, y: Array, band: Band) -> tuple[Array, Array]:
    """Return a line with a gap where a band is."""
    start, end = np.searchsorted(x, band.x[[0, -1]], side="left")
    middle = (band.x[0] + band.x[-1]) / 2
    return (
        np.concatenate([x[:start], [middle], x[end:]]),
        np.concatenate([y[:start], [np.nan], y[end:]]),
    )
