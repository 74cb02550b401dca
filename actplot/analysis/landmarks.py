"""The line as one formula sees it: where it may switch or fail, and a grid that misses nothing.

The grid reaches from -1e100 to 1e100, evenly near 0 and in equal ratios beyond, and closes in on
each landmark: a point where the formula switches, has a pole or an edge, or where the argument of
one of its functions vanishes or turns. A formula whose slope repeats needs two of its periods only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from actplot.evaluate import Array, compiled
from actplot.formula import (
    ROWS,
    Call,
    Curve,
    Node,
    Power,
    derivative,
    linear,
    stepping_calls,
    tree,
)
from actplot.sampling import (
    Side,
    branch_beside,
    grid,
    poles,
    radicands,
    switches,
    zero_of_line,
    zeros,
)

WINDOW = 50.0  # on either side of 0: what is looked at evenly
EVEN_POINTS, MOST_EVEN_POINTS = 2001, 20_001
FAR_OUT = np.concatenate([np.geomspace(WINDOW, 1e6, 120), np.geomspace(2e6, 1e100, 180)])
NEAR_ZERO = np.geomspace(1e-300, 1e-20, 57)
LAST_DIGITS, TINY = 1e-14, 1e-300  # within which a point is known
TIP = 0.1  # of what is so near on both sides: a number so small is 0 between floats
CLOSING_IN = np.geomspace(1e-20, WINDOW, 174)
RINGS = (1e3, 1e6)  # beyond the window, as far as switches that are not linear are looked for
MOST_LANDMARKS, MOST_BREAKS, MOST_WAVES = 40, 300, 100
TURN = 0.5  # radians that an angle may go from one point of the grid to the next


@dataclass(frozen=True)
class Line:
    """The grid for one curve, the points where its formula switches or fails, and its period.

    `holes` are those of the breaks where it or its slope may fail. `period` is that of the slope,
    None where it does not repeat; `loose` holds the cells of the grid, as rows of low and high
    ends, in which an angle turns too far to be followed.
    """

    curve: Curve
    x: Array
    breaks: tuple[float, ...]
    period: float | None
    holes: frozenset[float]

    def value(self, at: float) -> float:
        """Return the value at a point, NaN where it is none or infinite.

        Beside a pole that no float hits there is a number, of another point.
        """
        value = float(compiled(self.curve.bound())(at))
        is_other = at in self.holes and any(
            is_zero_at(node, at) and float(compiled(node)(at)) != 0
            for node in poles(self.curve.bound())
        )
        return math.nan if is_other or not math.isfinite(value) else value

    def has_pole_at(self, at: float) -> bool:
        """Tell whether a denominator is 0 at a point."""
        return any(is_zero_at(node, at) for node in poles(self.curve.bound()))

    @property
    def angular(self) -> bool:
        """Whether the function has waves."""
        return bool(angles(self.curve.bound()))

    @cached_property
    def loose(self) -> Array:
        """The cells between the points of the grid, and out to infinity, that it cannot resolve."""
        ends = self.x if self.period else np.concatenate([[-np.inf], self.x, [np.inf]])
        turns = np.zeros(len(ends) - 1, dtype=np.bool_)
        if not self.period:
            for angle in angles(self.curve.bound()):
                at = compiled(angle)(ends)
                with np.errstate(all="ignore"):
                    turns |= ~(np.abs(np.diff(at)) <= TURN)
        return np.stack([ends[:-1][turns], ends[1:][turns]], axis=1)


def line(curve: Curve, first: Node) -> Line | None:
    """Return the line for a curve with this slope, None where its breaks have no end."""
    formula = curve.bound()
    if stepping_calls(formula):
        return None
    period = repeats(first)
    window = period or WINDOW
    failing = {at for node in _singular(formula, first) for at in _vanishes(node, window)}
    holes = {at for at in failing if _fails_beside((formula, first), at)}
    turns = {at for node in _switches(formula, first) for at in _vanishes(node, window)}
    breaks = tuple(sorted(holes | turns))
    if len(breaks) > MOST_BREAKS:
        return None
    marks = {0.0, *breaks, *_marks([formula, first], window)}
    even = grid(-window, window, _even_points(formula, window))
    all_of_it = [even, -FAR_OUT, FAR_OUT, NEAR_ZERO, -NEAR_ZERO]
    parts = [even, [0.0], np.array(breaks)] if period else all_of_it
    closing = CLOSING_IN[window > CLOSING_IN]
    for mark in sorted(marks, key=abs)[:MOST_LANDMARKS]:
        near = closing[closing > 4 * math.ulp(mark)] if mark else closing
        parts += [[mark], mark - near, mark + near]
    x = np.unique(np.concatenate([*parts, breaks]))
    x = x[np.abs(x) <= window] if period else x
    return Line(curve, x, breaks, period, frozenset(holes))


def _even_points(formula: Node, window: float) -> int:
    points = EVEN_POINTS
    for angle in angles(formula):
        turned = np.abs(np.diff(compiled(angle)(grid(-window, window, EVEN_POINTS))))
        most = float(np.max(turned, initial=0.0, where=np.isfinite(turned)))
        points = max(points, int(min(EVEN_POINTS * most / TURN * 2, MOST_EVEN_POINTS)))
    return points


def angles(node: Node) -> list[Node]:
    """Return the arguments with x of sin, cos and tan."""
    return [
        part.arguments[0]
        for part in tree.walk(node)
        if isinstance(part, Call) and ROWS[part.name].periodic and tree.depends_on_x(part)
    ]


# Landmarks


def _switches(*formulas: Node) -> set[Node]:
    return {switch for formula in formulas for switch in switches(formula)}


def _singular(*formulas: Node) -> set[Node]:
    """Return the formulas at whose zeros these may have a pole, or begin and end."""
    return {node for one in formulas for node in (*poles(one), *radicands(one))}


def _fails_beside(formulas: Sequence[Node], at: float) -> bool:
    """Tell whether a denominator or radicand vanishes at a point in a branch that holds beside it.

    What is chosen elsewhere, as 1/(1 + x) for x > 0, does not fail at -1.
    """
    sides = [Side((at,), side, 0) for side in (-1, 1)]
    branches = {branch_beside(formula, side) for formula in formulas for side in sides}
    return any(is_zero_at(node, at) for node in _singular(*branches))


def is_zero_at(node: Node, at: float) -> bool:
    """Tell whether a formula is 0 at a point that is known to its last digits."""
    step = max(LAST_DIGITS * abs(at), TINY)
    before, here, behind = compiled(node)(np.array([at - step, at, at + step])).tolist()
    is_tip = abs(here) < TIP * min(abs(before), abs(behind))  # as of abs(x - 0.1)
    return bool(here == 0 or before * behind <= 0 or is_tip or touches(node, at))


@lru_cache(maxsize=1024)
def _vanishes(node: Node, window: float) -> frozenset[float]:
    """Return where a formula vanishes, also where it only touches 0."""
    at = zero_of_line(node)
    if at is not None:
        return frozenset({at})
    found = {*zeros(node, -window, window), *_vanishes_in_branches(node, window)}
    turning = zeros(derivative(node), -window, window)
    found |= {at for at in turning if touches(node, at, window)}
    if not _has_calls(node):  # these may underflow far out
        for low, high in zip((WINDOW, *RINGS), RINGS, strict=False):
            found |= {*zeros(node, low, high), *zeros(node, -high, -low)}
    return frozenset(found)


def _vanishes_in_branches(node: Node, window: float) -> Iterator[float]:
    """Yield where a formula that chooses vanishes in one of its branches, also far out."""
    switching = {at for switch in switches(node) for at in _vanishes(switch, window)}
    sides = [Side((at,), side, 0) for at in switching for side in (-1, 1)]
    for branch in {branch_beside(node, side) for side in sides} - {node}:  # divided by 0 there
        if not _has_calls(branch):
            yield from (at for at in _vanishes(branch, window) if is_zero_at(node, at))


def _has_calls(node: Node) -> bool:
    return any(isinstance(part, Call) for part in tree.walk(node))


def touches(node: Node, at: float, window: float = WINDOW) -> bool:
    """Tell whether a formula that turns at a point vanishes there, as far as floats can tell."""
    width = 1e-3 * min(max(abs(at), 1.0), window)
    here, *beside = np.abs(compiled(node)(np.array([at, at - width, at + width]))).tolist()
    return bool(here == 0 or (at != 0 and here <= 1e-22 * max(beside)))


def _marks(formulas: Iterable[Node], window: float) -> set[float]:
    """Return where the arguments of functions and the bases of powers vanish or turn."""
    found: set[float] = set()
    inner: dict[Node, None] = {}
    for formula in formulas:
        for part in tree.walk(formula):
            if isinstance(part, Call):
                inner |= dict.fromkeys(part.arguments)
            elif isinstance(part, Power):
                inner[part.base] = None
    for node in inner:
        if node != tree.X and tree.depends_on_x(node):
            found.update(zeros(node, -1e100, 1e100) if linear(node) else ())
            for nonlinear in () if linear(node) else (node, derivative(node)):
                if tree.depends_on_x(nonlinear):
                    wide = linear(nonlinear) is not None
                    some = zeros(nonlinear, *((-1e100, 1e100) if wide else (-window, window)))
                    found.update(some if len(some) < MOST_LANDMARKS else ())
    return found


# Periods


def repeats(node: Node) -> float | None:
    """Return the period of a formula in which x stands only in angles that go round together."""
    slopes = _slopes(node)
    if not slopes:
        return None
    split = [tree.split_coefficient(slope) for slope in slopes]
    if len({tree.canonical(rest) for _, rest in split}) > 1:
        return None
    numbers = [abs(number) for number, _ in split]
    common = Fraction(
        math.gcd(
            *(
                n.numerator
                * (below := math.lcm(*(m.denominator for m in numbers)))
                // n.denominator
                for n in numbers
            )
        ),
        below,
    )
    if max(numbers) / common > MOST_WAVES:
        return None
    unit = float(compiled(split[0][1])(0.0))
    period = abs(2 * math.pi / (float(common) * unit)) if unit else math.inf
    return period if 1e-100 < period < 1e100 else None


def _slopes(node: Node) -> list[Node] | None:
    """Return the slopes of the angles, None where x stands elsewhere or an angle is no line."""
    if not tree.depends_on_x(node):
        return []
    if node == tree.X:
        return None
    if isinstance(node, Call) and ROWS[node.name].periodic:
        slope = derivative(node.arguments[0])
        return None if tree.depends_on_x(slope) else [slope]
    found: list[Node] = []
    for part in tree.children(node):
        parts = part.operands if isinstance(part, tree.Comparison) else (part,)
        for inner in parts:
            slopes = _slopes(inner)
            if slopes is None:
                return None
            found += slopes
    return found
