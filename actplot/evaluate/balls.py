"""Formulas as balls: numbers that are right to the last bit, in as many bits as that takes.

Where float64 is in doubt a point is worked out with a bound of its error, in 128 bits, and in
twice as many until both ends of the ball round to the same float64 (Ziv's rule); what is still
unsure at 16,384 bits, about 5,000 digits, is NaN, as is what has no real value.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
from flint import arb, ctx, fmpq

from actplot.basics import spend
from actplot.evaluate.array_types import Array
from actplot.evaluate.ball_functions import (
    BALL_MEANING,
    UNDEFINED,
    Truth,
    Value,
    ball,
    both,
    choose,
    holds,
    integer_power,
    power,
    root_power,
)
from actplot.formula import (
    ROWS,
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
    tree,
)

USUAL_BITS = 128
# What a value takes: for itself, for each step, and for powers that are functions; in about as many
# bits as this all takes twice as much.
WORK_OF_VALUE, WORK_OF_STEP, WORK_OF_POWER, BITS_OF_WORK = 4.0, 0.8, 4.0, 256
PRECISIONS = tuple(USUAL_BITS * 2**n for n in range(8))
EXACT_FROM = 256  # bits; from here on what is rational stays a fraction
ENOUGH_FOR_SIGNS = 4096  # bits in which the sign of a value is looked for
# Both ends of a ball may round to neighbours for ever, where the truth lies halfway between.
NEIGHBOURS_FROM = 512
OPEN_CHOICE = 2**20  # times its radius, in such a ball, is less than the gap between the two


@dataclass(frozen=True)
class Arithmetic:
    """What powers, comparisons, choices and primitives are of one kind of values."""

    to_the: Callable[[Value, int], Value]
    to_the_root: Callable[[Value, fmpq], Value]
    power: Callable[[Value, Value], Value]
    holds: Callable[[Value, str, Value], Truth]
    choose: Callable[[Truth, Value, Value], Value]
    call: Callable[[str], Callable[..., Value]]


BALLS = Arithmetic(integer_power, root_power, power, holds, choose, BALL_MEANING.__getitem__)


@dataclass
class _Compiler:
    """Lowers a formula into operations on balls; equal parts are worked out once.

    Until the constants are counted, a place below 0 is that of a step, from the last one on.
    """

    arithmetic: Arithmetic
    constants: list[Node] = field(default_factory=list)
    steps: list[tuple[Callable[..., Value], tuple[int, ...]]] = field(default_factory=list)
    places: dict[object, int] = field(default_factory=dict)
    of_functions: float = 0.0  # work

    X_PLACE, UNIFORM_PLACE, FIRST_CONSTANT = 0, 1, 2

    def program(self, formula: Node) -> BallProgram:
        """Return a formula as a program: x, the uniform number, constants and steps in a row."""

        def final(place: int) -> int:
            return place if place >= 0 else first_step - 1 - place

        result = self.place(formula)
        first_step = self.FIRST_CONSTANT + len(self.constants)
        steps = tuple(_Step(function, *map(final, places)) for function, places in self.steps)
        return BallProgram(steps, tuple(self.constants), final(result), self.of_functions)

    def place(self, node: Node | Comparison) -> int:
        if node not in self.places:
            self.places[node] = self.lower(node)
        return self.places[node]

    def step(self, function: Callable[..., Value], *arguments: int) -> int:
        self.steps.append((function, arguments))
        return -len(self.steps)

    def lower(self, node: Node | Comparison) -> int:
        if node == tree.X:
            return self.X_PLACE
        if node == tree.UNIFORM:
            return self.UNIFORM_PLACE
        match node:
            case Number() | Symbol():
                self.constants.append(node)
                return self.FIRST_CONSTANT + len(self.constants) - 1
            case Sum(parts) | Product(parts):
                operation = operator.add if isinstance(node, Sum) else operator.mul
                total = self.place(parts[0])
                for part in parts[1:]:
                    total = self.step(operation, total, self.place(part))
                return total
            case Power(base, Number(exponent)) if exponent.denominator == 1:
                return self.step(_with(self.arithmetic.to_the, int(exponent)), self.place(base))
            case Power(base, Number(exponent)):
                n = fmpq(exponent.numerator, exponent.denominator)
                self.of_functions += WORK_OF_POWER
                return self.step(_with(self.arithmetic.to_the_root, n), self.place(base))
            case Power(base, exponent):
                self.of_functions += WORK_OF_POWER
                return self.step(self.arithmetic.power, self.place(base), self.place(exponent))
            case Call(name, arguments):
                self.of_functions += ROWS[name].work
                return self.step(self.arithmetic.call(name), *map(self.place, arguments))
            case Comparison():
                links = [
                    self.step(
                        _compare(self.arithmetic.holds, sign), self.place(left), self.place(right)
                    )
                    for left, sign, right in node.links()
                ]
                total = links[0]
                for link in links[1:]:
                    total = self.step(both, total, link)
                return total
            case Where(condition, then, otherwise):
                return self.step(
                    self.arithmetic.choose, *map(self.place, (condition, then, otherwise))
                )


@cache
def _with(to_the: Callable[[Value, Any], Value], exponent: object) -> Callable[[Value], Value]:
    return lambda base: to_the(base, exponent)


@cache
def _compare(holds: Callable[[Value, str, Value], Truth], sign: str) -> Callable[..., Truth]:
    return lambda left, right: holds(left, sign, right)


class _Step(NamedTuple):
    """A function and the places of its arguments, of which it has up to three."""

    function: Callable[..., Value]
    first: int
    second: int | None = None
    third: int | None = None


@dataclass(frozen=True)
class BallProgram:
    """A formula as steps of balls, each from values before it: x, a uniform number, constants."""

    steps: tuple[_Step, ...]
    constants: tuple[Node, ...]
    result: int
    of_functions: float

    def work(self, bits: int) -> float:
        """Return what a value takes in so many bits, in products of few."""
        size = bits / BITS_OF_WORK
        of_products = WORK_OF_STEP * (len(self.constants) + len(self.steps)) * (1 + size)
        return WORK_OF_VALUE + of_products + self.of_functions * (1 + size * math.sqrt(size))

    def value(self, x: Value, uniform: Value, bits: int) -> Value:
        """Return the formula at x as a ball; callers hold `working_bits(bits)`."""
        spend(self.work(bits))
        values = [x, uniform, *_constants(self.constants, bits)]
        add = values.append
        # by the number of arguments: to unpack them takes as long as a product does
        for function, first, second, third in self.steps:
            if second is None:
                add(function(values[first]))
            elif third is None:
                add(function(values[first], values[second]))
            else:
                add(function(values[first], values[second], values[third]))
        return values[self.result]


@lru_cache(maxsize=4096)
def ball_program(formula: Node, arithmetic: Arithmetic = BALLS) -> BallProgram:
    """Return a formula in x without free parameters as operations on balls, or series of them."""
    return _Compiler(arithmetic).program(formula)


@lru_cache(maxsize=4096)
def _constants(nodes: tuple[Node, ...], bits: int) -> tuple[Value, ...]:
    return tuple(_constant(node, bits) for node in nodes)


def _constant(node: Node, bits: int) -> Value:
    match node:
        case Number(value):
            exact = fmpq(value.numerator, value.denominator)
            return exact if bits >= EXACT_FROM else arb(exact)
        case Symbol("pi"):
            return arb.pi()
        case Symbol("e"):
            return arb.const_e()
        case _:
            return UNDEFINED


def entering(x: float, bits: int) -> Value:
    """Return a finite float64 as what enters a formula: itself, without any error."""
    return fmpq(*x.as_integer_ratio()) if bits >= EXACT_FROM else arb(x)


@contextmanager
def working_bits(bits: int) -> Iterator[None]:
    """Let new balls have so many bits."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def in_balls(formula: Node, x: Array, uniform: Array | None = None) -> Array:
    """Return the formula at each x rounded once; NaN where it has no value or none is sure."""
    points = np.asarray(x, dtype=np.float64)
    flat: list[float] = points.reshape(-1).tolist()
    drawn = flat if uniform is None else np.asarray(uniform).reshape(-1).tolist()
    places = [n for n, at in enumerate(flat) if math.isfinite(at)]
    result = np.full(len(flat), np.nan)
    _fill(result, places, _values(formula, flat, drawn), rounded, PRECISIONS[-1])
    return result.reshape(points.shape)


