"""What each primitive means in numpy: in float64, stable on the whole line."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from actplot.evaluate.arrays import Array, Value

SPLITTER = 134217729.0  # 2**27 + 1 halves a 53-bit mantissa
ROOT_HALF = math.sqrt(0.5)
ROOT_HALF_REST = -4.833646656726457e-17  # sqrt(1/2) less the float64 nearest to it
ROOT_TWO_PI = math.sqrt(2 * math.pi)


def _sigmoid(u: Array) -> Array:
    decay = np.exp(-np.abs(u))
    return np.where(u >= 0, 1.0, decay) / (1.0 + decay)


def _softplus(u: Array) -> Array:
    return np.maximum(u, 0.0) + np.log1p(np.exp(-np.abs(u)))


def _sech(u: Array) -> Array:
    decay = np.exp(-np.abs(u))
    return 2.0 * decay / (1.0 + decay * decay)


def _logcosh(u: Array) -> Array:
    """log(cosh u): by sinh near 0, where it is small, by the tail elsewhere."""
    size = np.abs(u)
    half = np.sinh(np.minimum(size, 1.0) / 2)
    far = (size - math.log(2)) + np.log1p(np.exp(-2.0 * size))
    return np.where(size < 1, np.log1p(2.0 * half * half), far)


def rounding_of_product(a: Array, b: Array | float, product: Array) -> Array:
    """Return a*b - product exactly, by Dekker's splitting of both factors."""
    high_a, high_b = (v * SPLITTER - (v * SPLITTER - v) for v in (a, b))
    low_a, low_b = a - high_a, b - high_b
    return ((high_a * high_b - product) + high_a * low_b + low_a * high_b) + low_a * low_b


def _normal_pdf(u: Array) -> Array:
    """exp(-u**2/2)/sqrt(2 pi), with the rounding of u**2 taken back to first order."""
    square = u * u
    error = rounding_of_product(u, u, square)
    return np.exp(-0.5 * square) * ((1.0 - 0.5 * error) / ROOT_TWO_PI)


TANHSHRINK_SERIES = [2 * k / math.factorial(2 * k + 1) for k in range(1, 11)]


def _tanhshrink(u: Array) -> Array:
    """u - tanh(u), near 0 as (u cosh u - sinh u)/cosh u, whose series does not cancel."""
    near = np.clip(u, -1.0, 1.0)
    square = near * near
    total = TANHSHRINK_SERIES[-1] * square
    for coefficient in TANHSHRINK_SERIES[-2:0:-1]:
        total = (total + coefficient) * square
    small = near * square * (total + TANHSHRINK_SERIES[0]) / np.cosh(near)
    return np.where(near == u, small, u - np.tanh(u))


def _by_math(function: Callable[[float], float], u: Array) -> Array:
    """Apply a function of the math module, for numpy has none of this kind."""
    flat = np.fromiter(map(function, np.ravel(u).tolist()), np.float64, np.size(u))
    return flat.reshape(np.shape(u))


def _normal_cdf(u: Array) -> Array:
    """erfc(-u/sqrt(2))/2, with the rounding of the argument taken back to first order.

    It matters in the tail only, where the logarithm of erfc(t) has the slope -2 t.
    """
    t = u * -ROOT_HALF
    error = rounding_of_product(u, -ROOT_HALF, t) - u * ROOT_HALF_REST
    return 0.5 * _by_math(math.erfc, t) * (1.0 - 2.0 * np.maximum(t, 0.0) * error)


def _clip(u: Value, low: Value, high: Value) -> Value:
    return np.minimum(np.maximum(u, low), high)


MEANING: dict[str, Callable[..., Value]] = {
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "abs": np.abs,
    "sign": np.sign,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "arctan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "sech": _sech,
    "logcosh": _logcosh,
    "erf": lambda u: _by_math(math.erf, u),
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "tanhshrink": _tanhshrink,
    "normal_cdf": _normal_cdf,
    "normal_pdf": _normal_pdf,
    "min": np.minimum,
    "max": np.maximum,
    "clip": _clip,
}


COMPARE: dict[str, Callable[[Value, Value], Value]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
