"""How time grows with the points and the curves, and how much memory ten million points take."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product

import numpy as np

import actplot
from tests.benchmarks.evaluation import nanoseconds

POINTS = tuple(10**power for power in range(3, 8))
NAMES = ("elu", "sigmoid", "silu", "gelu")
CURVES = (1, 2, 5, 10, 20, 50)
REPEATS = 5
MOST_POINTS = 10_000_000
ARRAY_BYTES = 8 * MOST_POINTS
MEMORY_NAMES = ("elu", "silu", "gelu")
FORMS = ("npz", "png")


def report_points() -> None:
    """Print the time per point of value and derivative, as ratios to the smallest."""
    print(f"\ntime per point, as a ratio to the smallest{'':6}", end="")
    print("".join(f"{count:>12,}" for count in POINTS) + "   smallest")
    for name in NAMES:
        curve = actplot.curve(name)
        for order in (0, 1):
            works = {n: partial(curve.derivative, np.linspace(-5, 5, n), order) for n in POINTS}
            times = [_least(work, count) for count, work in works.items()]
            _ratios(f"{name}, {'derivative' if order else 'value'}", times, 12, "ns")


def report_curves() -> None:
    """Print the time per curve of a picture as PNG, as ratios to the smallest."""
    print("\ntime per curve of a PNG, as a ratio to the smallest", end="")
    print("".join(f"{count:>9}" for count in CURVES) + "   smallest")
    times = []
    for count in CURVES:
        sweep = ",".join(f"{1 + n / 10:g}" for n in range(count))

        def work(text: str = f"elu:alpha={sweep}") -> None:
            actplot.plot(text).savefig(io.BytesIO(), format="png")

        times.append(_least(work, count) / 1e6)
    _ratios("elu, swept over alpha", times, 9, "ms")


def _least(work: Callable[[], object], count: int) -> float:
    """Return the least nanoseconds per unit: growth is not to be blurred by the machine."""
    work()
    return min(nanoseconds(work, count) for _ in range(REPEATS))


def _ratios(label: str, times: Sequence[float], width: int, unit: str) -> None:
    least = min(times)
    print(f"{label:48}" + "".join(f"{each / least:{width}.2f}" for each in times), end="")
    print(f"   {least:.2f} {unit}", flush=True)


def report_memory() -> None:
    """Print the memory of a whole command at ten million points, in sizes of one array.

    It is the peak of the process, less that of the same command with a few points.
    """
    print(f"\n{MOST_POINTS:,} points: memory in sizes of one array, and seconds")
    with tempfile.TemporaryDirectory() as folder:
        for name, form in product(MEMORY_NAMES, FORMS):
            output = f"{folder}/{name}.{form}"
            few, _ = _peak(name, "1001", output)
            many, seconds = _peak(name, str(MOST_POINTS), output)
            print(f"{name + ' as ' + form:30}{(many - few) / ARRAY_BYTES:8.2f}{seconds:8.1f} s")


def _peak(name: str, points: str, output: str) -> tuple[int, float]:
    """Return the peak of the memory of a command in bytes, and how long it took."""
    command = [sys.executable, "-m", "actplot", name, "--points", points, "-o", output]
    start = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)],
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} failed")
    return usage.ru_maxrss * 1024, time.perf_counter() - start
