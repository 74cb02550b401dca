"""Formulas in float64 where nothing is rounded on the way, at many points at once."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import reduce

import numpy as np

from actplot.basics import spend
from actplot.evaluate.array_types import Array, Mask
from actplot.evaluate.pairs import Pair, two_product, two_sum
from actplot.formula import (
    ROWS,
    Call,
    Comparison,
    Node,
    Number,
    Product,
    Sum,
    Where,
    as_choice,
    tree,
)

WORK_OF_PART = 0.1  # in operations on balls, for a part at a point
SMALLEST_EXACT = 2.0**-960  # a product beyond this may have an error that no float64 holds

# Values, and where nothing was rounded to come to them.
Known = tuple[Array, Mask]


def in_doubles(formula: Node, x: Array) -> Known:
    """Return a formula at x, and where it is exactly that: as in `exactly`, without fractions."""
    parts = _InDoubles(x)
    with np.errstate(all="ignore"):
        value, is_exact = parts.value(formula)
    spend(WORK_OF_PART * len(parts.known) * len(x))
    return value, is_exact & np.isfinite(x)


class _InDoubles:
    """The parts of a formula at many x, each worked out once."""

    def __init__(self, x: Array) -> None:
        self.known: dict[Node, Known] = {tree.X: (x, np.ones(x.shape, dtype=bool))}
        self.nowhere: Known = (np.full(x.shape, np.nan), np.zeros(x.shape, dtype=bool))

    def value(self, part: Node) -> Known:
        if part not in self.known:
            self.known[part] = self._found(part)
        return self.known[part]

    def _found(self, part: Node) -> Known:
        match part:
            case Number(value):
                return self._everywhere(value)
            case Sum(parts):
                return reduce(_add, map(self.value, parts))
            case Product(parts):
                return reduce(_multiply, map(self.value, parts))
            case Where(condition, then, otherwise):
                return _chosen(self._holds(condition), self.value(then), self.value(otherwise))
            case Call(name, _) if ROWS[name].choice:
                return self.value(as_choice(part))
            case Call(name, (argument,)) if (at_zero := ROWS[name].at_zero) is not None:
                at, is_exact = self.value(argument)
                there, is_float = self._everywhere(at_zero)
                return there, is_exact & is_float & (at == 0)
        return self.nowhere

    def _everywhere(self, value: Fraction) -> Known:
        near = _nearest(value)
        shape = self.nowhere[0].shape
        return np.full(shape, near), np.full(shape, math.isfinite(near) and value == near)

    def _holds(self, condition: Comparison) -> Known:
        values = [self.value(operand) for operand in condition.operands]
        links = [
            tree.COMPARE[sign](one, other)
            for (one, _), sign, (other, _) in zip(
                values, condition.operators, values[1:], strict=False
            )
        ]
        return np.logical_and.reduce(links), np.logical_and.reduce([each for _, each in values])


def _nearest(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _add(one: Known, other: Known) -> Known:
    return _kept(two_sum(one[0], other[0]), one, other)


def _multiply(one: Known, other: Known) -> Known:
    product, error = two_product(one[0], other[0])
    sizes = np.abs([one[0], other[0]])
    is_plain = ((sizes == 0) | (sizes == 1)).any(axis=0)
    is_small = np.abs(product) < SMALLEST_EXACT
    error = np.where(is_plain, 0.0, np.where(is_small, np.nan, error))
    return _kept((product, error), one, other)


def _kept(result: Pair, one: Known, other: Known) -> Known:
    return result[0], one[1] & other[1] & (result[1] == 0)


def _chosen(condition: Known, then: Known, otherwise: Known) -> Known:
    holds, is_known = condition
    value = np.where(holds, then[0], otherwise[0])
    return value, is_known & np.where(holds, then[1], otherwise[1])
