"""The textbook formula of every loss but the oldest, typed from the literature for mpmath."""

from __future__ import annotations

import math
from collections.abc import Callable

from mpmath import mpf

from tests.jets import (
    between,
    book,
    exp,
    expm1,
    larger,
    log,
    log1p,
    sigma,
    softplus,
    sqrt,
)
from tests.textbook_functions import CLASSES, Number, Points, Textbook


def with_target(*settings: dict[str, float]) -> tuple[dict[str, float], ...]:
    """The settings, the target put in: the default first."""
    targets = (0.0, -1.5, 0.75)
    filled = settings or ({}, {}, {})
    return tuple({**one, "target": t} for one, t in zip(filled, targets, strict=True))


SIGNS = ({"label": 1.0}, {"label": -1.0}, {"label": 1.0})
HARD = ({"label": 1.0}, {"label": 0.0}, {"label": 1.0})


def at_target(order: int) -> Callable[..., Points]:
    return lambda *parameters: ((parameters[-1], order),)


def log_of_others(n: Number, others: Number) -> Number:
    """The log-sum-exp of the other logits, all alike."""
    return others + log(n - 1)


def log_of_sum(a: Number, b: Number) -> Number:
    """log(e^a + e^b)"""
    return a + log1p(exp(b - a)) if a > b else b + log1p(exp(a - b))


def cosh_log(r: Number) -> Number:
    """log cosh r, from log1p(2 sinh(r/2)^2)."""
    half = larger(r, -r)
    return half + log1p(expm1(-2 * half) / 2)


def huber(x: Number, delta: Number, t: Number) -> Number:
    r = x - t
    return r * r / 2 if abs(r) < delta else delta * (abs(r) - delta / 2)


def tukey(x: Number, c: Number, t: Number) -> Number:
    u = (x - t) / c
    return c**2 / 6 * (1 - (1 - u * u) ** 3 if abs(u) < 1 else 1)


def focal(x: Number, y: Number, gamma: Number, alpha: Number) -> Number:
    if y:
        return alpha * sigma(-x) ** gamma * softplus(-x)
    return (1 - alpha) * sigma(x) ** gamma * softplus(x)


def binary(x: Number, z: Number) -> Number:
    found = mpf(0)
    if z:
        found = found - z * log(x)
    if z != 1:
        found = found - (1 - z) * log(1 - x)
    return found


def focal_probability(x: Number, y: Number, gamma: Number) -> Number:
    p = x if y else 1 - x
    return -((1 - p) ** gamma) * log(p)


def sparsemax(x: Number, y: Number) -> Number:
    m = y * x
    return 0 * x if m > 1 else (1 - m) ** 2 / 4 if m > -1 else -m


def box(*_: float) -> tuple[float, float]:
    return 0.0, 1.0


def positive(*_: float) -> tuple[float, float]:
    return 0.0, math.inf


def two_sides(at: str) -> Callable[..., Points]:
    """Kinks of smooth_l1 and huber: the second derivative jumps on both sides of the target."""
    return lambda width, target: ((target - width, 2), (target + width, 2))


def margin_kinks(order: int, *margins: float) -> Callable[..., Points]:
    def kinks(y: float) -> Points:
        return tuple((y * m + 0.0, order) for m in margins)

    return kinks


