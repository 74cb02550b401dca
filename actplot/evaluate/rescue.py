"""Doubtful points of a formula, worked out again in balls, or by polynomials through balls."""

from __future__ import annotations

from functools import cache

import numpy as np

from actplot.evaluate.array_types import Array
from actplot.evaluate.balls import in_balls
from actplot.evaluate.polynomials import by_polynomials
from actplot.formula import Node


def rescued(formula: Node, x: Array, uniform: Array | None) -> Array:
    """Return the formula at x rounded once, by polynomials where the points are many.

    A formula of a draw takes its uniform numbers from `uniform`.
    """
    if uniform is not None:
        return in_balls(formula, x, uniform)
    with np.errstate(all="ignore"):
        result, sure = by_polynomials(formula, x)
    result[~sure] = in_balls(formula, x[~sure])
    return result


@cache
def constant_value(node: Node) -> float:
    """Return the float64 nearest to a formula without x."""
    return float(in_balls(node, np.zeros(())))
