"""A formula compiled to a function over arrays: a list of numpy steps that run over blocks.

While the steps run, points are noted where float64 cannot be trusted: a number left the range of
float64, the terms of a sum cancelled, or a function magnified the rounding of its argument, as a
sine does with a large angle and a logarithm near 1. These few points are worked out again in wide
numbers, so that every result is right to the last digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actplot.evaluate.arrays import NEAR, Array, Mask, Value
from actplot.evaluate.buffers import RESULT, buffers
from actplot.evaluate.error_bounds import LOG_SIZE, Guard, doubted_above, pass_on, reaches
from actplot.evaluate.functions import COMPARE, MEANING, choose
from actplot.evaluate.rewrite import (
    constants_together,
    gentle_offsets,
    is_exact,
    is_positive,
    number_value,
    steady,
)
from actplot.formula import ROWS, Call, Comparison, Node, Number, Power, Product, Sum, Where, tree

Places = NDArray[np.intp]

# Elements that stay in the cache while a chain of steps runs over them, and of all steps together.
BLOCK, MOST_VALUES = 2**15, 2**20
SMALLEST_BLOCK = 512  # of the longest program
CLIPPED_BLOCK = 2**17  # where there is nothing to keep near besides x and the result
MOST_WAITING = 2**19  # doubtful points that wait to be worked out together
# A sum whose terms are together this many times as large has cancelled: it magnifies their errors
# as much. Two terms of about 2 units in the last place stay within the 16 that are promised.
CANCELLED = 7.0
SMALLEST_NORMAL = np.finfo(np.float64).smallest_normal
LARGEST_REPEATED_PRODUCT = 4  # powers up to this one are products, which round less than pow
NOWHERE = np.empty(0, dtype=np.intp)
UNDERFLOW = 4  # the flag of numpy's error call


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: where its arguments stand, and whether its result needs watching.

    Its result goes into the buffer of this number, if it has one, and matters where `guard` holds;
    an underflow matters only where the logarithm of the result is above `doubted_above`.
    """

    function: Callable[..., Value]
    arguments: tuple[int, ...]
    watch: Callable[..., Mask] | None = None
    guard: Guard = frozenset()
    doubted_above: float = -math.inf
    buffer: int | None = None


