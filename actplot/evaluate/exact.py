"""Formulas in wide numbers: single points past what float64 can do, constants, and limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

import numpy as np

from actplot.evaluate import wide, wide_functions
from actplot.evaluate.arrays import Array, Mask
from actplot.evaluate.meaning import COMPARE, MEANING
from actplot.evaluate.wide import Wide
from actplot.formula import tree
from actplot.formula.tree import (
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
)

# Far out on the line, where a formula shows the limit that it goes to.
PROBES = np.array([10.0**power for power in range(45, 101, 5)])
SETTLED = 4 * np.finfo(np.float64).eps


def _wide_max(a: Wide, b: Wide) -> Wide:
    return wide.select(wide.sign(wide.subtract(a, b)) > 0, a, b)


def _wide_min(a: Wide, b: Wide) -> Wide:
    return wide.select(wide.sign(wide.subtract(a, b)) < 0, a, b)


WIDE_MEANING: dict[str, Callable[..., Wide]] = {
    **{name: getattr(wide_functions, name) for name in MEANING if hasattr(wide_functions, name)},
    "abs": wide.absolute,
    "sign": lambda u: wide.from_float(wide.sign(u)),
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
            return wide.integer_power(value(base), int(exponent))
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
    pairs = zip(condition.operands, condition.operators, condition.operands[1:], strict=False)
    for left, operator, right in pairs:
        difference = wide.sign(wide.subtract(value(left), value(right)))
        holds = holds & COMPARE[operator](difference, 0.0)
    return holds


@cache
def constant_value(node: Node) -> float:
    """Return the float64 nearest to a formula without x."""
    return float(in_wide_numbers(node, np.zeros(())))


@lru_cache(maxsize=4096)
def limit(formula: Node, infinity: float) -> float:
    """Return the limit of the formula at an infinity, NaN where there is none.

    It is read off far points in wide numbers: values that agree are the limit, values that only
    shrink go to 0, values that only grow go to infinity.
    """
    with np.errstate(all="ignore"):
        far = wide.from_float(math.copysign(1, infinity) * PROBES)
        values = _wide_value(formula, {tree.X: far})
        numbers = np.broadcast_to(wide.to_float(values), PROBES.shape)
        sizes = np.broadcast_to(values.exponent + np.log2(np.abs(values.high)), PROBES.shape)
    if np.isnan(numbers).any():
        return math.nan
    last = float(numbers[-1])
    if np.all(np.abs(numbers - last) <= SETTLED * abs(last)):
        return last
    if np.all(np.diff(sizes) < 0):
        return 0.0
    if np.all(np.diff(sizes) > 0) and np.all(np.sign(numbers) == np.sign(last)):
        return math.copysign(math.inf, last)
    return math.nan
