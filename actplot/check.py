"""What `--check` does: hold each analytic derivative against an independent numerical one.

The derivative of order n is compared with a numerical derivative of the formula of order n - 1, so
that every order is checked against the one before. The table of derivative rules is not used: the
formula is evaluated at x + ih, where f(x + ih) = f(x) + ih f'(x) to the last digit of both parts;
formulas with a primitive that has no complex form here are left to extrapolated differences.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from actplot.evaluate import Array, Mask, compiled
from actplot.evaluate.meaning import COMPARE
from actplot.formula import tree
from actplot.formula.tree import (
    Call,
    Comparison,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
)
from actplot.sample import evaluate, poles, switches
from actplot.spec import Curve

Method = Literal["complex step", "differences"]
Complex = NDArray[np.complex128]
Estimate = tuple[Array, Array]  # a derivative, NaN where none is known, and its scale

NO_COMPLEX_FORM = frozenset({"erf", "normal_cdf", "normal_pdf"})
SMALLEST = float(np.finfo(np.float64).smallest_normal)
EPSILON = float(np.finfo(np.float64).eps)

# The complex step is exact: what is left is rounding, 1e-16 of the scale for each operation. The
# scale is measured: runs with random errors of NOISE in every operation spread by NOISE*scale.
# Allowed are 10,000 roundings, for chance may bring all the runs close together.
ALLOWED_COMPLEX_STEP = 1e-12
STEP = 1e-30  # of the imaginary part; its square vanishes beside every number of the grid
NOISE, RUNS, SEED = 1e-13, 4, 0  # the first run is the one without noise
BESIDE = 1e-12  # points that are closer to a switch, relative to max(1, |x|), are left out
MOST_MULTIPLIED = 99  # the highest power that numpy works out as a product of complex numbers

# Values that are right to 100 units in the last place, as those of far tails are, make a difference
# over a step h wrong by 1e-14*|f|/h, some times more once it is extrapolated. The scale is at least
# |f|/h, and points where the extrapolation itself has not settled to SETTLED are left out.
ALLOWED_DIFFERENCES = 1e-9
SETTLED = 1e-10
FIRST_STEP = 0.2347  # relative to max(1, |x|); no fraction of the period of a likely sine
LADDER = 36  # halvings of it at most, until nothing switches and no primitive moves far in a step
FARTHEST = 1.0  # that the argument of a primitive may move, for the step to see what it does
LEVELS = 10  # steps, each half of the one before, that are extrapolated


@dataclass(frozen=True)
class Checked:
    """How well one derivative of a curve agrees with its numerical counterpart.

    `largest` is the largest difference, relative to the scale of rounding there, and `at` the x
    where it was found; `points` tells how many points of the grid could be compared. Without any,
    `largest` is 0 and `at` NaN. It is infinite where the derivative should exist and does not.
    """

    label: str
    order: int
    method: Method
    largest: float
    at: float
    allowed: float
    ok: bool
    points: int


def check(curve: Curve, x: Array, order: int) -> list[Checked]:
    """Return how the derivatives of orders 1 to `order` agree with numerical ones at x.

    Points at kinks, jumps and poles are left out, and those where the function is not finite.
    """
    with np.errstate(all="ignore"):
        return [_checked(curve, x, n) for n in range(1, order + 1)]


def _checked(curve: Curve, x: Array, order: int) -> Checked:
    formulas = [curve.bound(n) for n in range(order + 1)]
    before = formulas[-2]
    breaking = list(dict.fromkeys(chain(*map(switches, formulas), *map(poles, formulas))))
    names = {part.name for part in tree.walk(before) if isinstance(part, Call)}
    method: Method
    if names & NO_COMPLEX_FORM:
        method, allowed = "differences", ALLOWED_DIFFERENCES
        numerical, scale = _by_differences(before, breaking, x)
    else:
        method, allowed = "complex step", ALLOWED_COMPLEX_STEP
        numerical, scale = _by_complex_step(before, breaking, x)
    analytic = evaluate(curve, x, order)
    scale = np.maximum(np.maximum(np.abs(analytic), scale), SMALLEST)
    difference = np.abs(analytic - numerical) / scale
    difference[~np.isfinite(analytic)] = np.inf
    compared = np.flatnonzero(np.isfinite(numerical) & np.isfinite(compiled(before)(x)))
    if not len(compared):
        return Checked(curve.label, order, method, 0.0, math.nan, allowed, True, 0)
    worst = compared[np.argmax(difference[compared])]
    largest = float(difference[worst])
    ok = largest <= allowed
    return Checked(curve.label, order, method, largest, float(x[worst]), allowed, ok, len(compared))


def _same_side(breaking: list[Node], x: Array, step: Array) -> Mask:
    """Tell where no formula of those that break a curve has a zero within the step."""
    same = np.ones(np.broadcast(x, step).shape, dtype=np.bool_)
    for node in breaking:
        left, here, right = (
            np.nan_to_num(np.sign(compiled(node)(x + s * step))) for s in (-1, 0, 1)
        )
        same &= (left == here) & (here == right)
    return same


# The complex step


def _by_complex_step(formula: Node, breaking: list[Node], x: Array) -> Estimate:
    slopes = _Runs(x).value(formula).imag / STEP
    scale = np.max(np.abs(slopes - slopes[0]), axis=0) / NOISE
    known = np.isfinite(scale) & _same_side(breaking, x, BESIDE * np.maximum(1.0, np.abs(x)))
    return np.where(known, slopes[0], np.nan), scale


def _complex(real: Array, imaginary: Array) -> Complex:
    value = np.empty(np.shape(real), dtype=np.complex128)
    value.real, value.imag = real, imaginary
    return value


@dataclass
class _Runs:
    """Values of formulas at x + ih in several runs, all but the first with noise added."""

    x: Array
    known: dict[Node, Complex] = field(default_factory=dict)
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(SEED))

    def value(self, node: Node) -> Complex:
        """Return the formula in every run; equal parts are worked out once."""
        if node not in self.known:
            self.known[node] = self.operation(node)
        return self.known[node]

    def noisy(self, value: Complex) -> Complex:
        """Return the value with an error of the size of NOISE in both of its parts.

        What is below the smallest normal number has the rounding of that number.
        """
        noise = self.random.uniform(-NOISE, NOISE, (2, *value.shape))
        noise[:, 0] = 0
        real, imaginary = (
            part + error * (np.abs(part) + SMALLEST)
            for part, error in zip((value.real, value.imag), noise, strict=True)
        )
        return _complex(real, imaginary)

    def constant(self, value: float) -> Complex:
        """Return a number in every run."""
        return np.full((RUNS, len(self.x)), value, dtype=np.complex128)

    def operation(self, node: Node) -> Complex:
        """Return what the node does to its parts; choices go by the first run's real parts."""
        match node:
            case Number(value):
                return self.noisy(self.constant(float(value)))
            case Symbol("x"):
                return self.constant(0.0) + _complex(self.x, np.full_like(self.x, STEP))
            case Symbol(name):
                return self.noisy(self.constant(tree.CONSTANTS[name]))
            case Sum(terms):
                return self.noisy(np.sum([self.value(term) for term in terms], axis=0))
            case Product(factors):
                return reduce(lambda a, b: self.noisy(a * b), map(self.value, factors))
            case Power(base, exponent):
                return self.noisy(self.power(self.value(base), exponent))
            case Call(name, arguments):
                return self.noisy(COMPLEX_MEANING[name](*map(self.value, arguments)))
            case Where(condition, then, otherwise):
                return np.where(self.holds(condition), self.value(then), self.value(otherwise))

    def power(self, base: Complex, exponent: Node) -> Complex:
        """Return base**exponent, NaN for a negative base unless the exponent is whole."""
        if not isinstance(exponent, Number) or exponent.value.denominator != 1:
            return np.exp(self.noisy(self.value(exponent) * _log(base)))
        if abs(exponent.value) <= MOST_MULTIPLIED:
            return np.power(base, float(exponent.value))
        turned = np.exp(self.noisy(self.value(exponent) * _log(_absolute(base))))
        odd = exponent.value % Fraction(2) == 1
        return np.where((base.real < 0) & odd, -turned, turned)

    def holds(self, condition: Comparison) -> Mask:
        """Tell where the comparison holds."""
        sides = [self.value(operand).real[0] for operand in condition.operands]
        tests = [
            COMPARE[operator](left, right)
            for left, operator, right in zip(sides, condition.operators, sides[1:], strict=False)
        ]
        return np.logical_and.reduce(tests)


