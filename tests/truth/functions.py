"""The functions of the language, as textbooks define them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce

from tests.truth.balls import ONE
from tests.truth.series import HALF, Calculus, Series

# By a formula in x.
ALSO = {
    "relu": "max(x, 0)",
    "silu": "x/(1 + exp(-x))",
    "gelu": "x*normal_cdf(x)",
    "mish": "x*tanh(softplus(x))",
    "softsign": "x/(1 + abs(x))",
    "log2": "log(x)/log(2)",
    "log10": "log(x)/log(10)",
    "ceil": "-floor(-x)",
    "square": "x**2",
    "normal_pdf": "exp(-x**2/2)/sqrt(2*pi)",
    "arcsin": "2*arctan(x/(1 + sqrt(1 - x**2)))",
    "arccos": "4*arctan(sqrt(1 - x)/(sqrt(2) + sqrt(1 + x)))",
    "arccosh": "log(x + sqrt(x - 1)*sqrt(x + 1))",
    "arctanh": "(log1p(x) - log1p(-x))/2",
}
SPELLINGS = {"ln": "log", "maximum": "max", "minimum": "min", "atan": "arctan", "asinh": "arcsinh"}


def _bell(c: Calculus, u: Series) -> Series:
    """Return exp(-|u|), or exp(-u) where u is about 0."""
    return c.exp(u if c.leans(u) < 0 else c.negate(u))


def _sinh(c: Calculus, u: Series) -> Series:
    return c.scale(c.subtract(c.exp(u), c.exp(c.negate(u))), HALF)


def _cosh(c: Calculus, u: Series) -> Series:
    return c.scale(c.add(c.exp(u), c.exp(c.negate(u))), HALF)


def _tanh(c: Calculus, u: Series) -> Series:
    square = c.power(_bell(c, u), Fraction(2))
    found = c.divide(c.plus(c.negate(square), ONE), c.plus(square, ONE))
    return c.negate(found) if c.leans(u) < 0 else found


def _sech(c: Calculus, u: Series) -> Series:
    bell = _bell(c, u)
    return c.divide(c.scale(bell, Fraction(2)), c.plus(c.multiply(bell, bell), ONE))


def _logcosh(c: Calculus, u: Series) -> Series:
    middle = u.terms[0]
    if u.first == 0 and (middle == 0 or (isinstance(middle, Fraction) and abs(middle) < 9)):
        return c.log(_cosh(c, u))
    bell = c.power(_bell(c, u), Fraction(2))
    size = c.negate(u) if c.leans(u) < 0 else u
    return c.plus(c.add(size, c.log1p(bell)), c.n.negate(c.n.log(Fraction(2))))


def _sigmoid(c: Calculus, u: Series) -> Series:
    bell = _bell(c, u)
    return c.divide(bell if c.leans(u) < 0 else c.constant(ONE), c.plus(bell, ONE))


def _softplus(c: Calculus, u: Series) -> Series:
    found = c.log1p(_bell(c, u))
    return found if c.leans(u) < 0 else c.add(u, found)


def _arcsinh(c: Calculus, u: Series) -> Series:
    negative = c.leans(u) < 0
    size = c.negate(u) if negative else u
    root = c.power(c.plus(c.multiply(size, size), ONE), HALF)
    found = c.log(c.add(size, root))
    return c.negate(found) if negative else found


def _normal_cdf(c: Calculus, u: Series) -> Series:
    return c.scale(c.erf(c.scale(u, c.n.negate(c.n.power(Fraction(2), -HALF))), True), HALF)


def _clip(c: Calculus, u: Series, low: Series, high: Series) -> Series:
    return c.least(c.least(u, low, -1), high)


FUNCTIONS: dict[str, Callable[..., Series]] = {
    "exp": Calculus.exp,
    "expm1": Calculus.expm1,
    "log": Calculus.log,
    "log1p": Calculus.log1p,
    "sqrt": lambda c, u: c.power(u, HALF),
    "abs": Calculus.absolute,
    "sign": Calculus.sign_of,
    "floor": Calculus.floor,
    "sin": lambda c, u: c.wave(u)[1],
    "cos": lambda c, u: c.wave(u)[0],
    "tan": lambda c, u: c.divide(*reversed(c.wave(u))),
    "arctan": Calculus.arctan,
    "sinh": _sinh,
    "cosh": _cosh,
    "arcsinh": _arcsinh,
    "tanh": _tanh,
    "sech": _sech,
    "logcosh": _logcosh,
    "erf": Calculus.erf,
    "erfc": lambda c, u: c.erf(u, True),
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "normal_cdf": _normal_cdf,
    "min": lambda c, *u: reduce(c.least, u),
    "max": lambda c, *u: reduce(lambda a, b: c.least(a, b, -1), u),
    "clip": _clip,
}
