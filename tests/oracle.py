"""Every activation and its two derivatives, right to forty digits: textbook formulas in mpmath.

Nothing here comes from actplot, so that the two can be held against each other. Each derivative
is written out by hand, in a form that keeps its relative accuracy in the tails, and `exact` works
with more and more digits until two results agree. Parameters are Python floats and mean exactly
the binary number they hold; `TEXTBOOK[name].settings` lists the defaults first, then two more.
"""

import math
from collections.abc import Callable, Mapping
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


@dataclass(frozen=True)
class Textbook:
    """One activation. Formulas take x and then the parameters in the order of `settings[0]`.

    kinks(*parameters): where the function jumps, with the lowest order that does.
    zeros(x, *parameters): where an order vanishes, but not on both sides; periodic functions
    answer with those nearest to x, the others with all.
    exponent(x, *parameters): the largest argument of an exponential, with either sign.
    """

    orders: tuple[Formula, Formula, Formula]
    settings: Settings = ({},)
    kinks: Callable[..., Points] = nowhere
    zeros: Callable[..., Points] = nowhere
    exponent: Callable[..., float] = no_exponential


def exact(name: str, order: int, x: float, parameters: Mapping[str, float] | None = None) -> mpf:
    """The value (0) or a derivative (1 to 3) at x, to a relative 1e-40 (the third: 1e-30).

    A derivative is NaN at a kink. Left-out parameters take their defaults. Below 1e-400 only
    the sign is promised.
    """
    book = TEXTBOOK[name]
    values = _values(book, parameters)
    if math.isnan(x) or (order and any(x == at and order >= o for at, o in book.kinks(*values))):
        return mp.nan
    if math.isinf(x):
        raise ValueError("x must be finite")
    formula = (*book.orders, slope_of(book.orders[2]))[order]
    bits = 160 + 3 * abs(math.frexp(x)[1])
    point, numbers = mpf(x), [mpf(value) for value in values]
    with mp.workprec(bits):
        before = mpf(formula(point, *numbers))
    while bits < 1_000_000:
        bits *= 2
        with mp.workprec(bits):
            result = mpf(formula(point, *numbers))
        larger = max(abs(before), abs(result))
        if abs(result - before) <= larger * _AGREE or larger < _TINY:
            return result
        before = result
    raise ArithmeticError(f"{name}, order {order}, does not settle at x = {x!r}")


def ulp_error(computed: float, truth: mpf) -> float:
    """How far computed is from truth, in units of the last place of truth as a float."""
    computed, rounded = float(computed), float(truth)
    if computed == rounded and (rounded == 0 or math.isinf(rounded)):
        return 0.0
    if not (math.isfinite(computed) and math.isfinite(rounded)):
        return 0.0 if math.isnan(computed) and math.isnan(rounded) else math.inf
    return float(abs(mpf(computed) - truth) / mpf(math.ulp(rounded)))


def exponent_argument(name: str, x: float, parameters: Mapping[str, float] | None = None) -> float:
    """The largest absolute argument that the textbook formula hands to an exponential at x."""
    book = TEXTBOOK[name]
    return float(abs(book.exponent(x, *_values(book, parameters))))


def near_zero(
    name: str,
    order: int,
    x: float,
    parameters: Mapping[str, float] | None = None,
    within: float = 0.05,
) -> bool:
    """Whether that order vanishes (but not on both sides) within this distance of x."""
    book = TEXTBOOK[name]
    zeros = book.zeros(x, *_values(book, parameters))
    return any(order == o and abs(x - at) <= within for at, o in zeros)


def share_of_allowance(
    name: str,
    order: int,
    x: float,
    computed: float,
    truth: mpf,
    parameters: Mapping[str, float] | None = None,
    at_zero: bool | None = None,
) -> float:
    """The error as a share of what is promised: 16 + 4|u| units in the last place of the truth.

    Near a zero, where what is left when the terms cancel cannot be better than their own last
    digits, it is 16 units of the largest of them. `at_zero` says whether x is near one, where
    `near_zero` is not to be asked.
    """
    if near_zero(name, order, x, parameters) if at_zero is None else at_zero:
        allowed = 16 * math.ulp(_largest_term(name, order, x, parameters))
        return float(abs(mpf(computed) - truth) / allowed)
    return ulp_error(computed, truth) / (16 + 4 * exponent_argument(name, x, parameters))


