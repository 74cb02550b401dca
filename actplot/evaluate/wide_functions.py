"""The primitives in wide numbers: series, reductions and identities that keep 85 bits or more.

Callers hold `np.errstate(all="ignore")`, as for `actplot/evaluate/wide.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, lru_cache

import numpy as np

from actplot.evaluate.arrays import Array, Mask
from actplot.evaluate.wide import (
    CONSTANT_BITS,
    HALF,
    HALF_PI_PARTS,
    LN2,
    LN2_FRACTION,
    LN2_PARTS,
    ONE,
    PI,
    PI_FRACTION,
    ROOT_HALF,
    THREE,
    TWO,
    UNIT,
    ZERO,
    Pair,
    Wide,
    absolute,
    add,
    constant_pair,
    divide,
    from_float,
    from_fraction,
    multiply,
    negate,
    normal,
    ordinary_pair,
    pair_add,
    pair_divide,
    pair_multiply,
    polynomial,
    select,
    sqrt,
    subtract,
    to_float,
    two_product,
)

_REDUCIBLE = 2.0**50  # arguments below it are reduced to digits that mean something
_HALF_PI = int(PI_FRACTION / 2 * 2**CONSTANT_BITS)  # in fixed point
_SERIES_END = Fraction(1, 2**110)  # terms below it cannot change a pair
_DOUBLINGS = 9  # halvings of the argument of exp before its series
_STEPS_PER_SQUARE = 8  # 1/h**2 of erfc's sum, whose relative error is exp(-pi**2/h**2) = 2**-114
LARGEST_EXPONENT = 1023  # of a float64 below 2**1023, whatever its mantissa
_SUM_LENGTH = 25  # exp(-n**2 h**2) is below 2**-110 from here on


def _reducible(u: Wide) -> Mask:
    """Whether |u| is small enough for `_reduce`."""
    return np.abs(to_float(u)) < _REDUCIBLE


def _reduce(u: Wide, period: tuple[float, ...]) -> tuple[Array, Pair]:
    """The k and r of u = k * period + r with |r| <= period/2; 0 and 0 if u is not reducible."""
    high, low = ordinary_pair(u)
    near = _reducible(u)
    rest = (np.where(near, high, 0.0), np.where(near, low, 0.0))
    k = np.rint(rest[0] / period[0])
    for part in period:
        rest = pair_add(rest, two_product(-k, np.asarray(part)))
    return k, rest


def _series(ratio: Callable[[int], Fraction], largest: Fraction) -> tuple[Pair, ...]:
    """Coefficients c_0 = 1, c_n = c_(n-1) ratio(n) of a power series in |x| <= largest."""
    coefficients: list[Pair] = []
    term, size = Fraction(1), Fraction(1)
    while abs(term) * size > _SERIES_END:
        coefficients.append(constant_pair(term))
        term *= ratio(len(coefficients))
        size *= largest
    return tuple(coefficients)


@cache
def _expm1_series() -> tuple[Pair, ...]:
    """expm1(x)/x in powers of x."""
    return _series(lambda n: Fraction(1, n + 1), LN2_FRACTION / 2 ** (_DOUBLINGS + 1))


@cache
def _sin_series() -> tuple[Pair, ...]:
    """sin(x)/x in powers of x**2."""
    return _series(lambda n: Fraction(-1, 2 * n * (2 * n + 1)), (PI_FRACTION / 4) ** 2)


@cache
def _cos_series() -> tuple[Pair, ...]:
    """cos(x) in powers of x**2."""
    return _series(lambda n: Fraction(-1, 2 * n * (2 * n - 1)), (PI_FRACTION / 4) ** 2)


@cache
def _erf_series() -> tuple[Pair, ...]:
    """sqrt(pi)/2 exp(x**2) erf(x)/x in powers of x**2, for |x| < 1."""
    return _series(lambda n: Fraction(2, 2 * n + 1), Fraction(1))


def _exponential(u: Wide) -> tuple[Wide, Mask, Wide]:
    """exp(u) = 2**k (1 + r q), whether k = 0 and so r = u, and q = expm1(r)/r."""
    k, rest = _reduce(u, LN2_PARTS)
    # expm1(2t) = expm1(t)(2 + expm1(t)), so q becomes q + (t/2) q**2 when t doubles: unlike
    # exp(t)**2, this loses no digits of a tiny expm1
    t = (rest[0] / 2**_DOUBLINGS, rest[1] / 2**_DOUBLINGS)
    q = polynomial(_expm1_series(), t)
    for _ in range(_DOUBLINGS):
        half = pair_multiply((t[0] / 2.0, t[1] / 2.0), q)
        q = pair_add(q, pair_multiply(half, q))
        t = (t[0] * 2.0, t[1] * 2.0)
    k = np.where(_reducible(u), k, np.rint(to_float(u) / LN2_PARTS[0]))
    return normal(pair_add(UNIT, pair_multiply(rest, q)), k), k == 0.0, normal(q)


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
    doubled = np.where(w.high < ROOT_HALF.high, 1.0, 0.0)
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


def _reduce_far(u: Wide) -> tuple[Array, Pair]:
    """The k modulo 4 and r of u = k pi/2 + r, |r| <= pi/4, in integers, one number at a time."""
    numbers = zip(u.high.flat, u.low.flat, u.exponent.flat, strict=True)
    reduced = np.array([_reduce_number(float(a), float(b), int(e)) for a, b, e in numbers])
    turns, high, low = reduced.T.reshape(3, *u.high.shape)
    return turns, (high, low)


@lru_cache(maxsize=4096)  # sine and cosine ask for the same, and a constant is met at every point
def _reduce_number(high: float, low: float, exponent: int) -> tuple[float, float, float]:
    """The k modulo 4, and r as two floats.

    Beyond the range of float64 the phase is that of the mantissa of u times 2**1023.
    """
    scale = 2 ** (min(exponent, LARGEST_EXPONENT) + CONSTANT_BITS)
    turn, rest = divmod(_times(high, scale) + _times(low, scale) + _HALF_PI // 2, _HALF_PI)
    rest -= _HALF_PI // 2
    unit = 2**CONSTANT_BITS
    nearest = rest / unit
    return turn % 4, nearest, (rest - _times(nearest, unit)) / unit


def _times(value: float, scale: int) -> int:
    """The whole part of the product; Python's integers round nothing else."""
    numerator, denominator = value.as_integer_ratio()
    return numerator * scale // denominator


