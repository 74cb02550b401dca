"""An evaluator of the language in mpmath, which takes texts apart by Python's own `ast`."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from mpmath import mp, mpf

Real = Any  # an mpf: mpmath brings no type stubs
DIGITS = 60
NOISE = mpf(10) ** -20  # of a difference at so many digits, where the truth is 0
POINTS = [mpf("-2.7131"), mpf("-0.8377"), mpf("0.3719"), mpf("1.6543")]


class UndecidedError(Exception):
    """At this point the formula is not a real number, or a switch is too near to tell its side."""


def real(value: Any) -> Real:
    if not isinstance(value, mpf) or not mp.isfinite(value):
        raise UndecidedError
    return value


def bounded(function: Callable[[Real], Real]) -> Callable[[Real], Real]:
    """Refuse arguments for which mpmath would need more digits than a test has time for."""

    def refusing(u: Real) -> Real:
        if abs(u) > 1e4:
            raise UndecidedError
        return function(u)

    return refusing


def sign_of(difference: Real, scale: Real) -> int:
    if difference == 0:
        return 0
    if abs(difference) < mpf(10) ** -20 * max(scale, mpf(10) ** -10):
        raise UndecidedError
    return 1 if difference > 0 else -1


def compared(a: Real, b: Real) -> int:
    return sign_of(a - b, abs(a) + abs(b))


def larger(a: Real, b: Real) -> Real:
    return a if compared(a, b) > 0 else b


def smaller(a: Real, b: Real) -> Real:
    return a if compared(a, b) < 0 else b


def sigmoid(u: Real) -> Real:
    return 1 / (1 + mp.exp(-u))


MEANING: dict[str, Callable[..., Real]] = {
    "exp": bounded(mp.exp),
    "expm1": bounded(mp.expm1),
    "log": mp.log,
    "log1p": mp.log1p,
    "sqrt": mp.sqrt,
    "abs": lambda u: u * sign_of(u, abs(u)),
    "sign": lambda u: mpf(sign_of(u, mpf(0))),
    "sin": bounded(mp.sin),
    "cos": bounded(mp.cos),
    "tan": bounded(mp.tan),
    "arctan": mp.atan,
    "arcsinh": mp.asinh,
    "arcsin": mp.asin,
    "arccos": mp.acos,
    "arccosh": mp.acosh,
    "arctanh": mp.atanh,
    "floor": mp.floor,
    "sinh": bounded(mp.sinh),
    "cosh": bounded(mp.cosh),
    "tanh": bounded(mp.tanh),
    "sech": bounded(mp.sech),
    "logcosh": bounded(lambda u: mp.log(mp.cosh(u))),
    "erf": bounded(mp.erf),
    "erfc": bounded(mp.erfc),
    "sigmoid": bounded(sigmoid),
    "softplus": bounded(lambda u: mp.log1p(mp.exp(u))),
    "normal_cdf": bounded(lambda u: mp.erfc(-u / mp.sqrt(2)) / 2),
    "normal_pdf": bounded(lambda u: mp.exp(-u * u / 2) / mp.sqrt(2 * mp.pi)),
    "min": smaller,
    "max": larger,
    "clip": lambda u, low, high: smaller(larger(u, low), high),
}
OPERATIONS: dict[type[ast.operator], Callable[[Real, Real], Real]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
HOLDS: dict[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def value_of(text: str, x: Real) -> Real:
    """The formula at x, computed from its text."""
    try:
        return real(_value(ast.parse(text, mode="eval").body, x, text))
    except (ZeroDivisionError, OverflowError, ValueError):
        raise UndecidedError from None


def _value(part: ast.expr, x: Real, text: str) -> Real:
    match part:
        case ast.Constant():
            return mpf(ast.get_source_segment(text, part))
        case ast.Name("x"):
            return x
        case ast.Name("pi"):
            return +mp.pi
        case ast.Name("e"):
            return +mp.e
        case ast.UnaryOp(ast.USub(), operand):
            return -_value(operand, x, text)
        case ast.BinOp(left, sign, right):
            return real(OPERATIONS[type(sign)](_value(left, x, text), _value(right, x, text)))
        case ast.Call(ast.Name("where"), [ast.Compare() as condition, then, otherwise]):
            sides = [_value(side, x, text) for side in (condition.left, *condition.comparators)]
            tests = zip(condition.ops, pairwise(sides), strict=True)
            holds = all(HOLDS[type(test)](compared(a, b), 0) for test, (a, b) in tests)
            return _value(then if holds else otherwise, x, text)
        case ast.Call(ast.Name(name), arguments):
            return real(MEANING[name](*(_value(argument, x, text) for argument in arguments)))
        case _:
            raise AssertionError(f"{ast.unparse(part)} is not part of the language")


def assert_is_derivative(before: str, after: str) -> int:
    """Hold one text against the other at some points; return at how many this was possible."""
    tried = 0
    for point in POINTS:
        with mp.workdps(DIGITS):
            try:
                truth = real(mp.diff(lambda x: value_of(before, x), point))
                size = abs(value_of(before, point)) + abs(truth)
                got = value_of(after, point)
            except UndecidedError:
                continue
            assert abs(got - truth) <= mpf(10) ** -11 * size + NOISE, (before, after, point)
        tried += 1
    return tried