def signs_in_balls(formula: Node, x: Array) -> Array:
    """Return the sign of the formula at each x, 0 where it is 0 or cannot be told."""
    flat: list[float] = x.reshape(-1).tolist()
    result = np.zeros(len(flat))
    _fill(result, range(len(flat)), _values(formula, flat, flat), _sign, ENOUGH_FOR_SIGNS)
    return result.reshape(x.shape)


def _values(
    formula: Node, x: Sequence[float], uniform: Sequence[float]
) -> Callable[[int, int], Value]:
    """Return the formula as a function of a place among the points, and of bits."""
    program = ball_program(formula)

    def at(place: int, bits: int) -> Value:
        return program.value(entering(x[place], bits), entering(uniform[place], bits), bits)

    return at


def _fill(
    result: Array,
    places: Sequence[int],
    at: Callable[[int, int], Value],
    told: Callable[[Value, int], float | None],
    most_bits: int,
) -> None:
    """Fill in what is told of the value at each place, in more and more bits until all are sure."""
    for bits in PRECISIONS:
        if bits > most_bits or not places:
            return
        unsure = []
        with working_bits(bits):
            for place in places:
                sure = told(at(place, bits), bits)
                if sure is None:
                    unsure.append(place)
                else:
                    result[place] = sure
        places = unsure


