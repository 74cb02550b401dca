"""How far each step of a program reaches the result: under which choices, and how amplified.

A branch that is not taken cannot harm, nor can a number that fades below the smallest float64 if
all that is made of it is just as faint. Both are known before the first point is worked out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from actplot.evaluate.array_types import Array, Value
from actplot.evaluate.float64_functions import MEANING, choose
from actplot.formula import ROWS, Call, Symbol, partials

Operation = tuple[Callable[..., Value], tuple[int, ...]]
# Conditions that must hold, or must not, by the place where each stands.
Guard = frozenset[tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Reach:
    """When a step matters to the result, and the most by which its absolute error grows there.

    `gain` holds for |x| up to that for which it was asked; it is infinite where nothing is known.
    """

    guard: Guard
    gain: float


def _product(*factors: float) -> float:
    return 0.0 if 0.0 in factors else math.prod(factors)


def _reciprocal(size: float) -> float:
    return 1.0 / size if size else math.inf


def pass_on(total: Value, *terms: Value) -> Value:
    """Return a sum as it is: a step at which its terms are at hand to watch it."""
    return total


# The largest |result| of an operation for the largest |arguments|; infinite for all others.
LARGEST: dict[Callable[..., Value], Callable[..., float]] = {
    np.add: lambda a, b: a + b,
    np.subtract: lambda a, b: a + b,
    np.multiply: _product,
    np.negative: lambda a: a,
    np.square: lambda a: _product(a, a),
    np.sqrt: math.sqrt,
    pass_on: lambda total, *terms: total,
    choose: lambda condition, a, b: max(a, b),
}
SLOPES: dict[Callable[..., Value], Callable[..., tuple[float, ...]]] = {
    np.add: lambda a, b: (1.0, 1.0),
    np.subtract: lambda a, b: (1.0, 1.0),
    np.multiply: lambda a, b: (b, a),
    np.negative: lambda a: (1.0,),
    np.square: lambda a: (2.0 * a,),
    pass_on: lambda total, *terms: (1.0, *(0.0 for _ in terms)),
    choose: lambda condition, a, b: (math.inf, 1.0, 1.0),
}
NAMES = {function: name for name, function in MEANING.items()}


def _largest(function: Callable[..., Value], *sizes: float) -> float:
    """Return the largest |result| for the largest |arguments|, infinity where nothing is known."""
    if function in LARGEST:
        return LARGEST[function](*sizes)
    row = ROWS.get(NAMES.get(function, ""))
    if row is None:
        return math.inf
    if row.bounds:
        return max(map(abs, row.bounds))
    if len(sizes) > 1:  # min, max and clip
        return max(sizes)
    if not row.monotone:
        return math.inf
    with np.errstate(all="ignore"):
        ends = function(np.array([-sizes[0], sizes[0]]))
    return math.inf if np.isnan(ends).any() else float(np.max(np.abs(ends)))


def _steepest(function: Callable[..., Value], *sizes: float) -> tuple[float, ...]:
    """Return the largest slope in each argument, infinity where nothing is known."""
    if function in SLOPES:
        return SLOPES[function](*sizes)
    name = NAMES.get(function, "")
    row = ROWS.get(name)
    if row is None:
        return (math.inf,) * len(sizes)
    if row.lipschitz is not None:
        return (row.lipschitz,) * len(sizes)
    match partials(name):
        case (Call(other, (Symbol(),)),):  # as exp is the slope of exp and expm1
            return (_largest(MEANING[other], *sizes),)
        case _:
            return (math.inf,) * len(sizes)


def reaches(
    constants: Sequence[float], steps: Sequence[Operation], result: int, largest_x: float
) -> list[Reach]:
    """Return the reach of each step; the values are the constants, x, a uniform number, steps."""
    first = len(constants) + 2
    largest = [*(abs(constant) for constant in constants), largest_x, 1.0]
    for function, places in steps:
        if function is np.divide and places[1] < len(constants):
            largest.append(_product(largest[places[0]], _reciprocal(largest[places[1]])))
        else:
            largest.append(_largest(function, *(largest[place] for place in places)))
    gains = [0.0] * len(largest)
    guards: list[Guard | None] = [None] * len(largest)
    gains[result], guards[result] = 1.0, frozenset()
    for n in reversed(range(len(steps))):
        function, places = steps[n]
        guard, gain = guards[first + n], gains[first + n]
        if guard is None:
            continue  # what only a watch looks at
        slopes = _slopes(function, places, largest, len(constants))
        for argument, (place, slope) in enumerate(zip(places, slopes, strict=True)):
            chosen = guard
            if function is choose and argument > 0:
                chosen = guard | {(places[0], argument == 1)}
            before = guards[place]
            guards[place] = chosen if before is None else before & chosen
            gains[place] += _product(gain, slope)
    return [
        Reach(guards[place] or frozenset(), gains[place]) for place in range(first, len(largest))
    ]


def _slopes(
    function: Callable[..., Value], places: tuple[int, ...], largest: Sequence[float], count: int
) -> tuple[float, ...]:
    """Return the largest slope in each argument; the first `count` places are constants."""
    if function is np.divide and places[1] < count:
        return _reciprocal(largest[places[1]]), math.inf
    return _steepest(function, *(largest[place] for place in places))


# An upper bound of the logarithm of a primitive, less than 1 too large: how faint it truly is.
LOG_SIZE: dict[Callable[..., Value], Callable[[Array], Array]] = {
    MEANING[name]: row.log_size for name, row in ROWS.items() if row.log_size
}
LOG_FAINTEST = -747.0  # below the logarithm of the smallest float64, with room for LOG_SIZE
# How much the error of the last bit of a subnormal number may grow: the results of exponentials
# underflow beyond arguments of 700, where 4*700 units in the last place are promised.
HARMLESS_GAIN, HARMLESS_GAIN_OF_EXPONENTIAL = 8.0, 2048.0


def doubted_above(function: Callable[..., Value], gain: float) -> float:
    """Return the LOG_SIZE above which an underflow of the function is to be doubted.

    It is infinite where no underflow harms, minus infinity where each may.
    """
    exponential = function in LOG_SIZE
    if gain <= (HARMLESS_GAIN_OF_EXPONENTIAL if exponential else HARMLESS_GAIN):
        return math.inf
    return LOG_FAINTEST - math.log(gain) if exponential and gain < math.inf else -math.inf
