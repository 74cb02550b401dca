"""The one table of primitives: all that is known of a function of the language stands in its row.

A derivative is a formula in the arguments, written with primitives that neither cancel nor
overflow where the derivative itself does not, so that it stays accurate when it is differentiated
again. To add a primitive, add a row here and its three meanings: in float64
(`actplot/evaluate/float64_functions.py`), in balls (`actplot/evaluate/ball_functions.py`) and in
complex numbers (`actplot/analysis/check.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

# How many times a function may magnify the relative error of its argument.
STEEP = 4.0
# An argument closer to a step than this, relative to its size, may have been rounded over it.
ROUNDED_OVER = 2.0**-50


@dataclass(frozen=True)
class Primitive:
    """A function of the language; what is not given is not known, or not so.

    `partials` holds a formula for each argument that may depend on x: the derivative with respect
    to it. `mathtext` is the typeset form, with {0}, {1}, ... for the arguments; `atom` tells that
    it needs no parentheses when it is multiplied. `meaning` says what the function is where its
    name does not.

    `parity` says what a change of sign of the argument does, `at_zero` is the value at 0,
    `monotone` how the function goes: an even one from 0 outwards. `bounds` hold every value,
    `lipschitz` every slope in size. `sign` says what no value is. `domain` is where the function
    is defined, in its arguments. `choice` is the function as a choice between its branches, whose
    comparisons are where it may have a kink; `steps` vanishes where it jumps from one constant to
    the next. `periodic` tells that the argument is an angle. `work` is what a ball takes,
    where a product takes 1.

    Two are functions of float64 arrays, which need operators alone: `log_size` is an upper bound of
    the logarithm of a value, less than 1 too large, and tells how faint it truly is; `steep` tells,
    for argument and value, where the rounding of the argument is magnified too much.
    """

    arguments: tuple[str, ...]
    partials: tuple[str, ...]
    mathtext: str
    atom: bool = True
    meaning: str = ""
    parity: Literal["", "odd", "even"] = ""
    at_zero: Fraction | None = None
    monotone: Literal["", "rising", "falling"] = ""
    bounds: tuple[float, float] | None = None
    lipschitz: float | None = None
    sign: Literal["", "positive", "not negative"] = ""
    domain: str = ""
    choice: str = ""
    steps: str = ""
    periodic: bool = False
    work: float = 4.0
    log_size: Callable[[Any], Any] | None = None
    steep: Callable[[Any, Any], Any] | None = None

    @property
    def named(self) -> bool:
        """Tell whether the typeset form is a name and its arguments in parentheses."""
        head, bracket, _ = self.mathtext.partition(r"\left(")
        return bool(bracket) and "{0}" not in head and head.count("\\") == 1


def _unary(derivative: str, mathtext: str, **known: Any) -> Primitive:
    """Return the row of a function of u; an odd one is 0 at 0."""
    if known.get("parity") == "odd":
        known["at_zero"] = Fraction(0)
    return Primitive(("u",), (derivative,), mathtext, **known)


def _steep_wave(u: Any, value: Any) -> Any:
    return (STEEP * abs(value) < abs(u)) | (abs(value) > STEEP)


def _steep_log(u: Any, value: Any) -> Any:
    return STEEP * abs(value) < 1.0


def _steep_log1p(u: Any, value: Any) -> Any:
    return STEEP * abs((1.0 + u) * value) < abs(u)


def _steep_arcsin(u: Any, value: Any) -> Any:
    return (STEEP * value) ** 2 * abs(1.0 - u * u) < u * u


def _steep_arctanh(u: Any, value: Any) -> Any:
    return STEEP * abs((1.0 - u * u) * value) < abs(u)


def _beside_a_step(u: Any, value: Any) -> Any:
    room = ROUNDED_OVER * abs(u)
    return (u - value < room) | (value + 1.0 - u < room)


PRIMITIVES = {
    "exp": _unary(
        "exp(u)",
        r"e^{{{0}}}",
        at_zero=Fraction(1),
        monotone="rising",
        sign="positive",
        log_size=lambda u: u,
    ),
    "expm1": _unary(
        "exp(u)",
        r"e^{{{0}}} - 1",
        atom=False,
        meaning="exp(u) - 1",
        at_zero=Fraction(0),
        monotone="rising",
    ),
    "log": _unary(
        "1/u", r"\ln\left({0}\right)", monotone="rising", domain="u > 0", steep=_steep_log
    ),
    "log1p": _unary(
        "1/(1 + u)",
        r"\ln\left(1 + {0}\right)",
        meaning="log(1 + u)",
        at_zero=Fraction(0),
        monotone="rising",
        domain="u > -1",
        steep=_steep_log1p,
    ),
    # in the tree a square root is a power, which is differentiated as such
    "sqrt": Primitive(("u",), (), r"\sqrt{{{0}}}", domain="u >= 0"),
    "abs": _unary(
        "sign(u)",
        r"|{0}|",
        parity="even",
        at_zero=Fraction(0),
        monotone="rising",
        lipschitz=1.0,
        sign="not negative",
        choice="where(u >= 0, u, -u)",
        work=1.0,
    ),
    "sign": _unary(
        "0",
        r"\mathrm{{sign}}\left({0}\right)",
        parity="odd",
        monotone="rising",
        bounds=(-1.0, 1.0),
        choice="where(u > 0, 1, where(u < 0, -1, 0))",
        work=1.0,
    ),
    "floor": _unary(
        "0",
        r"\lfloor {0} \rfloor",
        meaning="the largest integer that is not above u",
        at_zero=Fraction(0),
        monotone="rising",
        steps="u - floor(u + 1/2)",
        steep=_beside_a_step,
        work=1.0,
    ),
    "sin": _unary(
        "cos(u)",
        r"\sin\left({0}\right)",
        parity="odd",
        bounds=(-1.0, 1.0),
        lipschitz=1.0,
        periodic=True,
        steep=_steep_wave,
    ),
    "cos": _unary(
        "-sin(u)",
        r"\cos\left({0}\right)",
        parity="even",
        at_zero=Fraction(1),
        bounds=(-1.0, 1.0),
        lipschitz=1.0,
        periodic=True,
        steep=_steep_wave,
    ),
    "tan": _unary(
        "1 + tan(u)**2", r"\tan\left({0}\right)", parity="odd", periodic=True, steep=_steep_wave
    ),
    "arctan": _unary(
        "1/(1 + u**2)",
        r"\arctan\left({0}\right)",
        parity="odd",
        monotone="rising",
        bounds=(-1.5708, 1.5708),
        lipschitz=1.0,
    ),
    "sinh": _unary("cosh(u)", r"\sinh\left({0}\right)", parity="odd", monotone="rising"),
    "cosh": _unary(
        "sinh(u)",
        r"\cosh\left({0}\right)",
        parity="even",
        at_zero=Fraction(1),
        monotone="rising",
        sign="positive",
    ),
    "arcsinh": _unary(
        "1/sqrt(1 + u**2)",
        r"\mathrm{{arsinh}}\left({0}\right)",
        meaning="log(u + sqrt(u**2 + 1))",
        parity="odd",
        monotone="rising",
        lipschitz=1.0,
    ),
    "arcsin": _unary(
        "1/sqrt(1 - u**2)",
        r"\arcsin\left({0}\right)",
        meaning="the angle in [-pi/2, pi/2] whose sine is u",
        parity="odd",
        monotone="rising",
        bounds=(-math.pi / 2, math.pi / 2),
        domain="1 - u**2 >= 0",
        steep=_steep_arcsin,
    ),
    "arccos": _unary(
        "-1/sqrt(1 - u**2)",
        r"\arccos\left({0}\right)",
        meaning="the angle in [0, pi] whose cosine is u",
        monotone="falling",
        bounds=(0.0, math.pi),
        sign="not negative",
        domain="1 - u**2 >= 0",
        steep=_steep_arcsin,
    ),
    "arccosh": _unary(
        "1/sqrt(u**2 - 1)",
        r"\mathrm{{arcosh}}\left({0}\right)",
        meaning="log(u + sqrt(u**2 - 1))",
        monotone="rising",
        sign="not negative",
        domain="u >= 1",
        steep=_steep_arcsin,
    ),
    "arctanh": _unary(
        "1/(1 - u**2)",
        r"\mathrm{{artanh}}\left({0}\right)",
        meaning="log((1 + u)/(1 - u))/2",
        parity="odd",
        monotone="rising",
        domain="1 - u**2 > 0",
        steep=_steep_arctanh,
    ),
    "tanh": _unary(
        "sech(u)**2",
        r"\tanh\left({0}\right)",
        meaning="(exp(u) - exp(-u))/(exp(u) + exp(-u))",
        parity="odd",
        monotone="rising",
        bounds=(-1.0, 1.0),
        lipschitz=1.0,
    ),
    "sech": _unary(
        "-sech(u)*tanh(u)",
        r"\mathrm{{sech}}\left({0}\right)",
        meaning="1/cosh(u)",
        parity="even",
        at_zero=Fraction(1),
        monotone="falling",
        bounds=(0.0, 1.0),
        lipschitz=0.5,
        sign="positive",
        log_size=lambda u: 1.0 - abs(u),
    ),
    "logcosh": _unary(
        "tanh(u)",
        r"\ln\cosh\left({0}\right)",
        meaning="log(cosh(u))",
        parity="even",
        at_zero=Fraction(0),
        monotone="rising",
        lipschitz=1.0,
        sign="not negative",
    ),
    "erf": _unary(
        "2/sqrt(pi)*exp(-u**2)",
        r"\mathrm{{erf}}\left({0}\right)",
        meaning="2/sqrt(pi) times the integral of exp(-t**2) from 0 to u",
        parity="odd",
        monotone="rising",
        bounds=(-1.0, 1.0),
        lipschitz=1.13,
        work=16.0,
    ),
    "erfc": _unary(
        "-2/sqrt(pi)*exp(-u**2)",
        r"\mathrm{{erfc}}\left({0}\right)",
        meaning="1 - erf(u), without cancelling",
        at_zero=Fraction(1),
        monotone="falling",
        bounds=(0.0, 2.0),
        lipschitz=1.13,
        sign="positive",
        log_size=lambda u: 1.0 - u * u * (u > 0),
        work=16.0,
    ),
    "sigmoid": _unary(
        "sigmoid(u)*sigmoid(-u)",
        r"\sigma\left({0}\right)",
        meaning="1/(1 + exp(-u))",
        at_zero=Fraction(1, 2),
        monotone="rising",
        bounds=(0.0, 1.0),
        lipschitz=0.25,
        sign="positive",
        log_size=lambda u: u,
    ),
    "softplus": _unary(
        "sigmoid(u)",
        r"\mathrm{{softplus}}\left({0}\right)",
        meaning="log(1 + exp(u))",
        monotone="rising",
        lipschitz=1.0,
        sign="positive",
        log_size=lambda u: u,
    ),
    "normal_cdf": _unary(
        "normal_pdf(u)",
        r"\Phi\left({0}\right)",
        meaning="(1 + erf(u/sqrt(2)))/2",
        at_zero=Fraction(1, 2),
        monotone="rising",
        bounds=(0.0, 1.0),
        lipschitz=0.4,
        sign="positive",
        log_size=lambda u: -0.5 * u * u * (u < 0),
        work=16.0,
    ),
    "normal_pdf": _unary(
        "-u*normal_pdf(u)",
        r"\varphi\left({0}\right)",
        meaning="exp(-u**2/2)/sqrt(2*pi)",
        parity="even",
        monotone="falling",
        bounds=(0.0, 0.4),
        lipschitz=0.25,
        sign="positive",
        log_size=lambda u: -0.5 * u * u,
    ),
    "min": Primitive(
        ("a", "b"),
        ("where(a < b, 1, 0)", "where(a < b, 0, 1)"),
        r"\min\left({0},\, {1}\right)",
        monotone="rising",
        lipschitz=1.0,
        choice="where(a <= b, a, b)",
        work=1.0,
    ),
    "max": Primitive(
        ("a", "b"),
        ("where(a > b, 1, 0)", "where(a > b, 0, 1)"),
        r"\max\left({0},\, {1}\right)",
        monotone="rising",
        lipschitz=1.0,
        choice="where(a > b, a, b)",
        work=1.0,
    ),
    # with bounds that move with x, `tree.call` makes it a min of a max
    "clip": Primitive(
        ("u", "low", "high"),
        ("where(low < u < high, 1, 0)",),
        r"\mathrm{{clip}}\left({0},\, {1},\, {2}\right)",
        meaning="min(max(u, low), high)",
        monotone="rising",
        lipschitz=1.0,
        choice="where(u < low, low, where(u > high, high, u))",
        work=1.0,
    ),
}

# What nobody types: evaluation puts these in the place of sums that cancel.
MADE = {
    "tanhshrink": _unary(
        "tanh(u)**2",
        r"\mathrm{{tanhshrink}}\left({0}\right)",
        meaning="u - tanh(u)",
        parity="odd",
        monotone="rising",
        lipschitz=1.0,
    ),
}
ROWS = PRIMITIVES | MADE

# Sums that a product rule leaves behind, and the form that does not cancel. Each row replaces
# r*(first) + r*(second) by r*(result), whatever the common factor r is.
IDENTITIES = (
    ("1", "-sech(u)**2", "tanh(u)**2"),
    ("1", "-tanh(u)**2", "sech(u)**2"),
    ("1", "-sigmoid(u)", "sigmoid(-u)"),
    ("1", "-normal_cdf(u)", "normal_cdf(-u)"),
    ("sigmoid(u)", "sigmoid(-u)", "1"),
    ("sigmoid(-u)", "-sigmoid(u)", "-tanh(u/2)"),
    ("sin(u)**2", "cos(u)**2", "1"),
    ("-1", "exp(u)", "expm1(u)"),
)

# Products with a shorter form: r*first*second is r*result.
PRODUCT_IDENTITIES = (
    ("u", "sign(u)", "abs(u)"),
    ("abs(u)", "sign(u)", "u"),
    ("sin(u)", "cos(u)", "sin(2*u)/2"),
)
