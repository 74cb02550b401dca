"""A formula as a function over arrays: a list of numpy steps that run over blocks.

While the steps run, points are noted where float64 cannot be trusted: a number left the range of
float64, the terms of a sum cancelled, or a function magnified the rounding of its argument, as a
sine does with a large angle and a logarithm near 1. These few points are worked out again in
balls, so that every result is right to the last digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from actplot.basics import spend, worked_out
from actplot.evaluate.array_types import (
    FAR_REACH,
    NOWHERE,
    USUAL_REACH,
    Array,
    Mask,
    Places,
    Value,
)
from actplot.evaluate.exact_doubles import in_doubles
from actplot.evaluate.exact_points import exactly, exactly_at, half_a_step_beside
from actplot.evaluate.float64_functions import SMALLEST_NORMAL
from actplot.evaluate.sensitivity import LOG_SIZE, Guard
from actplot.formula import Node, tree

# Elements that stay in the cache while a chain of steps runs over them, and of all steps together.
BLOCK, MOST_VALUES = 2**15, 2**20
SMALLEST_BLOCK = 512  # of the longest program
CLIPPED_BLOCK = 2**17  # where there is nothing to keep near besides x and the result
# What evaluation takes, in operations on balls: to begin a block, and a step for each number.
WORK_OF_BLOCK, WORK_OF_STEP = 60.0, 0.02
MOST_WAITING = 2**19  # doubtful points that wait to be worked out together
LARGEST = 2.0**1023  # beyond, a fraction may be rounded to no number
UNDERFLOW = 4  # the flag of numpy's error call


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: where its arguments stand, and whether its result needs watching.

    Its result matters where `guard` holds; an underflow matters only where the logarithm of the
    result is above `doubted_above`, beyond USUAL_REACH above `doubted_far_above`.
    """

    function: Callable[..., Value]
    arguments: tuple[int, ...]
    watch: Callable[..., Mask] | None = None
    guard: Guard = frozenset()
    doubted_above: float = -math.inf
    doubted_far_above: float = -math.inf


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
        with np.errstate(all="call", call=lambda kind, flag: left_range.append(flag)):
            for start in range(0, len(flat), size):
                block = slice(start, start + size)
                found = self._block(flat[block], drawn[block], result[block], left_range)
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

    def _block(self, x: Array, uniform: Array, result: Array, left_range: list[int]) -> Places:
        """Fill in the result and return the places of doubtful points."""
        spend(WORK_OF_BLOCK + len(x) * len(self.steps) * WORK_OF_STEP)
        all_regular = self.only_clips or bool(np.isfinite(x).all())
        doubts: list[tuple[Mask, Guard]] = []
        values: list[Value] = [*self.constants, x, uniform]
        for step in self.steps:
            arguments = [values[place] for place in step.arguments]
            value = step.function(*arguments)
            values.append(value)
            if left_range:
                only_underflow = all(flag == UNDERFLOW for flag in left_range)
                doubts.append(
                    (_out_of_range(step, value, arguments, x, only_underflow), step.guard)
                )
                left_range.clear()
            if step.watch is not None:
                doubts.append((step.watch(value, *arguments), step.guard))
        result[:] = values[self.result]
        if not all_regular:
            self._at_infinities(x, result)
        doubtful = _united(doubts, values)
        if doubtful is None:
            return NOWHERE
        # a doubt about constants alone has no shape, and is one about every point
        return np.flatnonzero(np.isfinite(x) & doubtful)

    def _at_infinities(self, x: Array, result: Array) -> None:
        from actplot.evaluate.limits import limit

        result[np.isnan(x)] = np.nan
        for infinity in (-np.inf, np.inf):
            there = x == infinity
            if there.any():
                result[there] = limit(self.formula, infinity)

    def _rescue(
        self, waiting: list[Places], x: Array, uniform: Array | None, result: Array
    ) -> None:
        """Work out the waiting points again."""
        if not waiting:
            return
        from actplot.evaluate.rescue import rescued

        places = np.concatenate(waiting)
        waiting.clear()
        drawn = None if uniform is None else uniform[places]
        unsure = np.full(len(places), np.nan)
        sure = worked_out(lambda: rescued(self.formula, x[places], drawn), unsure)
        signed = (sure == 0.0) & (result[places] == 0.0)  # of which float64 knows the sign
        result[places] = np.where(signed, result[places], sure)


def sure_signs(formula: Node, x: Array) -> Array:
    """Return the sign of the formula at x, also where its value underflows to 0 in float64."""
    return np.sign(_sure(formula, x, _doubtful_signs))


def sure_values(formula: Node, x: Array) -> Array:
    """Return the formula at x, each value rounded once."""
    return _sure(formula, x, _doubtful_values)


def _sure(formula: Node, x: Array, doubtful: Callable[[Node, Array], Array]) -> Array:
    """Return the formula at x as float64 tells it where it does, and elsewhere as told."""
    flat = x.reshape(-1)
    found, is_exact = in_doubles(formula, flat)
    found = found + 0.0  # no -0.0
    if not is_exact.all():
        found[~is_exact] = doubtful(formula, flat[~is_exact])
    return found.reshape(x.shape)


def _doubtful_signs(formula: Node, x: Array) -> Array:
    exact = exactly_at(formula, x.tolist())
    if exact is not None:
        return np.array(list(map(_sign_of, exact)), dtype=float)
    from actplot.evaluate.balls import signs_in_balls

    return signs_in_balls(formula, x)


def _doubtful_values(formula: Node, x: Array) -> Array:
    exact = exactly_at(formula, x.tolist())
    if exact is not None and all(abs(value) < LARGEST for value in exact):
        return np.array(list(map(float, exact)))
    from actplot.evaluate.balls import in_balls

    return in_balls(formula, x)


def signs_beside(formula: Node, points: Sequence[float], side: int) -> Array:
    """Return the sign of the formula halfway from each point to the next float on one side."""
    return np.array([_sign(formula, half_a_step_beside(x, side)) for x in points], dtype=float)


def _sign(formula: Node, x: Fraction) -> int:
    exact = exactly(formula, x)
    if exact is not None:
        return _sign_of(exact)
    from actplot.evaluate.balls import exact_point, sign_of

    return sign_of(formula, exact_point(x))


def _sign_of(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def steps_beside(formula: Node, points: Sequence[float], side: int) -> list[Fraction]:
    """Return what a call that steps from one whole number to the next is there."""
    from actplot.evaluate.balls import exact_point, exact_value

    return [exact_value(formula, exact_point(half_a_step_beside(x, side))) for x in points]


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
    far = np.abs(x) > USUAL_REACH
    return outside & np.where(
        far,
        _is_doubted(step, arguments, step.doubted_far_above) | (np.abs(x) > FAR_REACH),
        _is_doubted(step, arguments, step.doubted_above),
    )


def _is_doubted(step: Step, arguments: Sequence[Value], above: float) -> Mask:
    """Tell where an underflow of a step is not so faint that it may be forgotten."""
    if math.isinf(above):
        return np.asarray(above < 0)
    return np.asarray(LOG_SIZE[step.function](arguments[0]) > above)


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
