"""Wide numbers: arrays with a 106-bit mantissa and an exponent that cannot overflow.

They re-evaluate the few points of a formula where plain float64 overflowed, underflowed or
cancelled. A number is (high + low) * 2**exponent with 0.5 <= |high| < 1; zero has exponent 0.
NaN propagates, and an infinity or a pole becomes NaN. Branches are computed everywhere and
then selected, so callers hold `np.errstate(all="ignore")`.

A pair below is an unevaluated sum (high, low) of two float64 arrays, without an exponent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import factorial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pair = tuple[Array, Array]

_EXPONENT_LIMIT = 1e307  # exponents saturate here, so that sums of a few stay finite
_REDUCIBLE = 2.0**50  # arguments below it are reduced to digits that mean something
_SPLITTER = 2.0**27 + 1.0  # halves a 53-bit mantissa
_SMALLEST_BIT = -1074  # exponent of the last bit of a subnormal float64
_LARGEST_EXPONENT = 1023  # of a float64 below 2**1023, whatever its mantissa
_CONSTANT_BITS = 400  # fixed-point bits behind pi and log 2
_SERIES_END = Fraction(1, 2**110)  # terms below it cannot change a pair
_DOUBLINGS = 9  # halvings of the argument of exp before its series
_STEPS_PER_SQUARE = 8  # 1/h**2 of erfc's sum, whose relative error is exp(-pi**2/h**2) = 2**-114
_SUM_LENGTH = 25  # exp(-n**2 h**2) is below 2**-110 from here on


@dataclass(frozen=True, slots=True)
class Wide:
    """The number (high + low) * 2**exponent, element by element."""

    high: Array
    low: Array
    exponent: Array


def _two_sum(a: Array, b: Array) -> Pair:
    """a + b as its float64 value and the exact error of that."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _quick_sum(a: Array, b: Array) -> Pair:
    """a + b as `_two_sum` gives it, for |a| >= |b|."""
    total = a + b
    return total, b - (total - a)


def _split(a: Array) -> Pair:
    """a = upper + lower with at most 26 bits in each."""
    scaled = a * _SPLITTER
    upper = scaled - (scaled - a)
    return upper, a - upper


