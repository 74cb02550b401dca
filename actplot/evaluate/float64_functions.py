"""What each primitive means in numpy: in float64, stable on the whole line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from actplot.evaluate.array_types import SPLITTER, Array, Mask, Value

EXP_IS_ZERO = -746.0  # exp of it, and of what is less, is 0 in float64, at great length
SMALLEST_NORMAL = float(np.finfo(np.float64).smallest_normal)
ERFC_IS_NORMAL = 26.5  # erfc of what is more is less than the smallest normal number
DENSITY_IS_ZERO = 100.0  # the normal density beyond it is 0 in float64
SAFE_EXPONENT = 700.0  # exp and sinh of it are float64 numbers, and 1 is nothing beside them
NORMAL_DENSITY_AT_ZERO = 1 / math.sqrt(2 * math.pi)


def _sigmoid(u: Array) -> Array:
    if np.minimum.reduce(u, axis=None) >= -SAFE_EXPONENT:
        return _sigmoid_near(u)
    total = _sigmoid_near(np.clip(u, -SAFE_EXPONENT, np.inf))
    band = (u < -SAFE_EXPONENT) & (u > EXP_IS_ZERO)
    total[band] = np.exp(u[band])
    faded = u <= EXP_IS_ZERO
    if faded.any():
        np.copyto(total, np.exp(EXP_IS_ZERO), where=faded)  # which says that it underflows
    return total


def _sigmoid_near(u: Array) -> Array:
    total = np.negative(u)
    np.exp(total, out=total)
    total += 1.0
    np.divide(1.0, total, out=total)
    return total


def _softplus(u: Array) -> Array:
    total = np.abs(u)
    np.negative(total, out=total)
    np.log1p(np.exp(total, out=total), out=total)
    total += np.clip(u, 0.0, np.inf)  # quicker than np.maximum with a number
    return total


def _sech(u: Array) -> Array:
    decay = np.exp(-np.abs(u))
    return 2.0 * decay / (1.0 + decay * decay)


def _logcosh(u: Array) -> Array:
    """log1p(2 sinh(u/2)**2), and as straight as it is beyond the range of sinh**2."""
    size = np.abs(u)
    if np.maximum.reduce(size, axis=None) <= SAFE_EXPONENT:
        return _logcosh_near(size)
    near: Array = np.clip(size, 0.0, SAFE_EXPONENT)
    return size - near + _logcosh_near(near)


def _logcosh_near(u: Array) -> Array:
    total = 0.5 * u
    np.sinh(total, out=total)
    total *= total
    total *= 2.0
    np.log1p(total, out=total)
    return total


def _normal_pdf(u: Array) -> Array:
    """exp(-u**2/2)/sqrt(2 pi), with u split so that the square of its upper part is exact."""
    u = np.clip(u, -DENSITY_IS_ZERO, DENSITY_IS_ZERO)
    upper = u * SPLITTER
    upper -= upper - u
    rest = u - upper
    rest *= u + upper
    rest *= -0.5
    np.exp(rest, out=rest)
    upper *= upper
    upper *= -0.5
    np.exp(upper, out=upper)
    upper *= rest
    upper *= NORMAL_DENSITY_AT_ZERO
    return upper


TANHSHRINK_SERIES = [2 * k / math.factorial(2 * k + 1) for k in range(1, 11)]


def _tanhshrink(u: Array) -> Array:
    """u - tanh(u), near 0 as (u cosh u - sinh u)/cosh u, whose series does not cancel."""
    near = np.abs(u) < 1.0
    if near.all():
        return _tanhshrink_near(u)
    result = np.asarray(u - np.tanh(u))
    if near.any():
        result[near] = _tanhshrink_near(u[near])
    return result


def _tanhshrink_near(u: Array) -> Array:
    square = u * u
    return u * square * _polynomial(TANHSHRINK_SERIES, square) / np.cosh(u)


def _polynomial(coefficients: Sequence[float], u: Array) -> Array:
    """Return the sum of coefficients[n] * u**n."""
    total = coefficients[-1] * u
    for coefficient in coefficients[-2:0:-1]:
        total += coefficient
        total *= u
    total += coefficients[0]
    return total


def _erf(u: Array) -> Array:
    value = _by_math(math.erf, u)
    if np.any((value != 0) & (np.abs(value) < SMALLEST_NORMAL)):
        np.exp(EXP_IS_ZERO)  # which says that it underflows
    return value


def _erfc(u: Array) -> Array:
    if (u > ERFC_IS_NORMAL).any():
        np.exp(EXP_IS_ZERO)  # which says that it underflows
    return _by_math(math.erfc, u)


def _by_math(function: Callable[[float], float], u: Array) -> Array:
    """Apply a function of the math module, for numpy has none of this kind."""
    flat = np.fromiter(map(function, np.ravel(u).tolist()), np.float64, np.size(u))
    return flat.reshape(np.shape(u))


# (t + 1) times the tail of the normal distribution beyond t over its density at t, a smooth
# function of y = (t - 5)/(t + 5) that goes from 1.25 to 1: its Chebyshev expansion, in powers of
# y. What is left out is below 2**-55.
NORMAL_TAIL = (
    1.1568486282918946,
    -0.22948753825211315,
    0.07778159886873769,
    0.0250721793016388,
    -0.0661776007790963,
    0.0615050458401865,
    -0.03802659218584139,
    0.01634823128102938,
    -0.0042012903291873075,
    1.9530638370789797e-05,
    0.0004570439235795379,
    -0.00013437427855710922,
    -2.480583845192728e-05,
    2.2709612709225887e-05,
    -1.763323926493199e-07,
    -3.2772876331876033e-06,
    3.205431665157608e-07,
    4.919962331229215e-07,
    -6.588974490318909e-08,
    -7.758520234958677e-08,
    9.09247613054892e-09,
    1.1032071143951281e-08,
    -7.073898568996943e-10,
    -9.56483292092158e-10,
)


def _normal_cdf(u: Array) -> Array:
    """The tail beyond |u|, from the density there, or 1 less that."""
    size = np.abs(u)
    tail = _polynomial(NORMAL_TAIL, (size - 5.0) / (size + 5.0))
    size += 1.0
    tail /= size
    tail *= _normal_pdf(u)
    return np.where(u < 0, tail, 1.0 - tail)


def choose(condition: Mask, then: Value, otherwise: Value) -> Value:
    """Return `then` where the condition holds; on a grid one of the two is often all of it."""
    if np.all(condition):
        only = then
    elif not np.any(condition):
        only = otherwise
    else:
        return np.where(condition, then, otherwise)
    return only if np.ndim(only) else np.full(np.shape(condition), only)


MEANING: dict[str, Callable[..., Value]] = {
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "arctan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "arcsinh": np.arcsinh,
    "arcsin": np.arcsin,
    "arccos": np.arccos,
    "arccosh": np.arccosh,
    "arctanh": np.arctanh,
    "tanh": np.tanh,
    "sech": _sech,
    "logcosh": _logcosh,
    "erf": _erf,
    "erfc": _erfc,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "tanhshrink": _tanhshrink,
    "normal_cdf": _normal_cdf,
    "normal_pdf": _normal_pdf,
    "min": np.minimum,
    "max": np.maximum,
    "clip": np.clip,
}


COMPARE: dict[str, Callable[[Value, Value], Value]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "!=": np.not_equal,
}
