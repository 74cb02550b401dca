"""How far what code gives in a number format is from the truth, in units in the last place.

The truth is the formula into which the code was followed, worked out exactly and rounded to the
format. A unit in the last place is the distance between the numbers of the format there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial

import numpy as np

from actplot.evaluate import Array, Mask, NumberFormat, kind_of, runs, sure_signs, sure_values
from actplot.formula import Curve, tree
from actplot.sampling import evaluate, grid

ORDERS = (0, 1)  # of values and gradients
ALLOWED = (4.0, 16.0)  # units in the last place, of values and of gradients
FAR = (-1000.0, 1000.0)  # what is looked at unless a range is given
SEED, USUAL_POINTS, FAR_POINTS, SMALL_POINTS = 0, 2000, 1001, 300
USUAL, WIDER = 5.0, 50.0  # where most numbers of a network are
EXACT_DIGITS = 53  # of the format in which the truth is worked out
UNSURE = 1e-14  # relative: so near to the middle between two numbers either may be the nearest
MOST_UNSURE = 1000


class Kind(Enum):
    """What code gives in place of a number, in the words in which it is told."""

    NAN = "NaN"
    INFINITE = "infinity"
    ZERO = "0 for a number"
    SIGN = "the wrong sign"


@dataclass(frozen=True)
class Failing:
    """An interval, its ends included, in which code gives something else than the number."""

    kind: Kind
    low: float
    high: float


@dataclass(frozen=True)
class CodeError:
    """How far one side of code, its values or its gradient, is from the truth.

    At each x `error` is in units in the last place beside `right`, NaN where there is nothing to
    compare or where one of the `failing` tells what is there. `worst` is the largest, `at` its x,
    and `typical` the median over evenly spread x. Of all the x so many are `wrong`: no number, or
    further off than is `allowed`.
    """

    x: Array
    right: Array
    error: Array
    worst: float
    at: float
    typical: float
    allowed: float
    failing: tuple[Failing, ...]
    wrong: int

    @property
    def ok(self) -> bool:
        """Tell whether every value is a number that is right to what is allowed."""
        return not self.failing and not self.worst > self.allowed


def points_of(
    curve: Curve, format: NumberFormat, interval: tuple[float, float], even: Array
) -> Array:
    """Return where to ask code for numbers of a format in an interval, `even` among them.

    Of a small format that is every number; of others a few thousand, where people have them, and
    both neighbours where the truth changes its sign, vanishes or leaves the format.
    """
    if format.has_few_numbers:
        return format.numbers(*interval)
    lo, hi = interval
    random = np.random.default_rng(SEED)
    sizes = np.geomspace(max(format.smallest, 1e-300), max(abs(lo), abs(hi)), SMALL_POINTS)
    parts = [
        even,
        grid(lo, hi, FAR_POINTS),
        random.uniform(lo, hi, USUAL_POINTS),
        random.uniform(-USUAL, USUAL, USUAL_POINTS),
        random.uniform(-WIDER, WIDER, USUAL_POINTS),
        sizes,
        -sizes,
    ]
    x = np.unique(format.rounded(np.concatenate(parts)) + 0.0)
    x = x[(x >= lo) & (x <= hi)]

    def kinds(at: Array, order: int) -> Array:
        found = format.rounded(evaluate(curve, at, order))
        return kind_of(np.where(np.abs(found) < format.smallest, 0.0, found))

    edges = [format.edges(x, partial(kinds, order=order)) for order in ORDERS]
    return np.unique(np.concatenate([x, *edges]))


def truth(curve: Curve, format: NumberFormat, x: Array, order: int) -> Array:
    """Return the derivative of this order at x as the nearest numbers of the format.

    It is NaN where there is none.
    """
    near = evaluate(curve, x, order)
    formula = curve.bound(order)
    if format.digits == EXACT_DIGITS:
        return np.where(np.isnan(near), np.nan, sure_values(formula, x))
    right, half = format.rounded(near), format.spacing(near) / 2
    middle = (np.floor(near / (2 * half)) + 0.5) * 2 * half
    unsure = np.flatnonzero(np.abs(near - middle) <= UNSURE * np.abs(near))
    for place in unsure[:MOST_UNSURE]:
        above = tree.add(formula, tree.number(-middle[place]))
        side = sure_signs(above, x[place : place + 1])[0]
        right[place] = middle[place] + side * half[place] if side else right[place]
    return right


def code_error(
    format: NumberFormat, x: Array, right: Array, given: Array, order: int, even: Array
) -> CodeError:
    """Return how far what code gave at x is from what is right, the derivative of this order.

    The typical error is that at the x nearest to the `even` ones.
    """
    with np.errstate(all="ignore"):
        code = format.rounded(given)
        if format.flushes:  # numbers that may be 0 are all the same
            tiny = (np.abs(code) <= format.smallest) & (np.abs(right) <= format.smallest)
            code = np.where(tiny, right, code)
        # of what leaves the format its largest number is as good
        held = [np.clip(each, -format.largest, format.largest) for each in (code, right)]
        error = np.abs(held[0] - held[1]) / format.spacing(held[1])
        error = np.minimum(error, np.finfo(np.float64).max)
    wrong = _wrong(right, code, error > ALLOWED[order])
    for mask in wrong.values():
        error[mask] = np.nan
    known = np.flatnonzero(~np.isnan(error))
    worst = known[np.argmax(error[known])] if len(known) else None
    near = error[np.searchsorted(x, format.rounded(even)).clip(0, len(x) - 1)]
    near = near[~np.isnan(near)]
    failing = [
        Failing(kind, low, high)
        for kind, mask in wrong.items()
        for low, high in runs(x[~np.isnan(right)], mask[~np.isnan(right)])
    ]
    return CodeError(
        x,
        right,
        error,
        0.0 if worst is None else float(error[worst]),
        np.nan if worst is None else float(x[worst]),
        float(np.median(near)) if len(near) else np.nan,
        ALLOWED[order],
        tuple(sorted(failing, key=lambda each: each.low)),
        int(np.count_nonzero(error > ALLOWED[order]) + sum(map(np.count_nonzero, wrong.values()))),
    )


def _wrong(right: Array, code: Array, far: Mask) -> dict[Kind, Mask]:
    """Return where the code gives something else than the number that it should.

    A 0 is taken for a number that is not `far`.
    """
    known = ~np.isnan(right)
    return {
        Kind.NAN: known & np.isnan(code),
        Kind.INFINITE: np.isfinite(right) & np.isinf(code) & (code * right >= 0.0),
        Kind.ZERO: known & (code == 0.0) & far,
        Kind.SIGN: known & (np.sign(code) * np.sign(right) < 0.0),
    }
