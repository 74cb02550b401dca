"""What a textbook formula is, and what several of them share."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mpmath import mp, mpf

Number = Any  # an mpf, or a Python number inside a formula: mpmath brings no type stubs
Formula = Callable[..., Number]
Points = tuple[tuple[float, int], ...]  # (x, order): 0 the value, 1 and 2 its derivatives
Settings = tuple[dict[str, float], ...]


def nowhere(*_: float) -> Points:
    return ()


def no_exponential(*_: float) -> float:
    return 0.0


def everywhere(*_: float) -> tuple[float, float]:
    return -math.inf, math.inf


@dataclass(frozen=True)
class Textbook:
    """One activation. Formulas take x and then the parameters in the order of `settings[0]`.

    kinks(*parameters): where the function jumps, with the lowest order that does.
    zeros(x, *parameters): where an order vanishes, but not on both sides; periodic functions
    answer with those nearest to x, the others with all.
    exponent(x, *parameters): the largest argument of an exponential, with either sign.
    domain(*parameters): the open interval in which the function is defined.
    """

    orders: tuple[Formula, Formula, Formula]
    settings: Settings = ({},)
    kinks: Callable[..., Points] = nowhere
    zeros: Callable[..., Points] = nowhere
    exponent: Callable[..., float] = no_exponential
    domain: Callable[..., tuple[float, float]] = everywhere


def on_whole_line(book: Textbook) -> bool:
    """Whether the function is defined everywhere, at its defaults."""
    return book.domain(*book.settings[0].values()) == everywhere()


# What several textbook formulas share


def sigma(x: Number) -> Number:
    return 1 / (1 + mp.exp(-x))


def sigma1(x: Number) -> Number:
    return sigma(x) * sigma(-x)


def sigma2(x: Number) -> Number:
    return -sigma1(x) * mp.tanh(x / 2)


def sp(x: Number) -> Number:
    return x + mp.log1p(mp.exp(-x)) if x > 0 else mp.log1p(mp.exp(x))


def normal(x: Number) -> Number:
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def normal_below(x: Number) -> Number:
    return mp.erfc(-x / mp.sqrt(2)) / 2


def sech2(x: Number) -> Number:
    return 1 / mp.cosh(x) ** 2


def clip(x: Number, low: Number, high: Number) -> Number:
    return min(max(x, low), high)


def zero(x: Number, *_: Number) -> Number:
    return 0


def one(x: Number, *_: Number) -> Number:
    return 1


def inside(low: float, high: float, height: Callable[[], Number]) -> Formula:
    """A box: height() between low and high, 0 elsewhere."""
    return lambda x: height() if low < x < high else 0


def gated(
    argument: Callable[..., tuple[Number, Number, Number]],
) -> tuple[Formula, Formula, Formula]:
    """x sigma(w) and its derivatives, from argument(x, ...) = (w, w', w'')."""

    def value(x: Number, *parameters: Number) -> Number:
        return x * sigma(argument(x, *parameters)[0])

    def first(x: Number, *parameters: Number) -> Number:
        w, w1, _ = argument(x, *parameters)
        return sigma(w) + x * w1 * sigma1(w)

    def second(x: Number, *parameters: Number) -> Number:
        w, w1, w2 = argument(x, *parameters)
        return 2 * w1 * sigma1(w) + x * (w1 * w1 * sigma2(w) + w2 * sigma1(w))

    return value, first, second


def quick(x: Number) -> tuple[Number, Number, Number]:
    slope = mpf(1702) / 1000
    return slope * x, slope, 0


def cubic(x: Number) -> tuple[Number, Number, Number]:
    scale, c = 2 * mp.sqrt(2 / mp.pi), mpf(44715) / 1_000_000
    return scale * (x + c * x**3), scale * (1 + 3 * c * x * x), scale * 6 * c * x


def selu_lambda() -> Number:
    return mpf("1.0507009873554804934")


def selu_lambda_alpha() -> Number:
    return selu_lambda() * mpf("1.6732632423543772848")


def squareplus(x: Number, b: Number) -> Number:
    root = mp.sqrt(x * x + b)
    return (x + root) / 2 if x > 0 else b / (2 * (root - x))


# With e = exp(x): tanh(sp(x)) = n/(n + 2), n = e^2 + 2 e


def mish_gate(x: Number) -> Number:
    e = mp.exp(x)
    return e * (e + 2) / (e * e + 2 * e + 2)


def mish_gate1(x: Number) -> Number:
    e = mp.exp(x)
    return 4 * e * (e + 1) / (e * e + 2 * e + 2) ** 2


def mish_gate2(x: Number) -> Number:
    e = mp.exp(x)
    return -4 * e * (2 * e**3 + 3 * e * e - 2 * e - 2) / (e * e + 2 * e + 2) ** 3


def always(*points: tuple[float, int]) -> Callable[..., Points]:
    """The same points for every setting."""
    return lambda *_: points


def slope_jump(left: float, right: float = 1.0) -> Points:
    """Two straight or curved halves that meet at 0 with these slopes."""
    return ((0.0, 1),) if left != right else ()


def xielu_zeros(x: float, alpha_p: float, alpha_n: float, beta: float) -> Points:
    k = 1 - beta / alpha_n
    if not 0 < k < 1:  # for x < 0 the slope keeps its sign
        return ((0.0, 0),)
    other = -1 / mpf(k) - mp.lambertw(-mp.exp(-1 / mpf(k)) / k).real  # e^x = 1 + k x
    return (0.0, 0), (float(other), 0), (math.log(k), 1)


def sine_zeros(x: float, w0: float) -> Points:
    half, turn = math.pi / 2 / w0, round(w0 * x / math.pi)
    nearest = math.floor(w0 * x / math.pi)
    return (2 * turn * half, 0), ((2 * nearest + 1) * half, 1), (2 * turn * half, 2)


def snake_zeros(x: float, a: float) -> Points:
    quarter = math.pi / 4 / a
    touch, cross = round((x / quarter + 1) / 4), math.floor(x / quarter / 2)
    return (0.0, 0), ((4 * touch - 1) * quarter, 1), ((2 * cross + 1) * quarter, 2)


def leaky(*settings: dict[str, float]) -> Textbook:
    return Textbook(
        (
            lambda x, alpha: x if x > 0 else alpha * x,
            lambda x, alpha: 1 if x > 0 else alpha,
            zero,
        ),
        settings,
        kinks=slope_jump,
        zeros=always((0.0, 0)),
    )


# A layer of logits, the first of them x. Sums of positive terms only: 1 - p[0] is sum(p[1:])


def layer(x: Number, classes: Number, others: Number) -> list[Number]:
    return [x] + [others] * (int(classes) - 1)


def softmax(logits: list[Number]) -> list[Number]:
    terms = [mp.exp(logit) for logit in logits]
    return [term / mp.fsum(terms) for term in terms]


def log_softmax(logits: list[Number]) -> list[Number]:
    return [
        -mp.log1p(mp.fsum(mp.exp(other - logit) for n, other in enumerate(logits) if n != i))
        for i, logit in enumerate(logits)
    ]


def cross_entropy(labels: list[Number], logits: list[Number]) -> Number:
    return -mp.fsum(z * log_p for z, log_p in zip(labels, log_softmax(logits), strict=True))


def evenly(label: Number, classes: Number) -> list[Number]:
    """The first class has this label, the others share the rest."""
    return [label] + [(1 - label) / (int(classes) - 1)] * (int(classes) - 1)


def one_hot(label: Number, classes: Number) -> list[Number]:
    return [int(n == label) for n in range(int(classes))]


def error(logits: list[Number], label: Number, weight: Number = 1) -> Number:
    """p[0] - label, for 1 = p[0] + sum(p[1:]); the positive term may be weighted."""
    p = softmax(logits)
    return (1 - label) * p[0] - weight * label * mp.fsum(p[1:])


def spread(logits: list[Number]) -> Number:
    """p[0] (1 - p[0]), the slope of p[0] against the first logit."""
    p = softmax(logits)
    return p[0] * mp.fsum(p[1:])


def spread1(logits: list[Number]) -> Number:
    p = softmax(logits)
    return spread(logits) * (mp.fsum(p[1:]) - p[0])


def balance(classes: float, others: float) -> float:
    """The logit that is as likely as all the others together."""
    return others + math.log(classes - 1)


def zero_of_error(label: Number, weight: float = 1.0, balanced: float = 0.0) -> Points:
    """Where the gradient of a cross-entropy vanishes: only for a label that is no certainty."""
    if not 0 < label < 1:
        return ()
    return ((balanced + math.log(weight * label / (1 - label)), 1),)


def smoothed(labels: list[Number], smoothing: Number) -> list[Number]:
    """The labels, moved toward an even share."""
    return [z * (1 - smoothing) + smoothing / len(labels) for z in labels]


def weighted(labels: list[Number], weight: Number) -> list[Number]:
    """The first label of two weighted."""
    return [weight * labels[0], labels[1]]


CLASSES = (
    {"classes": 3.0, "others": 0.0},
    {"classes": 10.0, "others": 0.5},
    {"classes": 2.0, "others": -1.1},
)