def _log(u: Complex) -> Complex:
    """log u: |u| is its real part, to first order in the imaginary one."""
    return _complex(np.log(u.real), np.arctan2(u.imag, u.real))


def _log1p(u: Complex) -> Complex:
    return _complex(np.log1p(u.real), np.arctan2(u.imag, 1.0 + u.real))


def _absolute(u: Complex) -> Complex:
    return np.where(u.real[0] < 0, -u, u)


def _sech(u: Complex) -> Complex:
    decay = np.exp(-_absolute(u))
    return 2.0 * decay / (1.0 + decay * decay)


def _sigmoid(u: Complex) -> Complex:
    decay = np.exp(-_absolute(u))
    return np.where(u.real[0] < 0, decay, 1.0) / (1.0 + decay)


def _softplus(u: Complex) -> Complex:
    return np.where(u.real[0] < 0, 0.0, u) + _log1p(np.exp(-_absolute(u)))


def _logcosh(u: Complex) -> Complex:
    """log(cosh u): by sinh near 0, where it is small, by the tail elsewhere."""
    size = _absolute(u)
    half = np.sinh(u / 2.0)
    far = size - math.log(2) + _log1p(np.exp(-2.0 * size))
    return np.where(size.real[0] < 1, _log1p(2.0 * half * half), far)


