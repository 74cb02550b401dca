"""Wide numbers: arrays with a 106-bit mantissa and an exponent that cannot overflow.

They re-evaluate the few points of a formula where plain float64 overflowed, underflowed or
cancelled. A number is (high + low) * 2**exponent with 0.5 <= |high| < 1; zero has exponent 0.
NaN propagates, and an infinity or a pole becomes NaN. Branches are computed everywhere and
then selected, so callers hold `np.errstate(all="ignore")`.

A pair below is an unevaluated sum (high, low) of two float64 arrays, without an exponent.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import numpy as np

from actplot.evaluate.arrays import SPLITTER, Array, Mask

Pair = tuple[Array, Array]

_EXPONENT_LIMIT = 1e307  # exponents saturate here, so that sums of a few stay finite
_SMALLEST_BIT = -1074  # exponent of the last bit of a subnormal float64
CONSTANT_BITS = 1300  # fixed-point bits behind pi and log 2: enough to reduce any float64 angle


@dataclass(frozen=True, slots=True)
class Wide:
    """The number (high + low) * 2**exponent, element by element."""

    high: Array
    low: Array
    exponent: Array


def two_sum(a: Array, b: Array) -> Pair:
    """a + b as its float64 value and the exact error of that."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _quick_sum(a: Array, b: Array) -> Pair:
    """a + b as `two_sum` gives it, for |a| >= |b|."""
    total = a + b
    return total, b - (total - a)


def split(a: Array) -> Pair:
    """a = upper + lower with at most 26 bits in each."""
    scaled = a * SPLITTER
    upper = scaled - (scaled - a)
    return upper, a - upper


