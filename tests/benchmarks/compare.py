"""Whole commands timed in turn, A B A B ..., and the median of the ratios of the pairs."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cache


@cache
def environment() -> dict[str, str]:
    """Return an environment in which bytecode is kept, as it is in an installed program."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": tempfile.mkdtemp(prefix="actplot-bytecode-")}


def seconds(command: Sequence[str]) -> float:
    """Return how long the command takes, its start included."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment())
    return time.perf_counter() - start


def ratio(command: Sequence[str], other: Sequence[str], pairs: int) -> tuple[float, float, float]:
    """Return the median time of both commands and the median ratio of the pairs.

    Each runs once before it counts, so that files are in memory and bytecode is written.
    """
    seconds(command)
    seconds(other)
    times = [(seconds(command), seconds(other)) for _ in range(pairs)]
    ours, theirs = zip(*times, strict=True)
    return (
        statistics.median(ours),
        statistics.median(theirs),
        statistics.median(a / b for a, b in times),
    )


def report(name: str, command: Sequence[str], other: Sequence[str], pairs: int = 21) -> None:
    """Print one line: what was compared, both medians, and the ratio."""
    ours, theirs, median = ratio(command, other, pairs)
    print(f"{name:<40} {ours:.3f} s against {theirs:.3f} s   ratio {median:.2f}", flush=True)


PYTHON = sys.executable
