"""What a formula does where it switches: both one-sided limits, worked out from its branches.

A one-sided limit is the value of the branch that holds on that side, at the very point.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial

import numpy as np

from actplot.basics import ActplotError, NumberError, worked_out
from actplot.evaluate import (
    Array,
    Mask,
    compiled,
    signs_beside,
    steps_beside,
    sure_signs,
    sure_values,
)
from actplot.formula import (
    ROWS,
    Call,
    Comparison,
    Curve,
    Node,
    Where,
    as_choice,
    comparisons,
    derivative,
    difference,
    stepping_calls,
    tree,
)
from actplot.sampling.switches import poles, switches_among
from actplot.sampling.zeros import FIRST_STEP, MOST_CROSSINGS, TOUCHING, first_step

# Two one-sided limits closer than this, relative to the larger, are the same number.
SAME_LIMIT = 1e-9
SAME_VALUE = 1e-13  # where neither was come to by steps
# How much further out the sides of a crossing are looked at, where the formula is 0 so near.
OUTWARD = 16.0 ** np.arange(1, 11)[:, None]
POLE_STEPS, POLE_GROWTH = 1024.0, 10.0  # a pole grows by more, that much nearer to it
DISTANCES = POLE_STEPS ** np.arange(4)[:, None]
STEADY = 0.9  # steps of a logarithm are more alike, those of what has a limit shrink more
BESIDE = 1e-6  # of a point: how far beside it a formula that is 0 there is not
SMALLEST = 5e-324  # a jump that underflows is one
LARGEST_SPACED = 2.0**1023  # larger numbers are as far apart, but the last one has no neighbor
WAVERING = 1e-6  # a limit does not move by more, that much nearer to it
HERE = 1  # of the three places before, at and behind a point


@dataclass(frozen=True)
class Break:
    """What one derivative does where the formula switches: both one-sided limits.

    `jumps` tells that no line may join them; `pole` that one of them is infinite.
    """

    x: float
    left: float
    right: float
    jumps: bool
    pole: bool


@lru_cache(maxsize=1024)
def breaks(formula: Node, switches: tuple[float, ...]) -> tuple[Break, ...]:
    """Return what a formula does at each of the points."""
    if not switches:
        return ()
    (left, left_holes), (right, right_holes) = (
        _beside_limits(formula, switches, side) for side in (-1, 1)
    )
    found = []
    for n, x in enumerate(switches):
        limits = float(left[HERE, n]), float(right[HERE, n])
        pole = bool(np.isinf(limits).any())
        share = SAME_LIMIT if left_holes[n] or right_holes[n] else SAME_VALUE
        jumps = pole or not _continuous(left[:, n], right[:, n], share)
        found.append(Break(x, *limits, jumps, pole))
    return tuple(found)


def _continuous(left: Array, right: Array, share: float) -> bool:
    """Tell whether the limits agree; the branches are given before, at and behind the point.

    They may differ by this share of their size. A crossing is known to a few units in the last
    place, so branches that meet there may differ by as much at the point itself; then their
    difference changes sign around it, or by as much.
    """
    if np.isnan(left[HERE]) or np.isnan(right[HERE]):
        return bool(np.isnan(left[HERE]) == np.isnan(right[HERE]))
    with np.errstate(invalid="ignore", over="ignore"):  # of infinities, of opposite signs
        between = left - right
        before, _, behind = np.sign(between)
        moved = float(np.nan_to_num(np.nanmax(between) - np.nanmin(between)))
    largest = max(abs(left[HERE]), abs(right[HERE]))
    return bool(abs(between[HERE]) <= share * largest + moved or before * behind <= 0)


def _beside_limits(formula: Node, switches: tuple[float, ...], side: int) -> tuple[Array, Mask]:
    """Return the branch beside each point, before, at and behind it, and which points are holes.

    Where a denominator is 0 the limit is what the branch comes to just beside the point: an
    infinity if it still grows there, a number in a hole such as that of sin(x)/x.
    """
    at = np.array(switches)
    values = np.empty((3, len(at)))
    holes = np.zeros(len(at), dtype=np.bool_)
    members: dict[Node, list[int]] = {}
    for places in _alike(formula, switches, side):
        branch = branch_beside(formula, Side(switches, side, places[0]))
        members.setdefault(branch, []).extend(places)
    step = first_step(at)
    around = _beside(at, step * np.array([[-1], [0], [1]]))
    for branch, places in members.items():
        here = at[places]
        function = compiled(branch)
        values[:, places] = function(around[:, places])
        hole = np.isnan(values[HERE, places])
        for denominator in poles(branch):
            hole |= _is_zero(denominator, tuple(here))
        if hole.any():
            filled = np.array(places)[hole]
            values[:, filled] = _comes_to(branch, at[filled], side)
            holes[filled] = True
    return values, holes


def _beside(points: Array, step: Array) -> Array:
    """Return the points a step away, the largest float64 rather than infinity."""
    with np.errstate(over="ignore"):
        return np.nan_to_num(points + step)


def _spacing(numbers: Array) -> Array:
    """Return how far neighbors of these numbers, of which none is negative, are from them."""
    return np.asarray(np.spacing(np.minimum(numbers, LARGEST_SPACED)))


def _is_zero(node: Node, points: tuple[float, ...]) -> Array:
    """Tell at which points a formula is 0 to the last digit that a point has."""
    before, behind = (_signs_beside(node, points, side) for side in (-1, 1))
    at = np.array(points)
    function, beside = compiled(node), at * (1 + BESIDE * np.array([[-1], [1]]))
    here, around = np.abs(function(at)), np.abs(function(beside)).max(axis=0)
    return np.asarray((before != behind) | (here <= TOUCHING * around))


def _comes_to(branch: Node, points: Array, side: int) -> Array:
    """Return what a branch comes to beside points: infinity if it grows, NaN if it wavers.

    With v0, v1, ... each POLE_STEPS times as far away, a limit is v0 + (v0 - v1) q/(1 - q) for
    q = (v0 - v1)/(v1 - v2), which holds for a line and a root; it is 0 where it is not told from 0.
    Where q stays near 1 the branch grows like a logarithm.
    """
    step = first_step(points)
    values = compiled(branch)(points + side * step * DISTANCES)
    near = values[0]
    with np.errstate(all="ignore"):  # of infinities, and of values that do not move
        rises = np.diff(values, axis=0)
        shares = rises[:-1] / rises[1:]
        q = np.where(np.all((shares > 0) & (shares < STEADY), axis=0), shares[0], 0.0)
        left = rises[0] * q / (1 - q)
        wavers = (np.abs(rises[0]) > WAVERING * (1.0 + np.abs(near))) & (q == 0.0)
        evenly = np.all(shares >= STEADY, axis=0)
        limit = np.where(np.abs(near - left) <= np.abs(left), 0.0, near - left)
    limit = np.where(np.isfinite(rises[0]), limit, near)
    limit = np.where(wavers, np.nan, limit)
    limit = np.where(wavers & evenly, -np.copysign(np.inf, rises[0]), limit)
    grows = np.abs(near) / POLE_GROWTH > np.abs(values[1])
    return np.where(grows, np.copysign(np.inf, near), limit)


def _alike(
    formula: Node, switches: tuple[float, ...], side: int, close: bool = False
) -> Iterable[list[int]]:
    """Return the points in groups: beside those of one group every choice is the same."""
    if len(switches) == 1:
        return [[0]]
    signs = [_signs_beside(node, switches, side, close).tolist() for node in _asked(formula)]
    steps = [_constants_beside(call, switches, side, close) for call in stepping_calls(formula)]
    groups: dict[tuple[float | Fraction, ...], list[int]] = {}
    for n in range(len(switches)):
        groups.setdefault(tuple(of_node[n] for of_node in (*signs, *steps)), []).append(n)
    return groups.values()


@lru_cache(maxsize=64)
def _asked(formula: Node) -> tuple[Node, ...]:
    """Return the formulas, each once, for whose signs the choices of this one ask."""
    found = dict.fromkeys(difference(left, right) for left, right in comparisons(formula))
    return tuple(node for node in found if node is not None)


@dataclass(frozen=True)
class Side:
    """One side of one of the points; signs beside the points are worked out for all at once.

    The points are known to a few units in the last place, or meant to the last bit: `close`.
    """

    at: tuple[float, ...]
    side: int
    place: int
    close: bool = False

    def sign(self, node: Node) -> int:
        """Return the sign of a formula on this side of the point, 0 where it is 0 for a stretch."""
        return int(_signs_beside(node, self.at, self.side, self.close)[self.place])

    def compare(self, left: Node, right: Node) -> int:
        """Return the sign of left - right on this side, 0 where its numbers cannot be held."""
        apart = difference(left, right)
        return self.sign(apart) if apart else 0

    def constant(self, call: Call) -> Fraction:
        """Return the constant that a call is on this side of the point."""
        return _constants_beside(call, self.at, self.side, self.close)[self.place]


def branch_beside(node: Node, side: Side) -> Node:
    """Return the formula that holds beside the point: every choice made as on that side."""

    def chosen(part: Node) -> Node:
        return branch_beside(part, side)

    match node:
        case Where(condition, then, otherwise):
            return chosen(then if _holds(condition, side) else otherwise)
        case Call(name, _) if ROWS[name].choice:
            return chosen(as_choice(node))
        case _:
            try:
                if isinstance(node, Call) and ROWS[node.name].steps:
                    return tree.number(side.constant(node))
                return tree.rebuild(node, chosen)
            except NumberError:
                # this branch divides by zero, or is a constant beyond float64: the formula itself
                # says what it is
                return node


def _holds(condition: Comparison, side: Side) -> bool:
    return all(
        tree.COMPARE[operator](Fraction(side.compare(left, right)), Fraction(0))
        for left, operator, right in condition.links()
    )


@lru_cache(maxsize=1024)
def _constants_beside(
    call: Call, points: tuple[float, ...], side: int, close: bool = False
) -> tuple[Fraction, ...]:
    """Return what a call that steps from constant to constant is just beside each point."""
    if close:
        return tuple(steps_beside(call, points, side))
    at = np.array(points)
    constants = np.nan_to_num(compiled(call)(_beside(at, side * first_step(at))))
    return tuple(map(Fraction, constants.tolist()))


@lru_cache(maxsize=1024)
def _signs_beside(node: Node, points: tuple[float, ...], side: int, close: bool = False) -> Array:
    """Return the sign of a formula just beside each point: the first that is not 0, going out.

    A point that is meant to the last bit is looked at so `close`, halfway to the next float. Every
    order of derivative has the same choices, and asks again.
    """
    if close:
        return signs_beside(node, points, side)
    function, at = compiled(node), np.array(points)
    step = first_step(at)
    signs = np.sign(function(_beside(at, side * step)))
    flat = signs == 0
    if flat.any():
        further = np.maximum(step, FIRST_STEP)[flat] * OUTWARD
        found = np.sign(function(_beside(at[flat], side * further)))
        first = np.argmax(found != 0, axis=0)
        signs[flat] = found[first, np.arange(len(first))]
    return np.nan_to_num(signs)


# Values


def values(curve: Curve, points: Array, order: int) -> Array:
    """Return the derivative of this order of a curve's formula, NaN exactly at a kink.

    Where the formula switches, or its derivative divides by 0, the derivative is that which the
    branches on both sides share, if the curve has a value there.
    """
    found = compiled(curve.bound(order))(points)
    if order == 0:
        return found
    nowhere: tuple[float, ...] = ()
    switching = worked_out(lambda: switches_among(curve.bound(), points), nowhere)
    asked = (np.isnan(found) | np.isin(points, switching)) & np.isfinite(points)
    if asked.any():
        beside = partial(_shared, curve.bound(), points[asked], order)
        found[asked] = worked_out(beside, np.full(np.count_nonzero(asked), np.nan))
    return found


def _shared(formula: Node, points: Array, order: int) -> Array:
    """Return the derivative that the branches beside each point share, NaN where they differ."""
    at, place = np.unique(points, return_inverse=True)
    shared = np.full_like(at, np.nan)
    some = np.flatnonzero(~np.isnan(compiled(formula)(at)))[:MOST_CROSSINGS]
    here = tuple(at[some].tolist())
    sides = (_branches_beside(formula, here, side) for side in (-1, 1))
    alike: dict[tuple[Node, Node], list[int]] = {}
    for n, branches in enumerate(zip(*sides, strict=True)):
        alike.setdefault(branches, []).append(int(some[n]))
    for branches, places in alike.items():
        try:
            shared[places] = _shared_by(formula, branches, at[places], order)
        except ActplotError:  # a derivative that is too long
            continue
    return shared[place]


def _branches_beside(formula: Node, points: tuple[float, ...], side: int) -> list[Node]:
    """Return for each point the branch that holds beside it."""
    if not points:
        return []
    found = [formula] * len(points)
    for places in _alike(formula, points, side, close=True):
        here, branch, whole = Side(points, side, places[0], close=True), formula, None
        while branch != whole:  # a branch such as sqrt(x*x) may be a choice again
            whole, branch = branch, branch_beside(branch, here)
        for n in places:
            found[n] = branch
    return found


def _shared_by(formula: Node, branches: tuple[Node, Node], at: Array, order: int) -> Array:
    """Return the derivative that two branches share at points between them, NaN where they differ.

    They share it if they meet there in all orders below, and in the value that the formula has.
    """
    slopes = {branch: [derivative(branch, n) for n in range(order + 1)] for branch in branches}
    known = {
        branch: np.array([sure_values(slope, at) for slope in slopes[branch]]) for branch in slopes
    }
    left, right = (
        _with_holes_filled(slopes[branch], known[branch], at, side)
        for branch, side in zip(branches, (-1, 1), strict=True)
    )
    own = sure_values(formula, at)
    with np.errstate(invalid="ignore", over="ignore"):  # of infinities
        apart, size = np.abs(left - right), np.maximum(np.abs(left), np.abs(right))
        allowed = _spacing(size)  # two that were rounded once are the same number
        told = np.zeros(size.shape, dtype=np.bool_)
        if (gap := difference(*branches)) is not None:
            exactly = np.abs([sure_values(derivative(gap, n), at) for n in range(order + 1)])
            underflown = (exactly[0] == 0.0) & (sure_signs(gap, at) != 0)
            exactly[0, underflown] = SMALLEST
            told = ~np.isnan(exactly + sum(known.values()))
            apart[told], allowed[told] = exactly[told], 0.0
        # a switch may be half a step beside the point
        allowed[:-1] += _spacing(np.abs(at)) / 2 * apart[1:]
        allowed[-1] += np.where(told[-1], SAME_VALUE, SAME_LIMIT) * size[-1]
        same = np.all(np.isfinite(size) & (apart <= allowed), axis=0)
        same &= np.abs(own - left[0]) <= _spacing(size[0]) + allowed[0]
    return np.where(same, left[order], np.nan)


def _with_holes_filled(slopes: list[Node], values: Array, at: Array, side: int) -> Array:
    """Return the values of formulas at points, in a hole what they come to on this side of it."""
    filled = values.copy()
    for row, slope in zip(filled, slopes, strict=True):
        hole = np.isnan(row)
        if hole.any():
            row[hole] = _comes_to(slope, at[hole], side)
    return filled


def any_jump(by_order: Iterable[Break]) -> bool:
    """Tell whether one of the orders jumps."""
    return any(found.jumps for found in by_order)
