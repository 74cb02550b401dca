"""The line as one formula sees it: where it may switch or fail, and a grid that misses nothing.

The grid reaches from -1e100 to 1e100, evenly near 0 and in equal ratios beyond, and closes in on
each landmark: a point where the formula switches, has a pole or an edge, or where the argument of
one of its functions vanishes or turns. A formula whose slope repeats needs two of its periods only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from actplot.evaluate import Array, compiled
from actplot.evaluate.meaning import MEANING
from actplot.evaluate.steady import POSITIVE
from actplot.formula import derivative, tree
from actplot.formula.simplify import linear
from actplot.formula.tree import Call, Node, Number, Power, Product, Sum, Symbol, Where
from actplot.sample import _branch, _Side, grid, poles, switches, zeros
from actplot.spec import Curve

WINDOW = 50.0  # on either side of 0: what is looked at evenly
EVEN_POINTS, MOST_EVEN_POINTS = 2001, 20_001
FAR = np.concatenate([np.geomspace(WINDOW, 1e6, 120), np.geomspace(2e6, 1e100, 180)])
NEAR_ZERO = np.geomspace(1e-300, 1e-20, 57)
CLOSING_IN = np.geomspace(1e-20, WINDOW, 174)
RINGS = (1e3, 1e6)  # beyond the window, as far as switches that are not linear are looked for
MOST_LANDMARKS, MOST_BREAKS, MOST_WAVES = 40, 300, 100
TURN = 0.5  # radians that an angle may go from one point of the grid to the next
ANGLES = frozenset({"sin", "cos", "tan"})
PARTS = np.linspace(0, 1, 65)  # of a cell in which a zero is looked for
# How far beside a point its one-sided limits are looked at: ratios to the point, distances from 0.
BESIDE, BESIDE_ZERO = np.geomspace(1e-2, 1e-14, 7), np.geomspace(1e-20, 1e-280, 14)
SHRINKS, KEEPS = 0.5, 0.7  # steps that shrink by the first settle; ones that keep this much do not
VANISHES = 1e-200


@dataclass(frozen=True)
class Line:
    """The grid for one curve, the points where its formula switches or fails, and its period.

    `holes` are those of the breaks where it may fail. `period` is that of the slope, None where it
    does not repeat; `loose` holds the cells of the
    grid, as rows of low and high ends, in which an angle turns too far to be followed.
    """

    curve: Curve
    x: Array
    breaks: tuple[float, ...]
    period: float | None
    holes: frozenset[float]

    @cached_property
    def loose(self) -> Array:
        """The cells between the points of the grid, and out to infinity, that it cannot resolve."""
        ends = self.x if self.period else np.concatenate([[-np.inf], self.x, [np.inf]])
        turns = np.zeros(len(ends) - 1, dtype=np.bool_)
        if not self.period:
            for angle in _angles(self.curve.bound()):
                at = compiled(angle)(ends)
                with np.errstate(all="ignore"):
                    turns |= ~(np.abs(np.diff(at)) <= TURN)
        return np.stack([ends[:-1][turns], ends[1:][turns]], axis=1)


def line(curve: Curve, first: Node) -> Line | None:
    """Return the line for a curve with this first derivative; None where it has no end of breaks."""
    formula = curve.bound()
    period = repeats(first)
    window = period or WINDOW
    holes = {at for node in _singular(formula, first) for at in _vanishes(node, window)}
    turns = {at for node in _switches(formula, first) for at in _vanishes(node, window)}
    breaks = tuple(sorted(holes | turns))
    if len(breaks) > MOST_BREAKS:
        return None
    marks = {0.0, *breaks, *_marks([formula, first], window)}
    even = grid(-window, window, _even_points(formula, window))
    parts = [even, [0.0], np.array(breaks)] if period else [even, -FAR, FAR, NEAR_ZERO, -NEAR_ZERO]
    closing = CLOSING_IN[CLOSING_IN < window]
    for mark in sorted(marks, key=abs)[:MOST_LANDMARKS]:
        near = closing[closing > 4 * math.ulp(mark)] if mark else closing
        parts += [[mark], mark - near, mark + near]
    x = np.unique(np.concatenate([*parts, breaks]))
    return Line(curve, x[np.abs(x) <= window] if period else x, breaks, period, frozenset(holes))


def _even_points(formula: Node, window: float) -> int:
    points = EVEN_POINTS
    for angle in _angles(formula):
        turned = np.abs(np.diff(compiled(angle)(grid(-window, window, EVEN_POINTS))))
        most = float(np.max(turned, initial=0.0, where=np.isfinite(turned)))
        points = max(points, int(min(EVEN_POINTS * most / TURN * 2, MOST_EVEN_POINTS)))
    return points


def _angles(node: Node) -> list[Node]:
    """Return the arguments with x of sin, cos and tan."""
    return [
        part.arguments[0]
        for part in tree.walk(node)
        if isinstance(part, Call) and part.name in ANGLES and tree.depends_on_x(part)
    ]


# Landmarks


def _switches(*formulas: Node) -> set[Node]:
    return {switch for formula in formulas for switch in switches(formula)}


def _singular(*formulas: Node) -> set[Node]:
    """Return the formulas at whose zeros these may have a pole, or begin and end."""
    found = {pole for formula in formulas for pole in poles(formula)}
    for part in (part for formula in formulas for part in tree.walk(formula)):
        match part:
            case Power(base, exponent):
                if not isinstance(exponent, Number) or exponent.value.denominator > 1:
                    found.add(base)
            case Call("log", (argument,)):
                found.add(argument)
            case Call("log1p", (argument,)):
                found.add(tree.add(argument, tree.ONE))
    never = (node for node in found if isinstance(node, Call) and node.name in POSITIVE)
    return {node for node in found.difference(never) if tree.depends_on_x(node)}


def _vanishes(node: Node, window: float) -> Iterator[float]:
    """Yield where a formula vanishes, also where it only touches 0."""
    straight = linear(node)
    if straight:
        yield float(-straight[1] / straight[0])
        return
    yield from zeros(node, -window, window)
    turning = zeros(derivative(node), -window, window)
    yield from (at for at in turning if touches(node, at, window))
    if not any(isinstance(part, Call) for part in tree.walk(node)):  # these may underflow far out
        for low, high in zip((WINDOW, *RINGS), RINGS, strict=False):
            yield from (*zeros(node, low, high), *zeros(node, -high, -low))


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
    if isinstance(node, Call) and node.name in ANGLES:
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


# Limits


def branch(node: Node, at: float) -> Node:
    """Return the formula that holds at a point where nothing switches, every choice made."""
    return _branch(node, _Side({}, np.array([at]), 1, 0))


def beside(formula: Node, at: float, side: int) -> float | None:
    """Return the one-sided limit of a formula, None where it cannot be told."""
    steps = BESIDE * abs(at) if at else BESIDE_ZERO
    values = compiled(formula)(at + side * steps)
    limit = settle(values)
    if limit is not None and math.isfinite(limit):
        here = float(compiled(formula)(at))
        step = abs(limit - float(values[-2]))
        if abs(here - limit) <= max(step, 1e-12 * max(abs(here), abs(limit))):
            return here
        return 0.0 if abs(limit) <= VANISHES else limit
    return limit


def settle(values: Array) -> float | None:
    """Return the limit of a sequence that converges or grows evenly, None where it is unclear."""
    last = float(values[-1])
    if np.isnan(values).any():
        return None
    if math.isinf(last):
        return last if values[-2] == last else None
    if np.isinf(values).any():
        return None
    with np.errstate(all="ignore"):
        steps = np.diff(values)
        sizes = np.abs(steps)
        tiny = sizes <= 1e-14 * abs(last)
        shrinks = tiny[1:] | (sizes[1:] <= SHRINKS * sizes[:-1])
    if np.all(shrinks[len(shrinks) // 2 :]):
        return last
    if np.all(np.sign(steps) == np.sign(steps[-1])) and sizes[-1] >= KEEPS * sizes[0]:
        return math.copysign(math.inf, float(steps[-1]))
    return None


def at_infinity(formula: Node, side: int) -> tuple[float | None, float | None]:
    """Return what a formula comes near to from below and above; None where it cannot be told."""
    limit = float(compiled(formula)(side * math.inf))
    if math.isfinite(limit) or not _angles(formula):
        return (None, None) if math.isnan(limit) else (limit, limit)
    far = side * np.geomspace(1e5, 1e95, 19)[:, None] * np.linspace(1, 2, 64)
    values = compiled(formula)(far)
    low, high = settle(values.min(axis=1)), settle(values.max(axis=1))
    return (low if low == -math.inf else None), (high if high == math.inf else None)


# Enclosures

RISING = frozenset(
    "exp expm1 log log1p arctan sinh tanh erf sign sigmoid softplus normal_cdf".split()
)
EVEN_RISING, EVEN_FALLING = frozenset({"abs", "cosh", "logcosh"}), frozenset({"sech", "normal_pdf"})
Range = tuple[Array, Array]


def enclosure(node: Node, low: Array, high: Array) -> Range:
    """Return bounds between which the formula stays on each of the cells; they may be wide."""
    with np.errstate(all="ignore"):
        return _enclosed(node, low, high)


def _enclosed(node: Node, low: Array, high: Array) -> Range:
    def inside(part: Node) -> Range:
        return _enclosed(part, low, high)

    everything = np.full_like(low, -np.inf), np.full_like(low, np.inf)
    if not tree.depends_on_x(node):
        value = np.full_like(low, compiled(node)(0.0))
        return value, value
    match node:
        case Symbol():
            found = low, high
        case Sum(terms):
            below, above = zip(*map(inside, terms), strict=True)
            found = sum(below[1:], below[0]), sum(above[1:], above[0])
        case Product(factors):
            found = inside(factors[0])
            for factor in factors[1:]:
                other = inside(factor)
                corners = np.stack(
                    [
                        np.nan_to_num(a * b, nan=0.0, posinf=np.inf, neginf=-np.inf)
                        for a in found
                        for b in other
                    ]
                )
                found = corners.min(axis=0), corners.max(axis=0)
        case Power(base, Number(exponent)):
            found = _power(inside(base), exponent)
        case Call("sin" | "cos", _):
            found = np.full_like(low, -1.0), np.full_like(low, 1.0)
        case Call("min" | "max" | "clip" as name, arguments):
            below, above = zip(*map(inside, arguments), strict=True)
            found = MEANING[name](*below), MEANING[name](*above)
        case Call(name, (argument,)) if name in RISING | EVEN_RISING | EVEN_FALLING:
            a, b = inside(argument)
            if name not in RISING:
                a, b = np.where(a * b > 0, np.minimum(abs(a), abs(b)), 0.0), np.maximum(-a, b)
            ends = MEANING[name](a), MEANING[name](b)
            found = ends[::-1] if name in EVEN_FALLING else ends
        case Where(_, then, otherwise):
            (a, b), (c, d) = inside(then), inside(otherwise)
            found = np.minimum(a, c), np.maximum(b, d)
        case _:
            return everything
    unknown = np.isnan(found[0]) | np.isnan(found[1])
    return np.where(unknown, -np.inf, found[0]), np.where(unknown, np.inf, found[1])


def _power(base: Range, exponent: Fraction) -> Range:
    a, b = base
    if exponent < 0:
        a, b = _power(base, -exponent)
        hit = (a < 0) & (b > 0)
        low, high = 1 / np.where(b == 0, -0.0, b), 1 / np.where(a == 0, 0.0, a)
        return np.where(hit, -np.inf, low), np.where(hit, np.inf, high)
    power = float(exponent)
    if exponent.denominator > 1:
        return np.maximum(a, 0.0) ** power, np.maximum(b, 0.0) ** power
    if exponent % 2:
        return a**power, b**power
    near = np.where(a * b > 0, np.minimum(abs(a), abs(b)), 0.0)
    return near**power, np.maximum(-a, b) ** power