def _waves(u: Wide) -> tuple[Array, Wide, Wide]:
    """How many quarter turns u is beyond a reduced argument, and the sine and cosine of that."""
    k, rest = _reduce(u, HALF_PI_PARTS)
    far = ~_reducible(u) & np.isfinite(u.high)
    if far.any():
        k, rest = np.array(k), (np.array(rest[0]), np.array(rest[1]))
        k[far], (rest[0][far], rest[1][far]) = _reduce_far(
            Wide(u.high[far], u.low[far], u.exponent[far])
        )
    square = pair_multiply(rest, rest)
    ratio = normal(polynomial(_sin_series(), square))
    sine = multiply(select((k == 0.0) & ~far, u, normal(rest)), ratio)  # u itself may be tiny
    return k, sine, normal(polynomial(_cos_series(), square))


def _turned(u: Wide, turns: Array, sine: Wide, cosine: Wide) -> Wide:
    """The sine so many quarter turns on; an infinite u is passed on."""
    turn = np.mod(turns, 4.0)
    value = select((turn == 1.0) | (turn == 3.0), cosine, sine)
    value = select(turn >= 2.0, negate(value), value)
    return select(np.isfinite(u.high), value, u)


def sin(u: Wide) -> Wide:
    """sin(u)."""
    return _turned(u, *_waves(u))


def cos(u: Wide) -> Wide:
    """cos(u) = sin(u + pi/2)."""
    k, sine, cosine = _waves(u)
    return _turned(u, k + 1, sine, cosine)


def tan(u: Wide) -> Wide:
    """tan(u) = sin(u)/cos(u)."""
    k, sine, cosine = _waves(u)
    return divide(_turned(u, k, sine, cosine), _turned(u, k + 1, sine, cosine))


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


def arcsinh(u: Wide) -> Wide:
    """arcsinh(u) = log1p(u + u**2/(1 + sqrt(1 + u**2))), for u > 0."""
    size = absolute(u)
    square = multiply(size, size)
    beyond = divide(square, add(ONE, sqrt(add(ONE, square))))
    value = log1p(add(size, beyond))
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
    ratio = normal(polynomial(_erf_series(), ordinary_pair(square)))
    return multiply(multiply(divide(TWO, sqrt(PI)), exp(negate(square))), multiply(x, ratio))


