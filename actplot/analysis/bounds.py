"""What a formula comes near to: beside a point, at an infinity, and anywhere in a cell."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from actplot.analysis.landmarks import angles
from actplot.evaluate import MEANING, Array, compiled
from actplot.formula import ROWS, Call, Node, Number, Power, Product, Sum, Symbol, Where, tree

# How far beside a point its one-sided limits are looked at: ratios to the point, distances from 0.
BESIDE, BESIDE_ZERO = np.geomspace(1e-2, 1e-14, 7), np.geomspace(1e-20, 1e-280, 14)
SHRINKS, KEEPS = 0.5, 0.7  # steps that shrink by the first settle; ones that keep this much do not
VANISHES = 1e-200


def beside(formula: Node, at: float, side: int) -> float | None:
    """Return the one-sided limit of a formula, None where it cannot be told."""
    steps = BESIDE * abs(at) if at else BESIDE_ZERO
    values = compiled(formula)(at + side * steps)
    limit = settle(values)
    if limit is None and at == 0:  # formulas that cancel too much there
        limit = settle(compiled(formula)(side * BESIDE), extrapolate=True)
    here = float(compiled(formula)(at))
    if limit is not None and math.isfinite(limit) and math.isfinite(here):
        step = abs(limit - float(values[-2]))
        if abs(here - limit) <= max(step, 1e-12 * max(abs(here), abs(limit))):
            return here
    return 0.0 if limit is not None and abs(limit) <= VANISHES else limit


def settle(values: Array, extrapolate: bool = False) -> float | None:
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
        bend = float(steps[-1] - steps[-2])
        return last - float(steps[-1]) ** 2 / bend if extrapolate and bend else last
    if np.all(np.sign(steps) == np.sign(steps[-1])) and sizes[-1] >= KEEPS * sizes[0]:
        return math.copysign(math.inf, float(steps[-1]))
    return None


def at_infinity(formula: Node, side: int) -> tuple[float | None, float | None]:
    """Return what a formula comes near to from below and above; None where it cannot be told."""
    limit = float(compiled(formula)(side * math.inf))
    if math.isfinite(limit) or not angles(formula):
        return (None, None) if math.isnan(limit) else (limit, limit)
    far = side * np.geomspace(1e5, 1e95, 19)[:, None] * np.linspace(1, 2, 64)
    values = compiled(formula)(far)
    low, high = settle(values.min(axis=1)), settle(values.max(axis=1))
    return (low if low == -math.inf else None), (high if high == math.inf else None)


# Enclosures

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
        case Call(name, arguments) if ROWS[name].monotone:
            below, above = zip(*map(inside, arguments), strict=True)
            if ROWS[name].parity == "even":
                (a,), (b,) = below, above
                below = (np.where(a * b > 0, np.minimum(abs(a), abs(b)), 0.0),)
                above = (np.maximum(-a, b),)
            ends = MEANING[name](*below), MEANING[name](*above)
            found = ends[::-1] if ROWS[name].monotone == "falling" else ends
        case Call(name, _) if bounds := ROWS[name].bounds:
            found = np.full_like(low, bounds[0]), np.full_like(low, bounds[1])
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
