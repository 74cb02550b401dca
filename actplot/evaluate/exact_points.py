"""Exact numbers beside a float64, and formulas so simple that they are worked out exactly there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from actplot.basics import spend
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

WORK_OF_PART = 10.0  # in operations on balls
FEW = 64  # points for which fractions take less than to import balls
HALFWAY = Fraction(1_000_001, 2_000_000)  # no sum of powers of 2, as floats are


def half_a_step_beside(x: float, side: int) -> Fraction:
    """Return the number halfway from a float64 to its neighbor, or just behind it.

    Far out what is halfway is a whole number, where floor steps again.
    """
    neighbor = math.nextafter(x, side * math.inf)
    if math.isinf(neighbor):  # as far as the one on the other side
        return Fraction(x) + side * Fraction(math.ulp(x)) * HALFWAY
    return Fraction(x) + (Fraction(neighbor) - Fraction(x)) * HALFWAY


def exactly(formula: Node, x: Fraction) -> Fraction | None:
    """Return a formula at x where arithmetic alone tells it, None for any other.

    It is made of sums, products and choices, and of primitives at 0. Most choices and their kinks
    are of this kind, as `x > 0` is, and need no balls.
    """
    parts = _Exact(x)
    found = parts.value(formula)
    spend(WORK_OF_PART * len(parts.known))
    return found


def exactly_at(formula: Node, points: Sequence[float]) -> list[Fraction] | None:
    """Return a formula at a few points, None unless arithmetic alone tells every value."""
    if len(points) > FEW:
        return None
    found = []
    for x in points:
        value = exactly(formula, Fraction(x)) if math.isfinite(x) else None
        if value is None:
            return None
        found.append(value)
    return found


class _Exact:
    """The parts of a formula at one x, each worked out once."""

    def __init__(self, x: Fraction) -> None:
        self.known: dict[Node, Fraction | None] = {tree.X: x}

    def value(self, part: Node) -> Fraction | None:
        if part not in self.known:
            self.known[part] = self._found(part)
        return self.known[part]

    def _found(self, part: Node) -> Fraction | None:
        match part:
            case Number(value):
                return value
            case Sum(parts):
                terms = self._all(parts)
                return None if terms is None else sum(terms, Fraction(0))
            case Product(parts):
                factors = self._all(parts)
                return None if factors is None else math.prod(factors, start=Fraction(1))
            case Where(condition, then, otherwise):
                holds = self._holds(condition)
                return None if holds is None else self.value(then if holds else otherwise)
            case Call(name, _) if ROWS[name].choice:
                return self.value(as_choice(part))
            case Call(name, (argument,)) if self.value(argument) == 0:
                return ROWS[name].at_zero
        return None

    def _all(self, parts: Sequence[Node]) -> list[Fraction] | None:
        found = []
        for part in parts:
            value = self.value(part)
            if value is None:
                return None
            found.append(value)
        return found

    def _holds(self, condition: Comparison) -> bool | None:
        values = self._all(condition.operands)
        if values is None:
            return None
        pairs = zip(values, condition.operators, values[1:], strict=False)
        return all(tree.COMPARE[operator](one, other) for one, operator, other in pairs)
