"""The textbook formula of every entry of the catalogue, typed from the literature for mpmath."""

import math

from mpmath import mp, mpf

from tests.textbook_functions import (
    CLASSES,
    Textbook,
    always,
    balance,
    clip,
    cross_entropy,
    cubic,
    error,
    evenly,
    gated,
    inside,
    layer,
    leaky,
    log_softmax,
    mish_gate,
    mish_gate1,
    mish_gate2,
    normal,
    normal_below,
    one,
    one_hot,
    quick,
    sech2,
    selu_lambda,
    selu_lambda_alpha,
    sigma,
    sigma1,
    sigma2,
    sine_zeros,
    slope_jump,
    smoothed,
    snake_zeros,
    softmax,
    sp,
    spread,
    spread1,
    squareplus,
    weighted,
    xielu_zeros,
    zero,
    zero_of_error,
)
from tests.textbook_losses import MORE_LOSSES
from tests.textbook_papers import MORE_ACTIVATIONS

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
            lambda x, z, s: cross_entropy(smoothed([z, 1 - z], s), [x, 0]),
            lambda x, z, s: error([x, 0], smoothed([z, 1 - z], s)[0]),
            lambda x, z, s: spread([x, 0]),
        ),
        tuple({"label": z, "label_smoothing": s} for z, s in ((1.0, 0.0), (0.3, 0.0), (0.0, 0.1))),
        zeros=lambda x, z, s: zero_of_error(smoothed([z, 1 - z], s)[0]),
        exponent=lambda x, z, s: x,
    ),
    "weighted_cross_entropy": Textbook(
        (
            lambda x, z, q, s: cross_entropy(weighted(smoothed([z, 1 - z], s), q), [x, 0]),
            lambda x, z, q, s: error([x, 0], smoothed([z, 1 - z], s)[0], q),
            lambda x, z, q, s: sum(weighted(smoothed([z, 1 - z], s), q)) * spread([x, 0]),
        ),
        (
            {"label": 1.0, "pos_weight": 2.0, "label_smoothing": 0.0},
            {"label": 0.3, "pos_weight": 1.5, "label_smoothing": 0.2},
            {"label": 0.0, "pos_weight": 0.25, "label_smoothing": 0.0},
        ),
        zeros=lambda x, z, q, s: zero_of_error(smoothed([z, 1 - z], s)[0], q),
        exponent=lambda x, z, q, s: x,
    ),
    "softmax_cross_entropy": Textbook(
        (
            lambda x, z, n, others, s: cross_entropy(
                smoothed(evenly(z, n), s), layer(x, n, others)
            ),
            lambda x, z, n, others, s: error(layer(x, n, others), smoothed(evenly(z, n), s)[0]),
            lambda x, z, n, others, s: spread(layer(x, n, others)),
        ),
        tuple(
            {"label": z, **given, "label_smoothing": s}
            for z, given, s in zip((1.0, 0.3, 0.0), CLASSES, (0.0, 0.0, 0.1), strict=True)
        ),
        zeros=lambda x, z, n, others, s: zero_of_error(
            smoothed(evenly(z, n), s)[0], 1, balance(n, others)
        ),
        exponent=lambda x, z, n, others, s: x - balance(n, others),
    ),
    "sparse_softmax_cross_entropy": Textbook(
        (
            lambda x, k, n, others, s: cross_entropy(
                smoothed(one_hot(k, n), s), layer(x, n, others)
            ),
            lambda x, k, n, others, s: error(layer(x, n, others), smoothed(one_hot(k, n), s)[0]),
            lambda x, k, n, others, s: spread(layer(x, n, others)),
        ),
        tuple(
            {"label": k, **given, "label_smoothing": s}
            for k, given, s in zip((0.0, 2.0, 1.0), CLASSES, (0.0, 0.1, 0.0), strict=True)
        ),
        zeros=lambda x, k, n, others, s: zero_of_error(
            smoothed(one_hot(k, n), s)[0], 1, balance(n, others)
        ),
        exponent=lambda x, k, n, others, s: x - balance(n, others),
    ),
    **MORE_LOSSES,
    **MORE_ACTIVATIONS,
}