def _largest_term(name: str, order: int, x: float, parameters: Mapping[str, float] | None) -> float:
    """The size of what cancels at a zero: x, or the scale that the inner factor brings."""
    values = _values(TEXTBOOK[name], parameters)
    scale = max(map(abs, values), default=1.0)
    if name == "laplace":
        scale = 1 / values[1]
    return max(1.0, abs(x), scale**order)


def _values(book: Textbook, parameters: Mapping[str, float] | None) -> list[float]:
    given = dict(parameters or {})
    values = [float(given.pop(key, default)) for key, default in book.settings[0].items()]
    if given:
        raise KeyError(f"unknown parameters: {', '.join(given)}")
    return values


_AGREE = mpf(10) ** -41
_TINY = mpf(10) ** -400


def slope_of(formula: Formula) -> Formula:
    """The derivative of a formula, as a difference quotient with many more digits."""

    def slope(x: Number, *parameters: Number) -> Number:
        lost = 120 + 2 * abs(mp.frexp(x)[1])
        with mp.workprec(mp.prec + lost):
            step = mpf(2) ** -lost
            above, below = formula(x + step, *parameters), formula(x - step, *parameters)
            quotient = (above - below) / (2 * step)
            # beside a true zero stands what the step leaves, of the size of its square
            return quotient if abs(quotient) > step * abs(above) else mpf(0)

    return slope


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


def logit(label: float, weight: float = 1.0) -> float:
    return math.log(weight * label / (1 - label))


def between(label: float) -> bool:
    return 0 < label < 1


CLASSES = (
    {"classes": 3.0, "others": 0.0},
    {"classes": 10.0, "others": 0.5},
    {"classes": 2.0, "others": -1.1},
)