MORE_LOSSES: dict[str, Textbook] = {
    "focal": book(
        focal,
        {"label": 1.0, "gamma": 2.0, "alpha": 0.25},
        {"label": 0.0, "gamma": 0.0, "alpha": 0.75},
        {"label": 0.0, "gamma": 3.5, "alpha": 0.1},
    ),
    "focal_cross_entropy": book(
        lambda x, y, gamma: focal(x, y, gamma, mpf(1) / 2) * 2,
        {"label": 1.0, "gamma": 2.0},
        {"label": 0.0, "gamma": 0.0},
        {"label": 0.0, "gamma": 1.5},
    ),
    "poly1_cross_entropy": book(
        lambda x, e, n, o: softplus(log_of_others(n, o) - x) + e * sigma(log_of_others(n, o) - x),
        *({"epsilon": e, **given} for e, given in zip((2.0, -0.5, 0.3), CLASSES, strict=True)),
    ),
    "z_loss": book(
        lambda x, k, n, o: k * log_of_sum(x, log_of_others(n, o)) ** 2,
        *({"coefficient": k, **given} for k, given in zip((1e-4, 1.0, 0.1), CLASSES, strict=True)),
    ),
    "hinge": book(lambda x, y: larger(1 - y * x, 0), *SIGNS, kinks=margin_kinks(1, 1)),
    "squared_hinge": book(lambda x, y: larger(1 - y * x, 0) ** 2, *SIGNS, kinks=margin_kinks(2, 1)),
    "smooth_hinge": book(
        lambda x, y: mpf(1) / 2 - y * x if y * x <= 0 else larger(1 - y * x, 0) ** 2 / 2,
        *SIGNS,
        kinks=margin_kinks(2, 0, 1),
    ),
    "modified_huber": book(
        lambda x, y: -4 * y * x if y * x < -1 else larger(1 - y * x, 0) ** 2,
        *SIGNS,
        kinks=margin_kinks(2, -1, 1),
    ),
    "perceptron": book(lambda x, y: larger(-y * x, 0), *SIGNS, kinks=margin_kinks(1, 0)),
    "exponential_loss": book(lambda x, y: exp(-y * x), *SIGNS),
    "ramp_loss": book(lambda x, y: between(1 - y * x, 0, 2), *SIGNS, kinks=margin_kinks(1, -1, 1)),
    "soft_margin": book(lambda x, y: softplus(-y * x), *SIGNS),
    "hinge_embedding": book(
        lambda x, y, m: x if y > 0 else larger(m - x, 0),
        {"label": 1.0, "margin": 1.0},
        {"label": -1.0, "margin": 0.5},
        {"label": -1.0, "margin": 2.0},
        kinks=lambda y, m: ((m, 1),) if y < 0 else (),
    ),
    "margin_ranking": book(
        lambda x, y, m: larger(m - y * x, 0),
        {"label": 1.0, "margin": 0.0},
        {"label": -1.0, "margin": 0.5},
        {"label": 1.0, "margin": 2.0},
        kinks=lambda y, m: ((y * m + 0.0, 1),),
    ),
    "categorical_hinge": book(
        lambda x, o, m: larger(m + o - x, 0),
        {"others": 0.0, "margin": 1.0},
        {"others": 0.5, "margin": 0.0},
        {"others": -1.0, "margin": 2.0},
        kinks=lambda o, m: ((m + o, 1),),
    ),
    "multi_margin": book(
        lambda x, n, o, m: (n - 1) / n * larger(m + o - x, 0),
        *({**given, "margin": m} for m, given in zip((1.0, 0.5, 2.0), CLASSES, strict=True)),
        kinks=lambda n, o, m: ((m + o, 1),),
    ),
    "sparsemax_loss": book(sparsemax, *SIGNS, kinks=margin_kinks(2, -1, 1)),
    "bce_probability": book(binary, {"label": 1.0}, {"label": 0.3}, {"label": 0.0}, domain=box),
    "nll": book(
        lambda x, z: -z * log(x), {"label": 1.0}, {"label": 0.3}, {"label": 0.01}, domain=positive
    ),
    "nll_loss": book(lambda x: -x),
    "kl_div": book(
        lambda x, t: t * (log(t) - x), {"target": 0.5}, {"target": 1.0}, {"target": 0.01}
    ),
    "kl_divergence": book(
        lambda x, t: t * log(t / x),
        {"target": 0.5},
        {"target": 1.0},
        {"target": 0.01},
        domain=positive,
    ),
    "focal_probability": book(
        focal_probability,
        {"label": 1.0, "gamma": 2.0},
        {"label": 0.0, "gamma": 0.0},
        {"label": 0.0, "gamma": 1.5},
        domain=box,
    ),
    "categorical_focal": book(
        lambda x, alpha, gamma: -alpha * (1 - x) ** gamma * log(x),
        {"alpha": 0.25, "gamma": 2.0},
        {"alpha": 1.0, "gamma": 0.0},
        {"alpha": 0.75, "gamma": 1.5},
        domain=box,
    ),
    "generalized_cross_entropy": book(
        lambda x, q: (1 - exp(q * log(x))) / q, {"q": 0.5}, {"q": 1.0}, {"q": 0.75}, domain=box
    ),
    "generalized_kl": book(
        lambda x, t: t * (log(t) - x) + exp(x) - t,
        {"target": 0.5},
        {"target": 1.0},
        {"target": 0.01},
    ),
    "squared_error": book(lambda x, t: (x - t) ** 2, *with_target()),
    "half_squared_error": book(lambda x, t: (x - t) ** 2 / 2, *with_target()),
    "absolute_error": book(lambda x, t: abs(x - t), *with_target(), kinks=at_target(1)),
    "huber": book(
        huber,
        *with_target({"delta": 1.0}, {"delta": 0.25}, {"delta": 3.0}),
        kinks=two_sides("delta"),
    ),
    "smooth_l1": book(
        lambda x, beta, t: huber(x, beta, t) / beta,
        *with_target({"beta": 1.0}, {"beta": 0.25}, {"beta": 3.0}),
        kinks=two_sides("beta"),
    ),
    "logcosh": book(lambda x, t: cosh_log(x - t), *with_target()),
    "pinball": book(
        lambda x, tau, t: tau * (t - x) if t > x else (tau - 1) * (t - x),
        *with_target({"tau": 0.5}, {"tau": 0.05}, {"tau": 0.75}),
        kinks=at_target(1),
    ),
    "squared_log_error": book(
        lambda x, t: (log1p(x) - log1p(t)) ** 2,
        {"target": 1.0},
        {"target": 0.0},
        {"target": 4.0},
        domain=lambda t: (-1.0, math.inf),
    ),
    "percentage_error": book(
        lambda x, t: 100 * abs((x - t) / t),
        {"target": 1.0},
        {"target": -0.25},
        {"target": 3.0},
        kinks=at_target(1),
    ),
    "poisson_nll": book(
        lambda x, t: exp(x) - t * x, {"target": 1.0}, {"target": 0.0}, {"target": 4.0}
    ),
    "poisson_rate": book(
        lambda x, t, eps: x - t * log(x + eps),
        {"target": 1.0, "eps": 0.0},
        {"target": 3.0, "eps": 0.001},
        {"target": 0.5, "eps": 0.25},
        domain=lambda t, eps: (-eps, math.inf),
    ),
    "gaussian_nll": book(
        lambda x, var, t: (log(var) + (x - t) ** 2 / var) / 2,
        *with_target({"var": 1.0}, {"var": 0.1}, {"var": 5.0}),
    ),
    "charbonnier": book(
        lambda x, eps, t: sqrt((x - t) ** 2 + eps**2),
        *with_target({"eps": 0.001}, {"eps": 0.5}, {"eps": 2.0}),
    ),
    "cauchy": book(
        lambda x, c, t: log1p(((x - t) / c) ** 2 / 2),
        *with_target({"c": 1.0}, {"c": 0.3}, {"c": 2.0}),
    ),
    "geman_mcclure": book(
        lambda x, c, t: 1 - 1 / (1 + ((x - t) / c) ** 2 / 2),
        *with_target({"c": 1.0}, {"c": 0.3}, {"c": 2.0}),
    ),
    "welsch": book(
        lambda x, c, t: -expm1(-(((x - t) / c) ** 2) / 2),
        *with_target({"c": 1.0}, {"c": 0.3}, {"c": 2.0}),
    ),
    "tukey": book(tukey, *with_target({"c": 4.685}, {"c": 1.0}, {"c": 2.5})),
}
