"""The catalogue in numpy as a person writes it down by hand: one line a function, no more care.

The losses and the slices are written for the label, weight and classes that are their defaults.
Functions of one argument: the parameters have their default values.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Array = NDArray[np.float64]

SELU_LAMBDA, SELU_ALPHA = 1.0507009873554804934, 1.6732632423543772848
LEAK, PRELU_SLOPE, RRELU_SLOPE = 0.01, 0.25, (1 / 8 + 1 / 3) / 2
MU, SIGMA = 0.707107, 0.282095
LOG_TWO = math.log(2)  # of the two other classes, whose logits are 0
POS_WEIGHT = 2.0
WIDTH = 0.5  # lambda of the shrinks
STEP = 1e-6  # of the central difference


def leaky(slope: float) -> Callable[[Array], Array]:
    """Return a leaky rectifier of this slope."""
    return lambda x: np.where(x > 0, x, slope * x)


NAIVE: dict[str, Callable[[Array], Array]] = {
    "identity": lambda x: x.copy(),
    "step": lambda x: np.where(x > 0, 1.0, 0.0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "log_sigmoid": lambda x: -np.log(1 + np.exp(-x)),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "hard_sigmoid_onnx": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "tanh": np.tanh,
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "leaky_relu": leaky(LEAK),
    "prelu": leaky(PRELU_SLOPE),
    "rrelu": leaky(RRELU_SLOPE),
    "thresholded_relu": lambda x: np.where(x > 1, x, 0),
    "threshold": lambda x: np.where(x > 1, x, 0),
    "relu2": lambda x: np.maximum(x, 0) ** 2,
    "elu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
    "celu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
    "selu": lambda x: SELU_LAMBDA * np.where(x > 0, x, SELU_ALPHA * (np.exp(x) - 1)),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "squareplus": lambda x: (x + np.sqrt(x**2 + 4)) / 2,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "hard_swish": lambda x: x * np.clip(x + 3, 0, 6) / 6,
    "quick_gelu": lambda x: x / (1 + np.exp(-1.702 * x)),
    "gelu": lambda x: 0.5 * x * (1 + erf(x / math.sqrt(2))),
    "gelu_tanh": lambda x: (
        0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))
    ),
    "mish": lambda x: x * np.tanh(np.log1p(np.exp(x))),
    "tanhshrink": lambda x: x - np.tanh(x),
    "softshrink": lambda x: np.where(x > WIDTH, x - WIDTH, np.where(x < -WIDTH, x + WIDTH, 0)),
    "hardshrink": lambda x: np.where(np.abs(x) > WIDTH, x, 0),
    "sparse_plus": lambda x: np.where(x > 1, x, np.where(x > -1, (x + 1) ** 2 / 4, 0)),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "lisht": lambda x: x * np.tanh(x),
    "logcosh": lambda x: np.log(np.cosh(x)),
    "laplace": lambda x: 0.5 * (1 + erf((x - MU) / (SIGMA * math.sqrt(2)))),
    "sqrt_softplus": lambda x: np.sqrt(np.log(1 + np.exp(x))),
    "xielu": lambda x: np.where(x > 0, 0.8 * x**2 + 0.5 * x, 0.8 * (np.exp(x) - 1 - x) + 0.5 * x),
    "exponential": np.exp,
    "gaussian": lambda x: np.exp(-(x**2)),
    "sine": np.sin,
    "snake": lambda x: x + np.sin(x) ** 2,
    "bent_identity": lambda x: (np.sqrt(x**2 + 1) - 1) / 2 + x,
    "arctan": np.arctan,
    "softmax": lambda x: np.exp(x) / (np.exp(x) + 2),
    "softmax_other": lambda x: 1 / (np.exp(x) + 2),
    "log_softmax": lambda x: x - np.log(np.exp(x) + 2),
    "softmin": lambda x: np.exp(-x) / (np.exp(-x) + 2),
    "dropout": lambda x: x.copy(),
    "sigmoid_cross_entropy": lambda x: np.log(1 + np.exp(-x)),
    "weighted_cross_entropy": lambda x: POS_WEIGHT * np.log(1 + np.exp(-x)),
    "softmax_cross_entropy": lambda x: np.log(np.exp(x) + 2) - x,
    "sparse_softmax_cross_entropy": lambda x: np.log(np.exp(x) + 2) - x,
}


def central_difference(function: Callable[[Array], Array], x: Array) -> Array:
    """Return the slope of a function at x as its difference over a small step."""
    return (function(x + STEP) - function(x - STEP)) / (2 * STEP)
