"""Curves on a grid: values and derivatives, with the kinks and jumps found from the formula.

A kink can only be where the formula switches: where the argument of abs, sign, min, max, clip or a
comparison crosses its threshold. There each one-sided limit is the value of the branch that holds
on that side, at the very point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from actplot.evaluate import Array, compiled
from actplot.formula import tree
from actplot.formula.simplify import linear
from actplot.formula.tree import Call, Comparison, Node, Power, Where
from actplot.spec import Curve, Draws

LOSS = "loss"  # the kind of entry whose gradient's zeros are wanted
SEARCH_POINTS = 4097  # of the grid on which crossings are looked for
PARTS = np.linspace(0.0, 1.0, 65)  # into which a cell with a zero is cut at each step
MOST_CROSSINGS = 1000  # of one curve; a formula that switches faster has no kinks to look at
# Two one-sided limits closer than this, relative to the larger, are the same number.
SAME_LIMIT = 1e-9
# How far beside a crossing its sides are looked at: steps in the last place, or this at 0.
BESIDE_ZERO = 1e-300
FIRST_STEP = 8 * np.finfo(np.float64).eps
STEP_GROWTH, STEPS_BESIDE = 16, 10
POLE_STEPS, POLE_GROWTH = 1024.0, 10.0  # a pole grows by more, that much nearer to it
WAVERING = 1e-6  # a limit does not move by more, that much nearer to it
HERE = 1  # of the three places before, at and behind a point


@dataclass(frozen=True)
class Kink:
    """A point where the derivative of this order jumps; 0 is the function itself."""

    x: float
    order: int
    left: float
    right: float


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


@dataclass(frozen=True)
class Drawn:
    """What was drawn of a random function: one array for each order of derivative.

    `low` and `high` bound the draws, where they lie on neither; empty otherwise.
    """

    values: tuple[Array, ...]
    low: tuple[Array, ...]
    high: tuple[Array, ...]


@dataclass(frozen=True)
class Sampled:
    """A curve on a grid: one array for each order of derivative, NaN exactly at a kink.

    `breaks` holds, for each order, what happens at the points where the formula switches or has a
    pole; `kinks` are those of them where the value or a derivative of the sampled orders jumps.
    `stationary` are the points where the gradient of a loss is zero. For a random function the
    values are the expectation and `drawn` is a sample.
    """

    curve: Curve
    x: Array
    values: tuple[Array, ...]
    breaks: tuple[tuple[Break, ...], ...]
    kinks: tuple[Kink, ...]
    stationary: tuple[float, ...] = ()
    drawn: Drawn | None = None


def grid(lo: float, hi: float, points: int) -> Array:
    """Return the uniform grid of a data file, exactly `linspace(lo, hi, points)`."""
    return np.linspace(lo, hi, points)


def sample(curve: Curve, x: Array, order: int = 1) -> Sampled:
    """Return the curve and its derivatives up to `order` on an increasing grid."""
    orders = range(order + 1)
    lo, hi = float(x[0]), float(x[-1])
    at = crossings(curve, lo, hi)
    found = tuple(breaks(curve, n, at) for n in orders)
    values = tuple(evaluate(curve, x, n) for n in orders)
    stationary = _inner_zeros(curve.bound(1), lo, hi) if curve.kind == LOSS else []
    drawn = _draw(curve, curve.draws, x, order) if curve.draws else None
    return Sampled(curve, x, values, found, tuple(_kinks(found, lo, hi)), tuple(stationary), drawn)


def _draw(curve: Curve, draws: Draws, x: Array, order: int) -> Drawn:
    """Draw once for each x: the same uniform numbers for value and derivatives."""
    uniform = np.random.default_rng(draws.seed).random(len(x))

    def orders(formula: Node | None) -> tuple[Array, ...]:
        if formula is None:
            return ()
        bound = (curve.bind(formula, n) for n in range(order + 1))
        return tuple(
            _without_kinks(curve, x, n, compiled(tree)(x, uniform)) for n, tree in enumerate(bound)
        )

    return Drawn(orders(draws.draw), orders(draws.low), orders(draws.high))


def kinks(curve: Curve, lo: float, hi: float, order: int = 1) -> tuple[Kink, ...]:
    """Return the points inside (lo, hi) where the value or a derivative up to `order` jumps."""
    at = crossings(curve, lo, hi)
    return tuple(_kinks([breaks(curve, n, at) for n in range(order + 1)], lo, hi))


def evaluate(curve: Curve, x: ArrayLike, order: int = 0) -> Array:
    """Return the derivative of this order at x, in the shape of x; order 0 is the value.

    A derivative is NaN exactly at a kink of a lower or the same order.
    """
    points = np.asarray(x, dtype=np.float64)
    return _without_kinks(curve, points, order, compiled(curve.bound(order))(points))


def _without_kinks(curve: Curve, points: Array, order: int, values: Array) -> Array:
    """Return the values, NaN where a point is a kink of this order or a lower one."""
    if order == 0:
        return values
    at = switches_among(curve, points)
    by_order = [breaks(curve, n, at) for n in range(order + 1)]
    jumps = [at_point[0].x for at_point in zip(*by_order, strict=True) if any_jump(at_point)]
    if jumps:
        values = np.where(np.isin(points, jumps), np.nan, values)
    return values


def any_jump(breaks: Iterable[Break]) -> bool:
    """Tell whether one of the orders jumps."""
    return any(found.jumps for found in breaks)


def _kinks(by_order: Sequence[Sequence[Break]], lo: float, hi: float) -> Iterator[Kink]:
    """Yield each point inside (lo, hi), poles left out, with the lowest order that jumps there."""
    for at_point in zip(*by_order, strict=True):
        for order, found in enumerate(at_point):
            if found.jumps:
                if not found.pole and lo < found.x < hi:
                    yield Kink(found.x, order, found.left, found.right)
                break


# Where a formula switches


def switches(node: Node) -> list[Node]:
    """Return the formulas at whose zeros this one may have a kink or a jump."""
    found: dict[Node, None] = {}
    for part in tree.walk(node):
        match part:
            case Comparison(operands, _):
                for left, right in pairwise(operands):
                    found |= dict.fromkeys(_thresholds(left, right))
            case Call("abs" | "sign", (argument,)):
                found[argument] = None
            case Call("min" | "max", (left, right)):
                found |= dict.fromkeys(_thresholds(left, right))
            case Call("clip", (argument, low, high)):
                found |= dict.fromkeys(_thresholds(argument, low))
                found |= dict.fromkeys(_thresholds(argument, high))
            case _:
                continue
    return [switch for switch in found if tree.depends_on_x(switch)]


def _thresholds(left: Node, right: Node) -> list[Node]:
    """Return what is zero where left = right: for |u| = c, both u - c and u + c."""
    if isinstance(left, Call) and left.name == "abs":
        (u,) = left.arguments
        return [tree.add(u, tree.negate(right)), tree.add(u, right)]
    return [tree.add(left, tree.negate(right))]


def poles(node: Node) -> list[Node]:
    """Return the formulas at whose zeros this one may have a pole: denominators, cos of a tan."""
    found: dict[Node, None] = {}
    for part in tree.walk(node):
        match part:
            case Power(base, exponent) if tree.is_negative(exponent):
                found[base] = None
            case Call("tan", (argument,)):
                found[tree.call("cos", argument)] = None
            case _:
                continue
    return [pole for pole in found if tree.depends_on_x(pole)]


@lru_cache(maxsize=1024)
def _crossings(formula: Node, lo: float, hi: float) -> tuple[float, ...]:
    found: set[float] = set()
    for switch in [*switches(formula), *poles(formula)]:
        found.update(zeros(switch, lo, hi))
        if len(found) > MOST_CROSSINGS:
            return ()
    apart: list[float] = []
    for at in sorted(found):
        # two formulas may find the same point, each to its own last digit
        if not apart or at - apart[-1] > FIRST_STEP * abs(at):
            apart.append(at)
    return tuple(apart)


def crossings(curve: Curve, lo: float, hi: float) -> tuple[float, ...]:
    """Return the points in [lo, hi] where the formula switches or may have a pole."""
    return _crossings(curve.bound(), lo, hi)


def zeros(node: Node, lo: float, hi: float) -> list[float]:
    """Return the zeros of a formula in [lo, hi] at which it changes sign, to the last digit.

    A zero at an end counts as one.
    """
    line = linear(node)
    if line:
        slope, offset = line
        at = _quotient(-offset, slope)
        return [at] if lo <= at <= hi else []
    x = grid(lo, hi, SEARCH_POINTS)
    signs = signs_of(node, x)
    at_grid = x[1:-1][(signs[1:-1] == 0) & (signs[:-2] != signs[2:])]
    left = np.flatnonzero(signs[:-1] * signs[1:] < 0)
    if len(left) > MOST_CROSSINGS:
        return []
    between = refine(node, x[left], x[left + 1]) if len(left) else x[:0]
    at_ends = x[[0, -1]][signs[[0, -1]] == 0]
    return [float(at) for at in (*at_ends, *at_grid, *between)]


def _quotient(a: Fraction, b: Fraction) -> float:
    """Return a/b as a float, an infinity where it is beyond the largest."""
    try:
        return float(a / b)
    except OverflowError:
        return math.inf


def _inner_zeros(node: Node, lo: float, hi: float) -> list[float]:
    return [at for at in zeros(node, lo, hi) if lo < at < hi]


def signs_of(node: Node, x: Array) -> Array:
    """Return the sign of a formula at x; where float64 underflows it is that of the true value."""
    signs = np.sign(compiled(node)(x))
    vanished = signs == 0
    if vanished.any():
        from actplot.evaluate.exact import signs as exact_signs

        signs[vanished] = exact_signs(node, x[vanished])
    return signs


def refine(node: Node, low: Array, high: Array) -> Array:
    """Return where a formula changes sign in each cell, to the last digit.

    A cell is cut into many parts at once: near a zero each evaluation is dear, not each point.
    """
    function = compiled(node)
    start, rows = np.sign(function(low))[:, None], np.arange(len(low))
    while True:
        points = low[:, None] + (high - low)[:, None] * PARTS
        points[:, -1] = high
        other = np.sign(function(points)) != start
        other[:, -1] = True  # where rounding has hidden the change
        first = np.argmax(other, axis=1)
        before, behind = points[rows, np.maximum(first - 1, 0)], points[rows, first]
        if np.all((before == low) & (behind == high)):
            break
        low, high = before, behind
    return np.where(np.abs(function(low)) < np.abs(function(high)), low, high)


def switches_among(curve: Curve, at: ArrayLike) -> tuple[float, ...]:
    """Return those of the points at which the formula switches, each once."""
    x = np.asarray(at, dtype=np.float64)
    found: set[float] = set()
    for switch in switches(curve.bound()):
        line = linear(switch)
        if line:
            at = _quotient(-line[1], line[0])
            if np.any(x == at):
                found.add(at)
        else:
            here = np.unique(x[compiled(switch)(x) == 0])
            found.update(here[:MOST_CROSSINGS].tolist())
    return tuple(sorted(found))


# What happens there


def breaks(curve: Curve, order: int, switches: tuple[float, ...]) -> tuple[Break, ...]:
    """Return what the derivative of this order does at each of the points."""
    return _breaks(curve.bound(order), switches)


@lru_cache(maxsize=1024)
def _breaks(formula: Node, switches: tuple[float, ...]) -> tuple[Break, ...]:
    at = np.array(switches)
    left, right = (_beside_limits(formula, at, side) for side in (-1, 1))
    found = []
    for n, x in enumerate(switches):
        limits = float(left[HERE, n]), float(right[HERE, n])
        pole = bool(np.isinf(limits).any())
        jumps = pole or not _continuous(left[:, n], right[:, n])
        found.append(Break(x, *limits, jumps, pole))
    return tuple(found)


def _continuous(left: Array, right: Array) -> bool:
    """Tell whether the limits agree; the branches are given before, at and behind the point.

    A crossing is known to a few units in the last place, so branches that meet there may differ by
    as much at the point itself; then their difference changes sign around it.
    """
    if np.isnan(left[HERE]) or np.isnan(right[HERE]):
        return bool(np.isnan(left[HERE]) == np.isnan(right[HERE]))
    difference = left - right
    largest = max(abs(left[HERE]), abs(right[HERE]))
    return bool(abs(difference[HERE]) <= SAME_LIMIT * largest or difference[0] * difference[2] <= 0)


def _beside_limits(formula: Node, at: Array, side: int) -> Array:
    """Return the branch beside each point, before, at and behind it.

    Where a denominator is 0 the limit is what the branch comes to just beside the point: an
    infinity if it still grows there, a number in a hole such as that of sin(x)/x.
    """
    signs: dict[Node, Array] = {}
    values = np.empty((3, len(at)))
    members: dict[Node, list[int]] = {}
    for n in range(len(at)):
        members.setdefault(branch_beside(formula, Side(signs, at, side, n)), []).append(n)
    around = np.stack([at - _step(at), at, at + _step(at)])
    for branch, places in members.items():
        here = at[places]
        function = compiled(branch)
        values[:, places] = function(around[:, places])
        hole = np.zeros(len(here), dtype=np.bool_)
        for denominator in poles(branch):
            crossed = _signs_beside(denominator, here, -1) != _signs_beside(denominator, here, 1)
            hole |= crossed | (compiled(denominator)(here) == 0)
        near = function(here + side * _step(here))
        further = function(here + side * POLE_STEPS * _step(here))
        grows = np.abs(near) > POLE_GROWTH * np.abs(further)
        beside = np.where(grows, np.copysign(np.inf, near), near)
        with np.errstate(invalid="ignore"):  # the difference of two infinities is no wavering
            moved = np.abs(near - further) > WAVERING * (1.0 + np.abs(near))
        wavers = ~grows & moved
        beside = np.where(wavers, np.nan, beside)
        values[:, places] = np.where(hole, beside, values[:, places])
    return values


@dataclass(frozen=True)
class Side:
    """One side of one of the points; signs beside the points are worked out for all at once."""

    signs: dict[Node, Array]
    at: Array
    side: int
    place: int

    def sign(self, node: Node) -> int:
        """Return the sign of a formula on this side of the point, 0 where it is 0 for a stretch."""
        if node not in self.signs:
            self.signs[node] = _signs_beside(node, self.at, self.side)
        return int(self.signs[node][self.place])

    def compare(self, left: Node, right: Node) -> int:
        """Return the sign of left - right on this side."""
        return self.sign(tree.add(left, tree.negate(right)))


def branch_beside(node: Node, side: Side) -> Node:
    """Return the formula that holds beside the point: every choice made as on that side."""

    def chosen(part: Node) -> Node:
        return branch_beside(part, side)

    match node:
        case Where(condition, then, otherwise):
            return chosen(then if _holds(condition, side) else otherwise)
        case Call("abs", (argument,)):
            inside = chosen(argument)
            return inside if side.sign(argument) >= 0 else tree.negate(inside)
        case Call("sign", (argument,)):
            return tree.number(side.sign(argument))
        case Call("max" | "min" as name, (a, b)):
            return chosen(a if (side.compare(a, b) > 0) == (name == "max") else b)
        case Call("clip", (argument, low, high)):
            if side.compare(argument, low) < 0:
                return chosen(low)
            return chosen(high if side.compare(argument, high) > 0 else argument)
        case _:
            return tree.rebuild(node, chosen)


def _holds(condition: Comparison, side: Side) -> bool:
    pairs = zip(condition.operands, condition.operators, condition.operands[1:], strict=False)
    return all(
        tree.COMPARE[operator](Fraction(side.compare(left, right)), Fraction(0))
        for left, operator, right in pairs
    )


def _signs_beside(node: Node, at: Array, side: int) -> Array:
    """Return the sign of a formula just beside each point: the first that is not 0, going out."""
    function = compiled(node)
    step = _step(at)
    signs = np.sign(function(at + side * step))
    for _ in range(STEPS_BESIDE):
        if np.all(signs):
            break
        step = np.maximum(step, FIRST_STEP) * STEP_GROWTH
        signs = np.where(signs == 0, np.sign(function(at + side * step)), signs)
    return np.nan_to_num(signs)


def _step(at: Array) -> Array:
    """Return how far beside each point its sides begin: a few units in the last place."""
    return np.where(at == 0, BESIDE_ZERO, FIRST_STEP * np.abs(at))
