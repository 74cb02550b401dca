"""Value and derivative of every entry, per element, beside numpy written by hand and torch.

The derivative is held against the central difference of the naive form, and against the gradient
of torch, forward pass included. Times are those of the processor, so that other work on the machine
counts less; each ratio is the median of pairs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

import actplot
from tests.benchmarks.naive import NAIVE, Array, central_difference
from tests.peers import named_function

POINTS = 1_000_000
RANGES = (5.0, 50.0)
PAIRS = 9
TARGET = 2.0
NOT_INSTALLED = "not installed"

Work = Callable[[], object]


def report() -> None:
    """Print a table for each range: nanoseconds per element, and ratios; a star marks a miss."""
    torch = _torch()
    for reach in RANGES:
        x = np.linspace(-reach, reach, POINTS)
        print(f"\n{POINTS:,} points on [-{reach:g}, {reach:g}], ns per element")
        print(f"{'':30}{'value':>8}{'naive':>8}{'ratio':>7}  {'torch':>13}", end="")
        print(f"{'slope':>9}{'naive':>8}{'ratio':>7}  {'torch':>13}")
        missed = 0
        with np.errstate(all="ignore"):
            for name, naive in NAIVE.items():
                missed += _line(name, naive, x, torch)
        print(f"{missed} of {2 * len(NAIVE)} above {TARGET:g}")


def _line(name: str, naive: Callable[[Array], Array], x: Array, torch: Any) -> int:
    """Print the line of one entry and return how many of its ratios are above the target."""
    curve = actplot.curve(name)
    print(f"{name:30}", end="")
    missed = 0
    for order, other in enumerate((partial(naive, x), partial(central_difference, naive, x))):
        ours, theirs, ratio = pairs(partial(curve.derivative, x, order), other)
        beside = _torch_time(torch, name, x, order)
        missed += ratio > TARGET
        print(f"{ours:8.2f}{theirs:8.2f}{ratio:7.2f}{'*' if ratio > TARGET else ' '}", end="")
        print(f" {beside:>13}", end=" ", flush=True)
    print()
    return missed


def pairs(ours: Work, theirs: Work) -> tuple[float, float, float]:
    """Return the median nanoseconds per element of both, and of the ratios of the pairs."""
    nanoseconds(ours)
    nanoseconds(theirs)
    times = [(nanoseconds(ours), nanoseconds(theirs)) for _ in range(PAIRS)]
    return (
        statistics.median(a for a, _ in times),
        statistics.median(b for _, b in times),
        statistics.median(a / b for a, b in times),
    )


def nanoseconds(work: Work, points: int = POINTS) -> float:
    """Return the time of the processor for the work, per point."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e9 / points


def _torch() -> Any:
    """Return torch, held to one thread, or None where it is not installed."""
    if find_spec("torch") is None:
        return None
    torch = import_module("torch")
    torch.set_num_threads(1)
    return torch


def _torch_time(torch: Any, name: str, x: Array, order: int) -> str:
    """Return the nanoseconds per element of torch's own function, in words where there are none."""
    if torch is None:
        return NOT_INSTALLED
    function = named_function(torch, name, torch.zeros(2, dtype=torch.float64))
    if function is None:
        return "-"
    points = torch.tensor(x, requires_grad=bool(order))

    def work() -> object:
        if not order:
            return function(points)
        return torch.autograd.grad(function(points).sum(), points)

    nanoseconds(work)
    return f"{statistics.median(nanoseconds(work) for _ in range(PAIRS)):.2f}"