@dataclass(frozen=True)
class Program:
    """A formula in x, compiled: constants, then x, then one value a step."""

    formula: Node
    constants: tuple[float, ...]
    steps: tuple[Step, ...]
    result: int

    def __call__(self, x: ArrayLike, uniform: Array | None = None) -> Array:
        """Return the formula at every x, as float64 in the shape of x.

        NaN gives NaN, an infinity gives the limit where there is one, and nothing warns. A formula
        of a draw needs a uniform number for each x.
        """
        points = np.asarray(x, dtype=np.float64)
        flat = points.reshape(-1)
        if self.formula == tree.X:
            return np.array(points)
        result = np.empty_like(flat)
        drawn = flat if uniform is None else uniform
        waiting: list[Places] = []
        left_range: list[int] = []
        size = min(BLOCK, max(SMALLEST_BLOCK, MOST_VALUES // (1 + len(self.steps))))
        if self.only_clips:
            size = CLIPPED_BLOCK
        numbered = {step.buffer for step in self.steps} - {None, RESULT}
        pool = np.empty((len(numbered), min(len(flat), size)))
        with np.errstate(all="call", call=lambda kind, flag: left_range.append(flag)):
            for start in range(0, len(flat), size):
                block = slice(start, start + size)
                here = result[block]
                arrays = [*pool[:, : len(here)], here]
                found = self._block(flat[block], drawn[block], arrays, left_range)
                if len(found):
                    waiting.append(found + start)
                    if sum(map(len, waiting)) > MOST_WAITING:
                        self._rescue(waiting, flat, uniform, result)
        self._rescue(waiting, flat, uniform, result)
        return result.reshape(points.shape)

    @property
    def only_clips(self) -> bool:
        """Tell whether every step only holds x between two numbers, of infinities too."""
        return bool(self.steps) and all(step.function is np.clip for step in self.steps)

    def _block(
        self, x: Array, uniform: Array, arrays: Sequence[Array], left_range: list[int]
    ) -> Places:
        """Fill in the result, the last of the arrays, and return the places of doubtful points."""
        all_regular = self.only_clips or bool(np.isfinite(x).all())
        doubts: list[tuple[Mask, Guard]] = []
        values: list[Value] = [*self.constants, x, uniform]
        for step in self.steps:
            arguments = [values[place] for place in step.arguments]
            if step.buffer is None:
                value = step.function(*arguments)
            else:
                value = step.function(*arguments, out=arrays[step.buffer])
            values.append(value)
            if left_range:
                only_underflow = all(flag == UNDERFLOW for flag in left_range)
                doubts.append(
                    (_out_of_range(step, value, arguments, x, only_underflow), step.guard)
                )
                left_range.clear()
            if step.watch is not None:
                doubts.append((step.watch(value, *arguments), step.guard))
        result = arrays[RESULT]
        if values[self.result] is not result:
            result[:] = values[self.result]
        if not all_regular:
            self._at_infinities(x, result)
        doubtful = _united(doubts, values)
        if doubtful is None:
            return NOWHERE
        if not all_regular:
            doubtful &= np.isfinite(x)
        return np.flatnonzero(doubtful)

    def _at_infinities(self, x: Array, result: Array) -> None:
        from actplot.evaluate.wide_evaluate import limit

        result[np.isnan(x)] = np.nan
        for infinity in (-np.inf, np.inf):
            there = x == infinity
            if there.any():
                result[there] = limit(self.formula, infinity)

    def _rescue(
        self, waiting: list[Places], x: Array, uniform: Array | None, result: Array
    ) -> None:
        """Work out the waiting points again in wide numbers."""
        if not waiting:
            return
        from actplot.evaluate.wide_evaluate import rescued

        places = np.concatenate(waiting)
        waiting.clear()
        drawn = None if uniform is None else uniform[places]
        sure = rescued(self.formula, x[places], drawn)
        # wide numbers know neither infinities nor the sign of 0: what float64 found stays
        unknown = np.flatnonzero(np.isnan(sure) | (sure == 0.0))
        known = result[places[unknown]]
        keep = np.isnan(sure[unknown]) | (known == 0.0)
        sure[unknown] = np.where(keep, known, sure[unknown])
        result[places] = sure


def wide_signs(formula: Node, x: Array) -> Array:
    """Return the sign of the formula at x, also where its value underflows to 0 in float64."""
    from actplot.evaluate.wide_evaluate import signs

    return signs(formula, x)


@lru_cache(maxsize=4096)
def compiled(formula: Node) -> Program:
    """Compile a formula in x without free parameters."""
    formula = steady(formula)
    compiler = _Compiler(gentle=gentle_offsets(formula))
    return compiler.program(formula, compiler.place(formula))


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
        reached = reaches(self.constants, placed, final(result))
        filled = buffers(placed, len(self.constants) + 2, final(result))
        steps = tuple(
            Step(*placed[n], step.watch, reach.guard, doubted_above(step.function, reach.gain), to)
            for n, (step, reach, to) in enumerate(zip(self.steps, reached, filled, strict=True))
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
        harmless = all(map(is_exact, terms)) and len(terms) == 2
        if harmless or not watched or all(is_positive(term) for term in terms):
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
        if not isinstance(exponent, Number) or exponent.value > LARGEST_REPEATED_PRODUCT:
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
        tests = [
            self.step(COMPARE[operator], left, right)
            for left, operator, right in zip(places, operators, places[1:], strict=False)
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


def _out_of_range(
    step: Step, value: Value, arguments: Sequence[Value], x: Array, only_underflow: bool
) -> Mask:
    """Tell where a step over- or underflowed, once it has said that it did so somewhere.

    An underflow that does not reach the result is none.
    """
    size = np.abs(value)
    outside = np.asarray(~((size >= SMALLEST_NORMAL) & (size < np.inf)))
    if not only_underflow:
        return outside
    for argument in arguments:
        outside &= argument != 0.0  # a zero made of a zero has lost nothing
    if step.doubted_above == -math.inf:
        return outside
    matters = np.abs(x) > NEAR
    if step.doubted_above < math.inf:
        matters |= LOG_SIZE[step.function](arguments[0]) > step.doubted_above
    return outside & matters


def _united(doubts: Iterable[tuple[Mask, Guard]], values: Sequence[Value]) -> Mask | None:
    """Return where there is a doubt about a value that the result is made of, None for nowhere."""
    united: Mask | None = None
    for doubt, guard in doubts:
        if not doubt.any():
            continue
        mask = doubt
        for place, holds in guard:
            mask = mask & (values[place] if holds else np.logical_not(values[place]))
        united = mask if united is None else united | mask
    return united if united is not None and united.any() else None


def _cancelled(result: Value, _: Value, *terms: Value) -> Mask:
    first, *others = terms
    together = np.abs(first)
    for term in others:
        together = together + np.abs(term)
    return np.asarray(CANCELLED * np.abs(result) < together)


@cache
def _magnified(steep: Callable[[Value, Value], Value]) -> Callable[..., Mask]:
    """Return a watch for the points where a function magnifies the rounding of its argument."""
    return lambda result, argument: np.asarray(steep(argument, result))
