"""The limits of a panel: they show every curve, and cut off only what explodes.

What explodes runs off at a pole, or at an end of the range as an exponential does. It is cut at a
pole, and beside curves that would be a flat line otherwise; the rest of it stays in sight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from actplot.basics import SCALES
from actplot.draw.look import Look
from actplot.draw.round_numbers import rounded_out
from actplot.evaluate import Array, Mask
from actplot.sampling import Interval, Sampled, Trace

LOG = SCALES[1]
MOST_OF_A_LOG_AXIS = 1e12  # from its lowest to its highest number
LARGEST_DRAWN = 1e300  # beyond it, the arithmetic of axes overflows
HEIGHT_MARGIN = 0.05  # of the height of a panel, above and below the curves
FLAT = 1e-9  # a height below this share of the values is that of a constant
# A curve explodes where its upper half lies in this share of the range, at an end of it: that of an
# exponential over ten units does, that of a cubic does not.
EXPLOSION_WIDTH = 0.1
# It is cut beside others that do not, and that it is this many times taller than;
EXPLOSIVE = 12.0
# it may add this many times their height.
EXPLOSIVE_SHARE = 1.0
POLE_QUANTILE = 0.9  # of the sizes of a curve with a pole sets how far the panel shows it
WAVERS = 8  # points: a line that turns so near to its pole, as that of sin(1/x)/x, does it for long
LEVEL = 0.01  # a curve that rises by less than this share of its size is level, however it is shown


@dataclass(frozen=True)
class Cover:
    """The heights that a curve covers: those to show where there is room, and those that must be.

    `whole` are all of them, infinite at a pole.
    """

    low: float
    high: float
    must_low: float
    must_high: float
    whole: Interval
    explodes: bool = False

    @property
    def height(self) -> float:
        """From the lowest to the highest point, 0 included."""
        return max(self.high, 0.0) - min(self.low, 0.0)

    @property
    def is_level(self) -> bool:
        """Tell whether the curve is one height, which needs no room."""
        return self.high - self.low <= LEVEL * max(abs(self.low), abs(self.high))


@dataclass(frozen=True)
class Limits:
    """The limits of a panel, and the places of the curves that it cuts or does not show at all."""

    ends: Interval
    cut: tuple[int, ...] = ()
    unseen: tuple[int, ...] = ()
    whole: Interval = (0.0, 0.0)  # that would show every curve; infinite if none would


def panel_limits(samples: Sequence[Sampled], order: int, look: Look) -> Limits:
    """Return the limits of the panel of one order: those that were asked for, or automatic ones."""
    covers = [cover(sampled, order) for sampled in samples]
    known = [one for one in covers if one is not None]
    asked = look.limits(order)
    low, high = asked or automatic_limits(known)
    if not asked and look.scale(order) == LOG:
        low, high = _positive_limits(samples, order)
    places = [(place, one) for place, one in enumerate(covers) if one is not None]
    unseen = {place for place, one in enumerate(covers) if one is None} | {
        place for place, one in places if one.whole[1] < low or one.whole[0] > high
    }
    cut = {place for place, one in places if one.whole[0] < low or one.whole[1] > high}
    whole = _whole(known) if known else (low, high)
    told = not asked and look.scale(order) != LOG  # which cuts off 0 whatever its limits
    return Limits(
        (low, high), tuple(sorted(cut - unseen)) if told else (), tuple(sorted(unseen)), whole
    )


def _positive_limits(samples: Sequence[Sampled], order: int) -> Interval:
    """Return the limits of a log axis: all that is above 0, at most so many decades of it."""
    y = np.concatenate([sampled.trace.values[order] for sampled in samples] or [np.empty(0)])
    y = y[(y > 0) & (y <= LARGEST_DRAWN)]
    if not len(y):
        return 0.1, 10.0
    high = float(y.max())
    low = max(float(y.min()), high / MOST_OF_A_LOG_AXIS)
    margin = (high / low) ** HEIGHT_MARGIN if low < high else 2.0
    return low / margin, high * margin


def _whole(covers: Sequence[Cover]) -> Interval:
    low, high = min(one.whole[0] for one in covers), max(one.whole[1] for one in covers)
    if math.isinf(high - low):
        return low, high
    return rounded_out(*_with_margin(low, high))


def automatic_limits(covers: Sequence[Cover]) -> Interval:
    """Return limits that show all of what does not explode, and the beginning of what does."""
    if not covers:
        return -1.0, 1.0
    bounded = [one for one in covers if not one.explodes and not one.is_level]
    tallest = max((one.height for one in bounded), default=0.0)
    beyond = [one for one in covers if one.explodes and 0 < EXPLOSIVE * tallest < one.height]
    shown = [one for one in covers if one not in beyond]
    low = min([*(one.low for one in shown), *(one.must_low for one in beyond)])
    high = max([*(one.high for one in shown), *(one.must_high for one in beyond)])
    reach = EXPLOSIVE_SHARE * max(one.height for one in shown)
    lowest, highest = min(one.low for one in covers), max(one.high for one in covers)
    return _with_margin(max(lowest, low - reach), min(highest, high + reach))


def _with_margin(low: float, high: float) -> Interval:
    size = max(abs(low), abs(high))
    if high - low <= FLAT * size or high == low:
        low, high = low - (size / 2 or 1.0), high + (size / 2 or 1.0)
    margin = HEIGHT_MARGIN * (high - low)
    return low - margin, high + margin


# What a curve covers


def cover(sampled: Sampled, order: int) -> Cover | None:
    """Return what a curve covers, its sample too where it is random; None where it has no point."""
    trace = sampled.trace
    y = trace.values[order]
    found = _cover_of_line(trace, order)
    if not sampled.drawn:
        return found
    drawn = sampled.drawn.values[order]
    y = drawn[np.abs(drawn) <= LARGEST_DRAWN]
    if not len(y):
        return found
    ends = float(y.min()), float(y.max())
    both = (min(ends[0], found.low), max(ends[1], found.high)) if found else ends
    return Cover(*both, *both, both)


def _cover_of_line(trace: Trace, order: int) -> Cover | None:
    y = trace.values[order]
    is_drawn = np.abs(y) <= LARGEST_DRAWN  # neither NaN nor infinity is
    if not is_drawn.any():
        return None
    has_pole = trace.has_pole(order) or bool(np.isinf(y).any())
    ends = float(y[is_drawn].min()), float(y[is_drawn].max())
    tails = _tails(trace, order)
    if not tails:
        return Cover(*ends, *ends, ends)
    rest = is_drawn.copy()
    for start, end, _ in tails:
        rest[start:end] = False
    must = y[rest]
    whole = ends
    if has_pole:
        runs_off = np.zeros_like(rest)
        for start, end, is_pole in tails:
            runs_off[start:end] |= is_pole
        runs_off &= is_drawn
        counted = [some for some in (is_drawn, runs_off) if some.any()]
        reach = 2 * min(_quantile(trace.x, np.abs(y), some) for some in counted)
        shown = np.where(runs_off, np.clip(y, -reach, reach), y)[is_drawn]
        ends = float(shown.min()), float(shown.max())
        poles = [y[start:end] for start, end, is_pole in tails if is_pole]
        whole = (
            -math.inf if any((part < 0).any() for part in poles) else whole[0],
            math.inf if any((part > 0).any() for part in poles) else whole[1],
        )
    must_ends = (float(must.min()), float(must.max())) if len(must) else ends
    return Cover(*ends, *must_ends, whole, explodes=True)


def _tails(trace: Trace, order: int) -> list[tuple[int, int, bool]]:
    """Return the parts of a line that run off: from, up to, and whether to a pole.

    A part runs off at a pole, and at an end of the range where it does so as an exponential does.
    The point at which it comes to rest is none of it.
    """
    x, y = trace.x, trace.values[order]
    at_poles = {found.x for found in trace.breaks[order] if found.pole}
    size = np.where(np.isnan(y), -1.0, np.abs(y))
    starts = [0, *(np.flatnonzero(x[1:] == x[:-1]) + 1).tolist()]
    found = []
    for start, stop in pairwise([*starts, len(x)]):
        for step, end in ((1, start), (-1, stop - 1)):
            at, sizes = x[start:stop][::step], size[start:stop][::step]
            is_end = end in (0, len(x) - 1)
            is_pole = at[0] in at_poles and math.isinf(sizes[0])
            is_pole = is_pole or (is_end and trace.end_poles[order][end > 0])
            if not is_pole and not is_end:
                continue
            length = _run(sizes)
            if is_pole and length < WAVERS:
                length = len(sizes)
            run = np.abs(at - at[0])[: length + 1], sizes[: length + 1]
            if is_pole or _explodes(*run, width=x[-1] - x[0]):
                tail = (end, end + length) if step > 0 else (end + 1 - length, end + 1)
                found.append((*tail, is_pole))
    return found


def _run(sizes: Array) -> int:
    """Return how many steps a line comes nearer to 0, from its first point on."""
    away = np.flatnonzero(~(sizes[1:] < sizes[:-1]))
    return int(away[0]) if len(away) else len(sizes) - 1


def _explodes(away: Array, sizes: Array, width: float) -> bool:
    """Tell whether the upper half of a run is short, and steeper the higher."""
    if len(sizes) < 2:
        return False
    half, rest = sizes[0] / 2 + sizes[-1] / 2, sizes[-1]
    above, below = np.interp([-(sizes[0] / 2 + half / 2), -half], -sizes, away).tolist()
    return bool(rest < half and below <= EXPLOSION_WIDTH * width and 2 * above <= below)


def _quantile(x: Array, sizes: Array, known: Mask) -> float:
    """Return the size that a curve stays below over most of the range, where it has a value."""
    widths = np.gradient(x)[known]
    order = np.argsort(sizes[known])
    below = np.cumsum(widths[order])
    return float(sizes[known][order][np.searchsorted(below, POLE_QUANTILE * below[-1])])
