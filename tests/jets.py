"""A formula typed once, and its derivatives by the rules of Taylor series, in mpmath's digits.

A jet is a value with its first and second derivative. What cancels here is not rewritten: the
oracle works with more digits until two results agree. `book` makes a whole textbook entry of one
formula: its derivatives, the exponents that it meets, and the zeros of each order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from mpmath import mp, mpf

from tests.textbook_functions import Formula, Number, Points, Textbook, nowhere

SEARCHED = 13  # the interval around 0 in which zeros are looked for
STEPS_OF_1 = 8
SEARCH_DIGITS = 40
HALVINGS, CHORDS = 36, 3  # to a zero: what a chord is off goes with the square of its length
FAR_OUT = mpf(10) ** 15  # an argument of an exponential beyond it
TOUCHES = mpf(10) ** -30  # a lowest point of this size is a zero


class Jet:
    """A value, its slope and its bend, all numbers of mpmath."""

    def __init__(self, value: Number, slope: Number = 0, bend: Number = 0) -> None:
        self.value, self.slope, self.bend = value, slope, bend

    def map(self, value: Number, first: Number, second: Number) -> Jet:
        """A function of the jet, of which value and derivatives are given where it is."""
        return Jet(value, first * self.slope, second * self.slope**2 + first * self.bend)

    def __add__(self, other: Any) -> Jet:
        o = jet(other)
        return Jet(self.value + o.value, self.slope + o.slope, self.bend + o.bend)

    def __mul__(self, other: Any) -> Jet:
        o = jet(other)
        return Jet(
            self.value * o.value,
            self.slope * o.value + self.value * o.slope,
            self.bend * o.value + 2 * self.slope * o.slope + self.value * o.bend,
        )

    def __neg__(self) -> Jet:
        return Jet(-self.value, -self.slope, -self.bend)

    def __sub__(self, other: Any) -> Jet:
        return self + -jet(other)

    def __rsub__(self, other: Any) -> Jet:
        return jet(other) - self

    def __truediv__(self, other: Any) -> Jet:
        return self * _inverse(jet(other))

    def __rtruediv__(self, other: Any) -> Jet:
        return jet(other) * _inverse(self)

    def __pow__(self, n: Any) -> Jet:
        if n == 2:
            return self * self
        u = self.value
        if u == 0:
            return self.map(mpf(n == 0), mpf(n == 1), mpf(2 * (n == 2)))
        return self.map(u**n, n * u ** (n - 1), n * (n - 1) * u ** (n - 2))

    def __abs__(self) -> Jet:
        return -self if self.value < 0 else self

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < jet(other).value)

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > jet(other).value)

    def __le__(self, other: Any) -> bool:
        return bool(self.value <= jet(other).value)

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= jet(other).value)

    __radd__, __rmul__ = __add__, __mul__


def jet(number: Any) -> Jet:
    return number if isinstance(number, Jet) else Jet(mpf(number))


def _inverse(u: Jet) -> Jet:
    return u.map(1 / u.value, -1 / u.value**2, 2 / u.value**3)


# Functions of jets

_largest_exponent = [mpf(0)]  # that exp and its kin have met


def _met(argument: Number) -> None:
    _largest_exponent[0] = max(_largest_exponent[0], abs(argument))


def _exp(argument: Number) -> Number:
    """The exponential, where no exponent of mpmath overflows: far out it is 0 or merely huge."""
    return mpf(0) if argument < -FAR_OUT else mp.exp(min(argument, FAR_OUT))


def exp(argument: Any) -> Jet:
    u = jet(argument)
    _met(u.value)
    e = _exp(u.value)
    return u.map(e, e, e)


def expm1(argument: Any) -> Jet:
    u = jet(argument)
    _met(u.value)
    e = _exp(u.value)
    return u.map(e - 1 if abs(u.value) > FAR_OUT else mp.expm1(u.value), e, e)


def log(argument: Any) -> Jet:
    u = jet(argument)
    return u.map(mp.log(u.value), 1 / u.value, -1 / u.value**2)


def log1p(argument: Any) -> Jet:
    u = jet(argument)
    v = 1 + u.value
    return u.map(mp.log1p(u.value), 1 / v, -1 / v**2)


def sqrt(argument: Any) -> Jet:
    u = jet(argument)
    root = mp.sqrt(u.value)
    return u.map(root, 1 / (2 * root), -1 / (4 * root**3))


def sin(argument: Any) -> Jet:
    u = jet(argument)
    return u.map(mp.sin(u.value), mp.cos(u.value), -mp.sin(u.value))


def cos(argument: Any) -> Jet:
    u = jet(argument)
    return u.map(mp.cos(u.value), -mp.sin(u.value), -mp.cos(u.value))


def arctan(argument: Any) -> Jet:
    u = jet(argument)
    v = 1 + u.value**2
    return u.map(mp.atan(u.value), 1 / v, -2 * u.value / v**2)


def arcsinh(argument: Any) -> Jet:
    u = jet(argument)
    v = 1 + u.value**2
    return u.map(mp.asinh(u.value), 1 / mp.sqrt(v), -u.value / mp.sqrt(v) ** 3)


def tanh(argument: Any) -> Jet:
    u = jet(argument)
    _met(2 * u.value)
    far = abs(u.value) > FAR_OUT
    t = mp.sign(u.value) if far else mp.tanh(u.value)
    s = mpf(0) if far else 1 / mp.cosh(u.value) ** 2
    return u.map(t, s, -2 * t * s)


def sigma(argument: Any) -> Jet:
    u = jet(argument)
    _met(u.value)
    s = 1 / (1 + _exp(-u.value))
    rest = 1 / (1 + _exp(u.value))
    return u.map(s, s * rest, s * rest * (rest - s))


def softplus(argument: Any) -> Jet:
    u = jet(argument)
    _met(u.value)
    value = max(u.value, mpf(0)) + mp.log1p(_exp(-abs(u.value)))
    s, rest = 1 / (1 + _exp(-u.value)), 1 / (1 + _exp(u.value))
    return u.map(value, s, s * rest)


def erf(argument: Any) -> Jet:
    u = jet(argument)
    _met(u.value**2)
    slope = 2 / mp.sqrt(mp.pi) * mp.exp(-(u.value**2))
    return u.map(mp.erf(u.value), slope, -2 * u.value * slope)


def normal_below(argument: Any) -> Jet:
    u = jet(argument)
    _met(u.value**2 / 2)
    slope = _exp(-(u.value**2) / 2) / mp.sqrt(2 * mp.pi)
    return u.map(mp.erfc(-u.value / mp.sqrt(2)) / 2, slope, -u.value * slope)


def larger(a: Any, b: Any) -> Jet:
    return jet(a) if jet(a) > b else jet(b)


def smaller(a: Any, b: Any) -> Jet:
    return jet(a) if jet(a) < b else jet(b)


def between(u: Any, low: Any, high: Any) -> Jet:
    return smaller(larger(u, low), high)


# A textbook entry of one formula


def book(
    formula: Callable[..., Any],
    *settings: dict[str, float],
    kinks: Callable[..., Points] | Points = (),
    zeros: Callable[..., Points] | None = None,
    domain: Callable[..., tuple[float, float]] | None = None,
) -> Textbook:
    """A textbook entry; zeros that come again and again for ever are given."""

    @lru_cache(2 * SEARCHED * STEPS_OF_1 + 1)  # the points among which each order has its zeros
    def whole(bits: int, x: Number, *parameters: Number) -> Jet:
        return jet(formula(Jet(x, mpf(1)), *parameters))

    def value(x: Number, *parameters: Number) -> Number:
        return whole(mp.prec, x, *parameters).value

    def first(x: Number, *parameters: Number) -> Number:
        return whole(mp.prec, x, *parameters).slope

    def second(x: Number, *parameters: Number) -> Number:
        return whole(mp.prec, x, *parameters).bend

    def exponent(x: float, *parameters: float) -> float:
        _largest_exponent[0] = mpf(0)
        formula(Jet(mpf(x), mpf(1)), *map(mpf, parameters))
        return float(_largest_exponent[0])

    orders = (value, first, second)

    @cache
    def found_zeros(*parameters: float) -> Points:
        inside = domain(*parameters) if domain else (-mp.inf, mp.inf)
        with mp.workdps(SEARCH_DIGITS):
            return tuple(_zeros(orders, tuple(map(mpf, parameters)), inside))

    return Textbook(
        orders,
        settings or ({},),
        kinks=kinks if callable(kinks) else (lambda *_: kinks) if kinks else nowhere,
        zeros=zeros or (lambda x, *parameters: found_zeros(*parameters)),
        exponent=exponent,
        domain=domain or (lambda *_: (-mp.inf, mp.inf)),
    )


def _zeros(
    orders: tuple[Formula, ...], parameters: tuple[Number, ...], inside: tuple[float, float]
) -> Iterator[tuple[float, int]]:
    """Where an order changes its sign, or touches 0 and the next order changes its sign."""
    steps = range(-SEARCHED * STEPS_OF_1, SEARCHED * STEPS_OF_1 + 1)
    points = [mpf(n) / STEPS_OF_1 for n in steps]
    points = [x for x in points if inside[0] < x < inside[1]]
    if inside[1] - inside[0] <= 1:
        width = mpf(inside[1] - inside[0])
        points = [inside[0] + width * n / 40 for n in range(1, 40)]
    all_values = [[formula(x, *parameters) for x in points] for formula in orders]
    for order, formula in enumerate(orders):
        values = all_values[order]
        for n in range(len(points) - 1):
            if values[n] == 0:
                beside = values[n - 1 : n] + values[n + 1 : n + 2]
                if all(beside):
                    yield float(points[n]), order
            elif values[n] * values[n + 1] < 0:
                at = _zero_between(formula, parameters, points[n], points[n + 1])
                if abs(formula(at, *parameters)) > TOUCHES:
                    continue  # it jumps over 0
                yield float(at), order
                if order and abs(orders[order - 1](at, *parameters)) < TOUCHES:
                    yield float(at), order - 1


def _zero_between(
    formula: Formula, parameters: tuple[Number, ...], low: Number, high: Number
) -> Any:
    """Where the sign changes: by halves, and by chords when the interval is short."""
    at_low, at_high = formula(low, *parameters), formula(high, *parameters)
    for step in range(HALVINGS + CHORDS):
        share = mpf(0.5) if step < HALVINGS else at_low / (at_low - at_high)
        middle = low + (high - low) * share
        found = formula(middle, *parameters)
        if found == 0:
            return middle
        if mp.sign(found) == mp.sign(at_low):
            low, at_low = middle, found
        else:
            high, at_high = middle, found
    return low if abs(at_low) < abs(at_high) else high


# Limits

FAR = tuple(mpf(10) ** n for n in (30, 31, 33, 40, 60, 120))


def far_limits(textbook: Textbook) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The limits of each order at both infinities at the defaults; NaN where there is none."""
    parameters = tuple(map(mpf, textbook.settings[0].values()))
    ends = []
    for sign in (-1, 1):
        found = []
        for formula in textbook.orders:
            with mp.workdps(400):
                values = [formula(sign * x, *parameters) for x in FAR]
            found.append(_limit(values))
        ends.append(tuple(found))
    return ends[0], ends[1]


def _limit(values: list[Number]) -> float:
    last = values[-1]
    if abs(last - values[-2]) <= mpf(10) ** -25 * max(1, abs(last)):
        return float(last) if abs(last) > mpf(10) ** -25 else 0.0
    growing = all(abs(b) >= abs(a) and a * b > 0 for a, b in pairwise(values))
    return float(mp.sign(last)) * math.inf if growing else math.nan
