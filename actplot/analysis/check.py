"""What `--check` does: hold each analytic derivative against an independent numerical one.

The derivative of order n is compared with a numerical derivative of the formula of order n - 1, so
that every order is checked against the one before. The table of derivative rules is not used: the
formula is evaluated at x + ih, where f(x + ih) = f(x) + ih f'(x) to the last digit of both parts;
formulas with a primitive that has no complex form here are left to extrapolated differences.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import chain, pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from actplot.basics import budget
from actplot.evaluate import COMPARE, MEANING, Array, Mask, compiled
from actplot.formula import (
    ROWS,
    Call,
    Comparison,
    Curve,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Where,
    tree,
)
from actplot.sampling import evaluate, switches_and_poles

Method = Literal["complex step", "differences"]
Complex = NDArray[np.complex128]
Estimate = tuple[Array, Array]  # a derivative, NaN where none is known, and its scale

SMALLEST = float(np.finfo(np.float64).smallest_normal)
EPSILON = float(np.finfo(np.float64).eps)

# The complex step is exact: what is left is rounding, 1e-16 of the scale for each operation. The
# scale is measured: runs with random errors of NOISE in every operation spread by NOISE*scale.
# Allowed are 10,000 roundings, 1e-12, for chance may bring all the runs close together.
NOISE, SEED = 1e-13, 0
# The step of each run; its square vanishes, and where it does not, the runs spread.
IMAGINARY_STEPS = 1e-30 * np.array([[1.0], [0.5], [1.0], [0.5]])
NEAR_A_SWITCH = 1e-12  # points that are closer to a switch, relative to max(1, |x|), are left out
LOST_ANGLE = 1e-3  # an angle that spreads more has lost its digits
MOST_MULTIPLIED = 99  # the highest power that numpy works out as a product of complex numbers

# Values that are right to 100 units in the last place, as those of far tails are, make a difference
# over a step h wrong by 1e-14*|f|/h, some times more once it is extrapolated. The scale is at least
# |f|/h, 1e-9 of it is allowed, and points where the extrapolation has not settled are left out.
SETTLED_SHARE = 1e-10  # of the scale: what the last step of the extrapolation may change
WIDEST_STEP = 0.2347  # relative to max(1, |x|); no fraction of the period of a likely sine
HALVINGS = 36  # of it at most, until nothing switches and no primitive moves far in a step
FARTHEST = 1.0  # that the argument of a primitive may move, for the step to see what it does
LEVELS = 10  # steps, each half of the one before, that are extrapolated

ALLOWED: dict[Method, float] = {"complex step": 1e-12, "differences": 1e-9}
WORK, WORK_OF_POINT = 1.5e6, 200.0  # on the check of a derivative, and on each point besides
POINTS_TOGETHER = 4096  # are worked on at once, so that a fine grid fits into the memory


@dataclass(frozen=True)
class Checked:
    """How well one derivative of a curve agrees with its numerical counterpart.

    `largest` is the largest difference, relative to the scale of rounding, and `at` the x where it
    is; infinite where the derivative should be a number and is none. `points` tells how many points
    could be compared: without any, `largest` is 0 and `at` NaN.
    """

    label: str
    order: int
    method: Method
    largest: float
    at: float
    allowed: float
    ok: bool
    points: int


def checked(curve: Curve, x: Array, order: int) -> list[Checked]:
    """Return how the derivatives of orders 1 to `order` agree with numerical ones at x.

    Points at kinks, jumps and poles are left out, those where the function is not finite, and those
    for which the numbers would take too long.
    """
    with np.errstate(all="ignore"):
        return [_checked(curve, x, n) for n in range(1, order + 1)]


def _checked(curve: Curve, x: Array, order: int) -> Checked:
    names = {part.name for part in tree.walk(curve.bound(order - 1)) if isinstance(part, Call)}
    by_complex = all(COMPLEX_MEANING[name] for name in names)
    method: Method = "complex step" if by_complex else "differences"
    blocks = np.split(x, range(POINTS_TOGETHER, len(x), POINTS_TOGETHER))
    with budget(work=WORK + WORK_OF_POINT * len(x), takes_gaps=True) as spent:
        difference = np.concatenate([_difference(curve, block, order, method) for block in blocks])
    if spent.has_gaps:
        difference[np.isinf(difference)] = np.nan
    points = int(np.count_nonzero(~np.isnan(difference)))
    worst = int(np.nanargmax(difference)) if points else 0
    largest, at = (float(difference[worst]), float(x[worst])) if points else (0.0, math.nan)
    allowed = ALLOWED[method]
    return Checked(curve.label, order, method, largest, at, allowed, largest <= allowed, points)


def _difference(curve: Curve, x: Array, order: int, method: Method) -> Array:
    """Return the difference at every point, relative to its scale; NaN where none is known."""
    formulas = [curve.bound(n) for n in range(order + 1)]
    breaking = list(dict.fromkeys(chain(*map(switches_and_poles, formulas))))
    numerically = _by_differences if method == "differences" else _by_complex_step
    numerical, scale = numerically(formulas[-2], breaking, x)
    analytic = evaluate(curve, x, order)
    difference = np.abs(analytic - numerical) / np.fmax(np.fmax(np.abs(analytic), scale), SMALLEST)
    difference[~np.isfinite(analytic)] = np.inf
    difference[~np.isfinite(numerical + compiled(formulas[-2])(x))] = np.nan
    return difference


def _same_side(breaking: list[Node], x: Array, step: Array) -> Mask:
    """Tell where no formula of those that break a curve changes its sign within the step."""
    around = np.stack([x - step, x, x + step])
    same = np.ones(x.shape, dtype=np.bool_)
    for node in breaking:
        same &= np.ptp(np.nan_to_num(np.sign(compiled(node)(around))), axis=0) == 0
    return same


# The complex step


def _by_complex_step(formula: Node, breaking: list[Node], x: Array) -> Estimate:
    runs = _Runs(x)
    slopes = runs.value(formula).imag / IMAGINARY_STEPS
    scale = np.ptp(slopes, axis=0) / NOISE
    known = np.isfinite(scale) & ~runs.lost
    known &= _same_side(breaking, x, NEAR_A_SWITCH * np.maximum(1.0, np.abs(x)))
    return np.where(known, slopes[0], np.nan), scale


class _Runs:
    """Values of formulas at x + ih, a row for each run, all but the first with noise added.

    Choices go by the real parts of the first run.
    """

    def __init__(self, x: Array) -> None:
        self.lost = np.zeros(x.shape, dtype=np.bool_)  # where an angle is not known
        self.known: dict[Node, Complex] = {tree.X: x + 1j * IMAGINARY_STEPS}
        self.random = np.random.default_rng(SEED)

    def value(self, node: Node) -> Complex:
        """Return the formula in every run; equal parts are worked out once."""
        if node not in self.known:
            self.known[node] = self.operation(node)
        return self.known[node]

    def noisy(self, value: Complex | float) -> Complex:
        """Return the value with an error of the size of NOISE in both of its parts.

        What is below the smallest normal number has the rounding of that number.
        """
        every = np.broadcast_to(value, self.known[tree.X].shape).astype(np.complex128, order="C")
        parts = every.view(np.float64)
        noise = self.random.uniform(-NOISE, NOISE, parts.shape)
        noise[0] = 0.0
        return (parts + noise * (np.abs(parts) + SMALLEST)).view(np.complex128)

    def operation(self, node: Node) -> Complex:
        """Return what the node does to its parts, with noise where that rounds."""
        match node:
            case Number(value):
                return self.noisy(float(value))
            case Symbol(name):
                return self.noisy(tree.CONSTANTS.get(name, math.nan))  # of what is undefined
            case Sum(terms):
                return self.noisy(np.sum([self.value(term) for term in terms], axis=0))
            case Product(factors):
                return reduce(lambda a, b: self.noisy(a * b), map(self.value, factors))
            case Power(base, Number(n)) if n.denominator == 1 and abs(n) <= MOST_MULTIPLIED:
                return self.noisy(np.power(self.value(base), float(n)))
            case Power(base, exponent):
                logarithm = self.noisy(_log(self.value(base)))
                return self.noisy(np.exp(self.noisy(self.value(exponent) * logarithm)))
            case Call(name, arguments):
                values = [self.value(argument) for argument in arguments]
                if ROWS[name].periodic:
                    spread = np.ptp(values[0].real, axis=0) + np.ptp(values[0].imag, axis=0)
                    self.lost |= spread > LOST_ANGLE
                meaning = COMPLEX_MEANING[name]
                assert meaning is not None, "such formulas are held against differences"
                return self.noisy(meaning(*values))
            case Where(condition, then, otherwise):
                return np.where(self.holds(condition), self.value(then), self.value(otherwise))

    def holds(self, condition: Comparison) -> Mask:
        """Tell where the comparison holds."""
        sides = pairwise(self.value(operand).real[0] for operand in condition.operands)
        tests = zip(condition.operators, sides, strict=True)
        return np.asarray(np.all([COMPARE[operator](*pair) for operator, pair in tests], axis=0))


def _log(u: Complex) -> Complex:
    """log u: |u| is its real part, to first order in the imaginary one; NaN where negative."""
    return np.log(u.real) + 1j * np.arctan2(u.imag, u.real)


def _log1p(u: Complex) -> Complex:
    return np.log1p(u.real) + 1j * np.arctan2(u.imag, 1.0 + u.real)


def _absolute(u: Complex) -> Complex:
    return np.where(u.real[0] < 0, -u, u)


def _sigmoid(u: Complex) -> Complex:
    decay: Complex = np.exp(-_absolute(u))
    front: Complex = np.where(u.real[0] < 0, decay, 1.0)
    return front / (1.0 + decay)


def _softplus(u: Complex) -> Complex:
    return np.where(u.real[0] < 0, 0j, u) + _log1p(np.exp(-_absolute(u)))


def _sech(u: Complex) -> Complex:
    """1/cosh(u), far out by the tail, which does not overflow."""
    decay = np.exp(-_absolute(u))
    return np.where(np.abs(u.real[0]) < 1, 1.0 / np.cosh(u), 2.0 * decay / (1.0 + decay * decay))


def _logcosh(u: Complex) -> Complex:
    """log(cosh u): by sinh near 0, where it is small, by the tail elsewhere."""
    size: Complex = _absolute(u)
    half: Complex = np.sinh(u / 2.0)
    far = size - math.log(2) + _log1p(np.exp(-2.0 * size))
    return np.where(np.abs(u.real[0]) < 1, _log1p(2.0 * half * half), far)


def _tanhshrink(u: Complex) -> Complex:
    """u - tanh(u), to first order in the imaginary part, where the difference would cancel."""
    shrunk: Complex = MEANING["tanhshrink"](u.real) + 1j * np.tanh(u.real) ** 2 * u.imag
    return shrunk


def _min(a: Complex, b: Complex) -> Complex:
    return np.where(a.real[0] < b.real[0], a, b)


def _max(a: Complex, b: Complex) -> Complex:
    return np.where(a.real[0] > b.real[0], a, b)


# Of a function without a complex form here, whose derivatives are held against differences: None.
COMPLEX_MEANING: dict[str, Callable[..., Complex] | None] = {
    **dict.fromkeys(("erf", "erfc", "normal_cdf", "normal_pdf")),
    **{name: getattr(np, name) for name in ("exp", "expm1", "sin", "cos", "tan", "arctan")},
    **{name: getattr(np, name) for name in ("sinh", "cosh", "arcsinh", "tanh")},
    **{name: getattr(np, name) for name in ("arcsin", "arccos", "arccosh", "arctanh")},
    **{"log": _log, "log1p": _log1p, "logcosh": _logcosh, "softplus": _softplus},
    **{"sigmoid": _sigmoid, "sech": _sech, "abs": _absolute, "min": _min, "max": _max},
    "sign": lambda u: np.sign(u.real) + 0j,
    "floor": lambda u: np.floor(u.real) + 0j,
    "tanhshrink": _tanhshrink,
    "clip": lambda u, low, high: _min(_max(u, low), high),
}


# Extrapolated differences


def _by_differences(formula: Node, breaking: list[Node], x: Array) -> Estimate:
    """Extrapolate central differences to the step 0 and take the entry that has settled most."""
    step = _first_step(formula, breaking, x) * 0.5 ** np.arange(LEVELS)[:, np.newaxis]
    left, right = compiled(formula)(x - step), compiled(formula)(x + step)
    sizes = (np.maximum(np.abs(left), np.abs(right)) + SMALLEST) / step
    column = (right - left) / ((x + step) - (x - step))
    found = np.full((3, len(x)), np.inf)  # the error, the derivative and its scale
    for power in range(1, LEVELS):
        coarse, fine, sizes = column[:-1], column[1:], sizes[1:]
        column = fine + (fine - coarse) / (4.0**power - 1.0)
        errors = np.maximum(np.abs(column - fine), np.abs(column - coarse)) + EPSILON * sizes
        for entry in np.stack([np.nan_to_num(errors, nan=np.inf), column, sizes], axis=1):
            found = np.where(entry[0] < found[0], entry, found)
    error, slope, size = found
    scale = np.maximum(np.abs(slope), size)
    return np.where(error <= SETTLED_SHARE * scale, slope, np.nan), scale


def _first_step(formula: Node, breaking: list[Node], x: Array) -> Array:
    """Return the largest step within which the formula is smooth at its own scale, NaN for none."""
    calls = [part for part in tree.walk(formula) if isinstance(part, Call)]
    moving = chain(*(call.arguments for call in calls if not ROWS[call.name].choice))
    arguments = set(filter(tree.depends_on_x, moving))
    steps = WIDEST_STEP * np.maximum(1.0, np.abs(x))
    found, left = np.full_like(x, np.nan), np.arange(len(x))
    for _ in range(HALVINGS):
        here, step = x[left], steps[left]
        smooth = np.ones(here.shape, dtype=np.bool_)
        for argument in arguments:
            low, middle, high = compiled(argument)(np.stack([here - step, here, here + step]))
            smooth &= np.maximum(np.abs(low - middle), np.abs(high - middle)) <= FARTHEST
        if smooth.any():
            smooth &= _same_side(breaking, here, step)
        found[left[smooth]] = step[smooth]
        left = left[~smooth]
        steps /= 2.0
    return found