@cache
def _erfc_terms() -> tuple[tuple[Pair, Pair], ...]:
    """The (n h)**2 and exp(-(n h)**2) of erfc's sum, n = 1, 2, ..."""
    squares = [from_fraction(Fraction(n * n, _STEPS_PER_SQUARE)) for n in range(1, _SUM_LENGTH)]
    return tuple((ordinary_pair(s), ordinary_pair(exp(negate(s)))) for s in squares)


def _erfc_far(x: Wide, square: Wide) -> Wide:
    """erfc(x), x >= 1, as the trapezoidal sum of its integral of exp(-t**2)/(x**2 + t**2).

    2h/(pi x) exp(-x**2) (1/2 + sum of exp(-n**2 h**2)/(1 + n**2 h**2/x**2)), n = 1, 2, ...,
    less the residue 2/expm1(2 pi x/h) of the pole at t = ix while x < pi/h. Callers may know the
    square better than x.
    """
    inverse = ordinary_pair(divide(ONE, square))
    total = constant_pair(Fraction(1, 2))
    for step, weight in _erfc_terms():
        below = pair_add(UNIT, pair_multiply(step, inverse))
        total = pair_add(total, pair_divide(weight, below))
    step_size = sqrt(from_fraction(Fraction(1, _STEPS_PER_SQUARE)))
    poles = divide(multiply(PI, x), step_size)
    scale = divide(multiply(TWO, step_size), multiply(PI, x))
    value = multiply(multiply(scale, exp(negate(square))), normal(total))
    residue = divide(TWO, expm1(multiply(TWO, poles)))
    return select(to_float(x) < np.pi * _STEPS_PER_SQUARE**0.5, subtract(value, residue), value)


def erf(x: Wide) -> Wide:
    """erf(x), as 1 - erfc(x) for x >= 1."""
    size = absolute(x)
    value = select(
        to_float(size) < 1.0, _erf_near(size), subtract(ONE, _erfc_far(size, multiply(x, x)))
    )
    return select(x.high < 0.0, negate(value), value)


def erfc(x: Wide) -> Wide:
    """erfc(x), as 1 - erf(x) for |x| < 1 and 2 - erfc(-x) for x <= -1."""
    tail = _erfc_far(absolute(x), multiply(x, x))
    far = select(x.high < 0.0, subtract(TWO, tail), tail)
    return select(np.abs(to_float(x)) < 1.0, subtract(ONE, _erf_near(x)), far)


def normal_cdf(x: Wide) -> Wide:
    """(1 + erf(z))/2 = erfc(-z)/2 with z = x/sqrt(2)."""
    z = multiply(x, ROOT_HALF)
    # the square of x, which is exact, and not of the rounded z: exp magnifies what is lost
    tail = multiply(HALF, _erfc_far(absolute(z), multiply(HALF, multiply(x, x))))
    middle = multiply(HALF, add(ONE, _erf_near(z)))
    far = select(z.high < 0.0, tail, subtract(ONE, tail))
    return select(np.abs(to_float(z)) < 1.0, middle, far)


def normal_pdf(x: Wide) -> Wide:
    """exp(-x**2/2)/sqrt(2 pi)."""
    return divide(exp(negate(multiply(HALF, multiply(x, x)))), sqrt(multiply(TWO, PI)))


@cache
def _tanhshrink_series() -> tuple[Pair, ...]:
    """3 (u cosh u - sinh u)/u**3 in powers of u**2, for |u| <= 1."""
    return _series(lambda n: Fraction(n + 1, n * (2 * n + 2) * (2 * n + 3)), Fraction(1))


def tanhshrink(u: Wide) -> Wide:
    """u - tanh(u), near 0 as (u cosh u - sinh u)/cosh u, whose series does not cancel."""
    square = multiply(u, u)
    ratio = normal(polynomial(_tanhshrink_series(), ordinary_pair(square)))
    near = divide(multiply(multiply(u, square), ratio), multiply(cosh(u), THREE))
    return select(np.abs(to_float(u)) < 1.0, near, subtract(u, tanh(u)))
