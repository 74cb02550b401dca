"""The textbook formula of every activation from papers, typed from the literature for mpmath."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

from mpmath import mp, mpf

from tests.jets import (
    arcsinh,
    arctan,
    between,
    book,
    cos,
    erf,
    exp,
    expm1,
    jet,
    larger,
    log,
    log1p,
    normal_below,
    sigma,
    sin,
    smaller,
    softplus,
    sqrt,
    tanh,
)
from tests.textbook_functions import Number, Points, Textbook


def arctan_gate(x: Number) -> Number:
    """1/2 + arctan(x)/pi, far on the left as the arctangent of what is left."""
    return arctan(-1 / x) / mp.pi if x < -1 else arctan(x) / mp.pi + mpf(1) / 2


def root_gate(x: Number) -> Number:
    """1 + x/sqrt(1 + x^2)"""
    root = sqrt(1 + x * x)
    return 1 / (root * (root - x)) if x < 0 else 1 + x / root


def srelu(x: Number, tl: Number, al: Number, tr: Number, ar: Number) -> Number:
    if x >= tr:
        return tr + ar * (x - tr)
    return x if x > tl else tl + al * (x - tl)


def stair(x: Number) -> Number:
    """Of darknet: floor(x/2), and on odd steps what x is above its floor."""
    n = mp.floor(x.value)
    half = mp.floor(x.value / 2)
    return jet(half) if n % 2 == 0 else x - n + half


FAR_STEPS = (-3e15, 1e6)  # whole numbers far out, where the tests look


def square_wave(x: Number) -> Number:
    """SQNL."""
    if abs(x) >= 2:
        return jet(mp.sign(x.value))
    return x - x * abs(x) / 4


def square_bell(x: Number) -> Number:
    """SQ-RBF."""
    u = abs(x)
    if u >= 2:
        return jet(0)
    return 1 - u * u / 2 if u <= 1 else (2 - u) ** 2 / 2


def sinc(x: Number) -> Number:
    if abs(x.value) > mpf(10) ** -20:
        return sin(x) / x
    u = x * x
    return 1 - u / 6 + u * u / 120 - u * u * u / 5040


def softclip(x: Number, alpha: Number) -> Number:
    """log((1 + e^(a x))/(1 + e^(a (x - 1))))/a, beyond 1 as 1 less what is missing."""
    if x > 1:
        return 1 - (softplus(alpha * (1 - x)) - softplus(-alpha * x)) / alpha
    return (softplus(alpha * x) - softplus(alpha * (x - 1))) / alpha


def soft_exponential(x: Number, alpha: Number) -> Number:
    if alpha < 0:
        return -log(1 - alpha * (x + alpha)) / alpha
    return exp(alpha * x) / alpha + (alpha - 1 / alpha)


def soft_exponential_domain(alpha: float) -> tuple[float, float]:
    return (-math.inf if alpha > 0 else 1 / alpha - alpha, math.inf)


def hyper_sinh(x: Number) -> Number:
    return (exp(x) - exp(-x)) / 6 if x > 0 else x * x * x / 4


def symlog(x: Number) -> Number:
    return -log1p(-x) if x < 0 else log1p(x)


def wave_zeros(*at: float) -> Callable[..., Points]:
    """Zeros of an order of a wave: at (n + 1/2)*pi or n*pi, those beside x."""

    def zeros(x: float) -> Points:
        turn = math.floor(x / math.pi)
        return tuple(
            ((turn + n + shift) * math.pi, order) for n in (0, 1) for order, shift in enumerate(at)
        )

    return zeros


def near_wave(*formulas: str) -> Callable[..., Points]:
    """Zeros of x cos x, sin x/x and their derivatives, by Newton's method from waves beside x.

    They are those less than 4 from the whole number next to x.
    """
    orders = MORE_WAVES[formulas[0]]

    @cache
    def beside(x: int) -> Points:
        found: list[tuple[float, int]] = []
        for order, formula in enumerate(orders):
            for start in [x + n * math.pi / 8 for n in range(-8, 9)]:
                try:
                    at = mp.findroot(formula, start, tol=1e-40)
                except (ValueError, ZeroDivisionError):
                    continue
                if abs(at - x) < 4 and all(abs(at - known) > 1e-9 for known, _ in found[-17:]):
                    found.append((float(at), order))
        return tuple(found)

    return lambda x: beside(round(x)) if abs(x) < 1e6 else ()


MORE_WAVES = {
    "gcu": (
        lambda x: x * mp.cos(x),
        lambda x: mp.cos(x) - x * mp.sin(x),
        lambda x: -2 * mp.sin(x) - x * mp.cos(x),
    ),
    "sinc": (
        mp.sinc,
        lambda x: x * mp.cos(x) - mp.sin(x),
        lambda x: 2 * mp.sin(x) - 2 * x * mp.cos(x) - x * x * mp.sin(x),
    ),
}


def value_settings(**more: tuple[float, float, float]) -> tuple[dict[str, float], ...]:
    values = {"value": (1.0, -0.5, 2.0), **more}
    return tuple({key: column[n] for key, column in values.items()} for n in range(3))


def one_parameter(name: str, *values: float) -> tuple[dict[str, float], ...]:
    return tuple({name: value} for value in values)


def sparsemax_ends(n: float, others: float) -> Points:
    return ((others - 1 / (n - 1), 1), (others + 1.0, 1))


MORE_ACTIVATIONS: dict[str, Textbook] = {
    "tanhexp": book(lambda x: x * tanh(exp(x))),
    "serf": book(lambda x: x * erf(softplus(x))),
    "smish": book(lambda x: x * tanh(log1p(sigma(x)))),
    "logish": book(lambda x: x * log1p(sigma(x))),
    "phish": book(lambda x: x * tanh(x * normal_below(x))),
    "aria2": book(
        lambda x, alpha, beta: x * sigma(beta * x) ** alpha,
        {"alpha": 1.5, "beta": 2.0},
        {"alpha": 0.5, "beta": 1.0},
        {"alpha": 2.0, "beta": 0.75},
    ),
    "colu": book(lambda x: x / (1 - x * exp(-(x + exp(x))))),
    "atanu": book(lambda x: x * arctan_gate(x)),
    "pflu": book(lambda x: x * root_gate(x) / 2),
    "fpflu": book(lambda x: x if x > 0 else x * root_gate(x), kinks=((0.0, 2),)),
    "elish": book(lambda x: (x if x > 0 else expm1(x)) * sigma(x), kinks=((0.0, 2),)),
    "hard_elish": book(
        lambda x: (x if x > 0 else expm1(x)) * between((x + 1) / 2, 0, 1),
        kinks=((-1.0, 1), (0.0, 2), (1.0, 1)),
    ),
    "hard_mish": book(lambda x: x / 2 * between(x + 2, 0, 2), kinks=((-2.0, 1), (0.0, 2))),
    "gelu_10": book(lambda x: smaller(x * normal_below(x), 10)),
    "gcu": book(lambda x: x * cos(x), zeros=near_wave("gcu")),
    "gompertz": book(
        lambda x, a, b, c: a * exp(-b * exp(-c * x)),
        {"a": 1.0, "b": 1.0, "c": 1.0},
        {"a": 2.0, "b": 0.5, "c": 0.75},
        {"a": 0.3, "b": 3.0, "c": 2.0},
    ),
    "srelu": book(
        srelu,
        {"t_left": -1.0, "a_left": 0.2, "t_right": 1.0, "a_right": 0.2},
        {"t_left": 0.0, "a_left": 0.3, "t_right": 0.5, "a_right": 2.0},
        {"t_left": -2.0, "a_left": -0.5, "t_right": 3.0, "a_right": 0.1},
        kinks=lambda tl, al, tr, ar: ((tl, 1), (tr, 1)),
    ),
    "relun": book(
        lambda x, n: between(x, 0, n),
        *one_parameter("n", 1.0, 0.3, 7.0),
        kinks=lambda n: ((0.0, 1), (n, 1)),
    ),
    "star_relu": book(
        lambda x, s, b: s * larger(x, 0) ** 2 + b,
        {"scale": 0.8944, "bias": -0.4472},
        {"scale": 1.0, "bias": 0.0},
        {"scale": -2.0, "bias": 1.5},
        kinks=((0.0, 2),),
    ),
    "erfrelu": book(
        lambda x, alpha: x if x > 0 else alpha * erf(x),
        *one_parameter("alpha", 1.0, 0.3, 2.0),
        kinks=((0.0, 1),),
    ),
    "isrlu": book(
        lambda x, alpha: x if x > 0 else x / sqrt(1 + alpha * x * x),
        *one_parameter("alpha", 1.0, 0.3, 3.0),
    ),
    "pelu": book(
        lambda x, a, b: a / b * x if x > 0 else a * expm1(x / b),
        {"a": 1.0, "b": 1.0},
        {"a": 0.5, "b": 2.0},
        {"a": 3.0, "b": 0.4},
        kinks=((0.0, 2),),
    ),
    "frelu": book(
        lambda x, b: larger(x, 0) + b,
        *one_parameter("b", -0.398, 0.0, 1.0),
        kinks=((0.0, 1),),
    ),
    "drelu": book(
        lambda x, delta: larger(x, -delta),
        *one_parameter("delta", 0.05, 0.0, 2.0),
        kinks=lambda delta: ((-delta + 0.0, 1),),
    ),
    "nlrelu": book(
        lambda x, beta: log1p(beta * larger(x, 0)),
        *one_parameter("beta", 1.0, 0.3, 4.0),
        kinks=((0.0, 1),),
    ),
    "hexpo": book(
        lambda x, a, b, c, d: -a * expm1(-x / b) if x > 0 else c * expm1(x / d),
        {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0},
        {"a": 2.0, "b": 0.5, "c": 1.0, "d": 1.0},
        {"a": 0.3, "b": 3.0, "c": 2.0, "d": 0.5},
        kinks=lambda a, b, c, d: ((0.0, 1 if a * d != b * c else 2),),
    ),
    "soft_plus_plus": book(
        lambda x, k, c: softplus(k * x) + x / c - mp.log(2),
        {"k": 1.0, "c": 2.0},
        {"k": 2.0, "c": 4.0},
        {"k": 0.5, "c": 1.0},
    ),
    "ramp": book(lambda x: x + x / 10 if x > 0 else x / 10, kinks=((0.0, 1),)),
    "plse": book(
        lambda x: (x + 4) / 100 if x < -4 else (x - 4) / 100 + 1 if x > 4 else x / 8 + mpf(1) / 2,
        kinks=((-4.0, 1), (4.0, 1)),
    ),
    "lhtan": book(
        lambda x: x / 1000 if x < 0 else (x - 1) / 1000 + 1 if x > 1 else x,
        kinks=((0.0, 1), (1.0, 1)),
    ),
    "stair": book(
        stair,
        kinks=tuple((float(n), 1) for n in (*range(-8, 9), *FAR_STEPS)),
        zeros=lambda x: ((0.0, 0),),
    ),
    "multiquadratic": book(lambda x: sqrt(1 + x * x)),
    "cloglog": book(lambda x: -expm1(-exp(x))),
    "isru": book(
        lambda x, alpha: x / sqrt(1 + alpha * x * x), *one_parameter("alpha", 1.0, 0.3, 3.0)
    ),
    "bipolar_sigmoid": book(
        lambda x: -expm1(-x) / (1 + exp(-x)) if x > 0 else expm1(x) / (exp(x) + 1)
    ),
    "elliott": book(
        lambda x: x / 2 / (1 + x) + mpf(1) / 2 if x > 0 else 1 / (2 * (1 - x)), kinks=((0.0, 2),)
    ),
    "softclip": book(softclip, *one_parameter("alpha", 50.0, 1.0, 4.0)),
    "sqnl": book(square_wave, kinks=((-2.0, 2), (0.0, 2), (2.0, 2))),
    "sqrbf": book(square_bell, kinks=((-2.0, 2), (-1.0, 2), (1.0, 2), (2.0, 2))),
    "cauchy_pdf": book(lambda x: 1 / (mp.pi * (1 + x * x))),
    "inverse_quadratic": book(lambda x: 1 / (1 + x * x)),
    # at 0 itself no derivative is given, for sin(x)/x has no value there
    "sinc": book(sinc, zeros=near_wave("sinc"), domain=lambda: (0.0, math.inf)),
    "cosine": book(cos, zeros=wave_zeros(0.5, 0.0, 0.5)),
    "arcsinh_act": book(arcsinh),
    "symlog": book(symlog, kinks=((0.0, 2),)),
    "soft_exponential": book(
        soft_exponential,
        *one_parameter("alpha", 0.5, 1.0, -0.5),
        domain=soft_exponential_domain,
    ),
    "logit": book(lambda x: log(x) - log(1 - x), domain=lambda: (0.0, 1.0)),
    "hyper_sinh": book(hyper_sinh, kinks=((0.0, 1),)),
    "glu": book(lambda x, v: v * sigma(x), *value_settings()),
    "bilinear": book(lambda x, v: v * x, *value_settings()),
    "reglu": book(lambda x, v: v * larger(x, 0), *value_settings(), kinks=((0.0, 1),)),
    "geglu": book(lambda x, v: v * x * normal_below(x), *value_settings()),
    "swiglu": book(
        lambda x, v, beta: v * x * sigma(beta * x), *value_settings(beta=(1.0, 0.5, 2.0))
    ),
    "sparsemax": book(
        lambda x, n, others: between((1 + (n - 1) * (x - others)) / n, 0, 1),
        {"classes": 3.0, "others": 0.0},
        {"classes": 9.0, "others": 0.5},
        {"classes": 2.0, "others": -1.0},
        kinks=sparsemax_ends,
    ),
    "hardmax": book(
        lambda x, others: jet(1 if x > others else 0),
        *one_parameter("others", 0.0, 0.5, -1.25),
        kinks=lambda others: ((others, 0),),
    ),
    "maxout": book(
        larger,
        *one_parameter("others", 0.0, 0.5, -1.25),
        kinks=lambda others: ((others, 1),),
    ),
}
