"""Where a formula switches, found from the formula: thresholds of its choices, zeros, and poles.

A kink can only be where the argument of abs, sign, min, max, clip or a comparison crosses its
threshold, a pole only where a denominator is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from actplot.evaluate import Array, compiled
from actplot.formula import (
    Call,
    Node,
    Number,
    Power,
    always_positive,
    comparisons,
    difference,
    edge_of_domain,
    stepping_calls,
    steps,
    tree,
)
from actplot.sampling.zeros import (
    FIRST_STEP,
    MOST_CROSSINGS,
    TooManyCrossingsError,
    every_zero,
    first_step,
    refine,
    signs_of,
    touches,
    zero_of_line,
)

# Nodes of all the formulas whose zeros are looked for; one nested on purpose would take seconds.
MOST_SEARCHED = 500
MOST_PARTED = 4  # sizes of sizes, each of which has twice as many thresholds as the one inside


@lru_cache(maxsize=1024)
def switches(node: Node) -> tuple[Node, ...]:
    """Return the formulas at whose zeros this one may have a kink or a jump."""
    found: dict[Node, None] = {}
    for left, right in comparisons(node):
        found |= dict.fromkeys(_thresholds(left, right))
    found |= dict.fromkeys(stepping(node))
    return tuple(switch for switch in found if tree.depends_on_x(switch))


def stepping(node: Node) -> tuple[Node, ...]:
    """Return the formulas at whose zeros a part of this one jumps from constant to constant."""
    return tuple(map(steps, stepping_calls(node)))


def _thresholds(left: Node, right: Node, parted: int = 0) -> list[Node]:
    """Return what is zero where left = right: for |u| = c, both u - c and u + c."""
    if isinstance(left, Call) and left.name == "abs" and parted < MOST_PARTED:
        (u,) = left.arguments
        ends = dict.fromkeys((right, tree.negate(right)))
        return [each for end in ends for each in _thresholds(u, end, parted + 1)]
    apart = difference(left, right)
    return [apart] if apart else []


@lru_cache(maxsize=1024)
def poles(node: Node) -> tuple[Node, ...]:
    """Return the formulas at whose zeros this one may have a pole.

    These are denominators, the cosine of a tangent, and what a logarithm is taken of.
    """
    found: dict[Node, None] = {}
    for part in tree.walk(node):
        match part:
            case Power(base, exponent) if tree.is_negative(exponent):
                found[base] = None
            case Call("tan", (argument,)):
                found[tree.call("cos", argument)] = None
            case Call():
                found |= dict.fromkeys(edge_of_domain(part, with_value=False))
            case _:
                continue
    return _that_may_vanish(found)


@lru_cache(maxsize=1024)
def radicands(node: Node) -> tuple[Node, ...]:
    """Return the formulas at whose zeros this one may have a kink without a choice, or an end.

    These are the bases of powers whose exponent is no integer, and ends of domains with a value.
    """
    found: dict[Node, None] = {}
    for part in tree.walk(node):
        match part:
            case Power(_, Number(exponent)) if exponent.denominator == 1:
                continue
            case Power(base, _):
                found[base] = None
            case Call():
                found |= dict.fromkeys(edge_of_domain(part, with_value=True))
            case _:
                continue
    return _that_may_vanish(found)


def _that_may_vanish(found: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(node for node in found if tree.depends_on_x(node) and not always_positive(node))


@lru_cache(maxsize=1024)
def every_crossing(formula: Node, lo: float, hi: float) -> tuple[float, ...] | None:
    """Return the points in [lo, hi] where a formula switches or may have a pole.

    None says that there are more than are looked for.
    """
    found: set[float] = set()
    searched = switches_and_poles(formula)
    rough = (*poles(formula), *radicands(formula))
    if sum(map(tree.size, searched)) > MOST_SEARCHED:
        return None
    for switch in searched:
        try:
            found.update(every_zero(switch, lo, hi))
        except TooManyCrossingsError:
            return None
        if switch in rough:
            found.update(touches(switch, lo, hi))
        if len(found) > MOST_CROSSINGS:
            return None
    return once_each(found, FIRST_STEP)  # formulas find a point each to its own last digit


def switches_and_poles(formula: Node) -> tuple[Node, ...]:
    """Return the formulas at whose zeros this one may have a kink, a jump or a pole."""
    return tuple(dict.fromkeys((*switches(formula), *poles(formula), *radicands(formula))))


def once_each(found: Iterable[float], tolerance: float) -> tuple[float, ...]:
    """Return points in order, of those nearer to each other than this share of their size one.

    It is the roundest: where formulas that were rounded differently find 7 and the float beside
    it, 7 is meant.
    """
    apart: list[float] = []
    for at in sorted(found):
        if not apart or at - apart[-1] > tolerance * abs(at):
            apart.append(at)
        elif len(repr(at)) < len(repr(apart[-1])):
            apart[-1] = at
    return tuple(apart)


def switch_near(formula: Node, points: Array, reach: Array) -> Array:
    """Return, for each point, one within reach where the formula switches or may have a pole.

    It is NaN where there is none, and for a point that is no finite number.
    """
    near = np.full_like(points, np.nan)
    for switch in switches_and_poles(formula):
        at = zero_of_line(switch)
        if at is not None:
            near[np.abs(points - at) <= reach] = at
            continue
        function = compiled(switch)
        low, high = points - reach, points + reach
        crossed = np.sign(function(low)) * np.sign(function(high)) < 0
        near[crossed] = refine(function, low[crossed], high[crossed])
        on = function(points) == 0
        near[on] = points[on]
    near[~np.isfinite(points)] = np.nan
    return near


def switches_among(formula: Node, at: ArrayLike) -> tuple[float, ...]:
    """Return those of the points at which the formula switches, each once."""
    x = np.asarray(at, dtype=np.float64)
    found: set[float] = set()
    # a choice may change at a pole too, as sign(1/x) does
    conditions = [each for node in switches(formula) for each in (node, *poles(node))]
    jumping = stepping(formula)
    for switch in dict.fromkeys((*conditions, *poles(formula), *radicands(formula))):
        threshold = zero_of_line(switch)
        if threshold is not None:
            if np.any(x == threshold):
                found.add(threshold)
        else:
            here = np.unique(x[np.isfinite(x) & (compiled(switch)(x) == 0)])
            here = here[signs_of(switch, here) == 0]
            if switch not in jumping:  # beside a step the next one may be as near as a float
                here = _not_inside_stretches(switch, here)
            found.update(here[:MOST_CROSSINGS].tolist())
    return tuple(sorted(found))


def _not_inside_stretches(switch: Node, zeros: Array) -> Array:
    """Return those zeros of a formula beside which it is not 0, as max(x, 1) - x is from 1 on."""
    step = first_step(zeros)
    return zeros[signs_of(switch, np.stack([zeros - step, zeros + step])).any(axis=0)]
