"""Doubtful points of a formula, worked out again in balls, or by polynomials through balls."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from flint import arb

from actplot.evaluate.array_types import USUAL_REACH, Array
from actplot.evaluate.ball_functions import UNDEFINED, ball
from actplot.evaluate.balls import (
    ball_program,
    entering,
    in_balls,
    is_decided,
    sign_of,
    working_bits,
)
from actplot.evaluate.far_out import by_lines
from actplot.evaluate.interpolate import Scaled, by_cells, thresholds
from actplot.formula import Node

NODE_BITS = 192  # of the values at nodes, of which a pair takes 106
SURE_BITS = 110
MANY = 4096  # points; of fewer the search for lines among curves costs more than it saves


def rescued(formula: Node, x: Array, uniform: Array | None) -> Array:
    """Return the formula at x rounded once, by polynomials or lines where the points are many.

    A formula of a draw takes its uniform numbers from `uniform`.
    """
    if uniform is not None:
        return in_balls(formula, x, uniform)
    result = np.full(x.shape, np.nan)
    far = np.abs(x) > USUAL_REACH
    result[far] = by_lines(formula, x[far])
    left = np.isnan(result)
    at = thresholds(formula)
    decided = partial(is_decided, at.comparisons, at.calls) if at.comparisons or at.calls else None
    with np.errstate(all="ignore"):
        result[left] = by_cells(partial(scaled_pairs, formula), x[left], at.points, decided)
    left = np.isnan(result) & ~far
    if np.count_nonzero(left) >= MANY:
        result[left] = by_lines(formula, x[left])  # where it underflows
    left = np.isnan(result)
    result[left] = in_balls(formula, x[left])
    return result


def scaled_pairs(formula: Node, x: Array) -> Scaled:
    """Return the formula at each x as (high + low) * 2**exponent, NaN where that is not sure."""
    program = ball_program(formula)
    high, low, exponent = (np.full(x.shape, np.nan) for _ in range(3))
    with working_bits(NODE_BITS):
        for n, at in enumerate(x.tolist()):
            enters = entering(at, NODE_BITS)
            value = program.value(enters, enters, NODE_BITS)
            if value is UNDEFINED or not _is_sure(value := ball(value)):
                continue
            mantissa, shift = value.mid().man_exp()
            bits = mantissa.bit_length()
            whole = int(mantissa)
            high[n] = upper = float(whole) / 2.0**bits
            low[n] = float(whole - int(upper * 2.0**bits)) / 2.0**bits
            exponent[n] = float(shift + bits)
    return high, low, exponent


def _is_sure(value: arb) -> bool:
    return bool(value.is_finite()) and (value.rel_accuracy_bits() >= SURE_BITS or bool(value == 0))


@cache
def constant_value(node: Node) -> float:
    """Return the float64 nearest to a formula without x."""
    return float(in_balls(node, np.zeros(())))


def signs(formula: Node, x: Array) -> Array:
    """Return the sign of the formula at x, also where its value underflows to 0 in float64."""
    flat = np.asarray(x, dtype=np.float64).reshape(-1).tolist()
    found = np.array([sign_of(formula, at) for at in flat], dtype=np.float64)
    return found.reshape(np.shape(x))