def _min(a: Complex, b: Complex) -> Complex:
    return np.where(a.real[0] < b.real[0], a, b)


def _max(a: Complex, b: Complex) -> Complex:
    return np.where(a.real[0] > b.real[0], a, b)


COMPLEX_MEANING: dict[str, Callable[..., Complex]] = {
    **{name: getattr(np, name) for name in "exp expm1 sin cos tan arctan sinh cosh tanh".split()},
    "log": _log,
    "log1p": _log1p,
    "abs": _absolute,
    "sign": lambda u: np.sign(u.real) + 0j,
    "sech": _sech,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "logcosh": _logcosh,
    "min": _min,
    "max": _max,
    "clip": lambda u, low, high: _min(_max(u, low), high),
}


# Extrapolated differences


def _by_differences(formula: Node, breaking: list[Node], x: Array) -> Estimate:
    """Extrapolate central differences to the step 0 and take the entry that has settled most."""
    step = _first_step(formula, breaking, x) * 0.5 ** np.arange(LEVELS)[:, np.newaxis]
    left, right = compiled(formula)(x - step), compiled(formula)(x + step)
    sizes = (np.maximum(np.abs(left), np.abs(right)) + SMALLEST) / step
    column = (right - left) / ((x + step) - (x - step))
    slope, scale, error = np.full((3, len(x)), np.nan)
    error[:] = np.inf
    for power in range(1, LEVELS):
        column, coarse, fine = column[1:], column[:-1], column[1:]
        column = fine + (fine - coarse) / (4.0**power - 1.0)
        errors = np.maximum(np.abs(column - fine), np.abs(column - coarse))
        errors = np.nan_to_num(errors + EPSILON * sizes[power:], nan=np.inf)
        best = np.argmin(errors, axis=0)[np.newaxis]
        found = [np.take_along_axis(a, best, 0)[0] for a in (column, sizes[power:], errors)]
        better = found[2] < error
        slope, scale, error = np.where(better, found, (slope, scale, error))
    scale = np.maximum(scale, np.abs(slope))
    return np.where(error <= SETTLED * scale, slope, np.nan), scale


def _first_step(formula: Node, breaking: list[Node], x: Array) -> Array:
    """Return the largest step within which the formula is smooth at its own scale, NaN for none."""
    arguments = {
        argument
        for part in tree.walk(formula)
        if isinstance(part, Call)
        for argument in part.arguments
        if tree.depends_on_x(argument)
    }
    found = np.full_like(x, np.nan)
    step = FIRST_STEP * np.maximum(1.0, np.abs(x))
    for _ in range(LADDER):
        smooth = _same_side(breaking, x, step)
        for argument in arguments:
            left, here, right = (compiled(argument)(x + s * step) for s in (-1, 0, 1))
            smooth &= (np.abs(left - here) <= FARTHEST) & (np.abs(right - here) <= FARTHEST)
        found = np.where(np.isnan(found) & smooth, step, found)
        step = step / 2.0
    return found
