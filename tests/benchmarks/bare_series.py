"""What a series of pictures is compared with: as many bare figures in one process."""

import sys

import numpy as np
from matplotlib.figure import Figure

folder, count = sys.argv[1:]
x = np.linspace(-5, 5, 1001)
for number in range(int(count)):
    figure = Figure(figsize=(15, 5))
    values = np.tanh(x + number / 10)
    for axes, y in zip(figure.subplots(1, 2), (values, 1 - values**2), strict=True):
        axes.plot(x, y, label="tanh")
        axes.legend()
    figure.savefig(f"{folder}/bare-{number}.png")
