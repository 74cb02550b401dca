"""A picture of every entry at once: against a process a picture, and a loop of bare matplotlib."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from actplot.entries import CATALOGUE
from tests.benchmarks.commands import ACTPLOT
from tests.benchmarks.compare import PYTHON, environment, report

LOOP = [PYTHON, str(Path(__file__).with_name("bare_series.py"))]
PAIRS = 5


def report_series() -> None:
    """Print both comparisons; the one of many processes is made once, for it takes long."""
    print()
    with tempfile.TemporaryDirectory() as folder:
        series = [*ACTPLOT, "--all", "-o", f"{folder}/{{name}}.png"]
        report(
            f"{len(CATALOGUE)} pictures, a loop of matplotlib",
            series,
            [*LOOP, folder, str(len(CATALOGUE))],
            PAIRS,
        )
        start = time.perf_counter()
        _run(series)
        middle = time.perf_counter()
        for name in CATALOGUE:
            _run([*ACTPLOT, name, "-o", f"{folder}/{name}.png"])
        ours, theirs = middle - start, time.perf_counter() - middle
    name = f"{len(CATALOGUE)} pictures, a process each"
    print(f"{name:<40} {ours:.3f} s against {theirs:.3f} s   ratio {ours / theirs:.2f}", flush=True)


def _run(command: list[str]) -> None:
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=sys.stderr, env=environment()
    )