def rounded(value: Value, bits: int) -> float | None:
    """Return the float64 nearest to all of a ball, NaN for what is undefined, None if unsure."""
    if value is UNDEFINED:
        return math.nan
    value = ball(value)
    if not value.is_finite():
        # an exponential whose exponent has no end
        return math.inf if value > 0 else -math.inf if value < 0 else None
    low, high = float(value.lower()), float(value.upper())
    if low == high:
        return low + 0.0
    if bits >= NEIGHBOURS_FROM and math.nextafter(low, high) == high:
        # halfway between them, and no choice between the two that is still open
        is_halfway = value.rad() * OPEN_CHOICE < arb(high) - arb(low)
        return float(value) if is_halfway else None
    return None


def in_more_and_more_bits(
    formula: Node, x: float | Value, most_bits: int = PRECISIONS[-1]
) -> Iterator[tuple[int, Value]]:
    """Yield the bits and the formula at x in so many, while these are the working bits."""
    program = ball_program(formula)
    for bits in PRECISIONS:
        if bits > most_bits:
            return
        with working_bits(bits):
            enters = entering(x, bits) if isinstance(x, float) else x
            yield bits, program.value(enters, enters, bits)


def exact_point(x: Fraction) -> fmpq:
    """Return a number as balls take it."""
    return fmpq(x.numerator, x.denominator)


def exact_value(formula: Node, x: Value) -> Fraction:
    """Return a formula that goes from one whole number to the next, 0 where none is sure."""
    for _, value in in_more_and_more_bits(formula, x):
        if value is UNDEFINED:
            break
        if (whole := ball(value)).is_exact() and (number := whole.unique_fmpz()) is not None:
            return Fraction(int(number))
    return Fraction(0)


def sign_of(formula: Node, x: float | Value) -> int:
    """Return the sign of the formula at x, 0 where it is 0 or cannot be told."""
    for bits, value in in_more_and_more_bits(formula, x, ENOUGH_FOR_SIGNS):
        sign = _sign(value, bits)
        if sign is not None:
            return int(sign)
    return 0


def _sign(value: Value, bits: int) -> float | None:
    """Return the sign of all of a ball, 0 of what is undefined, None if unsure."""
    if value is UNDEFINED or value == 0:
        return 0.0
    return 1.0 if value > 0 else -1.0 if value < 0 else None
