"""Many doubtful points at once: a Taylor polynomial for each cell of the line.

Wide numbers cost several microseconds a point. Where a formula is smooth, one polynomial gives all
digits over a cell, and balls bound what it leaves out: far out, where the sigmoid is 1 and softplus
is x, over half of the line, elsewhere over cells that get narrower until they fit. What is not sure
then is left to balls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from flint import arb

from actplot.evaluate.array_types import NOWHERE, Array, Mask, Places
from actplot.evaluate.balls import ball_program, rounded
from actplot.evaluate.pairs import Pair, pair_add, pair_multiply, split, two_sum
from actplot.evaluate.series_functions import DEGREE, SERIES_BITS, coefficients, working_series
from actplot.formula import Node

FEWEST, FEWEST_OF_ALL = 64, 256  # points of a cell, and of all cells; fewer cost less one by one
FEW = 8192  # points, for which pairs cost less than narrower cells
NARROWER = 4.0  # times as wide as the next cell that is tried
LARGEST_EXPONENT = 1022  # of 2, of the widest cell
CHUNK = 8192  # points whose terms stay in the cache
SHORT = 1.5 * 2.0**30  # added and taken away, it rounds a step to 24 bits
# What is rounded off the terms from s**2 on as a share of them, in float64 and in pairs; and terms
# that are too faint for these.
ROUNDED_OFF, ROUNDED_OFF_PAIRS = 2.0**-51, 2.0**-96
FAINT, FAINT_IN_PAIRS = 2.0**-70, 2.0**-110
PLAIN = 2.0**-56  # the largest error, as a share of the value, with which few values are unsure
HOPELESS = -50  # the power of 2 of what is left out, as a share of the largest term
SCALES = range(-1074, 1023)  # of the largest term: powers of 2 that float64 holds


@dataclass(frozen=True)
class _Cell:
    """Points in a row, from one place to the next, around `middle`."""

    first: int
    end: int
    middle: float


@dataclass(frozen=True)
class _Polynomial:
    """2**scale times the sum of (high[n] + low[n]) s**n for s from -1 to 1, but for `left_out`."""

    high: list[float]
    low: list[float]
    scale: int
    left_out: float


def by_polynomials(formula: Node, x: Array) -> tuple[Array, Mask]:
    """Return the formula at x, and where it is given to the last digit.

    Callers hold `np.errstate(all="ignore")`.
    """
    values, sure = np.full(x.shape, np.nan), np.zeros(x.shape, dtype=np.bool_)
    if len(x) < FEWEST_OF_ALL:
        return values, sure
    left: Places = np.argsort(x)
    credit = len(x) // 2  # points for which cells may be tried in vain
    with working_series():
        for width in _widths(x):
            points = x[left]
            cells = list(_cells(points, width))
            if not cells or credit < 0:
                break
            credit -= FEWEST * len(cells)
            for places, found in _known(formula, points, cells, width / 2):
                values[left[places]], sure[left[places]] = found, True
                credit += len(places)
            left = left[~sure[left]]
    return values, sure


def _known(
    formula: Node, x: Array, cells: Sequence[_Cell], half: float
) -> Iterator[tuple[Places, Array]]:
    """Yield places of points in cells, and the formula there to the last digit."""
    fitting: list[tuple[_Cell, _Polynomial]] = []
    for cell in cells:
        match _polynomial(formula, x[cell.first : cell.end], cell.middle, half):
            case _Polynomial() as fits:
                fitting.append((cell, fits))
            case float(level):
                places = np.arange(cell.first, cell.end)
                yield places, np.full(len(places), level)
    if fitting:
        places, found = _evaluated(fitting, x, half)
        is_known = ~np.isnan(found)
        yield places[is_known], found[is_known]


def _widths(x: Array) -> Iterator[float]:
    """Yield the widths of cells, from one that holds all points."""
    width = 2.0 ** min(math.frexp(np.abs(x).max(initial=0.0))[1] + 1, LARGEST_EXPONENT)
    while width > 0.0:
        yield width
        width /= NARROWER


def _cells(x: Array, width: float) -> Iterator[_Cell]:
    """Yield the cells that hold points enough. The distance of a point from a middle is exact."""
    numbers = np.rint(x / width)
    ends = np.append(np.flatnonzero(np.diff(numbers)) + 1, len(x))
    first = 0
    for end in ends.tolist():
        if end - first >= FEWEST and x[first] < x[end - 1]:
            middle = float(numbers[first]) * width
            if math.isfinite(middle):
                yield _Cell(first, end, middle)
        first = end


def _polynomial(formula: Node, x: Array, middle: float, half: float) -> _Polynomial | float | None:
    """Return the formula over sorted points; a number where it is one to the last digit."""
    around = arb(float(x[0])).union(arb(float(x[-1])))
    level = rounded(ball_program(formula).value(around, around, SERIES_BITS), SERIES_BITS)
    if level is not None:
        return level
    over = coefficients(formula, around.union(arb(middle)))
    if over is None:
        return None
    power = math.frexp(half)[1] - 1  # of 2, which half is
    left_out = over[DEGREE] * arb((1, DEGREE * power))
    if _exponent(left_out) > HOPELESS + max(
        _exponent(term) + n * power for n, term in enumerate(over[:DEGREE])
    ):
        return None
    terms = coefficients(formula, arb(middle))
    if terms is None:
        return None
    scale = max(_exponent(term) + n * power for n, term in enumerate(terms[:DEGREE]))
    if scale not in SCALES:
        return None
    shifted = [term * arb((1, n * power - int(scale))) for n, term in enumerate(terms[:DEGREE])]
    high = [float(term.mid()) for term in shifted]
    low = [float(term.mid() - arb(part)) for term, part in zip(shifted, high, strict=True)]
    error = sum((term.rad() for term in shifted), abs(left_out * arb((1, -int(scale)))))
    if _exponent(error) > HOPELESS:
        return None
    return _Polynomial(high, low, int(scale), float(error.abs_upper()))


def _exponent(term: arb) -> float:
    """Return the least n with |term| < 2**n, minus infinity for 0."""
    mantissa, exponent = term.abs_upper().man_exp()
    return float(mantissa.bit_length() + exponent) if mantissa else -math.inf


def _evaluated(
    fitting: Sequence[tuple[_Cell, _Polynomial]], x: Array, half: float
) -> tuple[Places, Array]:
    """Return the places of points in the cells, and the values there, NaN where not sure.

    Cells of many points whose terms would have to be pairs are left to narrower ones.
    """
    table = _Table([polynomial for _, polynomial in fitting])
    counts = np.array([cell.end - cell.first for cell, _ in fitting])
    used = np.flatnonzero(table.is_plain | (counts < FEW))
    cells = [fitting[n][0] for n in used.tolist()]
    places = np.concatenate([NOWHERE, *(np.arange(cell.first, cell.end) for cell in cells)])
    of = np.repeat(used, counts[used])
    middles = np.array([cell.middle for cell, _ in fitting])
    values = np.empty(len(places))
    for start in range(0, len(places), CHUNK):
        chunk = slice(start, start + CHUNK)
        s = (x[places[chunk]] - middles[of[chunk]]) / half
        values[chunk] = table.at(of[chunk], s)
    return places, values


class _Table:
    """Polynomials side by side: a row a term, a column a polynomial."""

    def __init__(self, polynomials: Sequence[_Polynomial]) -> None:
        self.high, self.low = (
            np.array([getattr(each, part) for each in polynomials]).T for part in ("high", "low")
        )
        self.scale = np.array([each.scale for each in polynomials])
        sizes = np.abs(self.high)
        self.terms, self.terms_in_pairs = (
            1 + max(2, int(np.flatnonzero((sizes > faintest).any(axis=1))[-1]))
            for faintest in (FAINT, FAINT_IN_PAIRS)
        )
        left_out = np.array([each.left_out for each in polynomials])
        rounded_off = ROUNDED_OFF * sizes[2:].sum(axis=0) + DEGREE * FAINT
        self.error = left_out + rounded_off
        self.is_plain = self.error <= PLAIN * sizes[0]
        self.error_in_pairs = left_out + ROUNDED_OFF_PAIRS + DEGREE * FAINT_IN_PAIRS
        # short, so that its product with a short number is exact
        self.slope, self.rest_of_slope = split(self.high[1])
        self.rest_of_slope += self.low[1]

    def at(self, of: Places, s: Array) -> Array:
        """Return the values of polynomials `of` at s, NaN where not even pairs are sure."""
        total = np.full(s.shape, np.nan)
        first = np.flatnonzero(self.is_plain[of])
        total[first] = _rounded(self._plain(of[first], s[first]), self.error.take(of[first]))
        then = np.flatnonzero(np.isnan(total))
        total[then] = _rounded(
            self._in_pairs(of[then], s[then]), self.error_in_pairs.take(of[then])
        )
        return np.asarray(np.ldexp(total, self.scale.take(of)), dtype=np.float64)

    def _plain(self, of: Places, s: Array) -> Pair:
        """Return the sums with value and slope as pairs, and all other terms as float64."""
        low = self.high[self.terms - 1].take(of)
        for term in self.high[self.terms - 2 : 1 : -1]:
            low *= s
            low += term.take(of)
        low *= s
        low += self.rest_of_slope.take(of)
        low *= s
        short = (s + SHORT) - SHORT
        slope = self.slope.take(of)
        low += slope * (s - short)
        low += self.low[0].take(of)
        total, error = two_sum(self.high[0].take(of), slope * short)
        return total, low + error

    def _in_pairs(self, of: Places, s: Array) -> Pair:
        """Return the sums with all terms as pairs."""
        step: Pair = (s, np.zeros(()))
        last = self.terms_in_pairs - 1
        total: Pair = (self.high[last].take(of), self.low[last].take(of))
        for n in range(last - 1, -1, -1):
            term = self.high[n].take(of), self.low[n].take(of)
            total = pair_add(pair_multiply(total, step), term)
        return total


def _rounded(value: Pair, error: Array) -> Array:
    """Return the float64 nearest to all numbers so near to a pair, NaN where there are two."""
    high, low = value
    total = high + (low - error)
    return np.where(total == high + (low + error), total, np.nan)
