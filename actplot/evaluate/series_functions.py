"""Formulas as power series over balls: Taylor polynomials, with a bound of what they leave out.

The series of a formula at a point m has its Taylor coefficients f^(n)(m)/n!. The series over an
interval has balls that hold f^(n)(t)/n! for every t in it, and the last of these bounds what the
polynomial of the others leaves out (Lagrange's form of the remainder). Where a formula is not known
to be smooth over the interval, a coefficient is no finite number.

Source: R. E. Moore, Interval Analysis, 1966, chapter 11 (recursive Taylor coefficients).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from flint import arb, arb_series, ctx, fmpq

from actplot.evaluate.ball_functions import (
    BALL_MEANING,
    NO_NUMBER,
    UNDEFINED,
    Truth,
    Value,
    ball,
    holds,
    integer_power,
    power,
    root_power,
)
from actplot.evaluate.balls import Arithmetic, ball_program, working_bits
from actplot.formula import Node, partials, tree

DEGREE = 16  # of the first term that the polynomials leave out
SERIES_BITS = 192  # of which a pair takes 106


@contextmanager
def working_series() -> Iterator[None]:
    """Let new series have all terms of a polynomial and the next."""
    before = ctx.cap
    ctx.cap = DEGREE + 1
    try:
        with working_bits(SERIES_BITS):
            yield
    finally:
        ctx.cap = before


def coefficients(formula: Node, x: arb) -> list[arb] | None:
    """Return f^(n)(x)/n! for n up to DEGREE, None where not all are known to be finite.

    Callers hold `working_series()`.
    """
    value = _program_value(formula, arb_series([x, 1]))
    if value is UNDEFINED:
        return None
    terms = value.coeffs() if type(value) is arb_series else [ball(value)]
    if not all(term.is_finite() for term in terms):
        return None
    return [*terms, *[arb(0)] * (DEGREE + 1 - len(terms))]


def _program_value(formula: Node, x: Value) -> Value:
    return ball_program(formula, SERIES).value(x, x, SERIES_BITS)


def _start(value: Value) -> Value:
    """Return the value in the middle, or over the interval."""
    return value[0] if type(value) is arb_series else value


def _is_moving(*values: Value) -> bool:
    return any(type(value) is arb_series for value in values)


def _by_slope(name: str) -> Callable[[Value], Value]:
    """Return a primitive as its start and the integral of its slope: f(u) = f(a) + int f'(u) u'."""

    def meaning(u: Value) -> Value:
        start = BALL_MEANING[name](_start(u))
        if not _is_moving(u) or start is UNDEFINED:
            return start
        return start + (_program_value(_slope(name), u) * u.derivative()).integral()

    return meaning


@cache
def _slope(name: str) -> Node:
    (slope,) = partials(name)
    return tree.substitute(slope, {"u": tree.X})


def _reciprocal(u: Value) -> Value:
    return NO_NUMBER if _start(u).contains(0) else 1 / u


def _cosh(u: Value) -> Value:
    return (u.exp() + (-u).exp()) / 2


def _normal_pdf(u: Value) -> Value:
    return (u * u / -2).exp() / (2 * arb.pi()).sqrt()


# The primitives whose slopes are made of themselves.
OF_SERIES: dict[str, Callable[[Value], Value]] = {
    "exp": lambda u: u.exp(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "cosh": _cosh,
    "sech": lambda u: _reciprocal(_cosh(u)),
    "sigmoid": lambda u: _reciprocal(1 + (-u).exp()),
    "normal_pdf": _normal_pdf,
}


def _choose(condition: Truth, then: Value, otherwise: Value) -> Value:
    """Return the branch that is taken over all of the interval."""
    if condition is None:
        return NO_NUMBER
    return UNDEFINED if condition is UNDEFINED else then if condition else otherwise


def _holds(left: Value, operator: str, right: Value) -> Truth:
    return holds(_start(left), operator, _start(right))


def _maximum(a: Value, b: Value) -> Value:
    return _choose(_holds(a, ">=", b), a, b)


def _minimum(a: Value, b: Value) -> Value:
    return _choose(_holds(a, "<=", b), a, b)


def _level(name: str) -> Callable[[Value], Value]:
    """Return a primitive that goes from one constant to the next."""

    def meaning(u: Value) -> Value:
        value = BALL_MEANING[name](_start(u))
        return value if value is UNDEFINED or ball(value).is_exact() else NO_NUMBER

    return meaning


CHOICES: dict[str, Callable[..., Value]] = {
    "abs": lambda u: _maximum(u, -u),
    "sign": _level("sign"),
    "floor": _level("floor"),
    "min": _minimum,
    "max": _maximum,
    "clip": lambda u, low, high: _minimum(_maximum(u, low), high),
}


def _call(name: str) -> Callable[..., Value]:
    """Return what a primitive is of series, and of balls that do not move with x."""
    if name in CHOICES:
        return CHOICES[name]
    if name in OF_SERIES:
        return lambda u: OF_SERIES[name](u) if _is_moving(u) else BALL_MEANING[name](u)
    return _by_slope(name)


def _to_the(base: Value, exponent: int) -> Value:
    if not _is_moving(base):
        return integer_power(base, exponent)
    return base**exponent if exponent > 0 else _reciprocal(base**-exponent)


def _to_the_root(base: Value, exponent: fmpq) -> Value:
    if not _is_moving(base):
        return root_power(base, exponent)
    return base**exponent if _start(base) > 0 else NO_NUMBER


def _power(base: Value, exponent: Value) -> Value:
    if not _is_moving(base, exponent):
        return power(base, exponent)
    if base is UNDEFINED or exponent is UNDEFINED:
        return UNDEFINED
    return (exponent * base.log()).exp() if _start(base) > 0 else NO_NUMBER


SERIES = Arithmetic(
    to_the=_to_the,
    to_the_root=_to_the_root,
    power=_power,
    holds=_holds,
    choose=_choose,
    call=cache(_call),
)
