"""What pictures are compared with: each value and difference quotient by a call of its own."""

import math
import sys
from collections.abc import Callable

from matplotlib import pyplot as plt

STEP = 1e-6
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
    "softplus": lambda x: math.log1p(math.exp(x)),
    "elu": lambda x: x if x > 0 else math.expm1(x),
}


def slope(function: Callable[[float], float], x: float) -> float:
    """Return the central difference quotient."""
    return (function(x + STEP) - function(x - STEP)) / (2 * STEP)


points = [-5 + n / 100 for n in range(1001)]
plt.figure(figsize=(15, 5))
for order in (0, 1):
    plt.subplot(1, 2, order + 1)
    for function in FUNCTIONS.values():
        plt.plot(points, [slope(function, x) if order else function(x) for x in points])
    plt.legend(FUNCTIONS)
plt.savefig(sys.argv[1])