def two_product(a: Array, b: Array) -> Pair:
    """a * b as its float64 value and the exact error of that."""
    product = a * b
    a1, a2 = split(a)
    b1, b2 = split(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


def pair_add(a: Pair, b: Pair) -> Pair:
    """a + b of pairs, with a small relative error even where they cancel."""
    high, error = two_sum(a[0], b[0])
    low, rest = two_sum(a[1], b[1])
    high, error = _quick_sum(high, error + low)
    return _quick_sum(high, error + rest)


def pair_multiply(a: Pair, b: Pair) -> Pair:
    """a * b of pairs."""
    high, error = two_product(a[0], b[0])
    return _quick_sum(high, error + (a[0] * b[1] + a[1] * b[0]))


def pair_divide(a: Pair, b: Pair) -> Pair:
    """a / b of pairs: the float64 quotient q and a correction (a - q b)/b."""
    quotient = a[0] / b[0]
    product, error = two_product(quotient, b[0])
    rest = ((a[0] - product) - error) + (a[1] - quotient * b[1])
    return _quick_sum(quotient, rest / b[0])


def polynomial(coefficients: tuple[Pair, ...], x: Pair) -> Pair:
    """The sum of coefficients[n] * x**n."""
    total = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        total = pair_add(pair_multiply(total, x), coefficient)
    return total


def shifted(a: Array, exponent: Array) -> Array:
    """a * 2**exponent for a of ordinary size, whatever the exponent."""
    limited = np.clip(exponent, -3000.0, 3000.0).astype(np.int32)
    return np.asarray(np.ldexp(a, limited), dtype=np.float64)


def normal(pair: Pair, exponent: Array | float = 0.0) -> Wide:
    """The normalised wide number pair * 2**exponent."""
    high, low = _quick_sum(*pair)
    mantissa, size = np.frexp(high)
    total = np.clip(exponent + size, -_EXPONENT_LIMIT, _EXPONENT_LIMIT)
    bad = np.isnan(total) | ~np.isfinite(high)
    empty = bad | (high == 0.0)
    return Wide(
        np.where(bad, np.nan, mantissa),
        np.where(empty, 0.0, np.ldexp(low, -size)),
        np.where(empty, 0.0, total),
    )


def float_parts(value: Fraction, count: int) -> tuple[float, ...]:
    """`count` float64 numbers, each the nearest to what the ones before it left of `value`."""
    parts: list[float] = []
    for _ in range(count):
        parts.append(float(value))
        value -= Fraction(parts[-1])
    return tuple(parts)


def constant_pair(value: Fraction) -> Pair:
    """The pair nearest to a fraction of ordinary size."""
    high, low = float_parts(value, 2)
    return np.asarray(high), np.asarray(low)


def from_float(x: Array) -> Wide:
    """x, exactly."""
    values = np.asarray(x, dtype=np.float64)
    return normal((values, np.zeros_like(values)))


def from_fraction(f: Fraction) -> Wide:
    """f, rounded to the nearest pair."""
    size = abs(f.numerator).bit_length() - f.denominator.bit_length()
    return normal(constant_pair(f / Fraction(2) ** size), float(size))


def to_float(w: Wide) -> Array:
    """The float64 nearest to w: 0 on underflow, an infinity on overflow."""
    steps = shifted(w.high, w.exponent - _SMALLEST_BIT)
    whole = np.rint(steps)
    over = steps - whole  # a tie between two subnormals is for `low` to break
    whole = whole + ((over == 0.5) & (w.low > 0.0)) - ((over == -0.5) & (w.low < 0.0))
    subnormal = w.exponent < _SMALLEST_BIT + 53
    return np.where(subnormal, np.ldexp(whole, _SMALLEST_BIT), shifted(w.high, w.exponent))


def _inverse_sum(n: int, sign: int) -> Fraction:
    """The sum of sign**k / ((2k+1) n**(2k+1)): arctan(1/n) or, with sign 1, artanh(1/n)."""
    total, k, term = 0, 0, 2**CONSTANT_BITS // n
    while term:
        total += sign**k * term // (2 * k + 1)
        k, term = k + 1, term // n**2
    return Fraction(total, 2**CONSTANT_BITS)


PI_FRACTION = 16 * _inverse_sum(5, -1) - 4 * _inverse_sum(239, -1)
LN2_FRACTION = 2 * _inverse_sum(3, 1)
LN2_PARTS = float_parts(LN2_FRACTION, 3)
HALF_PI_PARTS = float_parts(PI_FRACTION / 2, 3)

PI = from_fraction(PI_FRACTION)
E = from_fraction(sum((Fraction(1, factorial(n)) for n in range(60)), Fraction(0)))
LN2 = from_fraction(LN2_FRACTION)
ZERO = from_fraction(Fraction(0))
ONE = from_fraction(Fraction(1))
HALF = from_fraction(Fraction(1, 2))
TWO = from_fraction(Fraction(2))
THREE = from_fraction(Fraction(3))
UNIT: Pair = (np.asarray(1.0), np.asarray(0.0))


def select(mask: Mask, a: Wide, b: Wide) -> Wide:
    """Return a where the mask holds, otherwise b."""
    return Wide(
        np.where(mask, a.high, b.high),
        np.where(mask, a.low, b.low),
        np.where(mask, a.exponent, b.exponent),
    )


def sign(w: Wide) -> Array:
    """-1, 0 or 1, or NaN for NaN."""
    return np.asarray(np.sign(w.high))


def negate(w: Wide) -> Wide:
    """-w."""
    return Wide(np.asarray(-w.high), np.asarray(-w.low), w.exponent)


def absolute(w: Wide) -> Wide:
    """|w|."""
    return select(w.high < 0.0, negate(w), w)


def add(a: Wide, b: Wide) -> Wide:
    """a + b."""
    a_exponent = np.where(a.high == 0.0, -np.inf, a.exponent)
    b_exponent = np.where(b.high == 0.0, -np.inf, b.exponent)
    top = np.maximum(a_exponent, b_exponent)
    top = np.where(np.isfinite(top), top, 0.0)
    a_scale = shifted(np.ones_like(a.high), a_exponent - top)
    b_scale = shifted(np.ones_like(b.high), b_exponent - top)
    a_pair = (a.high * a_scale, a.low * a_scale)
    return normal(pair_add(a_pair, (b.high * b_scale, b.low * b_scale)), top)


def subtract(a: Wide, b: Wide) -> Wide:
    """a - b."""
    return add(a, negate(b))


def multiply(a: Wide, b: Wide) -> Wide:
    """a * b."""
    return normal(pair_multiply((a.high, a.low), (b.high, b.low)), a.exponent + b.exponent)


def divide(a: Wide, b: Wide) -> Wide:
    """a / b, NaN for b = 0."""
    return normal(pair_divide((a.high, a.low), (b.high, b.low)), a.exponent - b.exponent)


def integer_power(w: Wide, n: int) -> Wide:
    """w**n by repeated squaring."""
    result = from_float(np.ones_like(w.high))
    square, left = w, abs(n)
    while left:
        if left % 2:
            result = multiply(result, square)
        square, left = multiply(square, square), left // 2
    return divide(ONE, result) if n < 0 else result


def sqrt(w: Wide) -> Wide:
    """sqrt(w): the float64 root s and a correction (w - s**2)/(2 s)."""
    half = np.floor(w.exponent / 2.0)
    scale = np.where(w.exponent > 2.0 * half, 2.0, 1.0)
    root = np.sqrt(w.high * scale)
    square, error = two_product(root, root)
    rest = ((w.high * scale - square) - error) + w.low * scale
    return select(w.high == 0.0, w, normal((root, rest / (2.0 * root)), half))


def floor(w: Wide) -> Wide:
    """The largest integer that is not above w; what has no bits behind the point stays."""
    whole = w.exponent >= 2 * 53
    upper, lower = ordinary_pair(select(whole, ZERO, w))
    below = np.floor(upper)
    # where the upper part is whole, the lower decides
    total = normal(two_sum(below, np.where(below == upper, np.floor(lower), 0.0)))
    return select(whole, w, total)


ROOT_HALF = sqrt(HALF)


def ordinary_pair(w: Wide) -> Pair:
    """Return w without its exponent; it may underflow or overflow."""
    return shifted(w.high, w.exponent), shifted(w.low, w.exponent)