TEXTBOOK: dict[str, Textbook] = {
    "identity": Textbook((lambda x: x, one, zero), zeros=always((0.0, 0))),
    "step": Textbook((lambda x: 1 if x > 0 else 0, zero, zero), kinks=always((0.0, 0))),
    "sigmoid": Textbook((sigma, sigma1, sigma2), zeros=always((0.0, 2)), exponent=lambda x: x),
    "log_sigmoid": Textbook(
        (lambda x: -sp(-x), lambda x: sigma(-x), lambda x: -sigma1(x)), exponent=lambda x: x
    ),
    "hard_sigmoid": Textbook(
        (lambda x: clip((x + 3) / 6, 0, 1), inside(-3, 3, lambda: mpf(1) / 6), zero),
        kinks=always((-3.0, 1), (3.0, 1)),
        zeros=always((-3.0, 0)),
    ),
    "hard_sigmoid_onnx": Textbook(
        (lambda x: clip((2 * x + 5) / 10, 0, 1), inside(-2.5, 2.5, lambda: mpf(1) / 5), zero),
        kinks=always((-2.5, 1), (2.5, 1)),
        zeros=always((-2.5, 0)),
    ),
    "tanh": Textbook(
        (mp.tanh, sech2, lambda x: -2 * mp.tanh(x) * sech2(x)),
        zeros=always((0.0, 0), (0.0, 2)),
        exponent=lambda x: 2 * x,
    ),
    "hard_tanh": Textbook(
        (lambda x: clip(x, -1, 1), inside(-1, 1, lambda: 1), zero),
        kinks=always((-1.0, 1), (1.0, 1)),
        zeros=always((0.0, 0)),
    ),
    "softsign": Textbook(
        (
            lambda x: x / (1 + abs(x)),
            lambda x: 1 / (1 + abs(x)) ** 2,
            lambda x: -2 * mp.sign(x) / (1 + abs(x)) ** 3,
        ),
        kinks=always((0.0, 2)),
        zeros=always((0.0, 0)),
    ),
    "relu": Textbook(
        (lambda x: max(x, 0), lambda x: 1 if x > 0 else 0, zero),
        kinks=always((0.0, 1)),
        zeros=always((0.0, 0)),
    ),
    "relu6": Textbook(
        (lambda x: clip(x, 0, 6), inside(0, 6, lambda: 1), zero),
        kinks=always((0.0, 1), (6.0, 1)),
        zeros=always((0.0, 0)),
    ),
    "leaky_relu": leaky({"alpha": 0.01}, {"alpha": 0.3}, {"alpha": 1.5}),
    "prelu": leaky({"alpha": 0.25}, {"alpha": 0.1}, {"alpha": 2.0}),
    "rrelu": Textbook(
        (
            lambda x, lower, upper: x if x > 0 else (lower + upper) / 2 * x,
            lambda x, lower, upper: 1 if x > 0 else (lower + upper) / 2,
            zero,
        ),
        (
            {"lower": 0.125, "upper": 1 / 3},
            {"lower": 0.1, "upper": 0.3},
            {"lower": 0.0, "upper": 0.9},
        ),
        kinks=lambda lower, upper: slope_jump((lower + upper) / 2),
        zeros=always((0.0, 0)),
    ),
    "thresholded_relu": Textbook(
        (lambda x, theta: x if x > theta else 0, lambda x, theta: 1 if x > theta else 0, zero),
        ({"theta": 1.0}, {"theta": 0.3}, {"theta": 2.5}),
        kinks=lambda theta: ((theta, 0 if theta else 1),),
        zeros=lambda x, theta: ((0.0, 0),) if theta <= 0 else (),
    ),
    "threshold": Textbook(
        (
            lambda x, threshold, value: x if x > threshold else value,
            lambda x, threshold, value: 1 if x > threshold else 0,
            zero,
        ),
        (
            {"threshold": 1.0, "value": 0.0},
            {"threshold": 0.5, "value": 0.5},
            {"threshold": -1.1, "value": -2.0},
        ),
        kinks=lambda threshold, value: ((threshold, 1 if threshold == value else 0),),
        zeros=lambda x, threshold, value: (
            ((0.0, 0),) if threshold < 0 or threshold == value == 0 else ()
        ),
    ),
    "relu2": Textbook(
        (lambda x: max(x, 0) ** 2, lambda x: 2 * max(x, 0), lambda x: 2 if x > 0 else 0),
        kinks=always((0.0, 2)),
        zeros=always((0.0, 0), (0.0, 1)),
    ),
    "elu": Textbook(
        (
            lambda x, alpha: x if x > 0 else alpha * mp.expm1(x),
            lambda x, alpha: 1 if x > 0 else alpha * mp.exp(x),
            lambda x, alpha: 0 if x > 0 else alpha * mp.exp(x),
        ),
        ({"alpha": 1.0}, {"alpha": 0.3}, {"alpha": 2.0}),
        kinks=lambda alpha: slope_jump(alpha) or ((0.0, 2),),
        zeros=always((0.0, 0)),
        exponent=lambda x, alpha: min(x, 0.0),
    ),
    "celu": Textbook(
        (
            lambda x, alpha: x if x > 0 else alpha * mp.expm1(x / alpha),
            lambda x, alpha: 1 if x > 0 else mp.exp(x / alpha),
            lambda x, alpha: 0 if x > 0 else mp.exp(x / alpha) / alpha,
        ),
        ({"alpha": 1.0}, {"alpha": 0.3}, {"alpha": 2.0}),
        kinks=always((0.0, 2)),
        zeros=always((0.0, 0)),
        exponent=lambda x, alpha: min(x, 0.0) / alpha,
    ),
    "selu": Textbook(
        (
            lambda x: selu_lambda() * x if x > 0 else selu_lambda_alpha() * mp.expm1(x),
            lambda x: selu_lambda() if x > 0 else selu_lambda_alpha() * mp.exp(x),
            lambda x: 0 if x > 0 else selu_lambda_alpha() * mp.exp(x),
        ),
        kinks=always((0.0, 1)),
        zeros=always((0.0, 0)),
        exponent=lambda x: min(x, 0.0),
    ),
    "softplus": Textbook(
        (
            lambda x, beta: sp(beta * x) / beta,
            lambda x, beta: sigma(beta * x),
            lambda x, beta: beta * sigma1(beta * x),
        ),
        ({"beta": 1.0}, {"beta": 0.3}, {"beta": 5.0}),
        exponent=lambda x, beta: beta * x,
    ),
    "squareplus": Textbook(
        (
            squareplus,
            lambda x, b: squareplus(x, b) / mp.sqrt(x * x + b),
            lambda x, b: b / (2 * mp.sqrt(x * x + b) ** 3),
        ),
        ({"b": 4.0}, {"b": 0.1}, {"b": 9.0}),
    ),
    "silu": Textbook(
        gated(lambda x, beta: (beta * x, beta, 0)),
        ({"beta": 1.0}, {"beta": 0.3}, {"beta": 2.0}),
        zeros=lambda x, beta: (
            (0.0, 0),
            (-1.278464542761074 / beta, 1),
            (-2.399357280515468 / beta, 2),
            (2.399357280515468 / beta, 2),
        ),
        exponent=lambda x, beta: beta * x,
    ),
    "hard_swish": Textbook(
        (
            lambda x: x * clip(x + 3, 0, 6) / 6,
            lambda x: (2 * x + 3) / 6 if abs(x) < 3 else 1 if x > 0 else 0,
            inside(-3, 3, lambda: mpf(1) / 3),
        ),
        kinks=always((-3.0, 1), (3.0, 1)),
        zeros=always((-3.0, 0), (0.0, 0), (-1.5, 1)),
    ),
    "quick_gelu": Textbook(
        gated(quick),
        zeros=always(
            (0.0, 0),
            (-1.278464542761074 / 1.702, 1),
            (-2.399357280515468 / 1.702, 2),
            (2.399357280515468 / 1.702, 2),
        ),
        exponent=lambda x: 1.702 * x,
    ),
    "gelu": Textbook(
        (
            lambda x: x * normal_below(x),
            lambda x: normal_below(x) + x * normal(x),
            lambda x: (2 - x * x) * normal(x),
        ),
        zeros=always((0.0, 0), (-0.7517915246935645, 1), (-math.sqrt(2), 2), (math.sqrt(2), 2)),
        exponent=lambda x: x * x / 2,
    ),
    "gelu_tanh": Textbook(
        gated(cubic),
        zeros=always(
            (0.0, 0), (-0.752461422071016, 1), (-1.418504008790828, 2), (1.418504008790828, 2)
        ),
        exponent=lambda x: 2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x),
    ),
    "mish": Textbook(
        (
            lambda x: x * mish_gate(x),
            lambda x: mish_gate(x) + x * mish_gate1(x),
            lambda x: 2 * mish_gate1(x) + x * mish_gate2(x),
        ),
        zeros=always(
            (0.0, 0), (-1.192431214515495, 1), (-2.256376396360793, 2), (1.4905711794854285, 2)
        ),
        exponent=lambda x: x,
    ),
    "tanhshrink": Textbook(
        (
            lambda x: x - mp.tanh(x),
            lambda x: mp.tanh(x) ** 2,
            lambda x: 2 * mp.tanh(x) * sech2(x),
        ),
        zeros=always((0.0, 0), (0.0, 1), (0.0, 2)),
        exponent=lambda x: 2 * x,
    ),
    "softshrink": Textbook(
        (
            lambda x, width: x - clip(x, -width, width),
            lambda x, width: 1 if abs(x) > width else 0,
            zero,
        ),
        ({"lambda": 0.5}, {"lambda": 0.1}, {"lambda": 1.5}),
        kinks=lambda width: ((-width, 1), (width, 1)) if width else (),
        zeros=lambda x, width: ((-width, 0), (width, 0)),
    ),
    "hardshrink": Textbook(
        (
            lambda x, width: x if abs(x) > width else 0,
            lambda x, width: 1 if abs(x) > width else 0,
            zero,
        ),
        ({"lambda": 0.5}, {"lambda": 0.1}, {"lambda": 1.5}),
        kinks=lambda width: ((-width, 0), (width, 0)) if width else (),
        zeros=lambda x, width: () if width else ((0.0, 0),),
    ),
    "sparse_plus": Textbook(
        (
            lambda x: x if x > 1 else max(x + 1, 0) ** 2 / 4,
            lambda x: clip((x + 1) / 2, 0, 1),
            inside(-1, 1, lambda: mpf(1) / 2),
        ),
        kinks=always((-1.0, 2), (1.0, 2)),
        zeros=always((-1.0, 0), (-1.0, 1)),
    ),
    "sparse_sigmoid": Textbook(
        (lambda x: clip((x + 1) / 2, 0, 1), inside(-1, 1, lambda: mpf(1) / 2), zero),
        kinks=always((-1.0, 1), (1.0, 1)),
        zeros=always((-1.0, 0)),
    ),
    "lisht": Textbook(
        (
            lambda x: x * mp.tanh(x),
            lambda x: mp.tanh(x) + x * sech2(x),
            lambda x: 2 * sech2(x) * (1 - x * mp.tanh(x)),
        ),
        zeros=always((0.0, 0), (0.0, 1), (-1.1996786402577338, 2), (1.1996786402577338, 2)),
        exponent=lambda x: 2 * x,
    ),
    "logcosh": Textbook(
        (lambda x: mp.log1p(2 * mp.sinh(x / 2) ** 2), mp.tanh, sech2),
        zeros=always((0.0, 0), (0.0, 1)),
        exponent=lambda x: 2 * x,
    ),
    "laplace": Textbook(
        (
            lambda x, mu, s: normal_below((x - mu) / s),
            lambda x, mu, s: normal((x - mu) / s) / s,
            lambda x, mu, s: (mu - x) / s**3 * normal((x - mu) / s),
        ),
        (
            {"mu": 0.707107, "sigma": 0.282095},
            {"mu": 0.0, "sigma": 1.0},
            {"mu": -1.3, "sigma": 2.2},
        ),
        zeros=lambda x, mu, s: ((mu, 2),),
        exponent=lambda x, mu, s: ((x - mu) / s) * ((x - mu) / s) / 2,
    ),
    "sqrt_softplus": Textbook(
        (
            lambda x: mp.sqrt(sp(x)),
            lambda x: sigma(x) / (2 * mp.sqrt(sp(x))),
            lambda x: (2 * sigma1(x) * sp(x) - sigma(x) ** 2) / (4 * mp.sqrt(sp(x)) ** 3),
        ),
        zeros=always((0.9214225086553604, 2)),
        exponent=lambda x: x,
    ),
    "xielu": Textbook(
        (
            lambda x, ap, an, beta: (ap * x * x if x > 0 else an * (mp.expm1(x) - x)) + beta * x,
            lambda x, ap, an, beta: (2 * ap * x if x > 0 else an * mp.expm1(x)) + beta,
            lambda x, ap, an, beta: 2 * ap if x > 0 else an * mp.exp(x),
        ),
        (
            {"alpha_p": 0.8, "alpha_n": 0.8, "beta": 0.5},
            {"alpha_p": 0.3, "alpha_n": 1.2, "beta": 0.25},
            {"alpha_p": 1.5, "alpha_n": 0.4, "beta": 0.7},
        ),
        kinks=lambda ap, an, beta: ((0.0, 2),) if 2 * ap != an else (),
        zeros=xielu_zeros,
        exponent=lambda x, ap, an, beta: min(x, 0.0),
    ),
    "exponential": Textbook((mp.exp, mp.exp, mp.exp), exponent=lambda x: x),
    "gaussian": Textbook(
        (
            lambda x: mp.exp(-x * x),
            lambda x: -2 * x * mp.exp(-x * x),
            lambda x: (4 * x * x - 2) * mp.exp(-x * x),
        ),
        zeros=always((0.0, 1), (-math.sqrt(0.5), 2), (math.sqrt(0.5), 2)),
        exponent=lambda x: x * x,
    ),
    "sine": Textbook(
        (
            lambda x, w0: mp.sin(w0 * x),
            lambda x, w0: w0 * mp.cos(w0 * x),
            lambda x, w0: -w0 * w0 * mp.sin(w0 * x),
        ),
        ({"w0": 1.0}, {"w0": 0.3}, {"w0": 30.0}),
        zeros=sine_zeros,
    ),
    "snake": Textbook(
        (
            lambda x, a: x + mp.sin(a * x) ** 2 / a,
            lambda x, a: 1 + mp.sin(2 * a * x),
            lambda x, a: 2 * a * mp.cos(2 * a * x),
        ),
        ({"a": 1.0}, {"a": 0.3}, {"a": 5.0}),
        zeros=snake_zeros,
    ),
    "bent_identity": Textbook(
        (
            lambda x: (mp.sqrt(x * x + 1) - 1) / 2 + x,
            lambda x: x / (2 * mp.sqrt(x * x + 1)) + 1,
            lambda x: 1 / (2 * mp.sqrt(x * x + 1) ** 3),
        ),
        zeros=always((0.0, 0)),
    ),
    "arctan": Textbook(
        (mp.atan, lambda x: 1 / (1 + x * x), lambda x: -2 * x / (1 + x * x) ** 2),
        zeros=always((0.0, 0), (0.0, 2)),
    ),
    "softmax": Textbook(
        (
            lambda x, n, others: softmax(layer(x, n, others))[0],
            lambda x, n, others: spread(layer(x, n, others)),
            lambda x, n, others: spread1(layer(x, n, others)),
        ),
        CLASSES,
        zeros=lambda x, n, others: ((balance(n, others), 2),),
        exponent=lambda x, n, others: x - balance(n, others),
    ),
    "softmax_other": Textbook(
        (
            lambda x, n, others: softmax(layer(x, n, others))[1],
            lambda x, n, others: mp.fprod([-1, *softmax(layer(x, n, others))[:2]]),
            lambda x, n, others: -spread1(layer(x, n, others)) / (n - 1),
        ),
        CLASSES,
        zeros=lambda x, n, others: ((balance(n, others), 2),),
        exponent=lambda x, n, others: x - balance(n, others),
    ),
    "log_softmax": Textbook(
        (
            lambda x, n, others: log_softmax(layer(x, n, others))[0],
            lambda x, n, others: mp.fsum(softmax(layer(x, n, others))[1:]),
            lambda x, n, others: -spread(layer(x, n, others)),
        ),
        CLASSES,
        exponent=lambda x, n, others: x - balance(n, others),
    ),
    "softmin": Textbook(
        (
            lambda x, n, others: softmax(layer(-x, n, -others))[0],
            lambda x, n, others: -spread(layer(-x, n, -others)),
            lambda x, n, others: spread1(layer(-x, n, -others)),
        ),
        CLASSES,
        zeros=lambda x, n, others: ((-balance(n, -others), 2),),
        exponent=lambda x, n, others: x + balance(n, -others),
    ),
    "dropout": Textbook(
        (lambda x, keep_prob: x, one, zero),
        ({"keep_prob": 0.5}, {"keep_prob": 0.3}, {"keep_prob": 1.0}),
        zeros=always((0.0, 0)),
    ),
    "sigmoid_cross_entropy": Textbook(
        (
            lambda x, z: cross_entropy([z, 1 - z], [x, 0]),
            lambda x, z: error([x, 0], z),
            lambda x, z: spread([x, 0]),
        ),
        ({"label": 1.0}, {"label": 0.3}, {"label": 0.0}),
        zeros=lambda x, z: ((logit(z), 1),) if between(z) else (),
        exponent=lambda x, z: x,
    ),
    "weighted_cross_entropy": Textbook(
        (
            lambda x, z, q: cross_entropy([q * z, 1 - z], [x, 0]),
            lambda x, z, q: error([x, 0], z, q),
            lambda x, z, q: (q * z + 1 - z) * spread([x, 0]),
        ),
        (
            {"label": 1.0, "pos_weight": 2.0},
            {"label": 0.3, "pos_weight": 1.5},
            {"label": 0.0, "pos_weight": 0.25},
        ),
        zeros=lambda x, z, q: ((logit(z, q), 1),) if between(z) else (),
        exponent=lambda x, z, q: x,
    ),
    "softmax_cross_entropy": Textbook(
        (
            lambda x, z, n, others: cross_entropy(evenly(z, n), layer(x, n, others)),
            lambda x, z, n, others: error(layer(x, n, others), z),
            lambda x, z, n, others: spread(layer(x, n, others)),
        ),
        tuple({"label": z, **given} for z, given in zip((1.0, 0.3, 0.0), CLASSES, strict=True)),
        zeros=lambda x, z, n, others: ((balance(n, others) + logit(z), 1),) if between(z) else (),
        exponent=lambda x, z, n, others: x - balance(n, others),
    ),
    "sparse_softmax_cross_entropy": Textbook(
        (
            lambda x, k, n, others: cross_entropy(one_hot(k, n), layer(x, n, others)),
            lambda x, k, n, others: error(layer(x, n, others), one_hot(k, n)[0]),
            lambda x, k, n, others: spread(layer(x, n, others)),
        ),
        tuple({"label": k, **given} for k, given in zip((0.0, 2.0, 1.0), CLASSES, strict=True)),
        exponent=lambda x, k, n, others: x - balance(n, others),
    ),
}
