"""A formula made ready: the steps that work it out, and where each of them is to be doubted."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache

import numpy as np

from actplot.evaluate.array_types import FAR_REACH, USUAL_REACH, Mask, Value
from actplot.evaluate.float64_functions import COMPARE, MEANING, SMALLEST_NORMAL, choose
from actplot.evaluate.program import Program, Step
from actplot.evaluate.rewrite import (
    constants_together,
    gentle_offsets,
    is_exact,
    is_whole,
    number_value,
    steady,
)
from actplot.evaluate.sensitivity import doubted_above, pass_on, reaches
from actplot.formula import (
    ROWS,
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Where,
    never_negative,
    tree,
)

# A sum whose terms are together this many times as large has cancelled: it magnifies their errors
# as much. Two terms of about 2 units in the last place stay within the 16 that are promised.
CANCELLED = 7.0
# Sides of a comparison nearer than this share of their size may have been rounded past each other.
SAME_SIDES = 2.0**-44
LARGEST_REPEATED_PRODUCT = 4  # powers up to this one are products, which round less than pow


@lru_cache(maxsize=4096)
def compiled(formula: Node) -> Program:
    """Compile a formula in x without free parameters."""
    steadied = steady(formula)
    compiler = _Compiler(gentle=gentle_offsets(steadied))
    return compiler.program(steadied, compiler.place(steadied))


@dataclass
class _Compiler:
    """Collects constants and steps; equal parts of a formula are computed once."""

    gentle: frozenset[Node]
    constants: list[float] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    places: dict[object, int] = field(default_factory=dict)

    # Until the constants are counted, step number i stands at place -1 - i, and x and the uniform
    # number at these places.
    X_PLACE, UNIFORM_PLACE = 10**9, 10**9 + 1

    def program(self, formula: Node, result: int) -> Program:
        """Return what was collected, with constants, x, the uniform number and steps in a row."""

        def final(place: int) -> int:
            if place >= self.X_PLACE:
                return len(self.constants) + place - self.X_PLACE
            return place if place >= 0 else len(self.constants) + 1 - place

        placed = [(step.function, tuple(map(final, step.arguments))) for step in self.steps]
        near, far = (
            reaches(self.constants, placed, final(result), largest_x)
            for largest_x in (USUAL_REACH, FAR_REACH)
        )
        steps = tuple(
            Step(
                *placed[n],
                step.watch,
                near[n].guard,
                doubted_above(step.function, near[n].gain),
                doubted_above(step.function, far[n].gain),
            )
            for n, step in enumerate(self.steps)
        )
        return Program(formula, tuple(self.constants), steps, final(result))

    def place(self, node: Node | Comparison) -> int:
        """Return where the value of the node will stand."""
        if node not in self.places:
            self.places[node] = self.lower(node)
        return self.places[node]

    def step(
        self,
        function: Callable[..., Value],
        *arguments: int,
        watch: Callable[..., Mask] | None = None,
    ) -> int:
        key = (function, arguments)
        if key not in self.places:
            self.steps.append(Step(function, arguments, watch))
            self.places[key] = -len(self.steps)
        return self.places[key]

    def constant(self, value: float) -> int:
        key = ("constant", value)
        if key not in self.places:
            self.constants.append(value)
            self.places[key] = len(self.constants) - 1
        return self.places[key]

    def lower(self, node: Node | Comparison) -> int:
        if node == tree.X:
            return self.X_PLACE
        if node == tree.UNIFORM:
            return self.UNIFORM_PLACE
        if not isinstance(node, Comparison) and not tree.depends_on_x(node):
            return self.constant(number_value(node))
        match node:
            case Sum(terms):
                return self.sum(terms, watched=node not in self.gentle)
            case Product(factors):
                return self.product(factors)
            case Power(base, exponent):
                return self.power(base, exponent)
            case Call("max", (a, low)) if not tree.depends_on_x(low):
                return self.clip(a, self.place(low), self.constant(math.inf))
            case Call("min", (a, high)) if not tree.depends_on_x(high):
                return self.clip(a, self.constant(-math.inf), self.place(high))
            case Call(name, arguments):
                places = [self.place(argument) for argument in arguments]
                steep = ROWS[name].steep
                watch = None if steep is None or is_exact(arguments[0]) else _magnified(steep)
                return self.step(MEANING[name], *places, watch=watch)
            case Comparison(operands, operators):
                return self.comparison(operands, operators)
            case Where(condition, then, otherwise):
                return self.step(
                    choose, self.place(condition), self.place(then), self.place(otherwise)
                )
            case _:
                raise AssertionError(f"{node} has no value of its own")

    def clip(self, node: Node, low: int, high: int) -> int:
        """Hold the node between two constants, which is quicker than np.maximum with one."""
        return self.step(np.clip, self.place(node), low, high)

    def sum(self, terms: Sequence[Node], watched: bool) -> int:
        """Add the terms from left to right; watch them where they may cancel."""
        terms = constants_together(terms)
        total = self.place(terms[0])
        places = [total]
        for term in terms[1:]:
            if tree.is_negative(term):
                places.append(self.place(tree.multiply(tree.MINUS_ONE, term)))
                total = self.step(np.subtract, total, places[-1])
            else:
                places.append(self.place(term))
                total = self.step(np.add, total, places[-1])
        whole = [is_whole(term) for term in terms]
        rounds_once = len(terms) == 2 and all(map(operator.or_, whole, map(is_exact, terms)))
        harmless = rounds_once or all(whole)
        if harmless or not watched or all(never_negative(term) for term in terms):
            return total
        return self.step(pass_on, total, *places, watch=_cancelled)

    def product(self, factors: Sequence[Node]) -> int:
        """Multiply what stands above the line and divide by what stands below it."""
        above, below = [], []
        for factor in factors:
            match factor:
                case Number(value) if value in (1, -1):
                    continue
                case Number(value) if _divides_exactly(value):
                    below.append(self.constant(float(1 / value)))
                case Power(base, exponent) if tree.is_negative(exponent):
                    below.append(self.place(tree.power(base, tree.negate(exponent))))
                case _:
                    above.append(self.place(factor))
        numerator = self.chain(above) if above else self.constant(1.0)
        if factors[0] == tree.MINUS_ONE:
            numerator = self.step(np.negative, numerator)
        return self.step(np.divide, numerator, self.chain(below)) if below else numerator

    def chain(self, places: Sequence[int]) -> int:
        total = places[0]
        for place in places[1:]:
            total = self.step(np.multiply, total, place)
        return total

    def power(self, base: Node, exponent: Node) -> int:
        """Raise to a power: a product, a root, or pow, whichever rounds least."""
        if tree.is_negative(exponent):
            return self.product([Power(base, exponent)])
        place = self.place(base)
        if not isinstance(exponent, Number):
            return self.step(np.power, place, self.place(exponent), watch=_negative_base)
        if exponent.value > LARGEST_REPEATED_PRODUCT:
            return self.step(np.power, place, self.place(exponent))
        whole, rest = divmod(exponent.value, 1)
        if rest not in (0, Fraction(1, 2)):
            return self.step(np.power, place, self.place(exponent))
        factors = [self.step(np.sqrt, place)] if rest else []
        square = self.step(np.square, place) if whole > 1 else place
        factors += [square] * (int(whole) // 2) + [place] * (int(whole) % 2)
        return self.chain(factors)

    def comparison(self, operands: Sequence[Node], operators: Sequence[str]) -> int:
        places = [self.place(operand) for operand in operands]
        exact = [is_exact(operand) for operand in operands]
        tests = [
            self.step(
                COMPARE[operator],
                places[n],
                places[n + 1],
                watch=None if exact[n] and exact[n + 1] else _nearly_equal,
            )
            for n, operator in enumerate(operators)
        ]
        total = tests[0]
        for test in tests[1:]:
            total = self.step(np.logical_and, total, test)
        return total


def _divides_exactly(value: Fraction) -> bool:
    """Tell whether dividing by 1/value rounds less than multiplying: 1/6, but not 1/2 or 0.1."""
    if abs(value) < SMALLEST_NORMAL:
        return False  # the reciprocal is beyond the largest float
    return Fraction(float(value)) != value and Fraction(float(1 / value)) == 1 / value


def _cancelled(result: Value, _: Value, *terms: Value) -> Mask:
    first, *others = terms
    together = np.abs(first)
    for term in others:
        together = together + np.abs(term)
    return np.asarray(CANCELLED * np.abs(result) < together)


def _negative_base(_: Value, base: Value, exponent: Value) -> Mask:
    """Tell where a power has a value only if its rounded exponent is a whole number."""
    return np.asarray((base < 0) | np.isnan(exponent))


def _nearly_equal(_: Value, left: Value, right: Value) -> Mask:
    together = np.abs(left) + np.abs(right)
    return np.asarray(np.abs(left - right) <= SAME_SIDES * together)


@cache
def _magnified(steep: Callable[[Value, Value], Value]) -> Callable[..., Mask]:
    """Return a watch for the points where a function magnifies the rounding of its argument."""
    return lambda result, argument: np.asarray(steep(argument, result))
