"""Formulas in wide numbers: single points past what float64 can do, constants, and limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

import numpy as np

from actplot.evaluate import wide, wide_functions
from actplot.evaluate.arrays import Array, Mask
from actplot.evaluate.functions import COMPARE, MEANING
from actplot.evaluate.interpolate import CHUNK, by_cells, thresholds
from actplot.evaluate.wide import Wide
from actplot.formula import Call, Comparison, Node, Number, Power, Product, Sum, Symbol, Where, tree

# Far out on the line, where a formula shows the limit that it goes to.
PROBES = np.array([10.0**power for power in range(45, 101, 5)])
SAME_VALUE = 4 * np.finfo(np.float64).eps
FAR_EXPONENTS = np.array([10.0**power for power in range(20, 301, 20)])  # of 2, further out
BEYOND_WIDE = 1e306  # exponents of 2 above it stand for infinity
LARGEST_MULTIPLIED = 2**31  # the largest power that is worked out as a product
# By how much steps of the logarithm may differ, at least, and relative to it: its rounding.
UNEVEN, UNEVEN_OF_LARGEST = 1e-6, 8 * np.finfo(np.float64).eps


def _wide_max(a: Wide, b: Wide) -> Wide:
    return wide.select(wide.sign(wide.subtract(a, b)) > 0, a, b)


def _wide_min(a: Wide, b: Wide) -> Wide:
    return wide.select(wide.sign(wide.subtract(a, b)) < 0, a, b)


WIDE_MEANING: dict[str, Callable[..., Wide]] = {
    **{name: getattr(wide_functions, name) for name in MEANING if hasattr(wide_functions, name)},
    "abs": wide.absolute,
    "sign": lambda u: wide.from_float(wide.sign(u)),
    "floor": wide.floor,
    "min": _wide_min,
    "max": _wide_max,
    "clip": lambda u, low, high: _wide_min(_wide_max(u, low), high),
}


def in_wide_numbers(formula: Node, x: Array, uniform: Array | None = None) -> Array:
    """Return the formula at x, computed in wide numbers, which neither overflow nor cancel."""
    with np.errstate(all="ignore"):
        known: dict[Node, Wide] = {tree.X: wide.from_float(x)}
        if uniform is not None:
            known[tree.UNIFORM] = wide.from_float(uniform)
        return wide.to_float(_wide_value(formula, known))


def rescued(formula: Node, x: Array, uniform: Array | None) -> Array:
    """Return the formula at x as wide numbers give it, by polynomials where the points are near.

    A formula of a draw takes its uniform numbers from `uniform`.
    """
    with np.errstate(all="ignore"):
        apart = thresholds(formula)
        if apart is None:
            result = np.full(x.shape, np.nan)
        else:
            result = by_cells(lambda at: wide_at(formula, at), x, apart)
        left = np.flatnonzero(np.isnan(result))
        for start in range(0, len(left), CHUNK):
            some = left[start : start + CHUNK]
            drawn = None if uniform is None else uniform[some]
            result[some] = in_wide_numbers(formula, x[some], drawn)
    return result


def wide_at(formula: Node, x: Array) -> Wide:
    """Return the formula at x as wide numbers, one for each x."""
    value = _wide_value(formula, {tree.X: wide.from_float(x)})
    parts = (value.high, value.low, value.exponent)
    return Wide(*(np.broadcast_to(part, x.shape) for part in parts))


def _wide_value(node: Node, known: dict[Node, Wide]) -> Wide:
    if node not in known:
        known[node] = _wide_operation(node, lambda part: _wide_value(part, known))
    return known[node]


def _wide_operation(node: Node, value: Callable[[Node], Wide]) -> Wide:
    match node:
        case Number(number):
            return wide.from_fraction(number)
        case Symbol(name):
            return {"pi": wide.PI, "e": wide.E}[name]
        case Sum(terms):
            return _fold(wide.add, map(value, terms))
        case Product(factors):
            return _fold(wide.multiply, map(value, factors))
        case Power(base, Number(exponent)) if exponent.denominator == 1:
            if abs(exponent) <= LARGEST_MULTIPLIED:
                return wide.integer_power(value(base), int(exponent))
            size = wide_functions.power(wide.absolute(value(base)), wide.from_fraction(exponent))
            negative = (wide.sign(value(base)) < 0) & bool(exponent % 2)
            return wide.select(negative, wide.negate(size), size)
        case Power(base, Number(exponent)) if exponent.denominator == 2:
            return wide.integer_power(wide.sqrt(value(base)), exponent.numerator)
        case Power(base, exponent):
            return wide_functions.power(value(base), value(exponent))
        case Call(name, arguments):
            return WIDE_MEANING[name](*map(value, arguments))
        case Where(condition, then, otherwise):
            return wide.select(_wide_condition(condition, value), value(then), value(otherwise))


def _fold(operation: Callable[[Wide, Wide], Wide], values: Iterable[Wide]) -> Wide:
    total, *rest = values
    for item in rest:
        total = operation(total, item)
    return total


def _wide_condition(condition: Comparison, value: Callable[[Node], Wide]) -> Mask:
    holds: Mask = np.asarray(True)
    for left, operator, right in condition.links():
        difference = wide.sign(wide.subtract(value(left), value(right)))
        holds = holds & COMPARE[operator](difference, 0.0)
    return holds


@cache
def constant_value(node: Node) -> float:
    """Return the float64 nearest to a formula without x."""
    return float(in_wide_numbers(node, np.zeros(())))


def signs(formula: Node, x: Array) -> Array:
    """Return the sign of the formula at x, also where its value underflows to 0 in float64."""
    with np.errstate(all="ignore"):
        value = _wide_value(formula, {tree.X: wide.from_float(x)})
    return np.broadcast_to(wide.sign(value), np.shape(x))


@lru_cache(maxsize=4096)
def limit(formula: Node, infinity: float) -> float:
    """Return the limit of the formula at an infinity, NaN where there is none.

    It is read off far points in wide numbers: values that agree are the limit, values that only
    shrink go to 0, values that only grow go to infinity. What still moves there as a logarithm
    does is looked at again much further out.
    """
    near = _Far(formula, wide.from_float(math.copysign(1, infinity) * PROBES))
    if near.settled or not near.moves_steadily:
        return near.settled_value
    powers = np.full(FAR_EXPONENTS.shape, math.copysign(0.5, infinity))
    far = _Far(formula, Wide(powers, np.zeros_like(powers), FAR_EXPONENTS))
    if far.settled:
        return far.settled_value
    if near.grows:
        return math.copysign(math.inf, near.numbers[-1])
    return 0.0


class _Far:
    """The values of a formula at far points, and what they do from one to the next."""

    def __init__(self, formula: Node, x: Wide) -> None:
        with np.errstate(all="ignore"):
            value = _wide_value(formula, {tree.X: x})
            shape = x.high.shape
            self.numbers = np.broadcast_to(wide.to_float(value), shape)
            self.sizes = np.broadcast_to(value.exponent + np.log2(np.abs(value.high)), shape)
            last = self.numbers[-1]
            known = not np.isnan(self.numbers).any()
            close = np.abs(self.numbers - last) <= SAME_VALUE * abs(last)
            # an infinity settles only where it is one in wide numbers too
            beyond = np.isinf(self.numbers) & (self.sizes > BEYOND_WIDE)
            self.settled = bool(known and np.all(np.where(np.isinf(last), beyond, close)))
            self.settled_value = float(last) if self.settled else math.nan
            steps = np.diff(self.sizes)
            one_sign = np.all(np.sign(self.numbers) == np.sign(last))
            self.grows = bool(np.all(steps > 0) and one_sign)
            # a wave makes the steps uneven
            uneven = np.diff(steps)
            room = np.maximum(UNEVEN, UNEVEN_OF_LARGEST * np.abs(self.sizes[-1]))
            even = np.all(uneven <= room) or np.all(uneven >= -room)
            self.moves_steadily = bool(known and ((self.grows and even) or np.all(steps < 0)))