def _two_product(a: Array, b: Array) -> Pair:
    """a * b as its float64 value and the exact error of that."""
    product = a * b
    a1, a2 = _split(a)
    b1, b2 = _split(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


def _pair_add(a: Pair, b: Pair) -> Pair:
    """a + b of pairs, with a small relative error even where they cancel."""
    high, error = _two_sum(a[0], b[0])
    low, rest = _two_sum(a[1], b[1])
    high, error = _quick_sum(high, error + low)
    return _quick_sum(high, error + rest)


def _pair_multiply(a: Pair, b: Pair) -> Pair:
    """a * b of pairs."""
    high, error = _two_product(a[0], b[0])
    return _quick_sum(high, error + (a[0] * b[1] + a[1] * b[0]))


def _pair_divide(a: Pair, b: Pair) -> Pair:
    """a / b of pairs: the float64 quotient q and a correction (a - q b)/b."""
    quotient = a[0] / b[0]
    product, error = _two_product(quotient, b[0])
    rest = ((a[0] - product) - error) + (a[1] - quotient * b[1])
    return _quick_sum(quotient, rest / b[0])


def _polynomial(coefficients: tuple[Pair, ...], x: Pair) -> Pair:
    """The sum of coefficients[n] * x**n."""
    total = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        total = _pair_add(_pair_multiply(total, x), coefficient)
    return total


def _shifted(a: Array, exponent: Array) -> Array:
    """a * 2**exponent for a of ordinary size, whatever the exponent."""
    limited = np.clip(exponent, -3000.0, 3000.0).astype(np.int32)
    return np.asarray(np.ldexp(a, limited), dtype=np.float64)


def _normal(pair: Pair, exponent: Array | float = 0.0) -> Wide:
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


def _parts(value: Fraction, count: int) -> tuple[float, ...]:
    """`count` float64 numbers, each the nearest to what the ones before it left of `value`."""
    parts: list[float] = []
    for _ in range(count):
        parts.append(float(value))
        value -= Fraction(parts[-1])
    return tuple(parts)


def _constant_pair(value: Fraction) -> Pair:
    """The pair nearest to a fraction of ordinary size."""
    high, low = _parts(value, 2)
    return np.asarray(high), np.asarray(low)


def from_float(x: Array) -> Wide:
    """x, exactly."""
    values = np.asarray(x, dtype=np.float64)
    return _normal((values, np.zeros_like(values)))


def from_fraction(f: Fraction) -> Wide:
    """f, rounded to the nearest pair."""
    size = abs(f.numerator).bit_length() - f.denominator.bit_length()
    return _normal(_constant_pair(f / Fraction(2) ** size), float(size))


def to_float(w: Wide) -> Array:
    """The float64 nearest to w: 0 on underflow, an infinity on overflow."""
    steps = _shifted(w.high, w.exponent - _SMALLEST_BIT)
    whole = np.rint(steps)
    over = steps - whole  # a tie between two subnormals is for `low` to break
    whole = whole + ((over == 0.5) & (w.low > 0.0)) - ((over == -0.5) & (w.low < 0.0))
    subnormal = w.exponent < _SMALLEST_BIT + 53
    return np.where(subnormal, np.ldexp(whole, _SMALLEST_BIT), _shifted(w.high, w.exponent))


def _inverse_sum(n: int, sign: int) -> Fraction:
    """The sum of sign**k / ((2k+1) n**(2k+1)): arctan(1/n) or, with sign 1, artanh(1/n)."""
    total, k, term = 0, 0, 2**_CONSTANT_BITS // n
    while term:
        total += sign**k * term // (2 * k + 1)
        k, term = k + 1, term // n**2
    return Fraction(total, 2**_CONSTANT_BITS)


_PI = 16 * _inverse_sum(5, -1) - 4 * _inverse_sum(239, -1)
_LN2 = 2 * _inverse_sum(3, 1)
_LN2_PARTS = _parts(_LN2, 3)
_HALF_PI_PARTS = _parts(_PI / 2, 3)

PI = from_fraction(_PI)
E = from_fraction(sum((Fraction(1, factorial(n)) for n in range(60)), Fraction(0)))
LN2 = from_fraction(_LN2)
ZERO = from_fraction(Fraction(0))
ONE = from_fraction(Fraction(1))
HALF = from_fraction(Fraction(1, 2))
TWO = from_fraction(Fraction(2))
_UNIT: Pair = (np.asarray(1.0), np.asarray(0.0))


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
    a_scale = _shifted(np.ones_like(a.high), a_exponent - top)
    b_scale = _shifted(np.ones_like(b.high), b_exponent - top)
    a_pair = (a.high * a_scale, a.low * a_scale)
    return _normal(_pair_add(a_pair, (b.high * b_scale, b.low * b_scale)), top)


def subtract(a: Wide, b: Wide) -> Wide:
    """a - b."""
    return add(a, negate(b))


def multiply(a: Wide, b: Wide) -> Wide:
    """a * b."""
    return _normal(_pair_multiply((a.high, a.low), (b.high, b.low)), a.exponent + b.exponent)


def divide(a: Wide, b: Wide) -> Wide:
    """a / b, NaN for b = 0."""
    return _normal(_pair_divide((a.high, a.low), (b.high, b.low)), a.exponent - b.exponent)


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
    square, error = _two_product(root, root)
    rest = ((w.high * scale - square) - error) + w.low * scale
    return select(w.high == 0.0, w, _normal((root, rest / (2.0 * root)), half))


_ROOT_HALF = sqrt(HALF)


def _ordinary_pair(w: Wide) -> Pair:
    """Return w without its exponent; it may underflow or overflow."""
    return _shifted(w.high, w.exponent), _shifted(w.low, w.exponent)


def _reducible(u: Wide) -> Mask:
    """Whether |u| is small enough for `_reduce`."""
    return np.abs(to_float(u)) < _REDUCIBLE


def _reduce(u: Wide, period: tuple[float, ...]) -> tuple[Array, Pair]:
    """The k and r of u = k * period + r with |r| <= period/2; 0 and 0 if u is not reducible."""
    high, low = _ordinary_pair(u)
    near = _reducible(u)
    rest = (np.where(near, high, 0.0), np.where(near, low, 0.0))
    k = np.rint(rest[0] / period[0])
    for part in period:
        rest = _pair_add(rest, _two_product(-k, np.asarray(part)))
    return k, rest


def _series(ratio: Callable[[int], Fraction], largest: Fraction) -> tuple[Pair, ...]:
    """Coefficients c_0 = 1, c_n = c_(n-1) ratio(n) of a power series in |x| <= largest."""
    coefficients: list[Pair] = []
    term, size = Fraction(1), Fraction(1)
    while abs(term) * size > _SERIES_END:
        coefficients.append(_constant_pair(term))
        term *= ratio(len(coefficients))
        size *= largest
    return tuple(coefficients)


@cache
def _expm1_series() -> tuple[Pair, ...]:
    """expm1(x)/x in powers of x."""
    return _series(lambda n: Fraction(1, n + 1), _LN2 / 2 ** (_DOUBLINGS + 1))


@cache
def _sin_series() -> tuple[Pair, ...]:
    """sin(x)/x in powers of x**2."""
    return _series(lambda n: Fraction(-1, 2 * n * (2 * n + 1)), (_PI / 4) ** 2)


@cache
def _cos_series() -> tuple[Pair, ...]:
    """cos(x) in powers of x**2."""
    return _series(lambda n: Fraction(-1, 2 * n * (2 * n - 1)), (_PI / 4) ** 2)


@cache
def _erf_series() -> tuple[Pair, ...]:
    """sqrt(pi)/2 exp(x**2) erf(x)/x in powers of x**2, for |x| < 1."""
    return _series(lambda n: Fraction(2, 2 * n + 1), Fraction(1))


def _exponential(u: Wide) -> tuple[Wide, Mask, Wide]:
    """exp(u) = 2**k (1 + r q), whether k = 0 and so r = u, and q = expm1(r)/r."""
    k, rest = _reduce(u, _LN2_PARTS)
    # expm1(2t) = expm1(t)(2 + expm1(t)), so q becomes q + (t/2) q**2 when t doubles: unlike
    # exp(t)**2, this loses no digits of a tiny expm1
    t = (rest[0] / 2**_DOUBLINGS, rest[1] / 2**_DOUBLINGS)
    q = _polynomial(_expm1_series(), t)
    for _ in range(_DOUBLINGS):
        half = _pair_multiply((t[0] / 2.0, t[1] / 2.0), q)
        q = _pair_add(q, _pair_multiply(half, q))
        t = (t[0] * 2.0, t[1] * 2.0)
    k = np.where(_reducible(u), k, np.rint(to_float(u) / _LN2_PARTS[0]))
    return _normal(_pair_add(_UNIT, _pair_multiply(rest, q)), k), k == 0.0, _normal(q)


def exp(u: Wide) -> Wide:
    """exp(u)."""
    return _exponential(u)[0]


def expm1(u: Wide) -> Wide:
    """exp(u) - 1."""
    power_of_e, small, q = _exponential(u)
    return select(small, multiply(u, q), subtract(power_of_e, ONE))


def _log1p_near(d: Wide) -> Wide:
    """log(1 + d) for small |d|: the float64 value y and Newton's (d - expm1(y))/exp(y)."""
    y = from_float(np.log1p(to_float(d)))
    grown = expm1(y)
    return add(y, divide(subtract(d, grown), add(grown, ONE)))


def _log(w: Wide, w_less_one: Wide) -> Wide:
    """log(w) = log(m) + k log 2 with w = m 2**k and m near 1."""
    doubled = np.where(w.high < _ROOT_HALF.high, 1.0, 0.0)
    k = w.exponent - doubled
    d = select(k == 0.0, w_less_one, subtract(Wide(w.high, w.low, doubled), ONE))
    return add(multiply(from_float(k), LN2), _log1p_near(d))


def log(w: Wide) -> Wide:
    """log(w), NaN for w <= 0."""
    return _log(w, subtract(w, ONE))


def log1p(w: Wide) -> Wide:
    """log(1 + w), NaN for w <= -1."""
    return _log(add(ONE, w), w)


def power(a: Wide, b: Wide) -> Wide:
    """a**b = exp(b log a), NaN for a < 0; 0**0 = 1 and 0**b = 0 for b > 0."""
    at_zero = select(
        b.high > 0.0, ZERO, select(b.high == 0.0, ONE, from_float(np.full((), np.nan)))
    )
    return select(a.high == 0.0, at_zero, exp(multiply(b, log(a))))


def _far_sine(u: Wide, quarters: int) -> Wide:
    """sin(u + quarters * pi/2), quarters 0 or 1, to 1e-16 by the addition theorem.

    Beyond the range of float64 its phase is that of w.high * 2**1023: some value of the right size.
    """
    high, low = _ordinary_pair(Wide(u.high, u.low, np.minimum(u.exponent, _LARGEST_EXPONENT)))
    if quarters:
        return from_float(np.cos(high) * np.cos(low) - np.sin(high) * np.sin(low))
    return from_float(np.sin(high) * np.cos(low) + np.cos(high) * np.sin(low))


def _turned_sine(u: Wide, quarters: int) -> Wide:
    """sin(u + quarters * pi/2), quarters 0 or 1, by the series of the reduced argument."""
    k, rest = _reduce(u, _HALF_PI_PARTS)
    square = _pair_multiply(rest, rest)
    ratio = _normal(_polynomial(_sin_series(), square))
    sine = multiply(select(k == 0.0, u, _normal(rest)), ratio)  # u itself may be tiny
    cosine = _normal(_polynomial(_cos_series(), square))
    turn = np.mod(k + quarters, 4.0)
    value = select((turn == 1.0) | (turn == 3.0), cosine, sine)
    near = select(turn >= 2.0, negate(value), value)
    return select(_reducible(u), near, _far_sine(u, quarters))


def sin(u: Wide) -> Wide:
    """sin(u)."""
    return _turned_sine(u, 0)


def cos(u: Wide) -> Wide:
    """cos(u) = sin(u + pi/2)."""
    return _turned_sine(u, 1)


def tan(u: Wide) -> Wide:
    """tan(u) = sin(u)/cos(u)."""
    return divide(sin(u), cos(u))


def arctan(x: Wide) -> Wide:
    """arctan(x), or pi/2 - arctan(1/x) for x > 1, from the float64 value y.

    Its correction is the arctangent of (x cos y - sin y)/(cos y + x sin y), which is tiny.
    """
    size = absolute(x)
    inverted = to_float(size) > 1.0
    z = select(inverted, divide(ONE, size), size)
    y = from_float(np.arctan(to_float(z)))
    c, s = cos(y), sin(y)
    rest = divide(subtract(multiply(z, c), s), add(c, multiply(z, s)))
    angle = add(y, rest)
    angle = select(inverted, subtract(multiply(PI, HALF), angle), angle)
    return select(x.high < 0.0, negate(angle), angle)


def sinh(u: Wide) -> Wide:
    """sinh(u) = (m + m/(1 + m))/2 with m = expm1(u), for u > 0."""
    grown = expm1(absolute(u))
    value = multiply(HALF, add(grown, divide(grown, add(ONE, grown))))
    return select(u.high < 0.0, negate(value), value)


def cosh(u: Wide) -> Wide:
    """cosh(u) = (exp(u) + 1/exp(u))/2."""
    grown = exp(absolute(u))
    return multiply(HALF, add(grown, divide(ONE, grown)))


def tanh(u: Wide) -> Wide:
    """tanh(u) = m/(m + 2) with m = expm1(2u), for u > 0."""
    grown = expm1(multiply(TWO, absolute(u)))
    value = divide(grown, add(grown, TWO))
    return select(u.high < 0.0, negate(value), value)


def sech(u: Wide) -> Wide:
    """sech(u) = 1/cosh(u)."""
    return divide(ONE, cosh(u))


def logcosh(u: Wide) -> Wide:
    """log(cosh(u)) = log1p(2 sinh(u/2)**2) = |u| - log 2 + log1p(exp(-2|u|))."""
    size = absolute(u)
    half = sinh(multiply(HALF, u))
    near = log1p(multiply(TWO, multiply(half, half)))
    tail = log1p(exp(multiply(TWO, negate(size))))
    return select(to_float(size) < 1.0, near, add(subtract(size, LN2), tail))


def sigmoid(u: Wide) -> Wide:
    """1/(1 + exp(-u))."""
    return divide(ONE, add(ONE, exp(negate(u))))


def softplus(u: Wide) -> Wide:
    """log(1 + exp(u)) = max(u, 0) + log1p(exp(-|u|))."""
    return add(select(u.high < 0.0, ZERO, u), log1p(exp(negate(absolute(u)))))


def _erf_near(x: Wide) -> Wide:
    """erf(x) = 2/sqrt(pi) exp(-x**2) x (1 + 2x**2/3 + (2x**2)**2/(3*5) + ...) for |x| < 1."""
    square = multiply(x, x)
    ratio = _normal(_polynomial(_erf_series(), _ordinary_pair(square)))
    return multiply(multiply(divide(TWO, sqrt(PI)), exp(negate(square))), multiply(x, ratio))


@cache
def _erfc_terms() -> tuple[tuple[Pair, Pair], ...]:
    """The (n h)**2 and exp(-(n h)**2) of erfc's sum, n = 1, 2, ..."""
    squares = [from_fraction(Fraction(n * n, _STEPS_PER_SQUARE)) for n in range(1, _SUM_LENGTH)]
    return tuple((_ordinary_pair(s), _ordinary_pair(exp(negate(s)))) for s in squares)


def _erfc_far(x: Wide) -> Wide:
    """erfc(x), x >= 1, as the trapezoidal sum of its integral of exp(-t**2)/(x**2 + t**2).

    2h/(pi x) exp(-x**2) (1/2 + sum of exp(-n**2 h**2)/(1 + n**2 h**2/x**2)), n = 1, 2, ...,
    less the residue 2/expm1(2 pi x/h) of the pole at t = ix while x < pi/h.
    """
    square = multiply(x, x)
    inverse = _ordinary_pair(divide(ONE, square))
    total = _constant_pair(Fraction(1, 2))
    for step, weight in _erfc_terms():
        below = _pair_add(_UNIT, _pair_multiply(step, inverse))
        total = _pair_add(total, _pair_divide(weight, below))
    step_size = sqrt(from_fraction(Fraction(1, _STEPS_PER_SQUARE)))
    poles = divide(multiply(PI, x), step_size)
    scale = divide(multiply(TWO, step_size), multiply(PI, x))
    value = multiply(multiply(scale, exp(negate(square))), _normal(total))
    residue = divide(TWO, expm1(multiply(TWO, poles)))
    return select(to_float(x) < np.pi * _STEPS_PER_SQUARE**0.5, subtract(value, residue), value)


def erf(x: Wide) -> Wide:
    """erf(x), as 1 - erfc(x) for x >= 1."""
    size = absolute(x)
    value = select(to_float(size) < 1.0, _erf_near(size), subtract(ONE, _erfc_far(size)))
    return select(x.high < 0.0, negate(value), value)


def normal_cdf(x: Wide) -> Wide:
    """(1 + erf(z))/2 = erfc(-z)/2 with z = x/sqrt(2)."""
    z = multiply(x, _ROOT_HALF)
    tail = multiply(HALF, _erfc_far(absolute(z)))
    middle = multiply(HALF, add(ONE, _erf_near(z)))
    far = select(z.high < 0.0, tail, subtract(ONE, tail))
    return select(np.abs(to_float(z)) < 1.0, middle, far)


def normal_pdf(x: Wide) -> Wide:
    """exp(-x**2/2)/sqrt(2 pi)."""
    return divide(exp(negate(multiply(HALF, multiply(x, x)))), sqrt(multiply(TWO, PI)))
