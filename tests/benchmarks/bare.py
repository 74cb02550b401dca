"""What the benchmarks compare with: the same ten lines in a bare matplotlib figure."""

import sys

import numpy as np
from matplotlib.figure import Figure

x = np.linspace(-5, 5, 1001)
s = 1 / (1 + np.exp(-x))
lines = {
    "sigmoid": (s, s * (1 - s)),
    "tanh": (np.tanh(x), 1 - np.tanh(x) ** 2),
    "relu": (np.maximum(x, 0), (x > 0) * 1.0),
    "softplus": (np.log1p(np.exp(x)), s),
    "elu": (np.where(x > 0, x, np.expm1(x)), np.where(x > 0, 1, np.exp(x))),
}
figure = Figure(figsize=(15, 5))
for axes, order in zip(figure.subplots(1, 2), (0, 1), strict=True):
    for label, values in lines.items():
        axes.plot(x, values[order], label=label)
    axes.legend()
figure.savefig(sys.argv[1])
